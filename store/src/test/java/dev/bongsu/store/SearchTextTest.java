package dev.bongsu.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SearchTextTest {
  @Test
  void words_between_spaces_are_terms() {
    assertThat(terms("Order no. A-17, isn’t it?"))
        .containsExactly("order", "no", "a", "17", "isnt", "it");
    assertThat(terms("!?")).isEmpty();
  }

  @Test
  void hangul_is_found_by_its_words_and_by_pairs_of_syllables() {
    assertThat(terms("배송비 A")).containsExactly("배송비", "배송", "송비", "비", "a");
    assertThat(terms("배")).containsOnly("배");
  }

  @Test
  void scripts_without_spaces_are_found_by_pairs() {
    assertThat(terms("ご注文Aパス")).containsExactly("ご注", "注文", "文", "a", "ぱす", "す");
    assertThat(terms("订单")).containsExactly("订单", "单");
  }

  @Test
  void every_character_of_a_compound_is_in_a_covering_pair() {
    assertThat(SearchText.runs("注文発送").getFirst().coveringPairs()).containsExactly("注文", "発送");
    assertThat(SearchText.runs("注文発").getFirst().coveringPairs()).containsExactly("注文", "文発");
  }

  @Test
  void writing_the_same_in_another_way_makes_the_same_terms() {
    assertThat(terms("ＣＡＦÉ Straße ΣΟΦΌΣ ﾒｰﾙ")).isEqualTo(terms("cafe STRASSE σοφος めーる"));
  }

  @Test
  void a_word_without_end_is_cut_and_not_kept_whole() {
    assertThat(terms("x".repeat(1000))).containsExactly("x".repeat(40));
  }

  @Test
  void a_word_is_near_to_one_with_a_mistake_and_to_none_with_many() {
    assertThat(isFound("shiped", "shipped")).isTrue();
    assertThat(isFound("odrer", "order")).isTrue();
    assertThat(isFound("notifcaton", "notification")).isTrue();
    assertThat(isFound("notificaton", "notifications")).isTrue();
    assertThat(isFound("베송", "배송")).isTrue();
    assertThat(isFound("비밀번화", "비밀번호를")).isTrue();
    assertThat(isFound("ship", "shop")).isTrue();
    assertThat(isFound("shp", "shop")).isFalse();
    assertThat(isFound("order", "offer")).isFalse();
    assertThat(isFound("발송", "배송")).isFalse();
    assertThat(isFound("1234", "1235")).isFalse();
  }

  private static List<String> terms(String text) {
    List<String> terms = new ArrayList<>();
    SearchText.runs(text).forEach(run -> run.addTerms(terms));
    return terms;
  }

  /** Looked up by what is stored of it, and then compared. */
  private static boolean isFound(String typed, String stored) {
    return !Collections.disjoint(SearchTypos.lookedUp(typed), SearchTypos.stored(stored))
        && SearchTypos.isNear(typed, stored);
  }
}
