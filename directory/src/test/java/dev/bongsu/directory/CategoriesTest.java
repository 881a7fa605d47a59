package dev.bongsu.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bongsu.kernel.AfterUnknown;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.StaleException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CategoriesTest extends DirectoryTest {
  private static final CategoryKey ORDERS = new CategoryKey("orders");

  @Test
  void a_category_is_kept_as_given() throws Exception {
    Saved<Category> saved =
        categories.put(
            ORDERS,
            json(
                """
                {"name": "Orders", "description": "d", "required": true,
                 "channels": ["email", "ios"], "frequencyCap": {"max": 3, "per": "P1D"},
                 "afterUnknown": "stop"}
                """),
            null);

    assertThat(saved.created()).isTrue();
    assertThat(categories.find(ORDERS)).contains(saved.value());
    assertThat(saved.value().channels()).containsExactly(Channel.EMAIL, Channel.IOS);
    assertThat(saved.value().json()).containsEntry("frequencyCap", Map.of("max", 3, "per", "P1D"));
    assertThat(saved.value().afterUnknown()).isEqualTo(AfterUnknown.STOP);
    assertThat(categories.put(ORDERS, json("{}"), saved.value().version()).value())
        .returns(null, Category::frequencyCap)
        .returns(AfterUnknown.RETRY, Category::afterUnknown);
  }

  @Test
  void every_fault_is_told_at_once_with_its_place() {
    InvalidException thrown =
        catchThrowableOfType(
            InvalidException.class,
            () ->
                categories.put(
                    ORDERS,
                    json(
                        """
                        {"required": "yes", "channels": ["email", "fax"],
                         "frequencyCap": {"max": 0, "every": "P1D"}, "afterUnknown": "never"}
                        """),
                    null));

    assertThat(thrown.faults())
        .extracting(Fault::pointer)
        .containsExactlyInAnyOrder(
            "/required",
            "/channels/1",
            "/frequencyCap/max",
            "/frequencyCap/per",
            "/frequencyCap/every",
            "/afterUnknown");
  }

  @Test
  void a_category_is_changed_and_deleted_by_its_version() throws Exception {
    long first = categories.put(ORDERS, json("{}"), null).value().version();
    long second = categories.put(ORDERS, json("{\"name\": \"x\"}"), first).value().version();

    assertThatThrownBy(() -> categories.put(ORDERS, json("{}"), first))
        .isInstanceOf(StaleException.class);
    assertThatThrownBy(() -> categories.delete(ORDERS, first)).isInstanceOf(StaleException.class);
    assertThat(categories.delete(ORDERS, second)).isTrue();
    assertThat(categories.find(ORDERS)).isEmpty();
    assertThat(categories.delete(ORDERS, null)).isFalse();

    clock.advance(Duration.ofMillis(1));
    categories.put(ORDERS, json("{}"), null);
    assertThatThrownBy(() -> categories.put(ORDERS, json("{}"), first))
        .isInstanceOf(StaleException.class);
  }

  @Test
  void a_category_is_still_known_while_the_database_is_away() throws Exception {
    categories.put(ORDERS, json("{\"name\": \"Orders\"}"), null);
    categories.find(ORDERS);
    database.close();
    clock.advance(Duration.ofHours(1));

    assertThat(categories.find(ORDERS)).isPresent();
  }

  @Test
  void categories_are_listed_and_searched() throws Exception {
    categories.put(ORDERS, json("{\"name\": \"Your orders\"}"), null);
    categories.put(new CategoryKey("marketing"), json("{}"), null);

    assertThat(categories.list(null, page(50, null)).items()).hasSize(2);
    assertThat(categories.list("ordres", page(50, null)).items())
        .extracting(Category::key)
        .containsExactly(ORDERS);
  }
}
