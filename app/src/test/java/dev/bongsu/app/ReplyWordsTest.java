package dev.bongsu.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyWordsTest {
  @ParameterizedTest
  @CsvSource({
    "STOP, STOP",
    "' stop. ', STOP",
    "Ｓｔｏｐ, STOP",
    "Stop  All!, STOP",
    "수신거부, STOP",
    "unstop, START",
    "수신 동의, START",
    "don't stop, NOTHING",
    "stop by at eight, NOTHING",
    "'', NOTHING",
  })
  void only_a_word_that_stands_alone_counts(String words, ReplyWords.Meaning meaning) {
    assertThat(ReplyWords.meaning(words)).isEqualTo(meaning);
  }
}
