#!/bin/sh
# Copies the whole cluster while it runs. With the archived WAL of archiving.conf it can be brought to any moment since.
#
#   basebackup.sh FOLDER
#
# PGHOST, PGPORT, PGUSER and PGPASSWORD name a role with REPLICATION.
set -eu

folder=${1:?usage: basebackup.sh FOLDER}
umask 077
mkdir -p "$folder"
name="$folder/base-$(date -u +%Y%m%dT%H%M%SZ)"
trap 'rm -rf "$name.unfinished"' EXIT
pg_basebackup --pgdata="$name.unfinished" --checkpoint=fast --wal-method=stream
mv "$name.unfinished" "$name"
echo "$name"
