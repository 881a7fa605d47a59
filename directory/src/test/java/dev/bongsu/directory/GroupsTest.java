package dev.bongsu.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InUseException;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.StaleException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupsTest extends DirectoryTest {

  @Test
  void a_group_is_created_then_replaced_and_keeps_its_members() throws Exception {
    groups.put(group("staff"), json("{}"), null);
    Saved<Group> created =
        groups.put(
            group("eng"),
            json("{\"name\": \"Engineers\", \"description\": \"d\", \"parents\": [\"staff\"]}"),
            null);
    add("eng", "u1", "u2");

    long first = created.value().version();
    Saved<Group> replaced = groups.put(group("eng"), json("{\"name\": \"E\"}"), first);

    assertThat(created.created()).isTrue();
    assertThat(created.value().parents()).containsExactly(group("staff"));
    assertThat(replaced.created()).isFalse();
    assertThat(replaced.value().version()).isEqualTo(first + 1);
    assertThat(replaced.value().parents()).isEmpty();
    assertThat(groups.find(group("eng")).orElseThrow().memberCount()).isEqualTo(2);
  }

  @Test
  void a_version_of_what_was_deleted_never_comes_back() throws Exception {
    long gone = groups.put(group("g"), json("{}"), null).value().version();
    groups.delete(group("g"), null);
    clock.advance(Duration.ofMillis(1));

    groups.put(group("g"), json("{}"), null);

    assertThatThrownBy(() -> groups.put(group("g"), json("{}"), gone))
        .isInstanceOf(StaleException.class);
  }

  @Test
  void a_change_meant_for_another_version_is_refused() throws Exception {
    groups.put(group("g"), json("{}"), null);

    assertThatThrownBy(() -> groups.put(group("g"), json("{}"), 2L))
        .isInstanceOf(StaleException.class);
    assertThatThrownBy(() -> groups.delete(group("g"), 2L)).isInstanceOf(StaleException.class);
    assertThatThrownBy(() -> groups.put(group("new"), json("{}"), 1L))
        .isInstanceOf(StaleException.class);
  }

  @Test
  void parents_that_are_unknown_or_lead_back_are_refused_each_at_its_place() throws Exception {
    groups.put(group("a"), json("{}"), null);
    groups.put(group("b"), json("{\"parents\": [\"a\"]}"), null);
    groups.put(group("c"), json("{\"parents\": [\"b\"]}"), null);

    InvalidException thrown =
        catchThrowableOfType(
            InvalidException.class,
            () -> groups.put(group("a"), json("{\"parents\": [\"nowhere\", \"c\", \"a\"]}"), null));

    assertThat(thrown.kind()).isEqualTo(InvalidException.Kind.UNPROCESSABLE);
    assertThat(thrown.faults())
        .extracting(Fault::pointer)
        .containsExactly("/parents/0", "/parents/1", "/parents/2");
    assertThatThrownBy(() -> groups.put(group("x"), json("{\"parents\": [\"x\"]}"), null))
        .isInstanceOf(InvalidException.class);
    assertThat(groups.find(group("x"))).isEmpty();
  }

  @Test
  void a_group_that_others_name_as_parent_is_not_deleted() throws Exception {
    groups.put(group("a"), json("{}"), null);
    groups.put(group("b"), json("{\"parents\": [\"a\", \"a\"]}"), null);

    assertThatThrownBy(() -> groups.delete(group("a"), null))
        .isInstanceOf(InUseException.class)
        .hasMessageContaining("group b");
    assertThat(groups.delete(group("b"), null)).isTrue();
    assertThat(groups.delete(group("a"), null)).isTrue();
    assertThat(groups.delete(group("a"), null)).isFalse();
  }

  @Test
  void a_group_made_anew_under_a_deleted_ones_key_is_empty() throws Exception {
    groups.put(group("g"), json("{}"), null);
    add("g", "u1");
    groups.delete(group("g"), null);
    groups.put(group("g"), json("{}"), null);

    assertThat(audience(Set.of("g"), Set.of())).isEmpty();
    groups.purge();
    long rows =
        database
            .jdbi()
            .withHandle(handle ->
                handle
                    .createQuery("SELECT count(*) FROM recipient_group_member")
                    .mapTo(Long.class)
                    .one());
    assertThat(rows).isZero();
  }

  @Test
  void an_import_counts_what_is_new_what_was_there_and_what_is_no_id() throws Exception {
    groups.put(group("g"), json("{}"), null);
    add("g", "u1");
    MemberImport members = groups.importMembers(group("g")).orElseThrow();

    for (String line :
        List.of("\"u1\"", "", "{\"id\": \"u2\"}", "\"u2\"", "7", "{\"id\": \"b d\"}", "u3", "{}")) {
      members.add(bytes(line));
    }
    members.refuse("too long");
    members.flush();

    MemberTotals totals = members.totals();
    assertThat(totals.added()).isEqualTo(1);
    assertThat(totals.present()).isEqualTo(2);
    assertThat(totals.rejected()).isEqualTo(5);
    assertThat(totals.errors())
        .extracting(MemberTotals.LineError::line)
        .containsExactly(5L, 6L, 7L, 8L, 9L);
    assertThat(groups.find(group("g")).orElseThrow().memberCount()).isEqualTo(2);
  }

  @Test
  void of_many_errors_the_first_hundred_are_told() throws Exception {
    groups.put(group("g"), json("{}"), null);
    MemberImport members = groups.importMembers(group("g")).orElseThrow();

    IntStream.range(0, 150).forEach(_ -> members.add(bytes("{}")));

    assertThat(members.totals().rejected()).isEqualTo(150);
    assertThat(members.totals().errors()).hasSize(100);
  }

  @Test
  void members_that_come_after_their_group_is_deleted_are_rejected() throws Exception {
    groups.put(group("g"), json("{}"), null);
    MemberImport members = groups.importMembers(group("g")).orElseThrow();
    groups.delete(group("g"), null);

    members.add(bytes("\"u1\""));
    members.flush();

    assertThat(members.totals().added()).isZero();
    assertThat(members.totals().rejected()).isEqualTo(1);
    assertThat(groups.importMembers(group("g"))).isEmpty();
  }

  @Test
  void members_are_listed_in_order_and_removed_once() throws Exception {
    groups.put(group("g"), json("{}"), null);
    add("g", "u3", "u1", "u2");

    Page<RecipientId> first = groups.members(group("g"), page(2, null)).orElseThrow();
    Page<RecipientId> second =
        groups.members(group("g"), page(2, first.nextCursor())).orElseThrow();

    assertThat(first.items()).containsExactly(id("u1"), id("u2"));
    assertThat(second.items()).containsExactly(id("u3"));
    assertThat(groups.removeMember(group("g"), id("u3"))).isTrue();
    assertThat(groups.removeMember(group("g"), id("u3"))).isFalse();
    assertThat(groups.find(group("g")).orElseThrow().memberCount()).isEqualTo(2);
    assertThat(groups.members(group("nowhere"), page(2, null))).isEmpty();
  }

  @Test
  void an_audience_has_each_member_of_the_groups_and_their_children_once() throws Exception {
    groups.put(group("staff"), json("{}"), null);
    groups.put(group("eng"), json("{\"parents\": [\"staff\"]}"), null);
    groups.put(group("web"), json("{\"parents\": [\"eng\"]}"), null);
    groups.put(group("other"), json("{}"), null);
    add("staff", "u1", "u2");
    add("eng", "u2", "u3");
    add("web", "u3", "u4");
    add("other", "u1", "u5");

    assertThat(audience(Set.of("staff"), Set.of()))
        .containsExactlyInAnyOrder("u1", "u2", "u3", "u4");
    assertThat(audience(Set.of("web"), Set.of())).containsExactlyInAnyOrder("u3", "u4");
    assertThat(audience(Set.of("eng", "other", "gone"), Set.of("u5")))
        .containsExactlyInAnyOrder("u1", "u2", "u3", "u4");
    assertThat(audience(Set.of("gone"), Set.of())).isEmpty();
  }

  @Test
  void an_audience_comes_in_chunks_as_it_was_when_the_first_was_handed_over() throws Exception {
    groups.put(group("g"), json("{}"), null);
    add("g", IntStream.range(0, 2_500).mapToObj(i -> "u" + i).toArray(String[]::new));
    List<Integer> sizes = new ArrayList<>();

    groups.stream(
        Set.of(group("g")),
        Set.of(),
        1_000,
        chunk -> {
          groups.removeMember(group("g"), chunk.getLast());
          groups.removeMember(group("g"), id("u2499"));
          sizes.add(chunk.size());
        });

    assertThat(sizes).containsExactly(1_000, 1_000, 500);
  }

  @Test
  void that_a_group_exists_is_remembered_for_two_seconds_and_while_the_database_is_away()
      throws Exception {
    var other = new Groups(database.jdbi(), clock, clock::nanos);
    assertThat(groups.exists(group("g"))).isFalse();
    groups.put(group("g"), json("{}"), null);
    assertThat(groups.exists(group("g"))).isTrue();

    other.delete(group("g"), null);
    assertThat(groups.exists(group("g"))).isTrue();
    clock.advance(Duration.ofSeconds(2));
    assertThat(groups.exists(group("g"))).isFalse();

    groups.put(group("g"), json("{}"), null);
    assertThat(groups.exists(group("g"))).isTrue();
    database.close();
    clock.advance(Duration.ofHours(1));
    assertThat(groups.exists(group("g"))).isTrue();
  }

  @Test
  void groups_are_searched_by_what_is_mistyped() throws Exception {
    groups.put(group("beta-testers"), json("{\"name\": \"Beta testers\"}"), null);
    groups.put(group("all"), json("{\"description\": \"everybody\"}"), null);

    assertThat(groups.list("tsters", page(10, null)).items())
        .extracting(Group::key)
        .containsExactly(group("beta-testers"));
    assertThat(groups.list("evrybody", page(10, null)).items())
        .extracting(Group::key)
        .containsExactly(group("all"));
    assertThat(groups.list(null, page(1, null)).nextCursor()).isNotNull();
    assertThat(groups.list("!", page(10, null)).items()).isEmpty();

    groups.put(group("vip"), json("{\"name\": \"우수 회원 모임\", \"description\": \"beta\"}"), null);
    assertThat(groups.list("우수회원", page(10, null)).items())
        .extracting(Group::key)
        .containsExactly(group("vip"));
    Page<Group> best = groups.list("beta", page(1, null));
    assertThat(best.items()).extracting(Group::key).containsExactly(group("beta-testers"));
    assertThat(groups.list("beta", page(1, best.nextCursor())).items())
        .extracting(Group::key)
        .containsExactly(group("vip"));

    groups.delete(group("vip"), null);
    assertThat(groups.list("beta", page(10, null)).items()).hasSize(1);
  }

  @Test
  void groups_that_an_older_release_put_are_found_once_it_was_looked_for_them() throws Exception {
    groups.put(group("old"), json("{\"name\": \"Veterans\"}"), null);
    database.jdbi().useHandle(handle -> handle.execute("DELETE FROM recipient_group_search"));

    assertThat(groups.list("veterans", page(10, null)).items()).isEmpty();
    assertThat(groups.completeSearch()).isEqualTo(1);
    assertThat(groups.completeSearch()).isZero();
    assertThat(groups.list("veterans", page(10, null)).items()).hasSize(1);
  }

  private void add(String key, String... ids) {
    MemberImport members = groups.importMembers(group(key)).orElseThrow();
    for (String each : ids) {
      members.add(bytes("\"" + each + "\""));
    }
    members.flush();
  }

  private List<String> audience(Set<String> keys, Set<String> except) {
    List<String> audience = new ArrayList<>();
    groups.stream(
        Set.copyOf(keys.stream().map(DirectoryTest::group).toList()),
        Set.copyOf(except.stream().map(DirectoryTest::id).toList()),
        2,
        chunk -> chunk.forEach(each -> audience.add(each.value())));
    return audience;
  }
}
