package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.json.Json;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InUseException;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.store.Database;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What publishing, rolling back and deleting mean for those who use what is changed. */
class ChildrenTest extends StoredTemplatesTest {
  private static final TemplateKey BASE = new TemplateKey("brand");
  private static final TemplateKey MIDDLE = new TemplateKey("shop");
  private static final TemplateKey CHILD = new TemplateKey("receipt");
  private static final TemplateKey FOOT = new TemplateKey("foot");

  private DatabaseTemplates templates;

  @BeforeEach
  void family() throws Exception {
    templates = templates(Approval.NONE);
    put(FOOT, "{'kind': 'function', 'content': {'default': {'text': 'f1'}}}");
    put(BASE, base("b1 "));
    put(MIDDLE, "{'kind': 'base', 'extends': 'brand', 'content': {'default': {'sms': {}}}}");
    put(
        CHILD,
        "{'extends': 'shop', 'content': {'default': {'sms':"
            + " {'text': '{{#block `main`}}hello{{/block}}'}}}}");
  }

  @Test
  void a_new_version_of_a_base_shows_in_its_children_when_it_is_published() throws Exception {
    assertThat(live(CHILD)).isEqualTo("b1 hello f1");

    put(BASE, base("b2 "));
    assertThat(live(CHILD)).isEqualTo("b1 hello f1");

    Published published = templates.publish(BASE, 2, "ann").orElseThrow();
    assertThat(published.children()).containsExactly(CHILD, MIDDLE);
    assertThat(live(CHILD)).isEqualTo("b2 hello f1");

    assertThat(templates.rollback(BASE, 1, "ann").orElseThrow().children())
        .containsExactly(CHILD, MIDDLE);
    assertThat(live(CHILD)).isEqualTo("b1 hello f1");
  }

  @Test
  void another_process_sees_a_base_that_was_published_within_two_seconds() throws Exception {
    var nanos = new AtomicLong();
    try (Database own = Database.open(settings, List.of("template"))) {
      var elsewhere = new DatabaseTemplates(own, Clock.systemUTC(), nanos::get, Approval.NONE);
      assertThat(live(elsewhere, CHILD)).isEqualTo("b1 hello f1");
      put(BASE, base("b2 "));
      templates.publish(BASE, 2, "ann");

      assertThat(live(templates, CHILD)).isEqualTo("b2 hello f1");
      assertThat(live(elsewhere, CHILD)).isEqualTo("b1 hello f1");
      nanos.addAndGet(Duration.ofMillis(1900).toNanos());
      assertThat(live(elsewhere, CHILD)).isEqualTo("b2 hello f1");
    }
  }

  @Test
  void a_new_version_of_a_function_shows_wherever_it_is_called() throws Exception {
    put(FOOT, "{'kind': 'function', 'content': {'default': {'text': 'f2'}}}");

    assertThat(templates.publish(FOOT, 2, "ann").orElseThrow().children())
        .containsExactly(BASE, CHILD, MIDDLE);
    assertThat(live(CHILD)).isEqualTo("b1 hello f2");
  }

  @Test
  void what_was_accepted_stays_as_it_was_whatever_is_published_or_deleted_later() throws Exception {
    Template accepted = templates.find(CHILD).orElseThrow();

    put(BASE, base("b2 "));
    templates.publish(BASE, 2, "ann");
    put(FOOT, "{'kind': 'function', 'content': {'default': {'text': 'f2'}}}");
    templates.publish(FOOT, 2, "ann");
    templates.delete(CHILD, null, "ann");
    templates.delete(MIDDLE, null, "ann");
    templates.delete(BASE, null, "ann");
    put(BASE, base("again "));

    var elsewhere = templates(Approval.NONE);
    assertThat(elsewhere.find(CHILD)).isEmpty();
    assertThat(text(elsewhere, new Source.Stored(CHILD, 1, accepted.edition())))
        .isEqualTo("b1 hello f1");
  }

