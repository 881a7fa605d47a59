package dev.bongsu.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.SuppressionReason;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RefusalsTest extends DirectoryTest {
  private static final Address MAIL = new Address(Channel.EMAIL, "ann@example.com");
  private static final Address PHONE = new Address(Channel.SMS, "+15550001111");

  private final Refusals refusals = refusals();

  private Refusals refusals() {
    byte[] key = new SharedKeys(database.jdbi(), new SecureRandom()).key("addresses");
    return new Refusals(database.jdbi(), categories, key, clock, clock::nanos);
  }

  private @Nullable SuppressionReason reason(Refusals by, Address address) {
    return by.lookup(List.of(), List.of(), List.of(address)).reason(null, address, null, true);
  }

  private @Nullable SuppressionReason reason(RecipientId id, String category, Channel channel) {
    var address = new Address(channel, "x");
    return refusals
        .lookup(List.of(id), List.of(), List.of(address))
        .reason(id, address, category, refusals.mayOptOutOf(category));
  }

  @Test
  void an_address_that_bounced_is_known_to_all_processes_within_a_second() {
    Refusals other = refusals();
    assertThat(reason(other, MAIL)).isNull();

    assertThat(refusals.suppress(MAIL, SuppressionReason.BOUNCED_BEFORE, "relay")).isTrue();
    assertThat(refusals.suppress(MAIL, SuppressionReason.BOUNCED_BEFORE, "relay")).isFalse();
    clock.advance(Duration.ofSeconds(1));

    assertThat(reason(other, MAIL)).isEqualTo(SuppressionReason.BOUNCED_BEFORE);
    assertThat(reason(other, new Address(Channel.EMAIL, "ANN@Example.com")))
        .isEqualTo(SuppressionReason.BOUNCED_BEFORE);
    assertThat(reason(other, PHONE)).isNull();
    assertThat(reason(refusals(), MAIL)).isEqualTo(SuppressionReason.BOUNCED_BEFORE);
  }

  @Test
  void what_is_lifted_is_lifted_at_once() {
    refusals.suppress(MAIL, SuppressionReason.COMPLAINED, "ses");
    assertThat(reason(refusals, MAIL)).isEqualTo(SuppressionReason.COMPLAINED);

    assertThat(refusals.lift(MAIL)).isTrue();

    assertThat(reason(refusals, MAIL)).isNull();
    assertThat(refusals.lift(MAIL)).isFalse();
  }

  @Test
  void an_opt_out_covers_its_category_and_channel_and_no_more() {
    refusals.optOut(id("u1"), new OptOut(new CategoryKey("news"), Channel.EMAIL), "unsubscribe");

    assertThat(reason(id("u1"), "news", Channel.EMAIL)).isEqualTo(SuppressionReason.OPTED_OUT);
    assertThat(reason(id("u1"), "news", Channel.SMS)).isNull();
    assertThat(reason(id("u1"), "orders", Channel.EMAIL)).isNull();
    assertThat(reason(id("u2"), "news", Channel.EMAIL)).isNull();
  }

  @Test
  void opting_in_again_takes_back_what_the_recipient_said_and_not_what_bounced() {
    refusals.optOut(id("u1"), OptOut.ALL, "unsubscribe");
    refusals.optOut(MAIL, "unsubscribe");
    refusals.suppress(MAIL, SuppressionReason.BOUNCED_BEFORE, "relay");

    refusals.optIn(id("u1"));
    refusals.optIn(MAIL);

    assertThat(refusals.optOuts(id("u1"))).isEmpty();
    assertThat(reason(refusals, MAIL)).isEqualTo(SuppressionReason.BOUNCED_BEFORE);
    refusals.lift(MAIL);
    assertThat(reason(refusals, MAIL)).isNull();
  }

  @Test
  void suppressions_are_listed_page_by_page_and_show_no_address() throws Exception {
    for (int i = 0; i < 25; i++) {
      refusals.suppress(
          new Address(Channel.EMAIL, "user" + i + "@example.com"),
          SuppressionReason.BOUNCED_BEFORE,
          "relay");
    }
    refusals.suppress(PHONE, SuppressionReason.OPTED_OUT, "smsc");
    List<Suppression> all = new ArrayList<>();

    String cursor = null;
    do {
      Page<Suppression> page = refusals.suppressions(Channel.EMAIL, null, page(10, cursor));
      all.addAll(page.items());
      cursor = page.nextCursor();
    } while (cursor != null);

    assertThat(all).hasSize(25).allMatch(each -> each.masked().equals("u***@example.com"));
    assertThat(refusals.suppressions(Channel.SMS, PHONE, page(10, null)).items())
        .singleElement()
        .matches(each -> each.source().equals("smsc"));
    assertThatThrownBy(() -> refusals.suppressions(null, null, page(10, "nonsense")))
        .isInstanceOf(InvalidException.class);
  }

  @Test
  void erasing_a_recipient_leaves_the_suppression_and_nothing_to_read_in_it() throws Exception {
    refusals.optOut(id("u1"), OptOut.ALL, "unsubscribe");
    refusals.suppress(MAIL, SuppressionReason.COMPLAINED, "ses");

    refusals.erase(id("u1"), List.of(MAIL));

    assertThat(refusals.optOuts(id("u1"))).isEmpty();
    assertThat(reason(refusals, MAIL)).isEqualTo(SuppressionReason.COMPLAINED);
    assertThat(refusals.suppressions(null, null, page(1, null)).items().getFirst().masked())
        .isEqualTo("***");
  }

  @Test
  void a_list_that_grows_beyond_its_filter_is_still_found() {
    assertThat(reason(refusals, MAIL)).isNull();
    List<Address> many =
        IntStream.range(0, 1_200)
            .mapToObj(i -> new Address(Channel.EMAIL, "u" + i + "@example.com"))
            .toList();
    many.forEach(each -> refusals.suppress(each, SuppressionReason.BOUNCED_BEFORE, "relay"));
    clock.advance(Duration.ofSeconds(1));

    Refused refused = refusals.lookup(List.of(), List.of(), many);

    assertThat(many)
        .allMatch(
            each -> refused.reason(null, each, null, true) == SuppressionReason.BOUNCED_BEFORE);
  }

  @Test
  void the_shared_key_is_made_once() {
    var keys = new SharedKeys(database.jdbi(), new SecureRandom());

    assertThat(keys.key("links")).hasSize(32).isEqualTo(keys.key("links"));
    assertThat(keys.key("other")).isNotEqualTo(keys.key("links"));
  }
}
