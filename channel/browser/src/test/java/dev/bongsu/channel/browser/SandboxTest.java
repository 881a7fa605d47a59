package dev.bongsu.channel.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.json.Json;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.Priority;
import dev.bongsu.sandbox.Faults;
import dev.bongsu.sandbox.SandboxFilter;
import dev.bongsu.sandbox.SandboxMessage;
import dev.bongsu.sandbox.SandboxMessages;
import dev.bongsu.sandbox.WebPushStandIn;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Our client with our own stand-in, which knows nothing of each other. */
class SandboxTest {
  private final Clock clock = Clock.systemUTC();
  private final SandboxMessages messages = new SandboxMessages(1 << 20, clock, _ -> Map.of());
  private final WebPushStandIn standIn =
      WebPushStandIn.start(null, messages, new Faults(new SplittableRandom(1)), clock);
  private final WebPushProvider provider =
      Browser.provider(
          (WebPushSettings) WebPushKind.sandbox("sandbox", standIn.endpoints()),
          Resolver.SYSTEM,
          clock);

  @AfterEach
  void close() {
    provider.close();
    standIn.close();
  }

  @Test
  void what_we_send_is_what_the_browser_shows() throws Exception {
    var browser = new Browser().subscribedWith(Json.writeText(standIn.subscribe()));
    var content = new Content(Map.of("title", "Hi", "body", "봉수 🔥", "data", Map.of("n", "1")));

    Outcome outcome = provider.send(browser.message(content, Priority.LOW, "a topic"));

    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    SandboxMessage shown =
        messages
            .list(new SandboxFilter(Channel.BROWSER, null, null), new Page.Request(50, null))
            .items()
            .getFirst();
    assertThat(shown.body().content()).isEqualTo(content);
    assertThat(shown.body().raw()).contains("Urgency: low");
    assertThat(Json.read(shown.address().value())).isEqualTo(Json.read(browser.address().value()));
  }

  @Test
  void a_subscription_that_it_never_made_is_gone() throws Exception {
    var nobody = new Browser().subscribesAt("http://127.0.0.1:" + standIn.port() + "/push/x");

    assertThat(provider.send(nobody.message("x"))).isInstanceOf(Outcome.AddressGone.class);
  }

  @Test
  void nobody_but_the_stand_in_is_called() throws Exception {
    try (var other = new ScriptedPushService()) {
      String origin = "http://127.0.0.1:" + standIn.port();
      for (String endpoint :
          List.of(
              "http://127.0.0.1:" + other.port() + "/push/x",
              "http://localhost:" + other.port() + "/v1/templates",
              "http://localhost:" + standIn.port() + "/push/x",
              origin.replace("http:", "https:") + "/push/x",
              origin + "/elsewhere",
              origin,
              "https://push.example.net/push/x")) {
        assertThat(provider.send(new Browser().subscribesAt(endpoint).message("x")))
            .as(endpoint)
            .isInstanceOfSatisfying(
                Outcome.Refused.class,
                refused -> assertThat(refused.detail()).contains("POST /v1/sandbox/subscriptions"));
      }
      assertThat(other.connections()).isZero();
    }
  }
}
