-- What one device said of items, for the recipient's other devices that are connected, to this process or
-- another. Of use for seconds, so neither written ahead nor kept.
CREATE UNLOGGED TABLE inbox_change (
  recipient text NOT NULL,
  xid bigint NOT NULL,
  deliveries uuid[] NOT NULL,
  state smallint NOT NULL,
  PRIMARY KEY (recipient, xid)
);

-- Whether a transaction stored items or changed some.
ALTER TABLE inbox_arrival ADD COLUMN changed boolean NOT NULL DEFAULT false;
