#!/usr/bin/env bash
# Usage: bash deploy/version.sh
#
# Prints the version of what stands here: that of the tag v1.2.3 where it is one, and nothing is changed since; otherwise the next one's (Version in
# Directory.Build.props) with the number of commits, such as 0.1.0-dev.412. Without git: the next one's.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
next="$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)"
if ! git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
  echo "$next"
elif tag="$(git describe --tags --exact-match --match 'v[0-9]*' 2>/dev/null)" && git diff --quiet HEAD --; then
  echo "${tag#v}"
else
  echo "$next-dev.$(git rev-list --count HEAD)"
fi
