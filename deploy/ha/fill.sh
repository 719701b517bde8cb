#!/bin/sh
# Usage: sh fill.sh TEMPLATE NAME=VALUE...
#
# Prints a template of this folder with each @NAME@ replaced by its value. Exit code 1, and nothing printed, when one is left without a value.
set -eu
template="$1"
shift
text="$(cat "$template")"
for pair in "$@"; do
  text="$(printf '%s\n' "$text" | NAME="@${pair%%=*}@" VALUE="${pair#*=}" awk '{
    while ((at = index($0, ENVIRON["NAME"])) > 0) {
      printf "%s%s", substr($0, 1, at - 1), ENVIRON["VALUE"]
      $0 = substr($0, at + length(ENVIRON["NAME"]))
    }
    print
  }')"
done
left="$(printf '%s\n' "$text" | grep -v '^#' | grep -o '@[A-Z][A-Z_0-9]*@' | sort -u | tr '\n' ' ' || true)"
if [ -n "$left" ]; then
  echo "$template: no value for $left" >&2
  exit 1
fi
printf '%s\n' "$text"
