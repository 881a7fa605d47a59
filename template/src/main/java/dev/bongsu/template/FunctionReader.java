package dev.bongsu.template;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the field {@code content} of a function: {@code {"default": {"text": …, "html": …}}}. */
final class FunctionReader {
  private static final int MAX_SOURCE_LENGTH = 65_536;

  private final Functions functions;
  private final Shape shape;
  private final Judgement judgement;
  private final List<Fault> faults;

  private FunctionReader(
      Functions functions, Shape shape, Judgement judgement, List<Fault> faults) {
    this.functions = functions;
    this.shape = shape;
    this.judgement = judgement;
    this.faults = faults;
  }

  /**
   * Reads and compiles the field {@code content}.
   *
   * @param parent the document; it is {@link Fields#done}
   * @param faults where faults of texts go; with one, what comes back is not to be used
   * @throws InvalidException if the shape of the document is wrong, with all faults of that kind
   */
  static Function read(
      Fields parent,
      TemplateKey key,
      Parameters parameters,
      Functions functions,
      Judgement judgement,
      List<Fault> faults)
      throws InvalidException {
    var reader = new FunctionReader(functions, parameters.shape(), judgement, faults);
    Map<String, Function.Texts> locales = new HashMap<>();
    Fields content = parent.child("content");
    if (content == null) {
      parent.missing("content");
    } else {
      content.missing(Locales.DEFAULT);
      for (String locale : content.names()) {
        if (!Locales.isLocale(locale)) {
          content.fault(locale, "wanted \"default\" or a BCP 47 language tag");
        }
        Fields texts = content.child(locale);
        if (texts != null) {
          Function.Texts before = locales.put(locale.toLowerCase(Locale.ROOT), reader.texts(texts));
          if (before != null) {
            faults.add(new Fault(content.pointer(locale), Locales.TWICE));
          }
        }
      }
    }
    parent.done();
    return new Function(key, parameters, locales);
  }

  private Function.Texts texts(Fields fields) {
    String text = fields.text("text", MAX_SOURCE_LENGTH);
    String html = fields.text("html", MAX_SOURCE_LENGTH);
    if (text == null && html == null && fields.isSound()) {
      fields.fault("wanted text or html, or both");
    }
    return new Function.Texts(
        parsed(text, fields.pointer("text"), false), parsed(html, fields.pointer("html"), true));
  }

  private @Nullable List<Node> parsed(@Nullable String source, String pointer, boolean html) {
    if (source == null) {
      return null;
    }
    int before = faults.size();
    var complaints = new Complaints(pointer, source, faults, judgement);
    List<Node> parsed = Parser.parse(source, functions, complaints);
    if (faults.size() == before) {
      new VariableCheck(shape, html, complaints, new IdentityHashMap<>()).check(parsed);
    }
    if (faults.size() > before) {
      return List.of();
    }
    if (html) {
      return Finisher.finishedElements(parsed, complaints);
    }
    // Only for its complaints: the text is finished for each target that it is called in.
    Finisher.finished(parsed, Target.TEXT, complaints);
    return parsed;
  }
}
