package dev.bongsu.channel.email;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * Signs mails (RFC 6376), relaxed in header and body, which is what survives the relays that fold
 * lines anew. For many threads.
 */
final class DkimSigner {
  /** C15. What stands in a mail of these is signed. */
  private static final List<String> SIGNED =
      List.of(
          "From",
          "To",
          "Subject",
          "Date",
          "Message-ID",
          "MIME-Version",
          "Content-Type",
          "List-Unsubscribe",
          "List-Unsubscribe-Post");

  /** Named once more than they stand there, so that nobody can add one (section 8.15). */
  private static final Set<String> OVERSIGNED = Set.of("From");

  private static final int LINE = 72;

  private final List<DkimKey> keys;

  DkimSigner(List<DkimKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /** The signatures of a mail, one for each key, to stand before its other headers. */
  List<HeaderField> sign(List<HeaderField> headers, List<Piece> body, Instant now) {
    if (keys.isEmpty()) {
      return List.of();
    }
    String bodyHash = Base64.getEncoder().encodeToString(hash(body));
    List<HeaderField> signed = signed(headers);
    StringBuilder names = new StringBuilder();
    StringBuilder canonical = new StringBuilder(1024);
    for (HeaderField each : signed) {
      names.append(names.isEmpty() ? "" : ":").append(each.name());
      names.append(OVERSIGNED.contains(each.name()) ? ":" + each.name() : "");
      canonical.append(each.relaxed()).append("\r\n");
    }
    List<HeaderField> signatures = new ArrayList<>(keys.size());
    for (DkimKey key : keys) {
      String tags = tags(key, names.toString(), bodyHash, now);
      String data = canonical + new HeaderField("DKIM-Signature", tags).relaxed();
      byte[] signature = key.sign(data.getBytes(StandardCharsets.UTF_8));
      signatures.add(new HeaderField("DKIM-Signature", tags + folded(signature)));
    }
    return signatures;
  }

  private static List<HeaderField> signed(List<HeaderField> headers) {
    List<HeaderField> signed = new ArrayList<>(SIGNED.size());
    for (String name : SIGNED) {
      headers.stream().filter(each -> each.name().equals(name)).forEach(signed::add);
    }
    return signed;
  }

  /** All but the signature itself (RFC 6376 section 3.5). */
  private static String tags(DkimKey key, String names, String bodyHash, Instant now) {
    return "v=1; a="
        + key.algorithm()
        + "; c=relaxed/relaxed; d="
        + key.domain()
        + ";\r\n s="
        + key.selector()
        + "; t="
        + now.getEpochSecond()
        + ";\r\n h="
        + names
        + ";\r\n bh="
        + bodyHash
        + ";\r\n b=";
  }

  private static String folded(byte[] signature) {
    String base64 = Base64.getEncoder().encodeToString(signature);
    StringBuilder folded = new StringBuilder(base64.length() + 24);
    for (int at = 0; at < base64.length(); at += LINE) {
      folded.append(at == 0 ? "" : "\r\n ");
      folded.append(base64, at, Math.min(base64.length(), at + LINE));
    }
    return folded.toString();
  }

  private static byte[] hash(List<Piece> body) {
    var relaxed = new RelaxedBody();
    try {
      for (Piece piece : body) {
        piece.writeTo(relaxed);
      }
    } catch (IOException e) {
      throw new IllegalStateException("a hash takes whatever is written to it", e);
    }
    return relaxed.hash();
  }
}
