-- How many deliveries came to which status in which minute, and the attempts that led there.
create table delivery_minute (
  minute timestamptz not null,
  channel smallint not null,
  status smallint not null,
  -- empty for inline content
  template text not null,
  sender text not null,
  deliveries bigint not null,
  attempts bigint not null,
  latency_ms bigint not null,
  primary key (minute, channel, status, template, sender)
) with (fillfactor = 50);
