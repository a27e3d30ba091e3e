-- The life of an account: what danhba remembers of it, what operators ordered, what is due and what is overdue.

CREATE TABLE danhba.account (
  realm     text        NOT NULL,
  owner     text        NOT NULL,
  status    text        NOT NULL CHECK (status IN ('active', 'suspended', 'disabled', 'retained', 'purged')),
  since     timestamptz NOT NULL,
  reason    text        NOT NULL,
  opened_at timestamptz,
  run       bigint      NOT NULL REFERENCES danhba.run,
  PRIMARY KEY (realm, owner)
);
COMMENT ON TABLE danhba.account IS 'The state that danhba last gave an account, when and why: retention counts from there.';
COMMENT ON COLUMN danhba.account.opened_at IS 'When danhba last made it active: no term of inactivity began earlier.';

CREATE TABLE danhba.identity (
  realm      text NOT NULL,
  person_id  text NOT NULL,
  full_name  text NOT NULL,
  birth_date date,
  PRIMARY KEY (realm, person_id)
);
COMMENT ON TABLE danhba.identity IS
  'Who a person id was when it was last accepted: an id whose name and birth date both change is asked about.';

CREATE TABLE danhba.instruction (
  id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  realm       text        NOT NULL,
  kind        text        NOT NULL CHECK (kind IN ('purge', 'hold', 'reopen', 'quota', 'delegate')),
  owner       text        NOT NULL,
  bytes       bigint      CHECK ((kind = 'quota') = (bytes IS NOT NULL) AND bytes > 0),
  person      text        CHECK ((kind = 'delegate') = (person IS NOT NULL)),
  operator    text        NOT NULL,
  reason      text        NOT NULL,
  document_no text        NOT NULL,
  ordered_at  timestamptz NOT NULL,
  ended_at    timestamptz,
  ended_by    text,
  CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
COMMENT ON TABLE danhba.instruction IS 'Standing orders of operators about one account; ended, never deleted.';
CREATE INDEX instruction_open ON danhba.instruction (realm, owner) WHERE ended_at IS NULL;
CREATE TRIGGER instruction_is_kept BEFORE DELETE ON danhba.instruction
  FOR EACH ROW EXECUTE FUNCTION danhba.refuse_change();
CREATE TRIGGER instruction_stays_as_given BEFORE UPDATE ON danhba.instruction
  FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL
    OR (OLD.realm, OLD.kind, OLD.owner, OLD.bytes, OLD.person, OLD.operator, OLD.reason, OLD.document_no, OLD.ordered_at)
      IS DISTINCT FROM
      (NEW.realm, NEW.kind, NEW.owner, NEW.bytes, NEW.person, NEW.operator, NEW.reason, NEW.document_no, NEW.ordered_at))
  EXECUTE FUNCTION danhba.refuse_change();

CREATE TABLE danhba.due (
  realm text        NOT NULL,
  owner text        NOT NULL,
  at    timestamptz NOT NULL,
  why   text        NOT NULL,
  PRIMARY KEY (realm, owner)
);
COMMENT ON TABLE danhba.due IS 'The next instant at which an owner''s desired state changes with no new row of the feed.';
CREATE INDEX due_next ON danhba.due (realm, at);

CREATE TABLE danhba.pending (
  realm     text        NOT NULL,
  owner     text        NOT NULL,
  request   text        NOT NULL,
  since     timestamptz NOT NULL,
  due_on    date,
  clause    text,
  waits_for text        NOT NULL,
  PRIMARY KEY (realm, owner, request)
);
COMMENT ON TABLE danhba.pending IS 'What was asked for and is not done yet, from when it was first seen.';

CREATE TABLE danhba.notice (
  id      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  realm   text        NOT NULL,
  owner   text        NOT NULL,
  reason  text        NOT NULL,
  params  jsonb       NOT NULL,
  clause  text        NOT NULL,
  dn      text        NOT NULL,
  run     bigint      NOT NULL REFERENCES danhba.run,
  at      timestamptz NOT NULL,
  told_at timestamptz,
  told_by text,
  CHECK ((told_at IS NULL) = (told_by IS NULL))
);
COMMENT ON TABLE danhba.notice IS 'Changes of which the regulation wants somebody told; recorded with the change.';
CREATE INDEX notice_open ON danhba.notice (realm, id) WHERE told_at IS NULL;
CREATE TRIGGER notice_is_kept BEFORE DELETE ON danhba.notice
  FOR EACH ROW EXECUTE FUNCTION danhba.refuse_change();

CREATE TABLE danhba.logins_watched (
  realm text        PRIMARY KEY,
  since timestamptz NOT NULL
);
COMMENT ON TABLE danhba.logins_watched IS
  'Since when the directory is known to note sign-ins without a gap: no inactivity term begins earlier.';

GRANT SELECT, INSERT, UPDATE ON danhba.account, danhba.identity, danhba.instruction, danhba.notice TO danhba_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON danhba.due, danhba.pending, danhba.logins_watched TO danhba_service;

-- Sealed first passwords (design.md §3). In clear a password is in no table; what is sealed only its recipients open.
CREATE TABLE danhba.parcel (
  id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  realm        text        NOT NULL,
  unit         text        NOT NULL,
  sealed       text,
  recipients   jsonb       NOT NULL,
  sealed_at    timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  collected_at timestamptz,
  collected_by text,
  CHECK ((collected_at IS NULL) = (collected_by IS NULL))
);
COMMENT ON COLUMN danhba.parcel.sealed IS 'An armoured age file; gone once it is collected or has expired.';

CREATE TABLE danhba.handover (
  id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  realm         text        NOT NULL,
  owner         text        NOT NULL,
  unit          text,
  why           text        NOT NULL CHECK (why IN ('first', 'head', 'reset', 'again')),
  state         text        NOT NULL
    CHECK (state IN ('waiting', 'prepared', 'set', 'collected', 'used', 'expired', 'void')),
  requested_at  timestamptz NOT NULL,
  requested_by  text        NOT NULL,
  verified_by   text,
  channel       text,
  cause         text,
  document_no   text,
  claim         uuid,
  prepared_by   text,
  password_hash text,
  parcel        bigint      REFERENCES danhba.parcel,
  set_at        timestamptz,
  expires_at    timestamptz,
  collected_at  timestamptz,
  collected_by  text
);
COMMENT ON TABLE danhba.handover IS 'Who waits for a password or was handed one; never a password in clear.';
COMMENT ON COLUMN danhba.handover.claim IS 'Of the collection that made the password: an older one no longer counts.';
COMMENT ON COLUMN danhba.handover.password_hash IS 'Salted hash on its way into the directory; gone once it is there.';
CREATE UNIQUE INDEX handover_open ON danhba.handover (realm, owner) WHERE state IN ('waiting', 'prepared', 'set');
CREATE INDEX handover_unit ON danhba.handover (realm, unit, state);
CREATE INDEX handover_owner ON danhba.handover (realm, owner, id);
CREATE INDEX handover_to_set ON danhba.handover (realm, id) WHERE state = 'prepared';
CREATE INDEX handover_expiry ON danhba.handover (realm, expires_at) WHERE state IN ('set', 'collected');
CREATE INDEX parcel_open ON danhba.parcel (realm, unit) WHERE sealed IS NOT NULL;
CREATE TRIGGER handover_is_kept BEFORE DELETE ON danhba.handover
  FOR EACH ROW EXECUTE FUNCTION danhba.refuse_change();
GRANT SELECT, INSERT, UPDATE ON danhba.parcel, danhba.handover TO danhba_service;
