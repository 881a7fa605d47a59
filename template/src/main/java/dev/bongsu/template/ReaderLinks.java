package dev.bongsu.template;

/**
 * Where a reader says what they want to get: links of their own, made only when a text shows them.
 * Each is an absolute URL, the same whenever it is asked for.
 */
public interface ReaderLinks {
  /** Of nobody: for what is rendered without a reader. */
  ReaderLinks NONE =
      new ReaderLinks() {
        @Override
        public boolean canUnsubscribe() {
          return false;
        }

        @Override
        public String unsubscribeUrl() {
          return "";
        }

        @Override
        public String preferencesUrl() {
          return "";
        }
      };

  /** Whether the reader may refuse what the message is about: not if its category is required. */
  boolean canUnsubscribe();

  /** Where they refuse it; {@link #preferencesUrl} if they may not. */
  String unsubscribeUrl();

  /** Where they choose what they get. */
  String preferencesUrl();
}
