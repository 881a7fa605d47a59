package dev.bongsu.app;

import dev.bongsu.access.AuditLog;
import dev.bongsu.channel.spi.Cancellations;
import dev.bongsu.fanout.Clearing;
import dev.bongsu.fanout.FanoutExpander;
import dev.bongsu.fanout.FanoutPlanner;
import dev.bongsu.fanout.FanoutRooms;
import dev.bongsu.fanout.HeldNotifications;
import dev.bongsu.inbox.UndeliveredReader;
import dev.bongsu.ledger.ConservationCheck;
import dev.bongsu.ledger.LedgerWriter;
import dev.bongsu.ledger.ReceiptReader;
import dev.bongsu.ledger.Retention;
import dev.bongsu.template.SearchCompletion;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts what works on threads of its own, role by role. */
final class Loops {
  private static final Logger LOG = LoggerFactory.getLogger(Loops.class);
  private static final Duration CONSERVATION_CHECK = Duration.ofSeconds(30);
  private static final Duration RETENTION_CHECK = Duration.ofHours(1);
  private static final Duration SEARCH_CHECK = Duration.ofMinutes(10);

  private final Infrastructure base;
  private final Features features;
  private final Cancellations cancellations;
  private final Clock clock;
  private final Cleanups cleanups;

  Loops(
      Infrastructure base,
      Features features,
      Cancellations cancellations,
      Clock clock,
      Cleanups cleanups) {
    this.base = base;
    this.features = features;
    this.cancellations = cancellations;
    this.clock = clock;
    this.cleanups = cleanups;
  }

  void ledger(Meters meters, Configuration.Retention keep) {
    var writer = new LedgerWriter(base.database(), base.log(), LedgerWriter.WINDOW);
    start("ledger", writer::run, writer);
    var check = new ConservationCheck(features.sending().ledger());
    var checking = new Periodic("conservation", CONSERVATION_CHECK, check::check);
    start("conservation", checking, checking);
    meters.ledger(writer, check::latest);
    var receipts =
        new ReceiptReader(
            base.database(),
            base.log(),
            new SuppressedAddresses(features.people(), features.sending().ledger()),
            clock);
    start("receipts", receipts::run, receipts);
    meters.receipts(receipts);
    var retention = new Retention(base.database(), keep.deliveries(), clock);
    var hourly = new Periodic("retention", RETENTION_CHECK, retention::maintain);
    start("retention", hourly, hourly);
  }

  /** Forgets what the audit log has had for long enough. */
  void audit(AuditLog audit, Duration keep) {
    var hourly = new Periodic("audit log retention", RETENTION_CHECK, () -> audit.forget(keep));
    start("audit log retention", hourly, hourly);
  }

  void inbox() {
    var undelivered = new UndeliveredReader(base.log(), features.sending().inbox());
    start("undelivered", undelivered::run, undelivered);
  }

  void fanout(Meters meters) {
    Features.People people = features.people();
    var rooms =
        new FanoutRooms(
            people.recipients(), people.groups(), people.refusals(), features.notifications());
    var expander =
        new FanoutExpander(base.database(), base.log(), rooms, cancellations::covers, clock);
    start("expander", expander::run, expander);
    meters.expander(expander);
    var planner =
        new FanoutPlanner(base.database(), base.log(), rooms, cancellations::covers, clock);
    start("planner", planner::run, planner);
    meters.planner(planner);
    var clearing =
        new Clearing(
            base.log(),
            people.recipients(),
            features.sending().ledger(),
            new InboxesOfFanout(features.sending().inbox()),
            clock);
    start("clearing", clearing::run, clearing);
    meters.clearing(clearing);
  }

  /** What an older release put, one that still runs beside this one perhaps, is searched too. */
  void search() {
    var completion = new SearchCompletion(base.database());
    var checking =
        new Periodic(
            "search",
            SEARCH_CHECK,
            () -> {
              int completed =
                  features.people().groups().completeSearch()
                      + features.people().categories().completeSearch()
                      + completion.complete();
              if (completed > 0) {
                LOG.info("{} things that another release put are searched now", completed);
              }
            });
    start(
        "search",
        checking::runAtOnce,
        () -> {
          completion.close();
          checking.close();
        });
  }

  void scheduler() {
    var held = new HeldNotifications(base.database(), base.log(), clock);
    start("held", held::run, held);
  }

  private void start(String name, Runnable work, AutoCloseable part) {
    cleanups.add(name, Loop.start(name, work, part));
  }
}
