package dev.bongsu.template;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a recipient would get.
 *
 * @param locale the one whose content was used: {@code default}, or a BCP 47 tag of the template
 * @param bytes of all texts, as UTF-8; for SMS as it goes over the air
 * @param sms null for other channels
 * @param warnings what will go through but deserves a look
 */
public record Preview(
    Channel channel,
    String locale,
    int version,
    Content content,
    int bytes,
    @Nullable SmsLength sms,
    List<String> warnings) {
  public Preview {
    warnings = List.copyOf(warnings);
  }

  /** The same with one warning more. */
  public Preview warning(String warning) {
    List<String> more = new ArrayList<>(warnings);
    more.add(warning);
    return new Preview(channel, locale, version, content, bytes, sms, more);
  }

  /** As the HTTP contract shows it. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("channel", channel.apiName());
    json.put("locale", locale);
    json.put("version", version);
    json.put("content", content.fields());
    json.put("bytes", bytes);
    if (sms != null) {
      json.put("encoding", sms.encoding().apiName());
      json.put("segments", sms.segments());
    }
    json.put("warnings", warnings);
    return json;
  }
}
