# For the `setup` of golden tests: arrays of zeros and ones, where no NumPy is at hand.
# shellcheck shell=bash

# npy FILE TYPE "SHAPE" BYTES: header, then so many zero bytes.
npy() {
  printf '\x93NUMPY\x01\x00v\x00%-117s\n' \
    "{'descr': '$2', 'fortran_order': False, 'shape': ($3), }" >"$1"
  head -c "$4" /dev/zero >>"$1"
}

# A folder like that of the authors: 10 patches to train on, 2 to test, 8×8, 3 bands, half of each
# label 1.
data_set() {
  mkdir -p "$1"
  npy "$1/trainX.npy" '<f4' '10, 8, 8, 3' $((10 * 64 * 12))
  npy "$1/testX.npy" '<f4' '2, 8, 8, 3' $((2 * 64 * 12))
  local part count
  for part in train:10 test:2; do
    count=${part#*:}
    npy "$1/${part%:*}Y.npy" '|u1' "$count, 8, 8, 1" 0
    for ((i = 0; i < count; i++)); do
      printf '\x00%.0s' {1..32}
      printf '\x01%.0s' {1..32}
    done >>"$1/${part%:*}Y.npy"
  done
}
