package dev.bongsu.sandbox;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.InvalidException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a channel's provider misbehaves.
 *
 * @param rate the share of messages it meets, from 0 to 1
 */
public record InjectedFault(FaultMode mode, double rate) {
  /** A provider that behaves. */
  public static final InjectedFault NONE = new InjectedFault(FaultMode.NONE, 1);

  public InjectedFault {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("rate must be from 0 to 1 but is " + rate);
    }
  }

  /** From the body of a request: {@code {"mode": "reject", "rate": 0.1}}. */
  public static InjectedFault of(Map<String, @Nullable Object> body) throws InvalidException {
    Fields fields = Fields.of(body);
    FaultMode mode =
        fields.named(
            "mode",
            "one of "
                + Arrays.stream(FaultMode.values())
                    .map(FaultMode::apiName)
                    .collect(Collectors.joining(", ")),
            FaultMode::named);
    fields.missing("mode");
    double rate = 1;
    if (fields.raw("rate") instanceof Number number) {
      rate = new BigDecimal(number.toString()).doubleValue();
      if (rate < 0 || rate > 1) {
        fields.fault("rate", "wanted a number from 0 to 1 but found " + number);
      }
    } else if (fields.has("rate")) {
      fields.fault("rate", "wanted a number from 0 to 1");
    }
    fields.done();
    return new InjectedFault(mode == null ? FaultMode.NONE : mode, rate);
  }

  /** As the HTTP contract shows it. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("mode", mode.apiName());
    json.put("rate", BigDecimal.valueOf(rate).stripTrailingZeros());
    return json;
  }
}
