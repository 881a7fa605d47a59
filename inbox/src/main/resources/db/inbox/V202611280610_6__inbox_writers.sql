-- The order of inboxes: an item's place (its column xid) is the id of the transaction that stored it and shift. So are the
-- places of arrivals and changes.
CREATE TABLE inbox_order (
  -- Grows where the tables came here from a server whose transactions had gone further.
  shift bigint NOT NULL,
  -- A place that was reached, not much longer than a minute ago when the tables were left.
  reached bigint NOT NULL
) WITH (fillfactor = 20);
INSERT INTO inbox_order (shift, reached) VALUES (0, 0);

CREATE FUNCTION inbox_place() RETURNS bigint LANGUAGE sql AS $$
  SELECT CAST(CAST(pg_current_xact_id() AS text) AS bigint) + shift FROM inbox_order
$$;

-- Which transactions that store or change items are under way, so that readers wait for those and for no
-- other. They say so by a lock that they keep to their end: its key is the low half of a number that their own
-- id is not below.
CREATE FUNCTION inbox_write_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(
    hashtext('inbox_write'),
    CAST(CAST(CAST(CAST(
      least(pg_current_xact_id_if_assigned(), pg_snapshot_xmax(pg_current_snapshot()))
      AS text) AS bigint) AS bit(32)) AS integer));
  RETURN NULL;
END $$;

-- Whoever stores or changes items tells of it here first, when their transaction has no id yet.
CREATE TRIGGER inbox_write_begins BEFORE INSERT ON inbox_arrival
  FOR EACH STATEMENT EXECUTE FUNCTION inbox_write_begins();

-- The place that nobody has reached yet.
CREATE FUNCTION inbox_next() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint) + shift FROM inbox_order
$$;

-- The place below which no such transaction is under way, nor ever will be: whoever has said nothing when the locks are
-- looked at gets an id later than this statement's snapshot. What those below it stored is seen by the statements
-- after this one, not by this one itself.
CREATE FUNCTION inbox_settled() RETURNS bigint LANGUAGE sql STABLE AS $$
  WITH newest AS (SELECT CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint) AS xid),
  writer AS (
    SELECT (newest.xid - CAST(objid AS bigint)) & 4294967295 AS behind
    FROM pg_locks, newest
    WHERE locktype = 'advisory' AND objsubid = 2
      AND classid = CAST(CAST(hashtext('inbox_write') AS bit(32)) AS bigint)
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
  -- One who began after the snapshot is ahead of it, which the low half shows as far behind.
  SELECT inbox_next() - coalesce((SELECT max(behind) FROM writer WHERE behind < 2147483648), 0)
$$;
