"""What the roles may do by default, and the function append-only tables refuse changes with. Run by the first migration.

The roles themselves are made by the operator (bin/local/roles.sql): making roles needs more rights than migrating.
"""

GRANTS = """
GRANT USAGE ON SCHEMA public TO presence_app, presence_rollup, presence_search;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO presence_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO presence_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO presence_rollup;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO presence_app;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
"""

# The owner may still erase and remove an example organization; whoever does that by hand is revealed by the hash chain.
REFUSE_CHANGE = """
CREATE FUNCTION presence_refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF current_user = 'presence_owner' THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD WHEN 'UPDATE' THEN NEW ELSE NULL END;
  END IF;
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
"""
