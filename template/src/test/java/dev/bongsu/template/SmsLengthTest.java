package dev.bongsu.template;

import static dev.bongsu.template.SmsLength.Encoding.GSM_7;
import static dev.bongsu.template.SmsLength.Encoding.UCS_2;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SmsLengthTest {
  @Test
  void a_segment_holds_160_septets_and_a_joined_one_153() {
    assertThat(SmsLength.of("")).isEqualTo(new SmsLength(GSM_7, 0, 1));
    assertThat(SmsLength.of("a".repeat(160))).isEqualTo(new SmsLength(GSM_7, 140, 1));
    assertThat(SmsLength.of("a".repeat(161))).isEqualTo(new SmsLength(GSM_7, 141, 2));
    assertThat(SmsLength.of("a".repeat(306)).segments()).isEqualTo(2);
    assertThat(SmsLength.of("a".repeat(307)).segments()).isEqualTo(3);
  }

  @Test
  void a_character_of_the_extension_table_takes_two_septets_that_stay_together() {
    assertThat(SmsLength.of("€".repeat(80))).isEqualTo(new SmsLength(GSM_7, 140, 1));
    assertThat(SmsLength.of("[{|}]~\\^€\f").encoding()).isEqualTo(GSM_7);
    // 152 septets, then a pair that does not fit into the one that is left.
    assertThat(SmsLength.of("a".repeat(152) + "€" + "a".repeat(152)).segments()).isEqualTo(3);
  }

  @Test
  void any_other_character_makes_it_ucs_2_with_70_and_67_units() {
    assertThat(SmsLength.of("안녕")).isEqualTo(new SmsLength(UCS_2, 4, 1));
    assertThat(SmsLength.of("가".repeat(70)).segments()).isEqualTo(1);
    assertThat(SmsLength.of("가".repeat(71)).segments()).isEqualTo(2);
    assertThat(SmsLength.of("ê").encoding()).isEqualTo(UCS_2);
    // A surrogate pair is not cut in two: 66 units, then a pair.
    assertThat(SmsLength.of("가".repeat(66) + "😀" + "가".repeat(66)).segments()).isEqualTo(3);
  }
}
