package dev.bongsu.app;

import dev.bongsu.channel.spi.Links;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.directory.Refusals;
import dev.bongsu.directory.Subscriber;
import dev.bongsu.directory.Subscription;
import dev.bongsu.directory.SubscriptionTokens;
import dev.bongsu.kernel.CategoryKey;
import java.net.URI;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Links to the page on which whoever gets a message opts out. */
final class SubscriptionLinks implements Links {
  private static final Logger LOG = LoggerFactory.getLogger(SubscriptionLinks.class);

  private final URI publicUrl;
  private final SubscriptionTokens tokens;
  private final Refusals refusals;

  SubscriptionLinks(URI publicUrl, SubscriptionTokens tokens, Refusals refusals) {
    this.publicUrl = publicUrl;
    this.tokens = tokens;
    this.refusals = refusals;
  }

  @Override
  public @Nullable URI unsubscribe(OutboundMessage message) {
    String category = message.category();
    if (!mayOptOutOf(category)) {
      return null;
    }
    Subscriber subscriber =
        message.recipient() == null
            ? new Subscriber.Unknown(message.address())
            : new Subscriber.Known(message.recipient());
    var subscription =
        new Subscription(
            subscriber,
            category == null ? null : new CategoryKey(category),
            message.address().channel());
    return URI.create(publicUrl + "/u/" + tokens.token(subscription));
  }

  /** A link too many does no harm: what is required is sent all the same. */
  private boolean mayOptOutOf(@Nullable String category) {
    try {
      return refusals.mayOptOutOf(category);
    } catch (JdbiException e) {
      LOG.debug("category {} is not known at the moment", category, e);
      return true;
    }
  }
}
