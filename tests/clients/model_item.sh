#!/usr/bin/env bash
# The STAC items that scarp export writes of models, against the schemas of STAC and of the extension MLM.
#
#   tests/clients/model_item.sh SCARP
set -euo pipefail
here=$(realpath "$(dirname "$0")")
scarp=$(realpath "$1")
PATH=$(dirname "$scarp"):$(dirname "$scarp")/test-tools:$PATH
# shellcheck source=/dev/null
. "$here/products.bash"
need make_model
scarp export --help >/dev/null 2>&1 || { echo "this scarp was built without export"; exit 77; }
schemas=${SCARP_TEST_REFERENCE:-$(realpath "$here/../../../shared/reference" 2>/dev/null || true)}/stac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

valid() { # ITEM
  env -u PYTHONPATH /usr/bin/python3 "$here/stac_valid.py" "$schemas" "$1" classification file
}

make_model m.safetensors
scarp export --model m.safetensors --onnx 2018.onnx --quiet >/dev/null
valid 2018.json
make_model m.safetensors --network siamese-resunet --bands VV_pre,VH_pre,VV_post,VH_post --temperature 1.7 \
  --threshold 0.7 --screening-threshold 0.4
scarp export --model m.safetensors --onnx 'hokkaido (v2).onnx' --tile any --quiet >/dev/null
valid 'hokkaido (v2).json'
