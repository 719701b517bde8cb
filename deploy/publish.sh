#!/usr/bin/env bash
# Usage: bash deploy/publish.sh RID FOLDER [VERSION]
#
# Builds the program for one platform into FOLDER: one file that brings its runtime, its native libraries and appsettings.json beside it.
# RID: linux-x64, linux-arm64 or win-x64. The same sources give the same bytes, wherever they lie (tests/packages.sh).
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
rid="$1" folder="$(realpath -m "$2")" version="${3:-$(bash "$root/deploy/version.sh")}"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
cd "$root"
commit="${SOURCE_COMMIT:-$(git rev-parse HEAD 2>/dev/null || true)}"
rm -rf "$folder"
# Compiled ahead of time part by part: all in one, the runtime's own parts too, would be larger, and take minutes.
# Of the paths of this machine none gets into the files: PathMap. Symbols are in the program, so that a stack trace names its line.
dotnet publish src/SmsBridge --nologo -v quiet -clp:NoSummary -c Release -r "$rid" --self-contained -o "$folder" \
  -p:PublishSingleFile=true -p:PublishReadyToRunComposite=false -p:DebugType=embedded -p:PublishDocumentationFiles=false -p:Version="$version" \
  -p:SourceRevisionId="$commit" -p:PathMap="$root=/_" -p:RunAnalyzers=false -m:1 --disable-build-servers
cp LICENSE NOTICE CHANGELOG.md "$folder/"
find "$folder" -type f -exec chmod 644 {} +
[ "$rid" = win-x64 ] || chmod 755 "$folder/SmsBridge"
