#!/usr/bin/env bash
# Runs tests/clients/*.sh: each opens what scarp writes with a program of others, and may exit with
# 77 to be skipped.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

shopt -s nullglob
scripts=(tests/clients/*.sh)
((${#scripts[@]})) || { echo "No client tests yet."; exit 0; }

passed=0 failed=0 skipped=0
for script in "${scripts[@]}"; do
  output=$("$script" build/release/bin/scarp </dev/null 2>&1)
  case $? in
    0) ((++passed)) ;;
    77) ((++skipped)) && echo "skipped: $script: $output" ;;
    *) ((++failed)) && printf 'FAILED: %s\n%s\n' "$script" "$output" ;;
  esac
done
line="$passed passed, $failed failed"
((skipped)) && line+=", $skipped skipped"
echo "$line"
((failed == 0))
