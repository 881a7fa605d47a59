package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.kernel.InUseException;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.KeyPattern;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.TemplateKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Drafts before anything is live, and who may publish what they wrote. */
class ApprovalTest extends StoredTemplatesTest {
  private static final TemplateKey KEY = new TemplateKey("order");
  private static final TemplateKey LEGAL = new TemplateKey("legal-terms");

  private Templates free;
  private Templates strict;

  @BeforeEach
  void open() {
    free = templates(Approval.NONE);
    strict = templates(Approval.FOUR_EYES);
  }

  @Test
  void a_template_can_have_drafts_before_anything_of_it_is_live() throws Exception {
    Templates.Saved first = put(free, "one", "ann", GoLive.NEVER);
    Templates.Saved second = put(free, "two", "ann", GoLive.IF_FIRST);

    assertThat(first.created()).isTrue();
    assertThat(second.created()).isFalse();
    TemplateView view = free.view(KEY).orElseThrow();
    assertThat(view.shown().version()).isEqualTo(2);
    assertThat(view.json()).containsEntry("liveVersion", null);
    assertThat(free.find(KEY)).isEmpty();
    assertThat(free.versions(KEY, new Page.Request(9, null)).orElseThrow().items())
        .extracting(VersionEntry::live)
        .containsExactly(false, false);
    assertThat(free.diff(KEY, null, null).orElseThrow().json())
        .containsEntry("from", 1)
        .containsEntry("to", 2);
    assertThat(preview().version()).isEqualTo(2);
    assertThat(found(new TemplateFilter("two", TemplateKind.TEMPLATE, null, null, null)))
        .containsExactly("order");

    free.publish(KEY, 1, "ann");
    assertThat(free.view(KEY).orElseThrow().shown().version()).isEqualTo(1);
    assertThat(free.find(KEY).orElseThrow().version()).isEqualTo(1);
    assertThat(found(new TemplateFilter("one", null, null, null, null))).containsExactly("order");
  }

  @Test
  void drafts_without_anything_live_can_be_deleted_and_put_again() throws Exception {
    put(free, "one", "ann", GoLive.NEVER);

    assertThat(free.delete(KEY, 1L, "ann")).isTrue();
    assertThat(free.view(KEY)).isEmpty();
    assertThat(free.publish(KEY, 1, "ann")).isEmpty();
    assertThat(found(new TemplateFilter(null, null, null, null, null))).isEmpty();
    assertThat(free.delete(KEY, null, "ann")).isFalse();
    Templates.Saved again = put(free, "two", "ann", GoLive.IF_FIRST);
    assertThat(again.created()).isTrue();
    assertThat(again.view().liveVersion()).isEqualTo(2);
  }

  @Test
  void what_a_draft_uses_is_not_deleted_though_nothing_is_live_of_it() throws Exception {
    var base = new TemplateKey("base");
    free.put(
        base,
        json("{\"kind\": \"base\", \"content\": {\"default\": {\"sms\": {\"text\": \"x\"}}}}"),
        "ann",
        null,
        GoLive.IF_FIRST);
    free.put(
        KEY,
        json("{\"extends\": \"base\", \"content\": {\"default\": {\"sms\": {}}}}"),
        "ann",
        null,
        GoLive.NEVER);

    assertThatThrownBy(() -> free.delete(base, null, "ann"))
        .isInstanceOf(InUseException.class)
        .hasMessageContaining("template order (draft 1)");
  }

  @Test
  void a_list_shows_what_the_patterns_mean_and_pages_through_it() throws Exception {
    for (String key : List.of("alert", "order-a", "order-b", "order_c", "order", "receipt")) {
      free.put(new TemplateKey(key), sms(key), "ann", null, GoLive.IF_FIRST);
    }
    var filter =
        new TemplateFilter(
            null,
            null,
            null,
            null,
            List.of(new KeyPattern("order_*"), new KeyPattern("receipt"), new KeyPattern("al*")));

    Page<TemplateView> first = free.list(filter, new Page.Request(2, null));
    Page<TemplateView> second = free.list(filter, new Page.Request(2, first.nextCursor()));

    assertThat(keys(first)).containsExactly("alert", "order_c");
    assertThat(keys(second)).containsExactly("receipt");
    assertThat(second.nextCursor()).isNull();
    assertThat(found(new TemplateFilter(null, null, null, null, List.of()))).isEmpty();
    assertThat(found(new TemplateFilter("order", null, null, null, List.of(new KeyPattern("re*")))))
        .isEmpty();
    assertThat(found(new TemplateFilter(null, null, null, null, List.of(new KeyPattern("*")))))
        .hasSize(6);
  }

