#!/usr/bin/env python3
"""Trains a small model for the maps of this folder, on simulated events of seeds of their own.

Each event is made as Sentinel-1 products and mapped without a model; the model learns from the stacks
of its tracks. Relief, forest, weather and landslides differ between events. The model is left in
WORK/model/model.safetensors.
"""

import argparse
from pathlib import Path

import simulated


def stacks(options):
    for seed in range(options.seed, options.seed + options.events):
        folder = options.work / "events" / f"{seed}"
        event = simulated.small_event(options.scarp, folder, seed, options.size, options.threads)
        out = options.work / "maps" / f"{seed}"
        mapped = simulated.map_event(
            options.scarp, event / "event.toml", out, threads=options.threads
        )
        for track in simulated.tracks(mapped):
            stack = options.work / "stacks" / f"{seed}-{track}"
            simulated.stack_for_learning(
                options.scarp, event, mapped, track, stack, options.threads
            )
            yield seed, event, stack


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scarp", required=True, help="the program, built with training")
    parser.add_argument("--work", required=True, type=Path, help="folder for events and model")
    parser.add_argument("--events", type=int, default=8)
    parser.add_argument("--seed", type=int, default=500, help="of the first event")
    parser.add_argument("--size", type=int, default=800, help="of an event, cells")
    parser.add_argument("--filters", type=int, default=8)
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()

    made = list(stacks(options))
    data = options.work / "dataset"
    if not (data / "run.json").exists():
        simulated.run(
            options.scarp, "dataset", "--out", data, "--overwrite", "--keep", "all",
            "--split", "blocks", "--scaling", "patch-standard", "--patch", 64,
            "--stack", *(stack for _, _, stack in made),
            "--inventory", *(simulated.truth_of(event) for _, event, _ in made),
            "--event", *(f"{seed}" for seed, _, _ in made),
        )  # fmt: skip
    model = options.work / "model"
    if not (model / "run.json").exists():
        simulated.run(
            options.scarp, "train", "--quiet", "--data", data, "--out", model, "--overwrite",
            "--network", "siamese-resunet", "--filters", options.filters, "--loss", "bce+dice",
            "--schedule", "cosine", "--lr", "2e-3", "--batch", 16, "--epochs", options.epochs,
            "--augment", "d4", "--threads", options.threads,
        )  # fmt: skip
    for part, figures in simulated.record(model)["facts"]["metrics"].items():
        print(part, "F1", round(figures["at_threshold"]["f1"], 3))


if __name__ == "__main__":
    main()
