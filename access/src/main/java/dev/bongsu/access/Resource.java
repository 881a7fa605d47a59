package dev.bongsu.access;

/** What rights are about. */
public enum Resource {
  /** Notifications and their deliveries; owned by the sender who sent them. */
  NOTIFICATION,
  /** Uploaded files; owned by whoever uploaded them. */
  OBJECT,
  TEMPLATE,
  /** Who may do what with which templates. */
  TEMPLATE_RIGHTS,
  RECIPIENT,
  /** Owned by the recipient. */
  PREFERENCES,
  /** Owned by the recipient. */
  INBOX,
  GROUP,
  CATEGORY,
  API_KEY,
  AUDIT_LOG,
  /** Counts, queues, reconciliations. */
  STATISTICS,
  /** Public facts about channels that clients need: the Web Push key. */
  CHANNEL,
  /** Captured messages and injected faults. */
  SANDBOX
}
