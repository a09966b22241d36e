#!/usr/bin/env python3
"""Does a network that saw simulated events alone map a real landslide?

Simulates events whose settings are drawn anew for each, cuts a data set from them, trains small
networks on it and, if asked to, scores them on a real landslide beside `scarp change`, by the
cells, dates and sieve of bench/change_methods. `--without` leaves ingredients of the simulation
out. Every scoring of real data becomes a line of WORK/scorings.jsonl.
"""

import argparse
import json
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
from osgeo import gdal

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "change_methods"))
import compare  # noqa: E402

gdal.UseExceptions()

BANDS = ("VV_pre", "VH_pre", "VV_post", "VH_post")
POWER_FLOOR = 1e-5  # -50 dB
SIZE = 256  # cells
REAL_RELIEF = {  # in the folder dem; heights from the void down mean none
    "jiuzhaigou_DEM_030_utm48.tif": {"void": 1000, "centre": (103.92, 33.25)},
    "Copernicus_DSM_COG_10_N00_00_E006_00_DEM.tif": {"void": 0, "centre": (6.58, 0.22)},
}
INGREDIENTS = {
    "dates": "several dates averaged, 1 to 8 before and 1 to 5 after; else one each",
    "cells": "cells of 10 to 30 m; else 10 m",
    "sizes": "landslides from four cells up to 1.5 km²; else 0.04 to 20 ha",
    "debris": "brightness of landslides drawn for each event; else the same for all",
    "partial": "landslides that strip a part of their ground; else all of it",
    "correlation": "speckle of neighbouring cells correlated by up to 0.6",
    "looks": "4 to 60 looks; else 4.4",
    "despeckle": "half of the events despeckled",
    "weather": "moisture and season, up to twice the usual",
    "parcels": "up to a tenth of the parcels changed",
    "look": "local incidence, layover and shadow",
    "cover": "meadows and rock among the forest",
    "relief": "hills of any height; else of 600 m",
    "real": "real relief in a third of the events",
}


