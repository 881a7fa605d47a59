-- What live templates are found by: terms made by store's SearchStore, which says what the columns are. They
-- stand beside the rows and not in them, since a search looks at many rows and at no terms: a row is
-- short, and what is long is kept elsewhere. What was there before is filled in by the service.
CREATE TABLE template_search (
  key   text COLLATE "C" PRIMARY KEY,
  mark  text NOT NULL,
  terms text[] NOT NULL
) WITH (toast_tuple_target = 128);
CREATE INDEX template_search_terms ON template_search USING gin (terms) WITH (fastupdate = off);

CREATE TABLE template_search_word (
  word text COLLATE "C" PRIMARY KEY,
  id   bigint GENERATED ALWAYS AS IDENTITY,
  near int[] NOT NULL
);
CREATE INDEX template_search_word_near ON template_search_word USING gin (near) WITH (fastupdate = off);

DROP INDEX template_words;
