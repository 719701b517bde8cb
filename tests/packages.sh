#!/usr/bin/env bash
# Usage: bash tests/packages.sh
#
# Builds what is given away, and tries it: the program twice, from two folders, for the same bytes; the Debian package, installed, run, upgraded, removed and purged;
# the unit, checked by systemd's own tools; the program for ARM under qemu, where that is installed; the list of what is in it.
#
# Root on Debian or Ubuntu is needed, and its own view of the file system (unshare, an overlay): the package is installed there, and nothing of it on this machine.
# Where that is not to be had it says so and ends with 0. The last line is the result: N passed, N failed[, N skipped].
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root" || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

passed=0 failed=0 skipped=0
ok() { passed=$((passed + 1)); echo "ok       $1"; }
no() { failed=$((failed + 1)); echo "FAILED   $1"; }
skip() { skipped=$((skipped + 1)); echo "skipped  $1"; }
check() { # WORDS COMMAND...: passes when the command does
  local words="$1" said
  shift
  if said="$("$@" 2>&1)"; then ok "$words"; else no "$words: $(tail -n 3 <<<"$said")"; fi
}

if [ "$(id -u)" != 0 ] || ! command -v dpkg-deb >/dev/null; then
  echo "Skipped: packages are installed by root, on Debian or Ubuntu."
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

sources() { # FOLDER: what is committed or at least known to git, as it stands
  mkdir -p "$1"
  git ls-files -z | xargs -0 tar -c --ignore-failed-read 2>/dev/null | tar -x -C "$1"
}
SOURCE_COMMIT="$(git rev-parse HEAD)"
SOURCE_DATE_EPOCH="$(git log -1 --format=%ct)"
export SOURCE_COMMIT SOURCE_DATE_EPOCH
build() { # FOLDER: from a copy of the sources in it
  sources "$work/$1"
  bash "$work/$1/deploy/publish.sh" linux-x64 "$work/$1/out" 1.0.0 >"$work/log" 2>&1 || { no "publish: $(tail -n 5 "$work/log")"; return 1; }
  bash "$work/$1/deploy/deb/build.sh" "$work/$1/out" amd64 1.0.0 "$work/$1" >/dev/null || no "build the package"
}
one="$work/one" another="$work/another/much/deeper"
build one || { echo "$passed passed, $failed failed"; exit 1; }
check "no path of this machine is in the program" bash -c "! grep -qF '$work' '$one/out/SmsBridge'"
check "the version is the one it was given" bash -c "'$one/out/SmsBridge' --version | grep -q '^1\.0\.0+$SOURCE_COMMIT'"

