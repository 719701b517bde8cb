#!/usr/bin/env bash
# Usage: bash demo.sh [--once]
#
# The demo of the README. "dotnet run" says nothing while it restores and builds.
set -euo pipefail
echo "Restoring and building the demo; the first time that takes one to three minutes."
exec dotnet run --project "$(dirname "${BASH_SOURCE[0]}")/src/SmsBridge.Simulator" -- "$@"
