package dev.bongsu.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
  @Test
  void a_cursor_leads_back_to_the_place_of_the_last_item() throws Exception {
    Page<String> page =
        Page.of(List.of("a", "ü/?", "c"), new Page.Request(2, null), each -> each + "!");

    assertThat(page.items()).containsExactly("a", "ü/?");
    assertThat(new Page.Request(2, page.nextCursor()).place()).isEqualTo("ü/?!");
  }

  @Test
  void the_last_page_has_no_cursor_also_when_it_is_full() throws Exception {
    assertThat(Page.of(List.of("a", "b"), new Page.Request(2, null), each -> each).nextCursor())
        .isNull();
    assertThat(new Page.Request(2, null).place()).isNull();
  }

  @Test
  void a_cursor_that_is_none_of_ours_is_malformed() {
    assertThatThrownBy(() -> new Page.Request(2, "not base64!").place())
        .isInstanceOf(InvalidException.class);
    assertThatThrownBy(() -> new Page.Request(2, "_w").place())
        .isInstanceOf(InvalidException.class);
  }

  @Test
  void a_list_by_keys_or_recipients_goes_on_after_one_of_those() throws Exception {
    var first = new Page.Request(2, null);
    var behindKey = new Page.Request(2, Page.cursorAfter("order-1"));
    var behindRecipient = new Page.Request(2, Page.cursorAfter("ann@Example"));

    assertThat(first.placeOfKey()).isEmpty();
    assertThat(first.placeOfRecipient()).isEmpty();
    assertThat(behindKey.placeOfKey()).isEqualTo("order-1");
    assertThat(behindRecipient.placeOfRecipient()).isEqualTo("ann@Example");
    assertThatThrownBy(behindRecipient::placeOfKey).isInstanceOf(InvalidException.class);
    assertThatThrownBy(() -> new Page.Request(2, Page.cursorAfter("a b")).placeOfRecipient())
        .isInstanceOf(InvalidException.class);
  }

  @Test
  void a_limit_is_from_1_to_500() {
    assertThatThrownBy(() -> new Page.Request(0, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Page.Request(501, null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
