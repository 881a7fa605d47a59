CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Addresses stand in the row, since whoever wants a recipient wants all of them at once:
-- [[channel, address, registered at in milliseconds], ...]
CREATE TABLE recipient (
  id         text COLLATE "C" PRIMARY KEY,
  name       text,
  locale     text,
  time_zone  text,
  attributes json NOT NULL,
  addresses  json NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX recipient_words ON recipient USING gin ((id || ' ' || coalesce(name, '')) gin_trgm_ops);

CREATE TABLE recipient_group (
  key          text COLLATE "C" PRIMARY KEY,
  no           bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  name         text,
  description  text,
  member_count bigint NOT NULL DEFAULT 0,
  version      bigint NOT NULL,
  created_at   timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL
);

CREATE TABLE recipient_group_parent (
  child  bigint NOT NULL REFERENCES recipient_group (no) ON DELETE CASCADE,
  parent bigint NOT NULL REFERENCES recipient_group (no),
  ord    int NOT NULL,
  PRIMARY KEY (child, parent)
);
CREATE INDEX recipient_group_parent_children ON recipient_group_parent (parent, child);

-- No foreign key: it would double the cost of an import, and every writer holds the group's row.
CREATE TABLE recipient_group_member (
  group_no  bigint NOT NULL,
  recipient text COLLATE "C" NOT NULL,
  PRIMARY KEY (group_no, recipient)
);

-- Groups that are deleted, whose members are still being removed.
CREATE TABLE recipient_group_purge (
  group_no bigint PRIMARY KEY,
  done_to  text COLLATE "C" NOT NULL DEFAULT ''
);

CREATE TABLE category (
  key           text COLLATE "C" PRIMARY KEY,
  name          text,
  description   text,
  required      boolean NOT NULL,
  channels      text[] NOT NULL,
  frequency_max int,
  frequency_per text,
  version       bigint NOT NULL,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL
);
