package dev.bongsu.template;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;

/**
 * A regular expression of a schema that gives up instead of searching for ever: a text on which it
 * needs too many steps does not match. All patterns of one check share their steps, so that many
 * texts take no longer than one.
 */
final class BoundedPattern implements RegularExpression {
  private static final int MAX_STEPS = 1_000_000;
  private static final ScopedValue<Steps> SHARED = ScopedValue.newInstance();

  private final Pattern pattern;

  /** Throws {@code PatternSyntaxException} for one that Java does not take. */
  BoundedPattern(String source) {
    this.pattern = Pattern.compile(source);
  }

  /** Does a check within which all patterns together take the steps of one. */
  static <T> T inAll(ScopedValue.CallableOp<T, RuntimeException> check) {
    return ScopedValue.where(SHARED, new Steps()).call(check);
  }

  @Override
  public boolean matches(String text) {
    try {
      return pattern
          .matcher(new Counted(text, SHARED.isBound() ? SHARED.get() : new Steps()))
          .find();
    } catch (ExhaustedException | StackOverflowError _) {
      return false;
    }
  }

  /** Its own type, so that no other failure is taken for it. */
  private static final class ExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ExhaustedException() {
      super("too many steps", null, false, false);
    }
  }

  /** What is left to all parts of one text. */
  private static final class Steps {
    private int left = MAX_STEPS;

    void take() {
      if (--left < 0) {
        throw new ExhaustedException();
      }
    }
  }

  /** Every look at a character is a step. */
  private record Counted(CharSequence text, Steps steps) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      steps.take();
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.subSequence(start, end), steps);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