# --- the package, on a machine of its own
bash "$one/deploy/deb/build.sh" "$one/out" amd64 1.1.0-rc.1 "$work" >/dev/null # a newer one to upgrade to
check "1.1.0~rc.1 comes between 1.0.0 and 1.1.0" bash -c "dpkg --compare-versions 1.1.0~rc.1 gt 1.0.0 && dpkg --compare-versions 1.1.0~rc.1 lt 1.1.0"
inside="$work/inside"
mkdir -p "$inside"
cp "$one/smsbridge_1.0.0_amd64.deb" "$work/smsbridge_1.1.0~rc.1_amd64.deb" tests/packages-inside.sh "$inside/"
if unshare --mount --pid --fork true 2>/dev/null; then
  # The folder is in memory: an overlay can not lie on an overlay.
  unshare --mount --pid --fork --kill-child bash -c '
    set -e
    mount -t tmpfs -o size=3g tmpfs /mnt
    mkdir /mnt/changed /mnt/work /mnt/root
    mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/changed,workdir=/mnt/work /mnt/root
    mount -t proc proc /mnt/root/proc
    mount --bind /dev /mnt/root/dev
    mkdir -p /mnt/root/inside
    cp "$1"/* /mnt/root/inside/
    chroot /mnt/root /bin/bash /inside/packages-inside.sh
  ' _ "$inside" </dev/null | tee "$work/said"
  read -r p f s < <(tail -n 1 "$work/said" | sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p')
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-1})) skipped=$((skipped + ${s:-0}))
else
  skip "the package: this machine gives no namespaces, as in most containers"
fi
if command -v lintian >/dev/null; then
  # Not lintian's: a program that brings its runtime is large, without a manual page, and has the runtime's own libraries in it.
  check "lintian finds no error in the package" lintian --allow-root --fail-on error --suppress-tags embedded-library,unstripped-binary-or-object,statically-linked-binary,no-changelog,non-standard-file-perm "$one/smsbridge_1.0.0_amd64.deb"
else
  skip "lintian is not installed"
fi

# --- the same sources, the same bytes, wherever they lie
if build another/much/deeper; then
  check "two builds are the same, file by file" diff -r "$one/out" "$another/out"
  check "two packages are the same, byte by byte" cmp "$one/smsbridge_1.0.0_amd64.deb" "$another/smsbridge_1.0.0_amd64.deb"
fi

# --- other machines
arm="$work/arm"
if bash "$one/deploy/publish.sh" linux-arm64 "$arm" 1.0.0 >"$work/log" 2>&1; then
  check "the program for ARM is for ARM" bash -c "od -An -t u2 -j 18 -N 2 '$arm/SmsBridge' | grep -qw 183"
  if command -v qemu-aarch64-static >/dev/null && [ -d /usr/aarch64-linux-gnu ]; then
    check "it runs under qemu" bash -c "cd '$work' && qemu-aarch64-static -L /usr/aarch64-linux-gnu '$arm/SmsBridge' config check | grep -q 'can start'"
  else
    skip "qemu (qemu-user-static, libc6-arm64-cross, libgcc-s1-arm64-cross, libstdc++6-arm64-cross) is not installed"
  fi
  bash "$one/deploy/deb/build.sh" "$arm" arm64 1.0.0 "$work" >/dev/null
  check "its package says so" bash -c "[ \"\$(dpkg-deb -f '$work/smsbridge_1.0.0_arm64.deb' Architecture)\" = arm64 ]"
else
  no "publish for ARM: $(tail -n 3 "$work/log")"
fi
windows="$work/windows"
if bash "$one/deploy/publish.sh" win-x64 "$windows" 1.0.0 >"$work/log" 2>&1; then
  check "the program for Windows is one" bash -c "[ \"\$(head -c 2 '$windows/SmsBridge.exe')\" = MZ ]"
else
  no "publish for Windows: $(tail -n 3 "$work/log")"
fi

# --- what is in it
if bash "$one/deploy/sbom.sh" "$work/bom.json" 1.0.0 >"$work/log" 2>&1; then
  check "the bill of materials names the packages with version and licence" python3 - "$work/bom.json" Directory.Packages.props src/SmsBridge/SmsBridge.csproj <<'PY'
import json, re, sys
bom = json.load(open(sys.argv[1]))
versions = dict(re.findall(r'PackageVersion Include="([^"]+)" Version="([^"]+)"', open(sys.argv[2]).read()))
wanted = [name for name in re.findall(r'PackageReference Include="([^"]+)"', open(sys.argv[3]).read())]
found = {part["name"]: part for part in bom["components"]}
assert bom["bomFormat"] == "CycloneDX" and bom["metadata"]["component"]["version"] == "1.0.0", bom["metadata"]
missing = [name for name in wanted if name not in found or found[name]["version"] != versions[name]]
assert not missing, f"missing: {missing}"
bare = [name for name in wanted if not found[name].get("licenses")]
assert not bare, f"without licence: {bare}"
PY
else
  skip "the list of what is in it: $(tail -n 1 "$work/log")"
fi

line="$passed passed, $failed failed"
[ "$skipped" -gt 0 ] && line="$line, $skipped skipped"
echo "$line"
[ "$failed" -eq 0 ]
