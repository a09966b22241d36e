# For client tests: results of scarp to be opened by programs of others. They need make_scene and
# make_raster, which `make test` builds.
# shellcheck shell=bash

# Ends the test as skipped unless all programs are there.
need() {
  for program in "$@"; do
    type "$program" >/dev/null 2>&1 && continue
    echo "$program is missing"
    exit 77
  done
}

# A result of scarp map in the folder map, of two tracks around an event, one of three dates, with
# an inventory. Options of the command follow.
event_map() {
  . "$here/../cli/map/scenes.sh"
  five_scenes
  terrain
  event_file
  echo "resolution = 4" >>event.toml  # beyond the size up to which any GeoTIFF is a COG
  cat >inventory.geojson <<'END_OF_FILE'
{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": {
  "type": "Polygon", "coordinates": [[[141.99, 42.75], [141.995, 42.75], [141.995, 42.753],
  [141.99, 42.753], [141.99, 42.75]]]}}]}
END_OF_FILE
  sed -i 's/^dem = /inventory = "inventory.geojson"\ndem = /' event.toml
  scarp map event.toml --out map --quiet "$@" >/dev/null
}
