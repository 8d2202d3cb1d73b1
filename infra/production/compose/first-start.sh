#!/bin/sh
# What PostgreSQL's administrator does once: the owning role and its database. OWNER_PASSWORD comes from passwords.env,
# beside POSTGRES_PASSWORD.
set -eu

psql --username=postgres --set=ON_ERROR_STOP=1 --set=password="${OWNER_PASSWORD:?}" <<'SQL'
CREATE ROLE hotline_owner LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE hotline OWNER hotline_owner;
SQL
