-- What was accepted of the feed, what the directory was last seen to hold, what it refused, and what is to be undone.

ALTER TABLE danhba.run
  ADD COLUMN certificate jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN feed_digest text,
  ADD COLUMN drift       jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN proof       jsonb,
  ADD COLUMN undo        bigint;
COMMENT ON COLUMN danhba.run.certificate IS 'Rules of the feed certificate that were broken, with their numbers';
COMMENT ON COLUMN danhba.run.feed_digest IS 'What an approval accepts of the feed; null where nothing of it is frozen';
COMMENT ON COLUMN danhba.run.drift IS 'Changes of the directory that came from elsewhere, and what was done about them';
COMMENT ON COLUMN danhba.run.proof IS 'What the independent check found after the run';
COMMENT ON COLUMN danhba.run.undo IS 'The undo order that the run carries out';

CREATE TABLE danhba.feed_baseline (
  realm       text        PRIMARY KEY,
  delivery    text,
  facts       jsonb       NOT NULL,
  accepted_at timestamptz NOT NULL,
  run         bigint      NOT NULL REFERENCES danhba.run
);
COMMENT ON TABLE danhba.feed_baseline IS 'Numbers of the feed as it was last accepted: what the next one is compared with.';

CREATE TABLE danhba.entry (
  realm      text        NOT NULL,
  danhba_id  text        NOT NULL,
  dn         text        NOT NULL,
  entry_uuid text        NOT NULL,
  entry_csn  text        NOT NULL,
  attributes jsonb       NOT NULL,
  hash       text        NOT NULL,
  intent     text,
  seen_at    timestamptz NOT NULL,
  PRIMARY KEY (realm, danhba_id)
);
COMMENT ON TABLE danhba.entry IS 'What the directory was last seen to hold, of danhba''s own entries.';
COMMENT ON COLUMN danhba.entry.attributes IS 'Without the members of groups: those are in hash only';
COMMENT ON COLUMN danhba.entry.intent IS
  'SHA-256 of what the entry was to be when it was last brought there: while that is so, a difference came from elsewhere';

CREATE TABLE danhba.directory_state (
  realm       text        PRIMARY KEY,
  context_csn text,
  seen_at     timestamptz NOT NULL
);
COMMENT ON TABLE danhba.directory_state IS 'Up to where the directory''s changes were looked at.';

CREATE TABLE danhba.refusal (
  realm    text        NOT NULL,
  owner    text        NOT NULL,
  digest   text        NOT NULL,
  code     text        NOT NULL,
  detail   text        NOT NULL,
  attempts int         NOT NULL,
  first_at timestamptz NOT NULL,
  last_at  timestamptz NOT NULL,
  next_at  timestamptz,
  PRIMARY KEY (realm, owner)
);
COMMENT ON TABLE danhba.refusal IS 'Items that the directory refused, and when they are tried again.';
COMMENT ON COLUMN danhba.refusal.next_at IS 'Null: given up, until somebody asks for it or something else is to be written';

CREATE TABLE danhba.undo (
  id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  realm      text        NOT NULL,
  run        bigint      NOT NULL REFERENCES danhba.run,
  operator   text        NOT NULL,
  reason     text        NOT NULL,
  ordered_at timestamptz NOT NULL,
  ended_at   timestamptz
);
COMMENT ON TABLE danhba.undo IS 'Orders to undo a run; open until nothing of it waits any more.';
CREATE UNIQUE INDEX undo_open ON danhba.undo (realm, run) WHERE ended_at IS NULL;
CREATE TRIGGER undo_is_kept BEFORE DELETE ON danhba.undo
  FOR EACH ROW EXECUTE FUNCTION danhba.refuse_change();

ALTER TABLE danhba.run ADD FOREIGN KEY (undo) REFERENCES danhba.undo;
ALTER TABLE danhba.ruling ADD COLUMN undo bigint REFERENCES danhba.undo;
COMMENT ON COLUMN danhba.ruling.undo IS
  'Part of an undo: not closed by runs that do not plan the item, so that what was undone stays so until HR changes it';

GRANT SELECT, INSERT, UPDATE ON danhba.feed_baseline, danhba.directory_state, danhba.undo TO danhba_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON danhba.entry, danhba.refusal TO danhba_service;
