-- A key is found by its SHA-256; the key itself is nowhere.
CREATE TABLE api_key (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  hash       bytea NOT NULL UNIQUE,
  name       text NOT NULL,
  role       text NOT NULL,
  subject    text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz
);

CREATE TABLE audit_entry (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at       timestamptz NOT NULL,
  actor    text NOT NULL,
  action   text NOT NULL,
  resource text NOT NULL,
  outcome  text NOT NULL
);
CREATE INDEX audit_entry_actor ON audit_entry (actor, id);
CREATE INDEX audit_entry_resource ON audit_entry (resource text_pattern_ops, id);
CREATE INDEX audit_entry_at ON audit_entry USING brin (at);
