package dev.bongsu.channel.http2;

import dev.bongsu.kernel.FailureCode;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one server that are kept between requests: as many streams at once as the server
 * takes on each, another connection only when all of them are in use. A connection that the server
 * takes leave of (GOAWAY, RFC 9113 section 6.8) finishes what it has; another takes its place.
 */
public final class Http2Client implements Poster {
  private static final int MOST_TRIES = 4;
  private static final Duration BEFORE_ANOTHER = Duration.ofSeconds(1);

  private final LinkSettings settings;
  private final Dialler dialler;
  private final EventLoopGroup group;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Http2Link> links = new ArrayList<>();
  private boolean dialling;
  private boolean closed;
  private long troubles;
  private long noMoreBefore = System.nanoTime();
  private @Nullable Trouble last;

  /** Connects to nothing before the first request. */
  public Http2Client(Origin origin, LinkSettings settings) {
    this(origin, settings, List.of("h2"));
  }

  Http2Client(Origin origin, LinkSettings settings, List<String> protocols) {
    this.settings = settings;
    this.group =
        new MultiThreadIoEventLoopGroup(
            1,
            Thread.ofPlatform().daemon().name("http2-" + settings.name()).factory(),
            NioIoHandler.newFactory());
    this.dialler = new Dialler(origin, settings, protocols, group);
  }

  @Override
  public Reply post(Post post) throws InterruptedException {
    long deadline = System.nanoTime() + settings.timeout().toNanos();
    for (int tries = 1; ; tries++) {
      Http2Link link;
      try {
        link = take(deadline);
      } catch (Trouble e) {
        return e.reply();
      }
      Reply reply;
      try {
        reply = link.exchange(post, settings.timeout());
      } finally {
        release(link);
      }
      boolean again =
          reply instanceof Reply.NotSent && tries < MOST_TRIES && System.nanoTime() < deadline;
      if (!again) {
        return reply;
      }
    }
  }

  /** How many connections there are. */
  public int connections() {
    lock.lock();
    try {
      return links.size();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the server chose HTTP/1.1 when it could choose. */
  boolean sawOnlyHttp1() {
    return dialler.sawOnlyHttp1();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      links.forEach(Http2Link::hangUp);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  /** A connection with a stream reserved on it, which must be released. */
  private Http2Link take(long deadline) throws Trouble, InterruptedException {
    while (true) {
      Http2Link free = reserve(deadline);
      if (free != null) {
        return free;
      }
      dial();
    }
  }

  /** Null where the caller is to open another connection. */
  private @Nullable Http2Link reserve(long deadline) throws Trouble, InterruptedException {
    lock.lock();
    try {
      long before = troubles;
      while (true) {
        prune();
        for (Http2Link each : links) {
          if (each.isUsable() && each.inUse < each.limit()) {
            each.inUse++;
            return each;
          }
        }
        if (closed) {
          throw new Trouble(FailureCode.PROVIDER_UNREACHABLE, "this provider is closed");
        }
        boolean none = links.stream().noneMatch(Http2Link::isUsable);
        if (last != null && none && troubles != before) {
          throw new Trouble(last.code(), String.valueOf(last.getMessage()));
        }
        if (!dialling && mayDial(none)) {
          dialling = true;
          return null;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new Trouble(
              none ? FailureCode.PROVIDER_UNREACHABLE : FailureCode.PROVIDER_BUSY,
              "no stream was free in time");
        }
        var _ = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean mayDial(boolean none) {
    long usable = links.stream().filter(Http2Link::isUsable).count();
    return none || (usable < settings.maxConnections() && System.nanoTime() >= noMoreBefore);
  }

  private void dial() throws Trouble, InterruptedException {
    Http2Link opened = null;
    Trouble trouble = null;
    try {
      opened = dialler.dial(this::signal);
    } catch (Trouble e) {
      trouble = e;
    } finally {
      dialled(opened, trouble);
    }
  }

  private void dialled(@Nullable Http2Link opened, @Nullable Trouble trouble) throws Trouble {
    lock.lock();
    try {
      dialling = false;
      changed.signalAll();
      if (opened != null) {
        links.add(opened);
        if (closed) {
          opened.hangUp();
        }
      } else if (trouble != null) {
        troubles++;
        last = trouble;
        noMoreBefore = System.nanoTime() + BEFORE_ANOTHER.toNanos();
        if (links.stream().noneMatch(Http2Link::isUsable)) {
          throw trouble;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void release(Http2Link link) {
    lock.lock();
    try {
      link.inUse--;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends connections that are of no more use to anybody. */
  private void prune() {
    links.removeIf(each -> {
      boolean over = !each.isUsable() && each.inUse == 0;
      if (over) {
        each.hangUp();
      }
      return over;
    });
  }
}
