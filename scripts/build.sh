#!/usr/bin/env bash
# Compiles a configured build folder: a line of progress on a terminal, elsewhere only what failed.
#
#   scripts/build.sh build/release [--target scarp]
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ -t 1 ]]; then exec cmake --build "$@"; fi
if ! output=$(cmake --build "$@" -- --quiet 2>&1); then
  echo "$output" >&2
  exit 1
fi
