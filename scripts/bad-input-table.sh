#!/usr/bin/env bash
# Prints docs/bad-input.md from the golden tests: what each kind of bad input is answered with.
set -euo pipefail
cd "$(dirname "$0")/.."

cat <<'END'
# What scarp says of bad input

Every row is a test: `tests/cli/<command>/bad_<kind>/` makes the input, runs the command and holds it
to this message and exit code (1 bad data or a failure, 2 wrong use). None of them leaves anything
half-written. This page is made by `scripts/bad-input-table.sh`.

| command | kind of input | exit | what scarp says |
| --- | --- | --- | --- |
END
for case in tests/cli/*/bad_*; do
  command=$(basename "$(dirname "$case")")
  kind=$(basename "$case")
  kind=${kind#bad_}
  message=$(sed -e 's/^scarp: //' -e 's/|/\\|/g' "$case/stderr" | paste -sd '~' | sed 's/~/ <br> /g')
  printf '| %s | %s | %s | %s |\n' "$command" "${kind//_/ }" "$(cat "$case/exit")" "$message"
done
