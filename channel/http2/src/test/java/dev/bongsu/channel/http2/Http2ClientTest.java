package dev.bongsu.channel.http2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.channel.http2.ScriptedServer.Deed;
import dev.bongsu.channel.http2.ScriptedServer.Request;
import dev.bongsu.channel.http2.ScriptedServer.Settings;
import dev.bongsu.kernel.FailureCode;
import io.netty.handler.codec.http2.Http2Error;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Http2ClientTest {
  private static final Post POST =
      new Post("/over/there?x=1", Map.of("x-secret", "s"), "hello".getBytes(UTF_8));
  private static final LinkSettings PATIENT = LinkSettings.of("test", Duration.ofSeconds(20));
  private static final LinkSettings HASTY = LinkSettings.of("test", Duration.ofMillis(500));

  private @Nullable ScriptedServer server;
  private @Nullable Http2Client client;

  @AfterEach
  void close() {
    if (client != null) {
      client.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private Http2Client client(
      LinkSettings settings, Settings manners, Function<Request, Deed> script) {
    server = new ScriptedServer(manners, script);
    client = new Http2Client(new Origin("127.0.0.1", server.port(), null), settings);
    return client;
  }

  private ScriptedServer server() {
    return Objects.requireNonNull(server);
  }

  @Test
  void a_request_arrives_whole_and_its_answer_comes_back() throws Exception {
    Http2Client client =
        client(
            PATIENT,
            Settings.of(null),
            _ -> new Deed.Say(418, Map.of("retry-after", "7"), "teapot"));

    var answer = (Reply.Answer) client.post(POST);

    assertThat(answer.status()).isEqualTo(418);
    assertThat(answer.text()).isEqualTo("teapot");
    assertThat(answer.retryAfter(Instant.EPOCH)).isEqualTo(Duration.ofSeconds(7));
    Request heard = server().requests().getFirst();
    assertThat(heard.method()).isEqualTo("POST");
    assertThat(heard.path()).isEqualTo("/over/there?x=1");
    assertThat(heard.body()).isEqualTo("hello");
    assertThat(heard.headers())
        .containsEntry("x-secret", "s")
        .containsEntry("content-length", "5")
        .containsEntry(":authority", "127.0.0.1:" + server().port());
  }

  @Test
  void many_requests_share_one_connection_up_to_the_servers_limit() throws Exception {
    Http2Client client =
        client(
            new LinkSettings("test", Duration.ofSeconds(20), 1, Duration.ofSeconds(30)),
            new Settings(null, 5, true),
            _ -> Deed.say(200, ""));

    List<Reply> replies = together(client, 200);

    assertThat(replies).hasSize(200).allMatch(each -> each instanceof Reply.Answer);
    assertThat(server().connections()).isEqualTo(1);
    assertThat(server().mostAtOnce()).isLessThanOrEqualTo(5);
  }

  @Test
  void another_connection_is_opened_when_all_streams_are_in_use() throws Exception {
    var meeting = new CountDownLatch(4);
    Http2Client client =
        client(
            PATIENT,
            new Settings(null, 2, true),
            _ -> {
              meeting.countDown();
              return meeting.getCount() > 0 ? new Deed.Hang() : Deed.say(200, "");
            });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 4; i++) {
        var _ = threads.submit(() -> client.post(POST));
      }
      meeting.await();
      assertThat(client.connections()).isEqualTo(2);
      threads.shutdownNow();
    }
  }

  @Test
  void after_goaway_a_new_connection_takes_over_and_nothing_is_lost() throws Exception {
    Http2Client client =
        client(
            PATIENT,
            Settings.of(null),
            request ->
                request.connection() == 1
                    ? new Deed.Leave(Deed.say(200, "first"))
                    : Deed.say(200, "second"));

    Reply first = client.post(POST);
    Reply second = client.post(POST);

    assertThat(((Reply.Answer) first).text()).isEqualTo("first");
    assertThat(((Reply.Answer) second).text()).isEqualTo("second");
  }

  @Test
  void what_the_server_left_unseen_is_posted_again() throws Exception {
    Http2Client client =
        client(
            PATIENT,
            Settings.of(null),
            request -> request.connection() == 1 ? new Deed.LeaveUnseen() : Deed.say(200, ""));

    assertThat(client.post(POST)).isInstanceOf(Reply.Answer.class);
    assertThat(server().requests()).hasSize(2);
  }

  @Test
  void a_refused_stream_is_posted_again() throws Exception {
    var tries = new AtomicInteger();
    Http2Client client =
        client(
            PATIENT,
            Settings.of(null),
            _ ->
                tries.incrementAndGet() == 1
                    ? new Deed.Reset(Http2Error.REFUSED_STREAM)
                    : Deed.say(200, ""));

    assertThat(client.post(POST)).isInstanceOf(Reply.Answer.class);
  }

  @Test
  void a_stream_that_the_server_ends_otherwise_leaves_it_open_what_happened() throws Exception {
    Http2Client client =
        client(PATIENT, Settings.of(null), _ -> new Deed.Reset(Http2Error.INTERNAL_ERROR));

    assertThat(client.post(POST)).isInstanceOf(Reply.NoAnswer.class);
    assertThat(server().requests()).hasSize(1);
  }

  @Test
  void a_connection_that_breaks_after_the_body_leaves_it_open_and_the_next_one_is_used()
      throws Exception {
    Http2Client client =
        client(
            PATIENT,
            Settings.of(null),
            request -> request.connection() == 1 ? new Deed.Break() : Deed.say(200, ""));

    assertThat(client.post(POST)).isInstanceOf(Reply.NoAnswer.class);
    assertThat(client.post(POST)).isInstanceOf(Reply.Answer.class);
  }

  @Test
  void silence_after_the_body_ends_with_the_time_out() throws Exception {
    slowerAndSlower(slower -> {
      Http2Client client =
          client(
              LinkSettings.of("test", Duration.ofMillis(500).multipliedBy(slower)),
              Settings.of(null),
              _ -> new Deed.Hang());

      assertThat(client.post(POST)).isInstanceOf(Reply.NoAnswer.class);
    });
  }

  @Test
  void a_connection_on_which_pings_stay_unanswered_is_given_up() throws Exception {
    slowerAndSlower(slower -> {
      Http2Client client =
          client(
              new LinkSettings(
                  "test", Duration.ofSeconds(20), 1, Duration.ofMillis(100).multipliedBy(slower)),
              new Settings(null, 100, false),
              _ -> new Deed.Hang());

      // Long before the request's own time-out.
      assertThat(client.post(POST))
          .isEqualTo(new Reply.NoAnswer("the connection broke or the request was cancelled"));
    });
  }

  @Test
  void a_quiet_connection_whose_pings_are_answered_is_kept() throws Exception {
    slowerAndSlower(slower -> {
      Http2Client client =
          client(
              new LinkSettings(
                  "test",
                  Duration.ofMillis(1_300).multipliedBy(slower),
                  1,
                  Duration.ofMillis(500).multipliedBy(slower)),
              Settings.of(null),
              request -> request.body().equals("hello") ? new Deed.Hang() : Deed.say(200, ""));

      assertThat(client.post(POST)).isEqualTo(new Reply.NoAnswer("no answer in time"));
      assertThat(client.post(new Post("/", Map.of(), new byte[] {1})))
          .isInstanceOf(Reply.Answer.class);
      assertThat(server().connections()).isEqualTo(1);
    });
  }

  @Test
  void an_answer_beyond_the_bound_is_cut_and_the_connection_goes_on() throws Exception {
    Http2Client client = client(PATIENT, Settings.of(null), _ -> Deed.say(200, "x".repeat(90_000)));

    assertThat(((Reply.Answer) client.post(POST)).body()).hasSize(64 * 1024);
    assertThat(client.post(POST)).isInstanceOf(Reply.Answer.class);
    assertThat(server().connections()).isEqualTo(1);
  }

  @Test
  void nobody_there_and_nobody_speaking_mean_that_nothing_was_sent() throws Exception {
    try (SilentServer hanging = SilentServer.hanging();
        SilentServer resetting = SilentServer.resetting()) {
      for (int port : new int[] {SilentServer.nobodysPort(), hanging.port(), resetting.port()}) {
        try (var client = new Http2Client(new Origin("127.0.0.1", port, null), HASTY)) {
          assertThat(client.post(POST))
              .isInstanceOfSatisfying(
                  Reply.NotSent.class,
                  each -> assertThat(each.code()).isEqualTo(FailureCode.PROVIDER_UNREACHABLE));
        }
      }
    }
  }

  @Test
  void after_closing_nothing_is_sent() throws Exception {
    Http2Client client = client(PATIENT, Settings.of(null), _ -> Deed.say(200, ""));
    client.close();

    assertThat(client.post(POST)).isInstanceOf(Reply.NotSent.class);
  }

  /**
   * Tries what depends on short times with longer ones too, since all of them are short for a
   * machine that is busy.
   */
  private void slowerAndSlower(Attempt attempt) throws InterruptedException {
    for (int slower = 1; ; slower *= 5) {
      try {
        attempt.at(slower);
        return;
      } catch (AssertionError e) {
        if (slower > 5) {
          throw e;
        }
        close();
      }
    }
  }

  @FunctionalInterface
  private interface Attempt {
    void at(int slower) throws InterruptedException;
  }

  private static List<Reply> together(Http2Client client, int count)
      throws InterruptedException, ExecutionException {
    List<Future<Reply>> futures = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        futures.add(threads.submit(() -> client.post(POST)));
      }
    }
    List<Reply> replies = new ArrayList<>();
    for (Future<Reply> each : futures) {
      replies.add(each.get());
    }
    return replies;
  }
}
