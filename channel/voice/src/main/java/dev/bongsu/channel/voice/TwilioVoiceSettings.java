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
import java.util.Optional;

/** On whose behalf Twilio calls, from which number, and how. */
record TwilioVoiceSettings(TwilioAccount account, String from, CallRules rules)
    implements ProviderKind.Blueprint {
  private static final int MAX_TEXT = 64;

  /**
   * The settings in {@code fields}; faults are noted there.
   *
   * @param base what relative paths are relative to
   */
  static TwilioVoiceSettings read(Fields fields, Path base) {
    TwilioAccount account = TwilioAccount.read(fields, base);
    String from = fields.requiredText("from", MAX_TEXT);
    return new TwilioVoiceSettings(account, from, CallRules.read(fields));
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
