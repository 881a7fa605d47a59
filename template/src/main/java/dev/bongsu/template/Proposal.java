package dev.bongsu.template;

import dev.bongsu.kernel.TemplateKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A version that somebody thinks of making.
 *
 * @param body as in the HTTP contract
 * @param goLive when it would be live
 */
public record Proposal(TemplateKey key, Map<String, @Nullable Object> body, GoLive goLive) {
  Proposal asDraft() {
    return new Proposal(key, body, GoLive.NEVER);
  }
}
