#!/usr/bin/env bash
# Usage: bash tests/ha.sh [--no-install] [--rate N] [--calm S] [--seed S]
#
# High availability on real parts, all on 127.0.0.1 and by the files of deploy/ha: three bridges behind HAProxy, PostgreSQL with a synchronous standby
# under Patroni with etcd. Under load the primary is killed, comes back, the next one freezes and wakes, a bridge dies for good and another joins; then it
# counts what was lost, doubled or wrong. Takes about five minutes.
#
# The Debian packages postgresql, patroni, etcd-server, python3-etcd and haproxy are needed; what is missing is INSTALLED when this runs as root, with
# apt-get, unless --no-install is given. Without them it says what is missing, and that nothing was tried: exit code 77.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
install=yes
if [ "${1:-}" = --no-install ]; then
  install=no
  shift
fi
missing() {
  ls -d /usr/lib/postgresql/*/bin >/dev/null 2>&1 || echo postgresql
  command -v patroni >/dev/null || echo patroni python3-etcd
  command -v etcd >/dev/null || echo etcd-server
  PATH="$PATH:/usr/sbin" command -v haproxy >/dev/null || echo haproxy
}
needed=($(missing))
if [ "${#needed[@]}" -gt 0 ] && [ "$install" = yes ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing with apt-get: ${needed[*]} (without: --no-install)."
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${needed[@]}"; } </dev/null >/dev/null 2>&1 || true
  needed=($(missing))
fi
if [ "${#needed[@]}" -gt 0 ]; then
  echo "Skipped, nothing was tried: ${needed[*]} missing." >&2
  exit 77
fi
PATH="$PATH:/usr/sbin"
dotnet build tests/SmsBridge.Faults -c Release -v quiet -nologo
exec dotnet tests/SmsBridge.Faults/bin/Release/net10.0/SmsBridge.Faults.dll --ha "$@"
