#!/bin/sh
# The product's own role is no superuser: what it cannot do, an intruder in it cannot do either.
set -eu
psql --username postgres --set ON_ERROR_STOP=1 --set password="$POSTGRES_APP_PASSWORD" <<'SQL'
CREATE ROLE omnidesk LOGIN PASSWORD :'password';
CREATE DATABASE omnidesk OWNER omnidesk;
SQL
