#!/usr/bin/env bash
# The part of tests/packages.sh that runs where the package may be installed: a copy of this machine that nobody else sees.
# The two packages lie beside this script.
set -uo pipefail
cd /inside || exit 1
passed=0 failed=0 skipped=0
ok() { passed=$((passed + 1)); echo "ok       $1"; }
no() { failed=$((failed + 1)); echo "FAILED   $1"; }
skip() { skipped=$((skipped + 1)); echo "skipped  $1"; }
check() { # in this shell, which keeps the service it starts
  local words="$1"
  shift
  if "$@" >/tmp/said 2>&1; then ok "$words"; else no "$words: $(tail -n 3 /tmp/said)"; fi
}
export DEBIAN_FRONTEND=noninteractive
as_service=(setpriv --reuid=smsbridge --regid=smsbridge --init-groups env HOME=/var/lib/smsbridge)
url=http://127.0.0.1:$((21000 + RANDOM % 8000))
service=

start() { # as the unit does, without systemd
  (cd /var/lib/smsbridge && exec "${as_service[@]}" Urls="$url" /usr/lib/smsbridge/SmsBridge </dev/null >/tmp/service.log 2>&1) &
  service=$!
  for _ in $(seq 1 200); do
    smsbridge health "$url" >/dev/null 2>&1 && return 0
    kill -0 "$service" 2>/dev/null || break
    sleep 0.2
  done
  cat /tmp/service.log
  return 1
}
stop() { kill "$service" && wait "$service"; }
owner() { stat -c '%U:%G %a' "$1"; }
is() { [ "$1" = "$2" ] || { echo "'$1' is not '$2'"; return 1; }; }
post() { # KEY RESOURCE
  curl -s -m 20 "$url/modules/sms/" -H 'Content-Type: application/json' -H 'Fineract-Platform-TenantId: default' -H "X-Fineract-API-Key: $1" \
    -H 'X-Fineract-Entity: sms' -H 'X-Fineract-Action: send' -d "{\"mobileNo\":\"+25471234567$2\",\"message\":\"Test $2\"}"
}
count() { "${as_service[@]}" smsbridge tenant show default --json >/dev/null && curl -s "$url/modules/sms/events/default?limit=50" -H "X-Fineract-API-Key: $1" | grep -o '"eventId"' | wc -l; }

if ! dpkg -i ./smsbridge_1.0.0_amd64.deb >/tmp/dpkg.log 2>&1; then
  if grep -q 'dependency problems' /tmp/dpkg.log; then
    skip "the package: what it depends on is not installed here"
  else
    no "install: $(tail -n 5 /tmp/dpkg.log)"
  fi
  echo "$passed passed, $failed failed, $skipped skipped"
  exit
fi
ok "it is installed"
check "its user can not sign in" bash -c "getent passwd smsbridge | grep -q nologin"
check "data and logs are its own alone" bash -c '[ "$(stat -c "%U:%G %a" /var/lib/smsbridge /var/log/smsbridge | uniq)" = "smsbridge:smsbridge 700" ]'
check "its settings are root's, and read by it alone" is "$(owner /etc/smsbridge/appsettings.json)" "root:smsbridge 640"
check "smsbridge is on the path" bash -c "smsbridge --version | grep -q '^1.0.0'"
check "as installed its settings can be used" smsbridge config check
check "another user is told why he can not" bash -c "setpriv --reuid=nobody --regid=nogroup --clear-groups smsbridge config check 2>&1 | grep -q 'can not be read by this user'"
if command -v systemd-analyze >/dev/null; then
  check "systemd takes its unit" systemd-analyze verify /lib/systemd/system/smsbridge.service
  score="$(systemd-analyze security --offline=true --no-pager /lib/systemd/system/smsbridge.service 2>/dev/null | sed -n 's/.*Overall exposure level for smsbridge.service: \([0-9.]*\).*/\1/p')"
  check "its exposure is ${score:-unknown}, at most 1.5" systemd-analyze security --offline=true --threshold=15 --no-pager /lib/systemd/system/smsbridge.service
else
  skip "systemd-analyze is not installed"
fi

check "it starts" start
check "the database is where the settings say" test -f /var/lib/smsbridge/smsbridge.db
check "the log is where the settings say" bash -c "ls /var/log/smsbridge/*.log"
registered="$(printf 'any\n' | smsbridge tenant add default --provider log --account any --sender MyBank --token - --endpoint http://localhost:8080/fineract-provider/api/v1 --no-verify --json 2>&1)"
key="$(sed -n 's/.*"apiKey": *"\([^"]*\)".*/\1/p' <<<"$registered")"
check "a verb of root's works beside it, as its user" test -n "$key"
check "what the verb wrote is the service's" bash -c "! find /var/lib/smsbridge ! -user smsbridge | grep ."
check "a hook is taken" bash -c "$(declare -f post); url=$url; post '$key' 1 | grep -q accepted"
mkdir /backup && chown smsbridge /backup
check "it is backed up while it runs" smsbridge backup /backup/before.db

# --- upgrade: own settings stay, the old one serves until it is told to go
sed -i 's/smsbridge-.log/kept-.log/' /etc/smsbridge/appsettings.json
check "it is upgraded while it runs" dpkg -i --force-confold "./smsbridge_1.1.0~rc.1_amd64.deb"
check "the one before still serves" smsbridge health "$url"
check "own settings are kept" grep -q kept-.log /etc/smsbridge/appsettings.json
check "and who may read them" is "$(owner /etc/smsbridge/appsettings.json)" "root:smsbridge 640"
check "it stops when it is told" stop
check "the new one starts on the record of the old" start
check "what was taken before is there" is "$(count "$key")" 1
check "and the next hook too" bash -c "$(declare -f post); url=$url; post '$key' 2 | grep -q accepted"
check "the record is whole" smsbridge verify

# --- settings that can not be used: said at the upgrade, before anything is stopped
echo '{ "Relay": { "MaxAttempts": 0 } }' >/etc/smsbridge/20-wrong.json
check "wrong settings are named at the upgrade, which does not fail" bash -c "dpkg -i --force-confold './smsbridge_1.1.0~rc.1_amd64.deb' 2>&1 | grep -q 'Relay:MaxAttempts'"
rm /etc/smsbridge/20-wrong.json

# --- the disk is lost; the backup is put back
stop
rm -rf /var/lib/smsbridge/smsbridge.db*
install -o smsbridge -g smsbridge -m 600 /backup/before.db /var/lib/smsbridge/smsbridge.db
check "the backup is whole" smsbridge verify
echo "{ \"Relay\": { \"CloseQueuedBefore\": \"$(date -u -d '-1 second' +%Y-%m-%dT%H:%M:%SZ)\" } }" >/etc/smsbridge/30-restored.json
check "it starts on the backup" start
check "what was there then is there" is "$(count "$key")" 1
check "it stops" stop

check "it is removed, its settings and record stay" bash -c "dpkg -r smsbridge >/dev/null && ! test -e /usr/bin/smsbridge && test -e /etc/smsbridge/appsettings.json && test -e /var/lib/smsbridge/smsbridge.db"
check "a purge takes settings and logs, and says that the record stays" bash -c "dpkg -P smsbridge 2>&1 | grep -q 'stays in /var/lib/smsbridge' && ! test -e /etc/smsbridge/appsettings.json && ! test -e /var/log/smsbridge && test -e /var/lib/smsbridge/smsbridge.db"
echo "$passed passed, $failed failed, $skipped skipped"
