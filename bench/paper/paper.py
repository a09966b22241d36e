#!/usr/bin/env python3
"""The experiment of Nava et al. (2022) on a simulated event: four data sets, with and without flips,
three networks, the paper's split beside blocks of ground.

Runs `scarp simulate`, `stack`, `dataset`, `tune`, `train`, `evaluate` and `predict`, and puts what
they measured into tables; nothing is computed here but means and intervals over seeds. Goes on where
it was stopped; `--shard K/N` runs a part of the experiment beside others in the same folder.
"""

import argparse
import csv
import itertools
import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

EVENT = "2018-09-05T18:08"
# One date before and two after, as published; the descending pass of 5 September came after the
# earthquake, so that the date before is twelve days older.
ASCENDING = ("2018-09-01T08:26", "2018-09-13T08:26", "2018-09-25T08:26")
DESCENDING = ("2018-08-24T20:40", "2018-09-17T20:40", "2018-09-29T20:40")
PASSES = {"A": "ascending", "D": "descending"}
DATA_SETS = ("A_BA_S", "D_BA_S", "A_BAA_S", "D_BAA_S")
SPLITS = ("paper", "blocks")
FLIPS = ("none", "flips")
NETWORKS = ("attention-unet", "unet", "unet-dropout")
METRICS = ("precision", "recall", "f1", "iou")

# Student's t that 97.5 % lie below, by the number of seeds.
QUANTILES = {2: 12.71, 3: 4.30, 4: 3.18, 5: 2.78, 6: 2.57, 7: 2.45, 8: 2.36, 9: 2.31, 10: 2.26}


@dataclass
class Scale:
    """Grids are of filters, learning rate and batch size; `unet_filters` are those of the plain U-Nets."""

    size: tuple
    landslides: int  # generated ones, without an inventory
    grid: dict
    epochs: int
    patience: int
    seeds: int
    block: int  # cells, of the split by blocks
    buffer: int = 64
    relief_m: int = 400
    ridges_m: int = 2500
    unet_filters: list | None = None


SCALES = {
    "tiny": Scale((384, 448), 120, {"filters": [2], "batch": [8]}, 1, 1, 2, 64, 0),
    "small": Scale((1173, 1921), 1500, {"filters": [8], "batch": [8]}, 40, 10, 3, 256),
    "short": Scale(
        (2346, 3842), 6000, {"filters": [8], "batch": [8]}, 10, 10, 3, 384, unet_filters=[4]
    ),
    "full": Scale(
        (2346, 3842),
        6000,
        {
            "filters": [2, 4, 8, 16, 32],
            "lr": ["1e-2", "5e-4", "1e-3", "5e-5", "1e-4"],
            "batch": [2, 4, 8, 16, 32],
        },
        200,
        30,
        3,
        384,
    ),
}


@dataclass
class Cell:
    """One row of a table: a network on a data set."""

    data: str  # such as A_BA_S
    split: str
    flips: str
    network: str

    @property
    def name(self):
        return f"{self.data}-{self.split}-{self.flips}-{self.network}"

    @property
    def departures(self):
        """From the paper's network and split without flips."""
        first = (SPLITS[0], FLIPS[0], NETWORKS[0])
        return sum(a != b for a, b in zip((self.split, self.flips, self.network), first))


def finished(folder):
    return (folder / "run.json").exists()


def facts(folder):
    return json.loads((folder / "run.json").read_text())


