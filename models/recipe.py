#!/usr/bin/env python3
"""Trains the default models on simulated events, and scores them on such events of other relief.

Everything is done by `scarp`: events on generated hills whose settings are drawn anew for each
(simulate), mean of the dates before and the first dates after (stack), patches (dataset), networks
(train), scores (evaluate). Goes on where it was stopped. Needs Python alone; with --dems, a folder
of real terrain, the models are scored on events on it too.
"""

import argparse
import csv
import json
import math
import random
import struct
import subprocess
import sys
from pathlib import Path

LAYOUTS = {
    "ba-s": ("VV_premean", "VH_premean", "VV_post1", "VH_post1", "slope"),
    "baa-s": ("VV_premean", "VH_premean", "VV_post1", "VH_post1", "VV_post2", "VH_post2", "slope"),
}


def without_slope(layout):
    return layout.removesuffix("-s")


STACKS = LAYOUTS | {without_slope(layout): bands[:-1] for layout, bands in LAYOUTS.items()}
# Height of hills, m, and from ridge to ridge, m. One of them is left out when scoring.
RELIEF = {
    "low": (120, 350, 1200, 3000),
    "middle": (350, 700, 1500, 4500),
    "high": (700, 1400, 2500, 6000),
}
REAL_RELIEF = {  # file, heights from here down mean none, middle
    "sao-tome": ("Copernicus_DSM_COG_10_N00_00_E006_00_DEM.tif", 0, (6.58, 0.22)),
    "jiuzhaigou": ("jiuzhaigou_DEM_030_utm48.tif", 1000, (103.92, 33.25)),
}
LEARNT, UNSEEN, ON_REAL = 40, 6, 9  # events of each relief: to learn from, to score
SIZE = 256  # cells of an event
BLOCK_M = 20000  # of the split: larger than most events, which lie farther apart
NETWORK = (
    "--network", "siamese-resunet", "--filters", 8, "--scaling", "patch-standard", "--loss", "bce+dice",
    "--schedule", "cosine", "--lr", "2e-3", "--batch", 16, "--augment", "d4", "--drop-band", "slope=0.5",
)  # fmt: skip
WARNING = (
    "This model was trained on SIMULATED events alone. Check every outline; `scarp change` needs no "
    "training and is the safer map."
)


def log_uniform(draw, low, high):
    return float(f"{math.exp(draw.uniform(math.log(low), math.log(high))):.4g}")


