#!/usr/bin/env python3
"""Is the map of both passes better than the map of either?

Simulates events as Sentinel-1 products of both passes and maps each three times: with both passes,
and with either alone. Where both see the ground: F1 of the landslides that are delivered, and the
difference of the map of both to the better one of the single passes, with 95 % of a paired bootstrap
of blocks; the same of scores alone, each map at its own best threshold, so that no map gains by letting
more through. On all ground that any pass sees: recall and false km² per 100 km².
"""

import argparse
import shutil
from pathlib import Path

import numpy as np
import simulated

MAPS = (*simulated.PASSES, "both")
BLOCK = 64  # cells
DRAWS = 4000


def maps_of(event, out, options):
    """The map of both passes and those of either, which share what the first has geocoded."""
    model = ["--model", options.model] if options.model else []
    scenes = {name: [event / "scenes"] for name in MAPS}
    both = out / "both"
    simulated.map_event(
        options.scarp, event / "event.toml", both, *model, threads=options.threads
    )
    for track in simulated.record(both)["facts"]["plan"]["tracks"]:
        name = track["pass"].lower()
        slices = [s["name"] for side in ("before", "after") for date in track[side] for s in date]
        scenes[name] = [event / "scenes" / f"{s}.SAFE" for s in slices]
    for name in simulated.PASSES:
        if (out / name / "run.json").exists():
            continue
        shutil.copytree(both / "stages", out / name / "stages", dirs_exist_ok=True)
        simulated.map_event(
            options.scarp, event / "event.toml", out / name, "--scenes", *scenes[name], *model,
            threads=options.threads,
        )  # fmt: skip
    return {name: out / name for name in MAPS}


class Layers:
    """What three maps of an event say, on one grid."""

    def __init__(self, event, folders):
        like = folders["both"] / "mask.tif"
        self.truth = simulated.rasterised(simulated.truth_of(event), None, like)
        self.sees = {n: simulated.read(f / "mask.tif") == 0 for n, f in folders.items()}
        self.found = {
            n: simulated.rasterised(f / "landslides.gpkg", "observed_event", like)
            & self.sees[n]
            for n, f in folders.items()
        }
        self.score = {n: simulated.read(f / "score.tif") for n, f in folders.items()}
        dataset = simulated.gdal.Open(str(like))
        geo = dataset.GetGeoTransform()
        self.cell_km2 = abs(geo[1] * geo[5]) / 1e6

    def where_all_see(self):
        return np.logical_and.reduce([self.sees[n] for n in MAPS])

    def where_any_sees(self):
        return self.sees["both"]


