package dev.bongsu.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class HtmlTextTest {
  @Test
  void tags_go_and_what_they_break_stays_broken() {
    assertThat(HtmlText.of("<p>Hello <b>Ann</b>,</p>\n <div>your order<br>is here.</div>"))
        .isEqualTo("Hello Ann,\nyour order\nis here.");
  }

  @Test
  void what_nobody_reads_goes_whole() {
    assertThat(
            HtmlText.of(
                "<html><head><title>T</title></head><STYLE>p {}</STYLE><!-- > no -->"
                    + "<script>if (a < b) x()</script>yes</html>"))
        .isEqualTo("yes");
  }

  @Test
  void entities_become_what_they_name() {
    assertThat(HtmlText.of("a &amp; b &lt;c&gt; &#8364;&#x20AC; &nbsp;d &unknown; & e"))
        .isEqualTo("a & b <c> €€ d &unknown; & e");
  }

  @Test
  void what_is_cut_off_in_the_middle_does_no_harm() {
    for (String html :
        new String[] {"a<", "a<!--", "a<script", "a<script>x", "a</", "a&", "a&#;", "a&#x;"}) {
      assertThat(HtmlText.of(html)).as(html).startsWith("a");
    }
  }
}
