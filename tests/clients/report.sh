#!/usr/bin/env bash
# The report page in Chromium: opened from a file, looked at, clicked, swiped and printed. Pictures
# of it are left in build/clients.
#
#   tests/clients/report.sh SCARP
set -euo pipefail
here=$(realpath "$(dirname "$0")")
scarp=$(realpath "$1")
for program in chromium ogr2ogr; do
  type "$program" >/dev/null 2>&1 && continue
  echo "$program is missing"
  exit 77
done

pictures=$here/../../build/clients
mkdir -p "$pictures"
pictures=$(realpath "$pictures")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

"$scarp" simulate --out scenes --size 256 --landslides 30 --before 3 --after 2 --quiet >/dev/null
"$scarp" change --pre scenes/pre_vv.tif scenes/pre_vh.tif --post scenes/post_vv.tif scenes/post_vh.tif \
  --dem scenes/dem.tif --out map --quiet >/dev/null
"$scarp" report map --title "Simulated event" --quiet >/dev/null
ogr2ogr -f GeoJSON landslides.json map/landslides.gpkg observed_event

# A folder whose texts try to break out of the page, and which has more to say than a sheet holds.
cp -r map hostile
sed -i 's|"version": "[^"]*"|"version": "</script><script>alert(1)</script>"|' hostile/run.json
noise=$(printf '"<img src=x onerror=alert(%d)> a long warning about nothing in particular",' {1..60})
sed -i "s|\"warnings\": \[\]|\"warnings\": [${noise%,}]|" hostile/run.json
"$scarp" report hostile --title "</title><script>alert(2)</script>" --out hostile.html --quiet >/dev/null

node "$here/report.mjs" report "$work/map/report.html" landslides.json "$pictures" "$work/hostile.html"
