#!/usr/bin/python3
"""Times `scarp predict` on large stacks, from stack to map, and its memory.

    large.py --scarp PROGRAM --model model.safetensors --stack stack --work FOLDER [--threads 2]
             [--precision fp32] [--sizes 12500x10000 25000x10000 25000x20000]

The stack of inputs.sh is repeated, every other time in the mirror, until it is as large. One stack at a time lies
in the folder; it is removed again.
"""

import argparse
import multiprocessing
import pathlib

import measured
import numpy as np
from osgeo import gdal

gdal.UseExceptions()

BLOCK = 512
LIKE_SCARP = ["TILED=YES", f"BLOCKXSIZE={BLOCK}", f"BLOCKYSIZE={BLOCK}", "INTERLEAVE=PIXEL",
              "COMPRESS=ZSTD", "ZSTD_LEVEL=1", "PREDICTOR=3", "BIGTIFF=YES",
              "NUM_THREADS=ALL_CPUS"]  # fmt: skip


def to_and_fro(first, count, length):
    """Cells of `length` that a row of mirrors shows."""
    cells = np.arange(first, first + count) % (2 * length)
    return np.minimum(cells, 2 * length - 1 - cells)


def repeat(source_path, path, rows, cols):
    """As scarp stack writes it, without its mask."""
    source = gdal.Open(str(source_path))
    values = source.ReadAsArray()
    large = gdal.GetDriverByName("GTiff").Create(
        str(path), cols, rows, source.RasterCount, gdal.GDT_Float32, LIKE_SCARP
    )
    large.SetProjection(source.GetProjection())
    large.SetGeoTransform(source.GetGeoTransform())
    for i in range(1, source.RasterCount + 1):
        band, like = large.GetRasterBand(i), source.GetRasterBand(i)
        band.SetDescription(like.GetDescription())
        band.SetUnitType(like.GetUnitType())
        band.SetMetadata(like.GetMetadata())
        band.SetNoDataValue(float("nan"))
    across = to_and_fro(0, cols, values.shape[2])
    for first in range(0, rows, BLOCK):
        down = to_and_fro(first, min(BLOCK, rows - first), values.shape[1])
        large.WriteArray(values[:, down][:, :, across], 0, first)
    large.FlushCache()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scarp", required=True, help="the program")
    parser.add_argument("--model", required=True)
    parser.add_argument("--stack", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument(
        "--sizes", nargs="+", default=["12500x10000", "25000x10000", "25000x20000"]
    )
    parser.add_argument("--precision", default="fp32")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()

    options.work.mkdir(parents=True, exist_ok=True)
    stack = options.work / "large.tif"
    print(f"{'cells':>14}{'s':>10}{'s of processors':>18}{'GB':>8}{'s per Mpx':>12}{'outlines':>10}")
    for size in options.sizes:
        rows, cols = map(int, size.split("x"))
        # In a process of its own: a command's largest memory begins with that of who started it.
        making = multiprocessing.Process(
            target=repeat, args=(options.stack / "stack.tif", stack, rows, cols)
        )
        making.start()
        making.join()
        if making.exitcode != 0:
            raise SystemExit("the stack could not be made")
        cost = measured.run(
            options.scarp, "predict", "--stack", stack, "--model", options.model, "--overlap", 0,
            "--threads", options.threads, "--precision", options.precision, "--device", "cpu",
            "--out", options.work / "map", "--overwrite", "--quiet",
        )  # fmt: skip
        stack.unlink()
        print(f"{size:>14}{cost.seconds:10.1f}{cost.processors:18.1f}{cost.memory / 1e9:8.2f}"
              f"{cost.seconds / rows / cols * 1e6:12.3f}"
              f"{measured.landslides(options.work / 'map'):10}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
