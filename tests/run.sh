#!/usr/bin/env bash
# Builds everything, runs every test, ends with one line: N passed, N failed[, N skipped].
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root" || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

fail() {
  echo "$1" >&2
  echo "0 passed, 1 failed"
  exit 1
}

command -v dotnet >/dev/null || fail "The .NET SDK of global.json is needed and 'dotnet' is not there: https://dotnet.microsoft.com/download"
dotnet --version >/dev/null || fail "This 'dotnet' has no SDK that fits global.json."

# Other people's webhook verifiers are held against what we send. They need Node.js; where it can not be had, their test says so.
prepare_npm() {
  if ! command -v npm >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
    apt-get install -y -qq nodejs npm </dev/null >/dev/null 2>&1 \
      || { apt-get update -qq </dev/null >/dev/null 2>&1; apt-get install -y -qq nodejs npm </dev/null >/dev/null 2>&1; }
  fi
  command -v npm >/dev/null || { echo "npm is not there and could not be installed." >&2; return; }
  [ tests/npm/node_modules/.package-lock.json -nt tests/npm/package-lock.json ] \
    || npm ci --prefix tests/npm --no-audit --no-fund --silent </dev/null || echo "npm ci failed in tests/npm." >&2
}
prepare_npm

dotnet build SmsBridge.sln --nologo -v minimal -clp:NoSummary </dev/null || fail "The build failed."

report="$(mktemp)"
trap 'rm -f "$report"' EXIT
dotnet run --project tests/SmsBridge.Tests --no-build -- -noLogo -noColor -xml "$report" </dev/null
code=$?

# <assembly … total="34" passed="34" failed="0" skipped="0" … errors="0"> is the last word; the exit code must agree with it.
count() {
  grep -o '<assembly [^>]*>' "$report" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ sum += $1 } END { print sum + 0 }'
}
passed=$(count passed)
failed=$(($(count failed) + $(count errors)))
skipped=$(count skipped)

if [ "$failed" -gt 0 ]; then
  echo "Failed:"
  grep -o '<test [^>]*result="Fail"[^>]*>' "$report" | sed 's/.* name="\([^"]*\)".*/  \1/; s/&quot;/"/g; s/&amp;/\&/g'
elif [ "$code" -ne 0 ] || [ "$passed" -eq 0 ]; then
  echo "The test run ended with exit code $code and $passed passed tests." >&2
  failed=1
fi

line="$passed passed, $failed failed"
[ "$skipped" -gt 0 ] && line="$line, $skipped skipped"
echo "$line"
[ "$failed" -eq 0 ]
