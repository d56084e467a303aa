-- The database and its five roles. psql runs it as the cluster's superuser; running it again changes nothing.
-- Passwords come from the environment: PRESENCE_OWNER_PASSWORD and PRESENCE_APP_PASSWORD.
--
--   presence_owner   owns the database and every table; migrations run as it
--   presence_app     the running product: owns nothing, row-level security always holds for it
--   presence_rollup  nightly rollups over all organizations; nobody signs in as it
--   presence_search  owner of the one function that searches customers; nobody signs in as it
--   presence_read    what the logins of other programs may read (bin/manage create_reader); nobody signs in as it

\set ON_ERROR_STOP on
\getenv owner_password PRESENCE_OWNER_PASSWORD
\getenv app_password PRESENCE_APP_PASSWORD

SELECT format('CREATE ROLE %I', role)
FROM unnest(ARRAY['presence_owner', 'presence_app', 'presence_rollup', 'presence_search', 'presence_read']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec

ALTER ROLE presence_owner LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE presence_app LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';
ALTER ROLE presence_rollup NOLOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS;
ALTER ROLE presence_search NOLOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS;
ALTER ROLE presence_read NOLOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS;

-- The owner hands functions and tables to these two, for which it must be a member; the application never is.
GRANT presence_rollup, presence_search TO presence_owner;

SELECT 'CREATE DATABASE presence OWNER presence_owner'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'presence') \gexec

ALTER DATABASE presence OWNER TO presence_owner;
