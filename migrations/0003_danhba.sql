-- danhba's own memory: the address ledger, runs and their items, rulings, the lease and the change log.
-- The facts are design; names may change. Only danhba_service writes here, and never what is already logged.

CREATE TABLE danhba.address (
  realm       text        NOT NULL,
  domain      text        NOT NULL,
  local_part  text        NOT NULL CHECK (local_part = lower(local_part) AND local_part <> ''),
  owner       text        NOT NULL,
  role        text        NOT NULL CHECK (role IN ('primary', 'alias', 'reserved', 'tombstone')),
  form        text        NOT NULL,
  clause      text        NOT NULL,
  issued_at   timestamptz NOT NULL,
  released_at timestamptz,
  alias_until timestamptz,
  PRIMARY KEY (realm, domain, local_part)
);
COMMENT ON TABLE danhba.address IS
  'Every local part ever issued or reserved. Unique over all of time: an address never gets a second owner.';
CREATE INDEX address_owner ON danhba.address (realm, owner);
CREATE UNIQUE INDEX address_one_primary ON danhba.address (realm, domain, owner) WHERE role = 'primary';

CREATE FUNCTION danhba.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%.% keeps what is written: % is refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END
$$;

CREATE TRIGGER address_keeps_owner BEFORE UPDATE ON danhba.address
  FOR EACH ROW WHEN (OLD.owner <> NEW.owner OR OLD.local_part <> NEW.local_part)
  EXECUTE FUNCTION danhba.refuse_change();
CREATE TRIGGER address_is_kept BEFORE DELETE ON danhba.address
  FOR EACH ROW EXECUTE FUNCTION danhba.refuse_change();
CREATE TRIGGER address_is_never_emptied BEFORE TRUNCATE ON danhba.address
  FOR EACH STATEMENT EXECUTE FUNCTION danhba.refuse_change();

CREATE TABLE danhba.lease (
  realm        text        PRIMARY KEY,
  token        bigint      NOT NULL,
  host         text        NOT NULL,
  pid          int         NOT NULL,
  acquired_at  timestamptz NOT NULL,
  heartbeat_at timestamptz NOT NULL,
  released_at  timestamptz
);
COMMENT ON TABLE danhba.lease IS
  'Who may apply in a realm. The right itself is an advisory lock; token grows with each holder and fences older ones.';

CREATE TABLE danhba.run (
  id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  realm      text        NOT NULL,
  trigger    text        NOT NULL,
  state      text        NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at   timestamptz,
  cursor     text,
  delivery   text,
  digest     text,
  held       jsonb       NOT NULL DEFAULT '[]',
  held_digest text,
  counts     jsonb,
  applied    int         NOT NULL DEFAULT 0,
  failed     jsonb       NOT NULL DEFAULT '[]',
  findings   jsonb       NOT NULL DEFAULT '[]',
  fault      text,
  ruling     jsonb
);
COMMENT ON COLUMN danhba.run.cursor IS 'pg_current_snapshot() of the feed reading: what the run has seen';
COMMENT ON COLUMN danhba.run.held_digest IS 'over the digests of what is held: equal when two runs hold the same';
CREATE INDEX run_realm ON danhba.run (realm, id DESC);
CREATE INDEX run_open ON danhba.run (realm, state) WHERE state IN ('running', 'held');

CREATE TABLE danhba.run_item (
  run         bigint      NOT NULL REFERENCES danhba.run,
  owner       text        NOT NULL,
  position    int         NOT NULL,
  kind        text        NOT NULL,
  state       text        NOT NULL CHECK (state IN ('held', 'intent', 'applied', 'partial', 'failed', 'dropped')),
  digest      text        NOT NULL,
  item        jsonb       NOT NULL,
  actor       jsonb,
  rule        text,
  code        text,
  intended_at timestamptz,
  settled_at  timestamptz,
  PRIMARY KEY (run, owner)
);
CREATE INDEX run_item_in_doubt ON danhba.run_item (run, position) WHERE state = 'intent';

CREATE TABLE danhba.ruling (
  realm     text        NOT NULL,
  digest    text        NOT NULL,
  run       bigint      NOT NULL REFERENCES danhba.run,
  verdict   text        NOT NULL CHECK (verdict IN ('approved', 'rejected')),
  operator  text        NOT NULL,
  reason    text        NOT NULL,
  ruled_at  timestamptz NOT NULL,
  closed_at timestamptz
);
COMMENT ON TABLE danhba.ruling IS
  'What operators said about held items, by digest; closed once the item is applied or no longer planned.';
CREATE UNIQUE INDEX ruling_open ON danhba.ruling (realm, digest) WHERE closed_at IS NULL;

CREATE TABLE danhba.change_log (
  realm  text   NOT NULL,
  seq    bigint NOT NULL,
  record jsonb  NOT NULL,
  hash   text   NOT NULL,
  owner  text   GENERATED ALWAYS AS (record ->> 'owner') STORED,
  clause text   GENERATED ALWAYS AS (record ->> 'clause') STORED,
  run    bigint GENERATED ALWAYS AS ((record ->> 'run')::bigint) STORED,
  at     text   GENERATED ALWAYS AS (record ->> 'at') STORED,
  PRIMARY KEY (realm, seq)
);
COMMENT ON TABLE danhba.change_log IS
  'Append-only. hash = SHA-256 over the RFC 8785 form of record, which holds the hash before it as prev.';
CREATE INDEX change_log_owner ON danhba.change_log (realm, owner, seq);
CREATE INDEX change_log_run ON danhba.change_log (realm, run, seq);

CREATE TRIGGER change_log_is_kept BEFORE UPDATE OR DELETE ON danhba.change_log
  FOR EACH ROW EXECUTE FUNCTION danhba.refuse_change();
CREATE TRIGGER change_log_is_never_emptied BEFORE TRUNCATE ON danhba.change_log
  FOR EACH STATEMENT EXECUTE FUNCTION danhba.refuse_change();

CREATE TABLE danhba.chain_head (
  realm text   PRIMARY KEY,
  seq   bigint NOT NULL,
  hash  text   NOT NULL
);
COMMENT ON TABLE danhba.chain_head IS 'The end of each chain, kept apart so that a log cut short is noticed.';

GRANT USAGE ON SCHEMA danhba TO danhba_service, danhba_feed;
GRANT SELECT ON danhba.migration TO danhba_service, danhba_feed;
GRANT SELECT, INSERT, UPDATE ON danhba.address, danhba.lease, danhba.run, danhba.run_item, danhba.ruling,
  danhba.chain_head TO danhba_service;
GRANT SELECT, INSERT ON danhba.change_log TO danhba_service;
