package dev.bongsu.template;

import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.KeyPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which templates are wanted; null stands for all.
 *
 * @param q words looked for in key, name, description, category, channels and texts, typing
 *     mistakes forgiven
 * @param channel has content for it
 * @param within one of these means its key
 */
public record TemplateFilter(
    @Nullable String q,
    @Nullable TemplateKind kind,
    @Nullable Channel channel,
    @Nullable CategoryKey category,
    @Nullable List<KeyPattern> within) {
  public TemplateFilter {
    within = within == null ? null : List.copyOf(within);
  }
}