  @Test
  void publishing_what_would_break_a_child_is_refused_naming_child_and_block() throws Exception {
    put(BASE, base("b2 ").replace("`main`", "`body`"));

    assertThat(faults(() -> templates.publish(BASE, 2, "ann")))
        .singleElement()
        .satisfies(fault -> {
          assertThat(fault.pointer()).isEqualTo("/version");
          assertThat(fault.detail()).contains("receipt").contains("\"main\"");
        });
    assertThat(templates.view(BASE).orElseThrow().liveVersion()).isEqualTo(1);
    assertThat(live(CHILD)).isEqualTo("b1 hello f1");
    assertThat(
            faults(() ->
                templates.put(
                    BASE, body(base("b3").replace("`main`", "`x`")), "a", null, GoLive.AT_ONCE)))
        .hasSize(1);
    assertThat(templates.view(BASE).orElseThrow().latestVersion()).isEqualTo(2);
  }

  @Test
  void a_base_that_demands_more_of_senders_names_the_parameter_and_what_is_sent_without_it()
      throws Exception {
    put(new TemplateKey("knows"), child("['shopName']"));
    put(BASE, demanding("['shopName']", ""));

    assertThat(templates.publish(BASE, 2, "ann").orElseThrow().warnings())
        .containsExactly(
            "parameter \"shopName\" is required from now on:"
                + " who sends receipt without it is refused");
    assertThat(templates.rollback(BASE, 2, "ann").orElseThrow().warnings()).isEmpty();
    Map<String, @Nullable Object> defaulted =
        body(demanding("['shopName', 'town']", ", 'default': 'Seoul'"));
    assertThat(templates.put(BASE, defaulted, "ann", null, GoLive.AT_ONCE).warnings()).isEmpty();
  }

  @Test
  void a_dry_run_tells_what_would_be_refused_and_leaves_nothing() throws Exception {
    var fresh = new TemplateKey("fresh");
    var other = new TemplateKey("other");
    Map<TemplateKey, Verdict> verdicts =
        templates.dryRun(
            List.of(
                proposal(fresh, "{'extends': 'other', 'content': {'default': {'sms': {}}}}"),
                proposal(other, base("o ")),
                proposal(
                    FOOT, "{'kind': 'function', 'content': {'default': {'text': '{{> no}}'}}}"),
                proposal(
                    MIDDLE, "{'kind': 'base', 'content': {'default': {'sms': {'text': 'x'}}}}"),
                proposal(BASE, demanding("['shopName']", ""))),
            "ann");

    assertThat(verdicts.get(fresh)).as("its base came after it").isEqualTo(valid());
    assertThat(verdicts.get(other)).isEqualTo(valid());
    assertThat(refusal(verdicts.get(FOOT))).contains("unknown partial \"no\"");
    assertThat(refusal(verdicts.get(MIDDLE))).contains("template receipt would break");
    assertThat(verdicts.get(BASE))
        .isInstanceOfSatisfying(
            Verdict.Valid.class, each -> assertThat(each.warnings()).hasSize(1));
    assertThat(templates.view(fresh)).isEmpty();
    assertThat(templates.view(BASE).orElseThrow().latestVersion()).isEqualTo(1);
    assertThat(live(CHILD)).isEqualTo("b1 hello f1");
    assertThat(templates(Approval.NONE).view(other)).isEmpty();
  }

  @Test
  void in_a_dry_run_what_others_would_have_to_publish_does_not_count_for_what_uses_it()
      throws Exception {
    var fresh = new TemplateKey("fresh");
    var other = new TemplateKey("other");
    Map<TemplateKey, Verdict> verdicts =
        templates(Approval.FOUR_EYES)
            .dryRun(
                List.of(
                    proposal(other, base("o ")),
                    proposal(fresh, "{'extends': 'other', 'content': {'default': {'sms': {}}}}")),
                "ann");

    assertThat(verdicts.get(other)).isEqualTo(valid());
    assertThat(refusal(verdicts.get(fresh))).contains("unknown base \"other\"");
  }

  @Test
  void a_circle_that_drafts_made_is_refused_when_it_would_go_live() throws Exception {
    put(BASE, "{'kind': 'base', 'extends': 'other', 'content': {'default': {'sms': {}}}}", "other");
    put(
        new TemplateKey("other"),
        "{'kind': 'base', 'extends': 'brand', 'content': {'default': {'sms': {}}}}");
    templates.publish(new TemplateKey("other"), 2, "ann");

    assertThat(faults(() -> templates.publish(BASE, 2, "ann")))
        .anySatisfy(fault -> assertThat(fault.detail()).contains("brand", "other"));
  }

