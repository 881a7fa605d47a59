-- What groups and categories are found by: made by store's SearchStore, which says what the columns are. What was
-- there before is filled in by the service.
CREATE TABLE recipient_group_search (
  key   text COLLATE "C" PRIMARY KEY,
  mark  text NOT NULL,
  terms text[] NOT NULL
) WITH (toast_tuple_target = 128);
CREATE INDEX recipient_group_search_terms ON recipient_group_search USING gin (terms) WITH (fastupdate = off);
CREATE TABLE recipient_group_search_word (
  word text COLLATE "C" PRIMARY KEY,
  id   bigint GENERATED ALWAYS AS IDENTITY,
  near int[] NOT NULL
);
CREATE INDEX recipient_group_search_word_near ON recipient_group_search_word USING gin (near) WITH (fastupdate = off);

CREATE TABLE category_search (
  key   text COLLATE "C" PRIMARY KEY,
  mark  text NOT NULL,
  terms text[] NOT NULL
) WITH (toast_tuple_target = 128);
CREATE INDEX category_search_terms ON category_search USING gin (terms) WITH (fastupdate = off);
CREATE TABLE category_search_word (
  word text COLLATE "C" PRIMARY KEY,
  id   bigint GENERATED ALWAYS AS IDENTITY,
  near int[] NOT NULL
);
CREATE INDEX category_search_word_near ON category_search_word USING gin (near) WITH (fastupdate = off);
