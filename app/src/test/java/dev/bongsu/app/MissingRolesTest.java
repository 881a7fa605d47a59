package dev.bongsu.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Roles that this process leaves out and no other can have. */
class MissingRolesTest {
  @Test
  void roles_that_nobody_can_have_are_known_where_log_or_database_are_embedded() throws Exception {
    Map<String, ?> shared =
        Map.of(
            "log", Map.of("bootstrapServers", "k:9092"),
            "database", Map.of("url", "jdbc:postgresql://h/d"));

    assertThat(missing("frontend,fanout", Map.of()))
        .contains(Role.LEDGER, Role.CHANNEL_EMAIL)
        .doesNotContain(Role.FRONTEND, Role.FANOUT, Role.SANDBOX);
    assertThat(missing("all", Map.of())).isEmpty();
    assertThat(missing("frontend", shared)).isEmpty();
    assertThat(missing("frontend", Map.of("log", Map.of("bootstrapServers", "k:9092"))))
        .contains(Role.FANOUT);
  }

  @Test
  void whoever_starts_only_some_roles_of_an_embedded_service_is_told() throws Exception {
    SettingsTree settings = ConfigurationFile.tree(null, Map.of(), Map.of());

    try (var part = new Service(Plan.read(settings, Role.parse("ledger,sandbox")))) {
      assertThat(part.greetings())
          .containsExactly(
              "Bongsu runs: ledger, sandbox",
              "WARNING: nobody does frontend, fanout, scheduler, inbox, channel.email, channel.sms, "
                  + "channel.voice, channel.android, channel.ios, channel.browser, channel.inapp: "
                  + "the log or database is embedded in this process, and no other can join it");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "frontend,", "frontend,,fanout", "Frontend", "channel.fax"})
  void a_list_of_roles_has_no_holes_and_no_others(String list) {
    assertThatThrownBy(() -> Role.parse(list))
        .isInstanceOfSatisfying(
            StartException.class, e -> assertThat(e.exitStatus()).isEqualTo(StartException.USAGE))
        .hasMessageStartingWith("--roles: wanted some of all, frontend, ");
  }

  private static Iterable<Role> missing(String roles, Map<String, ?> settings) throws Exception {
    return Plan.read(ConfigurationFile.tree(null, Map.of(), settings), Role.parse(roles)).missing();
  }
}