  @Test
  void what_others_use_cannot_be_deleted_and_they_are_named() throws Exception {
    assertThatThrownBy(() -> templates.delete(BASE, null, "ann"))
        .isInstanceOf(InUseException.class)
        .hasMessageContaining("template shop");
    assertThatThrownBy(() -> templates.delete(FOOT, null, "ann"))
        .isInstanceOf(InUseException.class)
        .hasMessageContaining("template brand");

    put(CHILD, "{'content': {'default': {'sms': {'text': 'alone'}}}}");
    assertThatThrownBy(() -> templates.delete(MIDDLE, null, "ann"))
        .isInstanceOf(InUseException.class)
        .hasMessageContaining("template receipt");
    templates.publish(CHILD, 2, "ann");
    assertThat(templates.delete(MIDDLE, null, "ann")).isTrue();
  }

  @Test
  void an_old_version_is_sent_with_what_is_live_now_or_not_at_all() throws Exception {
    put(CHILD, "{'content': {'default': {'sms': {'text': 'alone'}}}}");
    templates.publish(CHILD, 2, "ann");

    Template old = templates.find(CHILD, 1).orElseThrow();
    assertThat(text(templates, new Source.Stored(CHILD, 1, old.edition())))
        .isEqualTo("b1 hello f1");

    templates.delete(MIDDLE, null, "ann");
    var elsewhere = templates(Approval.NONE);
    assertThatThrownBy(() -> elsewhere.find(CHILD, 1)).isInstanceOf(InvalidException.class);
    assertThat(elsewhere.find(CHILD, 9)).isEmpty();
  }

  @Test
  void a_base_published_while_a_child_is_saved_never_leaves_them_apart() throws Exception {
    for (int round = 0; round < 10; round++) {
      empty();
      family();
      put(BASE, base("b2 ").replace("`main`", "`body`"));
      templates.delete(CHILD, null, "ann");
      var elsewhere = templates(Approval.NONE);
      Map<String, @Nullable Object> child =
          body(
              "{'extends': 'shop', 'content': {'default': {'sms':"
                  + " {'text': '{{#block `main`}}x{{/block}}'}}}}");
      List<Callable<@Nullable Object>> both =
          List.of(
              () -> templates.publish(BASE, 2, "ann"),
              () -> elsewhere.put(CHILD, child, "bob", null, GoLive.IF_FIRST));

      int refused = 0;
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<?> each : threads.invokeAll(both)) {
          refused += each.state() == Future.State.FAILED ? 1 : 0;
        }
      }

