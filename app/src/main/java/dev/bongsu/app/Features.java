package dev.bongsu.app;

import dev.bongsu.directory.Categories;
import dev.bongsu.directory.Groups;
import dev.bongsu.directory.Recipient;
import dev.bongsu.directory.Recipients;
import dev.bongsu.directory.Refusals;
import dev.bongsu.directory.SharedKeys;
import dev.bongsu.directory.SubscriptionTokens;
import dev.bongsu.fanout.LoggedSubmissions;
import dev.bongsu.frontend.Rooms;
import dev.bongsu.inbox.Inbox;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.NotificationIds;
import dev.bongsu.ledger.NotificationStore;
import dev.bongsu.ledger.Retention;
import dev.bongsu.ledger.StoredLedger;
import dev.bongsu.objects.DirectoryObjects;
import dev.bongsu.objects.ObjectStore;
import dev.bongsu.store.Database;
import dev.bongsu.template.DatabaseTemplates;
import dev.bongsu.template.TemplateRenderer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The rooms that have no thread of their own, opened over one log and one database. */
record Features(
    Rooms.Words words,
    People people,
    Rooms.Sending sending,
    NotificationStore notifications,
    NotificationIds ids,
    TemplateRenderer renderer) {
  private static final long INLINE_CACHE_BYTES = 8L * 1024 * 1024;

  /** The directory. */
  record People(
      Recipients recipients,
      Groups groups,
      Categories categories,
      Refusals refusals,
      SubscriptionTokens tokens) {
    static People in(Jdbi jdbi, Clock clock) {
      var categories = new Categories(jdbi, clock, System::nanoTime);
      var keys = new SharedKeys(jdbi, new SecureRandom());
      return new People(
          new Recipients(jdbi, clock, System::nanoTime),
          new Groups(jdbi, clock, System::nanoTime),
          categories,
          new Refusals(jdbi, categories, keys.key("addresses"), clock, System::nanoTime),
          new SubscriptionTokens(keys.key("links")));
    }
  }

  static Features open(Infrastructure base, Plan plan, Clock clock, Cleanups cleanups)
      throws StartException {
    Database database = base.database();
    Configuration.Retention retention = plan.configuration().retention();
    new Retention(database, retention.deliveries(), clock).maintain();
    var templates =
        new DatabaseTemplates(database, clock, System::nanoTime, plan.configuration().approval());
    var inline = templates.inlineContents(INLINE_CACHE_BYTES);
    var ids = new NotificationIds(clock, new SecureRandom());
    var inbox = Inbox.open(database, base.log(), clock, retention.inbox());
    var submissions =
        cleanups.add("submissions", new LoggedSubmissions(database, base.log(), ids, clock));
    var people = People.in(database.jdbi(), clock);
    return new Features(
        new Rooms.Words(templates, inline),
        people,
        new Rooms.Sending(
            submissions,
            new StoredLedger(database, base.log(), clock),
            inbox,
            cleanups.add("objects", objects(plan.configuration().objects(), clock))),
        new NotificationStore(database),
        ids,
        new TemplateRenderer(templates, inline, System::nanoTime));
  }

  private static ObjectStore objects(Path directory, Clock clock) throws StartException {
    try {
      return DirectoryObjects.open(directory, clock, System::nanoTime);
    } catch (IOException e) {
      throw StartException.failure(
          "wanted a directory for objects but %s cannot be had: %s"
              .formatted(directory, e.getMessage()));
    }
  }

  /**
   * What the frontend talks to.
   *
   * @param sandbox null where no sandbox runs in this process
   */
  Rooms rooms(
      Rooms.Access access,
      Rooms.Callbacks callbacks,
      Rooms.Operation operation,
      Rooms.@Nullable Sandbox sandbox) {
    var directory =
        new Rooms.Directory(
            people.recipients(),
            people.groups(),
            people.categories(),
            people.refusals(),
            people.tokens(),
            recipient -> {
              List<Address> addresses =
                  people.recipients().find(recipient).map(Recipient::addresses).orElse(List.of());
              people.refusals().erase(recipient, addresses);
              sending.ledger().erase(recipient);
              sending.inbox().erase(recipient);
            });
    return new Rooms(access, directory, words, sending, callbacks, operation, sandbox);
  }
}
