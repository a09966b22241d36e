#!/usr/bin/env bash
# Commands by several ranks make what one process makes.
#
#   tests/cluster/commands.sh SCARP TOOLS_FOLDER tune|train|predict RANKS
set -euo pipefail

here=$(dirname "$(realpath "$0")")
PATH=$(dirname "$(realpath "$1")"):$(realpath "$2"):$PATH
export PATH OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
ranks=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# shellcheck source=tests/cli/make_npy.sh
source "$here/../cli/make_npy.sh"
# shellcheck source=tests/cli/make_model.sh
source "$here/../cli/make_model.sh"

by_ranks() { timeout 120 mpirun -n "$ranks" --oversubscribe --bind-to none scarp "$@"; }

# Files of two results, but for run.json and seconds.
same() {
  (cd "$1" && find . -type f | sort) >one.list
  (cd "$2" && find . -type f | sort) | diff one.list - || exit 1
  local file
  while read -r file; do
    case $file in
      */run.json | *.log) ;;
      */results.csv) diff <(without_seconds "$1/$file") <(without_seconds "$2/$file") ;;
      *) cmp "$1/$file" "$2/$file" ;;
    esac
  done <one.list
}
without_seconds() { sed -E 's/,[0-9.]*,([^,]*)$/,\1/' "$1"; }

case $3 in
  tune)
    data_set data
    options=(--data data --grid "filters=1,2" "batch=4,8" --depth 1 --epochs 2 --threads 1)
    scarp tune "${options[@]}" --out one
    by_ranks tune "${options[@]}" --out several
    same one several
    for shard in 2/3 1/3 3/3; do scarp tune "${options[@]}" --shard $shard --out shards; done
    scarp tune "${options[@]}" --resume --out shards
    same one shards ;;
  train)
    data_set data
    options=(--data data --filters 2 --depth 1 --batch 4 --threads 1)
    scarp train "${options[@]}" --epochs 3 --out one
    by_ranks train "${options[@]}" --epochs 3 --out several
    diff one/curves.csv several/curves.csv
    # One rank is killed; one process goes on.
    options+=(--epochs 400 --patience 400)
    by_ranks train "${options[@]}" --out killed 2>killed.log &
    until [[ -e killed/.kept/checkpoint.safetensors || -e killed/run.json ]]; do sleep 0.05; done
    kill -KILL "$(pgrep -n -f -- "--out killed")"
    wait $! && echo 'nobody noticed' >&2 && exit 1
    scarp train "${options[@]}" --out killed --resume ;;
  predict)
    stack_and_model
    options=(--stack stack --model m.safetensors --tta flips --threshold 0.6 --min-area 0 --threads 1)
    scarp predict "${options[@]}" --out one
    by_ranks predict "${options[@]}" --out several
    same one several ;;
esac
