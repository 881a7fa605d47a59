-- What follows an attempt of which nobody knows whether the provider took the message: retry or stop.
ALTER TABLE category ADD COLUMN after_unknown text NOT NULL DEFAULT 'retry';
