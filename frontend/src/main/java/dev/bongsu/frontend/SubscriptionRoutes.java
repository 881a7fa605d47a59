package dev.bongsu.frontend;

import dev.bongsu.access.AuditLog;
import dev.bongsu.directory.Categories;
import dev.bongsu.directory.Category;
import dev.bongsu.directory.OptOut;
import dev.bongsu.directory.Refusals;
import dev.bongsu.directory.Subscriber;
import dev.bongsu.directory.Subscription;
import dev.bongsu.directory.SubscriptionTokens;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.RecipientId;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opting out with a link and no login. Reading it changes nothing, since mail scanners follow
 * links; a mail program posts what RFC 8058 says, the page posts a choice.
 */
final class SubscriptionRoutes {
  private static final String PATH = "/u/{token}";
  private static final String SOURCE = "unsubscribe";
  private static final String ONE_CLICK = "List-Unsubscribe";
  private static final String CHOICE = "choice";

  private final SubscriptionTokens tokens;
  private final Refusals refusals;
  private final Categories categories;
  private final AuditLog audit;

  SubscriptionRoutes(Rooms.Directory directory, AuditLog audit) {
    this.tokens = directory.tokens();
    this.refusals = directory.refusals();
    this.categories = directory.categories();
    this.audit = audit;
  }

  void addTo(Routes routes) {
    routes.open(PATH, this::page).openPost(PATH, this::post);
  }

  private Answer page(Call call) throws InvalidException {
    call.noQuery();
    SubscriptionPage page = SubscriptionPage.in(call.header("Accept-Language"));
    if (call.path("token").equals(SampleReader.TOKEN)) {
      return html(200, page.sample());
    }
    return tokens
        .read(call.path("token"))
        .map(each -> html(200, page.choices(each, name(each), stopped(each))))
        .orElseGet(() -> html(404, page.unknown()));
  }

  private Answer post(Call call) throws ProblemException, InvalidException, IOException {
    call.noQuery();
    SubscriptionPage page = SubscriptionPage.in(call.header("Accept-Language"));
    Map<String, String> form = call.form();
    if (call.path("token").equals(SampleReader.TOKEN)) {
      return html(200, page.sample());
    }
    Optional<Subscription> known = tokens.read(call.path("token"));
    if (known.isEmpty()) {
      return html(404, page.unknown());
    }
    Subscription subscription = known.get();
    Choice choice = choice(form, subscription);
    carryOut(choice, subscription);
    return html(200, page.done(choice, subscription, name(subscription)));
  }

  /**
   * What of the page's choices was chosen before, and no more: the link may have been passed on
   * with its message.
   */
  private Set<Choice> stopped(Subscription subscription) {
    Set<Choice> stopped = EnumSet.noneOf(Choice.class);
    if (subscription.subscriber() instanceof Subscriber.Known(RecipientId recipient)) {
      List<OptOut> optOuts = refusals.optOuts(recipient);
      for (Choice each : Choice.of(subscription)) {
        OptOut optOut = each.optOut(subscription);
        if (optOut != null && optOuts.contains(optOut)) {
          stopped.add(each);
        }
      }
    }
    return stopped;
  }

  private static Choice choice(Map<String, String> form, Subscription subscription)
      throws InvalidException {
    if ("One-Click".equals(form.get(ONE_CLICK))) {
      return Choice.oneClick(subscription);
    }
    String given = form.get(CHOICE);
    return Choice.of(subscription).stream()
        .filter(each -> each.apiName().equals(given))
        .findFirst()
        .orElseThrow(() ->
            InvalidException.malformed(
                "", "wanted " + ONE_CLICK + "=One-Click, or a " + CHOICE + " of the page"));
  }

  private void carryOut(Choice choice, Subscription subscription) {
    switch (subscription.subscriber()) {
      case Subscriber.Known(RecipientId recipient) -> {
        OptOut optOut = choice.optOut(subscription);
        if (optOut == null) {
          refusals.optIn(recipient);
        } else {
          refusals.optOut(recipient, optOut, SOURCE);
        }
        audit.record(recipient.value(), "preferences.post", PATH, choice.apiName());
      }
      case Subscriber.Unknown(Address address) -> {
        if (choice == Choice.NOTHING) {
          refusals.optIn(address);
        } else {
          refusals.optOut(address, SOURCE);
        }
        audit.record(address.masked(), "preferences.post", PATH, choice.apiName());
      }
    }
  }

  /** What people call what the message was about; null for nothing. */
  private @Nullable String name(Subscription subscription) {
    if (subscription.category() == null) {
      return null;
    }
    String key = subscription.category().value();
    return categories.find(subscription.category()).map(Category::name).orElse(key);
  }

  private static Answer html(int status, String page) {
    return Answer.text(status, "text/html; charset=utf-8", page)
        .with(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self';"
                + " frame-ancestors 'none'; base-uri 'none'")
        .with("Referrer-Policy", "no-referrer")
        .with("X-Robots-Tag", "noindex");
  }
}
