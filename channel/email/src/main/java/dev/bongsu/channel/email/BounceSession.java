package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.channel.spi.Receipts;
import dev.bongsu.kernel.DeliveryId;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stranger's dialogue with us (RFC 5321): as little of the protocol as a mail server needs to
 * hand over a report. A mail is answered when what it reports is kept. For one thread.
 */
final class BounceSession {
  /** Kept of a mail; reports stand at its beginning, the mail that came back after them. */
  static final int KEPT_BYTES = 256 * 1024;

  /** Read of a mail, and dropped beyond what is kept. */
  static final int MOST_BYTES = 50 << 20;

  static final int MOST_ERRORS = 10;

  private static final int MOST_RECIPIENTS = 10;
  private static final int MOST_MAILS = 1_000;
  private static final int MAX_COMMAND = 2_048;
  private static final int IDLE_MILLIS = 60_000;
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(30);
  private static final Pattern PATH =
      Pattern.compile("(?:FROM|TO):\\s?<(?:@[^:>]*:)?([^>]*)>.*", Pattern.CASE_INSENSITIVE);
  private static final Logger LOG = LoggerFactory.getLogger(BounceSession.class);

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final Bounces bounces;
  private final ReportReader reader;
  private final Receipts receipts;
  private final long endNanos = System.nanoTime() + LONGEST_NANOS;
  private final List<MailAddress> recipients = new ArrayList<>();
  private boolean hasSender;
  private int errors;
  private int mails;

  BounceSession(Socket socket, Bounces bounces, ReportReader reader, Receipts receipts)
      throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
    this.bounces = bounces;
    this.reader = reader;
    this.receipts = receipts;
    socket.setSoTimeout(IDLE_MILLIS);
    socket.setTcpNoDelay(true);
  }

  /** Until they go, or have had enough of our patience. */
  void run(boolean welcome) throws IOException, InterruptedException {
    if (!welcome) {
      answer("421 4.7.0 too many connections");
      return;
    }
    answer("220 " + bounces.address().domain() + " ESMTP");
    String line = line();
    while (line != null && command(line)) {
      line = errors > MOST_ERRORS || mails >= MOST_MAILS ? null : line();
    }
    if (!socket.isClosed()) {
      answer("421 4.7.0 enough");
    }
  }

  private boolean command(String line) throws IOException, InterruptedException {
    String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
    String rest = line.substring(Math.min(line.length(), verb.length())).strip();
    switch (verb) {
      case "EHLO" -> {
        forget();
        answer(
            "250-" + bounces.address().domain(),
            "250-PIPELINING",
            "250-8BITMIME",
            "250-SMTPUTF8",
            "250-SIZE " + MOST_BYTES,
            "250 ENHANCEDSTATUSCODES");
      }
      case "HELO" -> {
        forget();
        answer("250 " + bounces.address().domain());
      }
      case "MAIL" -> mail(rest);
      case "RCPT" -> rcpt(rest);
      case "DATA" -> {
        if (recipients.isEmpty()) {
          refuse("503 5.5.1 RCPT first");
        } else {
          answer("354 go ahead");
          return data();
        }
      }
      case "RSET" -> {
        forget();
        answer("250 2.0.0 forgotten");
      }
      case "NOOP" -> answer("250 2.0.0 done");
      case "QUIT" -> {
        answer("221 2.0.0 bye");
        socket.close();
        return false;
      }
      default -> refuse("502 5.5.1 not here");
    }
    return true;
  }

  private void mail(String rest) throws IOException {
    if (hasSender || !PATH.matcher(rest).matches()) {
      refuse(hasSender ? "503 5.5.1 there is a sender already" : "501 5.1.7 wanted FROM:<address>");
    } else {
      hasSender = true;
      answer("250 2.1.0 go on");
    }
  }

  private void rcpt(String rest) throws IOException {
    Matcher path = PATH.matcher(rest);
    Optional<MailAddress> to =
        path.matches() ? MailAddress.of(path.group(1)).filter(bounces::isOurs) : Optional.empty();
    if (!hasSender) {
      refuse("503 5.5.1 MAIL first");
    } else if (to.isEmpty()) {
      refuse("550 5.7.1 this server takes what comes back of its own mails only");
    } else if (recipients.size() >= MOST_RECIPIENTS) {
      refuse("452 4.5.3 too many recipients");
    } else {
      recipients.add(to.get());
      answer("250 2.1.5 go on");
    }
  }

  private boolean data() throws IOException, InterruptedException {
    byte[] mail = body();
    if (mail == null) {
      return false;
    }
    mails++;
    List<Receipt> found = new ArrayList<>();
    for (MailAddress to : recipients) {
      Optional<DeliveryId> delivery = bounces.deliveryOf(to);
      reader.read(mail, delivery).ifPresent(found::add);
    }
    forget();
    try {
      if (!found.isEmpty()) {
        receipts.take(found);
      }
      answer("250 2.0.0 understood");
    } catch (RuntimeException e) {
      LOG.warn("What came back of a mail could not be kept; it will be sent again", e);
      answer("451 4.3.0 later");
    }
    return true;
  }

  /** The beginning of the mail; null if its end never came. */
  private byte @Nullable [] body() throws IOException {
    var kept = new ByteArrayOutputStream(8 * 1024);
    int length = 0;
    int matched = 2; // how much of CR LF . CR LF was read; a mail begins like a line
    byte[] end = {'\r', '\n', '.', '\r', '\n'};
    while (matched < end.length) {
      int c = read();
      if (c < 0 || ++length > MOST_BYTES) {
        return null;
      }
      boolean stuffed = matched == 3 && c == '.';
      if (c == end[matched]) {
        matched++;
      } else {
        matched = c == '\r' ? 1 : 0;
      }
      if (kept.size() < KEPT_BYTES && !stuffed) {
        kept.write(c);
      }
    }
    return kept.toByteArray();
  }

  private void forget() {
    hasSender = false;
    recipients.clear();
  }

  private void refuse(String answer) throws IOException {
    errors++;
    answer(answer);
  }

  private void answer(String... lines) throws IOException {
    out.write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /** The next byte, -1 where there is none any more or it took too long to come here. */
  private int read() throws IOException {
    return System.nanoTime() > endNanos ? -1 : in.read();
  }

  /** A command without its line end; null where there is none any more, or no end of it. */
  private @Nullable String line() throws IOException {
    var line = new ByteArrayOutputStream(80);
    for (int c = read(); c != '\n'; c = read()) {
      if (c < 0 || line.size() >= MAX_COMMAND) {
        return null;
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }
}
