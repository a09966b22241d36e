#!/usr/bin/env python3
"""Compares simulated dates with a real series without landslides: how they vary in time and space.

Real are the bursts of opera-rtc-series that show land (30 m, 21 dates, not despeckled); simulated
are as many events of as many dates. Figures are dB. Prints a Markdown table.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from osgeo import gdal

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "change_methods"))
import compare  # noqa: E402

gdal.UseExceptions()

DATES = 21
CELLS = 100
LEAST_LAND_DB = -12  # mean of VV
EVENTS = 8
WATER = 2  # in land_cover.tif


def correlation(image, lag):
    """Of cells `lag` columns apart; the last two axes are rows and columns."""
    near, far = image[..., :, lag:], image[..., :, :-lag]
    return np.mean(near * far) / np.mean(image**2)


def figures(powers, land=None):
    """`powers` has the shape (dates, rows, cols); what is no land counts as the mean of the land."""
    if land is None:
        land = np.ones(powers.shape[1:], bool)
    db = 10 * np.log10(np.maximum(powers, compare.POWER_FLOOR))
    mean = db.mean(0)
    scene = np.median((db - mean)[:, land], axis=1)
    rest = db - mean - scene[:, None, None]
    rest[:, ~land] = 0
    deviation = rest.std(0, ddof=1)[land]
    still = np.where(land, mean - mean[land].mean(), 0)
    return {
        "mean": mean[land].mean(),
        "deviation over space": mean[land].std(),
        "its correlation at 1 cell": correlation(still, 1),
        "at 3 cells": correlation(still, 3),
        "at 10 cells": correlation(still, 10),
        "deviation of the scene between dates": scene.std(ddof=1),
        "deviation of a cell between dates, median": np.median(deviation),
        "likewise, tenth": np.quantile(deviation, 0.1),
        "likewise, nine tenths": np.quantile(deviation, 0.9),
        "its correlation at 1 cell ": correlation(rest, 1),
        "at 3 cells ": correlation(rest, 3),
        "at 10 cells ": correlation(rest, 10),
    }


def real(folder):
    for dates_of in compare.series_dates(folder).values():
        powers = {
            pol: np.stack([compare.read(*date) for date in dates])
            for pol, dates in dates_of.items()
        }
        if 10 * np.log10(np.nanmean(powers["VV"])) > LEAST_LAND_DB + 1:
            yield {pol: figures(np.nan_to_num(power)) for pol, power in powers.items()}


def simulated(program, more):
    for seed in range(EVENTS):
        with tempfile.TemporaryDirectory() as folder:
            command = [program, "simulate", "--quiet", "--out", folder + "/event", "--seed", seed]
            command += ["--size", CELLS, "--cell", 30, "--before", DATES, "--landslides", 0, *more]
            subprocess.run([str(c) for c in command], check=True, stdout=subprocess.DEVNULL)
            # The real bursts show no water.
            land = gdal.Open(f"{folder}/event/land_cover.tif").ReadAsArray() != WATER
            yield {
                pol: figures(
                    gdal.Open(f"{folder}/event/pre_{pol.lower()}.tif").ReadAsArray(), land
                )
                for pol in compare.POLARISATIONS
            }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scarp", required=True, help="the program")
    parser.add_argument("--data", required=True, type=Path, help="holds opera-rtc-series")
    options, more = parser.parse_known_args()
    columns = {
        "real": list(real(options.data / "opera-rtc-series")),
        "simulated": list(simulated(options.scarp, more)),
    }
    heads = [f"{pol}, {name}" for pol in compare.POLARISATIONS for name in columns]
    print("| dB |", " | ".join(heads), "|")
    print("| --- " * (len(heads) + 1) + "|")
    for figure in columns["real"][0]["VV"]:
        cells = []
        for pol in compare.POLARISATIONS:
            for events in columns.values():
                values = [event[pol][figure] for event in events]
                cells.append(f"{np.mean(values):.2f} ({min(values):.2f} to {max(values):.2f})")
        print(f"| {figure.strip()} |", " | ".join(cells), "|")


if __name__ == "__main__":
    main()
