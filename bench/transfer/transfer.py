#!/usr/bin/env python3
"""Does a network that saw simulated events alone map a real landslide?

Simulates events whose settings are drawn anew for each, cuts a data set from them, trains small
networks on it and, if asked to, scores them on a real landslide beside `scarp change`, by the
cells, dates and sieve of bench/change_methods. `--without` leaves ingredients of the simulation
out. Thresholds are those of more simulated events, with the dates of the scene that is scored.
Every scoring of real data becomes a line of WORK/../scorings.jsonl. Goes on where it was stopped.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "change_methods"))
import compare  # noqa: E402

gdal.UseExceptions()
ogr.UseExceptions()

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
    "even": "covers less uneven than usual, and half of the events forest alone",
    "unseen": "ground of landslides that hardly change the image does not count",
    "noise": "images in units of the scene's own deviation between before and after; else dB",
    "quiet": "weather from a tenth of the usual",
}
LEAST_CHANGE = 0.7  # of VV or VH, on the average, in that deviation: landslides that count
TUNING_EVENTS = 8  # for the threshold of each choice of dates
BOOTSTRAP_DRAWS = 2000
BLOCK = 5  # cells: neighbours are drawn together


def run(*command):
    subprocess.run(
        [str(c) for c in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def event_options(index, options, dates=None):
    """Of `scarp simulate`: every ingredient has its own draws, the same without the others. With
    `dates`, so many before and after, and cells of 30 m."""

    def has(ingredient):
        return ingredient not in options.without

    def draw(ingredient):
        return random.Random(f"{options.seed}/{index}/{ingredient}")

    def log_uniform(ingredient, low, high):
        return float(f"{np.exp(draw(ingredient).uniform(np.log(low), np.log(high))):.4g}")

    cell = draw("cells").choice((10, 15, 20, 30)) if has("cells") else 10
    cell = 30 if dates else cell
    chosen = {
        "size": SIZE,
        "seed": 1000 * options.seed + index,
        "cell": cell,
        "landslides": round(log_uniform("count", 5, 100)),
    }
    if dates:
        chosen["before"], chosen["after"] = dates
    elif has("dates"):
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
    if has("weather") and has("quiet"):
        chosen["weather"] = log_uniform("weather", 0.1, 2)
    if has("parcels") and draw("any parcels").random() < 0.5:
        chosen["changed-parcels"] = round(draw("parcels").uniform(0, 0.1), 3)
    if has("even"):
        chosen["texture"] = log_uniform("texture", 0.15, 1.2)
    if has("look"):
        chosen["pass"] = draw("pass").choice(("ascending", "descending"))
        chosen["incidence"] = round(draw("incidence").uniform(31, 45), 1)
    if has("cover"):
        chosen["forest"] = round(draw("cover").uniform(0.3, 1), 2)
    if has("even") and draw("forest alone").random() < 0.5:
        chosen["forest"] = 1
        chosen["farmland-below"] = 0
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


def deviation_db(means, polarisation):
    """Of the change over the scene, robustly: landslides and other changes do not count."""
    before, after = (
        10 * np.log10(np.maximum(means[f"{polarisation}_{side}"], POWER_FLOOR))
        for side in ("pre", "post")
    )
    change = (after - before)[np.isfinite(after - before)]
    return 1.4826 * np.median(np.abs(change - np.median(change)))


def write_stack(path, like, means, options):
    """Mean power of the dates before and after, as `scarp stack` names them: in dB, or in dB less
    the scene's median over its deviation between before and after."""
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
        values = 10 * np.log10(np.maximum(means[name], POWER_FLOOR))
        if "noise" not in options.without:
            values = (values - np.nanmedian(values)) / deviation_db(means, name[:2])
        band.WriteArray(values)


def as_arguments(chosen):
    for name, value in chosen.items():
        yield f"--{name}"
        yield from value if isinstance(value, list) else [value]


