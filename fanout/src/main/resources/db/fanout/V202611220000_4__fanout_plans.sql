-- Which request has an idempotency key. Whoever reserves it early leaves "place" open; the record in
-- the log that is planned first closes it, and only that record is ever sent.
CREATE TABLE idempotency_key (
  sender          text COLLATE "C" NOT NULL,
  key             text COLLATE "C" NOT NULL,
  notification_id uuid NOT NULL,
  fingerprint     bytea NOT NULL,
  accepted_at     timestamptz NOT NULL,
  place           text,
  PRIMARY KEY (sender, key)
) WITH (fillfactor = 80);
CREATE INDEX idempotency_key_accepted_at ON idempotency_key (accepted_at);

-- How far the planner has recorded each partition of the notifications topics.
CREATE TABLE fanout_position (
  topic       text COLLATE "C" NOT NULL,
  partition   integer NOT NULL,
  next_offset bigint NOT NULL,
  newest      timestamptz NOT NULL,
  PRIMARY KEY (topic, partition)
) WITH (fillfactor = 10);

-- Audiences that were cut into chunks, and the chunks that are not expanded yet.
CREATE TABLE fanout_plan (
  notification_id uuid PRIMARY KEY,
  chunks          integer NOT NULL,
  pattern         bytea NOT NULL
);
CREATE TABLE fanout_chunk (
  notification_id uuid NOT NULL REFERENCES fanout_plan ON DELETE CASCADE,
  chunk           integer NOT NULL,
  recipients      text NOT NULL,
  PRIMARY KEY (notification_id, chunk)
);
ALTER TABLE fanout_chunk ALTER COLUMN recipients SET STORAGE EXTERNAL;

-- Notifications whose time has not come. "place" is the record in the log that they were sent by.
CREATE TABLE held_notification (
  notification_id uuid PRIMARY KEY,
  due_at          timestamptz NOT NULL,
  record          bytea NOT NULL,
  appended_at     timestamptz,
  place           text
) WITH (fillfactor = 80);
CREATE INDEX held_notification_due ON held_notification (due_at) WHERE place IS NULL;
CREATE INDEX held_notification_done ON held_notification (appended_at) WHERE place IS NOT NULL;
