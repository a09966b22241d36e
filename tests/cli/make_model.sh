# For setups: stack_and_model makes the folder stack, of two dates in VV, and m.safetensors, which
# was trained on it for a moment, with the options given.
# shellcheck shell=bash

stack_and_model() {
  scarp simulate --out scenes --size 128 --landslides 12 --before 1 --after 1 --quiet
  scarp stack --pre scenes/pre_vv.tif --post scenes/post_vv.tif --dem scenes/dem.tif --out stack --quiet
  scarp dataset --stack stack --inventory scenes/truth.gpkg --patch 16 --keep all --out data \
    --scaling db-clip --quiet
  scarp train --data data --out run --filters 1 --depth 1 --epochs 1 --threads 1 --no-test --quiet "$@"
  mv run/model.safetensors m.safetensors
  rm -r scenes data run
}
