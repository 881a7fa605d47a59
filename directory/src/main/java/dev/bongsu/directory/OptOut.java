package dev.bongsu.directory;

import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * What a recipient does not want.
 *
 * @param category of what, null for anything
 * @param channel where, null for everywhere
 */
public record OptOut(@Nullable CategoryKey category, @Nullable Channel channel) {
  /** Nothing of anything anywhere. */
  public static final OptOut ALL = new OptOut(null, null);

  boolean covers(@Nullable String ofCategory, Channel onChannel) {
    return (category == null || category.value().equals(ofCategory))
        && (channel == null || channel == onChannel);
  }
}
