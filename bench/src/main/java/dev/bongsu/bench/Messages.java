package dev.bongsu.bench;

import dev.bongsu.client.ClientException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The template that is sent and the requests that name it. */
final class Messages {
  static final String TEMPLATE = "bench";

  /** How many different recipients the load names. */
  static final int RECIPIENTS = 100_000;

  private static final Map<String, String> TITLE_AND_BODY =
      Map.of(
          "title", "Order {{orderNo}} is on its way",
          "body", "Dear {{name}}, the carrier has your order {{orderNo}} since today.");

  private Messages() {}

  /** Creates the template at the service. */
  static void prepare(Service service) throws BenchException, InterruptedException {
    Map<String, Object> template =
        Map.of(
            "name",
            "Benchmark",
            "kind",
            "template",
            "channels",
            List.of("inapp"),
            "parameters",
            Map.of(
                "type",
                "object",
                "required",
                List.of("orderNo", "name"),
                "properties",
                Map.of("orderNo", Map.of("type", "string"), "name", Map.of("type", "string"))),
            "content",
            Map.of(
                "default",
                Map.of(
                    "inapp",
                    Map.of(
                        "title", "Order {{orderNo}} is on its way",
                        "body",
                            "Dear {{name}}, we have handed your order {{orderNo}} to the carrier today."),
                    "browser",
                    Map.of(
                        "title", "Order {{orderNo}} is on its way",
                        "body",
                            "Dear {{name}}, we have handed your order {{orderNo}} to the carrier today."),
                    "email",
                    Map.of(
                        "subject", "Order {{orderNo}} is on its way",
                        "html",
                            "<p>Dear {{name}},</p><p>we have handed your order <b>{{orderNo}}</b> to the carrier today.</p>",
                        "text",
                            "Dear {{name}},\n\nwe have handed your order {{orderNo}} to the carrier today.\n"),
                    "sms",
                    Map.of("text", "Order {{orderNo}} is on its way, {{name}}."),
                    "voice",
                    Map.of("say", "Order {{orderNo}} is on its way, {{name}}."),
                    "android",
                    TITLE_AND_BODY,
                    "ios",
                    TITLE_AND_BODY)));
    try {
      service.client().put("/v1/templates/" + TEMPLATE + "?publish=true", template).orThrow();
    } catch (ClientException e) {
      throw new BenchException(String.valueOf(e.getMessage()));
    }
  }

  /** A request to one recipient in-app. */
  static byte[] toRecipient(String recipient, long number, String priority) {
    return ("{\"template\":\""
            + TEMPLATE
            + "\",\"to\":{\"recipients\":[\""
            + recipient
            + "\"]},\"params\":{\"orderNo\":\"A-"
            + number
            + "\",\"name\":\"Kim\"},\"channels\":[\"inapp\"],\"priority\":\""
            + priority
            + "\"}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A request to one mailbox. */
  static byte[] toMailbox(long number) {
    return ("{\"template\":\""
            + TEMPLATE
            + "\",\"to\":{\"addresses\":[{\"channel\":\"email\",\"address\":\"user"
            + number % RECIPIENTS
            + "@example.com\"}]},\"params\":{\"orderNo\":\"A-"
            + number
            + "\",\"name\":\"Kim\"},\"channels\":[\"email\"]}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A request to one browser, whose subscription is JSON. */
  static byte[] toBrowser(String subscription, long number) {
    return ("{\"template\":\""
            + TEMPLATE
            + "\",\"to\":{\"addresses\":[{\"channel\":\"browser\",\"address\":"
            + subscription
            + "}]},\"params\":{\"orderNo\":\"A-"
            + number
            + "\",\"name\":\"Kim\"},\"channels\":[\"browser\"]}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A request to one address, given as JSON. */
  static byte[] toAddress(String channel, String address, long number) {
    return """
    {"template":"%s","to":{"addresses":[{"channel":"%s","address":%s}]},"params":{"orderNo":"A-%d","name":"Kim"},"channels":["%2$s"]}\
    """
        .formatted(TEMPLATE, channel, address, number)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** One of the recipients, each in turn but not in order. */
  static String recipient(long number) {
    return "user" + Math.floorMod(number * 7919, RECIPIENTS);
  }
}
