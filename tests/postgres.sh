#!/usr/bin/env bash
# Usage: bash tests/postgres.sh FOLDER
#
# Starts a PostgreSQL of one's own for tests: its data in FOLDER (made, and deleted by whoever called), on a free port of 127.0.0.1, without a password.
# Called again for a server that was killed, it starts that one, on the same data and port. Prints the process id and a connection string.
# The server keeps what it is given: the bridge refuses one with fsync=off.
set -euo pipefail
folder="$1"
bin="$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)"
[ -n "$bin" ] || { echo "No PostgreSQL is installed (Debian package postgresql)." >&2; exit 1; }
mkdir -p "$folder"
as=()
if [ "$(id -u)" = 0 ]; then # it refuses to run as root
  chown postgres "$folder"
  as=(setpriv --reuid=postgres --regid=postgres --init-groups env HOME="$folder")
fi
cd "$folder"
if [ -e port ]; then
  ports="$(cat port) $(cat port) $(cat port) $(cat port) $(cat port)" # what a killed one leaves behind ends a moment later
else
  "${as[@]}" "$bin/initdb" -D "$folder/data" -U bridge --auth=trust -E UTF8 --locale=C --no-sync >/dev/null
  ports="$(shuf -i 30000-32000 -n 5)" # below those that outgoing connections take
fi
for port in $ports; do
  "${as[@]}" "$bin/postgres" -D "$folder/data" -p "$port" -k "$folder" -c listen_addresses=127.0.0.1 -c max_connections=300 -c log_destination=stderr \
    >>"$folder/log" 2>&1 </dev/null &
  pid=$!
  for _ in $(seq 1 300); do
    if "$bin/pg_isready" -q -h 127.0.0.1 -p "$port"; then
      echo "$port" >port
      echo "$pid Host=127.0.0.1;Port=$port;Username=bridge;Database=postgres"
      exit 0
    fi
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill "$pid" 2>/dev/null || true
  sleep 0.3
done
echo "PostgreSQL does not start: $(tail -n 3 "$folder/log")" >&2
exit 1
