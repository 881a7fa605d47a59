package dev.bongsu.kernel;

/**
 * Where a channel reaches a recipient: a mailbox, a number in E.164, a device token, a push
 * subscription as canonical JSON, or, in-app, the recipient's id. Its {@code toString} is masked,
 * so that an address written to a log by accident stays private.
 */
public record Address(Channel channel, String value) {
  private static final int SHOWN = 2;

  public Address {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("an address must not be empty");
    }
  }

  /** Enough to recognise it by, not enough to use it: {@code a***@example.com}, {@code +1***67}. */
  public String masked() {
    return switch (channel) {
      case EMAIL -> {
        int at = value.lastIndexOf('@');
        yield at < 1
            ? "***"
            : value.substring(0, value.offsetByCodePoints(0, 1)) + "***" + value.substring(at);
      }
      case INAPP -> value;
      case SMS, VOICE, ANDROID, IOS, BROWSER ->
          value.length() <= 3 * SHOWN
              ? "***"
              : value.substring(0, SHOWN) + "***" + value.substring(value.length() - SHOWN);
    };
  }

  @Override
  public String toString() {
    return channel.apiName() + ":" + masked();
  }
}
