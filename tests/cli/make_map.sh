# For setups: make_map makes the folder map, a first look at a small simulated event.
# shellcheck shell=bash

make_map() {
  scarp simulate --out scenes --size 96 --landslides 12 --before 2 --after 1 --quiet >/dev/null
  scarp change --pre scenes/pre_vv.tif --post scenes/post_vv.tif --dem scenes/dem.tif \
    --false-alarm-rate 0.01 --out map --quiet >/dev/null
}
