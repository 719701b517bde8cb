#!/usr/bin/env bash
# Usage: bash deploy/release.sh FOLDER
#
# Everything of a release, into FOLDER: the program for Linux (x64, arm64) and Windows (x64), the Debian packages, the Helm chart where helm is installed, a list
# of what is in it (SBOM, CycloneDX), and the checksums of all of these. Its version is that of the tag. CHANGELOG.md must have a heading for it.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"
mkdir -p "$1"
folder="$(cd "$1" && pwd)" version="$(bash deploy/version.sh)"
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

case "$version" in
*-dev.*) ;;
*) grep -q "^## \[\?$version\]\?\( \|$\)" CHANGELOG.md || { echo "CHANGELOG.md has no heading for $version." >&2; exit 1; } ;;
esac

for rid in linux-x64 linux-arm64 win-x64; do
  name="smsbridge-$version-$rid"
  bash deploy/publish.sh "$rid" "$work/$name" "$version"
  find "$work/$name" -exec touch --date="@$SOURCE_DATE_EPOCH" {} +
  if [ "$rid" = win-x64 ]; then
    (cd "$work" && find "$name" -type f | LC_ALL=C sort | TZ=UTC zip -qX "$folder/$name.zip" -@)
  else
    tar -C "$work" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner -c "$name" | gzip -9n >"$folder/$name.tar.gz"
  fi
done
bash deploy/deb/build.sh "$work/smsbridge-$version-linux-x64" amd64 "$version" "$folder" >/dev/null
bash deploy/deb/build.sh "$work/smsbridge-$version-linux-arm64" arm64 "$version" "$folder" >/dev/null
if command -v helm >/dev/null; then
  helm package deploy/helm --version "$version" --app-version "$version" --destination "$folder" >/dev/null
fi
bash deploy/sbom.sh "$folder/smsbridge-$version.cdx.json" "$version"
(cd "$folder" && LC_ALL=C ls | grep -v '^SHA256SUMS$' | xargs sha256sum >SHA256SUMS)
echo "$version: $(wc -l <"$folder/SHA256SUMS") files in $folder"
