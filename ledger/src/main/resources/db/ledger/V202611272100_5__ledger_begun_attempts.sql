-- Attempts as they stood before their provider was called, of deliveries that are rather never sent
-- than twice. A row says no more than that the attempt began.
create table begun_attempt (
  delivery_id uuid not null,
  attempt int not null,
  provider text not null,
  at timestamptz not null,
  -- when the delivery expires, after which nobody asks
  until timestamptz not null,
  primary key (delivery_id, attempt)
);

create index begun_attempt_until on begun_attempt (until);

-- Before a delivery is tried again after no answer, it is asked whether a receipt of it waits.
alter table waiting_receipt add column delivery_id uuid;

create index waiting_receipt_of_delivery on waiting_receipt (delivery_id)
  where delivery_id is not null;