def run(*command):
    subprocess.run(
        [str(c) for c in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def event_options(index, options):
    """Of `scarp simulate`: every ingredient has its own draws, the same without the others."""

    def has(ingredient):
        return ingredient not in options.without

    def draw(ingredient):
        return random.Random(f"{options.seed}/{index}/{ingredient}")

    def log_uniform(ingredient, low, high):
        return float(f"{np.exp(draw(ingredient).uniform(np.log(low), np.log(high))):.4g}")

    cell = draw("cells").choice((10, 15, 20, 30)) if has("cells") else 10
    chosen = {
        "size": SIZE,
        "seed": 1000 * options.seed + index,
        "cell": cell,
        "landslides": round(log_uniform("count", 5, 100)),
    }
    if has("dates"):
        chosen["before"] = draw("dates").choice((1, 2, 3, 5, 8))
        chosen["after"] = draw("dates after").choice((1, 1, 2, 3, 5))
    else:
        chosen["before"] = chosen["after"] = 1
    if has("sizes"):
        chosen["smallest"] = 4 * cell**2
        chosen["largest"] = log_uniform("sizes", 5e4, 1.5e6)
    if has("debris"):
        chosen["debris-vv"] = round(draw("debris").gauss(-6.5, 2), 2)
        chosen["debris-vh"] = round(draw("debris VH").gauss(-16, 2.5), 2)
    chosen["least-stripped"] = 0.4 if has("partial") else 1
    if has("correlation"):
        chosen["speckle-correlation"] = round(draw("correlation").uniform(0, 0.6), 3)
    if has("looks"):
        chosen["looks"] = log_uniform("looks", 4, 60)
    if has("despeckle") and draw("despeckle").random() < 0.5:
        chosen["despeckle"] = log_uniform("despeckle strength", 0.2, 3)
    chosen["weather"] = round(draw("weather").uniform(0, 2), 2) if has("weather") else 0
    if has("parcels"):
        chosen["changed-parcels"] = round(draw("parcels").uniform(0, 0.1), 3)
    if has("look"):
        chosen["pass"] = draw("pass").choice(("ascending", "descending"))
        chosen["incidence"] = round(draw("incidence").uniform(31, 45), 1)
    if has("cover"):
        chosen["forest"] = round(draw("cover").uniform(0.3, 1), 2)
    if has("real") and options.data and draw("real").random() < 1 / 3:
        name, place = draw("real relief").choice(sorted(REAL_RELIEF.items()))
        shift = draw("real place")
        chosen["dem"] = options.data / "dem" / name
        chosen["dem-void"] = place["void"]
        chosen["centre"] = [c + shift.uniform(-0.02, 0.02) for c in place["centre"]]
    elif has("relief"):
        chosen["relief"] = log_uniform("relief", 200, 1200)
        chosen["ridges"] = log_uniform("ridges", 1500, 6000)
    return chosen


def write_stack(path, like, means):
    """Mean power of the dates before and after as bands in dB, as `scarp stack` names them."""
    first = gdal.Open(str(like))
    rows, cols = means[BANDS[0]].shape
    driver = gdal.GetDriverByName("GTiff")
    stack = driver.Create(str(path), cols, rows, len(BANDS), gdal.GDT_Float32)
    stack.SetGeoTransform(first.GetGeoTransform())
    stack.SetProjection(first.GetProjection())
    for number, name in enumerate(BANDS, 1):
        band = stack.GetRasterBand(number)
        band.SetDescription(name)
        band.SetUnitType("dB")
        band.SetMetadataItem("POLARISATION", name[:2])
        band.WriteArray(10 * np.log10(np.maximum(means[name], POWER_FLOOR)))


def as_arguments(chosen):
    for name, value in chosen.items():
        yield f"--{name}"
        yield from value if isinstance(value, list) else [value]


def simulate(index, options):
    folder = options.work / "events" / f"{index:04}"
    if (folder / "stack.tif").exists():
        return folder
    run(
        options.scarp, "simulate", "--overwrite", "--out", folder, "--threads", options.threads,
        *as_arguments(event_options(index, options)),
    )  # fmt: skip
    means = {}
    for name in BANDS:
        polarisation, side = name.lower().split("_")
        path = folder / f"{side}_{polarisation}.tif"
        dates = gdal.Open(str(path)).ReadAsArray().astype(np.float64)
        means[name] = dates if dates.ndim == 2 else dates.mean(0)
    write_stack(folder / "stack.tif", folder / "dem.tif", means)
    for file in folder.glob("*_v?.tif"):
        file.unlink()
    return folder


def make_data_set(options):
    out = options.work / "dataset"
    if out.exists():
        return out
    folders = [simulate(i, options) for i in range(options.events)]
    run(
        options.scarp, "dataset", "--out", out, "--keep", "all", "--stride", 32, "--split", "paper",
        "--stack", *(f / "stack.tif" for f in folders),
        "--inventory", *(f / "truth.gpkg" for f in folders),
        "--mask", *(f / "mask.tif" for f in folders),
        "--event", *(f.name for f in folders),
    )  # fmt: skip
    return out


def train(data, seed, options):
    out = options.work / f"{options.network}-{options.filters}-{options.scaling}-{seed}"
    if (out / "model.safetensors").exists():
        return out
    run(
        options.scarp, "train", "--quiet", "--data", data, "--out", out, "--overwrite", "--no-test",
        "--network", options.network, "--filters", options.filters, "--scaling", options.scaling,
        "--loss", "bce+dice", "--schedule", "cosine", "--lr", "2e-3", "--batch", 16,
        "--epochs", options.epochs, "--augment", "d4", "--seed", seed, "--threads", options.threads,
    )  # fmt: skip
    return out


def predict(model, stack, out, options):
    run(
        options.scarp, "predict", "--quiet", "--overwrite", "--model", *model, "--stack", stack,
        "--out", out, "--threads", options.threads,
    )  # fmt: skip
    flagged = compare.read(out / "class.tif")
    return np.nan_to_num(compare.read(out / "score.tif")), flagged == 2


def score(models, folder, options):
    """AUC, F1 at the models' own threshold after the sieve, best F1, for each choice of dates."""
    files = {p: folder / f"decoded_track9_{p.lower()}_gamma0.tif" for p in compare.POLARISATIONS}
    dates_of = {p: [(file, band) for band in range(1, 14)] for p, file in files.items()}
    truth = compare.read(folder / "landslide_mask_30m.tif") > 0
    figures = {}
    for before, after in compare.LANDSLIDE_DATES:
        name = f"{before}+{after}"
        case = compare.make_case(dates_of, 8, before, after)
        means = {
            f"{p}_{side}": dates[p].mean(0)
            for side, dates in (("pre", case.before), ("post", case.after))
            for p in compare.POLARISATIONS
        }
        stack = options.work / f"real-{name}.tif"
        write_stack(stack, files["VV"], means)
        values, flagged = predict(models, stack, options.work / f"map-{name}", options)
        ok = compare.run_scarp(options.scarp, case).assessable
        figures[name] = [
            round(compare.area_under_curve(values[ok], truth[ok]), 3),
            round(compare.f1(compare.sieve(flagged & ok), truth & ok), 3),
            round(compare.best_f1(values[ok], truth[ok]), 3),
        ]
    return figures


def validation(run_folder):
    """F1 at the model's threshold on simulated patches that it did not learn from."""
    metrics = json.loads((run_folder / "run.json").read_text())["facts"]["metrics"]
    return round(metrics["validation"]["at_threshold"]["f1"], 3)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scarp", required=True, help="the program")
    parser.add_argument("--work", required=True, type=Path, help="folder for events and models")
    parser.add_argument("--data", type=Path, help="holds dem and png2024")
    parser.add_argument("--score", action="store_true", help="on the real landslide of png2024")
    parser.add_argument("--events", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1, help="of the events")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1], help="of the networks")
    parser.add_argument("--network", default="siamese-resunet")
    parser.add_argument("--filters", type=int, default=8)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--scaling", default="patch-standard")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--without", nargs="*", default=[], choices=INGREDIENTS, metavar="PART")
    options = parser.parse_args()

    data = make_data_set(options)
    runs = [train(data, seed, options) for seed in options.seeds]
    for folder in runs:
        print(folder.name, "validation F1", validation(folder), flush=True)
    if options.score:
        for models in [[f / "model.safetensors"] for f in runs]:
            figures = score(models, options.data / "png2024", options)
            line = {
                "work": options.work.name,
                "models": [m.parent.name for m in models],
                "figures": figures,
            }
            with open(options.work.parent / "scorings.jsonl", "a") as log:
                log.write(json.dumps(line) + "\n")
            print(line)


if __name__ == "__main__":
    main()
