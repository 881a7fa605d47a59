-- What was addressed to a recipient and is kept for them. A partition holds a week, by the time in
-- delivery_id; see store's Partitions.
CREATE TABLE inbox_item (
  delivery_id uuid NOT NULL,
  recipient text NOT NULL,
  -- The order that recipients read in: the transaction that stored the item, and the place in it. A reader
  -- sees only transactions older than every running one, so nothing can appear behind its cursor.
  xid bigint NOT NULL,
  ord integer NOT NULL,
  -- 0 unread, 1 unread but on a device, 2 read, 3 archived
  state smallint NOT NULL DEFAULT 0,
  notification_id uuid NOT NULL,
  at timestamptz NOT NULL,
  channel text NOT NULL,
  priority text NOT NULL,
  category text,
  title text,
  body text,
  url text,
  -- JSON, as text: jsonb cannot hold every string that JSON can
  data text,
  PRIMARY KEY (delivery_id)
) PARTITION BY RANGE (delivery_id);

CREATE INDEX inbox_item_in_order ON inbox_item (recipient, xid, ord);

-- Who got something lately, one row a transaction, by the hashes of their ids: for those who are connected
-- to other processes. Of use for seconds, so neither written ahead nor kept.
CREATE UNLOGGED TABLE inbox_arrival (
  xid bigint PRIMARY KEY,
  recipients integer[] NOT NULL
);
