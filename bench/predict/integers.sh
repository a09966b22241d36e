#!/usr/bin/env bash
# What integers of eight bits do to F1: the paper's network with 16 filters, trained on OMBRIA, on its test images in
# floats and in integers, in the folder it is started in. Its thresholds and the ranges of the integers are chosen on
# validation images.
#
#   bench/predict/integers.sh SCARP IMAGES [EPOCHS FILTERS PART]     IMAGES: the folder OmbriaS1
#
# When the integers failed on validation, the card has none of them and the last step is an error.
set -euo pipefail

scarp=$(realpath "$1") images=$(realpath "$2") epochs=${3:-12} filters=${4:-16} part=${5:-test}
[[ -d ombria ]] || "$scarp" dataset --images "$images" --bands VV_pre=BEFORE VV_post=AFTER --labels MASK \
  --scaling dataset-minmax --out ombria --quiet
[[ -d trained ]] || "$scarp" train --data ombria --filters "$filters" --batch 8 --epochs "$epochs" --augment flips \
  --seed 1 --no-test --out trained --quiet
for precision in fp32 int8; do
  "$scarp" evaluate --model trained/model.safetensors --data ombria --part "$part" --device cpu \
    --precision $precision --out $precision --overwrite --quiet >/dev/null
  echo "$precision $(grep '^f1,' $precision/metrics.csv)"
done
