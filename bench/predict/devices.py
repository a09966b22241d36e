#!/usr/bin/env python3
"""Times `scarp predict --patches` on processors and CUDA devices, in several precisions, in turns.

    devices.py --scarp PROGRAM --model M.safetensors [--sides cpu:fp32 cuda:fp32 cuda:bf16 cuda:fp16]

Noise takes the place of the 2257 patches of 64 x 64 that the area of Nava et al. (2022) has. Each side also
predicts ten times as many: the difference, by nine, is what the area takes without what starts the program
and the device. Prints medians, and how far the scores are from those of the first side.
"""

import argparse
import pathlib
import statistics
import tempfile

import measured
import numpy as np

TIMES = 10


def noise(path, patches, edge, bands):
    np.save(path, np.random.default_rng(1).random((patches, edge, edge, bands), dtype=np.float32))


def predict(options, side, patches, out):
    device, precision = side.split(":")
    return measured.run(
        options.scarp, "predict", "--model", options.model, "--patches", patches, "--out", out,
        "--device", device, "--precision", precision, "--threads", options.threads,
        "--scaling", "none", "--overwrite", "--quiet",
    ).seconds  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scarp", required=True, help="the program")
    parser.add_argument("--model", required=True)
    parser.add_argument(
        "--sides", nargs="+", default=["cpu:fp32", "cuda:fp32", "cuda:bf16", "cuda:fp16"]
    )
    parser.add_argument("--patches", type=int, default=2257)
    parser.add_argument("--edge", type=int, default=64)
    parser.add_argument("--bands", type=int, default=4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        once, often = folder / "once.npy", folder / "often.npy"
        noise(once, options.patches, options.edge, options.bands)
        noise(often, options.patches * TIMES, options.edge, options.bands)
        seconds = {side: ([], []) for side in options.sides}
        for _ in range(options.runs):
            for i, side in enumerate(options.sides):
                of_once, of_often = seconds[side]
                of_once.append(predict(options, side, once, folder / f"{i}.npy"))
                of_often.append(predict(options, side, often, folder / "spare.npy"))
        first = np.load(folder / "0.npy")
        print(f"{'':12}{'command, s':>12}{'area, s':>12}{'off by':>12}")
        for i, side in enumerate(options.sides):
            of_once, of_often = (statistics.median(times) for times in seconds[side])
            area = (of_often - of_once) / (TIMES - 1)
            off = np.abs(np.load(folder / f"{i}.npy") - first).max()
            print(f"{side:12}{of_once:12.2f}{area:12.3f}{off:12.2g}")


if __name__ == "__main__":
    main()
