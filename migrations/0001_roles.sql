-- Two roles without login, shared by every database of the cluster, so they may exist already and another
-- starter may be creating them at this moment.
--   danhba_feed     writes schema hr (the loaders of the HR side, `danhba feed import`)
--   danhba_service  reads schema hr and owns the work in schema danhba (the service)
-- A login gets one of them with: GRANT danhba_service TO <login>;
DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['danhba_feed', 'danhba_service'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
      EXCEPTION
        WHEN duplicate_object OR unique_violation THEN
          RAISE NOTICE 'role % was created by another session', wanted;
      END;
    END IF;
    -- The login that migrates must be able to SET ROLE to both; a superuser can do so without a grant.
    -- The privilege SET exists from PostgreSQL 16 on, and a role's creator does not have it by itself there.
    IF NOT pg_has_role(current_user, wanted,
                       CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END) THEN
      EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
    END IF;
  END LOOP;
END
$$;
