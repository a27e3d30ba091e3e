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
  people      jsonb       NOT NULL,
  accepted_at timestamptz NOT NULL,
  run         bigint      NOT NULL REFERENCES danhba.run
);
COMMENT ON TABLE danhba.feed_baseline IS 'Numbers of the feed as it was last accepted: what the next one is compared with.';
COMMENT ON COLUMN danhba.feed_baseline.people IS 'Ids of people by agency: who moved is told by these from who is gone';

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
  ended_at   timestamptz,
  outcome    text        CHECK (outcome IN ('done', 'partial', 'rejected', 'failed')),
  CHECK ((ended_at IS NULL) = (outcome IS NULL))
);
COMMENT ON TABLE danhba.undo IS 'Orders to undo a run; open until nothing of it waits any more.';
CREATE UNIQUE INDEX undo_open ON danhba.undo (realm, run) WHERE ended_at IS NULL;
CREATE TRIGGER undo_is_kept BEFORE DELETE ON danhba.undo
  FOR EACH ROW EXECUTE FUNCTION danhba.refuse_change();

ALTER TABLE danhba.run ADD FOREIGN KEY (undo) REFERENCES danhba.undo;
ALTER TABLE danhba.ruling ADD COLUMN undo bigint REFERENCES danhba.undo;
COMMENT ON COLUMN danhba.ruling.undo IS
  'About a part of an undo that waited: not closed by runs that do not plan the item';

CREATE TABLE danhba.undone (
  realm text   NOT NULL,
  owner text   NOT NULL,
  undo  bigint NOT NULL REFERENCES danhba.undo,
  wish  text,
  PRIMARY KEY (realm, owner)
);
COMMENT ON TABLE danhba.undone IS
  'Owners whose changes were undone: while the feed asks for the same (wish), that is held and not done again.';

GRANT SELECT, INSERT, UPDATE ON danhba.feed_baseline, danhba.directory_state, danhba.undo TO danhba_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON danhba.entry, danhba.refusal, danhba.undone TO danhba_service;

ALTER TABLE danhba.lease ADD COLUMN seconds int NOT NULL DEFAULT 30;
COMMENT ON COLUMN danhba.lease.seconds IS 'A holder whose heartbeat is older than this has lost the lease';
COMMENT ON TABLE danhba.lease IS
  'Who may apply in a realm. Held while the holder''s advisory lock is there and its heartbeat is young; token grows
  with each holder and fences older ones.';

ALTER TABLE danhba.run_item ADD COLUMN secret text;
COMMENT ON COLUMN danhba.run_item.secret IS
  'SHA-256 of the password hash that is written, which is not kept here: tells whether a row of handover means the same';

ALTER TABLE danhba.change_log
  ADD COLUMN terms text[] NOT NULL DEFAULT '{}',
  ADD COLUMN unit  text   GENERATED ALWAYS AS
    (CASE WHEN record -> 'after' ? 'danhbaUnit' THEN coalesce(record #>> '{after,danhbaUnit,0}', '') END) STORED;
COMMENT ON COLUMN danhba.change_log.terms IS
  'Words by which the record is found: kinds, operator, addresses, entries referred to; not part of the chain';
COMMENT ON COLUMN danhba.change_log.unit IS 'The main unit from this record on; null where it stays, empty where there is none';
CREATE INDEX change_log_terms ON danhba.change_log USING gin (terms);
CREATE INDEX change_log_unit ON danhba.change_log (realm, unit, seq) WHERE unit IS NOT NULL;
CREATE INDEX change_log_clause ON danhba.change_log (realm, clause, seq);
