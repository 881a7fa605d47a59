-- Which processes have inboxes open, and who is connected to them. Of use while they run, so neither written
-- ahead nor kept: a process says every few seconds that it is there, and all that it holds where its row is gone.
CREATE UNLOGGED TABLE inbox_process (
  process uuid PRIMARY KEY,
  seen_at timestamptz NOT NULL
) WITH (fillfactor = 20);

CREATE UNLOGGED TABLE inbox_connection (
  process uuid NOT NULL,
  number bigint NOT NULL,
  recipient text NOT NULL,
  -- stream | socket
  kind text NOT NULL,
  since timestamptz NOT NULL,
  PRIMARY KEY (process, number)
);

CREATE INDEX inbox_connection_of_recipient ON inbox_connection (recipient);
