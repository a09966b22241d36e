#!/usr/bin/env bash
# The pages of scarp map, of two tracks with an inventory, of the same after an analyst went through
# it, and of scarp predict, in Chromium: as report.sh. Pictures of them are left in build/clients.
#
#   tests/clients/map_pages.sh SCARP
set -euo pipefail
here=$(realpath "$(dirname "$0")")
scarp=$(realpath "$1")
PATH=$(dirname "$scarp"):$(dirname "$scarp")/test-tools:$PATH
# shellcheck source=/dev/null
. "$here/products.bash"
need chromium ogr2ogr make_scene make_raster make_model
pictures=$here/../../build/clients
mkdir -p "$pictures"
pictures=$(realpath "$pictures")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

look_at() { # NAME FOLDER
  ogr2ogr -f GeoJSON "$1.json" "$2/landslides.gpkg" observed_event
  node "$here/report.mjs" "$1" "$work/$2/report.html" "$1.json" "$pictures"
}

event_map
look_at map map

ogr2ogr -q edited.gpkg map/landslides.gpkg -sql "SELECT * FROM observed_event WHERE area_m2 > 1500" \
  -nln observed_event
printf 'WKT,note\n"POLYGON ((581000 4733000, 581200 4733000, 581200 4733100, 581000 4733000))",<b>new</b>\n' >drawn.csv
ogr2ogr -q -update -append -addfields edited.gpkg drawn.csv -nln observed_event -nlt MULTIPOLYGON -a_srs EPSG:32654 \
  -oo GEOM_POSSIBLE_NAMES=WKT -oo KEEP_GEOM_COLUMNS=NO
scarp map --from-edited edited.gpkg --map map --out edited --quiet >/dev/null
look_at edited edited

scarp simulate --out scenes2 --size 256 --landslides 30 --before 1 --after 1 --quiet >/dev/null
scarp stack --pre scenes2/pre_vv.tif --post scenes2/post_vv.tif --dem scenes2/dem.tif --out stack --quiet >/dev/null
make_model m.safetensors --threshold 0.53 --screening-threshold 0.5
scarp predict --stack stack --model m.safetensors --out prediction --quiet >/dev/null
scarp report prediction --quiet >/dev/null
look_at predict prediction
