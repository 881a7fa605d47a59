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
    var shop = new Identity("shop", Role.SENDER);

    assertThat(Rights.allows(shop, Action.SEND, Resource.NOTIFICATION, "shop")).isTrue();
    assertThat(Rights.allows(shop, Action.READ, Resource.NOTIFICATION, "shop")).isTrue();
    assertThat(Rights.allows(shop, Action.READ, Resource.NOTIFICATION, "bank")).isFalse();
    assertThat(Rights.allows(shop, Action.SEND, Resource.NOTIFICATION, "bank")).isFalse();
    assertThat(Rights.allows(shop, Action.READ, Resource.NOTIFICATION, null)).isFalse();
    assertThat(Rights.allows(shop, Action.SEND, Resource.CHANNEL, null)).isTrue();
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
    var shop = new Identity("shop", Role.SENDER);

    for (Action action : Action.values()) {
      assertThat(Rights.allows(shop, action, Resource.TEMPLATE, null)).isFalse();
    }
  }

  @Test
  void a_recipient_has_its_own_inbox_and_preferences_and_nothing_else() {
    var ana = new Identity("ana", Role.RECIPIENT);
    Set<Resource> own = EnumSet.of(Resource.INBOX, Resource.PREFERENCES);

    for (Resource resource : Resource.values()) {
      for (Action action : EnumSet.of(Action.READ, Action.CHANGE)) {
        assertThat(Rights.allows(ana, action, resource, "ana")).isEqualTo(own.contains(resource));
        assertThat(Rights.allows(ana, action, resource, "bo")).isFalse();
      }
      assertThat(Rights.allows(ana, Action.SEND, resource, "ana")).isFalse();
      assertThat(Rights.allows(ana, Action.PUBLISH, resource, "ana")).isFalse();
    }
  }
}
