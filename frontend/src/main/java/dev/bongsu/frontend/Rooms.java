package dev.bongsu.frontend;

import dev.bongsu.access.ApiKeys;
import dev.bongsu.access.AuditLog;
import dev.bongsu.access.Authenticator;
import dev.bongsu.access.Authoring;
import dev.bongsu.access.RateLimits;
import dev.bongsu.channel.spi.Callbacks.Answer.Understood;
import dev.bongsu.directory.Categories;
import dev.bongsu.directory.Groups;
import dev.bongsu.directory.Recipients;
import dev.bongsu.directory.Refusals;
import dev.bongsu.directory.SubscriptionTokens;
import dev.bongsu.fanout.Submissions;
import dev.bongsu.inbox.Inbox;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.ledger.Ledger;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.log.QueueDepth;
import dev.bongsu.objects.ObjectStore;
import dev.bongsu.sandbox.Faults;
import dev.bongsu.sandbox.SandboxMessages;
import dev.bongsu.sandbox.WebPushStandIn;
import dev.bongsu.template.InlineContents;
import dev.bongsu.template.Templates;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the frontend talks to.
 *
 * @param sandbox null where no sandbox provider is on
 */
public record Rooms(
    Access access,
    Directory directory,
    Words words,
    Sending sending,
    Callbacks callbacks,
    Operation operation,
    @Nullable Sandbox sandbox) {

  /** Who may. */
  public record Access(
      Authenticator authenticator,
      ApiKeys keys,
      RateLimits limits,
      AuditLog audit,
      Authoring authoring) {}

  /**
   * Who is reached.
   *
   * @param tokens what stands in links to opt out
   * @param erasure forgets a recipient in all other rooms
   */
  public record Directory(
      Recipients recipients,
      Groups groups,
      Categories categories,
      Refusals refusals,
      SubscriptionTokens tokens,
      Erasure erasure) {}

  /** Forgets a recipient wherever there is contact data, and calls off what waits for them. */
  @FunctionalInterface
  public interface Erasure {
    /** Returns when it is certain that nothing more will be sent. */
    void erase(RecipientId recipient) throws LogUnavailableException, InterruptedException;
  }

  /** What is said. */
  public record Words(Templates templates, InlineContents inline) {}

  /** What is sent, and what became of it. */
  public record Sending(Submissions submissions, Ledger ledger, Inbox inbox, ObjectStore objects) {}

  /**
   * What providers post to us.
   *
   * @param publicUrl what they know us by, without a slash at its end
   * @param byProvider who understands what comes for a provider's id
   */
  public record Callbacks(
      URI publicUrl,
      Map<String, List<dev.bongsu.channel.spi.Callbacks>> byProvider,
      CallbackSink sink) {
    public Callbacks {
      byProvider = Map.copyOf(byProvider);
    }
  }

  /** Takes what providers said. */
  @FunctionalInterface
  public interface CallbackSink {
    /** Returns when it is in the log. */
    void take(String provider, Understood said)
        throws LogUnavailableException, InterruptedException;
  }

  /**
   * How the process is.
   *
   * @param databaseProblem answers null while the database answers
   * @param storageProblem answers null while there is room to keep more than there is
   * @param providers those of the channels in this process
   * @param meters holds the gauges of all rooms; the frontend adds its own
   * @param browserKey what pages subscribe to Web Push with, empty where this process knows none
   */
  public record Operation(
      Supplier<Readiness> readiness,
      Supplier<@Nullable String> databaseProblem,
      Supplier<@Nullable String> storageProblem,
      Supplier<List<QueueDepth>> queues,
      Supplier<List<ProviderFigures>> providers,
      PrometheusMeterRegistry meters,
      Supplier<Optional<String>> browserKey) {}

  /**
   * Our own providers.
   *
   * @param channels those that they carry
   * @param pushService null where browsers have a provider of their own
   */
  public record Sandbox(
      Set<Channel> channels,
      SandboxMessages messages,
      Faults faults,
      @Nullable WebPushStandIn pushService) {
    public Sandbox {
      channels = Set.copyOf(channels);
    }
  }
}
