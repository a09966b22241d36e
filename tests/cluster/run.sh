#!/usr/bin/env bash
# Runs one scene of ranks_program under mpirun and looks at how it ends.
#
#   tests/cluster/run.sh PROGRAM RANKS SCENE [RANK]
set -uo pipefail

program=$1 ranks=$2 scene=$3 one=${4:-0}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 SCARP_RANK_TIMEOUT_S=2

fail() {
  printf '%s (exit code %s)\n' "$1" "$status" >&2
  cat "$work/out" "$work/err" >&2
  exit 1
}

start=("-n" "$ranks" "$program" "$scene" "$one")
if [[ $scene == unloaded ]]; then  # the last rank has no module for MPI beside it
  mkdir "$work/alone"
  cp "$program" "$work/alone/"
  start=(-n $((ranks - 1)) "$program" sums : -n 1 "$work/alone/$(basename "$program")" sums)
fi
timeout 60 mpirun --oversubscribe --bind-to none "${start[@]}" >"$work/out" 2>"$work/err" &
if [[ $scene == talk ]]; then
  sleep 2
  pkill -INT -P $! mpirun  # Ctrl-C
fi
if [[ $scene == suspend ]]; then  # all at once, for longer than a rank may be silent
  sleep 1.5
  pids=$(pgrep -P "$(pgrep -P $! mpirun)")
  # shellcheck disable=SC2086
  kill -STOP $pids && sleep 4 && kill -CONT $pids
fi
wait $!
status=$?
told=$(grep -c '^scarp: ' "$work/err")
case $scene in
  sums | items | suspend)
    ((status == 0)) || fail 'it failed'
    [[ $(<"$work/out") == "done by $ranks" ]] || fail 'it was not done' ;;
  fail | fail-busy | fail-summing | all-fail)
    expected=2
    [[ $scene == fail-busy || $scene == fail-summing ]] && expected=1
    ((status == expected)) || fail "exit code $expected was expected"
    ((told == 1)) || fail 'one message was expected'
    grep -q 'is broken' "$work/err" || fail 'the message is another one' ;;
  unloaded)
    ((status == 1)) || fail 'exit code 1 was expected'
    grep -q 'scarp-mpi.so: cannot be loaded' "$work/err" || fail 'nobody said why' ;;
  talk)  # mpirun gives them a second, and has an exit code of its own
    ((status != 0)) || fail 'it was not interrupted'
    sleep 1
    pgrep -f "$program talk" >/dev/null && fail 'ranks are left' ;;
  die)
    ((status == 137)) || fail 'mpirun tells of killed ranks by 137' ;;
  hang)
    ((status == 1)) || fail 'exit code 1 was expected'
    grep -q "rank $one on .* has not been heard of" "$work/err" || fail 'nothing was noticed' ;;
esac
[[ -s $work/out && $scene != sums && $scene != items && $scene != suspend ]] && fail 'it says that it is done'
exit 0
