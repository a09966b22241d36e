#!/usr/bin/env python3
"""Times `scarp predict --overlap 0`, from stack to map, beside the network's forward pass, in turns.

    command.py [--build build/release] --model model.safetensors --stack stack [--runs 3] [--threads 2]
               [--precision fp32]

The stack is that of inputs.sh; the forward pass (predict_bench) is over noise on an area of 2346 x 3842
cells. Prints medians, the largest memory, and the ratio of each pair.
"""

import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import tempfile

import measured

HERE = pathlib.Path(__file__).resolve().parent


def forward_pass(options):
    """Seconds by the clock and of processors."""
    command = [options.build / "bin/predict/predict_bench", "--model", options.model, "--torch", "0",
               "--threads", options.threads, "--patches", options.patches]  # fmt: skip
    output = subprocess.run([str(c) for c in command], check=True, capture_output=True).stdout
    side = json.loads(output)[options.precision]
    return side["seconds"], side["processor_seconds"]


def command(options, out):
    return measured.run(
        options.build / "bin/scarp", "predict", "--stack", options.stack, "--model", options.model,
        "--overlap", 0, "--threads", options.threads, "--precision", options.precision,
        "--device", "cpu", "--out", out, "--quiet",
    )  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=HERE.parents[1] / "build/release")
    parser.add_argument("--model", required=True)
    parser.add_argument("--stack", required=True)
    parser.add_argument("--precision", choices=["fp32", "int8"], default="fp32")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--patches", type=int, default=0, help="fewer than the area has")
    options = parser.parse_args()

    passes, commands = [], []
    with tempfile.TemporaryDirectory() as folder:
        for i in range(options.runs):
            passes.append(forward_pass(options))
            out = pathlib.Path(folder) / f"map-{i}"
            commands.append(command(options, out))
            outlines = measured.landslides(out)
            shutil.rmtree(out)
    median = statistics.median
    ratios = [c.seconds / seconds for c, (seconds, _) in zip(commands, passes)]
    print(f"forward pass {median(p[0] for p in passes):.2f} s, "
          f"{median(p[1] for p in passes):.2f} s of processors")  # fmt: skip
    print(f"command {median(c.seconds for c in commands):.2f} s, "
          f"{median(c.processors for c in commands):.2f} s of processors, "
          f"{max(c.memory for c in commands) / 1e6:.0f} MB, {outlines} outlines")  # fmt: skip
    print(f"ratio {median(ratios):.2f} ({', '.join(f'{r:.2f}' for r in ratios)})")


if __name__ == "__main__":
    main()
