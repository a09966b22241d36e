#!/usr/bin/env python3
"""How far simulated images are from real ones.

Real are the bursts of opera-rtc-series that show land; simulated are events with cells of 30 m and as
many dates. Draws distributions (backscatter, ratio between dates, correlation over space, contrast of
landslides) into an SVG picture, and has a small network (`scarp train`) tell crops of two dates
apart: AUROC on bursts and events that it did not learn from, 0.5 if they look alike.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "change_methods"))
sys.path.insert(0, str(Path(__file__).resolve().parent))
import compare  # noqa: E402
import series  # noqa: E402

gdal.UseExceptions()
ogr.UseExceptions()

CROP = 32  # cells
PAIRS = 10  # of neighbouring dates
TEST_SHARE = 0.4  # of bursts and events
SCALINGS = ("none", "patch-standard")
LAGS = (1, 2, 3, 5, 7, 10, 15, 20)
COLOURS = {"real": "#1a1a1a", "simulated": "#c2410c"}


def decibels(power):
    return 10 * np.log10(np.maximum(power, compare.POWER_FLOOR))


def real_scenes(folder):
    """polarisation → dB of the shape (dates, rows, cols), for each burst that shows land."""
    for dates_of in compare.series_dates(folder).values():
        powers = {
            pol: np.nan_to_num(np.stack([compare.read(*date) for date in dates]))
            for pol, dates in dates_of.items()
        }
        if 10 * np.log10(powers["VV"].mean()) > series.LEAST_LAND_DB + 1:
            yield {pol: decibels(power) for pol, power in powers.items()}


def simulated_scenes(program, count, more):
    for seed in range(count):
        with tempfile.TemporaryDirectory() as folder:
            command = [program, "simulate", "--quiet", "--out", folder + "/event", "--cell", 30]
            command += ["--size", series.CELLS, "--before", series.DATES, "--landslides", 0]
            command += ["--seed", 500 + seed, *more]
            subprocess.run([str(c) for c in command], check=True, stdout=subprocess.DEVNULL)
            yield {
                pol: decibels(gdal.Open(f"{folder}/event/pre_{pol.lower()}.tif").ReadAsArray())
                for pol in compare.POLARISATIONS
            }


def crops(scene):
    """Two dates next to each other, VV and VH: (crops, rows, cols, 4)."""
    parts = []
    for pair in range(PAIRS):
        bands = [scene[pol][2 * pair + date] for date in (0, 1) for pol in compare.POLARISATIONS]
        image = np.stack(bands, -1)
        for row in range(0, image.shape[0] - CROP + 1, CROP):
            for col in range(0, image.shape[1] - CROP + 1, CROP):
                parts.append(image[row : row + CROP, col : col + CROP])
    return np.stack(parts).astype(np.float32)


def classify(program, scenes, scaling, folder):
    """AUROC of crops by the mean of their cells' scores."""
    parts = {"train": [], "test": []}
    for kind, label in (("real", 1), ("simulated", 0)):
        for number, scene in enumerate(scenes[kind]):
            part = "test" if number < TEST_SHARE * len(scenes[kind]) else "train"
            parts[part].append((crops(scene), label))
    rng = np.random.default_rng(1)
    data = folder / "data"
    data.mkdir()
    labels = {}
    for part, of in parts.items():
        x = np.concatenate([each for each, _ in of])
        y = np.concatenate([np.full(len(each), label) for each, label in of])
        order = rng.permutation(len(x))
        labels[part] = y[order]
        np.save(data / f"{part}X.npy", x[order])
        cells = np.broadcast_to(y[order][:, None, None, None], (len(x), CROP, CROP, 1))
        np.save(data / f"{part}Y.npy", cells.astype(np.float32))
    for command in (
        ["train", "--data", data, "--out", folder / "run", "--network", "unet", "--filters", 4,
         "--loss", "bce", "--epochs", 12, "--batch", 16, "--augment", "d4", "--no-test",
         "--scaling", scaling],
        ["predict", "--model", folder / "run/model.safetensors", "--patches", data / "testX.npy",
         "--out", folder / "scores.npy"],
    ):  # fmt: skip
        command = [str(part) for part in [program, *command, "--quiet"]]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    scores = np.load(folder / "scores.npy").reshape(len(labels["test"]), -1).mean(1)
    return compare.area_under_curve(scores, labels["test"] == 1)


def correlations(scenes, pol, images_of):
    """Mean over scenes, lag by lag."""
    each = []
    for scene in scenes:
        image = images_of(scene[pol])
        image = image - image.mean((-2, -1), keepdims=True)
        each.append([series.correlation(image, lag) for lag in LAGS])
    return np.mean(each, 0)


def between_dates(scene, pol):
    """dB from one date to the next, without what the scene has in common."""
    steps = np.diff(scene[pol], axis=0)
    return steps - np.median(steps, (1, 2), keepdims=True)


def histogram(values, low, high):
    counts, edges = np.histogram(values, 60, (low, high))
    return (edges[1:] + edges[:-1]) / 2, counts / max(1, counts.sum() * (edges[1] - edges[0]))


def real_contrast(folder, pol):
    """dB that the landslide of png2024 differs by from before to after, less what all ground does."""
    bands = decibels(
        np.stack(
            [compare.read(folder / f"decoded_track9_{pol.lower()}_gamma0.tif", b) for b in range(1, 14)]
        )
    )
    truth = compare.read(folder / "landslide_mask_30m.tif") > 0
    change = bands[8:].mean(0) - bands[:8].mean(0)
    return (change - np.median(change[~truth]))[truth]


