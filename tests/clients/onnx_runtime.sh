#!/usr/bin/env bash
# Every network and every scaling in ONNX Runtime, from the values of a stack on, beside scarp predict;
# the same as the QGIS plugin Deepness prepares tiles.
#
#   tests/clients/onnx_runtime.sh SCARP
set -euo pipefail
here=$(realpath "$(dirname "$0")")
scarp=$(realpath "$1")
for command in export train; do
  "$scarp" "$command" --help >/dev/null 2>&1 && continue
  echo "this scarp was built without $command"
  exit 77
done

packages=$here/../../build/clients
mkdir -p "$packages"
cp "$here"/package.json "$here"/*.mjs "$packages"
(cd "$packages" && npm install --silent --no-audit --no-fund --ignore-scripts)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

"$scarp" simulate --out scenes --size 256 --landslides 40 --before 2 --after 1 --quiet >/dev/null
"$scarp" stack --pre VV=scenes/pre_vv.tif:2 VH=scenes/pre_vh.tif:2 --post VV=scenes/post_vv.tif \
  VH=scenes/post_vh.tif --dem scenes/dem.tif --out stack --quiet >/dev/null

# Trains a moment, exports, compares.
filters=3
check() { # DATA NETWORK [OPTION …]
  "$scarp" train --data "$1" --network "$2" --filters "$filters" --depth 2 "${@:3}" --epochs 1 --no-test --threads 2 \
    --out run --overwrite --quiet >/dev/null
  compare run/model.safetensors "$@"
}

batch=0  # all patches at once
tile=()  # what --tile says
compare() { # MODEL WORDS …
  "$scarp" export --model "$1" --onnx model.onnx "${tile[@]}" --overwrite --quiet >/dev/null
  "$scarp" predict --model "$1" --patches x.npy --precision fp32 --out y.npy --overwrite --quiet >/dev/null
  node "$packages/onnx_runtime.mjs" compare model.onnx x.npy y.npy "$batch" || { echo "${@:2}"; exit 1; }
  [[ ${tile[*]} == *any ]] && return
  node "$packages/onnx_runtime.mjs" deepness model.onnx x.npy y.npy || { echo "Deepness: ${*:2}"; exit 1; }
}

data_set() { # NAME OPTION …
  "$scarp" dataset --stack stack --inventory scenes/truth.gpkg --patch 32 "${@:2}" --out "$1" --quiet >/dev/null
  node "$packages/onnx_runtime.mjs" punch "$1/x_test.npy" x.npy
}

for scaling in none patch-minmax patch-minmax-all patch-standard dataset-minmax standard db-clip; do
  data_set "$scaling" --scaling "$scaling"
  check "$scaling" attention-unet
done
check db-clip attention-unet --network-options gate3-from-up2 convolve pyramid deep-supervision
for network in unet unet-dropout siamese-resunet; do check db-clip "$network"; done
# 16 filters and more have 3×3 convolutions of another kind.
for filters in 1 2 16 33; do check db-clip attention-unet; done
filters=3
for batch in 1 3 7; do compare run/model.safetensors "batches of $batch"; done
batch=0

# Probabilities, where a model was calibrated.
node "$packages/onnx_runtime.mjs" temper run/model.safetensors 1.7 tempered.safetensors
compare tempered.safetensors a temperature

# Tiles of another size than that of the patches it learned from, and of any, which Deepness refuses.
mv x.npy learned.npy
node "$packages/onnx_runtime.mjs" patches 5 48 5 x.npy
for edge in 48 any; do
  tile=(--tile "$edge")
  compare run/model.safetensors "${tile[@]}"
done
node "$packages/onnx_runtime.mjs" deepness model.onnx x.npy y.npy >told || true
grep -q 'tiles have no size' told || { echo "tiles of any size pass for Deepness"; exit 1; }
tile=()
mv learned.npy x.npy

# One band, and none of terrain.
"$scarp" stack --pre VV=scenes/pre_vv.tif:1 --post VV=scenes/post_vv.tif --out two --quiet >/dev/null
mv stack six && mv two stack
data_set two_bands --scaling db-clip
for network in attention-unet siamese-resunet; do check two_bands "$network"; done

# Every network with every number of bands, and filters from 2 to 64; weights are random.
make_model=$(dirname "$scarp")/test-tools/make_model
widths=(2 64 3 4 48 6 8 33 12 16 20 24 32 40)
batch=3
names=()
for i in "${!widths[@]}"; do
  names+=("VV_$i")
  node "$packages/onnx_runtime.mjs" patches 5 16 $((i + 1)) x.npy
  for network in attention-unet unet unet-dropout siamese-resunet; do
    bands=$(IFS=,; echo "${names[*]}")
    "$make_model" model.safetensors --network "$network" --filters "${widths[i]}" --depth 2 --patch 16 --bands "$bands"
    compare model.safetensors "$network, ${widths[i]} filters, $((i + 1)) bands"
  done
done
