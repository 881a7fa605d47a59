package dev.bongsu.frontend;

import dev.bongsu.directory.Subscription;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The page that opts out, in the language of whoever reads it. It has no script and loads nothing,
 * so that it works in whatever a mail program opens.
 */
record SubscriptionPage(SubscriptionWords words) {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --paper: #fff;
        --ground: #f3f4f6; --act: #a3280f; --on-act: #fff; }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #e9edf1; --soft: #a5b0bb; --line: #3b434c; --paper: #1c2127; --ground: #12161b;
          --act: #f2937c; --on-act: #2b0a03; } }
      * { box-sizing: border-box; }
      body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem 1rem;
        background: var(--ground); color: var(--ink); font: 1.0625rem/1.55 system-ui, sans-serif;
        word-break: keep-all; }
      main { width: 100%; max-width: 30rem; background: var(--paper); border: 1px solid var(--line);
        border-radius: .75rem; padding: 1.75rem; }
      h1 { font-size: 1.375rem; line-height: 1.3; margin: 0 0 1rem; text-wrap: balance; }
      fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
      form + form { margin-top: 1.5rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
      legend { padding: 0; color: var(--soft); margin-bottom: .5rem; }
      label { display: flex; gap: .75rem; padding: .75rem; border: 1px solid var(--line);
        border-radius: .5rem; margin-top: .5rem; cursor: pointer; overflow-wrap: anywhere; }
      label:has(:checked) { border-color: var(--act); box-shadow: inset 0 0 0 1px var(--act); }
      input { flex: none; width: 1.15rem; height: 1.15rem; margin: .2rem 0 0; accent-color: var(--act); }
      button { width: 100%; margin-top: 1.25rem; padding: .8rem; border: 0; border-radius: .5rem;
        background: var(--act); color: var(--on-act); font: inherit; font-weight: 600; cursor: pointer; }
      button.quiet { background: none; color: var(--ink); border: 1px solid var(--line); }
      :focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
      p { margin: 1rem 0 0; overflow-wrap: anywhere; } h1 + p { margin-top: 0; } .note { color: var(--soft); font-size: .9375rem; }
      """;

  /** In the language that an Accept-Language header (RFC 9110 section 12.5.4) likes best. */
  static SubscriptionPage in(@Nullable String acceptLanguage) {
    return new SubscriptionPage(SubscriptionWords.in(acceptLanguage));
  }

  /**
   * The choices.
   *
   * @param category what people call what the message was about, null for nothing
   * @param stopped what was chosen before
   */
  String choices(Subscription subscription, @Nullable String category, Set<Choice> stopped) {
    List<Choice> choices =
        Choice.of(subscription).stream().filter(each -> each != Choice.NOTHING).toList();
    String radios =
        choices.stream()
            .map(each ->
                "<label><input type=\"radio\" name=\"choice\" value=\"%s\"%s><span>%s</span></label>"
                    .formatted(
                        each.apiName(),
                        each == choices.getFirst() ? " checked" : "",
                        escaped(words.label(each, subscription.channel(), category))))
            .collect(Collectors.joining("\n"));
    String before =
        stopped.stream()
            .map(each -> words.label(each, subscription.channel(), category))
            .collect(Collectors.joining(", "));
    return page(
        words.title(),
        (before.isEmpty()
                ? ""
                : "<p>" + escaped(words.stoppedBefore(before)) + "</p>" + restoring())
            + """
            <form method="post"><fieldset><legend>%s</legend>
            %s
            </fieldset><button>%s</button></form>
            <p class="note">%s</p>
            """
                .formatted(words.question(), radios, words.stop(), words.note()));
  }

  /** That it is done. */
  String done(Choice choice, Subscription subscription, @Nullable String category) {
    if (choice == Choice.NOTHING) {
      return page(words.restored(), "");
    }
    String what = words.label(choice, subscription.channel(), category);
    return page(
        words.stopped(what),
        """
        <p class="note">%s</p>
        """
                .formatted(words.stoppedNote())
            + restoring());
  }

  private String restoring() {
    return "<form method=\"post\"><button class=\"quiet\" name=\"choice\" value=\"%s\">%s</button></form>\n"
        .formatted(Choice.NOTHING.apiName(), words.undo());
  }

  /** That the link is nobody's. */
  String sample() {
    return page(words.sampleTitle(), "<p>" + words.sampleNote() + "</p>");
  }

  /** That the link is none of ours. */
  String unknown() {
    return page(words.unknownTitle(), "<p>" + words.unknownNote() + "</p>");
  }

  private String page(String heading, String rest) {
    return """
    <!doctype html>
    <html lang="%s">
    <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s</title><style>
    %s</style></head>
    <body><main>
    <h1>%s</h1>
    %s</main></body>
    </html>
    """
        .formatted(words.tag(), escaped(heading), STYLE, escaped(heading), rest);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
