package dev.bongsu.app;

import dev.bongsu.channel.email.SmtpSettings;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.InvalidException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What this process is to be: the configuration, the roles, and the settings of the providers that
 * the roles need, all of it checked.
 */
record Plan(Configuration configuration, Set<Role> roles, List<SmtpSettings> smtp) {
  /** What is sent by us and so has no provider that could be configured. */
  private static final Set<String> OUR_IDS = Set.of("sandbox", "inbox");

  Plan {
    roles = Set.copyOf(roles);
    smtp = List.copyOf(smtp);
  }

  /**
   * Reads all of it.
   *
   * @throws InvalidException with every fault of the settings
   */
  static Plan read(SettingsTree tree, Set<Role> roles) throws InvalidException {
    Configuration configuration = Configuration.read(tree);
    Set<String> ids = new HashSet<>(OUR_IDS);
    List<SmtpSettings> smtp = new ArrayList<>();
    for (Map.Entry<Channel, List<Fields>> entry : configuration.providers().entrySet()) {
      for (Fields fields : entry.getValue()) {
        String id = fields.text("id", 64);
        if (id != null && !ids.add(id)) {
          fields.fault("id", "wanted an id that no other provider has but found \"" + id + "\"");
        }
        switch (entry.getKey()) {
          case EMAIL -> smtp.add(smtp(fields, tree));
          case SMS, VOICE, ANDROID, IOS, BROWSER, INAPP ->
              fields.fault("this version has no providers for " + entry.getKey().apiName());
        }
      }
    }
    tree.fields().done();
    return new Plan(configuration, roles, smtp);
  }

  /** Whether any of these roles is among ours. */
  boolean hasAny(Role... wanted) {
    return List.of(wanted).stream().anyMatch(roles::contains);
  }

  private static SmtpSettings smtp(Fields fields, SettingsTree tree) {
    String type = fields.requiredText("type", 64);
    if (!type.equals(SmtpSettings.TYPE)) {
      fields.fault("type", "wanted " + SmtpSettings.TYPE + " but found \"" + type + "\"");
    }
    return SmtpSettings.read(fields, tree.base());
  }
}
