-- Receipts that name a message as the provider does find its delivery by this. Only providers of
-- e-mail, SMS and voice report that way; the others' rows are not in it, and cost nothing.
create index delivery_event_of_message on delivery_event (provider_message_id)
  where provider_message_id is not null and channel in (2, 3, 4);

-- Receipts that came before what they are about was known, or settled.
create table waiting_receipt (
  -- of what it says: told twice, it waits once
  digest bytea primary key,
  due_at timestamptz not null,
  since timestamptz not null,
  tries int not null,
  receipt bytea not null
);

create index waiting_receipt_due on waiting_receipt (due_at);
