CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Who may do what with which templates; at most 1,000 rows, so only members have an index.
CREATE TABLE template_rights (
  key         text COLLATE "C" PRIMARY KEY,
  name        text,
  description text,
  members     text[] NOT NULL,
  rights      json NOT NULL,
  version     bigint NOT NULL,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL
);
CREATE INDEX template_rights_members ON template_rights USING gin (members);

-- Which version of it was made or made live, where the resource has versions.
ALTER TABLE audit_entry ADD COLUMN version bigint;
