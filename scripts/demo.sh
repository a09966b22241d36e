#!/usr/bin/env bash
# A simulated event from scenes to map, without any data from elsewhere. Writes into demo/.
#
#   scripts/demo.sh SCARP
set -euo pipefail
cd "$(dirname "$0")/.."
scarp=$1

"$scarp" simulate --out demo/scenes --size 640 --landslides 150 --before 6 --after 2 --overwrite >/dev/null
"$scarp" change --overwrite --out demo/map --dem demo/scenes/dem.tif \
  --pre demo/scenes/pre_vv.tif demo/scenes/pre_vh.tif \
  --post demo/scenes/post_vv.tif demo/scenes/post_vh.tif >/dev/null
echo 'Mapped the landslides of a simulated event; open the map in QGIS:'
echo "map:     $PWD/demo/map/landslides.gpkg"
echo "picture: $PWD/demo/map/quicklook.png"
