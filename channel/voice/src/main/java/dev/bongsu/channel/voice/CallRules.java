package dev.bongsu.channel.voice;

import dev.bongsu.channel.spi.AwaitedReceipt;
import dev.bongsu.json.Fields;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How calls are made, whoever makes them.
 *
 * @param machineDetection whether a call that a machine answers counts as not arrived
 * @param redial what follows a call that nobody took, null for nothing
 */
public record CallRules(Speech speech, boolean machineDetection, @Nullable AwaitedReceipt redial) {
  /** English, twice, and once only. */
  public static final CallRules USUAL = new CallRules(Speech.USUAL, false, null);

  private static final int MAX_TEXT = 64;
  private static final int MOST_REPEATS = 10;
  private static final int MOST_REDIALS = 5;

  /** Long enough for a call to ring for a minute, and be listened to. */
  private static final Duration USUAL_PAUSE = Duration.ofMinutes(3);

  /** Real phones ring that long. */
  private static final Duration SHORTEST_PAUSE = Duration.ofMinutes(1);

  /** The sandbox's calls end at once; nothing that waits does so for less. */
  private static final Duration SHORTEST_PAUSE_IN_SANDBOX = Duration.ofSeconds(5);

  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  /**
   * How a message is spoken.
   *
   * @param language BCP 47, for texts whose letters do not tell
   * @param voice one of Twilio's, null for the language's own
   * @param times how often it is said, from 1
   */
  public record Speech(String language, @Nullable String voice, int times) {
    /** English, twice. */
    static final Speech USUAL = new Speech("en-US", null, 2);
  }

  /** The rules in {@code fields} for calls to real phones; faults are noted there. */
  static CallRules read(Fields fields) {
    return read(fields, SHORTEST_PAUSE);
  }

  /** The rules in {@code fields} for calls in the sandbox; faults are noted there. */
  public static CallRules ofSandbox(Fields fields) {
    return read(fields, SHORTEST_PAUSE_IN_SANDBOX);
  }

  private static CallRules read(Fields fields, Duration shortestPause) {
    String language = fields.text("language", MAX_TEXT);
    if (language != null && !language.matches("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")) {
      fields.fault("language", "wanted a language of BCP 47, like en-US");
    }
    String voice = fields.text("voice", MAX_TEXT);
    Integer times = fields.integer("repeat", 1, MOST_REPEATS);
    Boolean machineDetection = fields.bool("machineDetection");
    return new CallRules(
        new Speech(
            Objects.requireNonNullElse(language, Speech.USUAL.language()),
            voice,
            Objects.requireNonNullElse(times, Speech.USUAL.times())),
        Boolean.TRUE.equals(machineDetection),
        redial(fields.child("redial"), shortestPause));
  }

  private static @Nullable AwaitedReceipt redial(@Nullable Fields fields, Duration shortestPause) {
    if (fields == null) {
      return null;
    }
    Integer times = fields.integer("times", 0, MOST_REDIALS);
    fields.missing("times");
    Duration after = Objects.requireNonNullElse(fields.duration("after"), USUAL_PAUSE);
    if (after.compareTo(shortestPause) < 0 || after.compareTo(LONGEST_PAUSE) > 0) {
      fields.fault("after", "wanted from %s to %s".formatted(shortestPause, LONGEST_PAUSE));
      return null;
    }
    return new AwaitedReceipt(after, Objects.requireNonNullElse(times, 0));
  }
}
