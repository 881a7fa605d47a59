package dev.bongsu.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RightsTest {
  @ParameterizedTest
  @EnumSource
  void an_admin_may_do_all(Resource resource) {
    for (Action action : Action.values()) {
      assertThat(Rights.scope(Role.ADMIN, action, resource)).isEqualTo(Scope.ALL);
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_auditor_reads_all_and_changes_nothing(Resource resource) {
    assertThat(Rights.scope(Role.AUDITOR, Action.READ, resource)).isEqualTo(Scope.ALL);
    assertThat(Rights.scope(Role.AUDITOR, Action.CHANGE, resource)).isEqualTo(Scope.NONE);
    assertThat(Rights.scope(Role.AUDITOR, Action.PUBLISH, resource)).isEqualTo(Scope.NONE);
    assertThat(Rights.scope(Role.AUDITOR, Action.SEND, resource)).isEqualTo(Scope.NONE);
  }

  @Test
  void a_sender_sends_anything_and_reads_its_own() {
    assertThat(Rights.scope(Role.SENDER, Action.SEND, Resource.NOTIFICATION)).isEqualTo(Scope.OWN);
    assertThat(Rights.scope(Role.SENDER, Action.READ, Resource.NOTIFICATION)).isEqualTo(Scope.OWN);
    assertThat(Rights.scope(Role.SENDER, Action.SEND, Resource.CHANNEL)).isEqualTo(Scope.ALL);
  }

  @ParameterizedTest
  @EnumSource
  void a_sender_changes_nothing_but_its_own_files_and_what_template_rights_give(Resource resource) {
    assertThat(Rights.scope(Role.SENDER, Action.CHANGE, resource))
        .isEqualTo(
            resource == Resource.OBJECT
                ? Scope.OWN
                : resource == Resource.TEMPLATE ? Scope.GRANTED : Scope.NONE);
    assertThat(Rights.scope(Role.SENDER, Action.PUBLISH, resource))
        .isEqualTo(resource == Resource.TEMPLATE ? Scope.GRANTED : Scope.NONE);
  }

  @Test
  void a_role_alone_gives_a_sender_no_template() {
    assertThat(Rights.scope(Role.SENDER, Action.READ, Resource.TEMPLATE)).isEqualTo(Scope.GRANTED);
    assertThat(Rights.scope(Role.SENDER, Action.SEND, Resource.TEMPLATE)).isEqualTo(Scope.NONE);
  }

  @Test
  void a_recipient_has_its_own_inbox_and_preferences_and_nothing_else() {
    Set<Resource> own = EnumSet.of(Resource.INBOX, Resource.PREFERENCES);

    for (Resource resource : Resource.values()) {
      for (Action action : EnumSet.of(Action.READ, Action.CHANGE)) {
        assertThat(Rights.scope(Role.RECIPIENT, action, resource))
            .isEqualTo(own.contains(resource) ? Scope.OWN : Scope.NONE);
      }
      assertThat(Rights.scope(Role.RECIPIENT, Action.SEND, resource)).isEqualTo(Scope.NONE);
      assertThat(Rights.scope(Role.RECIPIENT, Action.PUBLISH, resource)).isEqualTo(Scope.NONE);
    }
  }
}
