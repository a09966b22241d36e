#!/usr/bin/env python3
"""Scores the default models on real scenes, which they never saw, and puts the scores on their cards.

On the one real landslide with dates on both sides (folder png2024), without slope: AUC and F1 beside `scarp change`,
on the same cells and with the same sieve, with intervals from blocks of cells. On a real patch of one
date (hokkaido-patch): that inference runs. Needs `python3-gdal python3-numpy python3-scipy` and that data.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from osgeo import gdal

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench" / "transfer"))
import recipe  # noqa: E402
from transfer import bootstrap, compare  # noqa: E402

DATES = {"8+5": (8, 5, "baa-s"), "8+1": (8, 1, "ba-s"), "1+1": (1, 1, "ba-s")}  # and the model for them
EVENT = 8  # dates of png2024 before the event


def scarp(options, verb, out, *arguments):
    command = [options.scarp, verb, "--quiet", "--overwrite", "--out", out, *arguments]
    command = [str(part) for part in command]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")
    return out


def predict(options, name, before, after, layout):
    """The model's map of `before` and `after`: [file:bands of each polarisation]."""
    bands = ",".join(recipe.STACKS[recipe.without_slope(layout)])
    inputs = ("--pre", *before, "--post", *after, "--as", "db", "--bands", bands)
    stack = scarp(options, "stack", options.work / f"stack-{name}", *inputs)
    model = options.models / f"default-{layout}.safetensors"
    return scarp(options, "predict", options.work / f"map-{name}", "--stack", stack, "--model", model)


def figures_of(values, flagged, truth, ok):
    return {
        "AUC": round(compare.area_under_curve(values[ok], truth[ok]), 3),
        "F1": round(compare.f1(flagged, truth & ok), 3),
        "best F1": round(compare.best_f1(values[ok], truth[ok]), 3),
    }


def score(options, dates):
    before, after, layout = DATES[dates]
    folder = options.data / "png2024"
    files = {p: folder / f"decoded_track9_{p.lower()}_gamma0.tif" for p in compare.POLARISATIONS}
    spans = [(EVENT - before + 1, EVENT), (EVENT + 1, EVENT + after)]
    sides = [[f"{p}={file}:{a}-{b}" for p, file in files.items()] for a, b in spans]
    mapped = predict(options, dates, *sides, layout)
    dates_of = {p: [(file, band) for band in range(1, 14)] for p, file in files.items()}
    change = compare.run_scarp(options.scarp, compare.make_case(dates_of, EVENT, before, after))
    ok = change.assessable
    truth = compare.read(folder / "landslide_mask_30m.tif") > 0
    threshold = json.loads((mapped / "summary.json").read_text())["delineation_threshold"]
    values = np.nan_to_num(compare.read(mapped / "score.tif"))
    maps = [
        (values, compare.sieve((values >= threshold) & ok)),
        (np.nan_to_num(change.detection.score), compare.sieve(change.detection.raw & ok)),
    ]
    figures = {"model": layout, "intervals": bootstrap(truth, ok, maps)}
    for name, (of, flagged) in zip(("network", "change"), maps):
        figures[name] = figures_of(of, flagged, truth, ok)
    return figures


def runs_on_patch(options):
    """One date, given as those before and after; its stretch to 8 bit does not matter to the model."""
    images = {"before": [], "after": []}
    options.work.mkdir(parents=True, exist_ok=True)
    for polarisation in compare.POLARISATIONS:
        source = options.data / "hokkaido-patch" / f"{polarisation.lower()}_8bit.tif"
        for side, names in images.items():
            image = options.work / f"{side}-{polarisation.lower()}.tif"
            gdal.Translate(
                str(image), str(source), outputType=gdal.GDT_Float32, scaleParams=[[0, 255, -30, 0]],
                outputSRS="EPSG:32654", outputBounds=[573220, 4747320, 575780, 4744760],
            )  # fmt: skip
            names.append(f"{polarisation}={image}")
    bands = ",".join(recipe.STACKS["ba"])
    inputs = ("--pre", *images["before"], "--post", *images["after"])
    inputs += ("--units", "db", "--as", "db", "--bands", bands)
    stack = scarp(options, "stack", options.work / "stack-patch", *inputs)
    model = options.models / "default-ba-s.safetensors"
    mapped = scarp(options, "predict", options.work / "map-patch", "--stack", stack, "--model", model)
    return {"cells with a score": int(np.isfinite(compare.read(mapped / "score.tif")).sum())}


def put_on_card(options, layout, figures, patch):
    path = options.models / f"default-{layout}.safetensors"
    mine = {dates: of for dates, of in figures.items() if of["model"] == layout}

    def change(card):
        card["metrics"]["real"] = {"png2024": mine}
        if layout == "ba-s":
            card["metrics"]["real"]["hokkaido-patch"] = patch
        told = ", ".join(
            f"{of['network']['F1']:.2f} with {dates} dates (scarp change: {of['change']['F1']:.2f})"
            for dates, of in mine.items()
        )
        card["warning"] = f"{recipe.WARNING} On the one real landslide it was scored on, its F1 was {told}."

    recipe.change_card(path, path, change)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scarp", required=True, help="the program")
    parser.add_argument("--data", required=True, type=Path, help="holds png2024 and hokkaido-patch")
    parser.add_argument("--work", required=True, type=Path)
    parser.add_argument("--models", type=Path, default=Path(__file__).parent)
    options = parser.parse_args()
    figures = {dates: score(options, dates) for dates in DATES}
    patch = runs_on_patch(options)
    for layout in recipe.LAYOUTS:
        put_on_card(options, layout, figures, patch)
    print(json.dumps(figures | {"hokkaido-patch": patch}, indent=2))


if __name__ == "__main__":
    main()
