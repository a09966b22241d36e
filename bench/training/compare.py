#!/usr/bin/python3
"""Trains the same network on the same data by scarp and by the obvious PyTorch program, in turns.

    compare.py [--build build/release] [--runs 3] [--patches 601] [--torch]

Needs python3-torch and training_bench (cmake -DSCARP_BENCH=ON, ninja training_bench). Prints seconds
of an epoch, after the first of each run, and seconds of processor time of a whole run; and by how
much the first ten losses differ. Both sides use OpenBLAS with OpenMP, where Debian has it: with
its other threads, PyTorch takes twice as long.
"""
import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
OPENBLAS = "/usr/lib/x86_64-linux-gnu/openblas-openmp"


def run(command, environment):
    """What the program printed, and the processor time it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    output = subprocess.run(command, env=environment, check=True, capture_output=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(output), processor


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, default=HERE.parents[1] / "build/release")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--patches", type=int, default=601)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--torch", action="store_true", help="scarp on libtorch alone, too")
    options = parser.parse_args()

    environment = dict(os.environ)
    if os.path.isdir(OPENBLAS):
        environment["LD_LIBRARY_PATH"] = OPENBLAS
    with tempfile.TemporaryDirectory() as folder:
        reference = ["/usr/bin/python3", str(HERE / "reference.py"), "--patches",
                     str(options.patches)]
        subprocess.run(reference + ["--epochs", "0", "--save", folder], env=environment,
                       check=True, stdout=subprocess.DEVNULL)
        epochs = ["--epochs", str(options.epochs)]
        ours = [str(options.build / "bin/training/training_bench"), folder] + epochs
        sides = {"PyTorch": reference + epochs, "scarp": ours}
        if options.torch:
            sides["scarp on libtorch"] = ours + ["--torch"]
        seconds = {name: [] for name in sides}
        processor = {name: [] for name in sides}
        losses = {}
        for _ in range(options.runs):
            for name, command in sides.items():
                result, time = run(command, environment)
                seconds[name] += result["seconds"][1:]
                processor[name].append(time)
                losses[name] = result["losses"]
                print(f"  {name}: {result['seconds']}", flush=True)
    bar = statistics.median(seconds["PyTorch"])
    bar_processor = statistics.median(processor["PyTorch"])
    for name in sides:
        own, own_processor = statistics.median(seconds[name]), statistics.median(processor[name])
        apart = max(abs(a - b) for a, b in zip(losses[name], losses["PyTorch"]))
        print(f"{name:20} epoch {own:6.2f} s, PyTorch / this {bar / own:5.2f};  "
              f"processor {own_processor:7.1f} s, {bar_processor / own_processor:5.2f};  "
              f"losses within {apart:.1e}")


if __name__ == "__main__":
    main()
