package dev.bongsu.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
  private static final String TEMPLATE =
      """
      {"content": {"default": {"email": {"subject": "Thanks", "text": "a\\n", "html": "<p>"},
                               "sms": {"text": "Thanks"}, "ios": {"title": "t", "body": "b", "data": {}}},
                   "ko": {"email": {"html": "<p>영수증", "subject": "감사합니다"}}},
       "name": "Receipt", "description": null, "channels": ["email", "sms"], "extends": "brand",
       "parameters": {"type": "object", "properties": {"rate": {"type": "number", "minimum": 0.10}}},
       "key": "receipt", "version": 3, "liveVersion": 3, "createdAt": "2026-11-23T10:00:00Z",
       "createdBy": "admin", "comment": "why"}
      """;

  @TempDir private Path directory;

  @Test
  void a_template_is_one_readable_file_with_its_long_texts_beside_it() throws Exception {
    manifest("receipt", TEMPLATE).write(directory);

    assertThat(contents())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "templates/receipt/template.yaml",
                """
                name: Receipt
                extends: brand
                channels:
                  - email
                  - sms
                parameters:
                  type: object
                  properties:
                    rate:
                      type: number
                      minimum: 0.10
                content:
                  default:
                    email:
                      subject: Thanks
                    sms:
                      text: Thanks
                    ios:
                      title: t
                      body: b
                      data: {}
                  ko:
                    email:
                      subject: 감사합니다
                """,
                "templates/receipt/default.email.html",
                "<p>",
                "templates/receipt/default.email.txt",
                "a\n",
                "templates/receipt/ko.email.html",
                "<p>영수증"));
  }

  @Test
  void what_was_written_reads_back_as_it_was() throws Exception {
    Manifest written =
        new Manifest(
            Map.of(
                "receipt",
                body(TEMPLATE),
                "button",
                body(
                    "{\"kind\": \"function\", \"content\": {\"default\": {\"html\": \"<b>\", \"text\": \"b\"}}}"),
                "odd",
                body("{\"content\": {\"default\": {}, \"ko\": {\"email\": {}}}}")));

    written.write(directory);
    Map<String, String> files = contents();
    Manifest read = Manifest.read(directory);
    read.write(directory);

    assertThat(Json.canonical(read.templates())).isEqualTo(Json.canonical(written.templates()));
    assertThat(contents()).isEqualTo(files);
    assertThat(files)
        .containsEntry("templates/button/default.html", "<b>")
        .containsEntry("templates/button/default.txt", "b");
  }

  @Test
  void any_text_reads_back_as_it_was() throws Exception {
    String[] pieces = {
      "a", " ", "\n", "\r", "\t", ": ", "#", "- ", "'", "\"", "{{x}}", "가", "😀", "\u0085",
      "\u2028", "\u0001", "\uFEFF", "yes", "1e3", "0x1F", "null", "~", "|", ">", "%", "&a", "*a",
      "\\", "---\n"
    };
    var random = new SplittableRandom(7);
    for (int round = 0; round < 2_000; round++) {
      Map<String, @Nullable Object> texts = new LinkedHashMap<>();
      for (int i = 0; i < 4; i++) {
        var text = new StringBuilder();
        random.ints(random.nextInt(6), 0, pieces.length).forEach(each -> text.append(pieces[each]));
        texts.put(i == 0 ? "k" + text : "k" + i, text.toString());
      }
      assertThat(Yaml.read(Path.of("f"), Yaml.write(texts))).isEqualTo(texts);
    }
  }

  @Test
  void a_template_that_is_gone_goes_from_the_files_too_and_nothing_else_does() throws Exception {
    manifest("receipt", TEMPLATE).write(directory);
    Files.writeString(directory.resolve("templates/receipt/NOTES.md"), "mine");
    manifest("other", TEMPLATE).write(directory);
    Files.createDirectories(directory.resolve("templates/mine"));
    Files.writeString(directory.resolve("templates/mine/file"), "mine");

    manifest("third", "{}").write(directory);

    assertThat(contents().keySet())
        .containsExactlyInAnyOrder(
            "templates/receipt/NOTES.md", "templates/mine/file", "templates/third/template.yaml");
  }

  @Test
  void what_is_not_known_is_refused_by_name() throws Exception {
    refused("templates/a/template.yaml", "content: [", "template.yaml: wanted YAML");
    refused("templates/a/template.yaml", "a: 1\na: 2", "template.yaml: wanted YAML");
    refused("templates/a/template.yaml", "- 1", "template.yaml: wanted name: value");
    refused("templates/a/other.yaml", "a: 1", "a: wanted a file template.yaml");
    refused("templates/A/template.yaml", "a: 1", "A: wanted a directory named as a template is");
    refused("templates/file", "a: 1", "file: wanted a directory");
    refused("template/a/template.yaml", "a: 1", ": wanted a directory templates in it");
    refused("templates", "a: 1", ": wanted a directory templates in it");
    Map<String, String> clash = new HashMap<>();
    clash.put("template.yaml", "content: {default: {email: {html: x}}}");
    clash.put("default.email.html", "y");
    assertThatThrownBy(() -> TemplateFiles.read(Path.of("t"), clash))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("default.email.html: template.yaml says already");
    clash.put("default.email.css", "y");
    clash.remove("default.email.html");
    assertThatThrownBy(() -> TemplateFiles.read(Path.of("t"), clash))
        .hasMessageContaining("default.email.css: wanted template.yaml or a text");
    assertThatThrownBy(() -> Manifest.read(directory.resolve("none")))
        .hasMessageContaining("wanted a directory");
  }

  @Test
  void what_else_a_repository_holds_is_left_alone() throws Exception {
    write("templates/a/template.yaml", "name: A");
    write("README.md", "x");
    write("LICENSE", "x");
    write(".git/config", "x");
    write("ci/templates/b/template.yaml", "a: [");

    assertThat(Manifest.read(directory).templates()).containsOnlyKeys("a");
  }

  @Test
  void yaml_that_json_cannot_say_is_refused() throws Exception {
    String file = "templates/a/template.yaml";
    refused(file, "a: &x [*x]", "inside each other");
    refused(file, "a: " + "[".repeat(20_000), "template.yaml: wanted");
    refused(file, "a: " + "[".repeat(70) + "]".repeat(70), "at most 64");
    refused(file, "a: .inf", "wanted values that JSON knows");
    refused(file, "a: !!binary aGk=", "wanted");
    refused(file, "a: !!java.net.URL [x]", "wanted YAML");
    refused(file, "1: a\n\"1\": b", "found 1 twice");
    refused(file, "a: b\n\tc: d", "wanted YAML");
    refused(file, "a: [*none]", "wanted YAML");
  }

  @Test
  void files_are_read_whichever_editor_wrote_them() throws Exception {
    write("templates/a/template.yaml", "\uFEFFname: A\r\nkind: base\r\ncontent: {default: {}}\r\n");
    write("templates/a/default.email.html", "\uFEFF<p>\r\n</p>\r\n");

    assertThat(Manifest.read(directory).templates())
        .isEqualTo(
            Map.of(
                "a",
                body(
                    "{\"name\": \"A\", \"kind\": \"base\","
                        + " \"content\": {\"default\": {\"email\": {\"html\": \"<p>\\n</p>\\n\"}}}}")));
  }

  @Test
  void a_text_that_a_file_would_not_keep_stands_in_the_main_file() throws Exception {
    Manifest odd =
        manifest(
            "odd",
            "{\"content\": {\"default\": {\"email\": {\"html\": \"a\\r\\nb\", \"text\": \"\\ufeffx\"}}}}");

    odd.write(directory);

    assertThat(contents().keySet()).containsExactly("templates/odd/template.yaml");
    assertThat(Manifest.read(directory)).isEqualTo(odd);
  }

  @Test
  void links_inside_are_followed_and_none_leads_out(@TempDir Path elsewhere) throws Exception {
    Path secret = Files.writeString(elsewhere.resolve("secret.html"), "secret");
    write("templates/a/template.yaml", "kind: base");
    Path text = directory.resolve("templates/a/default.email.html");
    Files.createSymbolicLink(text, secret);
    assertThatThrownBy(() -> Manifest.read(directory))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("default.email.html: leads out of the directory");

    Files.delete(text);
    Files.createSymbolicLink(text, Path.of("gone"));
    assertThatThrownBy(() -> Manifest.read(directory)).hasMessageContaining("cannot be read");

    Files.delete(text);
    write(".shared.html", "shared");
    Files.createSymbolicLink(text, Path.of("../../.shared.html"));
    assertThat(Manifest.read(directory).templates().toString()).contains("shared");

    Files.createSymbolicLink(directory.resolve("templates/b"), elsewhere);
    assertThatThrownBy(() -> Manifest.read(directory))
        .hasMessageContaining("b: leads out of the directory");
  }

  @Test
  void writing_changes_nothing_that_a_link_leads_to(@TempDir Path elsewhere) throws Exception {
    Path kept = Files.writeString(elsewhere.resolve("kept"), "kept");
    write("templates/receipt/notes/mine.txt", "mine");
    Files.createSymbolicLink(directory.resolve("templates/receipt/template.yaml"), kept);

    manifest("receipt", TEMPLATE).write(directory);

    assertThat(kept).hasContent("kept");
    assertThat(contents())
        .containsEntry("templates/receipt/notes/mine.txt", "mine")
        .containsEntry("templates/receipt/default.email.html", "<p>");
    Files.createSymbolicLink(directory.resolve("templates/linked"), elsewhere);
    assertThatThrownBy(() -> manifest("linked", TEMPLATE).write(directory))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("linked: is a link");
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertThatThrownBy(() -> manifest("receipt", TEMPLATE).write(file))
        .hasMessageContaining("cannot be written")
        .hasMessageNotContaining("Exception");
  }

  @Test
  void a_fault_is_told_by_the_file_that_it_stands_in() {
    var files = Set.of("template.yaml", "ko.email.html", "default.txt");

    assertThat(TemplateFiles.place("/content/ko/email/html", files)).isEqualTo("ko.email.html");
    assertThat(TemplateFiles.place("/content/default/text", files)).isEqualTo("default.txt");
    assertThat(TemplateFiles.place("/content/ko/email/subject", files))
        .isEqualTo("/content/ko/email/subject");
    assertThat(TemplateFiles.place("/extends", files)).isEqualTo("/extends");
  }

  private void write(String file, String text) throws Exception {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void refused(String file, String text, String message) throws Exception {
    Path root = Files.createTempDirectory(directory, "refused");
    Files.createDirectories(root.resolve(file).getParent());
    Files.writeString(root.resolve(file), text);
    assertThatThrownBy(() -> Manifest.read(root))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining(message);
  }

  private Map<String, String> contents() throws Exception {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        contents.put(directory.relativize(each).toString(), Files.readString(each));
      }
    }
    return contents;
  }

  private static Manifest manifest(String key, String json) throws Exception {
    return new Manifest(Map.of(key, body(json)));
  }

  private static Map<String, @Nullable Object> body(String json) throws Exception {
    return TemplateFiles.body(Json.object(Json.read(json)));
  }
}
