package dev.bongsu.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * What changed from one text to another, line by line, as a unified diff without a header (the
 * format of POSIX {@code diff -u}).
 */
public final class TextDiff {
  private static final int CONTEXT = 3;

  /**
   * Texts further apart are shown as one removed and one added: finding the least would be slow.
   */
  private static final int MAX_DISTANCE = 1_000;

  private final String[] from;
  private final String[] to;
  private final List<Edit> edits = new ArrayList<>();

  /** A line that is in both texts, or in one of them. */
  private record Edit(char sign, String line) {}

  private TextDiff(String from, String to) {
    this.from = from.split("\n", -1);
    this.to = to.split("\n", -1);
  }

  /** Empty if the texts are equal. */
  public static String of(String from, String to) {
    if (from.equals(to)) {
      return "";
    }
    var diff = new TextDiff(from, to);
    diff.compare();
    return diff.hunks();
  }

  private void compare() {
    int start = 0;
    int least = Math.min(from.length, to.length);
    while (start < least && from[start].equals(to[start])) {
      edits.add(new Edit(' ', from[start++]));
    }
    int end = 0;
    while (end < least - start && from[from.length - 1 - end].equals(to[to.length - 1 - end])) {
      end++;
    }
    between(start, from.length - end, to.length - end);
    for (int i = from.length - end; i < from.length; i++) {
      edits.add(new Edit(' ', from[i]));
    }
  }

  /**
   * Myers, "An O(ND) Difference Algorithm and Its Variations" (1986): walks from the start over
   * ever more differences, remembers how far each diagonal came, and reads the way back.
   */
  private void between(int start, int fromEnd, int toEnd) {
    int n = fromEnd - start;
    int m = toEnd - start;
    int most = Math.min(n + m, MAX_DISTANCE);
    List<int[]> trace = new ArrayList<>();
    int[] reach = new int[2 * most + 3];
    for (int d = 0; d <= most; d++) {
      trace.add(reach.clone());
      for (int k = -d; k <= d; k += 2) {
        int at = k + most + 1;
        int x =
            k == -d || (k != d && reach[at - 1] < reach[at + 1])
                ? reach[at + 1]
                : reach[at - 1] + 1;
        int y = x - k;
        while (x < n && y < m && from[start + x].equals(to[start + y])) {
          x++;
          y++;
        }
        reach[at] = x;
        if (x >= n && y >= m) {
          back(trace, most, start, n, m);
          return;
        }
      }
    }
    add('-', from, start, fromEnd);
    add('+', to, start, toEnd);
  }

  private void back(List<int[]> trace, int most, int start, int n, int m) {
    List<Edit> reversed = new ArrayList<>();
    int x = n;
    int y = m;
    for (int d = trace.size() - 1; d >= 0; d--) {
      int[] reach = trace.get(d);
      int k = x - y;
      int at = k + most + 1;
      boolean down = k == -d || (k != d && reach[at - 1] < reach[at + 1]);
      int beforeX = d == 0 ? 0 : down ? reach[at + 1] : reach[at - 1];
      int beforeY = d == 0 ? 0 : beforeX - (down ? k + 1 : k - 1);
      while (x > beforeX && y > beforeY) {
        reversed.add(new Edit(' ', from[start + --x]));
        y--;
      }
      if (d > 0) {
        reversed.add(down ? new Edit('+', to[start + --y]) : new Edit('-', from[start + --x]));
      }
    }
    edits.addAll(reversed.reversed());
  }

  private void add(char sign, String[] lines, int start, int end) {
    for (int i = start; i < end; i++) {
      edits.add(new Edit(sign, lines[i]));
    }
  }

  private String hunks() {
    var out = new StringBuilder();
    int fromLine = 1;
    int toLine = 1;
    int i = 0;
    while (i < edits.size()) {
      int change = nextChange(i);
      if (change == edits.size()) {
        break;
      }
      int begin = Math.max(i, change - CONTEXT);
      fromLine += begin - i;
      toLine += begin - i;
      int end = hunkEnd(change);
      int removed = count(begin, end, '+');
      int added = count(begin, end, '-');
      out.append("@@ -%d,%d +%d,%d @@\n".formatted(fromLine, removed, toLine, added));
      for (Edit edit : edits.subList(begin, end)) {
        out.append(edit.sign()).append(edit.line()).append('\n');
      }
      fromLine += removed;
      toLine += added;
      i = end;
    }
    return out.toString();
  }

  private int nextChange(int from) {
    int at = from;
    while (at < edits.size() && edits.get(at).sign() == ' ') {
      at++;
    }
    return at;
  }

  /** Changes whose context meets belong to one hunk. */
  private int hunkEnd(int change) {
    int end = change;
    while (true) {
      while (end < edits.size() && edits.get(end).sign() != ' ') {
        end++;
      }
      int next = nextChange(end);
      if (next == edits.size() || next - end > 2 * CONTEXT) {
        return Math.min(edits.size(), end + CONTEXT);
      }
      end = next;
    }
  }

  /** How many lines of a hunk are on the side that does not have those of this sign. */
  private int count(int begin, int end, char missing) {
    return (int) edits.subList(begin, end).stream().filter(each -> each.sign() != missing).count();
  }
}
