#!/usr/bin/env bash
# What more ranks cost, on however few cores: seconds, seconds of processors and memory of the largest
# process by 1, 2, 4 and 8 ranks of one thread, or by RANKS="4 8".
#
#   bench/cluster/ranks.sh SCARP VERB [OPTION …]     without --threads, --out and --overwrite
set -euo pipefail

scarp=$(realpath "$1")
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMP_WAIT_POLICY=passive

for ranks in ${RANKS:-1 2 4 8}; do
  rm -rf "$work/out"
  start=()
  ((ranks > 1)) && start=(mpirun -n "$ranks" --oversubscribe --bind-to none)
  /usr/bin/time -f '%e %U %S %M' -o "$work/time" "${start[@]}" "$scarp" "$@" --threads 1 \
    --out "$work/out" >"$work/log" 2>&1 || { cat "$work/log" >&2 && exit 1; }
  tail -1 "$work/time" | awk -v n="$ranks" \
    '{ printf "%d ranks: %.1f s, %.1f s of processors, %.0f MB\n", n, $1, $2 + $3, $4 / 1000 }'
done