def leave_out_unseen(folder, means):
    """Sets bit 1 of the mask on the ground of landslides that change too little."""
    least = {p: LEAST_CHANGE * deviation_db(means, p) for p in compare.POLARISATIONS}
    mask = gdal.Open(str(folder / "mask.tif"))
    cells = mask.ReadAsArray()
    faint = gdal.GetDriverByName("MEM").Create("", mask.RasterXSize, mask.RasterYSize, 1)
    faint.SetGeoTransform(mask.GetGeoTransform())
    faint.SetProjection(mask.GetProjection())
    truth = ogr.Open(str(folder / "truth.gpkg"))
    layer = truth.GetLayer()
    layer.SetAttributeFilter(
        f"abs(change_vv_db) < {least['VV']} AND abs(change_vh_db) < {least['VH']}"
    )
    gdal.RasterizeLayer(faint, [1], layer, burn_values=[1])
    counted = gdal.GetDriverByName("GTiff").CreateCopy(str(folder / "counted.tif"), mask)
    counted.GetRasterBand(1).WriteArray(cells | faint.ReadAsArray())


def simulate(index, options, dates=None):
    folder = options.work / "events" / f"{index:04}"
    if (folder / "stack.tif").exists():
        return folder
    run(
        options.scarp, "simulate", "--overwrite", "--out", folder, "--threads", options.threads,
        *as_arguments(event_options(index, options, dates)),
    )  # fmt: skip
    means = {}
    for name in BANDS:
        polarisation, side = name.lower().split("_")
        path = folder / f"{side}_{polarisation}.tif"
        dates = gdal.Open(str(path)).ReadAsArray().astype(np.float64)
        means[name] = dates if dates.ndim == 2 else dates.mean(0)
    if "unseen" in options.without:
        shutil.copy(folder / "mask.tif", folder / "counted.tif")
    else:
        leave_out_unseen(folder, means)
    write_stack(folder / "stack.tif", folder / "dem.tif", means, options)
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
        "--mask", *(f / "counted.tif" for f in folders),
        "--event", *(f.name for f in folders),
    )  # fmt: skip
    return out


