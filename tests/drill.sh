#!/usr/bin/env bash
# Usage: bash tests/drill.sh
#
# The restore drill, with the real program and stand-ins for core and provider, all on this machine: three SMS wait when a backup is made, they and one more go out, the disk is
# lost, the backup is put back, the program is killed in the middle. Nobody may get a second SMS, nobody may go without, and the record must be whole. Takes about a minute.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
[[ "${1:-}" == --no-build ]] || dotnet build tests/SmsBridge.Tests -v quiet -nologo
exec timeout 300 dotnet tests/SmsBridge.Tests/bin/Debug/net10.0/SmsBridge.Tests.dll -noLogo -class "*.RestoreDrillTests"
