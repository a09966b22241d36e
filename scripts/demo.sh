#!/usr/bin/env bash
# A simulated event from scenes to map, without any data from elsewhere. Writes into demo/.
#
#   scripts/demo.sh SCARP
set -euo pipefail
cd "$(dirname "$0")/.."
scarp=$1

"$scarp" simulate --out demo/scenes --overwrite
"$scarp" change --pre demo/scenes/pre.tif --post demo/scenes/post.tif --out demo/map --overwrite