def simulated_contrast(program, pol, events=12):
    """Of each landslide the mean, without weather and speckle."""
    values = []
    for seed in range(events):
        with tempfile.TemporaryDirectory() as folder:
            command = [program, "simulate", "--quiet", "--out", folder + "/event", "--size", 256]
            command += ["--cell", 30, "--pass", "descending", "--seed", 700 + seed]
            subprocess.run([str(c) for c in command], check=True, stdout=subprocess.DEVNULL)
            truth = ogr.Open(folder + "/event/truth.gpkg")
            for feature in truth.GetLayer():
                values.append(feature.GetField(f"change_{pol.lower()}_db"))
    return np.array([value for value in values if value is not None])


class Picture:
    """Panels of curves, as SVG."""

    WIDTH, HEIGHT, LEFT, TOP = 320, 220, 48, 30

    def __init__(self, columns, rows):
        self.columns = columns
        size = (columns * self.WIDTH, rows * self.HEIGHT)
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}" '
            f'font-family="sans-serif" font-size="11">',
            '<rect width="100%" height="100%" fill="#fff"/>',
        ]
        self.count = 0

    def panel(self, title, unit, curves):
        """`curves`: (name, colour, xs, ys)."""
        left = self.count % self.columns * self.WIDTH + self.LEFT
        top = self.count // self.columns * self.HEIGHT + self.TOP
        self.count += 1
        width, height = self.WIDTH - self.LEFT - 16, self.HEIGHT - self.TOP - 44
        xs = np.concatenate([c[2] for c in curves])
        ys = np.concatenate([c[3] for c in curves])
        low_x, high_x, low_y, high_y = xs.min(), xs.max(), min(0, ys.min()), 1.08 * ys.max()

        def place(x, y):
            return (
                left + (x - low_x) / (high_x - low_x) * width,
                top + height - (y - low_y) / (high_y - low_y) * height,
            )

        self.parts.append(f'<text x="{left}" y="{top - 12}" font-weight="bold">{title}</text>')
        self.parts.append(
            f'<path d="M{left} {top}v{height}h{width}" fill="none" stroke="#888"/>'
            f'<text x="{left + width}" y="{top + height + 28}" text-anchor="end">{unit}</text>'
        )
        for x in np.linspace(low_x, high_x, 5):
            at = place(x, low_y)
            self.parts.append(
                f'<text x="{at[0]:.1f}" y="{at[1] + 14:.1f}" text-anchor="middle">{x:.3g}</text>'
            )
        for y in np.linspace(low_y, high_y, 4):
            at = place(low_x, y)
            self.parts.append(
                f'<text x="{at[0] - 4:.1f}" y="{at[1] + 4:.1f}" text-anchor="end">{y:.2g}</text>'
            )
        for number, (name, colour, x, y) in enumerate(curves):
            points = " ".join("{:.1f},{:.1f}".format(*place(a, b)) for a, b in zip(x, y))
            self.parts.append(
                f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
                f'<text x="{left + width}" y="{top + 12 + 14 * number}" text-anchor="end" '
                f'fill="{colour}">{name}</text>'
            )

    def write(self, path):
        path.write_text("\n".join([*self.parts, "</svg>", ""]))


def draw(program, scenes, landslide, path):
    picture = Picture(2, 5)
    for title, unit, low, high, values_of in (
        ("Backscatter", "γ⁰, dB", -30, 0, lambda scene, pol: scene[pol]),
        ("Ratio between dates", "dB", -8, 8, between_dates),
    ):
        for pol in compare.POLARISATIONS:
            curves = []
            for kind, colour in COLOURS.items():
                values = np.concatenate([values_of(s, pol).ravel() for s in scenes[kind]])
                curves.append((kind, colour, *histogram(values, low, high)))
            picture.panel(f"{title}, {pol}", unit, curves)
    for title, images_of in (
        ("Correlation of the mean of all dates", lambda db: db.mean(0)),
        ("Correlation of a date less that mean", lambda db: db - db.mean(0)),
    ):
        for pol in compare.POLARISATIONS:
            curves = [
                (kind, colour, np.array(LAGS), correlations(scenes[kind], pol, images_of))
                for kind, colour in COLOURS.items()
            ]
            picture.panel(f"{title}, {pol}", "cells of 30 m apart", curves)
    for pol in compare.POLARISATIONS:
        curves = [
            ("simulated landslides", COLOURS["simulated"],
             *histogram(simulated_contrast(program, pol), -8, 10)),
        ]  # fmt: skip
        if landslide:
            curves.insert(
                0,
                ("cells of a real one", COLOURS["real"],
                 *histogram(real_contrast(landslide, pol), -8, 10)),
            )  # fmt: skip
        picture.panel(f"Change by landslides, {pol}", "dB", curves)
    picture.write(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scarp", required=True, help="the program")
    parser.add_argument("--data", required=True, type=Path, help="holds opera-rtc-series, png2024")
    parser.add_argument("--picture", type=Path, help="SVG file to draw")
    parser.add_argument("--no-classifier", action="store_true")
    options, more = parser.parse_known_args()
    real = list(real_scenes(options.data / "opera-rtc-series"))
    scenes = {"real": real, "simulated": list(simulated_scenes(options.scarp, len(real), more))}
    if options.picture:
        draw(options.scarp, scenes, options.data / "png2024", options.picture)
    if options.no_classifier:
        return
    for scaling in SCALINGS:
        with tempfile.TemporaryDirectory() as folder:
            found = classify(options.scarp, scenes, scaling, Path(folder))
        print(f"scaling {scaling}: AUROC {found:.3f}", flush=True)


if __name__ == "__main__":
    main()
