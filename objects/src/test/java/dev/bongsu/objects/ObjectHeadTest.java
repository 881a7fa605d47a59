package dev.bongsu.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.kernel.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectHeadTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          attachment; filename=plan.pdf                                   | plan.pdf
          attachment; filename="a \\"b\\".pdf"                            | a "b".pdf
          inline;filename="x.txt"; filename*=UTF-8''%EB%B4%89%EC%88%98.txt | 봉수.txt
          attachment; filename*=iso-8859-1'en'%A3%20rates                 | £ rates
          attachment; filename*=klingon''x; filename=y                    | y
          attachment; filename="../../etc/passwd"                         | passwd
          attachment; filename="C:\\\\dir\\\\a.txt"                       | a.txt
          attachment; filename=".."                                       | attachment
          attachment; filename*=UTF-8''a%0D%0Ab                           | ab
          attachment; FILENAME=caps                                       | caps
          attachment                                                      | attachment
          """)
  void the_name_of_a_file_is_a_name_and_nothing_else(String disposition, String name) {
    var head = new ObjectHead("text/plain", disposition);

    assertThat(new StoredObject(ObjectId.ofDigest(new byte[32]), head, "", 1).fileName())
        .isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text", "text/", "text/plain\r\nX: y", "te xt/plain", "text/pl ain"})
  void what_is_no_media_type_is_refused(String type) {
    assertThatThrownBy(() -> new ObjectHead(type, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_name_that_a_header_would_spoil_is_refused() {
    assertThatThrownBy(() -> new ObjectHead("text/plain", "attachment; filename=\"보고서.csv\""))
        .hasMessageContaining("RFC 8187");
  }

  @Test
  void a_disposition_cannot_smuggle_a_header() {
    assertThatThrownBy(() -> new ObjectHead("text/plain", "attachment\r\nX: y"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
