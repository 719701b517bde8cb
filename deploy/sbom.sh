#!/usr/bin/env bash
# Usage: bash deploy/sbom.sh FILE [VERSION]
#
# Writes into FILE which packages, in which versions and under which licences, are in the program: a bill of materials in CycloneDX's JSON.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
file="$(realpath -m "$1")" version="${2:-$(bash "$root/deploy/version.sh")}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
dotnet tool install CycloneDX --version 6.3.1 --tool-path "$work/tool" >/dev/null
"$work/tool/dotnet-CycloneDX" "$root/src/SmsBridge/SmsBridge.csproj" -o "$work" -F Json -fn bom.json --set-name SmsBridge --set-version "$version" --exclude-dev >/dev/null
mv "$work/bom.json" "$file"