def in_blocks(cells):
    """Sums over blocks."""
    rows, cols = (-(-n // BLOCK) * BLOCK for n in cells.shape)
    padded = np.zeros((rows, cols))
    padded[: cells.shape[0], : cells.shape[1]] = cells
    return padded.reshape(rows // BLOCK, BLOCK, cols // BLOCK, BLOCK).sum((1, 3)).ravel()


def tally(found, truth, where):
    """True positives, false positives, false negatives: (blocks, 3)."""
    hits = [found & truth & where, found & ~truth & where, ~found & truth & where]
    return np.stack([in_blocks(cells) for cells in hits], 1)


def f1(counts):
    tp, fp, fn = np.moveaxis(counts, -1, 0)
    return 2 * tp / np.maximum(2 * tp + fp + fn, 1)


def gain(tallies, seed=1):
    """F1 of each map; of both passes less the better single one, with 95 %."""
    sums = {n: t.sum(0) for n, t in tallies.items()}
    blocks = len(tallies["both"])
    draws = np.random.default_rng(seed).multinomial(blocks, [1 / blocks] * blocks, DRAWS)
    drawn = {n: f1(draws @ t) for n, t in tallies.items()}
    differences = drawn["both"] - np.maximum(*(drawn[n] for n in simulated.PASSES))
    scores = {n: f1(s) for n, s in sums.items()}
    difference = scores["both"] - max(scores[n] for n in simulated.PASSES)
    return scores, difference, np.percentile(differences, [2.5, 97.5])


def best_f1(layers):
    """Of thresholds on the scores where all see: what a perfect choice would give."""
    edges = np.concatenate([np.linspace(0, 0.99, 100), 1 - np.geomspace(0.009, 1e-6, 60)])
    best = {}
    for name in MAPS:
        counts = np.zeros((len(edges), 3))
        for one in layers:
            where = one.where_all_see()
            truth = one.truth[where]
            score = np.nan_to_num(one.score[name][where])
            bins = np.clip(np.digitize(score, edges) - 1, 0, None)
            hit = np.bincount(bins[truth], minlength=len(edges))[::-1].cumsum()[::-1]
            false = np.bincount(bins[~truth], minlength=len(edges))[::-1].cumsum()[::-1]
            counts += np.stack([hit, false, truth.sum() - hit], 1)
        values = f1(counts)
        best[name] = (values.max(), edges[values.argmax()])
    return best


def shared_tallies(layers, found):
    """Of each map, where all see; found(layers of an event, map) are the cells that it calls landslides."""
    return {
        n: np.concatenate([tally(found(one, n), one.truth, one.where_all_see()) for one in layers])
        for n in MAPS
    }


def on_the_union(layers):
    """Of each map recall, and false km² per 100 km²."""
    assessed = sum(one.where_any_sees().sum() for one in layers)
    figures = {}
    for n in MAPS:
        tallies = [tally(one.found[n], one.truth, one.where_any_sees()).sum(0) for one in layers]
        tp, fp, fn = np.sum(tallies, 0)
        figures[n] = (tp / (tp + fn), 100 * fp / assessed)
    return figures


def report(layers):
    best = best_f1(layers)
    delivered = gain(shared_tallies(layers, lambda one, n: one.found[n]))
    scored = gain(shared_tallies(layers, lambda one, n: one.score[n] >= best[n][1]))
    union = on_the_union(layers)
    km2 = {
        name: sum(where(one).sum() * one.cell_km2 for one in layers)
        for name, where in (("any", Layers.where_any_sees), ("all", Layers.where_all_see))
    }
    print(f"\n{len(layers)} events, {km2['any']:.0f} km² seen, {km2['all']:.0f} km² by both\n")
    print("| map | F1 where both see | at its best threshold | recall, union | false km² per 100 km² |")
    print("| --- | --- | --- | --- | --- |")
    for n in MAPS:
        recall, false_km2 = union[n]
        print(
            f"| {n} | {delivered[0][n]:.3f} | {scored[0][n]:.3f} ({best[n][1]:.4g}) "
            f"| {recall:.3f} | {false_km2:.3f} |"
        )
    print("\nboth less the better pass, where both see:")
    for name, (_, difference, (low, high)) in (("delivered", delivered), ("scores", scored)):
        print(f"{name} {difference:+.3f} ({low:+.3f} to {high:+.3f})")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scarp", required=True, help="the program")
    parser.add_argument("--work", required=True, type=Path, help="folder for events and maps")
    parser.add_argument("--model", help="of model.py; else change detection")
    parser.add_argument("--events", type=int, default=6)
    parser.add_argument("--seed", type=int, default=900, help="of the first event")
    parser.add_argument("--size", type=int, default=800, help="of an event, cells")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()

    layers = []
    for seed in range(options.seed, options.seed + options.events):
        event = simulated.small_event(
            options.scarp, options.work / "events" / f"{seed}", seed, options.size, options.threads
        )
        kind = "model" if options.model else "change"
        folders = maps_of(event, options.work / kind / f"{seed}", options)
        layers.append(Layers(event, folders))
        scores, difference, _ = gain(
            {n: tally(layers[-1].found[n], layers[-1].truth, layers[-1].where_all_see()) for n in MAPS}
        )
        print(seed, *(f"{n} {scores[n]:.3f}" for n in MAPS), f"{difference:+.3f}", flush=True)
    report(layers)


if __name__ == "__main__":
    main()
