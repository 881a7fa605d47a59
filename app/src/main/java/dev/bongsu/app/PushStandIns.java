package dev.bongsu.app;

import dev.bongsu.channel.android.FcmSettings;
import dev.bongsu.channel.android.ServiceAccount;
import dev.bongsu.channel.ios.ApnsSettings;
import dev.bongsu.channel.ios.Identity;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.sandbox.ApnsStandIn;
import dev.bongsu.sandbox.Faults;
import dev.bongsu.sandbox.FcmStandIn;
import dev.bongsu.sandbox.NewKeys;
import dev.bongsu.sandbox.SandboxMessages;
import dev.bongsu.sandbox.SelfSigned;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Clock;

/** Stands in for the push services, with keys and certificates made for one run. */
final class PushStandIns {
  private static final String PROJECT = "bongsu-sandbox";
  private static final String SENDER = "bongsu@bongsu-sandbox.iam.gserviceaccount.com";
  private static final String TEAM = "SANDBOX001";
  private static final String KEY = "SANDBOXKEY";
  private static final String TOPIC = "dev.bongsu.sandbox";

  private final SandboxMessages messages;
  private final Faults faults;
  private final Clock clock;
  private final Cleanups cleanups;

  PushStandIns(SandboxMessages messages, Faults faults, Clock clock, Cleanups cleanups) {
    this.messages = messages;
    this.faults = faults;
    this.clock = clock;
    this.cleanups = cleanups;
  }

  FcmSettings android() {
    SelfSigned certificate = SelfSigned.at(clock.instant());
    KeyPair keys = NewKeys.rsa();
    FcmStandIn standIn =
        cleanups.add(
            "sandbox.android",
            FcmStandIn.start(
                0,
                certificate,
                new FcmStandIn.Account(PROJECT, SENDER, keys.getPublic()),
                messages,
                faults,
                clock));
    var account =
        new ServiceAccount(PROJECT, SENDER, KEY, keys.getPrivate(), URI.create(standIn.tokenUrl()));
    return new FcmSettings(
        common(FcmSettings.TYPE, certificate), URI.create(standIn.url()), account);
  }

  ApnsSettings ios() {
    SelfSigned certificate = SelfSigned.at(clock.instant());
    KeyPair keys = NewKeys.ec();
    ApnsStandIn standIn =
        cleanups.add(
            "sandbox.ios",
            ApnsStandIn.start(
                0,
                certificate,
                new ApnsStandIn.Account(TEAM, KEY, keys.getPublic(), TOPIC),
                messages,
                faults,
                clock));
    return new ApnsSettings(
        common(ApnsSettings.TYPE, certificate),
        "127.0.0.1",
        standIn.port(),
        TOPIC,
        new Identity.Token(TEAM, KEY, keys.getPrivate()));
  }

  private static ProviderSettings common(String type, SelfSigned certificate) {
    ProviderSettings defaults = ProviderSettings.defaults(Sandbox.ID, type);
    try {
      return new ProviderSettings(
          defaults.id(),
          type,
          defaults.timeout(),
          defaults.maxPerSecond(),
          defaults.maxInFlight(),
          Trust.ofPem(certificate.pem()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("what was made as a certificate is one", e);
    }
  }
}
