#!/usr/bin/env bash
# Inputs for pairs.sh in the folder it is started in: patches, scene.SAFE and dem.tif, stack, model.safetensors.
#
#   bench/cluster/inputs.sh SCARP TEST_TOOLS_FOLDER
set -euo pipefail

here=$(dirname "$(realpath "$0")")
scarp=$(realpath "$1") tools=$(realpath "$2")
python3 "$here/patches.py" patches 400
"$tools/make_scene" . --size 10000x8000
"$tools/make_raster" dem.tif --size 4200x4200 --origin 520000,4798000 --cell 30 --value ramp
"$scarp" simulate --size 2048 --landslides 100 --before 1 --after 1 --out scenes --quiet
"$scarp" stack --pre scenes/pre_vv.tif scenes/pre_vh.tif --post scenes/post_vv.tif scenes/post_vh.tif \
  --out stack --quiet
"$scarp" dataset --stack stack --inventory scenes/truth.gpkg --patch 64 --out data --scaling db-clip --quiet
"$scarp" train --data data --filters 16 --epochs 1 --no-test --out trained --quiet
mv trained/model.safetensors model.safetensors
