package dev.bongsu.sandbox;

import dev.bongsu.kernel.Channel;
import dev.bongsu.sandbox.SmtpConnection.LineException;
import dev.bongsu.sandbox.SmtpStandInSettings.Credentials;
import dev.bongsu.sandbox.SmtpStandInSettings.Hang;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The dialogue with one client (RFC 5321), with PIPELINING (RFC 2920), 8BITMIME (RFC 6152),
 * SMTPUTF8 (RFC 6531), DSN (RFC 3461, but see {@link MailReports}), SIZE (RFC 1870),
 * ENHANCEDSTATUSCODES (RFC 2034), STARTTLS (RFC 3207) and AUTH (RFC 4954). For one thread.
 */
final class SmtpSession {
  /** With room for the extensions' parameters, AUTH's initial response above all. */
  private static final int MAX_COMMAND_LENGTH = 2048;

  /** RFC 5321 section 4.5.3.1.6. */
  private static final int MAX_TEXT_LENGTH = 1000;

  /** RFC 5321 section 4.5.3.1.8. */
  private static final int MAX_RECIPIENTS = 100;

  private static final int MAX_ERRORS = 20;
  private static final String HOST = "sandbox.localhost";

  private final SmtpStandInSettings settings;
  private final SmtpConnection connection;
  private final Taken taken;
  private final Faults faults;
  private final List<String> recipients = new ArrayList<>();
  private boolean greeted;
  private boolean secured;
  private boolean authenticated;
  private @Nullable SmtpPath sender;
  private FaultMode fault = FaultMode.NONE;
  // How often faults had been set when this one was met: it is over when they are set again.
  private long faultAt;
  private boolean over;
  private int errors;

  /** Keeps a mail that is taken. */
  @FunctionalInterface
  interface Taken {
    void taken(String sender, List<String> recipients, byte[] mail, FaultMode mode);
  }

  SmtpSession(SmtpStandInSettings settings, SmtpConnection connection, Taken taken, Faults faults) {
    this.settings = settings;
    this.connection = connection;
    this.taken = taken;
    this.faults = faults;
  }

  /** Until the client goes, or we throw it out. */
  void run() throws IOException {
    connection.answer("220 " + HOST + " ESMTP Bongsu sandbox, delivers nothing");
    try {
      while (!over) {
        byte[] line = connection.line(MAX_COMMAND_LENGTH);
        if (line == null) {
          return;
        }
        command(new String(line, StandardCharsets.UTF_8));
        if (errors > MAX_ERRORS && !over) {
          end("421 4.7.0 too many errors");
        }
      }
    } catch (LineException e) {
      connection.answer(String.valueOf(e.getMessage()));
    } catch (SocketTimeoutException _) {
      connection.answer("421 4.4.2 idle for too long");
    }
  }

