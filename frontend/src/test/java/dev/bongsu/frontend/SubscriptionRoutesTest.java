package dev.bongsu.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.access.Role;
import dev.bongsu.directory.OptOut;
import dev.bongsu.directory.Subscriber;
import dev.bongsu.directory.Subscription;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.RecipientId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Opting out by a link: what a scanner, a person and a mail program come to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class SubscriptionRoutesTest {
  private static final CategoryKey NEWS = new CategoryKey("news");
  private static final String FORM = "application/x-www-form-urlencoded";

  private House house;
  private Client nobody;
  private Client admin;

  @BeforeAll
  void open() throws Exception {
    house = new House();
    Contract contract = ContractTest.contract(house);
    nobody = new Client(house.frontend.port(), contract, null);
    admin = new Client(house.frontend.port(), contract, house.key(Role.ADMIN, "root"));
    admin.put("/v1/categories/news", "{\"name\": \"News <b>& more</b>\"}");
  }

  @AfterAll
  void close() {
    nobody.close();
    admin.close();
    house.close();
  }

  private String link(String recipient) {
    var subscriber = new Subscriber.Known(new RecipientId(recipient));
    return "/u/" + house.tokens.token(new Subscription(subscriber, NEWS, Channel.EMAIL));
  }

  private Client.Got post(String path, String form) throws Exception {
    return nobody.post(path, form, "Content-Type", FORM);
  }

  @Test
  void looking_changes_nothing() throws Exception {
    Client.Got got = nobody.get(link("looker"));

    assertThat(got.status()).isEqualTo(200);
    assertThat(got.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(got.header("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(got.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(got.body())
        .contains("<html lang=\"en\">", "News &lt;b&gt;&amp; more&lt;/b&gt;", "method=\"post\"")
        .doesNotContain("<b>&", "<script", "looker");
    assertThat(house.refusals.optOuts(new RecipientId("looker"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ko, ko",
    "'ko-KR,ko;q=0.9,en;q=0.8', ko",
    "'en,ko;q=0.5', en",
    "de, en",
    "'***', en"
  })
  void the_page_speaks_the_readers_language(String accepted, String language) throws Exception {
    assertThat(nobody.get(link("u1"), "Accept-Language", accepted).body())
        .contains("<html lang=\"" + language + "\">");
  }

  @Test
  void one_click_opts_out_at_once_of_what_the_mail_was_about() throws Exception {
    assertThat(post(link("clicker"), "List-Unsubscribe=One-Click").status()).isEqualTo(200);
    assertThat(post(link("clicker"), "List-Unsubscribe=One-Click").status()).isEqualTo(200);

    assertThat(house.refusals.optOuts(new RecipientId("clicker")))
        .containsExactly(new OptOut(NEWS, Channel.EMAIL));
  }

  @Test
  void the_page_says_what_of_its_choices_is_stopped_already_and_no_more() throws Exception {
    house.refusals.optOut(new RecipientId("returner"), new OptOut(null, Channel.SMS), "test");
    assertThat(nobody.get(link("returner")).body()).doesNotContain("Stopped already");
    post(link("returner"), "choice=category-here");

    assertThat(nobody.get(link("returner")).body())
        .contains("Stopped already: “News &lt;b&gt;&amp; more&lt;/b&gt;” by e-mail.")
        .contains("value=\"nothing\"");
  }

  @Test
  void one_click_works_as_a_multipart_form_too() throws Exception {
    String body =
        "--X\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--X--\r\n";

    Client.Got got =
        nobody.post(link("parts"), body, "Content-Type", "multipart/form-data; boundary=X");

    assertThat(got.status()).isEqualTo(200);
    assertThat(house.refusals.optOuts(new RecipientId("parts"))).hasSize(1);
  }

  @Test
  void each_choice_of_the_page_does_what_it_says_and_can_be_undone() throws Exception {
    var id = new RecipientId("chooser");
    String link = link("chooser");

    post(link, "choice=category");
    assertThat(house.refusals.optOuts(id)).containsExactly(new OptOut(NEWS, null));
    post(link, "choice=nothing");
    assertThat(house.refusals.optOuts(id)).isEmpty();
    post(link, "choice=channel");
    assertThat(house.refusals.optOuts(id)).containsExactly(new OptOut(null, Channel.EMAIL));
    post(link, "choice=all");
    assertThat(house.refusals.optOuts(id)).contains(OptOut.ALL);
    ContractTest.eventually(
        () -> admin.get("/v1/audit-log?actor=chooser"),
        got -> got.body().contains("preferences.post"));
  }

  @Test
  void an_address_without_a_recipient_is_suppressed() throws Exception {
    var address = new Address(Channel.EMAIL, "direct@example.com");
    var subscription = new Subscription(new Subscriber.Unknown(address), NEWS, Channel.EMAIL);
    String link = "/u/" + house.tokens.token(subscription);

    assertThat(nobody.get(link).body())
        .contains("value=\"channel\"")
        .doesNotContain("value=\"all\"");
    assertThat(post(link, "List-Unsubscribe=One-Click").status()).isEqualTo(200);

    String query = "/v1/suppressions?channel=email&address=direct@example.com";
    assertThat(admin.get(query).body()).contains("\"opted-out\"", "d***@example.com");
    assertThat(admin.get("/v1/suppressions?channel=email&address=other@example.com").json())
        .containsEntry("items", List.of());
  }

  @Test
  void the_link_of_a_preview_says_that_it_is_a_sample_and_changes_nothing() throws Exception {
    String link = "/u/" + SampleReader.TOKEN;

    assertThat(nobody.get(link).body()).contains("This is a sample link");
    assertThat(post(link, "List-Unsubscribe=One-Click").body()).contains("This is a sample link");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "%00"})
  void a_token_that_is_none_of_ours_gets_a_page_that_says_so(String token) throws Exception {
    assertThat(nobody.get("/u/" + token).status()).isEqualTo(404);
    assertThat(nobody.get("/u/" + token).body()).contains("This link does not work");
    assertThat(post("/u/" + token, "List-Unsubscribe=One-Click").status()).isEqualTo(404);
  }

  @Test
  void a_form_that_says_nothing_changes_nothing() throws Exception {
    String link = link("silent");

    assertThat(post(link, "").status()).isEqualTo(400);
    assertThat(post(link, "choice=everything").status()).isEqualTo(400);
    assertThat(post(link, "choice=%zz").status()).isEqualTo(400);
    assertThat(nobody.post(link, "{}").status()).isEqualTo(415);
    assertThat(nobody.ask("DELETE", link, null).status()).isEqualTo(405);
    assertThat(house.refusals.optOuts(new RecipientId("silent"))).isEmpty();
  }

  @Test
  void suppressions_are_for_administrators_and_auditors() throws Exception {
    try (var shop =
        new Client(
            house.frontend.port(), ContractTest.contract(house), house.key(Role.SENDER, "shop"))) {
      assertThat(shop.get("/v1/suppressions").status()).isEqualTo(403);
    }
    assertThat(admin.get("/v1/suppressions?address=a").status()).isEqualTo(400);
    assertThat(admin.get("/v1/suppressions?channel=fax").status()).isEqualTo(400);
    assertThat(admin.delete("/v1/suppressions?channel=email").status()).isEqualTo(400);
    assertThat(admin.delete("/v1/suppressions?channel=email&address=nobody@example.com").status())
        .isEqualTo(404);
  }
}
