#!/usr/bin/env bash
# What the programs of this folder take, in the folder it is started in: stack, of a simulated event on an area as
# large as that of Nava et al. (2022), and model.safetensors and model.onnx, the paper's network trained on it
# for a moment.
#
#   bench/predict/inputs.sh SCARP [ROWS COLS FILTERS]
set -euo pipefail

scarp=$(realpath "$1") rows=${2:-2346} cols=${3:-3842} filters=${4:-32}
"$scarp" simulate --size "$rows" "$cols" --landslides $((rows * cols / 4500)) --before 1 --after 2 --seed 801 \
  --out scenes --quiet
"$scarp" stack --pre VV=scenes/pre_vv.tif --post VV=scenes/post_vv.tif --dem scenes/dem.tif --bands BAA_S \
  --out stack --quiet
"$scarp" dataset --stack stack --inventory scenes/truth.gpkg --patch 64 --scaling db-clip --out data --quiet
"$scarp" train --data data --filters "$filters" --epochs 3 --batch 16 --no-test --out trained --quiet
mv trained/model.safetensors model.safetensors
"$scarp" export --model model.safetensors --onnx model.onnx --tile any
