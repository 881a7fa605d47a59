package dev.bongsu.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TextDiffTest {
  @Test
  void equal_texts_have_no_difference() {
    assertThat(TextDiff.of("a\nb", "a\nb")).isEmpty();
  }

  @Test
  void a_changed_line_is_shown_with_three_lines_around_it() {
    assertThat(TextDiff.of("1\n2\n3\n4\n5\n6\n7\n8\n9", "1\n2\n3\n4\nfive\n6\n7\n8\n9"))
        .isEqualTo("@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  }

  @Test
  void changes_far_apart_are_shown_apart() {
    String from = lines(IntStream.range(0, 40));
    String to = from.replace("3\n4\n", "3\n").replace("\n35", "\n35\nnew");

    assertThat(TextDiff.of(from, to).lines().filter(line -> line.startsWith("@@")))
        .containsExactly("@@ -2,7 +2,6 @@", "@@ -34,6 +33,7 @@");
  }

  @Test
  void a_difference_turns_the_one_text_into_the_other() {
    var random = new SplittableRandom(4);
    for (int round = 0; round < 2_000; round++) {
      String from = lines(random.ints(random.nextInt(30), 0, 4));
      String to = lines(random.ints(random.nextInt(30), 0, 4));

      assertThat(patched(from, TextDiff.of(from, to))).isEqualTo(to);
    }
  }

  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void texts_that_have_nothing_in_common_do_not_keep_anybody_waiting() {
    String from = lines(IntStream.range(0, 100_000));
    String to = lines(IntStream.range(200_000, 300_000));

    String diff = TextDiff.of(from, to);

    assertThat(patched(from, diff)).isEqualTo(to);
  }

  private static String lines(IntStream numbers) {
    return numbers.mapToObj(Integer::toString).collect(Collectors.joining("\n"));
  }

  /** What {@code patch} does. */
  private static String patched(String from, String diff) {
    List<String> source = Arrays.asList(from.split("\n", -1));
    List<String> result = new ArrayList<>();
    int at = 0;
    for (String line : diff.lines().toList()) {
      String text = line.substring(1);
      switch (line.charAt(0)) {
        case '@' -> {
          int begin = Integer.parseInt(line.substring(4, line.indexOf(','))) - 1;
          result.addAll(source.subList(at, begin));
          at = begin;
        }
        case '-' -> assertThat(source.get(at++)).isEqualTo(text);
        case '+' -> result.add(text);
        default -> {
          assertThat(source.get(at++)).isEqualTo(text);
          result.add(text);
        }
      }
    }
    result.addAll(source.subList(at, source.size()));
    return String.join("\n", result);
  }
}
