package dev.bongsu.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a caller is to the service. */
public enum Role {
  ADMIN,
  SENDER,
  AUDITOR,
  RECIPIENT;

  private final String apiName = name().toLowerCase(Locale.ROOT);

  /** The name used in the HTTP contract and in tokens: {@code sender}. */
  public String apiName() {
    return apiName;
  }

  /** The role with this {@link #apiName()}. */
  public static Optional<Role> named(String apiName) {
    return Arrays.stream(values()).filter(each -> each.apiName.equals(apiName)).findFirst();
  }
}
