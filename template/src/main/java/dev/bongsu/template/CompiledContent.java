package dev.bongsu.template;

import dev.bongsu.kernel.Channel;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code content} of a template or a notification: texts by locale and channel, compiled. */
final class CompiledContent {
  /** Of what is no message. */
  static final CompiledContent NONE = new CompiledContent(Map.of());

  /** A tag that counts as 32 characters is some objects of 24 bytes. */
  private static final long BYTES_A_CHARACTER = 2;

  private final Map<String, Map<Channel, Variant>> locales;
  private final Set<Channel> channels = EnumSet.noneOf(Channel.class);

  /** Variants by lower-case locale. */
  CompiledContent(Map<String, Map<Channel, Variant>> locales) {
    this.locales = locales;
    locales.values().forEach(each -> channels.addAll(each.keySet()));
  }

  /** The channels that any language has something for. */
  Set<Channel> channels() {
    return EnumSet.copyOf(channels);
  }

  /** What there is, by lower-case locale. */
  Map<String, Map<Channel, Variant>> locales() {
    return locales;
  }

  /**
   * What a recipient gets: {@code ko-KR} falls back to {@code ko} and then to {@code default}, for
   * each channel by itself; null where the channel has nothing.
   */
  @Nullable Variant variant(Channel channel, String locale) {
    return Locales.nearest(locale, tag -> at(tag, channel));
  }

  /**
   * What children replace blocks in, of the nearest language whose variant has the field; null
   * where none has.
   */
  @Nullable List<Node> tree(Channel channel, String field, String locale) {
    return Locales.nearest(
        locale,
        tag -> {
          Variant variant = at(tag, channel);
          return variant != null && variant.part(field) instanceof Variant.Part.Text text
              ? text.tree()
              : null;
        });
  }

  /** Whether anything shows the link to unsubscribe, and does so whether or not one may. */
  boolean unsubscribes() {
    return locales.values().stream()
        .flatMap(each -> each.values().stream())
        .map(Variant::traits)
        .anyMatch(
            each -> each.contains(Trait.UNSUBSCRIBE_URL) && !each.contains(Trait.CAN_UNSUBSCRIBE));
  }

  /**
   * What keeping it takes, in bytes, rather roughly: its texts and those of the functions it calls;
   * what its languages share counts once.
   */
  int bytes() {
    Set<List<Node>> texts = Collections.newSetFromMap(new IdentityHashMap<>());
    locales.values().stream()
        .flatMap(each -> each.values().stream())
        .forEach(each -> texts.addAll(each.texts()));
    return (int) Math.min(BYTES_A_CHARACTER * Bulk.ofAll(texts), Integer.MAX_VALUE);
  }

  private @Nullable Variant at(String tag, Channel channel) {
    Map<Channel, Variant> variants = locales.get(tag);
    return variants == null ? null : variants.get(channel);
  }
}
