package dev.bongsu.log;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * What is to be done before a broker starts where another was killed: the cluster must know that
 * the other is gone.
 *
 * <p>Otherwise the new one begins with what the other led, as if it had registered already. It goes
 * on with the commits that were under way, cannot reach the partitions under the other's address,
 * and in the moment in which its own registration leaves them without a leader it takes them for
 * deleted and the commits for complete. Then some of their partitions never hear of them, and
 * whoever reads those waits for ever. So the controller runs alone first, until it has given up the
 * killed broker.
 */
final class KilledBroker implements MetadataPublisher {
  private static final String CLEAN = ".kafka_cleanshutdown";
  private static final long SECONDS = 20;

  private final CountDownLatch gone = new CountDownLatch(1);

  private KilledBroker() {}

  /** Whether the broker that had this directory last ended without a word. */
  static boolean wasIn(Path data) {
    return !Files.exists(data.resolve(CLEAN));
  }

  /**
   * Runs the controller until it has given up the killed broker.
   *
   * @param settings of the controller alone
   */
  static void giveUp(Map<String, String> settings) throws LogStartException, InterruptedException {
    Map<String, String> hasty = new HashMap<>(settings);
    hasty.put("broker.session.timeout.ms", "300");
    hasty.put("broker.heartbeat.interval.ms", "100");
    KafkaConfig config = new KafkaConfig(hasty, false);
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> directory =
        KafkaRaftServer.initializeLogDirs(config, LoggerFactory.getLogger(KilledBroker.class), "");
    try (Metrics metrics = new Metrics()) {
      SharedServer shared =
          new SharedServer(
              config,
              directory._1(),
              Time.SYSTEM,
              metrics,
              CompletableFuture.completedFuture(
                  QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
              List.of(),
              new StandardFaultHandlerFactory(),
              ServerSocketFactory.INSTANCE);
      ControllerServer controller =
          new ControllerServer(shared, KafkaRaftServer.configSchema(), directory._2());
      try {
        controller.startup();
        KilledBroker killed = new KilledBroker();
        CompletableFuture<Void> installed = shared.loader().installPublishers(List.of(killed));
        if (!killed.gone.await(SECONDS, TimeUnit.SECONDS) || installed.isCompletedExceptionally()) {
          throw new LogStartException(
              "the log's last broker did not end within " + SECONDS + " seconds");
        }
      } finally {
        controller.shutdown();
      }
    }
  }

  @Override
  public String name() {
    return "KilledBroker";
  }

  @Override
  public void onMetadataUpdate(MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
    if (image.cluster().brokers().values().stream().allMatch(BrokerRegistration::fenced)) {
      gone.countDown();
    }
  }

  @Override
  public void close() {}
}
