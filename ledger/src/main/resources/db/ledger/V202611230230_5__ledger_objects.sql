-- Which notifications name an object: it is not deleted while one of them is not settled.
create table notification_object (
  object_id uuid not null,
  id uuid not null,
  primary key (object_id, id)
);
