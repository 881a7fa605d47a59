package dev.bongsu.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.KeyPattern;
import dev.bongsu.template.Approval;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose templates somebody else has to publish. */
class ConfiguredApprovalTest {
  @Test
  void nobodys_by_default_everybodys_or_those_that_patterns_mean() throws Exception {
    assertThat(Configuration.defaults().approval()).isEqualTo(Approval.NONE);
    assertThat(read(false)).isEqualTo(Approval.NONE);
    assertThat(read(true)).isEqualTo(Approval.FOUR_EYES);
    assertThat(read(List.of("legal-*", "code")))
        .isEqualTo(new Approval(List.of(new KeyPattern("legal-*"), new KeyPattern("code"))));
    assertThat(read(List.of())).isEqualTo(Approval.NONE);
  }

  @Test
  void what_is_no_pattern_is_refused_by_its_place() {
    for (Object faulty : List.of("legal-*", 1, List.of("*-x"), List.of("Legal"), List.of(true))) {
      assertThatThrownBy(() -> read(faulty))
          .as("%s", faulty)
          .isInstanceOf(InvalidException.class)
          .hasMessageContaining("/templates/fourEyes");
    }
  }

  private static Approval read(Object fourEyes) throws InvalidException {
    var tree = new SettingsTree(Map.of("templates", Map.of("fourEyes", fourEyes)), Path.of(""));
    Configuration configuration = Configuration.read(tree);
    tree.fields().done();
    return configuration.approval();
  }
}