def place(number):
    """Apart from those of all other events, in one UTM zone."""
    return [round(138.6 + 0.4 * (number % 12), 4), round(33 + 0.3 * (number // 12), 4)]


def settings(seed, relief, centre):
    """Of `scarp simulate`. Landslides leave all their ground bare and of one mean brightness: with
    others networks learn slowly and map the one real landslide no better (decision 22)."""
    draw = random.Random(f"{seed}/{relief}")
    cell = draw.choice((10, 15, 20, 30))
    chosen = {
        "seed": seed,
        "size": SIZE,
        "cell": cell,
        "before": draw.choice((1, 2, 3, 5, 8)),
        "after": 2,
        "landslides": round(log_uniform(draw, 5, 100)),
        "smallest": 4 * cell**2,
        "largest": log_uniform(draw, 5e4, 1.5e6),
        "least-stripped": 1,
        "texture": log_uniform(draw, 0.3, 1.2),
        "weather": round(draw.uniform(0, 1.5), 2),
        "changed-parcels": round(draw.choice((0, draw.uniform(0, 0.1))), 3),
        "forest": round(draw.uniform(0.3, 1), 2),
        "looks": log_uniform(draw, 4, 60),
        "speckle-correlation": round(draw.uniform(0, 0.6), 3),
        "despeckle": draw.choice((0, log_uniform(draw, 0.2, 3))),
        "centre": centre,
    }
    look = draw.choice(("", "ascending", "descending"))
    if look:
        chosen["pass"] = look
        chosen["incidence"] = round(draw.uniform(31, 45), 1)
    return chosen


def on_generated(relief, seed, number):
    draw = random.Random(f"{seed}/{relief}/hills")
    low, high, near, far = RELIEF[relief]
    hills = {"relief": log_uniform(draw, low, high), "ridges": log_uniform(draw, near, far)}
    return settings(seed, relief, place(number)) | hills


def on_real(relief, seed, dems):
    file, void, (lon, lat) = REAL_RELIEF[relief]
    draw = random.Random(f"{seed}/{relief}/place")
    centre = [round(middle + draw.uniform(-0.02, 0.02), 4) for middle in (lon, lat)]
    return settings(seed, relief, centre) | {"dem": dems / file, "dem-void": void}


class Recipe:
    def __init__(self, options):
        self.options = options
        self.work = options.work

    def scarp(self, verb, out, *arguments):
        """Unless it is done already."""
        if (out / "run.json").exists():
            return out
        again = ["--resume"] if verb == "train" and (out / ".kept").exists() else []
        command = [self.options.scarp, verb, "--quiet", "--out", out, "--threads", 1, *again, *arguments]
        command = [str(part) for part in command]
        print(" ".join(command), file=sys.stderr, flush=True)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return out

    def event(self, name, chosen):
        """Its stacks, two of each layout, with and without slope; truth and mask."""
        folder = self.work / "events" / name
        given = []
        for key, value in chosen.items():
            given += [f"--{key}", *(value if isinstance(value, list) else [value])]
        self.scarp("simulate", folder, *given)
        for layout, bands in STACKS.items():
            terrain = ("--dem", folder / "dem.tif") if "slope" in bands else ()
            self.scarp(
                "stack", self.work / "stacks" / layout / name, "--bands", ",".join(bands), "--as", "db",
                "--pre", *(f"{p}={folder}/pre_{p.lower()}.tif" for p in ("VV", "VH")),
                "--post", *(f"{p}={folder}/post_{p.lower()}.tif" for p in ("VV", "VH")),
                "--mask", folder / "mask.tif", *terrain,
            )  # fmt: skip
        for image in folder.glob("p*_v?.tif"):
            image.unlink()
        return name, chosen["cell"]

    def events(self):
        """By what they serve for: to learn from, by relief; unseen; on real relief."""
        groups = {relief: [] for relief in RELIEF} | {"unseen": []}
        number = 0
        for relief in RELIEF:
            for i in range(self.options.events + UNSEEN):
                group = relief if i < self.options.events else "unseen"
                seed = 1000 * (1 + list(RELIEF).index(relief)) + i
                chosen = on_generated(relief, seed, number)
                groups[group].append(self.event(f"{relief}-{i:03}", chosen))
                number += 1
        if self.options.dems:
            for k, relief in enumerate(REAL_RELIEF):
                chosen = [on_real(relief, 9000 + 100 * k + i, self.options.dems) for i in range(ON_REAL)]
                groups[relief] = [self.event(f"{relief}-{i:03}", c) for i, c in enumerate(chosen)]
        return groups

    def data_set(self, layout, learnt, tested, name, stride=32):
        """Events of `learnt` by blocks for training and validation, those of `tested` for testing."""
        events = [(event, "train", cell) for event, cell in learnt]
        events += [(event, "test", cell) for event, cell in tested]
        names = [event for event, _, _ in events]
        return self.scarp(
            "dataset", self.work / "datasets" / f"{layout}-{name}", "--keep", "all", "--stride", stride,
            "--split", "events", "--test-event", "test", "--block", BLOCK_M // events[0][2],
            "--stack", *(self.work / "stacks" / layout / event for event in names),
            "--inventory", *(self.work / "events" / event / "truth.gpkg" for event in names),
            "--event", *(part for _, part, _ in events),
        )  # fmt: skip

    def train(self, layout, data, name):
        return self.scarp(
            "train", self.work / "runs" / f"{layout}-{name}", "--data", data, *NETWORK,
            "--epochs", self.options.epochs, "--seed", 1, "--no-test",
        )  # fmt: skip

    def score(self, run, data, name):
        """On the test part, at the card's threshold; the interval over patches drawn anew."""
        out = self.scarp(
            "evaluate", run.parent.parent / "scores" / f"{run.name}-on-{name}", "--data", data,
            "--model", run / "model.safetensors",
        )  # fmt: skip
        with open(out / "metrics.csv", newline="") as file:
            values = {row[0]: row[1:4] for row in csv.reader(file)}
        figures = {name: round(float(values[name][0]), 3) for name in ("auroc", "precision", "recall", "f1")}
        figures["f1 interval"] = [round(float(bound), 3) for bound in values["f1"][1:3]]
        return figures

    def scores_of(self, run, layout, learnt, tested, name, stride=32):
        """On `tested`, with slope and without; `learnt` is what a data set has beside them."""
        scores = {}
        for of, bands in (("with slope", layout), ("without slope", without_slope(layout))):
            data = self.data_set(bands, learnt, tested, name, stride)
            scores[of] = self.score(run, data, f"{name}-{of.replace(' ', '-')}")
        return scores

    def final(self, layout, groups):
        """Learns from all generated relief."""
        generated = [event for relief in RELIEF for event in groups[relief]]
        data = self.data_set(layout, generated, groups["unseen"], "all")
        return self.train(layout, data, "all")

    def scores(self, layout, groups):
        run = self.final(layout, groups)
        scores = {}
        for name in ("unseen", *REAL_RELIEF):
            if name in groups:
                scores[name] = self.scores_of(run, layout, groups["low"], groups[name], name)
        return scores | self.left_out(layout, groups)

    def left_out(self, layout, groups):
        """Scores on each relief of models that learned from the others, from patches side by side: a
        third as many, as are those of the one beside them that learned from all relief."""
        apart = SIZE // 4
        scores = {}
        for relief in (None, *RELIEF):
            learnt = [event for other in RELIEF if other != relief for event in groups[other]]
            tested = groups[relief or "unseen"]
            name = f"without-{relief}" if relief else "sparse"
            run = self.train(layout, self.data_set(layout, learnt, tested, name, apart), name)
            scores[name] = self.scores_of(run, layout, learnt, tested, name, apart)
        return scores


def read_model(path):
    """Metadata and all that follows it, of a file of safetensors."""
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    return json.loads(content[8 : 8 + length]), content[8 + length :]


def change_card(source, target, change):
    """Copies a model with another card."""
    header, tensors = read_model(source)
    card = json.loads(header["__metadata__"]["scarp"])
    change(card)
    header["__metadata__"]["scarp"] = json.dumps(card, ensure_ascii=False)
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    target.write_bytes(struct.pack("<Q", len(text)) + text + tensors)


def describe(card, scores):
    """Cells were of 10 to 30 m, not those of the first event alone. Many landslide cells hardly change, so
    that a screening threshold that nine tenths of them reach would let all ground through."""
    card.pop("cell_size_m", None)
    card.pop("screening_threshold", None)
    for source in card["training"]["data"]["details"]["sources"]:
        for file in ("stack", "inventory"):  # without the folder they were made in
            source[file] = "/".join(Path(source[file]).parts[-2:])
    card["warning"] = WARNING
    card["training"]["recipe"] = "models/recipe.py"
    card["metrics"]["simulated"] = scores


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scarp", required=True, help="the program")
    parser.add_argument("--work", required=True, type=Path, help="folder for events and trainings")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder for the models")
    parser.add_argument("--dems", type=Path, help="real terrain to score on")
    parser.add_argument("--events", type=int, default=LEARNT, help="of each relief")
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--layouts", nargs="+", default=list(LAYOUTS), choices=LAYOUTS)
    parser.add_argument("--only-events", action="store_true", help="so that layouts can be trained at once")
    options = parser.parse_args()
    recipe = Recipe(options)
    groups = recipe.events()
    if options.only_events:
        return
    models = {layout: recipe.final(layout, groups) / "model.safetensors" for layout in options.layouts}
    for layout, model in models.items():
        scores = recipe.scores(layout, groups)
        print(json.dumps({layout: scores}, indent=2))
        change_card(model, options.out / f"default-{layout}.safetensors", lambda card: describe(card, scores))


if __name__ == "__main__":
    main()
