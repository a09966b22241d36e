#!/usr/bin/env bash
# A host is cut off in the middle of `tune`: the run ends within a minute with a clear message, and goes on
# to the same bytes. Needs root; exits with 77 where there are no network namespaces.
#
#   tests/cluster/cut_off.sh SCARP [SECONDS]
set -euo pipefail

here=$(dirname "$(realpath "$0")")
scarp=$(realpath "$1") cut_after=${2:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# shellcheck source=tests/cli/make_npy.sh
source "$here/../cli/make_npy.sh"
data_set data
options=(--data data --grid "seed=1,2,3,4,5,6" --filters 2 --depth 1 --epochs 300 --patience 300 --threads 1)

"$scarp" tune "${options[@]}" --out whole >whole.log
status=0
timeout -k 5 150 "$here/hosts.sh" "$cut_after" "$scarp" tune "${options[@]}" --out cut >cut.log 2>&1 ||
  status=$?
((status == 77)) && exit 77
cat cut.log
((status != 0)) || { echo 'it was done before it was cut off' >&2 && exit 1; }
grep -q '^scarp: rank 1 on .* has not been heard of' cut.log
(($(sed -n 's/^ended \([0-9]*\) s later.*/\1/p' cut.log) <= 60))
[[ ! -e cut/run.json ]]
"$scarp" tune "${options[@]}" --out cut --resume >resumed.log
for file in $(cd whole && find . -name '*.safetensors' -o -name curves.csv); do
  cmp "whole/$file" "cut/$file"
done
echo 'the same bytes after it was resumed'
