#!/usr/bin/env python3
"""Compares `scarp change` with published change detection methods on real Sentinel-1 data.

Every method sees the same dates, the cells that scarp calls assessable, and the same sieve. A log
ratio is the natural log of power after over power before, less its median over the scene, so that
no method suffers from a shift of the whole image. Prints Markdown tables.
"""

import argparse
import json
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from osgeo import gdal
from scipy.ndimage import label, uniform_filter
from scipy.stats import chi2, rankdata

gdal.UseExceptions()

POLARISATIONS = ("VV", "VH")
LANDSLIDE_DATES = ((8, 5), (8, 1), (3, 1), (1, 1))  # before + after
SERIES_SPLITS = (8, 11, 14)  # how many dates count as before
REQUESTED_RATES = (0.001, 0.005, 0.01)
DEFAULT_RATE = 5e-5
POWER_FLOOR = 1e-5  # -50 dB: noise removal leaves zeros and less
MIN_REGION_CELLS = 4
MIN_ASSESSABLE_CELLS = 100


@dataclass
class Case:
    """Linear power before and after the event; `before[pol]` has the shape (dates, rows, cols)."""

    before: dict
    after: dict
    scarp_inputs: list  # options of scarp that name the same dates


@dataclass
class Detection:
    score: np.ndarray  # (rows, cols), the higher the more changed
    raw: np.ndarray  # flagged cells before the sieve


@dataclass
class ScarpResult:
    detection: Detection
    assessable: np.ndarray
    looks: float


def read(path, band=1):
    dataset = gdal.Open(str(path))
    return dataset.GetRasterBand(band).ReadAsArray().astype(np.float64)


def make_case(dates_of, split, dates_before, dates_after):
    """From `dates_of[pol]`, (file, band) in the order of time: those next to the split."""
    case = Case({}, {}, [])
    for option, powers, part in (
        ("--pre", case.before, slice(split - dates_before, split)),
        ("--post", case.after, slice(split, split + dates_after)),
    ):
        case.scarp_inputs.append(option)
        for pol in POLARISATIONS:
            powers[pol] = np.stack([read(*date) for date in dates_of[pol][part]])
            case.scarp_inputs += [f"{pol}={path}:{band}" for path, band in dates_of[pol][part]]
    return case


def series_dates(folder):
    """burst → polarisation → dates in the order of time."""
    bursts = {}
    for path in folder.rglob("*.tif"):
        match = re.search(r"T\d+-(\d+-IW\d)_(\d{8}T\d{6}Z)_.*_(VV|VH)\.tif$", path.name)
        if match:
            burst, time, pol = match.groups()
            bursts.setdefault(burst, {}).setdefault(pol, {})[time] = path
    return {
        burst: {pol: [(by_time[t], 1) for t in sorted(by_time)] for pol, by_time in by_pol.items()}
        for burst, by_pol in sorted(bursts.items())
    }


def run_scarp(program, case, rate=DEFAULT_RATE):
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        command = [program, "change", "--quiet", "--threads", "1", "--out", str(out)]
        command += ["--false-alarm-rate", str(rate)] + case.scarp_inputs
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assessable = read(out / "mask.tif") == 0
        score = np.where(assessable, read(out / "score.tif"), np.nan)
        summary = json.loads((out / "summary.json").read_text())
        looks = json.loads((out / "run.json").read_text())["facts"]["looks"]
    found = Detection(score, np.nan_to_num(score) > 0.5)
    outlined_cells = round(summary["landslide_area_m2"] / summary["cell_size_m"] ** 2)
    if outlined_cells != sieve(found.raw).sum():
        raise RuntimeError(f"scarp outlined {outlined_cells} cells, by its score it should not")
    return ScarpResult(found, assessable, looks)


def log_power(power):
    return np.log(np.maximum(power, POWER_FLOOR))


def centred(change, assessable):
    return change - np.median(change[assessable])


def window_mean(image, assessable):
    """Mean over the assessable cells among 3 x 3."""
    total = uniform_filter(np.where(assessable, image, 0.0), 3, mode="constant")
    share = uniform_filter(assessable.astype(float), 3, mode="constant")
    return np.where(assessable, total / np.maximum(share, 0.1), 0.0)


def median_log_ratio(case, scarp):
    """Handwerger et al. 2022: by how much the median of VH over the dates dropped, top percent."""
    drop = np.median(log_power(case.before["VH"]), 0) - np.median(log_power(case.after["VH"]), 0)
    return Detection(drop, drop > np.quantile(drop[scarp.assessable], 0.99))


