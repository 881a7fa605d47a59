package dev.bongsu.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What whoever starts a service is told. */
class GreetingsTest {
  @Test
  void the_port_that_was_taken_is_told_whatever_the_world_calls_the_service() throws Exception {
    Map<String, ?> settings = Map.of("port", 0, "publicUrl", "https://notify.example.com");

    try (var service = new Service(plan(settings))) {
      service.reservePort();

      assertThat(service.greetings())
          .startsWith(
              "Bongsu is ready at https://notify.example.com",
              "It listens on 127.0.0.1 port " + service.port());
      assertThat(service.port()).isPositive();
    }
  }

  private static Plan plan(Map<String, ?> settings) throws Exception {
    return Plan.read(ConfigurationFile.tree(null, Map.of(), settings), Role.parse("all"));
  }
}
