package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.TemplateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TemplateSearchTest extends StoredTemplatesTest {
  private DatabaseTemplates templates;

  @BeforeEach
  void open() {
    templates = templates(Approval.NONE);
  }

  @Test
  void better_places_come_first() throws Exception {
    put("zz-text", "One", "", "the parcel is here");
    put("zz-about", "Two", "about a parcel", "x");
    put("zz-name", "Your parcel", "", "x");
    put("zz-whole", "Parcel", "", "x");
    put("parcel-late", "Three", "", "x");
    put("parcel", "Four", "", "x");
    put("zz-typo", "Parsel", "", "x");
    put("zz-other", "Nothing of it", "", "x");

    assertThat(found("parcel"))
        .containsExactly(
            "parcel", "parcel-late", "zz-whole", "zz-name", "zz-about", "zz-text", "zz-typo");
    assertThat(found("PARCEL-L")).containsExactly("parcel-late");
  }

  @Test
  void typing_mistakes_are_forgiven_in_every_word() throws Exception {
    put("order-shipped", "Order shipped", "", "It left us today");
    put("order-paid", "Order paid", "", "Thank you");
    put("welcome", "Welcome", "", "Confirm your subscription");

    assertThat(found("ordr shiped")).containsExactly("order-shipped");
    assertThat(found("odrer")).containsExactly("order-paid", "order-shipped");
    assertThat(found("sbuscirption")).containsExactly("welcome");
    assertThat(found("welcoem confrim")).containsExactly("welcome");
    assertThat(found("order zebra")).isEmpty();
  }

  @Test
  void all_words_are_wanted_wherever_they_stand_and_beginnings_will_do() throws Exception {
    put("order-shipped", "Order shipped", "for the shop", "{{orderNo}} left us");
    put("order-paid", "Order paid", "for the shop", "We have {{amount}}");

    assertThat(found("shop order")).containsExactly("order-paid", "order-shipped");
    assertThat(found("left sho")).containsExactly("order-shipped");
    assertThat(found("ord shipp")).containsExactly("order-shipped");
    assertThat(found("amount")).containsExactly("order-paid");
    assertThat(found("sms")).hasSize(2);
    assertThat(found("orders-category")).isEmpty();
  }

  @Test
  void korean_is_found_by_syllables_inside_compounds_and_with_mistakes() throws Exception {
    put("ko-ship", "주문 배송 알림", "", "주문하신 상품이 배송되었습니다");
    put("ko-talk", "알림톡발송", "", "회원님께");
    put("ko-other", "비밀번호 초기화", "", "인증");

    assertThat(found("배송")).containsExactly("ko-ship");
    assertThat(found("배")).containsExactly("ko-ship");
    assertThat(found("발송")).containsExactly("ko-talk");
    assertThat(found("주문배송")).containsExactly("ko-ship");
    assertThat(found("베송 알림")).containsExactly("ko-ship");
    assertThat(found("비밀번화")).containsExactly("ko-other");
    assertThat(found("상품")).containsExactly("ko-ship");
    assertThat(found("ㅂㅁㅂㅎ")).containsExactly("ko-other");
    assertThat(found("환불")).isEmpty();
  }

  @Test
  void japanese_and_chinese_are_found_without_spaces() throws Exception {
    put("ja", "ご注文の発送のお知らせ", "", "ﾒｰﾙをご確認ください");
    put("zh", "您的订单已发货", "", "请查收验证码");

    assertThat(found("発送")).containsExactly("ja");
    assertThat(found("注文発送")).containsExactly("ja");
    assertThat(found("メール")).containsExactly("ja");
    assertThat(found("めーる")).containsExactly("ja");
    assertThat(found("订单")).containsExactly("zh");
    assertThat(found("货")).containsExactly("zh");
    assertThat(found("验证码 订单")).containsExactly("zh");
    assertThat(found("退款")).isEmpty();
  }

  @Test
  void case_width_and_accents_make_no_difference() throws Exception {
    put("cafe", "Café Überweisung", "", "straße ＡＢＣ don’t");

    for (String typed : List.of("cafe", "CAFÉ", "ｃａｆｅ", "uberweisung", "STRASSE", "abc", "dont")) {
      assertThat(found(typed)).as(typed).containsExactly("cafe");
    }
  }

  @Test
  void markup_is_not_searched_but_what_html_says_is() throws Exception {
    templates.put(
        new TemplateKey("mail"),
        Shelf.json(
            """
            {'content': {'default': {'email': {'subject': 'Hello', 'html':
              '<style>.banner{color:red}</style><!-- secret --><p class=`wide`>Caf&eacute; {{#if vip}}gold{{/if}}</p>'}},
             'fr': {'email': {'subject': 'Bonjour', 'text': 'Merci'}}}}
            """),
        "admin",
        null,
        GoLive.IF_FIRST);

    assertThat(found("café")).containsExactly("mail");
    assertThat(found("gold vip")).containsExactly("mail");
    assertThat(found("bonjour merci")).containsExactly("mail");
    for (String markup : List.of("banner", "secret", "wide", "style", "eacute", "if")) {
      assertThat(found(markup)).as(markup).isEmpty();
    }
  }

  @Test
  void a_change_is_found_at_once_a_draft_by_its_words_and_what_is_deleted_no_more()
      throws Exception {
    put("order", "Apples", "", "x");
    put("order", "Bananas", "", "x");

    assertThat(found("apples")).containsExactly("order");
    assertThat(found("bananas")).containsExactly("order");
    templates.publish(new TemplateKey("order"), 2, "admin");
    assertThat(found("apples")).isEmpty();
    assertThat(found("bananas")).containsExactly("order");
    templates.rollback(new TemplateKey("order"), 1, "admin");
    assertThat(found("apples")).containsExactly("order");
    assertThat(found("bananas")).isEmpty();
    templates.delete(new TemplateKey("order"), null, "admin");
    assertThat(found("apples")).isEmpty();
  }

  @Test
  void filters_narrow_down_what_is_found() throws Exception {
    put("order", "Order", "", "x");

    assertThat(
            found(
                new TemplateFilter(
                    "order", TemplateKind.TEMPLATE, Channel.SMS, new CategoryKey("orders"), null)))
        .containsExactly("order");
    assertThat(found(new TemplateFilter("order", TemplateKind.BASE, null, null, null))).isEmpty();
    assertThat(found(new TemplateFilter("order", null, Channel.EMAIL, null, null))).isEmpty();
    assertThat(found(new TemplateFilter("order", null, null, new CategoryKey("others"), null)))
        .isEmpty();
  }

  @Test
  void pages_hold_everything_once_while_others_are_put() throws Exception {
    for (int i = 0; i < 5; i++) {
      put("parcel-" + i, "Key", "", "x");
      put("name-" + i, "A parcel", "", "x");
      put("text-" + i, "Text", "", "a parcel");
      put("typo-" + i, "Parsel", "", "x");
    }
    List<String> before = found("parcel");
    List<String> paged = new ArrayList<>();
    String cursor = null;
    int inserted = 0;
    do {
      Page<TemplateView> page =
          templates.list(
              new TemplateFilter("parcel", null, null, null, null), new Page.Request(3, cursor));
      paged.addAll(keys(page));
      cursor = page.nextCursor();
      put("parcel-0" + inserted, "Parcels " + inserted, "parcel", "parcel");
      put("name-0" + inserted++, "parcel", "", "x");
    } while (cursor != null);

    assertThat(before).hasSize(20);
    assertThat(paged).doesNotHaveDuplicates().containsSubsequence(before);
  }

  @Test
  void what_says_nothing_finds_nothing_and_a_foreign_cursor_is_refused() throws Exception {
    put("order", "Order", "", "x");

    assertThat(found("!!! ---")).isEmpty();
    assertThat(found("%")).isEmpty();
    assertThat(found("' OR 1=1 --")).isEmpty();
    assertThat(found("zebra" + "😀".repeat(300))).isEmpty();
    assertThat(found("  ")).containsExactly("order");
    for (String place : List.of("order", "9 order", "3", "", "3 a\0b")) {
      assertThatThrownBy(() ->
              templates.list(
                  new TemplateFilter("order", null, null, null, null),
                  new Page.Request(5, Page.cursorAfter(place))))
          .isInstanceOf(InvalidException.class);
    }
  }

  private void put(String key, String name, String description, String text) throws Exception {
    Map<String, @Nullable Object> body =
        Shelf.json(
            """
            {'name': '%s', 'description': '%s', 'category': 'orders', 'channels': ['sms'],
             'content': {'default': {'sms': {'text': '%s'}}}}
            """
                .formatted(name, description, text));
    templates.put(new TemplateKey(key), body, "admin", null, GoLive.IF_FIRST);
  }

  private List<String> found(String typed) throws InvalidException {
    return found(new TemplateFilter(typed, null, null, null, null));
  }

  private List<String> found(TemplateFilter filter) throws InvalidException {
    return keys(templates.list(filter, new Page.Request(50, null)));
  }
}
