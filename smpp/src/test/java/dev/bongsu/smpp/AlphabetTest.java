package dev.bongsu.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlphabetTest {
  @Test
  void plain_text_is_gsm_and_anything_else_is_ucs2() {
    assertThat(Alphabet.of("Hello @£$ Ωé{}[]~€")).isEqualTo(Alphabet.GSM_7);
    assertThat(Alphabet.of("봉수")).isEqualTo(Alphabet.UCS_2);
    assertThat(Alphabet.of("a`b")).isEqualTo(Alphabet.UCS_2);
    assertThat(Alphabet.of("a\u001bb")).isEqualTo(Alphabet.UCS_2);
  }

  /** Positions of 3GPP TS 23.038 section 6.2.1. */
  @ParameterizedTest
  @CsvSource({"@,00", "$,02", "Δ,10", "A,41", "¡,40", "§,5f", "à,7f", "€,1b65", "^,1b14", "|,1b40"})
  void characters_stand_where_the_table_has_them(String character, String octets) {
    byte[] encoded = Alphabet.GSM_7.encode(character);

    assertThat(HexFormat.of().formatHex(encoded)).isEqualTo(octets);
    assertThat(Alphabet.GSM_7.decode(encoded)).isEqualTo(character);
  }

  @Test
  void what_is_no_character_is_shown_as_that() {
    assertThat(Alphabet.GSM_7.decode(new byte[] {0x41, (byte) 0x80, 0x1b, 0x7f, 0x1b}))
        .isEqualTo("A\ufffd\ufffd\u001b");
  }

  @Test
  void a_text_that_fits_is_one_part_without_header() {
    assertThat(parts("x".repeat(160))).containsExactly("x".repeat(160));
    assertThat(parts("봉".repeat(70))).containsExactly("봉".repeat(70));
  }

  @Test
  void a_longer_one_is_cut_and_joined_again() throws Exception {
    for (String text :
        List.of("x".repeat(161), "€".repeat(500), "봉수 ".repeat(300), "😀".repeat(99))) {
      Alphabet alphabet = Alphabet.of(text);
      List<byte[]> parts = Parts.of(alphabet, alphabet.encode(text), 0x1ff);

      var joined = new StringBuilder();
      for (int i = 0; i < parts.size(); i++) {
        Parts.Part part = Parts.read(parts.get(i));
        assertThat(part.reference()).isEqualTo(0xff);
        assertThat(part.total()).isEqualTo(parts.size());
        assertThat(part.number()).isEqualTo(i + 1);
        assertThat(parts.get(i)).hasSizeLessThanOrEqualTo(alphabet.mostJoined() + 6);
        joined.append(alphabet.decode(part.text()));
      }
      assertThat(joined).hasToString(text);
    }
  }

  @Test
  void no_character_is_cut_in_two() throws Exception {
    assertThat(parts("x".repeat(152) + "€" + "x".repeat(20)))
        .containsExactly("x".repeat(152), "€" + "x".repeat(20));
    assertThat(parts("가".repeat(66) + "😀" + "가".repeat(10)))
        .containsExactly("가".repeat(66), "😀" + "가".repeat(10));
  }

  @Test
  void more_parts_than_a_header_can_count_are_refused() {
    byte[] text = new byte[153 * 255 + 1];

    assertThatThrownBy(() -> Parts.of(Alphabet.GSM_7, text, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Parts.of(Alphabet.GSM_7, new byte[153 * 255], 1)).hasSize(255);
  }

  @Test
  void headers_of_others_are_read() throws Exception {
    Parts.Part wide = Parts.read(HexFormat.of().parseHex("0608040102030241"));
    assertThat(wide.reference()).isEqualTo(0x0102);
    assertThat(wide.total()).isEqualTo(3);
    assertThat(wide.number()).isEqualTo(2);
    assertThat(Parts.read(HexFormat.of().parseHex("0401020000" + "4142")).total()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"''", "05", "0500030102", "050003010203", "050003010200", "05000901020341"})
  void a_malformed_header_is_refused(String octets) {
    assertThatThrownBy(() -> Parts.read(HexFormat.of().parseHex(octets)))
        .isInstanceOf(SmppException.class);
  }

  private static List<String> parts(String text) {
    Alphabet alphabet = Alphabet.of(text);
    List<byte[]> parts = Parts.of(alphabet, alphabet.encode(text), 7);
    return parts.stream()
        .map(each -> alphabet.decode(parts.size() == 1 ? each : after(each)))
        .collect(Collectors.toList());
  }

  private static byte[] after(byte[] part) {
    try {
      return Parts.read(part).text();
    } catch (SmppException e) {
      throw new AssertionError(e);
    }
  }
}
