-- Keys that all processes share, made by whichever needs one first.
CREATE TABLE directory_key (
  name  text PRIMARY KEY,
  bytes bytea NOT NULL
);

-- Addresses that nothing is sent to. The address itself is not here: its digest finds it again, and
-- the rest may be shown. So this outlives the recipient's erasure, as it must.
CREATE TABLE suppression (
  digest  bytea NOT NULL,
  reason  text NOT NULL,
  channel text NOT NULL,
  masked  text NOT NULL,
  source  text NOT NULL,
  at      timestamptz NOT NULL,
  -- by which readers find what is new to them
  tx      xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (digest, reason)
);
CREATE INDEX suppression_tx ON suppression (tx);

-- What a recipient does not want: of a category, or of any where that is empty; on a channel, or on any.
CREATE TABLE opt_out (
  recipient text COLLATE "C" NOT NULL,
  category  text COLLATE "C" NOT NULL,
  channel   text NOT NULL,
  source    text NOT NULL,
  at        timestamptz NOT NULL,
  tx        xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (recipient, category, channel)
);
CREATE INDEX opt_out_tx ON opt_out (tx);
