#!/usr/bin/env bash
# Commands by several ranks make what one process makes.
#
#   tests/cluster/commands.sh SCARP TOOLS_FOLDER tune|stopped_runs|shards|train|predict|geocode|map|batch|batch_shards RANKS
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
# shellcheck source=tests/cli/map/scenes.sh
source "$here/../cli/map/scenes.sh"

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

# One of them broken.
four_events() {
  five_scenes
  terrain
  event_file
  mkdir events
  sed 's|"scenes"|"../scenes"|; s|"dem.tif"|"../dem.tif"|' event.toml >events/a.toml
  sed 's|^area = .*|area = [141.99, 42.745, 142.01, 42.755]|' events/a.toml >events/b.toml
  sed 's|^area = .*|area = [141.985, 42.745, 142.01, 42.755]|' events/a.toml >events/d.toml
  sed 's|^dem = .*|dem = "missing.tif"|' events/a.toml >events/c.toml
}

# The last process started below another, which is not of any other run.
last_below() {
  local process=$1 below
  while below=$(pgrep -n -P "$process"); do process=$below; done
  echo "$process"
}

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
  stopped_runs)
    data_set data
    options=(--data data --grid "epochs=1,400" --filters 2 --depth 1 --batch 4 --patience 400 --threads 1)
    scarp tune "${options[@]}" --out one
    # Starts a grid, and comes back when its second run, which takes longer, is at work.
    begin() {
      scarp tune "${options[@]}" --out "$1" 2>"$1.log" &
      tune=$!
      until [[ -e $1/.kept/runs/epochs=400/.kept ]]; do kill -0 $tune && sleep 0.02; done
      run=$(pgrep -P $tune)
    }
    # A run that is killed is no run that failed: there is no result without it.
    begin killed
    kill -KILL "$run"
    wait $tune && echo 'nobody noticed' >&2 && exit 1
    grep -q 'killed: 1 of 2 runs are not finished (epochs=400). Go on with them .* --resume' killed.log
    [[ ! -e killed/results.csv && -e killed/.kept/runs/epochs=1/run.json ]]
    scarp tune "${options[@]}" --out killed --resume
    same one killed
    # One that is told to end while its start is killed takes its time.
    begin waits
    kill -STOP "$run"
    kill -KILL $tune
    (sleep 1.5 && kill -CONT "$run") &
    scarp tune "${options[@]}" --out waits --resume
    same one waits
    # Or does not end at all.
    begin held
    kill -STOP "$run"
    kill -KILL $tune
    scarp tune "${options[@]}" --out held --resume 2>told && exit 1
    grep -q 'epochs=400 is being run by another process' told
    grep -q 'held: 1 of 2 runs are not finished' told
    kill -KILL "$run"
    scarp tune "${options[@]}" --out held --resume
    same one held ;;
  shards)
    # Started at once, as a job array is: each does its part, and one of other data is refused, be it first.
    data_set data
    mkdir other
    cp data/*.npy other/
    printf '\x01' | dd of=other/trainX.npy bs=1 seek=200 conv=notrunc status=none
    options=(--grid "filters=1,2" "batch=4,8" --depth 1 --epochs 2 --threads 1)
    scarp tune --data data "${options[@]}" --out one
    for _ in 1 2 3; do
      running=()
      for shard in 1/3 2/3 3/3; do
        [[ $shard == 2/3 ]] && data=other || data=data
        scarp tune --data "$data" "${options[@]}" --shard $shard --out shards >/dev/null 2>"log.${shard%/3}" &
        running+=($!)
      done
      failed=0
      for i in 1 2 3; do
        wait "${running[i - 1]}" && continue
        ((failed += 1))
        grep -q 'the runs begun there had other options or other data' log.$i
      done
      ((failed == 1 || failed == 2))
      ((failed == 1)) && break  # those of `data` were first
      rm -rf shards
    done
    for shard in 1/3 2/3 3/3; do scarp tune --data data "${options[@]}" --shard $shard --out all & done
    wait
    scarp tune --data data "${options[@]}" --resume --out all
    same one all ;;
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
    kill -KILL "$(last_below $!)"
    wait $! && echo 'nobody noticed' >&2 && exit 1
    scarp train "${options[@]}" --out killed --resume ;;
  predict)
    # shellcheck disable=SC2119 # what it takes are not our arguments
    stack_and_model
    options=(--stack stack --model m.safetensors --tta flips --threshold 0.6 --min-area 0 --threads 1)
    scarp predict "${options[@]}" --out one
    by_ranks predict "${options[@]}" --out several
    same one several ;;
  geocode)
    make_scene --size 900x1500 >/dev/null
    make_raster dem.tif --size 900x900 --origin 572000,4746000 --cell 30 --value ramp
    options=(--scene scene.SAFE --dem dem.tif --dem-datum ellipsoid --filter lee --threads 1)
    options+=(--layers "backscatter,mask,incidence,line")
    scarp geocode "${options[@]}" --out one
    by_ranks geocode "${options[@]}" --out several
    same one several
    # One rank is killed; nothing of it is left, and the next run makes all.
    by_ranks geocode "${options[@]}" --out killed 2>killed.log &
    until [[ -e killed/.unfinished/parts/1 ]]; do sleep 0.01; done
    kill -KILL "$(last_below $!)"
    wait $! && echo 'nobody noticed' >&2 && exit 1
    [[ ! -e killed/run.json ]]
    by_ranks geocode "${options[@]}" --out killed
    same one killed
    [[ ! -e killed/.unfinished ]] ;;
  map)
    five_scenes
    terrain
    event_file
    scarp map event.toml --threads 1 --out one
    by_ranks map event.toml --threads 1 --out several
    same one several
    # Models look at rows that all ranks share.
    make_model m.safetensors --threshold 0.5 --screening-threshold 0.4
    sed -i '/^\[options\]/i models = ["m.safetensors"]' event.toml
    scarp map event.toml --threads 1 --out one
    by_ranks map event.toml --threads 1 --out several
    same one several
    # What was made is not made again, by however many.
    by_ranks map event.toml --threads 1 --out several
    same one several
    scarp map event.toml --threads 1 --out several --overwrite
    [[ $(grep -c '"reused": false' several/run.json) == 0 ]]
    # Nor are predictions that are left, of some tracks.
    for lost in several/stages/prediction-*; do
      rm -r "$lost"
      by_ranks map event.toml --threads 1 --out several
      same one several
      [[ $(grep -c '"reused": false' several/run.json) == 1 ]]
    done
    # Findings are told once.
    by_ranks map event.toml --area 10,10,10.1,10.1 --out elsewhere 2>told && exit 1
    [[ $(grep -c 'must be put right' told) == 1 ]] ;;
  batch)
    four_events
    # The event that fails is told once, and does not stop the others.
    scarp map --batch events --threads 1 --out one && exit 1
    by_ranks map --batch events --threads 1 --out several 2>told && exit 1
    [[ $(grep -c '1 of 4 events could not be mapped' told) == 1 ]]
    same one several
    # A rank is killed; however many go on with the events that are left.
    by_ranks map --batch events --threads 1 --out killed 2>killed.log &
    until compgen -G 'killed/*/stages/*' >/dev/null; do sleep 0.01; done
    kill -KILL "$(last_below $!)"
    wait $! && echo 'nobody noticed' >&2 && exit 1
    sed -i 's|"missing.tif"|"../dem.tif"|' events/c.toml
    scarp map --batch events --threads 1 --out one
    by_ranks map --batch events --threads 1 --out killed
    cmp one/c/landslides.gpkg killed/c/landslides.gpkg
    for event in a b c d; do same "one/$event" "killed/$event"; done
    [[ $(grep -c '"outcome"' killed/batch.json) == 4 && ! -e killed/.batch ]] ;;
  batch_shards)
    # Started at once, as a job array is: each maps its events, and one is told to fail.
    four_events
    scarp map --batch events --threads 1 --out one && exit 1
    running=()
    for shard in 1/3 2/3 3/3; do
      scarp map --batch events --shard $shard --threads 1 --out shards 2>"log.${shard%/3}" &
      running+=($!)
    done
    until [[ -e shards/.lock ]]; do sleep 0.01; done
    scarp map --batch events --out shards 2>told && exit 1
    grep -q '^scarp: shards: another run of scarp is writing to this folder' told
    wait "${running[0]}" && wait "${running[1]}"
    wait "${running[2]}" && echo 'it did not fail' >&2 && exit 1
    grep -q '1 of 4 events could not be mapped' log.3
    same one shards
    diff one/batch.json shards/batch.json
    # Put right, only that one is started again.
    sed -i 's|"missing.tif"|"../dem.tif"|' events/c.toml
    scarp map --batch events --threads 1 --out one
    scarp map --batch events --shard 3/3 --threads 1 --out shards
    for event in a b c d; do same "one/$event" "shards/$event"; done
    [[ $(grep -c '"outcome": "mapped"' shards/batch.json) == 4 ]] ;;
esac
