#!/usr/bin/env bash
# Kills the real bridge under load and counts: nothing lost, nothing doubled. Options: bash tests/faults.sh --help
# With three providers and routes from one to the next: bash tests/faults.sh --providers 3; with an SMSC as the fourth: --providers 4
# With the other ways in too - events by Kafka and RabbitMQ, campaign texts, the audit trail -, each act told once: bash tests/faults.sh --ways 3 --cycles 60
# The long form, before a release: bash tests/faults.sh --cycles 200 --hooks 50000
# Random and mutated requests instead: bash tests/faults.sh --fuzz 1000000
# A campaign of ten thousand texts through the core's jobs instead: bash tests/faults.sh --campaign
# Attacks on what everybody needs, while honest cores post: bash tests/faults.sh --hostile
# From a file to three nodes to a newer build to another server, every event accounted for: bash tests/faults.sh --story
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
if [[ "${1:-}" == --campaign ]]; then
    dotnet build tests/SmsBridge.Tests -v quiet -nologo -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false # CI judges the style
    SMSBRIDGE_CAMPAIGN_TEXTS=10000 exec dotnet tests/SmsBridge.Tests/bin/Debug/net10.0/SmsBridge.Tests.dll -noLogo -class "*.BigCampaignTests"
fi
dotnet build tests/SmsBridge.Faults -c Release -v quiet -nologo -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false
if [[ "${1:-}" == --story ]]; then
    newer="$(mktemp -d)"
    trap 'rm -rf "$newer"' EXIT
    dotnet build src/SmsBridge -c Release -v quiet -nologo -o "$newer/build" -p:BaseIntermediateOutputPath="$newer/obj/" -p:NewerScripts="$PWD/tests/SmsBridge.Faults/Story/Newer" -p:RunAnalyzers=false
    dotnet tests/SmsBridge.Faults/bin/Release/net10.0/SmsBridge.Faults.dll "$@" --newer "$newer/build"
    exit
fi
exec dotnet tests/SmsBridge.Faults/bin/Release/net10.0/SmsBridge.Faults.dll "$@"
