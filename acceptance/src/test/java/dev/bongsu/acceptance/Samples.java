package dev.bongsu.acceptance;

import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import java.util.List;
import java.util.Map;

/** What the tests send. */
final class Samples {
  static final String TEMPLATE = "greeting";

  private Samples() {}

  /** Creates the template. */
  static void prepare(BongsuClient client) throws ClientException, InterruptedException {
    client
        .put(
            "/v1/templates/" + TEMPLATE,
            Map.of(
                "name", "Greeting",
                "kind", "template",
                "channels", List.of("email", "inapp"),
                "parameters",
                    Map.of(
                        "type", "object",
                        "required", List.of("name"),
                        "properties", Map.of("name", Map.of("type", "string"))),
                "content",
                    Map.of(
                        "default",
                        Map.of(
                            "email", Map.of("subject", "Hello {{name}}", "text", "Dear {{name}}"),
                            "sms", Map.of("text", "Dear {{name}}"),
                            "voice", Map.of("say", "Dear {{name}}"),
                            "android", Map.of("title", "Hello", "body", "Dear {{name}}"),
                            "ios", Map.of("title", "Hello", "body", "Dear {{name}}"),
                            "browser", Map.of("title", "Hello", "body", "Dear {{name}}"),
                            "inapp", Map.of("title", "Hello", "body", "Dear {{name}}")))))
        .orThrow();
  }

  /** A mail to one mailbox at example.com. */
  static Map<String, Object> toMailbox(String mailbox) {
    return toAddress("email", mailbox + "@example.com");
  }

  /** To one address on a channel. */
  static Map<String, Object> toAddress(String channel, Object address) {
    return over(
        List.of(channel),
        Map.of("addresses", List.of(Map.of("channel", channel, "address", address))));
  }

  /** In-app to one recipient. */
  static Map<String, Object> toInbox(String recipient) {
    return over(List.of("inapp"), Map.of("recipients", List.of(recipient)));
  }

  /** Over these channels to whomever {@code to} names. */
  static Map<String, Object> over(List<String> channels, Map<String, Object> to) {
    return Map.of(
        "template", TEMPLATE, "params", Map.of("name", "Kim"), "channels", channels, "to", to);
  }
}