  @Test
  void under_four_eyes_a_first_version_waits_for_somebody_else() throws Exception {
    Templates.Saved first = put(strict, "one", "ann", GoLive.IF_FIRST);

    assertThat(first.view().liveVersion()).isZero();
    assertThatThrownBy(() -> strict.publish(KEY, 1, "ann"))
        .isInstanceOf(FourEyesException.class)
        .hasMessageContaining("you made it");
    assertThat(strict.publish(KEY, 1, "bob").orElseThrow().version()).isEqualTo(1);
    assertThat(strict.find(KEY).orElseThrow().version()).isEqualTo(1);
  }

  @Test
  void under_four_eyes_nobody_makes_a_version_live_as_they_make_it() throws Exception {
    assertThatThrownBy(() -> put(strict, "one", "ann", GoLive.AT_ONCE))
        .isInstanceOf(FourEyesException.class);
    assertThat(strict.view(KEY)).isEmpty();
  }

  @Test
  void under_four_eyes_words_of_earlier_drafts_count_until_they_are_approved() throws Exception {
    put(free, "one", "zoe", GoLive.IF_FIRST);
    put(strict, "two", "ann", GoLive.IF_FIRST);
    put(strict, "three", "bob", GoLive.IF_FIRST);

    assertThatThrownBy(() -> strict.publish(KEY, 3, "ann"))
        .isInstanceOf(FourEyesException.class)
        .hasMessageContaining("you made version 2");
    assertThatThrownBy(() -> strict.publish(KEY, 3, "bob")).isInstanceOf(FourEyesException.class);
    assertThat(strict.publish(KEY, 2, "bob")).isPresent();
    assertThat(strict.publish(KEY, 3, "ann")).isPresent();
  }

  @Test
  void under_four_eyes_what_was_live_once_is_approved_for_good() throws Exception {
    put(free, "one", "ann", GoLive.IF_FIRST);
    put(free, "two", "ann", GoLive.AT_ONCE);

    assertThat(strict.publish(KEY, 1, "ann")).isPresent();
    assertThat(strict.rollback(KEY, 2, "ann").orElseThrow().version()).isEqualTo(3);
    assertThat(strict.view(KEY).orElseThrow().liveVersion()).isEqualTo(3);
  }

  @Test
  void under_four_eyes_a_roll_back_brings_no_words_that_were_never_live() throws Exception {
    put(free, "one", "zoe", GoLive.IF_FIRST);
    put(strict, "two", "ann", GoLive.IF_FIRST);

    assertThatThrownBy(() -> strict.rollback(KEY, 2, "bob"))
        .isInstanceOf(FourEyesException.class)
        .hasMessageContaining("never live");
    assertThat(strict.view(KEY).orElseThrow().latestVersion()).isEqualTo(2);
  }

  @Test
  void under_four_eyes_a_draft_is_not_sent_by_its_number() throws Exception {
    put(free, "one", "zoe", GoLive.IF_FIRST);
    put(strict, "two", "ann", GoLive.IF_FIRST);

    assertThat(free.find(KEY, 2).orElseThrow().version()).isEqualTo(2);
    assertThatThrownBy(() -> strict.find(KEY, 2))
        .isInstanceOf(InvalidException.class)
        .hasMessageContaining("never live");
    strict.publish(KEY, 2, "bob");
    var elsewhere = templates(Approval.FOUR_EYES);
    assertThat(elsewhere.find(KEY, 2).orElseThrow().version()).isEqualTo(2);
    assertThat(elsewhere.find(KEY, 1).orElseThrow().version()).isEqualTo(1);
    assertThat(elsewhere.find(KEY, 3)).isEmpty();
  }

