#!/bin/sh
# Brings a dump back into a cluster that has no such database, and proves that it is whole.
#
#   restore.sh FILE
#
# PGHOST, PGPORT, PGUSER and PGPASSWORD name a superuser; the HOTLINE_* variables are those of the installation, with
# HOTLINE_OWNER_URL. Roles are no part of a dump: the role hotline_owner must be there (the handbook's first
# installation), `hotline migrate` makes the others in an empty database, which the dump then replaces.
set -eu

file=${1:?usage: restore.sh FILE}
: "${HOTLINE_OWNER_URL:?HOTLINE_OWNER_URL is missing}"
database=${DATABASE:-hotline}
hotline=${HOTLINE:-hotline}

ask() { psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --dbname=postgres --command="$1"; }

[ -z "$(ask "SELECT 1 FROM pg_database WHERE datname = '$database'")" ] || {
    echo "There is a database $database already. Rename or drop it yourself; nothing is overwritten here." >&2
    exit 1
}
[ ! -f "$file.sha256" ] || (cd "$(dirname "$file")" && sha256sum --quiet --check "$(basename "$file").sha256")

ask "CREATE DATABASE \"$database\" OWNER hotline_owner"
"$hotline" migrate
ask "DROP DATABASE \"$database\""
ask "CREATE DATABASE \"$database\" OWNER hotline_owner"
pg_restore --dbname="$database" --exit-on-error --jobs="${JOBS:-2}" "$file"
psql --no-psqlrc --quiet --dbname="$database" --command="ANALYZE"

# A dump may be older than the programs.
"$hotline" migrate
"$hotline" audit verify
"$hotline" figures verify
echo "$file is restored as $database."
