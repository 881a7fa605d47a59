create extension if not exists pg_trgm;

-- One row a notification, written once by fan-out. Ids are UUIDs of version 7, so a day is a range.
create table notification (
  id uuid not null,
  accepted_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  expires_at timestamptz not null,
  send_at timestamptz,
  -- how many deliveries and suppressions there are to be; null in chunks, and while not decided
  expected int,
  template_version int not null,
  priority smallint not null,
  chunked boolean not null,
  sender text not null,
  template text,
  category text,
  -- of a rejected one
  reason text,
  detail text,
  -- JSON as GET shows it
  request bytea not null,
  primary key (id)
) partition by range (id);

create index notification_of_sender on notification (sender, id);
create index notification_of_template on notification (template, id) where template is not null;
create index notification_rejected on notification (id) where reason is not null;
create index notification_to_come on notification (id) where send_at is not null;

-- Audiences that were cut into chunks; chunks is null until the last one is cut.
create table chunked_notification (
  id uuid primary key,
  chunks int,
  planned_at timestamptz
);

-- What happened to a delivery within one batch of the ledger. Rows are only added: the delivery
-- stands where its row with the greatest (settled status, step) says. A status from 10 on is
-- settled, and the greater one is the truth: see Codes.
create table delivery_event (
  delivery_id uuid not null,
  -- the second half of the notification's id; the first is the delivery's
  notification_tail bigint not null,
  at timestamptz not null,
  -- when it was first settled in this batch, where that is not "at"
  settled_at timestamptz,
  next_attempt_at timestamptz,
  -- the last attempt of this batch, null for none
  attempt_at timestamptz,
  step int not null,
  latency_ms int,
  channel smallint not null,
  status smallint not null,
  -- 0: it goes on; 1: planned here; 2: came into being here, after another one ended undelivered
  origin smallint not null,
  result smallint,
  -- only where it comes into being
  recipient text,
  -- masked; only where it comes into being
  address text,
  reason text,
  provider text,
  code text,
  detail text,
  provider_message_id text,
  -- the attempts of this batch before the last one, the earliest first
  earlier jsonb
) partition by range (delivery_id);

create index delivery_event_of_delivery on delivery_event (delivery_id);
create index delivery_event_of_recipient on delivery_event (recipient, delivery_id) where recipient is not null;

-- Counts of chunked notifications, as changes that sum up. With a channel: deliveries moved into or
-- out of a status. Without: chunks decided on, and deliveries to expect from them.
create table delivery_tally (
  notification_id uuid not null,
  -- when the last of these was settled or decided on; null where that was before
  at timestamptz,
  change bigint not null,
  chunks int not null,
  channel smallint,
  status smallint
) partition by range (notification_id);

create index delivery_tally_of_notification on delivery_tally (notification_id);

-- Notifications with deliveries that were not settled at the end of a batch, and how many.
create table open_notification (
  id uuid primary key,
  unsettled bigint not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- Called off: what is not settled counts as cancelled.
create table cancelled_notification (
  id uuid primary key,
  at timestamptz not null
);

-- The first record of the log's partition that is not yet in these tables.
create table ledger_position (
  partition int primary key,
  next_offset bigint not null
) with (fillfactor = 20);

-- Every template, category and sender that occurs, to be found in spite of typing mistakes.
create table notification_word (
  word text primary key
);

create index notification_word_like on notification_word using gin (word gin_trgm_ops);
