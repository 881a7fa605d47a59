package dev.bongsu.channel.email;

import java.util.ArrayList;
import java.util.List;

/** A mail's body while it is written: text, and files between the text. */
final class Draft {
  private final List<Piece> pieces = new ArrayList<>(1);
  private final StringBuilder text = new StringBuilder(1024);

  Draft add(String more) {
    text.append(more);
    return this;
  }

  Draft add(byte[] file) {
    end();
    pieces.add(new Piece.Encoded(file));
    return this;
  }

  List<Piece> pieces() {
    end();
    return List.copyOf(pieces);
  }

  private void end() {
    if (!text.isEmpty()) {
      pieces.add(Piece.Plain.of(text));
      text.setLength(0);
    }
  }
}
