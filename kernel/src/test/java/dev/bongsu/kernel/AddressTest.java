package dev.bongsu.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AddressTest {
  @Test
  void a_masked_mailbox_shows_its_first_letter_and_its_domain() {
    assertThat(new Address(Channel.EMAIL, "ada@example.com").masked())
        .isEqualTo("a***@example.com");
    assertThat(new Address(Channel.EMAIL, "안나@example.com").masked()).isEqualTo("안***@example.com");
    assertThat(new Address(Channel.EMAIL, "🔥x@example.com").masked())
        .isEqualTo("🔥***@example.com");
    assertThat(new Address(Channel.EMAIL, "nonsense").masked()).isEqualTo("***");
  }

  @Test
  void a_masked_number_shows_its_ends() {
    assertThat(new Address(Channel.SMS, "+821012345678").masked()).isEqualTo("+8***78");
    assertThat(new Address(Channel.SMS, "+82101").masked()).isEqualTo("***");
  }

  @Test
  void an_address_in_a_message_is_masked_without_being_asked() {
    assertThat("to " + new Address(Channel.EMAIL, "ada@example.com"))
        .isEqualTo("to email:a***@example.com");
  }
}
