-- What lets a run look only at what changed: sources of what was planned, marks of members, counts, and who is open.

ALTER TABLE danhba.entry
  ADD COLUMN owner        text,
  ADD COLUMN memberships  text[],
  ADD COLUMN mark         bigint,
  ADD COLUMN member_count int,
  ADD COLUMN member_sum   numeric,
  ADD COLUMN sort         text NOT NULL GENERATED ALWAYS AS (
    CASE substring(lower(dn) FROM ',ou=(people|agencies|units|groups|policies),')
      WHEN 'people' THEN 'person' WHEN 'agencies' THEN 'agency' WHEN 'units' THEN 'unit'
      WHEN 'groups' THEN 'group' WHEN 'policies' THEN 'policy' ELSE '' END) STORED,
  ADD COLUMN status       text GENERATED ALWAYS AS (attributes #>> '{danhbaStatus,0}') STORED,
  ADD COLUMN unit         text GENERATED ALWAYS AS (attributes #>> '{danhbaUnit,0}') STORED;
COMMENT ON COLUMN danhba.entry.owner IS 'Whose entry it is; null where danhba no longer knows that';
COMMENT ON COLUMN danhba.entry.memberships IS 'Owners of the groups that the account is to be in, as it was last brought there';
COMMENT ON COLUMN danhba.entry.mark IS 'Of the DN: the marks of its members add up to the member_sum of a group';
COMMENT ON COLUMN danhba.entry.member_count IS 'Members of a group when it was last seen, without the placeholder';
CREATE INDEX entry_owner ON danhba.entry (realm, owner);
CREATE INDEX entry_uuid ON danhba.entry (realm, entry_uuid);
CREATE INDEX entry_dn ON danhba.entry (realm, lower(dn));
-- Members are no longer hashed: the next run hashes what it reads anew.
UPDATE danhba.entry SET hash = '';

ALTER TABLE danhba.directory_state
  ADD COLUMN mark_key text NOT NULL DEFAULT encode(sha256(gen_random_uuid()::text::bytea), 'hex'),
  ADD COLUMN rules    text,
  ADD COLUMN deletes  text,
  ADD COLUMN complete_at  timestamptz,
  ADD COLUMN complete_csn text;
COMMENT ON COLUMN danhba.directory_state.mark_key IS 'Secret of the marks: nobody else can make members that add up alike';
COMMENT ON COLUMN danhba.directory_state.rules IS
  'SHA-256 of the regulation, the settings and the version by which entries were last made; by others all is made anew';
COMMENT ON COLUMN danhba.directory_state.deletes IS 'Deletions that the server had counted by then, with its start; null: it does not tell';
COMMENT ON COLUMN danhba.directory_state.complete_at IS 'When it was last known that no entry is missing';
COMMENT ON COLUMN danhba.directory_state.complete_csn IS 'context_csn of then';

-- Live entries by sort and unit: what percentages are of. Kept by triggers, since a run of one change must not count them.
CREATE TABLE danhba.entry_count (
  realm text   NOT NULL,
  sort  text   NOT NULL,
  unit  text   NOT NULL,
  live  bigint NOT NULL,
  total bigint NOT NULL,
  PRIMARY KEY (realm, sort, unit)
);
COMMENT ON TABLE danhba.entry_count IS 'How many entries danhba.entry holds that there are (total), and that are not given up (live).';

-- Once per statement, over all its rows.
CREATE FUNCTION danhba.count_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO danhba.entry_count AS c (realm, sort, unit, live, total)
    SELECT n.realm, n.sort, coalesce(n.unit, ''),
           count(*) FILTER (WHERE n.status IS NULL OR n.status NOT IN ('disabled', 'retained')), count(*)
      FROM new_rows n WHERE n.entry_uuid <> '' GROUP BY 1, 2, 3
    ON CONFLICT (realm, sort, unit) DO UPDATE SET live = c.live + excluded.live, total = c.total + excluded.total;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    UPDATE danhba.entry_count c SET live = c.live - o.live, total = c.total - o.total
      FROM (SELECT o.realm, o.sort, coalesce(o.unit, '') AS unit,
                   count(*) FILTER (WHERE o.status IS NULL OR o.status NOT IN ('disabled', 'retained')) AS live,
                   count(*) AS total
              FROM old_rows o WHERE o.entry_uuid <> '' GROUP BY 1, 2, 3) AS o
     WHERE c.realm = o.realm AND c.sort = o.sort AND c.unit = o.unit;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER entries_come AFTER INSERT ON danhba.entry
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION danhba.count_entries();
CREATE TRIGGER entries_change AFTER UPDATE ON danhba.entry
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION danhba.count_entries();
CREATE TRIGGER entries_go AFTER DELETE ON danhba.entry
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION danhba.count_entries();
REVOKE EXECUTE ON FUNCTION danhba.count_entries() FROM PUBLIC;
INSERT INTO danhba.entry_count
SELECT realm, sort, coalesce(unit, ''),
       count(*) FILTER (WHERE status IS NULL OR status NOT IN ('disabled', 'retained')), count(*)
  FROM danhba.entry WHERE entry_uuid <> '' GROUP BY 1, 2, 3;

-- The feed as it was last seen, person by person: what each adds to the counts, and what the plan rested on.
CREATE TABLE danhba.source (
  realm     text  NOT NULL,
  id        text  COLLATE "C" NOT NULL,
  accepted  text,
  agency    text,
  elsewhere text[] NOT NULL,
  facts     int[] NOT NULL,
  digest    bytea NOT NULL,
  born      date,
  recheck   date,
  PRIMARY KEY (realm, id)
);
COMMENT ON TABLE danhba.source IS
  'Whom the feed held when it was last seen, or last accepted; also those of whom it only had posts.';
COMMENT ON COLUMN danhba.source.accepted IS
  'Agency whose slice the person counted in when the feed was last accepted; empty: none; null: was not in it';
COMMENT ON COLUMN danhba.source.agency IS 'The same in the feed as it was last seen; null: is not in it';
COMMENT ON COLUMN danhba.source.elsewhere IS 'Other agencies in whose slices posts of the person count';
COMMENT ON COLUMN danhba.source.facts IS
  'What the person adds to the counts of agency and elsewhere, one block of numbers after the other';
COMMENT ON COLUMN danhba.source.digest IS 'SHA-256 of the person''s row and posts; empty: not known';
COMMENT ON COLUMN danhba.source.born IS 'Birth date: whoever shared it may have been a double';
COMMENT ON COLUMN danhba.source.recheck IS
  'From this day on facts may be others although no row has changed; null: never';
CREATE INDEX source_unaccepted ON danhba.source (realm) WHERE accepted IS DISTINCT FROM agency;
CREATE INDEX source_absent ON danhba.source (realm) WHERE agency IS NULL;
CREATE INDEX source_recheck ON danhba.source (realm, recheck) WHERE recheck IS NOT NULL;
CREATE INDEX person_born ON hr.person (realm, birth_date);

CREATE TABLE danhba.unit_source (
  realm  text  NOT NULL,
  code   text  NOT NULL,
  digest bytea NOT NULL,
  PRIMARY KEY (realm, code)
);
COMMENT ON TABLE danhba.unit_source IS 'Units of the feed as they were when the plan last rested on them.';

ALTER TABLE danhba.feed_baseline
  ADD COLUMN seen     jsonb,
  ADD COLUMN seen_run bigint REFERENCES danhba.run;
COMMENT ON COLUMN danhba.feed_baseline.seen IS
  'Sums of danhba.source; null: something of the feed was frozen, so that the next run has to look at all of it';
COMMENT ON COLUMN danhba.feed_baseline.seen_run IS 'Run that saw the feed so; a later one that saw it otherwise makes it void';

INSERT INTO danhba.source (realm, id, accepted, agency, elsewhere, facts, digest)
SELECT b.realm, id.value, agency.key, agency.key, '{}', '{}', ''
  FROM danhba.feed_baseline b, jsonb_each(b.people) AS agency, jsonb_array_elements_text(agency.value) AS id
ON CONFLICT DO NOTHING;
ALTER TABLE danhba.feed_baseline DROP COLUMN people;

-- Owners that a run left otherwise than they should be: held, refused, only reported, or frozen.
CREATE TABLE danhba.open_owner (
  realm text NOT NULL,
  owner text NOT NULL,
  PRIMARY KEY (realm, owner)
);
COMMENT ON TABLE danhba.open_owner IS 'Whom every run looks at again until they are as they should be.';

-- What an operator decided or ordered about an owner: the next run looks at them. Read like hr.change.
CREATE TABLE danhba.touch (
  seq   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  xid   xid8        NOT NULL DEFAULT pg_current_xact_id(),
  realm text        NOT NULL,
  owner text        NOT NULL,
  at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX touch_unseen ON danhba.touch (realm, xid);

-- What every run has to tell again as long as it stands.
CREATE TABLE danhba.standing (
  realm    text  NOT NULL,
  owner    text  NOT NULL,
  position int   NOT NULL,
  code     text  NOT NULL,
  params   jsonb NOT NULL,
  PRIMARY KEY (realm, owner, position)
);
COMMENT ON TABLE danhba.standing IS 'Findings of the newest look at each owner.';

ALTER TABLE danhba.run ADD COLUMN scope jsonb;
COMMENT ON COLUMN danhba.run.scope IS 'How many people, units and groups the run looked at; null: everything';

-- Whose post an appointment is, also before it became somebody else's.
ALTER TABLE hr.change ADD COLUMN person_id text;
COMMENT ON COLUMN hr.change.person_id IS
  'Số hiệu người giữ vị trí (bảng appointment) / Person of a changed appointment; one row for each of two where it changed hands';

-- As before, and of appointments with the person; one that changed hands is recorded for the former holder too.
CREATE OR REPLACE FUNCTION hr.record_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  key_column CONSTANT text := TG_ARGV[0];
  is_post CONSTANT boolean := TG_TABLE_NAME = 'appointment';
  holder CONSTANT text := CASE WHEN is_post THEN 'person_id' ELSE 'NULL::text' END;
  changed text;
BEGIN
  changed := CASE TG_OP
    WHEN 'INSERT' THEN
      format('SELECT realm, %I AS key, ''insert'' AS op, %s AS person_id FROM new_rows', key_column, holder)
    WHEN 'DELETE' THEN
      format('SELECT realm, %I AS key, ''delete'' AS op, %s AS person_id FROM old_rows', key_column, holder)
    ELSE format(
      'SELECT coalesce(n.realm, o.realm) AS realm, coalesce(n.%1$I, o.%1$I) AS key,
              CASE WHEN o.realm IS NULL THEN ''insert'' WHEN n.realm IS NULL THEN ''delete'' ELSE ''update'' END AS op,
              %2$s AS person_id
         FROM old_rows o FULL JOIN new_rows n ON n.realm = o.realm AND n.%1$I = o.%1$I %3$s
        WHERE o IS DISTINCT FROM n',
      key_column,
      CASE WHEN is_post THEN 'holder.person_id' ELSE 'NULL::text' END,
      CASE WHEN is_post THEN
        'CROSS JOIN LATERAL (SELECT n.person_id WHERE n.realm IS NOT NULL
                             UNION SELECT o.person_id WHERE o.realm IS NOT NULL) AS holder'
      ELSE '' END)
  END;
  EXECUTE format(
    'WITH changed AS (%s), recorded AS (
       INSERT INTO hr.change (realm, table_name, key, op, person_id)
       SELECT realm, %L, key, op, person_id FROM changed
       RETURNING realm
     )
     SELECT pg_notify(''danhba'', realm) FROM (SELECT DISTINCT realm FROM recorded) AS touched',
    changed, TG_TABLE_NAME);
  RETURN NULL;
END
$$;

-- By owner also those between two bounds (the accounts of a person at agencies); by local part with any number after it.
DROP INDEX danhba.address_owner;
CREATE INDEX address_owner ON danhba.address (realm, owner text_pattern_ops);
CREATE INDEX address_local_part ON danhba.address (realm, local_part text_pattern_ops);
CREATE INDEX handover_resets ON danhba.handover (realm)
  WHERE why = 'reset' AND state IN ('waiting', 'prepared', 'set');

GRANT SELECT ON danhba.entry_count TO danhba_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON danhba.source, danhba.unit_source, danhba.open_owner, danhba.touch,
  danhba.standing TO danhba_service;

-- Items are written once and read as a whole: as text they cost a fifth of what jsonb costs, and apart from their row
-- they are not copied when their state changes.
ALTER TABLE danhba.run_item ALTER COLUMN item TYPE json;
ALTER TABLE danhba.run_item ALTER COLUMN item SET STORAGE EXTERNAL;

-- Ways in for statements that would else read a whole table: each has a test with its plan.
CREATE INDEX run_item_held ON danhba.run_item (run, position) WHERE state = 'held';
CREATE INDEX change_log_at ON danhba.change_log (realm, at, seq);
CREATE INDEX account_of_people ON danhba.account (realm, run) WHERE owner LIKE 'person:%';
CREATE INDEX handover_reset ON danhba.handover (realm, requested_at)
  WHERE why = 'reset' AND state IN ('waiting', 'prepared', 'set');
CREATE INDEX handover_claim ON danhba.handover (realm, claim) WHERE claim IS NOT NULL;
CREATE INDEX handover_parcel ON danhba.handover (parcel) WHERE parcel IS NOT NULL;
