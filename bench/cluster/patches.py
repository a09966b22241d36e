#!/usr/bin/env python3
"""Made-up patches to time training with: patches.py FOLDER [PATCHES]. Standard library alone."""
import array
import os
import random
import sys

SIZE, BANDS = 64, 4


def npy(path, kind, shape, values):
    head = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (kind, shape)
    head += " " * (-(len(head) + 11) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head.encode())
        values.tofile(file)


def part(folder, name, count, chance):
    labels = array.array("B", bytes(count * SIZE * SIZE))
    for patch in range(count):
        top, left = chance.randrange(50), chance.randrange(50)
        for row in range(top, top + 10):
            begin = (patch * SIZE + row) * SIZE + left
            labels[begin : begin + 10] = array.array("B", [1] * 10)
    bands = array.array("f")
    for label in labels:
        bands.extend((1 + label * (b > 1)) * chance.gammavariate(4, 0.25) for b in range(BANDS))
    npy(os.path.join(folder, name + "X.npy"), "<f4", (count, SIZE, SIZE, BANDS), bands)
    npy(os.path.join(folder, name + "Y.npy"), "|u1", (count, SIZE, SIZE, 1), labels)


folder = sys.argv[1]
count = int(sys.argv[2]) if len(sys.argv) > 2 else 400
os.makedirs(folder, exist_ok=True)
part(folder, "train", count, random.Random(1))
part(folder, "test", 8, random.Random(2))
