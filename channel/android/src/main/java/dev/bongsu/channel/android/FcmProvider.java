package dev.bongsu.channel.android;

import dev.bongsu.channel.http2.AnyHttpClient;
import dev.bongsu.channel.http2.LinkSettings;
import dev.bongsu.channel.http2.Post;
import dev.bongsu.channel.http2.Poster;
import dev.bongsu.channel.http2.Reply;
import dev.bongsu.channel.spi.Dismisser;
import dev.bongsu.channel.spi.OutboundDismissal;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.json.PushPayload;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.TraceParent;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Hands messages to the service over connections that are kept. */
final class FcmProvider implements Provider.OneByOne, Dismisser {
  private static final int MAX_NAME = 300;

  private final FcmSettings settings;
  private final Clock clock;
  private final String path;
  private final AccessTokens tokens;
  private final Poster poster;

  /** Connects to nothing before the first message. */
  FcmProvider(FcmSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    ServiceAccount account =
        Objects.requireNonNull(settings.account(), "settings with faults are not for use");
    this.path =
        settings.baseUrl().getRawPath() + "/v1/projects/" + account.projectId() + "/messages:send";
    this.tokens = new AccessTokens(settings, account, clock);
    this.poster =
        new AnyHttpClient(
            Urls.origin(settings.baseUrl(), settings.common().trust()),
            LinkSettings.of(id(), settings.common().timeout()));
  }

  @Override
  public String id() {
    return settings.common().id();
  }

  @Override
  public Outcome send(OutboundMessage message) throws InterruptedException {
    FcmMessage fcm = FcmMessage.of(message, clock.instant());
    if (fcm.payloadBytes() > PushPayload.MAX_BYTES) {
      return new Outcome.Refused(
          FailureCode.PAYLOAD_TOO_LARGE,
          "not sent: " + fcm.payloadBytes() + " bytes of at most " + PushPayload.MAX_BYTES);
    }
    return send(message, message.address(), fcm);
  }

  @Override
  public Outcome dismiss(OutboundDismissal dismissal) throws InterruptedException {
    return send(null, dismissal.address(), FcmMessage.of(dismissal, clock.instant()));
  }

  private Outcome send(@Nullable OutboundMessage message, Address to, FcmMessage fcm)
      throws InterruptedException {
    return switch (tokens.current()) {
      case AccessTokens.None none -> none.outcome();
      case AccessTokens.Token token -> send(message, to, fcm, token, true);
    };
  }

  @Override
  public void close() {
    poster.close();
  }

  private Outcome send(
      @Nullable OutboundMessage message,
      Address to,
      FcmMessage fcm,
      AccessTokens.Token token,
      boolean again)
      throws InterruptedException {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("authorization", "Bearer " + token.secret());
    headers.put("content-type", "application/json; charset=utf-8");
    if (message != null) {
      // The service has no field for our id of a message; its logs may.
      headers.put("x-request-id", message.id().toString());
      if (message.traceParent() != null) {
        headers.put(TraceParent.HEADER, message.traceParent().value());
      }
    }
    return switch (poster.post(new Post(path, headers, fcm.body()))) {
      case Reply.NotSent notSent -> notSent.outcome();
      case Reply.NoAnswer noAnswer -> noAnswer.outcome();
      case Reply.Answer answer -> {
        if (answer.status() == 200) {
          yield accepted(answer);
        }
        FcmError error = FcmError.of(answer);
        boolean access =
            error == null ? answer.status() == 401 : error.isAboutAccess(answer.status());
        if (access && again) {
          yield switch (tokens.other(token.secret())) {
            case AccessTokens.None none -> none.outcome();
            case AccessTokens.Token other -> send(message, to, fcm, other, false);
          };
        }
        List<String> secrets = List.of(to.value(), token.secret());
        yield error == null
            ? FcmError.ofStatus(answer, clock.instant())
            : error.outcome(answer, clock.instant(), secrets);
      }
    };
  }

  /** {@code projects/{project}/messages/{id}} is the service's name for it. */
  private static Outcome accepted(Reply.Answer answer) {
    try {
      return new Outcome.Accepted(
          Json.readObject(answer.body()).get("name") instanceof String name
                  && name.length() <= MAX_NAME
              ? name
              : null);
    } catch (JsonException _) {
      // It is taken all the same.
      return new Outcome.Accepted(null);
    }
  }
}