      assertThat(refused).isEqualTo(1);
      templates = templates(Approval.NONE);
      assertThat(templates.find(CHILD).isPresent())
          .isEqualTo(templates.view(BASE).orElseThrow().liveVersion() == 1);
    }
  }

  @Test
  void inline_content_calls_functions_and_keeps_what_they_said_when_it_was_accepted()
      throws Exception {
    put(new TemplateKey("name"), function("{{who}}, dear"));
    put(new TemplateKey("greet"), function("Hello {{> name who=who}}"));
    Map<String, @Nullable Object> content =
        body("{'default': {'sms': {'text': '{{> greet who=x}}! {{~> greet who=`you`}}'}}}");
    byte[] json = Json.write(content);
    InlineContents before = templates.inlineContents(1 << 20);
    InlineContents.Checked accepted = before.check(content, json);

    templates.put(
        new TemplateKey("name"), body(function("{{who}} again")), "ann", null, GoLive.AT_ONCE);
    InlineContents after = templates(Approval.NONE).inlineContents(0);
    InlineContents.Checked later = after.check(content, json);
    templates.delete(new TemplateKey("greet"), null, "ann");
    templates.delete(new TemplateKey("name"), null, "ann");

    assertThat(accepted.channels()).containsExactly(Channel.SMS);
    for (InlineContents each : List.of(before, after)) {
      assertThat(inline(each, json, accepted)).isEqualTo("Hello Kim, dear!Hello you, dear");
      assertThat(inline(each, json, later)).isEqualTo("Hello Kim again!Hello you again");
    }
  }

  @Test
  void inline_content_that_calls_no_function_is_of_no_edition() throws Exception {
    put(new TemplateKey("name"), function("x"));
    Map<String, @Nullable Object> content = body("{'default': {'sms': {'text': 'a{{b}}'}}}");

    assertThat(templates.inlineContents(1 << 20).check(content, Json.write(content)).edition())
        .isZero();
  }

  @Test
  void inline_content_that_calls_wrongly_is_refused_at_its_place() throws Exception {
    put(new TemplateKey("greet"), function("Hello {{who}}"));
    Map<String, @Nullable Object> content =
        body(
            "{'default': {'sms': {'text': '{{> greet}} {{> gret who=1}}'}, 'ios': {'title': 't',"
                + " 'body': 'b', 'data': {'k': ['{{> greet who=x what=y}}']}}}}");
    InlineContents inline = templates.inlineContents(1 << 20);

    assertThat(faults(() -> inline.check(content, Json.write(content))))
        .extracting(each -> each.pointer() + " " + each.column() + " " + each.detail())
        .containsExactlyInAnyOrder(
            "/content/default/sms/text 1 function greet parameter \"who\" is missing",
            "/content/default/sms/text 13 unknown partial \"gret\"; did you mean \"greet\"?",
            "/content/default/ios/data/k/0 1 function greet has no parameter \"what\"; did you mean \"who\"?");
  }

  private static String function(String text) {
    return "{'kind': 'function', 'parameters': {'required': ['who'], 'properties': {'who':"
        + " {'type': 'string'}}}, 'content': {'default': {'text': '"
        + text
        + "'}}}";
  }

  private String inline(InlineContents contents, byte[] json, InlineContents.Checked checked) {
    var renderer = new TemplateRenderer(templates, contents, System::nanoTime);
    byte[] params = "{\"x\": \"Kim\"}".getBytes(StandardCharsets.UTF_8);
    return text(
        renderer.render(
            new Source.Inline(json, checked.edition()), params, Channel.SMS, new Reader("", "")));
  }

  private String live(TemplateKey key) throws Exception {
    return live(templates, key);
  }

  private static String live(Templates in, TemplateKey key) throws Exception {
    Template found = in.find(key).orElseThrow();
    return text(in, new Source.Stored(key, found.version(), found.edition()));
  }

  private static String text(Templates from, Source source) {
    var renderer =
        new TemplateRenderer(
            from, new InlineContents(FunctionShelf.EMPTY, 1 << 20), System::nanoTime);
    return text(renderer.render(source, new byte[0], Channel.SMS, new Reader("", "")));
  }

  private static String text(Rendering rendering) {
    return switch (rendering) {
      case Rendering.Ready(var content) -> String.valueOf(content.text("text"));
      case Rendering.Impossible(_, var detail) -> throw new AssertionError(detail);
      case Rendering.NotNow(var detail) -> throw new AssertionError(detail);
    };
  }

  private static String base(String greeting) {
    return "{'kind': 'base', 'content': {'default': {'sms': {'text': '"
        + greeting
        + "{{#block `main`}}-{{/block}} {{> foot}}'}}}}";
  }

  private static String demanding(String required, String town) {
    return base("b2 ")
        .replace(
            "'content'",
            "'parameters': {'required': "
                + required
                + ", 'properties': {'shopName': {'type': 'string'}, 'town': {'type': 'string'"
                + town
                + "}}}, 'content'");
  }

  private static String child(String required) {
    return "{'extends': 'shop', 'parameters': {'required': "
        + required
        + ", 'properties': {'shopName': {'type': 'string'}}}, 'content': {'default': {'sms': {}}}}";
  }

  private static Proposal proposal(TemplateKey key, String json) throws Exception {
    return new Proposal(key, body(json), GoLive.AT_ONCE);
  }

  private static Verdict valid() {
    return new Verdict.Valid(List.of());
  }

  private static String refusal(@Nullable Verdict verdict) {
    return verdict instanceof Verdict.Refused(InvalidException why)
        ? String.valueOf(why.getMessage())
        : String.valueOf(verdict);
  }

  /** Puts a template, after an empty base that it names. */
  private void put(TemplateKey key, String json, String other) throws Exception {
    put(new TemplateKey(other), "{'kind': 'base', 'content': {'default': {'sms': {}}}}");
    put(key, json);
  }

  private void put(TemplateKey key, String json) throws Exception {
    templates.put(key, body(json), "ann", null, GoLive.IF_FIRST);
  }

  private static Map<String, @Nullable Object> body(String json) throws Exception {
    return Json.object(Json.read(json.replace("'", "\"").replace("`", "\\\"")));
  }

  private static List<Fault> faults(ThrowableAssert.ThrowingCallable call) {
    return Objects.requireNonNull(Assertions.catchThrowableOfType(InvalidException.class, call))
        .faults();
  }
}
