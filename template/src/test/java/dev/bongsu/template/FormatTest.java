package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ibm.icu.util.ULocale;
import dev.bongsu.kernel.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the guide does not show: odd values, odd options, other languages. */
class FormatTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {
        "{{date x}} | 1801440000 | Feb 1, 2027",
        "{{date x}} | 1801440000000 | Feb 1, 2027",
        "{{date x}} | 2027-02-01T10:00 | Feb 1, 2027",
        "{{date x}} | 2027-01-31t15:30:00z | Feb 1, 2027",
        "{{date x}} | 0001-01-01 | Jan 1, 1",
        "{{date x}} | 9999-12-31 | Dec 31, 9999",
        "{{date x time='short'}} | 2027-01-31T15:30:00Z | Feb 1, 2027, 12:30 AM",
        "{{time x}} | 18:30 | 6:30 PM",
        "{{time x 'HH:mm' timeZone='+05:30'}} | 2027-01-31T15:30:00Z | 21:00",
        "{{number x}} | 12.50 | 12.5",
        "{{number x 'integer'}} | 2.5 | 2",
        "{{number x 'compact'}} | 12345 | 12K",
        "{{number x skeleton='.00'}} | 3 | 3.00",
        "{{number x maxDecimals=1}} | 3.14 | 3.1",
        "{{currency x 'JPY'}} | 12.5 | ¥12",
        "{{truncate x 3 ellipsis='...'}} | abcdef | ...",
        "{{truncate x 2 ellipsis='...'}} | abcdef | ..",
        "{{truncate x length=4 ellipsis=''}} | abcdef | abcd",
        "{{url x 'a b' 'c/d' e=null}} | https://x/ | https://x/a%20b/c%2Fd",
        "{{url x a=1}} | https://x?b=2& | https://x?b=2&a=1",
        "{{select x other='?'}} | z | ?",
      })
  void values_of_many_kinds_are_written(String source, String value, String wanted)
      throws Exception {
    assertThat(render(source, typed(value), "en-US")).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ko-Hang-KR | 2027. 1. 1. 1,234.5",
        "ko-Kore-KR | 2027. 1. 1. 1,234.5",
        "zh-Hant-TW | 2027年1月1日 1,234.5",
        "sr-Latn-RS | 1. 1. 2027. 1.234,5",
        "en-Latn-GB | 1 Jan 2027 1,234.5",
        "de-Latn-CH | 01.01.2027 1'234.5",
        "en-US-u-ca-buddhist | Jan 1, 2570 BE 1,234.5",
      })
  void a_locale_may_say_its_script_and_more(String locale, String wanted) throws Exception {
    assertThat(render("{{date x}} {{number 1234.5}}", "2027-01-01", locale)).isEqualTo(wanted);
  }

  @Test
  void what_is_in_no_file_is_written_alike_on_every_machine() throws Exception {
    ULocale machine = ULocale.getDefault();
    try {
      ULocale.setDefault(ULocale.GERMANY);
      assertThat(render("{{date x}} {{number 1234.5}}", "2027-01-01", "tlh"))
          .isEqualTo("Jan 1, 2027 1,234.5");
      assertThat(render("{{date x}} {{number 1234.5}}", "2027-01-01", "ja-Cyrl-JP"))
          .isEqualTo("2027/01/01 1,234.5");
    } finally {
      ULocale.setDefault(machine);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, pl, 0 plików",
    "1, pl, 1 plik",
    "2, pl, 2 pliki",
    "5, pl, 5 plików",
    "22, pl, 22 pliki",
    "1.5, pl, '1,5 pliku'"
  })
  void plurals_follow_the_grammar_of_the_language(String count, String locale, String wanted)
      throws Exception {
    assertThat(
            render(
                "{{plural x one='# plik' few='# pliki' many='# plików' other='# pliku'}}",
                typed(count),
                locale))
        .isEqualTo(wanted);
  }

  @Test
  void an_english_text_keeps_its_plurals_for_a_reader_whose_language_has_none() throws Exception {
    assertThat(render("{{plural x one='# item' other='# items'}}", 1L, "ko")).isEqualTo("1 item");
  }

  @Test
  void what_is_not_there_is_written_as_nothing() throws Exception {
    assertThat(
            render(
                "{{date y}}{{time y}}{{number y}}{{currency y 'EUR'}}{{truncate y 3}}{{url y"
                    + " a=1}}{{plural y other='#'}}",
                1L,
                "en"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {
        "{{date x}} | tomorrow | date: wanted a time of RFC 3339",
        "{{time x}} | true | time: wanted a time of RFC 3339",
        "{{number x}} | twelve | number: wanted a number",
        "{{number x}} | 1e500 | number: wanted a number of at most 100 digits",
        "{{currency 1 x}} | EURO | currency wants a currency of ISO 4217",
        "{{number 1 x}} | roman | number knows no format",
        "{{date 0 x}} | b{o}gus | date: the format",
        "{{date 0 timeZone=x}} | Mars/Olympus | date: the format or the time zone",
        "{{truncate 'abc' x}} | 0 | truncate: wanted a length",
        "{{url x}} | javascript:alert(1) | would run code",
        "{{plural 'many' other=x}} | 1 | plural: wanted a number",
      })
  void a_value_that_a_helper_cannot_work_with_is_told_without_showing_it(
      String source, String value, String wanted) {
    assertThatThrownBy(() -> render(source, typed(value), "en"))
        .isInstanceOf(UnrenderableException.class)
        .hasMessageContaining(wanted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {
        "{{date x 'longg'}} | helper date knows no format \"longg\"",
        "{{date x timezone='UTC'}} | helper date knows no timezone; did you mean \"timeZone\"?",
        "{{date x timeZone='Mars'}} | helper date knows no time zone \"Mars\"",
        "{{date x locale='not a'}} | helper date knows no locale \"not a\"",
        "{{date x 'short' 'UTC'}} | helper date takes two values without a name at most, but found 3",
        "{{number x 'procent'}} | helper number knows no format \"procent\"; did you mean \"percent\"?",
        "{{number x decimals=99}} | helper number wants 0 to 20 decimals",
        "{{currency x}} | helper currency takes an amount and a currency: currency total \"EUR\"",
        "{{currency x 'EURO'}} | helper currency wants a currency of ISO 4217, such as EUR",
        "{{plural x one='#'}} | helper plural wants a text for other",
        "{{plural x som='#' other='#'}} | helper plural knows no som: wanted zero, one, two, few, many, other or a number",
        "{{plural x 'one {#'}} | helper plural takes texts like \"one {# day} other {# days}\"",
        "{{select x a='b'}} | helper select wants a text for other",
        "{{truncate x -1}} | truncate: wanted a length of 1 or more",
        "{{truncate x 0}} | truncate: wanted a length of 1 or more",
        "{{truncate x length=null}} | truncate: wanted a length of 1 or more",
        "{{truncate x 'a'}} | truncate: wanted a length of 1 or more",
        "{{#if (eq (truncate x -1) 'b')}}{{/if}} | truncate: wanted a length of 1 or more",
        "{{#each x}}{{select this a=(truncate this -1) other='b'}}{{/each}} | truncate: wanted a length",
        "{{date 'soon'}} | date: wanted a time of RFC 3339",
        "{{number 'a'}} | number: wanted a number",
        "{{currency 'a' 'EUR'}} | currency: wanted a number",
        "{{plural 'a' one='#' other='#'}} | plural: wanted a number",
        "{{truncate x}} | helper truncate takes a text and a length: truncate text 20",
        "{{datte x 'long'}} | unknown helper \"datte\"; did you mean \"date\"?",
      })
  void a_faulty_call_is_refused_when_it_is_written(String source, String wanted) {
    List<Fault> faults = new ArrayList<>();

    var complaints = new Complaints("", source, faults, Judgement.OF_AUTHOR);
    Script.compile(source, Target.TEXT, Shape.ANYTHING, Functions.NONE, complaints, faults);

    assertThat(faults).extracting(Fault::detail).first().asString().startsWith(wanted);
  }

  private static Object typed(String value) {
    return value.matches("-?\\d{1,18}")
        ? (Object) Long.parseLong(value)
        : value.equals("true") ? true : value;
  }

  private static String render(String source, Object value, String locale)
      throws UnrenderableException {
    List<Fault> faults = new ArrayList<>();
    var complaints = new Complaints("", source, faults);
    Script script =
        Script.compile(source, Target.TEXT, Shape.ANYTHING, Functions.NONE, complaints, faults);
    assertThat(faults).isEmpty();
    Map<String, @Nullable Object> params = Map.of("x", value);
    return script
        .render(params, new Reader(locale, "Asia/Seoul"), 10_000, new Effort(() -> 0))
        .replace('\u00a0', ' ')
        .replace('\u202f', ' ');
  }
}
