package dev.bongsu.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.RecipientId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionTokensTest {
  private static final Subscription ANN =
      new Subscription(
          new Subscriber.Known(new RecipientId("ann.smith")),
          new CategoryKey("newsletter"),
          Channel.EMAIL);

  private final SubscriptionTokens tokens = new SubscriptionTokens(new byte[32]);

  @Test
  void a_token_says_what_it_was_made_of() {
    var bob =
        new Subscription(
            new Subscriber.Unknown(new Address(Channel.EMAIL, "봉수@example.com")),
            null,
            Channel.EMAIL);

    assertThat(tokens.read(tokens.token(ANN))).contains(ANN);
    assertThat(tokens.read(tokens.token(bob))).contains(bob);
    assertThat(tokens.token(ANN)).isEqualTo(tokens.token(ANN)).matches("[A-Za-z0-9_-]{1,80}");
  }

  @Test
  void a_token_tells_nobody_whom_it_is_about() {
    byte[] token = Base64.getUrlDecoder().decode(tokens.token(ANN));

    assertThat(new String(token, StandardCharsets.ISO_8859_1))
        .doesNotContain("ann", "newsletter", "email");
  }

  @Test
  void a_token_of_another_key_or_with_one_bit_changed_is_none() {
    String token = tokens.token(ANN);
    byte[] other = new byte[32];
    other[31] = 1;

    assertThat(new SubscriptionTokens(other).read(token)).isEmpty();
    byte[] bytes = Base64.getUrlDecoder().decode(token);
    for (int i = 0; i < bytes.length * 8; i++) {
      byte[] changed = bytes.clone();
      changed[i / 8] ^= (byte) (1 << (i % 8));
      String forged = Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
      assertThat(tokens.read(forged)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "%%%", "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void what_is_no_token_is_none(String text) {
    assertThat(tokens.read(text)).isEmpty();
    assertThat(tokens.read("A".repeat(10_000))).isEmpty();
  }
}