def train(data, seed, options):
    out = options.work / f"{options.network}-{options.filters}-{options.scaling}-{seed}"
    if (out / "model.safetensors").exists():
        return out
    again = ["--resume"] if (out / ".kept").exists() else ["--overwrite"]
    run(
        options.scarp, "train", "--quiet", "--data", data, "--out", out, *again, "--no-test",
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
    return np.nan_to_num(compare.read(out / "score.tif"))


def threshold_for(models, dates, options):
    """That of the best F1, after the sieve, over simulated events of so many dates."""
    first = 100000 + 1000 * compare.LANDSLIDE_DATES.index(dates)
    cases = []
    for index in range(first, first + TUNING_EVENTS):
        folder = simulate(index, options, dates)
        values = predict(models, folder / "stack.tif", folder / "map", options)
        truth = rasterised(folder / "truth.gpkg", folder / "mask.tif")
        cases.append((values, truth, compare.read(folder / "counted.tif") == 0))

    def pooled_f1(threshold):
        flagged, true = (
            np.concatenate(parts)
            for parts in zip(
                *((compare.sieve((v >= threshold) & ok)[ok], t[ok]) for v, t, ok in cases)
            )
        )
        return compare.f1(flagged, true)

    return max(np.linspace(0.05, 0.95, 37), key=pooled_f1)


def rasterised(outlines, like):
    """Cells whose middle lies in the outlines."""
    first = gdal.Open(str(like))
    image = gdal.GetDriverByName("MEM").Create("", first.RasterXSize, first.RasterYSize, 1)
    image.SetGeoTransform(first.GetGeoTransform())
    image.SetProjection(first.GetProjection())
    layer = ogr.Open(str(outlines))
    gdal.RasterizeLayer(image, [1], layer.GetLayer(), burn_values=[1])
    return image.ReadAsArray() > 0


def bootstrap(truth, ok, maps, seed=1):
    """Middle 95 % of AUC and F1 of each map, and of the first less the second, over blocks of
    cells drawn with replacement."""
    rows, cols = truth.shape
    block = (np.arange(rows) // BLOCK)[:, None] * (cols // BLOCK) + np.arange(cols) // BLOCK
    members = [np.flatnonzero((block == b) & ok) for b in range(block.max() + 1)]
    rng = np.random.default_rng(seed)
    draws = []
    while len(draws) < BOOTSTRAP_DRAWS:
        cells = np.concatenate([members[b] for b in rng.integers(0, len(members), len(members))])
        true = truth.ravel()[cells]
        if not 0 < true.sum() < true.size:
            continue
        each = [
            (
                compare.area_under_curve(values.ravel()[cells], true),
                compare.f1(flagged.ravel()[cells], true),
            )
            for values, flagged in maps
        ]
        draws.append(np.array([*each, np.subtract(each[0], each[1])]))
    low, high = np.quantile(draws, (0.025, 0.975), axis=0).round(3)
    names = ("network", "change", "difference")
    return {
        name: {"AUC": [low[i][0], high[i][0]], "F1": [low[i][1], high[i][1]]}
        for i, name in enumerate(names)
    }


def score(models, folder, options):
    """AUC, F1 at a threshold from simulated events after the sieve, best F1, for each choice of
    dates, beside those of `scarp change` on the same cells; with intervals."""
    files = {p: folder / f"decoded_track9_{p.lower()}_gamma0.tif" for p in compare.POLARISATIONS}
    dates_of = {p: [(file, band) for band in range(1, 14)] for p, file in files.items()}
    truth = compare.read(folder / "landslide_mask_30m.tif") > 0
    figures = {}
    for dates in compare.LANDSLIDE_DATES:
        name = "{}+{}".format(*dates)
        case = compare.make_case(dates_of, 8, *dates)
        means = {
            f"{p}_{side}": powers[p].mean(0)
            for side, powers in (("pre", case.before), ("post", case.after))
            for p in compare.POLARISATIONS
        }
        stack = options.work / f"real-{name}.tif"
        write_stack(stack, files["VV"], means, options)
        threshold = threshold_for(models, dates, options)
        values = predict(models, stack, options.work / f"map-{name}", options)
        change = compare.run_scarp(options.scarp, case)
        ok = change.assessable
        maps = [
            (values, compare.sieve((values >= threshold) & ok)),
            (np.nan_to_num(change.detection.score), compare.sieve(change.detection.raw & ok)),
        ]
        figures[name] = {
            method: [
                round(compare.area_under_curve(of[ok], truth[ok]), 3),
                round(compare.f1(flagged, truth & ok), 3),
                round(compare.best_f1(of[ok], truth[ok]), 3),
            ]
            for method, (of, flagged) in zip(("network", "change"), maps)
        }
        figures[name]["threshold"] = round(float(threshold), 3)
        figures[name]["intervals"] = bootstrap(truth, ok, maps)
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
    parser.add_argument("--together", action="store_true", help="score the mean of the networks")
    parser.add_argument("--events", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1, help="of the events")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1], help="of the networks")
    parser.add_argument("--network", default="siamese-resunet")
    parser.add_argument("--filters", type=int, default=8)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--scaling", default="standard")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--without", nargs="*", default=[], choices=INGREDIENTS, metavar="PART")
    options = parser.parse_args()

    data = make_data_set(options)
    runs = [train(data, seed, options) for seed in options.seeds]
    for folder in runs:
        print(folder.name, "validation F1", validation(folder), flush=True)
    if options.score:
        models = [f / "model.safetensors" for f in runs]
        groups = [models] if options.together else [[m] for m in models]
        for models in groups:
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
