package dev.bongsu.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Thousands of event streams or WebSockets that do nothing but wait, on one thread, so that they
 * cost the machine as little as can be. They answer pings, and tell which number came.
 */
final class WaitingConnections implements AutoCloseable {
  private static final int AT_ONCE = 128;
  private static final long OPEN_SECONDS = 120;
  private static final int READ_BYTES = 64 * 1024;
  private static final int MOST_REST_BYTES = 64 * 1024;
  private static final String MARK = "Order A-";
  private static final byte[] PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

  private final URI url;
  private final String key;
  private final boolean sockets;
  private final LongConsumer heard;
  private final Selector selector;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
  private final Semaphore opening = new Semaphore(AT_ONCE);
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final Queue<Waiting> entering = new ConcurrentLinkedQueue<>();
  private final List<SocketChannel> channels = new ArrayList<>();
  private volatile @Nullable String refusal;
  private volatile boolean closed;

  /** One of them, and what of it came and is not whole yet. */
  private static final class Waiting {
    private final SocketChannel channel;
    private final String path;
    private boolean greeted;
    private byte[] rest = {};

    Waiting(SocketChannel channel, String path) {
      this.channel = channel;
      this.path = path;
    }
  }

  /**
   * Opens none yet.
   *
   * @param heard takes the number of every message that came, on the one thread
   */
  WaitingConnections(URI url, String key, boolean sockets, LongConsumer heard) throws IOException {
    this.url = url;
    this.key = key;
    this.sockets = sockets;
    this.heard = heard;
    this.selector = Selector.open();
    Thread.ofPlatform().daemon().name("waiting-connections").start(this::run);
  }

  /** Opens so many, each to an inbox of its own, and returns when all of them wait. */
  void open(int count, String recipient, PrintStream progress)
      throws BenchException, IOException, InterruptedException {
    var to = new InetSocketAddress(url.getHost(), url.getPort());
    String end = sockets ? "/inbox/socket" : "/inbox/stream";
    for (int i = 0; i < count; i++) {
      if (!opening.tryAcquire(OPEN_SECONDS, TimeUnit.SECONDS)) {
        throw new BenchException("only " + opened.get() + " connections could be opened");
      }
      SocketChannel channel = SocketChannel.open();
      channels.add(channel);
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(to);
      entering.add(new Waiting(channel, "/v1/recipients/" + recipient + i + end));
      selector.wakeup();
      if (i % 5_000 == 4_999) {
        progress.println(opened.get() + " connections are open");
      }
    }
    if (!opening.tryAcquire(AT_ONCE, OPEN_SECONDS, TimeUnit.SECONDS) || refusal != null) {
      throw new BenchException(
          "only " + opened.get() + " connections could be opened; refused: " + refusal);
    }
  }

  /** How many the service ended. */
  int lost() {
    return lost.get();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    for (SocketChannel channel : channels) {
      channel.close();
    }
    selector.close();
  }

  private void run() {
    try {
      while (!closed) {
        selector.select();
        enter();
        Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
        while (keys.hasNext()) {
          SelectionKey each = keys.next();
          keys.remove();
          handle(each);
        }
      }
    } catch (IOException | RuntimeException e) {
      if (!closed) {
        refusal = String.valueOf(e.getMessage());
      }
    }
  }

  private void enter() throws IOException {
    for (Waiting next = entering.poll(); next != null; next = entering.poll()) {
      next.channel.register(selector, SelectionKey.OP_CONNECT, next);
    }
  }

  private void handle(SelectionKey selected) {
    Waiting waiting = (Waiting) selected.attachment();
    try {
      if (selected.isConnectable() && waiting.channel.finishConnect()) {
        selected.interestOps(SelectionKey.OP_READ);
        waiting.channel.write(ByteBuffer.wrap(request(waiting.path)));
      } else if (selected.isReadable()) {
        buffer.clear();
        int read = waiting.channel.read(buffer);
        if (read < 0) {
          throw new IOException("the service closed the connection");
        }
        take(waiting, read);
      }
    } catch (IOException e) {
      selected.cancel();
      lost.incrementAndGet();
      if (!waiting.greeted) {
        refusal = String.valueOf(e.getMessage());
        opening.release();
      }
    }
  }

  private byte[] request(String path) {
    List<String> lines = new ArrayList<>();
    lines.add("GET " + path + " HTTP/1.1");
    lines.add("Host: " + url.getAuthority());
    lines.add("Authorization: Bearer " + key);
    if (sockets) {
      lines.add("Connection: Upgrade");
      lines.add("Upgrade: websocket");
      lines.add("Sec-WebSocket-Version: 13");
      lines.add("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
    } else {
      lines.add("Accept: text/event-stream");
    }
    return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  private void take(Waiting waiting, int read) throws IOException {
    byte[] all = Arrays.copyOf(waiting.rest, waiting.rest.length + read);
    buffer.flip().get(all, waiting.rest.length, read);
    int from = waiting.greeted ? 0 : greeted(waiting, all);
    if (waiting.greeted) {
      from = sockets ? frames(waiting, all, from) : lines(all, from);
    }
    waiting.rest = Arrays.copyOfRange(all, from, all.length);
    if (waiting.rest.length > MOST_REST_BYTES) {
      throw new IOException("the service sent something that has no end");
    }
  }

  /** Where the head of the answer ends, 0 if it is not whole. */
  private int greeted(Waiting waiting, byte[] all) throws IOException {
    String text = new String(all, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return 0;
    }
    if (!text.startsWith(sockets ? "HTTP/1.1 101" : "HTTP/1.1 200")) {
      throw new IOException(text.substring(0, text.indexOf('\r')));
    }
    waiting.greeted = true;
    opened.incrementAndGet();
    opening.release();
    return end + 4;
  }

  /** Takes whole lines; the frame of chunks among them does no harm. */
  private int lines(byte[] all, int from) {
    int start = from;
    for (int i = from; i < all.length; i++) {
      if (all[i] == '\n') {
        message(new String(all, start, i - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    return start;
  }

  /** Takes whole frames, which a server does not mask (RFC 6455 section 5.2). */
  private int frames(Waiting waiting, byte[] all, int from) throws IOException {
    int start = from;
    while (all.length - start >= 2) {
      int opcode = all[start] & 0xf;
      int length = all[start + 1] & 0x7f;
      int head = 2;
      if (length == 126) {
        if (all.length - start < 4) {
          break;
        }
        length = (all[start + 2] & 0xff) << 8 | (all[start + 3] & 0xff);
        head = 4;
      } else if (length == 127) {
        throw new IOException("a message of more than 64 KiB");
      }
      if (all.length - start < head + length) {
        break;
      }
      if (opcode == 9) {
        waiting.channel.write(ByteBuffer.wrap(PONG));
      } else if (opcode == 8) {
        throw new IOException("the service said goodbye");
      } else {
        message(new String(all, start + head, length, StandardCharsets.UTF_8));
      }
      start += head + length;
    }
    return start;
  }

  private void message(String text) {
    int at = text.indexOf(MARK);
    int end = at < 0 ? -1 : text.indexOf(' ', at + MARK.length());
    if (end > 0) {
      heard.accept(Long.parseLong(text, at + MARK.length(), end, 10));
    }
  }
}
