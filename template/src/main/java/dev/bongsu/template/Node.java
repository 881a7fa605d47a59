package dev.bongsu.template;

import dev.bongsu.kernel.TemplateKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A piece of a text: as it was parsed, and after {@link Finisher} as it is rendered. */
sealed interface Node {
  /** What the author wrote. */
  record Text(String text) implements Node {}

  /**
   * {@code {{x}}}.
   *
   * @param target what it is written for; of what was parsed {@link Target#TEXT}
   */
  record Value(Expression expression, Target target) implements Node {}

  /** <code>{{{x}}}</code>: HTML from a parameter, cleaned. */
  record Raw(Expression expression, int at) implements Node {}

  /**
   * {@code {{#if x}}…{{else}}…{{/if}}} and {@code unless}, which is the same with sides changed.
   */
  record Choice(Expression condition, List<Node> then, List<Node> otherwise) implements Node {}

  /** {@code {{#each x}}…{{else}}…{{/each}}}. */
  record Each(Expression list, List<Node> body, List<Node> otherwise) implements Node {}

  /** {@code {{#with x}}…{{else}}…{{/with}}}. */
  record With(Expression value, List<Node> body, List<Node> otherwise) implements Node {}

  /** {@code {{#switch x}}{{#case 1 2}}…{{/case}}{{#otherwise}}…{{/otherwise}}{{/switch}}}. */
  record Switch(Expression value, List<Case> cases, List<Node> otherwise) implements Node {}

  /** One case of a switch. */
  record Case(List<Expression> labels, List<Node> body) {}

  /**
   * {@code {{#block "name"}}…{{/block}}}; gone when finished.
   *
   * @param at offset of its tag
   */
  record Block(String name, List<Node> body, int at) implements Node {}

  /** {@code {{> function x name=y}}}, as parsed. */
  record Partial(Function function, Expression.Arguments arguments, int at) implements Node {}

  /**
   * A function's text, finished for where it stands.
   *
   * @param bodies in all languages
   * @param context whose fields become parameters, null for none
   */
  record Call(
      TemplateKey key,
      Parameters parameters,
      Bodies bodies,
      @Nullable Expression context,
      Map<String, Expression> arguments)
      implements Node {
    /** The text for this locale: {@code ko-KR} falls back to {@code ko} and then to default. */
    List<Node> in(String locale) {
      Map<String, List<Node>> all = bodies.byLocale();
      List<Node> body = all.size() == 1 ? null : Locales.nearest(locale, all::get);
      return body == null ? all.getOrDefault(Locales.DEFAULT, List.of()) : body;
    }
  }

  /**
   * What a function says where it is called; all calls at such places share it.
   *
   * @param byLocale by lower-case locale
   * @param traits what of a reader it depends on, with the functions that it calls itself
   */
  record Bodies(Map<String, List<Node>> byLocale, Set<Trait> traits) {
    static Bodies of(Map<String, List<Node>> byLocale) {
      Set<Trait> traits = EnumSet.noneOf(Trait.class);
      if (byLocale.size() > 1) {
        traits.add(Trait.LOCALE);
      }
      byLocale.values().forEach(each -> traits.addAll(Trait.of(each)));
      return new Bodies(byLocale, traits);
    }
  }

  /**
   * The end of an attribute that holds a URL with values in it: where it leads is looked at.
   *
   * @param before the character before the URL: a quote, or a space where there is none
   */
  record UrlEnd(char before) implements Node {}
}