  private void command(String line) throws IOException {
    int space = line.indexOf(' ');
    String verb = (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
    String rest = space < 0 ? "" : line.substring(space + 1).strip();
    switch (verb) {
      case "EHLO", "HELO" -> hello(verb, rest);
      case "STARTTLS" -> startTls(rest);
      case "AUTH" -> auth(rest);
      case "MAIL" -> mail(rest);
      case "RCPT" -> rcpt(rest);
      case "DATA" -> data(rest);
      case "RSET" -> {
        reset();
        connection.answer("250 2.0.0 forgotten");
      }
      case "NOOP" -> connection.answer("250 2.0.0 done");
      case "VRFY" -> connection.answer("252 2.5.2 send it and see");
      case "QUIT" -> end("221 2.0.0 bye");
      case "HELP" -> connection.answer("214 2.0.0 RFC 5321");
      case "EXPN", "ETRN", "TURN" -> refuse("502 5.5.1 not here");
      default -> refuse("500 5.5.2 unknown command");
    }
  }

  private void hello(String verb, String name) throws IOException {
    if (name.isEmpty() || name.indexOf(' ') >= 0) {
      refuse("501 5.5.4 wanted " + verb + " and the name of a host");
      return;
    }
    reset();
    greeted = true;
    if (verb.equals("HELO")) {
      connection.answer("250 " + HOST);
      return;
    }
    List<String> lines = new ArrayList<>();
    lines.add("250-" + HOST);
    lines.add("250-PIPELINING");
    lines.add("250-SIZE " + settings.maxMessageBytes());
    lines.add("250-8BITMIME");
    lines.add("250-SMTPUTF8");
    lines.add("250-DSN");
    if (settings.tls() != null && !secured) {
      lines.add("250-STARTTLS");
    }
    if (settings.credentials() != null && (secured || settings.tls() == null)) {
      lines.add("250-AUTH PLAIN LOGIN");
    }
    lines.add("250 ENHANCEDSTATUSCODES");
    connection.answer(lines.toArray(String[]::new));
  }

  private void startTls(String rest) throws IOException {
    SSLContext tls = settings.tls();
    if (tls == null || secured) {
      refuse(secured ? "503 5.5.1 TLS is on already" : "502 5.5.1 not here");
    } else if (!rest.isEmpty()) {
      refuse("501 5.5.4 STARTTLS takes nothing");
    } else if (connection.hasMore()) {
      // Whatever was sent in the clear must not be taken for what came under TLS.
      end("503 5.5.1 nothing may follow STARTTLS before its answer");
    } else {
      connection.answer("220 2.0.0 go ahead");
      connection.startTls(tls);
      reset();
      secured = true;
      greeted = false;
    }
  }

  private void auth(String rest) throws IOException {
    Credentials wanted = settings.credentials();
    if (wanted == null) {
      refuse("502 5.5.1 not here");
    } else if (!greeted || authenticated || sender != null) {
      refuse("503 5.5.1 not now");
    } else if (settings.tls() != null && !secured) {
      refuse("538 5.7.11 STARTTLS first");
    } else {
      String[] words = rest.split(" ", 2);
      String initial = words.length > 1 ? words[1].strip() : null;
      String user;
      String password;
      switch (words[0].toUpperCase(Locale.ROOT)) {
        case "PLAIN" -> {
          String[] parts = decoded(initial == null ? asked("") : initial).split("\0", 3);
          user = parts.length == 3 ? parts[1] : "";
          password = parts.length == 3 ? parts[2] : "";
        }
        case "LOGIN" -> {
          user = decoded(initial == null ? asked("VXNlcm5hbWU6") : initial);
          password = decoded(asked("UGFzc3dvcmQ6"));
        }
        default -> {
          refuse("504 5.5.4 wanted PLAIN or LOGIN");
          return;
        }
      }
      authenticated = same(user, wanted.user()) && same(password, wanted.password());
      if (authenticated) {
        connection.answer("235 2.7.0 welcome");
      } else {
        refuse("535 5.7.8 user or password is wrong");
      }
    }
  }

  private String asked(String challenge) throws IOException {
    connection.answer("334 " + challenge);
    byte[] line = connection.line(MAX_COMMAND_LENGTH);
    return line == null ? "" : new String(line, StandardCharsets.US_ASCII);
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }

  private static boolean same(String given, String wanted) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8));
  }

  private void mail(String rest) throws IOException {
    SmtpPath path = SmtpPath.read("FROM:", rest);
    if (!greeted) {
      refuse("503 5.5.1 EHLO first");
    } else if (settings.tls() != null && settings.credentials() != null && !secured) {
      refuse("530 5.7.0 STARTTLS first");
    } else if (settings.credentials() != null && !authenticated) {
      refuse("530 5.7.0 AUTH first");
    } else if (sender != null) {
      refuse("503 5.5.1 there is a sender already");
    } else if (path == null) {
      refuse("501 5.1.7 wanted MAIL FROM:<address>");
    } else if (path.problem() != null) {
      refuse(path.problem());
    } else if (path.sizeBytes() > settings.maxMessageBytes()) {
      refuse("552 5.3.4 more than " + settings.maxMessageBytes() + " bytes");
    } else {
      faultAt = faults.changes();
      fault = faults.next(Channel.EMAIL);
      if (fault == FaultMode.THROTTLE) {
        end("421 4.7.0 too many messages, slow down");
        return;
      }
      sender = path;
      connection.answer("250 2.1.0 sender taken");
    }
  }

  private void rcpt(String rest) throws IOException {
    SmtpPath path = SmtpPath.read("TO:", rest);
    if (sender == null) {
      refuse("503 5.5.1 MAIL first");
    } else if (path == null || path.address().isEmpty()) {
      refuse("501 5.1.3 wanted RCPT TO:<address>");
    } else if (path.problem() != null) {
      refuse(path.problem());
    } else if (!path.isAscii() && !sender.smtpUtf8()) {
      refuse("553 5.6.7 the address needs SMTPUTF8");
    } else if (recipients.size() >= MAX_RECIPIENTS) {
      refuse("452 4.5.3 no more than " + MAX_RECIPIENTS + " recipients");
    } else {
      recipients.add(path.address());
      connection.answer("250 2.1.5 recipient taken");
    }
  }

  private void data(String rest) throws IOException {
    if (!rest.isEmpty()) {
      refuse("501 5.5.4 DATA takes nothing");
    } else if (sender == null) {
      refuse("503 5.5.1 MAIL first");
    } else if (recipients.isEmpty()) {
      refuse("554 5.5.1 no recipient was taken");
    } else if (fault == FaultMode.RESET) {
      over = true;
      connection.reset();
    } else if (fault == FaultMode.TIMEOUT && settings.hang() == Hang.BEFORE_BODY) {
      hang();
    } else {
      connection.answer("354 end with <CRLF>.<CRLF>");
      byte[] body = body();
      if (body != null) {
        finish(body);
        reset();
      }
    }
  }

  /** The message with dots unstuffed (RFC 5321 section 4.5.2); null if it cannot be taken. */
  private byte @Nullable [] body() throws IOException {
    var body = new ByteArrayOutputStream(2048);
    boolean tooLarge = false;
    while (true) {
      byte[] line = connection.line(MAX_TEXT_LENGTH + 1);
      if (line == null) {
        over = true;
        return null;
      }
      boolean dotted = line.length > 0 && line[0] == '.';
      if (dotted && line.length == 1) {
        break;
      }
      if (line.length > MAX_TEXT_LENGTH - 2 + (dotted ? 1 : 0)) {
        throw new LineException("500 5.5.2 line longer than " + MAX_TEXT_LENGTH + " octets");
      }
      tooLarge |= body.size() + line.length + 2 > settings.maxMessageBytes();
      if (!tooLarge) {
        body.write(line, dotted ? 1 : 0, line.length - (dotted ? 1 : 0));
        body.write('\r');
        body.write('\n');
      }
    }
    if (tooLarge) {
      reset();
      refuse("552 5.3.4 more than " + settings.maxMessageBytes() + " bytes");
      return null;
    }
    return body.toByteArray();
  }

  private void finish(byte[] body) throws IOException {
    switch (fault) {
      case NONE, DUPLICATE_RECEIPTS, LATE_RECEIPTS -> {
        take(body);
        connection.answer("250 2.0.0 taken");
      }
      case ACCEPT_THEN_TIMEOUT -> {
        take(body);
        hang();
      }
      case LOSE -> connection.answer("250 2.0.0 taken");
      case REJECT -> connection.answer("554 5.7.1 refused by the sandbox");
      case RETRYABLE -> connection.answer("451 4.3.0 try again later");
      case TIMEOUT -> hang();
      case RESET, THROTTLE ->
          throw new IllegalStateException(fault + " ends a session before the message");
    }
  }

  private void take(byte[] body) {
    taken.taken(sender == null ? "" : sender.address(), List.copyOf(recipients), body, fault);
  }

  private void hang() throws IOException {
    over = true;
    connection.hangUntil(() -> faults.changes() != faultAt);
  }

  private void reset() {
    sender = null;
    recipients.clear();
    fault = FaultMode.NONE;
  }

  private void refuse(String answer) throws IOException {
    errors++;
    connection.answer(answer);
  }

  private void end(String answer) throws IOException {
    over = true;
    connection.answer(answer);
  }
}
