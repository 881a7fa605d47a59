package dev.bongsu.kernel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A way in which a recipient can be reached. */
public enum Channel {
  BROWSER,
  EMAIL,
  SMS,
  VOICE,
  ANDROID,
  IOS,
  INAPP;

  private final String apiName = name().toLowerCase(Locale.ROOT);

  /** The name used in the HTTP contract, in topics and in configuration: {@code email}. */
  public String apiName() {
    return apiName;
  }

  /** The channel with this {@link #apiName()}. */
  public static Optional<Channel> named(String apiName) {
    return Arrays.stream(values()).filter(each -> each.apiName.equals(apiName)).findFirst();
  }
}
