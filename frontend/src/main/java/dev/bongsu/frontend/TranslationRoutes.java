package dev.bongsu.frontend;

import dev.bongsu.access.Resource;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.StaleException;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.template.FourEyesException;
import dev.bongsu.template.TemplateStrings;
import dev.bongsu.template.Templates;
import dev.bongsu.template.Translations;
import dev.bongsu.template.Xliff;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The texts of templates on their way to translators and back. */
final class TranslationRoutes {
  private final Templates templates;
  private final Translations translations;

  TranslationRoutes(Templates templates) {
    this.templates = templates;
    this.translations = new Translations(templates);
  }

  void addTo(Routes routes) {
    routes
        .read("/v1/templates/{key}/translations", Resource.TEMPLATE, this::report)
        .read("/v1/templates/{key}/strings", Resource.TEMPLATE, this::strings)
        .change("PUT", "/v1/templates/{key}/strings", Resource.TEMPLATE, this::translate);
  }

  /** How texts travel. */
  private enum Format {
    JSON,
    XLIFF;

    static Optional<Format> named(String name) {
      return switch (name) {
        case "json" -> Optional.of(JSON);
        case "xliff" -> Optional.of(XLIFF);
        default -> Optional.empty();
      };
    }
  }

  private Answer report(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    TemplateKey key = key(call);
    return Answer.ok(
        translations.report(key).orElseThrow(() -> Call.missing("template", key).thrown()));
  }

  private Answer strings(Call call) throws ProblemException, InvalidException {
    Query query = call.query();
    String locale = query.requiredText("locale");
    Format format = query.named("format", "json or xliff", Format::named);
    query.done();
    TemplateKey key = key(call);
    TemplateStrings strings =
        translations.strings(key, locale).orElseThrow(() -> Call.missing("template", key).thrown());
    Answer answer =
        format == Format.XLIFF
            ? new Answer.Whole(
                200,
                Xliff.MEDIA_TYPE,
                Xliff.write(strings).getBytes(StandardCharsets.UTF_8),
                Map.of())
            : Answer.ok(strings.json());
    return answer.with("ETag", Versions.tag(strings.version()));
  }

  private Answer translate(Call call)
      throws ProblemException, InvalidException, StaleException, FourEyesException, IOException {
    call.noQuery();
    TemplateKey key = key(call);
    TemplateStrings strings =
        call.isOfType(Xliff.MEDIA_TYPE)
            ? Xliff.read(call.text(Xliff.MEDIA_TYPE))
            : TemplateStrings.of(call.object());
    Templates.Saved saved =
        translations
            .translate(key, strings, call.identity().subject(), expected(call, key))
            .orElseThrow(() -> Call.missing("template", key).thrown());
    call.concerns(saved.view().shown().version());
    return Answer.ok(saved.view().json()).with("ETag", Versions.tag(saved.view().latestVersion()));
  }

  private @Nullable Long expected(Call call, TemplateKey key) throws StaleException {
    return Versions.expected(
        call, () -> templates.view(key).map(each -> (long) each.latestVersion()));
  }

  private static TemplateKey key(Call call) throws ProblemException {
    return call.path("key", TemplateKey::new);
  }
}
