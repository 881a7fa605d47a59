package dev.bongsu.template;

import dev.bongsu.kernel.TemplateKey;
import java.util.List;

/**
 * A version that became live.
 *
 * @param latestVersion the newest one, a draft perhaps: the ETag's version
 * @param children who uses it, through others too, and looks different from now on; by key
 * @param warnings what its author should know of those who send it or what uses it
 */
public record Published(
    TemplateKey key,
    int version,
    int latestVersion,
    List<TemplateKey> children,
    List<String> warnings) {
  public Published {
    children = List.copyOf(children);
    warnings = List.copyOf(warnings);
  }
}
