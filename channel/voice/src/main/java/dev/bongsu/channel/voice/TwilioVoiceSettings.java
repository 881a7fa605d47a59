package dev.bongsu.channel.voice;

import dev.bongsu.channel.spi.Callbacks;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.channel.twilio.TwilioAccount;
import dev.bongsu.channel.twilio.TwilioCallbacks;
import dev.bongsu.json.Fields;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf Twilio calls, from which number, and how it speaks.
 *
 * @param machineDetection whether a call that a machine answers counts as not arrived
 */
public record TwilioVoiceSettings(
    TwilioAccount account, String from, Speech speech, boolean machineDetection)
    implements ProviderKind.Blueprint {
  private static final int MAX_TEXT = 64;
  private static final int MOST_REPEATS = 10;

  /**
   * How a message is spoken.
   *
   * @param language BCP 47, for texts whose letters do not tell
   * @param voice one of Twilio's, null for the language's own
   * @param times how often it is said, from 1
   */
  public record Speech(String language, @Nullable String voice, int times) {
    /** English, twice. */
    public static final Speech USUAL = new Speech("en-US", null, 2);
  }

  /**
   * The settings in {@code fields}; faults are noted there.
   *
   * @param base what relative paths are relative to
   */
  public static TwilioVoiceSettings read(Fields fields, Path base) {
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
        Boolean.TRUE.equals(machineDetection));
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
