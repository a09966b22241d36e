"""Simulated events as Sentinel-1 products, and models trained on their maps' stacks."""

import json
import os
import subprocess
import time
import tomllib

import numpy as np
from osgeo import gdal, ogr

gdal.UseExceptions()
ogr.UseExceptions()

PASSES = ("ascending", "descending")
EVENT_TIME = "2018-09-05T18:08"
BANDS = ("VV_pre", "VH_pre", "VV_post1", "VH_post1", "VV_post2", "VH_post2", "slope")


def run(*command):
    subprocess.run(
        [str(c) for c in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def simulate(scarp, folder, *options, threads=2):
    """Products of both passes, one date before and two after the event."""
    if not (folder / "run.json").exists():
        run(
            scarp, "simulate", "--overwrite", "--out", folder, "--products",
            "--pass", ",".join(PASSES), "--event-time", EVENT_TIME, "--before", 1, "--after", 2,
            "--threads", threads, *options,
        )  # fmt: skip
    return folder


def small_event(scarp, folder, seed, size, threads=2):
    """One of many: relief, forest, weather and landslides differ with the seed."""
    draw = np.random.default_rng(seed)
    return simulate(
        scarp, folder, "--seed", seed, "--size", size, "--margin", 1500,
        "--relief", round(draw.uniform(350, 1000)), "--ridges", round(draw.uniform(2500, 5500)),
        "--forest", round(draw.uniform(0.5, 1), 2), "--weather", round(draw.uniform(0.5, 1.5), 2),
        "--landslides", round(draw.uniform(1.2, 3) * size**2 / 1e4), threads=threads,
    )  # fmt: skip


def truth_of(event):
    return event / tomllib.loads((event / "event.toml").read_text())["inventory"]


def map_event(scarp, event, out, *options, threads=2):
    if not (out / "run.json").exists():
        run(scarp, "map", event, "--out", out, "--overwrite", "--threads", threads, *options)
    return out


def record(folder):
    return json.loads((folder / "run.json").read_text())


def tracks(folder):
    return [t["name"] for t in json.loads((folder / "summary.json").read_text())["tracks"]]


def stack_for_learning(scarp, event, mapped, track, out, threads=2):
    """The bands of a model, of the dates that a map brought onto each other."""
    if (out / "run.json").exists():
        return out
    stack = mapped / "stages" / f"stack-{track}" / "stack.tif"
    dataset = gdal.Open(str(stack))
    names = [
        dataset.GetRasterBand(i).GetDescription() for i in range(1, dataset.RasterCount + 1)
    ]
    sides = {"--pre": "_pre", "--post": "_post"}
    images = []
    for option, side in sides.items():
        images.append(option)
        images += [f"{n[:2]}={stack}:{i}" for i, n in enumerate(names, 1) if n[2:].startswith(side)]
    run(
        scarp, "stack", *images, "--out", out, "--overwrite", "--dem", event / "dem.tif",
        "--bands", ",".join(BANDS), "--as", "db", "--threads", threads,
        "--mask", stack.parent / "mask.tif",
    )  # fmt: skip
    return out


def read(path, band=1):
    dataset = gdal.Open(str(path))
    return dataset.GetRasterBand(band).ReadAsArray()


def rasterised(outlines, layer, like):
    """1 where the centre of a cell lies in an outline."""
    grid = gdal.Open(str(like))
    cells = gdal.GetDriverByName("MEM").Create("", grid.RasterXSize, grid.RasterYSize, 1)
    cells.SetGeoTransform(grid.GetGeoTransform())
    cells.SetProjection(grid.GetProjection())
    source = gdal.OpenEx(str(outlines), gdal.OF_VECTOR)
    found = source.GetLayerByName(layer) if layer else source.GetLayer(0)
    if found.GetFeatureCount() > 0:
        gdal.RasterizeLayer(cells, [1], found, burn_values=[1])
    return cells.ReadAsArray().astype(bool)


def timed(*command):
    """Seconds by the clock and of processors, largest memory in bytes: of this command alone."""
    start = time.monotonic()
    process = subprocess.Popen(
        [str(c) for c in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024
