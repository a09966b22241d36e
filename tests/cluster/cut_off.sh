#!/usr/bin/env bash
# A host is cut off in the middle of a command: the run ends within a minute with a clear message, and the
# same command goes on, or begins anew, to the bytes of an undisturbed run. Needs root; exits with 77 where
# there are no network namespaces.
#
#   tests/cluster/cut_off.sh SCARP TOOLS_FOLDER tune|train|predict|geocode|map [SECONDS]
set -euo pipefail

here=$(dirname "$(realpath "$0")")
PATH=$(dirname "$(realpath "$1")"):$(realpath "$2"):$PATH
export PATH OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
scarp=$(realpath "$1") verb=$3 cut_after=${4:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# shellcheck source=tests/cli/make_npy.sh
source "$here/../cli/make_npy.sh"
# shellcheck source=tests/cli/make_model.sh
source "$here/../cli/make_model.sh"
# shellcheck source=tests/cli/map/scenes.sh
source "$here/../cli/map/scenes.sh"

again=()
case $verb in
  tune)
    data_set data
    again=(--resume)
    options=(--data data --grid "seed=1,2,3,4,5,6" --filters 2 --depth 1 --epochs 300 --patience 300) ;;
  train)
    data_set data
    again=(--resume)
    options=(--data data --filters 8 --depth 2 --batch 4 --epochs 1500 --patience 1500) ;;
  predict)
    # shellcheck disable=SC2119 # what it takes are not our arguments
    stack_and_model
    options=(--stack stack --overlap 0.9 --tta d4 --model)
    for ((i = 0; i < 100; i++)); do options+=(m.safetensors); done ;;
  geocode)
    make_scene --size 6000x6000 >/dev/null
    make_raster dem.tif --size 3000x3000 --origin 540000,4780000 --cell 30 --value ramp
    options=(--scene scene.SAFE --dem dem.tif --dem-datum ellipsoid --filter refined-lee) ;;
  map)
    mkdir scenes
    make_scene scenes --size 5000x5000 --name a --start 2018-08-24T20:40:00 --absolute-orbit 100 >/dev/null
    make_scene scenes --size 5000x5000 --name b --start 2018-09-05T20:40:00 --absolute-orbit 200 >/dev/null
    make_raster dem.tif --size 3000x3000 --origin 540000,4780000 --cell 30 --value ramp
    event_file
    sed -i 's/^area = .*/area = [141.8, 42.6, 142.2, 42.9]/' event.toml
    options=(event.toml) ;;
esac
options+=(--threads 1)

# Two ranks, as training by one differs in the last bits.
mpirun -n 2 --oversubscribe --bind-to none "$scarp" "$verb" "${options[@]}" --out whole >whole.log 2>&1
status=0
timeout -k 5 150 "$here/hosts.sh" "$cut_after" "$scarp" "$verb" "${options[@]}" --out cut >cut.log 2>&1 ||
  status=$?
((status == 77)) && exit 77
cat cut.log
((status != 0)) || { echo 'it was done before it was cut off' >&2 && exit 1; }
grep -q '^scarp: rank 1 on .* has not been heard of' cut.log
(($(sed -n 's/^ended \([0-9]*\) s later.*/\1/p' cut.log) <= 60))
[[ ! -e cut/run.json ]]
mpirun -n 2 --oversubscribe --bind-to none "$scarp" "$verb" "${options[@]}" --out cut "${again[@]}" \
  >resumed.log 2>&1
(cd whole && find . -type f ! -name run.json ! -name '*.log' ! -name results.csv | sort) >files
while read -r file; do cmp "whole/$file" "cut/$file"; done <files
[[ ! -e cut/.unfinished && ! -e cut/.kept ]]
echo 'the same bytes after it was started again'
