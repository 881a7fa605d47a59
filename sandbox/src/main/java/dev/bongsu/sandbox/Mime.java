package dev.bongsu.sandbox;

import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.DeliveryId;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads mails (RFC 5322, RFC 2045 to 2047) as a mail client would. */
final class Mime {
  private static final Session SESSION = Session.getInstance(new Properties());
  private static final int MAX_DEPTH = 20;

  /** A folded header may have its value on the next line. */
  private static final Pattern MESSAGE_ID =
      Pattern.compile("^Message-ID:\\s*<([0-9a-f-]{36})@", Pattern.CASE_INSENSITIVE);

  private Mime() {}

  /** The content, and the mail as it came. */
  static SandboxMessage.Body body(byte[] raw) {
    return new SandboxMessage.Body(content(raw), new String(raw, StandardCharsets.UTF_8));
  }

  /** The fields {@code subject}, {@code text} and {@code html}, as far as they are there. */
  static Content content(byte[] raw) {
    Map<String, Object> fields = new LinkedHashMap<>();
    try {
      var message = new MimeMessage(SESSION, new ByteArrayInputStream(raw));
      String subject = message.getSubject();
      if (subject != null) {
        fields.put("subject", subject);
      }
      collect(message, fields, 0);
    } catch (MessagingException | IOException _) {
      // What cannot be read is still to be seen in raw.
    }
    return new Content(fields);
  }

  /** The delivery that the Message-ID names, null for any other Message-ID. */
  static @Nullable DeliveryId delivery(byte[] raw) {
    int at = 0;
    while (at < raw.length) {
      int end = at;
      while (end < raw.length && raw[end] != '\n') {
        end++;
      }
      if (end - at <= 1) {
        return null;
      }
      if ((raw[at] | 0x20) == 'm') {
        int length = Math.min(raw.length - at, 2 * (end - at) + 100);
        Matcher matcher =
            MESSAGE_ID.matcher(new String(raw, at, length, StandardCharsets.ISO_8859_1));
        if (matcher.find()) {
          return DeliveryId.parsed(matcher.group(1)).orElse(null);
        }
      }
      at = end + 1;
    }
    return null;
  }

  private static void collect(Part part, Map<String, Object> fields, int depth)
      throws MessagingException, IOException {
    if (part.isMimeType("multipart/*") && depth < MAX_DEPTH) {
      Multipart parts = (Multipart) part.getContent();
      for (int i = 0; i < parts.getCount(); i++) {
        collect(parts.getBodyPart(i), fields, depth + 1);
      }
      return;
    }
    String disposition = part.getDisposition();
    if (disposition != null && disposition.toLowerCase(Locale.ROOT).equals(Part.ATTACHMENT)) {
      return;
    }
    if (part.isMimeType("text/plain")) {
      fields.putIfAbsent("text", String.valueOf(part.getContent()));
    } else if (part.isMimeType("text/html")) {
      fields.putIfAbsent("html", String.valueOf(part.getContent()));
    }
  }
}
