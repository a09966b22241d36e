#!/usr/bin/env bash
# A simulated event from Sentinel-1 products of both passes to map and report, without any data from
# elsewhere. Writes into demo/.
#
#   scripts/demo.sh SCARP
set -euo pipefail
cd "$(dirname "$0")/.."
scarp=$1

echo 'Simulating an event: ten Sentinel-1 products, ascending and descending, before and after it'
"$scarp" simulate --out demo/event --products --pass ascending,descending \
  --event-time 2018-09-05T18:08 --before 3 --after 2 --size 480 --landslides 70 --smallest 8000 \
  --seed 7 --overwrite >/dev/null
echo 'Mapping it'
"$scarp" map demo/event/event.toml --out demo/map --overwrite >/dev/null
echo 'Open the report in a browser, the map in QGIS:'
echo "report: $PWD/demo/map/report.html"
echo "map:    $PWD/demo/map/landslides.gpkg"
