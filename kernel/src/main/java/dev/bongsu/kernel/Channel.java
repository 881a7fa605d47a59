package dev.bongsu.kernel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A way in which a recipient can be reached. */
public enum Channel {
  BROWSER,
  EMAIL,
  SMS,
  VOICE,
  ANDROID,
  IOS,
  INAPP;

  private static final Map<String, Channel> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Channel::apiName, each -> each));

  private final String apiName = name().toLowerCase(Locale.ROOT);

  /** The name used in the HTTP contract, in topics and in configuration: {@code email}. */
  public String apiName() {
    return apiName;
  }

  /** The channel with this {@link #apiName()}. */
  public static Optional<Channel> named(String apiName) {
    return Optional.ofNullable(BY_NAME.get(apiName));
  }
}
