#!/usr/bin/env bash
# What scarp map writes, in the programs that people open it with: QGIS, GDAL, a validator of STAC.
#
#   tests/clients/event.sh SCARP
set -euo pipefail
here=$(realpath "$(dirname "$0")")
scarp=$(realpath "$1")
PATH=$(dirname "$scarp"):$(dirname "$scarp")/test-tools:$PATH
# shellcheck source=/dev/null
. "$here/products.bash"
need make_scene make_raster gdalinfo ogrinfo
schemas=${SCARP_TEST_REFERENCE:-$(realpath "$here/../../../shared/reference" 2>/dev/null || true)}/stac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

event_map
scarp map event.toml --out cems --cems --quiet >/dev/null

# Copernicus EMS names go with the edited map of that, too.
scarp map --from-edited cems/landslides.gpkg --out edited --cems --quiet >/dev/null

# Of Debian, whatever else is called python3: QGIS and GDAL come with it.
python() { env -u PYTHONPATH /usr/bin/python3 "$@"; }
python "$here/gdal_opens.py" map cems edited
for folder in map cems edited; do
  python "$here/qgis_opens.py" "$folder"
  status=0
  python "$here/stac_valid.py" "$schemas" "$folder/item.json" || status=$?
  ((status == 0 || status == 77)) || exit 1
done
exit "$status"
