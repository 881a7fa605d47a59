package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is kept in memory is counted with all that it is made of. */
class BulkTest {
  private static final String LONG = "x".repeat(60_000);

  private final Shelf shelf = new Shelf();

  @Test
  void a_child_weighs_what_it_inherits_once_for_all_its_languages() throws Exception {
    shelf.put("b", mail("'kind': 'base'", LONG + "{{#block `a`}}{{/block}}"));
    String children = "{'email': {'subject': 's'}}";

    int one = bytes("{'extends': 'b', 'content': {'default': " + children + "}}");
    int three =
        bytes(
            "{'extends': 'b', 'content': {'default': %s, 'ko': %s, 'de': %s}}"
                .formatted(children, children, children));

    assertThat(one).isBetween(120_000, 121_000);
    assertThat(three).isLessThan(122_000);
  }

  @Test
  void what_replaces_a_block_makes_a_text_of_its_own() throws Exception {
    shelf.put("b", mail("'kind': 'base'", LONG + "{{#block `a`}}{{/block}}"));

    assertThat(bytes(mail("'extends': 'b'", "{{#block `a`}}" + LONG + "{{/block}}")))
        .isBetween(240_000, 241_000);
  }

  @Test
  void a_function_weighs_once_however_often_it_is_called() throws Exception {
    shelf.put("f", "{'kind': 'function', 'content': {'default': {'text': '" + LONG + "'}}}");

    assertThat(bytes(mail("'kind': 'template'", "{{> f}}".repeat(9)))).isBetween(120_000, 121_000);
  }

  private int bytes(String body) throws Exception {
    return shelf.compile("t", body).content().bytes();
  }

  private static String mail(String head, String text) {
    String subject = head.contains("base") ? "" : "'subject': 's', ";
    return "{%s, 'content': {'default': {'email': {%s'text': '%s'}}}}"
        .formatted(head, subject, text);
  }
}