class Experiment:
    def __init__(self, options):
        self.options = options
        self.scale = SCALES[options.scale]
        self.out = options.out
        self.event = self.out / "event"

    def scarp(self, verb, folder, *arguments):
        """Unless it is done already."""
        if finished(folder):
            return
        folder.parent.mkdir(parents=True, exist_ok=True)
        again = ["--resume"] if verb in ("train", "tune") and (folder / ".kept").exists() else []
        command = [self.options.scarp, verb, "--quiet", "--out", folder, *again, *arguments]
        if self.options.threads:
            command += ["--threads", self.options.threads]
        command = [str(part) for part in command]
        print(" ".join(command), file=sys.stderr, flush=True)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def simulate(self):
        scale, inventory = self.scale, self.options.inventory
        if inventory:
            landslides = ["--inventory", inventory, "--place", "matching"]
            if self.options.deposits:
                landslides += ["--deposits", self.options.deposits]
        else:
            landslides = ["--landslides", scale.landslides]
        relief = ["--relief", scale.relief_m, "--ridges", scale.ridges_m]
        if self.options.dem:
            relief = ["--dem", self.options.dem]
            if self.options.dem_void is not None:
                relief += ["--dem-void", self.options.dem_void]
        self.scarp(
            "simulate", self.event, "--size", *scale.size, *relief, *landslides,
            "--pass", "ascending,descending", "--event-time", EVENT, "--dates", *ASCENDING,
            "--second-dates", *DESCENDING, "--changed-parcels", 0.03, "--speckle-correlation", 0.5,
            "--noise", -23.5, "--seed", self.options.event_seed,
        )  # fmt: skip

    def stack(self, data):
        letter, composite = data.split("_", 1)
        folder = self.event / PASSES[letter]
        self.scarp(
            "stack", self.out / "stacks" / data, "--pre", f"VV={folder}/pre_vv.tif",
            "--post", f"VV={folder}/post_vv.tif", "--dem", self.event / "dem.tif",
            "--mask", folder / "mask.tif", "--bands", composite, "--as", "amplitude",
        )  # fmt: skip

    def data_set(self, data, split):
        blocks = []
        if split == "blocks":
            blocks = ["--block", self.scale.block, "--buffer", self.scale.buffer]
        truth = self.event / PASSES[data[0]] / "truth.gpkg"
        self.scarp(
            "dataset", self.folder_of(data, split), "--stack", self.out / "stacks" / data,
            "--inventory", truth, "--split", split, "--scaling", "patch-minmax", *blocks,
        )  # fmt: skip

    def folder_of(self, data, split):
        return self.out / "datasets" / f"{data}-{split}"

    def prepare(self):
        self.simulate()
        for data in self.options.data_sets:
            self.stack(data)
            for split in SPLITS:
                self.data_set(data, split)

    def cells(self):
        """All of them in a fixed order, the plainest first, so that a part of them can be compared."""
        axes = (FLIPS, self.options.networks, SPLITS, self.options.data_sets)
        cells = [Cell(data, split, flips, net) for flips, net, split, data in itertools.product(*axes)]
        return sorted(cells, key=lambda cell: cell.departures)

    def arguments_of(self, cell):
        arguments = ["--data", self.folder_of(cell.data, cell.split), "--network", cell.network]
        arguments += ["--epochs", self.scale.epochs, "--patience", self.scale.patience]
        return arguments + (["--augment", cell.flips] if cell.flips != "none" else [])

    def hyperparameters(self, cell):
        """The best of the grid on the validation part, by one seed."""
        grid = dict(self.scale.grid)
        if cell.network != "attention-unet" and self.scale.unet_filters:
            grid["filters"] = self.scale.unet_filters
        chosen = {name: values[0] for name, values in grid.items()}
        axes = [f"{n}={','.join(map(str, v))}" for n, v in grid.items() if len(v) > 1]
        if axes:
            folder = self.out / "runs" / cell.name / "grid"
            self.scarp("tune", folder, *self.arguments_of(cell), "--grid", *axes)
            best = max(rows_of(folder / "results.csv"), key=lambda row: float(row["validation_f1"] or 0))
            chosen = {"filters": best["filters"], "lr": best["learning_rate"]}
            chosen["batch"] = best["batch_size"]
        return {"lr": "1e-3", **chosen}

    def run(self, cell):
        folder = self.out / "runs" / cell.name
        chosen = self.hyperparameters(cell)
        options = [f for name, value in chosen.items() for f in (f"--{name}", value)]
        runs = [folder / f"seed-{seed}" for seed in range(1, self.scale.seeds + 1)]
        for seed, run in enumerate(runs, 1):
            self.scarp("train", run, *self.arguments_of(cell), *options, "--seed", seed, "--no-test")
        self.scarp(
            "evaluate", folder / "scores", "--data", self.folder_of(cell.data, cell.split),
            "--model", *(run / "model.safetensors" for run in runs), "--threshold", 0.5,
        )  # fmt: skip
        (folder / "chosen.json").write_text(json.dumps(chosen) + "\n")

    def results(self):
        """A row for each network and seed that was scored."""
        for cell in self.cells():
            folder = self.out / "runs" / cell.name
            if not (folder / "chosen.json").exists():
                continue
            chosen = json.loads((folder / "chosen.json").read_text())
            whole = rows_of(folder / "scores" / "models.csv")
            for seed in range(1, self.scale.seeds + 1):
                batches = rows_of(folder / "scores" / f"model-{seed}" / "batch_metrics.csv")[0]
                row = {**vars(cell), "seed": seed, **chosen}
                row.update({metric: whole[seed - 1][metric] for metric in METRICS})
                row.update({f"{metric}_batch_mean": batches[metric] for metric in METRICS})
                yield row

    def map_best(self):
        """Figure 5: the whole area by the network that the validation part likes best."""
        runs = self.out / "runs"
        models = [run for run in sorted(runs.glob("*-blocks-*/seed-1")) if finished(run)]
        best = max(models, key=validation_f1)
        data = best.parent.name.split("-")[0]
        folder = self.out / "map"
        self.scarp(
            "predict", folder / "prediction", "--model", best / "model.safetensors",
            "--stack", self.out / "stacks" / data,
        )  # fmt: skip
        self.scarp(
            "evaluate", folder / "scores", "--map", folder / "prediction" / "score.tif",
            "--inventory", self.event / PASSES[data[0]] / "truth.gpkg",
            "--visibility", self.event / PASSES[data[0]] / "mask.tif",
        )  # fmt: skip


