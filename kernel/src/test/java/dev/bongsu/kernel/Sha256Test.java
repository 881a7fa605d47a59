package dev.bongsu.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Sha256Test {
  @Test
  void it_hashes_as_the_standards_example_does_at_once_and_piece_by_piece() {
    // FIPS 180-4, NIST's "Examples with intermediate values".
    byte[] expected =
        HexFormat.of().parseHex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    byte[] text = "abc".getBytes(StandardCharsets.US_ASCII);
    var digest = Sha256.digest();
    digest.update(text, 0, 1);
    digest.update(text, 1, 2);

    assertThat(Sha256.of(text)).isEqualTo(expected);
    assertThat(digest.digest()).isEqualTo(expected);
  }
}
