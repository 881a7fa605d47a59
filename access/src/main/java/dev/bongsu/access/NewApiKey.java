package dev.bongsu.access;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Identifiers;
import dev.bongsu.kernel.InvalidException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key that is to be made.
 *
 * @param subject who its bearer is: a sender's name of at most 128 printable characters, or the
 *     recipient's id
 * @param expiresAt null for never
 */
public record NewApiKey(String name, Role role, String subject, @Nullable Instant expiresAt) {
  private static final int MAX_NAME_LENGTH = 200;
  private static final int MAX_SUBJECT_LENGTH = 128;

  /** What {@link #subject} takes, in words. */
  static final String WANTED_SUBJECT = "a subject: 1 to 128 characters, no control characters";

  /**
   * From the body that the HTTP contract gives.
   *
   * @throws InvalidException with every fault
   */
  public static NewApiKey read(Map<String, @Nullable Object> body) throws InvalidException {
    Fields fields = Fields.of(body);
    String name = fields.requiredText("name", MAX_NAME_LENGTH);
    checkPrintable(fields, "name", name);
    Role role = fields.named("role", "admin, sender, auditor or recipient", Role::named);
    fields.missing("role");
    String subject = fields.requiredText("subject", MAX_SUBJECT_LENGTH);
    checkPrintable(fields, "subject", subject);
    if (role == Role.RECIPIENT && !Identifiers.isRecipientId(subject)) {
      fields.fault("subject", "wanted a recipient id: 1 to 128 of A-Za-z0-9._:@-");
    }
    Instant expiresAt = fields.time("expiresAt");
    fields.done();
    return new NewApiKey(name, role == null ? Role.RECIPIENT : role, subject, expiresAt);
  }

  private static void checkPrintable(Fields fields, String field, String text) {
    boolean given = fields.raw(field) instanceof String;
    if (given && !isPrintable(text)) {
      fields.fault(field, "wanted at least one character and no control characters");
    }
  }

  /** A text as a subject that a key may have; empty if none may have it. */
  static Optional<String> subject(String text) {
    return text.length() <= MAX_SUBJECT_LENGTH && isPrintable(text)
        ? Optional.of(text)
        : Optional.empty();
  }

  private static boolean isPrintable(String text) {
    return !text.isBlank() && text.chars().noneMatch(Character::isISOControl);
  }
}
