#!/bin/sh
# Writes one dump of the whole database into a folder and throws away those older than KEEP_DAYS (30).
#
#   BACKUP_URL=postgresql://hotline_backup:…@host/hotline dump.sh FOLDER
#
# The role needs BYPASSRLS: row security is forced on every table, and a dump under it would be refused.
set -eu

folder=${1:?usage: dump.sh FOLDER}
: "${BACKUP_URL:?BACKUP_URL is missing: the role that reads everything}"
umask 077
mkdir -p "$folder"

name="$folder/hotline-$(date -u +%Y%m%dT%H%M%SZ).dump"
trap 'rm -f "$name.unfinished"' EXIT
pg_dump --dbname="$BACKUP_URL" --format=custom --file="$name.unfinished"
# A dump that cannot be listed is none.
pg_restore --list "$name.unfinished" >/dev/null
mv "$name.unfinished" "$name"
sha256sum "$name" >"$name.sha256"

find "$folder" -maxdepth 1 -name 'hotline-*.dump*' -mtime "+${KEEP_DAYS:-30}" -delete
echo "$name"
