CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- What is searched is of the live version. A deleted template keeps its row without a live version,
-- so that a new one of the same key goes on counting and no version ever means two things.
CREATE TABLE template (
  key         text COLLATE "C" PRIMARY KEY,
  latest      int NOT NULL,
  live        int,
  kind        text,
  name        text,
  description text,
  category    text,
  channels    text[]
);
CREATE INDEX template_words ON template
  USING gin ((key || ' ' || coalesce(name, '') || ' ' || coalesce(description, '')) gin_trgm_ops);

-- json and not jsonb: a body is given back as it was put.
CREATE TABLE template_version (
  key     text COLLATE "C" NOT NULL REFERENCES template (key),
  version int NOT NULL,
  body    json NOT NULL,
  author  text NOT NULL,
  at      timestamptz NOT NULL,
  PRIMARY KEY (key, version)
);
