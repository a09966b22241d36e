#!/usr/bin/python3
"""Times the forward pass of scarp, libtorch and ONNX Runtime over the paper's area, in turns.

    compare.py [--build build/release] [--runs 3] [--patch 64 256] [--filters 32] [--threads 2]
               [--patches COUNT]
               [--model M.safetensors --onnx M.onnx --packages FOLDER]

The ONNX side needs a model of the same network (scarp export --tile any --onnx), node, and a folder with
node_modules/onnxruntime-node: npm install --ignore-scripts onnxruntime-node. Its best of batches 1, 8 and
32 counts; of patches as large as 256 that of 1, 2 and 8, and they cover the area, too. Prints medians: seconds by the clock and of all processors together. On a busy machine the
second say more.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
OPENBLAS = "/usr/lib/x86_64-linux-gnu/openblas-openmp"


def ours(options, patch):
    command = [str(options.build / "bin/predict/predict_bench"), "--patch", str(patch),
               "--filters", str(options.filters), "--threads", str(options.threads)]
    if options.patches:
        command += ["--patches", str(options.patches)]
    if options.model:
        command += ["--model", options.model]
    environment = dict(os.environ)
    if os.path.isdir(OPENBLAS):
        environment["LD_LIBRARY_PATH"] = OPENBLAS
    output = subprocess.run(command, env=environment, check=True, capture_output=True).stdout
    return json.loads(output)


def onnx_runtime(options, patch, patches, bands):
    """Of its best batch size."""
    batches = ["1", "8", "32"] if patch < 256 else ["1", "2", "8"]
    environment = dict(os.environ, NODE_PATH=str(options.packages / "node_modules"))
    command = ["node", str(HERE / "ort.js"), options.onnx, str(options.threads), str(patches),
               str(patch), str(bands), *batches]
    output = subprocess.run(command, env=environment, check=True, capture_output=True).stdout
    return min(json.loads(output).values(), key=lambda side: side["processor_seconds"])


def compare(options, patch):
    sides = {}
    for _ in range(options.runs):
        result = ours(options, patch)
        patches, bands = result.pop("patches"), result.pop("bands")
        if options.onnx:
            result["ONNX Runtime"] = onnx_runtime(options, patch, patches, bands)
        for name, side in result.items():
            sides.setdefault(name, []).append(side)
    print(f"{patches} patches of {patch} x {patch}")
    print(f"{'':14}{'s':>10}{'s of processors':>18}{'GFLOP/s of one':>16}")
    for name, runs in sides.items():
        middle = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        rate = f"{middle['gflop_per_processor_second']:16.0f}" if "gflop_per_processor_second" in middle else ""
        print(f"{name:14}{middle['seconds']:10.2f}{middle['processor_seconds']:18.2f}{rate}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, default=HERE.parents[1] / "build/release")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--patch", type=int, nargs="+", default=[64, 256])
    parser.add_argument("--filters", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--patches", type=int, help="fewer than the area has")
    parser.add_argument("--model")
    parser.add_argument("--onnx")
    parser.add_argument("--packages", type=lambda path: pathlib.Path(path).resolve())
    options = parser.parse_args()

    for patch in options.patch:
        compare(options, patch)


if __name__ == "__main__":
    main()
