package dev.bongsu.channel.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.apps.webpush.WebPushHybridDecrypt;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPrivateKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EncryptionTest {
  private static final URI ENDPOINT = URI.create("https://push.example.net/1");

  static Stream<Curve> curves() {
    return Stream.of(Curve.PLAIN, Curve.fastest());
  }

  @ParameterizedTest
  @MethodSource("curves")
  void the_example_of_RFC_8291_comes_out_byte_for_byte(Curve curve) throws Exception {
    String ownPoint =
        "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
    String theirPoint =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    var to = new Subscription(ENDPOINT, decoded(theirPoint), decoded("BTBZMqHH6r4Tts7J_aSIgg"));
    KeyFactory keys = curve.keys();
    ECPublicKey own = (ECPublicKey) Curve.key(keys, decoded(ownPoint));
    var number = new BigInteger(1, decoded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"));
    var ephemeral =
        new KeyPair(own, keys.generatePrivate(new ECPrivateKeySpec(number, own.getParams())));
    byte[] plaintext =
        "When I grow up, I want to be a watermelon".getBytes(StandardCharsets.US_ASCII);

    byte[] body =
        new Encryption(curve, new SecureRandom())
            .encrypt(to, plaintext, ephemeral, decoded("DGv6ra1nlYgDCS1FRnbzlw"));

    assertThat(encoded(body))
        .isEqualTo(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vC"
                + "YLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuw"
                + "XPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN");
  }

  @Test
  void the_example_of_RFC_8188_comes_out_byte_for_byte() throws Exception {
    byte[] body =
        new RecordCoding(new Hkdf(Curve.PLAIN.hmac()))
            .encode(
                decoded("yqdlZ-tYemfogSmv7Ws5PQ"),
                decoded("I1BsxtFttlv3u_Oo94xnmw"),
                new byte[0],
                "I am the walrus".getBytes(StandardCharsets.US_ASCII));

    assertThat(encoded(body))
        .isEqualTo("I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg");
  }

  @ParameterizedTest
  @MethodSource("curves")
  void somebody_elses_library_reads_what_we_encrypt(Curve curve) throws Exception {
    KeyPair browser = Curve.PLAIN.generator().generateKeyPair();
    byte[] secret = new byte[16];
    Arrays.fill(secret, (byte) 7);
    var to = new Subscription(ENDPOINT, Curve.point(browser.getPublic()), secret);
    var theirs =
        new WebPushHybridDecrypt.Builder()
            .withAuthSecret(secret)
            .withRecipientPublicKey((ECPublicKey) browser.getPublic())
            .withRecipientPrivateKey((ECPrivateKey) browser.getPrivate())
            .build();
    var encryption = new Encryption(curve, new SecureRandom());

    for (int length : new int[] {0, 1, 100, Encryption.MAX_PLAINTEXT_BYTES}) {
      byte[] plaintext = new byte[length];
      Arrays.fill(plaintext, (byte) length);
      byte[] body = encryption.encrypt(to, plaintext);
      assertThat(body).hasSizeLessThanOrEqualTo(4_096);
      assertThat(theirs.decrypt(body, null)).isEqualTo(plaintext);
    }
  }

  @Test
  void no_two_messages_share_a_key_or_a_salt() throws Exception {
    KeyPair browser = Curve.PLAIN.generator().generateKeyPair();
    var to = new Subscription(ENDPOINT, Curve.point(browser.getPublic()), new byte[16]);
    var encryption = new Encryption(Curve.fastest(), new SecureRandom());

    byte[] one = encryption.encrypt(to, new byte[10]);
    byte[] other = encryption.encrypt(to, new byte[10]);

    assertThat(Arrays.copyOf(one, 16)).isNotEqualTo(Arrays.copyOf(other, 16));
    assertThat(Arrays.copyOfRange(one, 21, 86)).isNotEqualTo(Arrays.copyOfRange(other, 21, 86));
  }

  @ParameterizedTest
  @MethodSource("curves")
  void a_point_beside_the_curve_is_no_key(Curve curve) throws Exception {
    byte[] point = Curve.point(Curve.PLAIN.generator().generateKeyPair().getPublic());
    point[40] ^= 1;
    var to = new Subscription(ENDPOINT, point, new byte[16]);
    var encryption = new Encryption(curve, new SecureRandom());

    assertThatThrownBy(() -> encryption.encrypt(to, new byte[1]))
        .isInstanceOf(GeneralSecurityException.class);
  }

  private static byte[] decoded(String text) {
    return Base64.getUrlDecoder().decode(text);
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
