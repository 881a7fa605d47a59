-- What a provider said in the receipt that a row comes from: "detail" is that of an attempt, which may be in the
-- same row. Null in nearly all rows, and in all from before.
alter table delivery_event add column receipt_detail text;
