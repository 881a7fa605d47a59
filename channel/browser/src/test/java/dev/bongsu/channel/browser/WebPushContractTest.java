package dev.bongsu.channel.browser;

import dev.bongsu.channel.spi.ChannelContract;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Content;
import dev.bongsu.sandbox.SelfSigned;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

class WebPushContractTest extends ChannelContract {
  private static final String PATH = "/wpush/v2/gAAAAABmanna-private-0123456789";

  private final Browser browser = new Browser();
  private ScriptedPushService service = new ScriptedPushService();

  @AfterEach
  void closeService() {
    service.close();
  }

  @Override
  protected Provider.OneByOne provider(Behaviour behaviour) {
    service.close();
    boolean secure = behaviour == Behaviour.SHOWS_A_CERTIFICATE_OF_NOBODY_TRUSTED;
    service =
        secure
            ? new ScriptedPushService(SelfSigned.at(Instant.now()).context())
            : new ScriptedPushService();
    String endpoint = "http" + (secure ? "s" : "") + "://127.0.0.1:" + service.port() + PATH;
    String refusal = "not for " + endpoint + " with " + SECRET;
    switch (behaviour) {
      case ACCEPTS, SHOWS_A_CERTIFICATE_OF_NOBODY_TRUSTED -> {
        // As it is.
      }
      case REFUSES_MESSAGE -> service.usually(ScriptedPushService.answer(400, "", refusal));
      case KNOWS_NO_SUCH_ADDRESS -> service.usually(ScriptedPushService.answer(410, "", refusal));
      case REFUSES_CREDENTIALS -> service.usually(ScriptedPushService.answer(403, "", refusal));
      case IS_BUSY -> service.usually(ScriptedPushService.answer(503, "", refusal));
      case THROTTLES ->
          service.usually(
              ScriptedPushService.answer(
                  429, "Retry-After: " + WISH.toSeconds() + "\r\n", refusal));
      case LISTENS_NOWHERE -> endpoint = "http://127.0.0.1:" + NOBODYS_PORT + PATH;
      case HANGS_BEFORE_THE_BODY -> {
        service.close();
        service = new ScriptedPushService().deaf(ScriptedPushService.HANG);
        endpoint = "https://127.0.0.1:" + service.port() + PATH;
      }
      case RESETS_BEFORE_THE_BODY -> {
        service.close();
        service = new ScriptedPushService().deaf(ScriptedPushService.RESET);
        endpoint = "https://127.0.0.1:" + service.port() + PATH;
      }
      case HANGS_AFTER_THE_BODY -> service.usually(ScriptedPushService.HANG);
      case RESETS_AFTER_THE_BODY -> service.usually(ScriptedPushService.RESET);
      case FINDS_IT_TOO_LARGE -> service.usually(ScriptedPushService.answer(413, "", refusal));
      case ANSWERS_NONSENSE -> service.usually("220 " + endpoint + " ESMTP\r\n\r\n");
    }
    browser.subscribesAt(endpoint);
    var common = new ProviderSettings("push", "webpush", timeout(behaviour), null, 8, Trust.JDK);
    return Browser.provider(common, true, Resolver.SYSTEM, Clock.systemUTC());
  }

  @Override
  protected Address address() {
    return browser.address();
  }

  @Override
  protected Content content() {
    return new Content(Map.of("title", "Hello", "body", "Hello there"));
  }
}
