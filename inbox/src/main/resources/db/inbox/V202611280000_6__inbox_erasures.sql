-- Who was erased lately: what was accepted for them before and is stored only now, by a process that had it in
-- hand or from a backlog, is deleted again.
CREATE TABLE inbox_erasure (
  recipient text PRIMARY KEY,
  at timestamptz NOT NULL
);

CREATE INDEX inbox_erasure_in_order ON inbox_erasure (at);
