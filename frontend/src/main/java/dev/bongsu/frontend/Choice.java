package dev.bongsu.frontend;

import dev.bongsu.directory.OptOut;
import dev.bongsu.directory.Subscriber;
import dev.bongsu.directory.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What somebody who follows a link may not want any more. */
enum Choice {
  /** This category on this channel. */
  CATEGORY_HERE,
  /** This category on every channel. */
  CATEGORY,
  /** Anything on this channel. */
  CHANNEL,
  /** Anything anywhere. */
  ALL,
  /** To opt out of nothing: it was a mistake. */
  NOTHING;

  private final String apiName = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The value in the form: {@code category-here}. */
  String apiName() {
    return apiName;
  }

  /** What can be chosen. Of an address without a recipient only the address itself is known. */
  static List<Choice> of(Subscription subscription) {
    List<Choice> choices = new ArrayList<>();
    if (subscription.subscriber() instanceof Subscriber.Known) {
      if (subscription.category() != null) {
        choices.addAll(List.of(CATEGORY_HERE, CATEGORY));
      }
      choices.addAll(List.of(CHANNEL, ALL));
    } else {
      choices.add(CHANNEL);
    }
    choices.add(NOTHING);
    return choices;
  }

  /** What one click means (RFC 8058): the least that the message belongs to. */
  static Choice oneClick(Subscription subscription) {
    return of(subscription).getFirst();
  }

  /** What a recipient opts out of by this; null for nothing. */
  @Nullable OptOut optOut(Subscription subscription) {
    return switch (this) {
      case CATEGORY_HERE -> new OptOut(subscription.category(), subscription.channel());
      case CATEGORY -> new OptOut(subscription.category(), null);
      case CHANNEL -> new OptOut(null, subscription.channel());
      case ALL -> OptOut.ALL;
      case NOTHING -> null;
    };
  }
}
