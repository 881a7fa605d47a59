package dev.bongsu.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecipientsTest extends DirectoryTest {
  private static final Address IOS = new Address(Channel.IOS, "ab".repeat(32));

  @Test
  void what_is_put_is_found_and_shown_as_it_was_given() throws Exception {
    String body =
        """
        {"name": "Ana", "locale": "ko-kr", "timeZone": "Asia/Seoul",
         "attributes": {"z": 1, "a": {"b": [1.50, null, "x"]}},
         "addresses": [{"channel": "email", "address": "a@example.com"},
                       {"channel": "sms", "address": "+15551234567"}]}
        """;

    Saved<Recipient> saved = recipients.put(id("u1"), json(body));

    assertThat(saved.created()).isTrue();
    Recipient found = recipients.find(id("u1")).orElseThrow();
    assertThat(found).isEqualTo(saved.value());
    assertThat(found.locale()).isEqualTo("ko-KR");
    assertThat(found.json())
        .isEqualTo(
            json(body.replace("{\"name\"", "{\"id\": \"u1\", \"name\"").replace("kr", "KR")));
    assertThat(found.attributes().keySet()).containsExactly("z", "a");
    assertThat(recipients.put(id("u1"), json("{}")).created()).isFalse();
    assertThat(recipients.find(id("u1")).orElseThrow().addresses()).isEmpty();
  }

  @Test
  void every_fault_is_told_at_once_with_its_place() {
    InvalidException thrown =
        catchThrowableOfType(
            InvalidException.class,
            () ->
                recipients.put(
                    id("u1"),
                    json(
                        """
                        {"name": 3, "locale": "!", "timeZone": "Mars/Base", "shoeSize": 42,
                         "attributes": {"a": "\\u0000"},
                         "addresses": [{"channel": "email", "address": "a@example.com"},
                                       {"channel": "sms", "address": "123"}, 7,
                                       {"channel": "inapp", "address": "u1"}]}
                        """)));

    assertThat(thrown.kind()).isEqualTo(InvalidException.Kind.MALFORMED);
    assertThat(thrown.faults())
        .extracting(Fault::pointer)
        .containsExactlyInAnyOrder(
            "/name",
            "/locale",
            "/timeZone",
            "/shoeSize",
            "/attributes",
            "/addresses/1/address",
            "/addresses/2",
            "/addresses/3/channel");
    assertThat(recipients.find(id("u1"))).isEmpty();
  }

  @Test
  void an_address_given_twice_is_kept_once() throws Exception {
    String upperCase = ios().replace("ab", "AB");

    Recipient saved =
        recipients
            .put(id("u1"), json("{\"addresses\": [" + ios() + "," + upperCase + "]}"))
            .value();

    assertThat(saved.addresses()).containsExactly(IOS);
  }

  @Test
  void a_merge_patch_changes_what_it_names() throws Exception {
    recipients.put(
        id("u1"),
        json("{\"name\": \"Ana\", \"locale\": \"ko\", \"attributes\": {\"a\": 1, \"b\": 2}}"));

    Optional<Recipient> patched =
        recipients.patch(
            id("u1"), json("{\"locale\": null, \"attributes\": {\"a\": null, \"c\": 3}}"));

    assertThat(patched).isEqualTo(recipients.find(id("u1")));
    assertThat(patched.orElseThrow().name()).isEqualTo("Ana");
    assertThat(patched.orElseThrow().locale()).isNull();
    assertThat(patched.orElseThrow().attributes()).isEqualTo(Map.of("b", 2L, "c", 3L));
    assertThatThrownBy(() -> recipients.patch(id("u1"), json("{\"timeZone\": \"X\"}")))
        .isInstanceOf(InvalidException.class);
    assertThat(recipients.patch(id("nobody"), json("{}"))).isEmpty();
  }

  @Test
  void a_dead_address_is_forgotten_unless_it_was_registered_after_its_death() throws Exception {
    recipients.put(id("u1"), json("{\"addresses\": [" + ios() + "]}"));
    clock.advance(Duration.ofMinutes(1));

    recipients.forget(id("u1"), IOS, clock.instant().minus(Duration.ofMinutes(2)));
    assertThat(recipients.find(id("u1")).orElseThrow().addresses()).containsExactly(IOS);

    recipients.patch(id("u1"), json("{\"name\": \"Ana\"}"));
    recipients.forget(id("u1"), IOS, clock.instant());
    assertThat(recipients.find(id("u1")).orElseThrow().addresses()).isEmpty();
    assertThat(recipients.find(id("u1")).orElseThrow().name()).isEqualTo("Ana");
  }

  @Test
  void a_lookup_finds_those_there_are_and_sees_changes_of_this_process_at_once() throws Exception {
    recipients.put(id("u1"), json("{\"addresses\": [" + ios() + "]}"));

    assertThat(recipients.lookup(List.of(id("u1"), id("u2"), id("u1")))).containsOnlyKeys(id("u1"));
    recipients.put(id("u2"), json("{}"));
    assertThat(recipients.lookup(List.of(id("u1"), id("u2")))).containsOnlyKeys(id("u1"), id("u2"));
    recipients.forget(id("u1"), IOS, clock.instant());
    assertThat(recipients.lookup(List.of(id("u1"))).values())
        .allSatisfy(each -> assertThat(each.addresses()).isEmpty());
    recipients.delete(id("u2"));
    assertThat(recipients.lookup(List.of(id("u1"), id("u2")))).containsOnlyKeys(id("u1"));
  }

  @Test
  void a_lookup_sees_changes_of_other_processes_after_two_seconds() throws Exception {
    var other = new Recipients(database.jdbi(), clock, clock::nanos);
    recipients.lookup(List.of(id("u1")));
    other.put(id("u1"), json("{}"));

    assertThat(recipients.lookup(List.of(id("u1")))).isEmpty();
    clock.advance(Duration.ofSeconds(2));
    assertThat(recipients.lookup(List.of(id("u1")))).hasSize(1);
  }

  @Test
  void a_batch_answers_each_line_in_order_and_the_last_of_one_id_stays() throws Exception {
    recipients.put(id("old"), json("{\"name\": \"before\"}"));
    List<Upsert> results = new ArrayList<>();
    RecipientUpserts upserts = recipients.upserts(results::add);

    upserts.add(bytes("{\"id\": \"new\", \"name\": \"1\"}"));
    upserts.add(bytes("{\"id\": \"bad id\"}"));
    upserts.add(bytes("{\"id\": \"old\"}"));
    upserts.add(bytes("{nonsense"));
    upserts.passOver();
    upserts.add(bytes("{\"id\": \"new\", \"name\": \"2\"}"));
    upserts.add(bytes("{\"name\": \"nobody\"}"));
    assertThat(results).isEmpty();
    upserts.flush();

    assertThat(results.get(0)).isEqualTo(new Upsert.Saved(id("new"), true));
    assertThat(results.get(1)).isInstanceOf(Upsert.Refused.class);
    assertThat(results.get(2)).isEqualTo(new Upsert.Saved(id("old"), false));
    assertThat(results.get(3)).isInstanceOf(Upsert.Refused.class);
    assertThat(results.get(4)).isEqualTo(new Upsert.TooLong());
    assertThat(results.get(5)).isEqualTo(new Upsert.Saved(id("new"), false));
    assertThat(((Upsert.Refused) results.get(6)).why().faults())
        .extracting(Fault::pointer)
        .containsExactly("/id");
    assertThat(results).hasSize(7);
    assertThat(recipients.find(id("new")).orElseThrow().name()).isEqualTo("2");
    assertThat(recipients.find(id("old")).orElseThrow().name()).isNull();
  }

  @Test
  void a_full_batch_is_stored_without_waiting_for_the_end() {
    List<Upsert> results = new ArrayList<>();
    RecipientUpserts upserts = recipients.upserts(results::add);

    for (int i = 0; i < 1_500; i++) {
      upserts.add(bytes("{\"id\": \"u" + i + "\"}"));
    }

    assertThat(results).hasSize(1_000);
    upserts.flush();
    assertThat(results).hasSize(1_500);
  }

  @Test
  void a_list_is_paged_by_id_and_searched_by_what_is_mistyped() throws Exception {
    recipients.put(id("u1"), json("{\"name\": \"Anna Schmidt\"}"));
    recipients.put(id("u2"), json("{\"name\": \"Bo 100% _x\"}"));
    recipients.put(id("U3"), json("{}"));

    Page<Recipient> first = recipients.list(null, page(2, null));
    Page<Recipient> second = recipients.list(null, page(2, first.nextCursor()));

    assertThat(first.items()).extracting(Recipient::id).containsExactly(id("U3"), id("u1"));
    assertThat(second.items()).extracting(Recipient::id).containsExactly(id("u2"));
    assertThat(second.nextCursor()).isNull();
    assertThat(found("Schmitd")).containsExactly("u1");
    assertThat(found("chmid")).containsExactly("u1");
    assertThat(found("u2")).containsExactly("u2");
    assertThat(found("0%")).containsExactly("u2");
    assertThat(found("%")).containsExactly("u2");
    assertThat(found("zebra\0")).isEmpty();
    assertThatThrownBy(() -> recipients.list(null, page(2, "?")))
        .isInstanceOf(InvalidException.class);
  }

  @Test
  void who_is_erased_leaves_no_row_and_no_membership() throws Exception {
    recipients.put(id("u1"), json("{}"));
    groups.put(group("g"), json("{}"), null);
    MemberImport members = groups.importMembers(group("g")).orElseThrow();
    members.add(bytes("\"u1\""));
    members.add(bytes("\"u2\""));
    members.flush();

    assertThat(recipients.delete(id("u1"))).isTrue();

    assertThat(recipients.find(id("u1"))).isEmpty();
    assertThat(groups.find(group("g")).orElseThrow().memberCount()).isEqualTo(1);
    assertThat(recipients.delete(id("u1"))).isFalse();
  }

  private List<String> found(String query) throws Exception {
    return recipients.list(query, page(10, null)).items().stream()
        .map(each -> each.id().value())
        .toList();
  }

  private static String ios() {
    return "{\"channel\": \"ios\", \"address\": \"" + IOS.value() + "\"}";
  }
}
