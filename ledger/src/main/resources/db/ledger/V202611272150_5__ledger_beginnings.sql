-- What was decided on and left for the next batch of the ledger, as it came from the log: under load most of it
-- is over by then, and costs one row instead of two. A batch that only writes what was left does not move the
-- position, so batches are counted too: whoever knows another number has been overtaken.
alter table ledger_position add column batches bigint not null default 0;
alter table ledger_position add column beginnings bytea;
alter table ledger_position alter column beginnings set storage external;
