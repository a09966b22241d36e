# For setups: scenes, terrain and event file of an invented event.
# shellcheck shell=bash

# Two tracks around 2018-09-05T18:07:59Z, each with one rectangle that becomes brighter.
quiet_scene() { make_scene scenes --size 400x300 --noise 4000 "$@" >/dev/null; }
ascending() { quiet_scene --ascending --relative-orbit 116 "$@"; }
descending() { quiet_scene --relative-orbit 46 "$@"; }
terrain() {
  make_raster dem.tif --size 500x500 --origin 574000,4741000 --cell 30 --value ramp
}
five_scenes() {
  mkdir -p scenes
  ascending --name asc1 --start 2018-08-12T20:40:00 --seed 1 --absolute-orbit 100
  ascending --name asc2 --start 2018-08-24T20:40:00 --seed 2 --absolute-orbit 200
  ascending --name asc3 --start 2018-09-05T20:40:00 --seed 3 --absolute-orbit 300 --changed 200,140,30,20
  descending --name desc1 --start 2018-08-20T08:40:00 --seed 4 --absolute-orbit 150
  descending --name desc2 --start 2018-09-06T08:40:00 --seed 5 --absolute-orbit 350 --changed 170,140,30,20
}
event_file() {
  cat >event.toml <<'END'
name = "Invented"
type = "earthquake"
time = 2018-09-06T03:07:59+09:00
area = [141.985, 42.74, 142.015, 42.76]
scenes = ["scenes"]
dem = "dem.tif"
dem_datum = "ellipsoid"
[options]
min_slope_deg = 1
END
}
