-- What a person must decide about an address, with the answer; an answer is kept for ever.

CREATE TABLE danhba.decision (
  id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  realm       text        NOT NULL,
  key         text        NOT NULL,
  owner       text        NOT NULL,
  code        text        NOT NULL,
  params      jsonb       NOT NULL,
  proposals   jsonb       NOT NULL,
  is_standing boolean     NOT NULL,
  state       text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'resolved', 'withdrawn')),
  opened_run  bigint      NOT NULL REFERENCES danhba.run,
  opened_at   timestamptz NOT NULL,
  local_part  text,
  operator    text,
  reason      text,
  document_no text,
  closed_at   timestamptz,
  CHECK ((state = 'resolved') = (operator IS NOT NULL AND reason IS NOT NULL AND document_no IS NOT NULL)),
  CHECK ((state = 'open') = (closed_at IS NULL))
);
COMMENT ON COLUMN danhba.decision.key IS 'SHA-256 over owner, code and params: one question, however often it is found';
COMMENT ON COLUMN danhba.decision.is_standing IS 'withdrawn when a run does not find it any more';
COMMENT ON COLUMN danhba.decision.local_part IS 'the decided local part; null: it stays as it is';
CREATE UNIQUE INDEX decision_once ON danhba.decision (realm, key) WHERE state <> 'withdrawn';
CREATE INDEX decision_realm ON danhba.decision (realm, state, id);

CREATE TRIGGER decision_is_kept BEFORE DELETE ON danhba.decision
  FOR EACH ROW EXECUTE FUNCTION danhba.refuse_change();
CREATE TRIGGER answer_is_kept BEFORE UPDATE ON danhba.decision
  FOR EACH ROW WHEN (OLD.state = 'resolved') EXECUTE FUNCTION danhba.refuse_change();

GRANT SELECT, INSERT, UPDATE ON danhba.decision TO danhba_service;
