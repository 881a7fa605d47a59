package dev.bongsu.channel.android;

import dev.bongsu.channel.spi.BaseUrls;
import dev.bongsu.channel.spi.PrivateKeys;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * In whose name we send: the fields of the file that the Firebase console hands out ("Generate new
 * private key").
 *
 * @param tokenUri where access tokens are to be had
 */
public record ServiceAccount(
    String projectId, String clientEmail, String keyId, PrivateKey key, URI tokenUri) {
  /**
   * The account in such a file.
   *
   * @throws GeneralSecurityException saying what is wrong, showing nothing of the key
   */
  public static ServiceAccount ofJson(String text) throws GeneralSecurityException {
    Map<String, @Nullable Object> json;
    try {
      json = Json.object(Json.read(text));
    } catch (JsonException _) {
      throw new GeneralSecurityException("wanted the JSON of a service account");
    }
    String tokenUri = text(json, "token_uri");
    String projectId = text(json, "project_id");
    if (!projectId.matches("[A-Za-z0-9._:-]{1,128}")) {
      throw new GeneralSecurityException("wanted the id of a project at project_id");
    }
    return new ServiceAccount(
        projectId,
        text(json, "client_email"),
        json.get("private_key_id") instanceof String id ? id : "",
        PrivateKeys.ofPem(text(json, "private_key"), "RSA"),
        BaseUrls.parse(tokenUri)
            .orElseThrow(() ->
                new GeneralSecurityException(
                    "wanted an https:// URL, or http:// on loopback, at token_uri")));
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "service account of project " + projectId;
  }

  private static String text(Map<String, @Nullable Object> json, String name)
      throws GeneralSecurityException {
    if (json.get(name) instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw new GeneralSecurityException("wanted a service account with " + name);
  }
}
