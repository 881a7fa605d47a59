-- An audience is cut in many short transactions: a long one that writes would hold back whatever is shown
-- in the order of transactions. "cut" names the try that writes its chunks, null once all are written.
ALTER TABLE fanout_plan ADD COLUMN cut uuid;
