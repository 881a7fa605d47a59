-- A template may have drafts before anything of it is live, so that it is gone has to be said.
ALTER TABLE template ADD COLUMN gone boolean NOT NULL DEFAULT false;
UPDATE template SET gone = true WHERE live IS NULL;
