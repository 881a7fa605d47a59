package dev.bongsu.access;

/**
 * Which role may do what (A29): whatever is not said here is refused. Pure.
 *
 * <p>{@code admin} may do all, sending included. {@code sender} sends anything, reads and cancels
 * its own, keeps objects of its own, and has of templates what {@link TemplateRights} give it.
 * {@code auditor} reads all and changes nothing. {@code recipient} has its own inbox and
 * preferences.
 */
public final class Rights {
  private Rights() {}

  /** Of which resources of this kind the role may do this. For lists: OWN means only one's own. */
  public static Scope scope(Role role, Action action, Resource resource) {
    return switch (role) {
      case ADMIN -> Scope.ALL;
      case AUDITOR -> action == Action.READ ? Scope.ALL : Scope.NONE;
      case SENDER -> sender(action, resource);
      case RECIPIENT -> recipient(action, resource);
    };
  }

  private static Scope sender(Action action, Resource resource) {
    return switch (resource) {
      case NOTIFICATION ->
          switch (action) {
            case READ, SEND -> Scope.OWN;
            case CHANGE, PUBLISH -> Scope.NONE;
          };
      case OBJECT ->
          switch (action) {
            case READ, CHANGE -> Scope.OWN;
            case SEND, PUBLISH -> Scope.NONE;
          };
      case CHANNEL ->
          switch (action) {
            case READ, SEND -> Scope.ALL;
            case CHANGE, PUBLISH -> Scope.NONE;
          };
      case TEMPLATE ->
          switch (action) {
            case READ, CHANGE, PUBLISH -> Scope.GRANTED;
            case SEND -> Scope.NONE;
          };
      case TEMPLATE_RIGHTS,
          RECIPIENT,
          PREFERENCES,
          INBOX,
          GROUP,
          CATEGORY,
          API_KEY,
          AUDIT_LOG,
          STATISTICS,
          SANDBOX ->
          Scope.NONE;
    };
  }

  private static Scope recipient(Action action, Resource resource) {
    return switch (resource) {
      case INBOX, PREFERENCES ->
          switch (action) {
            case READ, CHANGE -> Scope.OWN;
            case SEND, PUBLISH -> Scope.NONE;
          };
      case NOTIFICATION,
          OBJECT,
          TEMPLATE,
          TEMPLATE_RIGHTS,
          RECIPIENT,
          GROUP,
          CATEGORY,
          API_KEY,
          AUDIT_LOG,
          STATISTICS,
          CHANNEL,
          SANDBOX ->
          Scope.NONE;
    };
  }
}