def validation_f1(run):
    return facts(run)["facts"]["metrics"]["validation"]["at_threshold"]["f1"] or 0


def rows_of(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def percent(values):
    """Mean and, over seeds, its 95 % interval."""
    values = [100 * value for value in values]
    mean = statistics.mean(values)
    if len(values) < 2:
        return f"{mean:.2f}"
    half = QUANTILES[len(values)] * statistics.stdev(values) / len(values) ** 0.5
    return f"{mean:.2f} ± {half:.2f}"


def interval_cells(rows, suffix=""):
    return [percent([float(row[metric + suffix] or 0) for row in rows]) for metric in METRICS]


def table_lines(results, composite, network, split):
    """In the form of the paper's tables 4 and 5."""
    yield (
        "| data set | flips | batch | learning rate | filters | precision | recall | F1 | IoU "
        "| F1, batch mean | IoU, batch mean |"
    )
    yield "| --- " * 11 + "|"
    for letter, flips in itertools.product(("D", "A"), FLIPS):
        data = f"{letter}_{composite}"
        of = Cell(data, split, flips, network)
        rows = [row for row in results if Cell(*(row[key] for key in vars(of))) == of]
        if rows:
            cells = [data, "with" if flips == "flips" else "without"]
            cells += [str(rows[0][name]) for name in ("batch", "lr", "filters")]
            cells += interval_cells(rows) + interval_cells(rows, "_batch_mean")[2:]
            yield "| " + " | ".join(cells) + " |"


CONTRASTS = (
    ("ascending less descending", "data", lambda data: data.startswith("A")),
    ("two dates after less one (BAA less BA)", "data", lambda data: "_BAA_" in data),
    ("flips less none", "flips", lambda flips: flips == "flips"),
    ("attention U-Net less U-Net", "network", {"attention-unet": True, "unet": False}.get),
    ("attention U-Net less the one with dropout", "network",
     {"attention-unet": True, "unet-dropout": False}.get),
    ("paper's split less blocks", "split", lambda split: split == "paper"),
)  # fmt: skip


def partner(key, axis, row):
    """The cell a row belongs to but for what is compared: of data sets the track or the dates."""
    others = [row[name] for name in ("data", "split", "flips", "network") if name != axis]
    if axis != "data":
        return tuple(others)
    track, dates = row["data"].split("_", 1)
    return (dates if "ascending" in key else track, *others)


def differences(results, key, axis, side_of):
    """Of F1 in per cent, seed by seed: the mean over all pairs that differ in nothing else."""
    pairs = {}
    for row in results:
        side = side_of(row[axis])
        if side is not None:
            pair = pairs.setdefault((int(row["seed"]), partner(key, axis, row)), {})
            pair[side] = float(row["f1"] or 0)
    of_seed = {}
    for (seed, _), pair in pairs.items():
        if len(pair) == 2:
            of_seed.setdefault(seed, []).append(pair[True] - pair[False])
    return [statistics.mean(of) for of in of_seed.values()], sum(map(len, of_seed.values()))


def ordering_lines(results):
    yield "**What is better, F1 in per cent: mean over seeds ± half of the 95 % interval**"
    yield ""
    yield "| comparison | difference | pairs |"
    yield "| --- | --- | --- |"
    for contrast in CONTRASTS:
        means, pairs = differences(results, *contrast)
        if means:
            yield f"| {contrast[0]} | {percent(means)} | {pairs} |"


def write_results(experiment):
    results = list(experiment.results())
    if not results:
        return
    with open(experiment.out / "results.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, results[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(results)
    lines = [
        f"Simulated event, scale {experiment.options.scale}: no radar saw it. Test part at threshold",
        f"0.5, per cent, mean over {experiment.scale.seeds} seeds ± half of the 95 % interval.",
    ]
    for network in experiment.options.networks:
        for number, composite in ((4, "BA_S"), (5, "BAA_S")):
            for split in SPLITS:
                table = list(table_lines(results, composite, network, split))
                if len(table) > 2:
                    title = f"{network}, {composite}, split {split} (as table {number})"
                    lines += ["", f"**{title}**", "", *table]
    lines += ["", *ordering_lines(results)]
    text = "\n".join(lines) + "\n"
    (experiment.out / "tables.md").write_text(text)
    print(text, end="")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scarp", required=True, type=Path, help="the program")
    parser.add_argument("--out", required=True, type=Path, help="folder of the experiment")
    parser.add_argument("--scale", default="small", choices=SCALES)
    parser.add_argument("--inventory", type=Path, help="outlines that are placed anew; at scale full")
    parser.add_argument("--deposits", type=Path, help="likewise, what lies below them")
    parser.add_argument("--dem", type=Path, help="real relief instead of generated")
    parser.add_argument("--dem-void", type=float, help="heights from here down mean none")
    parser.add_argument("--event-seed", type=int, default=1)
    parser.add_argument("--networks", nargs="+", default=NETWORKS, choices=NETWORKS)
    parser.add_argument("--data-sets", nargs="+", default=DATA_SETS, choices=DATA_SETS)
    parser.add_argument("--shard", default="1/1", help="part/parts of the experiment")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--tables", action="store_true", help="only print those of what is done")
    options = parser.parse_args()
    experiment = Experiment(options)
    part, parts = map(int, options.shard.split("/"))
    if not options.tables:
        experiment.prepare()
        for number, cell in enumerate(experiment.cells()):
            if number % parts == part - 1:
                experiment.run(cell)
    write_results(experiment)
    if not options.tables and parts == 1:
        experiment.map_best()


if __name__ == "__main__":
    main()
