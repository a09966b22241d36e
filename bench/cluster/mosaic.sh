#!/usr/bin/env bash
# One command maps many small scenes: two tracks side by side, each of so many slices before the event and
# as many after it. Prints scenes, seconds, memory, and what was mapped, for each number of slices.
#
#   bench/cluster/mosaic.sh SCARP TEST_TOOLS_FOLDER SLICES …      4 × SLICES scenes
set -euo pipefail

scarp=$(realpath "$1") tools=$(realpath "$2")
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"$tools/make_raster" dem.tif --size 2700x8000 --origin 536000,4745000 --cell 30 --value folds

slice() { # TRACK NUMBER CENTRE ORBIT START [OPTION …]
  "$tools/make_scene" scenes --size 600x200 --noise 4000 --first-line $((200 * $2)) --centre "$3,42.75" \
    --relative-orbit "$1" --absolute-orbit "$4" --start "$5" --seed $((1000 * $4 + $2)) \
    --name "$4-$2" "${@:6}" >/dev/null
}
for slices in "$@"; do
  rm -rf scenes map
  mkdir scenes
  for ((i = 0; i < slices; i++)); do
    slice 46 "$i" 142.00 100 2018-08-24T20:40:00
    slice 46 "$i" 142.00 200 2018-09-05T20:40:00 --changed 280,80,40,30
    slice 119 "$i" 142.05 105 2018-08-29T20:40:00
    slice 119 "$i" 142.05 205 2018-09-10T20:40:00 --changed 280,80,40,30
  done
  box=$(awk -v n="$slices" 'BEGIN { printf "[%.3f, %.3f, 142.09, 42.76]", 141.955 - 0.0052 * n,
    42.745 - 0.018 * n }')
  cat >event.toml <<END
name = "mosaic"
time = 2018-09-05T18:07:59Z
area = $box
scenes = ["scenes"]
dem = "dem.tif"
dem_datum = "ellipsoid"
[options]
min_slope_deg = 0
END
  /usr/bin/time -f '%e s, %M kB' -o time "$scarp" map event.toml --threads 2 --out map --quiet >log 2>&1 ||
    { cat log >&2 && exit 1; }
  landslides=$(sed -n 's/.*"landslides": \([0-9]*\),.*/\1/p' map/summary.json | head -1)
  echo "$(find scenes -maxdepth 1 -name '*.SAFE' | wc -l) scenes: $(cat time), $landslides landslides"
done
