#!/usr/bin/env bash
# How many times as fast two ranks are as one process, both with one thread for each, in turns.
#
#   bench/cluster/pairs.sh SCARP PAIRS VERB [OPTION …]     without --threads, --out and --overwrite
#
# Two cores have to be free.
set -euo pipefail

scarp=$(realpath "$1") pairs=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMP_WAIT_POLICY=passive

seconds() {
  local start=$EPOCHREALTIME
  "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2 && exit 1; }
  awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f", b - a }'
}

ratios=()
for ((pair = 0; pair < pairs; pair++)); do
  rm -rf "$work/one" "$work/two"
  one=$(seconds taskset -c 0 "$scarp" "$@" --threads 1 --out "$work/one")
  two=$(seconds mpirun -n 2 --bind-to core "$scarp" "$@" --threads 1 --out "$work/two")
  ratios+=("$(awk -v a="$one" -v b="$two" 'BEGIN { printf "%.3f", a / b }')")
  echo "one process $one s, two ranks $two s: ${ratios[-1]} times as fast"
done
printf '%s\n' "${ratios[@]}" | sort -n | awk '{ r[NR] = $1 } END { print "median", r[int((NR + 1) / 2)] }'
