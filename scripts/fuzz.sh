#!/usr/bin/env bash
# Runs each fuzz target of a build folder for FUZZ_SECONDS (60), from its corpus in tests/fuzz/ and
# what earlier runs added to FOLDER/corpus. Inputs that fail are kept in FOLDER/findings.
#
#   scripts/fuzz.sh build/fuzz
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1
status=0
# GDAL asks for the memory that a file says it needs, and copes when there is none.
export ASAN_OPTIONS=allocator_may_return_null=1

mkdir -p "$build/findings"
for program in "$build"/bin/*_fuzz; do
  name=$(basename "$program" _fuzz)
  mkdir -p "$build/corpus/$name"
  log=$build/$name.log
  if "$program" -max_total_time="${FUZZ_SECONDS:-60}" -max_len=4096 -timeout=20 -rss_limit_mb=4096 \
    -print_final_stats=1 -artifact_prefix="$build/findings/$name-" \
    "$build/corpus/$name" "tests/fuzz/corpus/$name" >"$log" 2>&1; then
    echo "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs, no findings"
  else
    tail -n 40 "$log" >&2
    echo "$name: a finding; the input is in $build/findings, the whole log in $log" >&2
    status=1
  fi
done
exit "$status"
