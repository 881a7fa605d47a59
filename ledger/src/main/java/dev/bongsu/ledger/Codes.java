package dev.bongsu.ledger;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.Priority;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the words of the kernel stand in the tables. The numbers of statuses are their strength:
 * events of one delivery may reach us in any order (a device says "opened" before the runner says
 * "sent"), and the strongest settled status is the truth. What a provider did is stronger than what
 * we decided, an arrival is stronger than a complaint about none. Unsettled statuses go by step.
 */
final class Codes {
  /** From this number on a status is settled. */
  static final int SETTLED = 10;

  private static final List<String> RESULTS =
      List.of("accepted", "refused", "gone", "retry", "unknown");
  private static final Map<String, DeliveryStatus> STATUSES = new HashMap<>();
  private static final Map<Integer, DeliveryStatus> STATUSES_BY_CODE = new HashMap<>();
  private static final Map<Integer, Channel> CHANNELS_BY_CODE = new HashMap<>();
  private static final Map<String, Channel> CHANNELS = new HashMap<>();

  static {
    for (DeliveryStatus status : DeliveryStatus.values()) {
      STATUSES.put(status.apiName(), status);
      STATUSES_BY_CODE.put(of(status), status);
    }
    for (Channel channel : Channel.values()) {
      CHANNELS.put(channel.apiName(), channel);
      CHANNELS_BY_CODE.put(of(channel), channel);
    }
  }

  private Codes() {}

  static int of(DeliveryStatus status) {
    return switch (status) {
      case PENDING -> 0;
      case SENDING -> 1;
      case RETRYING -> 2;
      case SUPPRESSED -> 10;
      case EXPIRED -> 11;
      case CANCELLED -> 12;
      case SENT -> 20;
      case FAILED -> 30;
      case BOUNCED -> 31;
      case DELIVERED -> 40;
      case OPENED -> 41;
      case CLICKED -> 42;
    };
  }

  static int of(Channel channel) {
    return switch (channel) {
      case BROWSER -> 1;
      case EMAIL -> 2;
      case SMS -> 3;
      case VOICE -> 4;
      case ANDROID -> 5;
      case IOS -> 6;
      case INAPP -> 7;
    };
  }

  static int of(Priority priority) {
    return switch (priority) {
      case HIGH -> 1;
      case NORMAL -> 2;
      case LOW -> 3;
    };
  }

  static Priority priority(int code) {
    return switch (code) {
      case 1 -> Priority.HIGH;
      case 3 -> Priority.LOW;
      default -> Priority.NORMAL;
    };
  }

  /** The number of an attempt's result; a word that we do not know yet counts as unknown. */
  static int result(String name) {
    int code = RESULTS.indexOf(name);
    return code < 0 ? RESULTS.size() - 1 : code;
  }

  static String result(int code) {
    return RESULTS.get(code);
  }

  /** The status of an event; null for one that we do not know yet, and for none. */
  static @Nullable DeliveryStatus statusNamed(String apiName) {
    return STATUSES.get(apiName);
  }

  /** The channel of an event; null for one that we do not know yet. */
  static @Nullable Channel channelNamed(String apiName) {
    return CHANNELS.get(apiName);
  }

  static DeliveryStatus status(int code) {
    return known(STATUSES_BY_CODE.get(code), "status", code);
  }

  static Channel channel(int code) {
    return known(CHANNELS_BY_CODE.get(code), "channel", code);
  }

  private static <T> T known(@Nullable T word, String what, int code) {
    if (word == null) {
      throw new IllegalStateException("wanted the number of a " + what + " but found " + code);
    }
    return word;
  }
}
