#!/usr/bin/env bash
# How many times as fast two ranks are as one process, both with one thread for each, in turns; and how many
# times as much two processes that know nothing of each other do in that time, which is what the cores allow.
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
on_core() { taskset -c "$1" "$scarp" "${@:3}" --threads 1 --out "$work/$2"; }
apart() {
  on_core 0 a "$@" &
  on_core 1 b "$@"
  wait $!
}
median() { sort -n | awk '{ r[NR] = $1 } END { print r[int((NR + 1) / 2)] }'; }

for ((pair = 0; pair < pairs; pair++)); do
  rm -rf "$work"/{one,two,a,b}
  one=$(seconds on_core 0 one "$@")
  two=$(seconds mpirun -n 2 --bind-to core "$scarp" "$@" --threads 1 --out "$work/two")
  both=$(seconds apart "$@")
  awk -v a="$one" -v b="$two" -v c="$both" -v ratios="$work/ratios" -v most="$work/most" 'BEGIN {
    printf "one process %s s, two ranks %s s, two apart %s s: %.3f times as fast of %.3f\n", a, b, c, a / b, 2 * a / c
    print a / b >>ratios; print 2 * a / c >>most }'
done
echo "median $(median <"$work/ratios") of $(median <"$work/most")"