  @Test
  void under_four_eyes_a_translation_is_a_draft_of_its_translator() throws Exception {
    put(free, "one", "zoe", GoLive.IF_FIRST);
    var translations = new Translations(strict);
    var strings =
        new TemplateStrings(
            KEY.value(), 1, "ko", List.of(new TemplateStrings.Text("sms.text", "one", "하나")));

    translations.translate(KEY, strings, "tia", null);

    assertThatThrownBy(() -> strict.publish(KEY, 2, "tia")).isInstanceOf(FourEyesException.class);
    assertThat(strict.publish(KEY, 2, "zoe")).isPresent();
  }

  @Test
  void four_eyes_for_some_leave_the_others_to_their_authors() throws Exception {
    Templates some = some();

    assertThat(put(some, "one", "ann", GoLive.IF_FIRST).view().liveVersion()).isEqualTo(1);
    put(some, "two", "ann", GoLive.IF_FIRST);
    assertThat(some.find(KEY, 2)).isPresent();
    assertThat(some.publish(KEY, 2, "ann")).isPresent();
    Templates.Saved terms = some.put(LEGAL, sms("terms"), "ann", null, GoLive.IF_FIRST);
    assertThat(terms.view().liveVersion()).isZero();
    assertThatThrownBy(() -> some.publish(LEGAL, 1, "ann")).isInstanceOf(FourEyesException.class);
    assertThatThrownBy(() -> some.put(LEGAL, sms("x"), "ann", null, GoLive.AT_ONCE))
        .isInstanceOf(FourEyesException.class);
    assertThat(some.publish(LEGAL, 1, "bob")).isPresent();
  }

  @Test
  void whose_words_need_two_people_so_do_those_of_what_it_uses() throws Exception {
    Templates some = some();
    var base = new TemplateKey("brand");
    var foot = new TemplateKey("foot");
    String frame =
        "{\"kind\": \"base\", \"content\": {\"default\": {\"sms\": {\"text\": \"%s {{> foot}}\"}}}}";
    String line = "{\"kind\": \"function\", \"content\": {\"default\": {\"text\": \"%s\"}}}";
    some.put(foot, json(line.formatted("1")), "ann", null, GoLive.IF_FIRST);
    some.put(base, json(frame.formatted("a")), "ann", null, GoLive.IF_FIRST);
    some.put(base, json(frame.formatted("b")), "ann", null, GoLive.AT_ONCE);
    some.put(
        LEGAL,
        json("{\"extends\": \"brand\", \"content\": {\"default\": {\"sms\": {}}}}"),
        "ann",
        null,
        GoLive.IF_FIRST);
    some.publish(LEGAL, 1, "bob");

    for (TemplateKey used : List.of(base, foot)) {
      String words = (used.equals(base) ? frame : line).formatted("mine");
      assertThatThrownBy(() -> some.put(used, json(words), "ann", null, GoLive.AT_ONCE))
          .isInstanceOf(FourEyesException.class)
          .hasMessageContaining("template legal-terms uses it");
      int draft = some.put(used, json(words), "ann", null, GoLive.IF_FIRST).view().latestVersion();
      assertThatThrownBy(() -> some.publish(used, draft, "ann"))
          .isInstanceOf(FourEyesException.class)
          .hasMessageContaining("you made it, and template legal-terms uses it");
      assertThatThrownBy(() -> some.rollback(used, draft, "ann"))
          .isInstanceOf(FourEyesException.class);
      assertThat(some.view(used).orElseThrow().latestVersion()).isEqualTo(draft);
      assertThat(some.publish(used, draft, "bob")).isPresent();
    }
    assertThat(some.rollback(base, 2, "ann")).as("it was live before").isPresent();
  }

  private Templates some() {
    return templates(new Approval(List.of(new KeyPattern("legal-*"), new KeyPattern("code"))));
  }

  private Templates.Saved put(Templates by, String name, String author, GoLive goLive)
      throws Exception {
    return by.put(KEY, sms(name), author, null, goLive);
  }

  private Preview preview() throws Exception {
    PreviewRequest request = PreviewRequest.of(json("{\"params\": {}, \"channel\": \"sms\"}"));
    return free.preview(KEY, request).orElseThrow();
  }

  private List<String> found(TemplateFilter filter) throws Exception {
    return keys(free.list(filter, new Page.Request(50, null)));
  }

  private static Map<String, @Nullable Object> sms(String name) throws Exception {
    return json(
        "{\"name\": \"%s\", \"content\": {\"default\": {\"sms\": {\"text\": \"%s\"}}}}"
            .formatted(name, name));
  }
}