def minimum_error_threshold(values, bins=256):
    """Between two normal classes (Kittler & Illingworth 1986), the upper one the smaller."""
    counts, edges = np.histogram(values, bins)
    centres = (edges[1:] + edges[:-1]) / 2

    def cost(part):
        share = counts[part].sum() / counts.sum()
        mean, second = (np.average(centres[part] ** k, weights=counts[part]) for k in (1, 2))
        return share * np.log(np.sqrt(max(second - mean**2, 1e-12)) / share)

    first, last = (np.searchsorted(edges, np.quantile(values, q)) for q in (0.5, 0.999))
    splits = np.arange(first, min(last + 1, bins))
    costs = [cost(slice(0, i)) + cost(slice(i, bins)) for i in splits]
    return edges[splits[np.argmin(costs)]]


def mean_log_ratio(case, scarp, pol):
    """Log ratio as in Mondini 2017, of the mean power over the dates and then over 3 x 3 cells;
    he segments it, here the threshold above decides."""
    change = log_power(case.after[pol].mean(0)) - log_power(case.before[pol].mean(0))
    score = np.abs(centred(window_mean(change, scarp.assessable), scarp.assessable))
    return Detection(score, score > minimum_error_threshold(score[scarp.assessable]))


def mahalanobis(case, scarp, deviations=3.0):
    """Distance of VV and VH after from the mean before, by the covariance of the dates before over
    3 x 3 cells. After the statistical metric of distmetrics, the library of OPERA's DIST-S1, which
    takes the mean over the window too. One date has no covariance: that of the change over the
    scene stands in."""
    before, after = (
        np.stack([log_power(dates[pol]) for pol in POLARISATIONS])
        for dates in (case.before, case.after)
    )
    mean = before.mean(1)
    change = np.stack([centred(c, scarp.assessable) for c in after.mean(1) - mean])
    covariance = np.empty((*mean.shape[1:], 2, 2))
    if before.shape[1] > 1:
        residual = before - mean[:, None]
        for i, j in np.ndindex(2, 2):
            product = (residual[i] * residual[j]).sum(0) / (before.shape[1] - 1)
            covariance[..., i, j] = window_mean(product, scarp.assessable)
    else:
        covariance[:] = np.cov(change[:, scarp.assessable])
    inverse = np.linalg.inv(covariance + 1e-3 * np.eye(2))  # a floor of 0.14 dB
    squared = np.einsum("irc,rcij,jrc->rc", change, inverse, change)
    return Detection(squared, squared > deviations**2)


def likelihood_ratio(case, scarp):
    """Test of equal mean power before and after for gamma data, VV and VH independent (Conradsen et
    al. 2016, with its correction of the statistic), by scarp's looks, at scarp's default rate."""
    statistic = 0.0
    for pol in POLARISATIONS:
        before, after = (np.maximum(d[pol].mean(0), POWER_FLOOR) for d in (case.before, case.after))
        after = after / np.exp(np.median(np.log(after / before)[scarp.assessable]))
        n, m = (len(dates[pol]) * scarp.looks for dates in (case.before, case.after))
        pooled = (n * before + m * after) / (n + m)
        log_ratio = n * np.log(before) + m * np.log(after) - (n + m) * np.log(pooled)
        correction = 1 - (1 / n + 1 / m - 1 / (n + m)) / 6
        statistic = statistic - 2 * correction * log_ratio
    return Detection(statistic, statistic > chi2.isf(DEFAULT_RATE, len(POLARISATIONS)))


METHODS = {
    "**scarp change**": lambda case, scarp: scarp.detection,
    "median log ratio VH, top 1 %": median_log_ratio,
    "mean log ratio VV, minimum error": lambda case, scarp: mean_log_ratio(case, scarp, "VV"),
    "mean log ratio VH, minimum error": lambda case, scarp: mean_log_ratio(case, scarp, "VH"),
    "Mahalanobis distance > 3": mahalanobis,
    "gamma likelihood ratio": likelihood_ratio,
}


def sieve(flagged):
    """Leaves out small regions; cells that touch at a corner belong together."""
    regions, _ = label(flagged, np.ones((3, 3)))
    return flagged & (np.bincount(regions.ravel())[regions] >= MIN_REGION_CELLS)


