package dev.bongsu.channel.voice;

import dev.bongsu.channel.spi.AwaitedReceipt;
import dev.bongsu.channel.spi.Callbacks;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.channel.twilio.TwilioAccount;
import dev.bongsu.channel.twilio.TwilioCallbacks;
import dev.bongsu.json.Fields;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf Twilio calls, from which number, and how it speaks.
 *
 * @param machineDetection whether a call that a machine answers counts as not arrived
 * @param redial what follows a call that nobody took, null for nothing
 */
record TwilioVoiceSettings(
    TwilioAccount account,
    String from,
    Speech speech,
    boolean machineDetection,
    @Nullable AwaitedReceipt redial)
    implements ProviderKind.Blueprint {
  private static final int MAX_TEXT = 64;
  private static final int MOST_REPEATS = 10;
  private static final int MOST_REDIALS = 5;

  /** Long enough for a call to ring for a minute, and be listened to. */
  private static final Duration USUAL_PAUSE = Duration.ofMinutes(3);

  private static final Duration SHORTEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  /**
   * How a message is spoken.
   *
   * @param language BCP 47, for texts whose letters do not tell
   * @param voice one of Twilio's, null for the language's own
   * @param times how often it is said, from 1
   */
  record Speech(String language, @Nullable String voice, int times) {
    /** English, twice. */
    static final Speech USUAL = new Speech("en-US", null, 2);
  }

  /**
   * The settings in {@code fields}; faults are noted there.
   *
   * @param base what relative paths are relative to
   */
  static TwilioVoiceSettings read(Fields fields, Path base) {
    TwilioAccount account = TwilioAccount.read(fields, base);
    String from = fields.requiredText("from", MAX_TEXT);
    String language = fields.text("language", MAX_TEXT);
    if (language != null && !language.matches("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")) {
      fields.fault("language", "wanted a language of BCP 47, like en-US");
    }
    String voice = fields.text("voice", MAX_TEXT);
    Integer times = fields.integer("repeat", 1, MOST_REPEATS);
    Boolean machineDetection = fields.bool("machineDetection");
    return new TwilioVoiceSettings(
        account,
        from,
        new Speech(
            Objects.requireNonNullElse(language, Speech.USUAL.language()),
            voice,
            Objects.requireNonNullElse(times, Speech.USUAL.times())),
        Boolean.TRUE.equals(machineDetection),
        redial(fields.child("redial")));
  }

  private static @Nullable AwaitedReceipt redial(@Nullable Fields fields) {
    if (fields == null) {
      return null;
    }
    Integer times = fields.integer("times", 0, MOST_REDIALS);
    fields.missing("times");
    Duration after = Objects.requireNonNullElse(fields.duration("after"), USUAL_PAUSE);
    if (after.compareTo(SHORTEST_PAUSE) < 0 || after.compareTo(LONGEST_PAUSE) > 0) {
      fields.fault("after", "wanted from %s to %s".formatted(SHORTEST_PAUSE, LONGEST_PAUSE));
      return null;
    }
    return new AwaitedReceipt(after, Objects.requireNonNullElse(times, 0));
  }

  @Override
  public ProviderSettings common() {
    return account.common();
  }

  @Override
  public Provider open(Surroundings around) {
    return new TwilioVoiceProvider(this, around);
  }

  @Override
  public Optional<Callbacks> callbacks(Surroundings around) {
    var meaning = new CallCallbacks(common().id(), around.clock());
    return Optional.of(new TwilioCallbacks(account, meaning::read));
  }
}
