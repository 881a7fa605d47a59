package dev.bongsu.channel.android;

import dev.bongsu.json.Json;
import dev.bongsu.sandbox.NewKeys;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.LinkedHashMap;
import java.util.Map;

/** Service accounts. */
final class Accounts {
  static final KeyPair KEYS = NewKeys.rsa();

  private Accounts() {}

  /** The file that the console hands out. */
  static Map<String, Object> file(String tokenUri) {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("type", "service_account");
    file.put("project_id", "shop-1");
    file.put("private_key_id", "k1");
    file.put("private_key", NewKeys.pem(KEYS.getPrivate()));
    file.put("client_email", "sender@shop-1.iam.gserviceaccount.com");
    file.put("token_uri", tokenUri);
    return file;
  }

  static ServiceAccount of(String tokenUri) {
    try {
      return ServiceAccount.ofJson(Json.writeText(file(tokenUri)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no account to test with", e);
    }
  }
}
