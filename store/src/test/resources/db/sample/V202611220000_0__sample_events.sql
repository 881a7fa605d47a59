CREATE TABLE sample_event (id uuid NOT NULL, name text NOT NULL, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE INDEX sample_event_name ON sample_event (name);
