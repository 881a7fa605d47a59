package dev.bongsu.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamesTest {
  @Test
  void every_name_of_the_contract_leads_back_to_what_it_names() {
    for (Channel channel : Channel.values()) {
      assertThat(Channel.named(channel.apiName())).contains(channel);
    }
    for (Priority priority : Priority.values()) {
      assertThat(Priority.named(priority.apiName())).contains(priority);
    }
    for (Routing routing : Routing.values()) {
      assertThat(Routing.named(routing.apiName())).contains(routing);
    }
    for (DeliveryStatus status : DeliveryStatus.values()) {
      assertThat(DeliveryStatus.named(status.apiName())).contains(status);
    }
    assertThat(Channel.named("EMAIL")).isEmpty();
    assertThat(Channel.named("")).isEmpty();
  }

  @Test
  void what_waits_for_us_is_not_settled_and_everything_else_is() {
    assertThat(DeliveryStatus.values())
        .filteredOn(status -> !status.isSettled())
        .containsExactly(DeliveryStatus.PENDING, DeliveryStatus.SENDING, DeliveryStatus.RETRYING);
  }

  @Test
  void reasons_and_codes_are_written_with_dashes() {
    assertThat(SuppressionReason.NO_ADDRESS.apiName()).isEqualTo("no-address");
    assertThat(FailureCode.PROVIDER_BUSY.apiName()).isEqualTo("provider-busy");
  }
}
