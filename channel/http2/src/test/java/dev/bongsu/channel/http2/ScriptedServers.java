package dev.bongsu.channel.http2;

import dev.bongsu.channel.http2.ScriptedServer.Deed;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** Servers of one test, each by its port; closed together. */
public final class ScriptedServers implements AutoCloseable {
  private final SSLContext tls;
  private final List<Runnable> closings = new CopyOnWriteArrayList<>();

  /** Servers that show this certificate, where they speak at all. */
  public ScriptedServers(SSLContext tls) {
    this.tls = tls;
  }

  /** Gives everybody this answer. */
  public int answering(int status, String body) {
    return doing(Deed.say(status, body));
  }

  /** Gives everybody this answer, with a header. */
  public int answering(int status, String body, String header, String value) {
    return doing(new Deed.Say(status, Map.of(header, value), body));
  }

  /** Takes a request whole and never answers. */
  public int hangingAfterwards() {
    return doing(new Deed.Hang());
  }

  /** Takes a request whole and ends the connection. */
  public int breakingAfterwards() {
    return doing(new Deed.Break());
  }

  /** Takes connections and says nothing. */
  public int hanging() {
    return kept(SilentServer.hanging());
  }

  /** Resets each connection. */
  public int resetting() {
    return kept(SilentServer.resetting());
  }

  @Override
  public void close() {
    closings.forEach(Runnable::run);
    closings.clear();
  }

  private int doing(Deed deed) {
    var server = new ScriptedServer(ScriptedServer.Settings.of(tls), _ -> deed);
    closings.add(server::close);
    return server.port();
  }

  private int kept(SilentServer server) {
    closings.add(server::close);
    return server.port();
  }
}
