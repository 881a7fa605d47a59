package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import net.sf.okapi.lib.xliff2.core.Part;
import net.sf.okapi.lib.xliff2.core.Segment;
import net.sf.okapi.lib.xliff2.reader.Event;
import net.sf.okapi.lib.xliff2.reader.XLIFFReader;
import net.sf.okapi.lib.xliff2.writer.XLIFFWriter;
import org.junit.jupiter.api.Test;

/** Exports as a translation tool reads them that is not ours, and writes them again. */
class XliffToolTest {
  private static final List<TemplateStrings.Text> TEXTS =
      List.of(
          new TemplateStrings.Text("sms.text", "a <b> & \"c\" {{x}} {{#if y}}\r\n\t", null),
          new TemplateStrings.Text(
              "email.subject", "{{name}}: order {{no}}", "주문 {{no}}: {{name}}"),
          new TemplateStrings.Text("email.html", " {{{x}}} ]]> {{x}}", "\u0001😀가 {{x}}{{z}}\n"),
          new TemplateStrings.Text("html", "", ""));

  @Test
  void a_tool_finds_no_fault_and_every_text_with_its_placeholders() throws Exception {
    List<String> read = new ArrayList<>();
    try (var reader = opened()) {
      while (reader.hasNext()) {
        Event event = reader.next();
        if (event.isUnit()) {
          Segment segment = event.getUnit().getSegment(0);
          read.add(
              event.getUnit().getId()
                  + " "
                  + segment.getSourceTags().size()
                  + " "
                  + (segment.hasTarget() ? segment.getTargetTags().size() : "none"));
        }
      }
    }

    assertThat(read)
        .containsExactly("sms.text 2 none", "email.subject 2 2", "email.html 2 2", "html 0 0");
  }

  @Test
  void what_a_tool_writes_brings_every_text_back() throws Exception {
    var written = new StringWriter();
    try (var reader = opened();
        var writer = new XLIFFWriter()) {
      writer.create(written, "und", "ko-KR");
      writer.setWithOriginalData(true);
      while (reader.hasNext()) {
        Event event = reader.next();
        if (event.isUnit()) {
          event
              .getUnit()
              .getSegments()
              .forEach(each -> each.getTarget(Part.GetTarget.CLONE_SOURCE));
        }
        writer.writeEvent(event);
      }
    }

    assertThat(Xliff.read(written.toString()).texts())
        .containsExactlyElementsOf(
            TEXTS.stream()
                .map(each ->
                    new TemplateStrings.Text(
                        each.id(),
                        each.source(),
                        each.target() == null ? each.source() : each.target()))
                .toList());
  }

  private static XLIFFReader opened() {
    var reader = new XLIFFReader(XLIFFReader.VALIDATION_MAXIMAL);
    reader.open(Xliff.write(new TemplateStrings("receipt", 3, "ko-KR", TEXTS)));
    return reader;
  }
}