def area_under_curve(score, truth):
    hits = truth.sum()
    return (rankdata(score)[truth].sum() - hits * (hits + 1) / 2) / (hits * (truth.size - hits))


def f1(flagged, truth):
    return 2 * (flagged & truth).sum() / (flagged.sum() + truth.sum())


def best_f1(score, truth):
    """Over all thresholds, without the sieve."""
    hits = np.cumsum(truth[np.argsort(-score, kind="stable")])
    return (2 * hits / (np.arange(1, hits.size + 1) + truth.sum())).max()


def flagged_percent(found, assessable):
    """Of the assessable cells, before and after the sieve."""
    raw = found.raw & assessable
    return tuple(100 * flagged.sum() / assessable.sum() for flagged in (raw, sieve(raw)))


def landslide_scores(program, folder):
    """method → AUC, F1 and best F1 for each choice of dates; bands 1-8 are before the event."""
    files = {pol: folder / f"decoded_track9_{pol.lower()}_gamma0.tif" for pol in POLARISATIONS}
    dates_of = {pol: [(file, band) for band in range(1, 14)] for pol, file in files.items()}
    truth = read(folder / "landslide_mask_30m.tif") > 0
    scores = {name: [] for name in METHODS}
    for before, after in LANDSLIDE_DATES:
        case = make_case(dates_of, 8, before, after)
        scarp = run_scarp(program, case)
        ok = scarp.assessable
        for name, method in METHODS.items():
            found = method(case, scarp)
            area, best = (f(found.score[ok], truth[ok]) for f in (area_under_curve, best_f1))
            own = f1(sieve(found.raw & ok), truth & ok)
            scores[name].append(f"{area:.3f} / {own:.2f} / {best:.2f}")
    return scores


def series_results(program, bursts, rate=DEFAULT_RATE):
    """Yields burst, whether there is but one date after, the case and scarp's result."""
    for burst, dates_of in bursts.items():
        for split in SERIES_SPLITS:
            for dates_after in (1, len(dates_of["VV"]) - split):
                case = make_case(dates_of, split, split, dates_after)
                scarp = run_scarp(program, case, rate)
                if scarp.assessable.sum() >= MIN_ASSESSABLE_CELLS:
                    yield burst, dates_after == 1, case, scarp


def print_false_alarm_rates(program, bursts):
    print("| requested | one date after: raw | sieved | all later dates: raw | sieved |")
    print("| --- | --- | --- | --- | --- |")
    for rate in REQUESTED_RATES:
        measured = {True: [], False: []}
        for _, one_after, _, scarp in series_results(program, bursts, rate):
            measured[one_after].append(flagged_percent(scarp.detection, scarp.assessable))
        row = [f"{100 * rate:.1f} %"]
        for raw, sieved in (np.array(percents).T for percents in measured.values()):
            row.append(f"{raw.mean():.2f} % ({raw.min():.2f}–{raw.max():.2f})")
            row.append(f"{sieved.mean():.2f} %")
        print("|", " | ".join(row), "|")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scarp", required=True, help="the program")
    parser.add_argument("--data", required=True, type=Path, help="holds png2024, opera-rtc-series")
    options = parser.parse_args()

    landslide = landslide_scores(options.scarp, options.data / "png2024")
    bursts = series_dates(options.data / "opera-rtc-series")
    worst = {(name, one_after): 0.0 for name in METHODS for one_after in (True, False)}
    assessable = {}
    for burst, one_after, case, scarp in series_results(options.scarp, bursts):
        assessable[burst] = bursts[burst]
        for name, method in METHODS.items():
            _, sieved = flagged_percent(method(case, scarp), scarp.assessable)
            worst[name, one_after] = max(worst[name, one_after], sieved)

    dates = " | ".join(f"{before}+{after}" for before, after in LANDSLIDE_DATES)
    print(f"| AUC / F1 / best F1 | {dates} | worst, one after | worst, all after |")
    print("| --- " * (len(LANDSLIDE_DATES) + 3) + "|")
    for name in METHODS:
        shares = [f"{worst[name, one_after]:.2f} %" for one_after in (True, False)]
        print("|", " | ".join([name] + landslide[name] + shares), "|")
    print(f"\nscarp on the {len(assessable)} of {len(bursts)} bursts with assessable ground:\n")
    print_false_alarm_rates(options.scarp, assessable)


if __name__ == "__main__":
    main()
