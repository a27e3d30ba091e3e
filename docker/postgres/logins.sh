#!/bin/sh
# Runs once, when the postgres container makes its cluster: the login of the service. It may only become
# danhba_service; the schema belongs to the owner, who migrates.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  -v password="$(cat /run/secrets/postgres_service_password)" <<'SQL'
CREATE ROLE danhba_feed NOLOGIN;
CREATE ROLE danhba_service NOLOGIN;
CREATE ROLE danhba_daemon LOGIN PASSWORD :'password' IN ROLE danhba_service;
SQL
