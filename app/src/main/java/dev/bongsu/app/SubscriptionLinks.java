package dev.bongsu.app;

import dev.bongsu.channel.spi.Links;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.directory.Refusals;
import dev.bongsu.directory.Subscriber;
import dev.bongsu.directory.Subscription;
import dev.bongsu.directory.SubscriptionTokens;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.template.ReaderLinks;
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
    return mayOptOutOf(category)
        ? URI.create(url(message.recipient(), message.address(), category))
        : null;
  }

  /**
   * The links that a text shows; made when it does.
   *
   * @param recipient null for an address without one
   * @param category what the message is about, null for nothing
   */
  ReaderLinks of(@Nullable RecipientId recipient, Address address, @Nullable String category) {
    return new ReaderLinks() {
      private @Nullable Boolean can;
      private @Nullable String url;

      @Override
      public boolean canUnsubscribe() {
        Boolean known = can;
        if (known == null) {
          known = mayOptOutOf(category);
          can = known;
        }
        return known;
      }

      @Override
      public String preferencesUrl() {
        String known = url;
        if (known == null) {
          // What is required cannot be chosen on the page, so its link does not name it.
          known = url(recipient, address, canUnsubscribe() ? category : null);
          url = known;
        }
        return known;
      }

      @Override
      public String unsubscribeUrl() {
        return preferencesUrl();
      }
    };
  }

  private String url(@Nullable RecipientId recipient, Address address, @Nullable String category) {
    Subscriber subscriber =
        recipient == null ? new Subscriber.Unknown(address) : new Subscriber.Known(recipient);
    var subscription =
        new Subscription(
            subscriber, category == null ? null : new CategoryKey(category), address.channel());
    return publicUrl + "/u/" + tokens.token(subscription);
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
