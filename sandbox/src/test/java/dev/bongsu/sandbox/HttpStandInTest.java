package dev.bongsu.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.kernel.Channel;
import dev.bongsu.sandbox.HttpStandIn.Answer;
import dev.bongsu.sandbox.HttpStandIn.Answer.Reply;
import dev.bongsu.sandbox.HttpStandIn.Answers;
import dev.bongsu.sandbox.HttpStandIn.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HttpStandInTest {
  private final Faults faults = new Faults(new Random(1));
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private HttpStandIn server = answering(_ -> Reply.empty(204));

  @AfterEach
  void close() {
    server.close();
    client.close();
  }

  @Test
  void a_request_comes_whole_and_its_answer_goes_back() throws Exception {
    answering(_ -> Reply.json(201, Map.of("sid", "봉수")).with("Retry-After", "3"));

    HttpResponse<String> response = post("/a/b?x=1&x=%26+&y", "To=%2B1555&Body=%EB%B4%89+x&Empty=");

    Request request = requests.take();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.target().getPath()).isEqualTo("/a/b");
    assertThat(request.header("content-TYPE")).isEqualTo("application/x-www-form-urlencoded");
    assertThat(request.query()).isEqualTo(Map.of("x", List.of("1", "& "), "y", List.of("")));
    assertThat(request.form())
        .isEqualTo(Map.of("To", List.of("+1555"), "Body", List.of("봉 x"), "Empty", List.of("")));
    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.headers().firstValue("retry-after")).hasValue("3");
    assertThat(response.body()).isEqualTo("{\"sid\":\"봉수\"}");
  }

  @Test
  void a_connection_serves_many_requests() throws Exception {
    for (int i = 0; i < 500; i++) {
      assertThat(post("/", "Body=" + i).statusCode()).isEqualTo(204);
    }
  }

  @Test
  void a_body_over_the_limit_is_not_taken() throws Exception {
    assertThat(post("/", "x".repeat(1_000)).statusCode()).isEqualTo(204);
    assertThat(post("/", "x".repeat(1_001)).statusCode()).isEqualTo(413);
    assertThat(requests).hasSize(1);
  }

  @Test
  void silence_lasts_until_faults_change() throws Exception {
    var taken = new CountDownLatch(1);
    answering(_ -> {
      taken.countDown();
      return new Answer.Silence();
    });
    CompletableFuture<HttpResponse<String>> pending =
        client.sendAsync(request("/", "x").build(), BodyHandlers.ofString());
    taken.await();
    assertThat(pending).isNotDone();

    faults.set(Channel.SMS, InjectedFault.NONE);

    assertThatThrownBy(pending::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void silence_is_no_answer() throws Exception {
    answering(_ -> new Answer.Silence());

    CompletableFuture<HttpResponse<String>> pending =
        client.sendAsync(request("/", "x").build(), BodyHandlers.ofString());
    requests.take();

    assertThatThrownBy(() -> pending.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThat(requests).isEmpty();
  }

  @Test
  void a_broken_connection_is_no_answer() {
    answering(_ -> new Answer.Broken());

    assertThatThrownBy(() -> post("/", "x")).isInstanceOf(IOException.class);
    assertThat(requests).hasSize(1);
  }

  @Test
  void a_defect_of_ours_is_answered_with_500() throws Exception {
    answering(_ -> {
      throw new IllegalStateException("a defect");
    });

    assertThat(post("/", "x").statusCode()).isEqualTo(500);
  }

  @Test
  void whoever_trusts_its_certificate_talks_tls_with_it() throws Exception {
    server.close();
    SelfSigned certificate = SelfSigned.at(Instant.now());
    server = HttpStandIn.start(0, certificate.context(), 1_000, faults, _ -> Reply.empty(200));

    try (HttpClient trusting =
        HttpClient.newBuilder().sslContext(trusting(certificate.pem())).build()) {
      assertThat(server.url().getScheme()).isEqualTo("https");
      assertThat(trusting.send(request("/", "x").build(), BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
    assertThatThrownBy(() -> post("/", "x")).isInstanceOf(IOException.class);
  }

  private HttpStandIn answering(Answers answers) {
    if (server != null) {
      server.close();
    }
    server =
        HttpStandIn.start(
            0,
            null,
            1_000,
            faults,
            request -> {
              requests.add(request);
              return answers.to(request);
            });
    return server;
  }

  private HttpResponse<String> post(String path, String form) throws Exception {
    return client.send(request(path, form).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, String form) {
    return HttpRequest.newBuilder(URI.create(server.url() + path))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(form));
  }

  private static SSLContext trusting(String pem) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry(
        "sandbox",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(UTF_8))));
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
