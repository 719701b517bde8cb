#!/usr/bin/env bash
# Usage: bash deploy/deb/build.sh PUBLISHED ARCHITECTURE VERSION FOLDER
#
# Makes FOLDER/smsbridge_VERSION_ARCHITECTURE.deb of what deploy/publish.sh built. ARCHITECTURE: amd64 or arm64. Prints its path.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
published="$1" architecture="$2" version="${3//-/\~}" folder="$4" # 1.0.0~rc.1 comes before 1.0.0
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git -C "$here" log -1 --format=%ct 2>/dev/null || echo 0)}"
mkdir -p "$folder"
stage="$(mktemp -d)"
trap 'rm -rf "$stage"' EXIT
umask 022
chmod 755 "$stage"

install -d "$stage/DEBIAN" "$stage/usr/lib/smsbridge" "$stage/usr/bin" "$stage/etc/smsbridge" "$stage/lib/systemd/system" "$stage/usr/share/doc/smsbridge"
cp "$published"/* "$stage/usr/lib/smsbridge/"
rm "$stage/usr/lib/smsbridge/"{LICENSE,NOTICE,CHANGELOG.md}
chmod 644 "$stage/usr/lib/smsbridge/"* && chmod 755 "$stage/usr/lib/smsbridge/SmsBridge"
install -m 755 "$here/smsbridge" "$stage/usr/bin/smsbridge"
install -m 640 "$here/appsettings.json" "$stage/etc/smsbridge/appsettings.json"
install -m 644 "$here/../systemd/smsbridge.service" "$stage/lib/systemd/system/smsbridge.service"
install -m 644 "$published/NOTICE" "$stage/usr/share/doc/smsbridge/NOTICE"
gzip -9n <"$published/CHANGELOG.md" >"$stage/usr/share/doc/smsbridge/CHANGELOG.md.gz"
gzip -9n >"$stage/usr/share/doc/smsbridge/changelog.gz" <<END
smsbridge ($version) stable; urgency=medium

  * What changed stands in CHANGELOG.md beside this file.

 -- $(sed -n 's/^Maintainer: //p' "$here/control")  $(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")
END
install -m 644 "$here/copyright" "$stage/usr/share/doc/smsbridge/copyright"

for script in postinst prerm postrm; do install -m 755 "$here/$script" "$stage/DEBIAN/$script"; done
echo /etc/smsbridge/appsettings.json >"$stage/DEBIAN/conffiles"
sed -e "s/@VERSION@/$version/; s/@ARCHITECTURE@/$architecture/; s/@SIZE@/$(du -sk --apparent-size "$stage/usr" | cut -f1)/" "$here/control" >"$stage/DEBIAN/control"
(cd "$stage" && find usr lib -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)

# Times and order are fixed by SOURCE_DATE_EPOCH and by dpkg-deb, so that the same program makes the same package.
find "$stage" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz --build "$stage" "$folder/smsbridge_${version}_${architecture}.deb" >/dev/null
echo "$folder/smsbridge_${version}_${architecture}.deb"
