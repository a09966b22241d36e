#!/usr/bin/env python3
"""From scenes to report: how long `scarp map` takes for the area of Nava et al. (2022).

Simulates 2346 × 3842 cells of 10 m with landslides as six Sentinel-1 products, three dates of each pass,
and maps them from the unpacked products. Prints time, memory, stages and how good the map is.
"""

import argparse
import csv
import shutil
from pathlib import Path

import simulated

SIZE = (2346, 3842)  # rows and columns
LANDSLIDES = 2000
SEED = 801


def figures_of(out):
    with open(out / "evaluation" / "metrics.csv") as file:
        return {row["metric"]: row["value"] for row in csv.DictReader(file)}


def best_f1(out):
    """Of all thresholds, and that threshold."""
    best = (0.0, 0.0)
    with open(out / "evaluation" / "precision_recall.csv") as file:
        for row in csv.DictReader(file):
            p, r = float(row["precision"]), float(row["recall"])
            if p + r > 0:
                best = max(best, (2 * p * r / (p + r), float(row["threshold"])))
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scarp", required=True, help="the program")
    parser.add_argument("--work", required=True, type=Path, help="folder for scenes and map")
    parser.add_argument("--model", help="of model.py; else change detection")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--make-only", action="store_true", help="simulate, and map nothing")
    options = parser.parse_args()

    event = simulated.simulate(
        options.scarp, options.work / "event", "--size", *SIZE, "--landslides", LANDSLIDES,
        "--seed", SEED, threads=options.threads,
    )  # fmt: skip
    if options.make_only:
        return
    model = ["--model", options.model] if options.model else []
    out = options.work / ("map-model" if options.model else "map-change")
    for _ in range(options.runs):
        shutil.rmtree(out, ignore_errors=True)
        wall, processors, memory = simulated.timed(
            options.scarp, "map", event / "event.toml", "--out", out, "--quiet",
            "--threads", options.threads, *model,
        )  # fmt: skip
        print(f"{wall:.1f} s, {processors:.1f} s of processors, {memory / 1e9:.2f} GB")
    record = simulated.record(out)
    for stage in record["facts"]["stages"]:
        print(f"{stage['seconds']:7.2f} s  {stage['name']}")
    print(f"{record['seconds']:7.2f} s  in all")
    metrics = figures_of(out)
    best, threshold = best_f1(out)
    print(f"precision {metrics['precision']}, recall {metrics['recall']}, F1 {metrics['f1']}")
    print(f"F1 at the best threshold {best:.4f} ({threshold:g}), AUROC {metrics['auroc']}")


if __name__ == "__main__":
    main()
