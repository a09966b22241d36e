#!/usr/bin/env bash
# Runs each fuzz target of a build folder for FUZZ_SECONDS (60) of processor, from its corpus in tests/fuzz/
# and what earlier runs added to FOLDER/corpus. Inputs that fail are kept in FOLDER/findings.
#
#   scripts/fuzz.sh build/fuzz [TARGET …]
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1
shift
status=0
# GDAL asks for the memory that a file says it needs, and copes when there is none.
export ASAN_OPTIONS=allocator_may_return_null=1

# libFuzzer counts seconds by the clock, of which a busy machine gives a part.
fuzz() { # NAME PROGRAM: ends as the fuzzer does, which SIGUSR1 asks to stop
  # Ten times as long by the clock is enough, should ps fail.
  "$2" -max_total_time=$((10 * ${FUZZ_SECONDS:-60})) -timeout=60 -rss_limit_mb=4096 \
    -print_final_stats=1 -artifact_prefix="$build/findings/$1-" \
    "$build/corpus/$1" "tests/fuzz/corpus/$1" &
  local pid=$! spent
  while spent=$(ps -o cputimes= -p "$pid"); do
    ((spent < ${FUZZ_SECONDS:-60})) || kill -USR1 "$pid" 2>/dev/null || true
    sleep 1
  done
  wait "$pid"
}

for name in "$@"; do
  [[ -x $build/bin/${name}_fuzz ]] || { echo "$name: no such target in $build" >&2 && exit 2; }
done
mkdir -p "$build/findings"
for program in "$build"/bin/*_fuzz; do
  name=$(basename "$program" _fuzz)
  [[ $# = 0 || " $* " = *" $name "* ]] || continue
  mkdir -p "$build/corpus/$name"
  log=$build/$name.log
  if fuzz "$name" "$program" >"$log" 2>&1; then
    echo "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs, no findings"
  else
    tail -n 40 "$log" >&2
    echo "$name: a finding; the input is in $build/findings, the whole log in $log" >&2
    status=1
  fi
done
exit "$status"
