-- Every change of what is live, in order. Ids are given out under one lock, so what was live at an id,
-- an edition, can be told for good: a notification carries the edition it was accepted with, and is
-- rendered with the bases and functions of that moment. Without a version it was taken away.
CREATE TABLE template_publication (
  id      bigint PRIMARY KEY,
  key     text COLLATE "C" NOT NULL,
  version int,
  author  text NOT NULL,
  at      timestamptz NOT NULL
);
CREATE INDEX template_publication_of ON template_publication (key, id DESC);

INSERT INTO template_publication (id, key, version, author, at)
SELECT row_number() OVER (ORDER BY v.at, v.key), v.key, v.version, v.author, v.at
FROM template t JOIN template_version v ON v.key = t.key AND v.version = t.live;

-- The bases and functions that a version names itself.
CREATE TABLE template_use (
  key     text COLLATE "C" NOT NULL,
  version int NOT NULL,
  used    text COLLATE "C" NOT NULL,
  PRIMARY KEY (key, version, used),
  FOREIGN KEY (key, version) REFERENCES template_version (key, version)
);
CREATE INDEX template_use_of ON template_use (used);

-- The last publication of the template or of anything that it uses.
ALTER TABLE template ADD COLUMN edition bigint NOT NULL DEFAULT 0;
UPDATE template t SET edition = p.id FROM template_publication p WHERE p.key = t.key;

-- Beside the body, so that a list of versions reads no bodies. A text here holds no U+0000.
ALTER TABLE template_version ADD COLUMN comment text;
UPDATE template_version SET comment = body ->> 'comment' WHERE strpos(body::text, '\u0000') = 0;

CREATE FUNCTION template_history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the history of templates is only ever added to';
END $$;
CREATE TRIGGER template_version_stays BEFORE UPDATE OR DELETE ON template_version
  FOR EACH ROW EXECUTE FUNCTION template_history_stays();
CREATE TRIGGER template_publication_stays BEFORE UPDATE OR DELETE ON template_publication
  FOR EACH ROW EXECUTE FUNCTION template_history_stays();
CREATE TRIGGER template_use_stays BEFORE UPDATE OR DELETE ON template_use
  FOR EACH ROW EXECUTE FUNCTION template_history_stays();
