#!/usr/bin/env python3
"""Kills scarp's long commands at random moments, runs them again, and compares the bytes.

    soak.py [--bin build/release/bin] [--kills 200] [--seed 1] [--only COMMAND ...]

Each command is first run undisturbed. Then, until all kills are spent, it is started in a new
folder, killed (SIGKILL) at a random moment up to three times in a row, and run to its end. Its
files must be those of the undisturbed run, byte by byte, run.json, batch.json, logs and seconds in
tables apart; no other file may be left in its folder, beside it, or in the folder for temporary files.
Of two ranks, started by mpirun, all are killed or one, which ends the other. Without MPI they are left out.
Prints a line for each command and exits with 1 when anything differs or is left.
"""
import argparse
import contextlib
import csv
import hashlib
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parents[2]


MPIRUN = ["mpirun", "-n", "2", "--oversubscribe", "--bind-to", "none"]


class Command:
    """`arguments` has OUT where the result goes; `again` is added when it goes on after a kill.
    It is done when `last` is there. One with `children` is killed without these in half of the rounds."""

    def __init__(self, name, arguments, again=(), verb=None, last="run.json", children=False):
        self.name, self.arguments, self.again = name, list(arguments), list(again)
        self.verb, self.last, self.children = verb or name, last, children
        self.start = []
        self.seconds = 0  # undisturbed

    def by_ranks(self):
        """The same command by two ranks."""
        alone = [] if "--threads" in self.arguments else ["--threads", 1]
        several = Command(self.name + "-ranks", [*self.arguments, *alone], self.again, self.verb)
        several.start = MPIRUN
        return several

    def line(self, program, out, resumed):
        words = [str(word) for word in self.arguments]
        words = [str(out) + word[3:] if word.startswith("OUT") else word for word in words]
        return [*self.start, str(program), self.verb, *words, *(self.again if resumed else []), "--quiet"]


def content(path):
    """What has to be the same in each run: of tables everything but the column of seconds."""
    if path.name.endswith("run.json") or path.name == "batch.json" or path.suffix == ".log":
        return b""  # times, paths and what was made in this run
    if path.suffix != ".csv":
        return path.read_bytes()
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    kept = [i for i, name in enumerate(rows[0]) if name != "seconds"]
    return "\n".join(",".join(row[i] for i in kept) for row in rows).encode()


def digests(folder):
    """Path of each file below `folder`, hidden ones too, and the hash of its content."""
    return {str(path.relative_to(folder)): hashlib.sha256(content(path)).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def run_to_end(line, environment):
    done = subprocess.run(line, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(line)}\nexit code {done.returncode}\n{done.stderr}")


def session_of(process):
    """All that it started, and itself: mpirun gives each rank a process group of its own."""
    listed = subprocess.run(["pgrep", "--session", str(process.pid)], capture_output=True, text=True)
    return [int(number) for number in listed.stdout.split()]


def kill(process, which):
    """Kills all processes of the run, the "first", which leaves the others, or the "last", a rank."""
    chosen = {"all": slice(None), "first": slice(1), "last": slice(-1, None)}[which]
    for pid in session_of(process)[chosen]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait(60)
    while which != "first" and session_of(process):
        time.sleep(0.01)


def run_and_kill(line, environment, delay_s, which):
    """The seconds after which it had ended by itself; None when it was killed before."""
    start = time.monotonic()
    process = subprocess.Popen(
        line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True)
    try:
        process.wait(delay_s)
        return time.monotonic() - start
    except subprocess.TimeoutExpired:
        kill(process, which)
        return None


class Soak:
    def __init__(self, program, folder, generator):
        self.program, self.folder, self.random = program, folder, generator
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.environment = dict(os.environ, TMPDIR=str(self.temporary), **self.for_mpi(folder / "mpi"))

    @staticmethod
    def for_mpi(folder):
        """What MPI leaves when it is killed lies in a folder of its own."""
        folder.mkdir()
        return {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
                "OMPI_MCA_orte_tmpdir_base": str(folder),
                "OMPI_MCA_btl_vader_backing_directory": str(folder)}

    def undisturbed(self, command):
        out = self.folder / f"{command.name}-undisturbed"
        start = time.monotonic()
        run_to_end(command.line(self.program, out, False), self.environment)
        command.seconds = time.monotonic() - start
        return digests(out)

    def victim(self, command):
        if self.random.random() < 0.5 or not (command.children or command.start):
            return "all"
        return "first" if command.children else "last"

    def round(self, command, most_kills):
        """A result that was reached through kills, and how many they were."""
        place = self.folder / f"{command.name}-killed"
        place.mkdir()
        out = place / "out"
        kills = 0
        for _ in range(self.random.randint(1, min(3, most_kills))):
            line = command.line(self.program, out, kills > 0)
            delay_s = self.random.uniform(0, command.seconds)
            ended_s = run_and_kill(line, self.environment, delay_s, self.victim(command))
            if ended_s is not None:  # sooner than undisturbed: the machine was busy then
                command.seconds = min(command.seconds, ended_s) if kills == 0 else command.seconds
                break
            kills += 1
        finished = (out / command.last).exists()
        if not finished:
            run_to_end(command.line(self.program, out, kills > 0), self.environment)
        found = digests(out)
        beside = sorted(path.name for path in place.iterdir() if path.name != "out")
        beside += sorted(path.name for path in self.temporary.iterdir())
        shutil.rmtree(place)
        shutil.rmtree(self.temporary)
        self.temporary.mkdir()
        return found, beside, kills

    def run(self, command, kills_wanted):
        expected = self.undisturbed(command)
        kills = rounds = differences = leftovers = 0
        while kills < kills_wanted and rounds < 5 * kills_wanted + 20:
            found, beside, killed = self.round(command, kills_wanted - kills)
            rounds += 1
            kills += killed
            others = sorted(set(found) - set(expected)) + beside
            changed = sorted(name for name in expected if found.get(name) != expected[name])
            leftovers += bool(others)
            differences += bool(changed)
            for name in changed:
                print(f"{command.name}: {name} differs or is missing", file=sys.stderr)
            for name in others:
                print(f"{command.name}: {name} is left", file=sys.stderr)
        print(f"{command.name:<12} {kills:4} kills {rounds:4} results {differences:3} differences "
              f"{leftovers:3} with leftovers   {command.seconds:.1f} s undisturbed", flush=True)
        return differences + leftovers


def with_models(event_file, tools, quiet):
    """The same event, mapped by a model too."""
    model = event_file.parent / "made.safetensors"
    subprocess.run([str(tools / "make_model"), str(model), "--threshold", "0.5",
                    "--screening-threshold", "0.4"], **quiet)
    text = event_file.read_text(encoding="utf-8")
    file = event_file.parent / "with_models.toml"
    file.write_text(text.replace("[options]", f'models = ["{model}"]\n[options]'), encoding="utf-8")
    return file


def make_event(tools, folder, quiet):
    """Scenes of two tracks around an event; returns the event file."""
    scenes = folder / "scenes"
    scenes.mkdir()
    for name, orbit, number, day, extra in [
            ("a1", 116, 100, "2018-08-12T20:40", ["--ascending"]),
            ("a2", 116, 300, "2018-09-05T20:40", ["--ascending", "--changed", "200,140,30,20"]),
            ("d1", 46, 150, "2018-08-20T08:40", []),
            ("d2", 46, 350, "2018-09-06T08:40", ["--changed", "170,140,30,20"])]:
        subprocess.run([str(tools / "make_scene"), str(scenes), "--size", "500x400", "--noise",
                        "4000", "--name", name, "--relative-orbit", str(orbit), "--absolute-orbit",
                        str(number), "--start", day + ":00", "--seed", str(number), *extra],
                       **quiet)
    subprocess.run([str(tools / "make_raster"), str(folder / "ramp.tif"), "--size", "500x500",
                    "--origin", "574000,4741000", "--cell", "30", "--value", "ramp"], **quiet)
    file = folder / "event.toml"
    file.write_text("""name = "Invented"
time = 2018-09-06T03:07:59+09:00
area = [141.985, 42.74, 142.015, 42.76]
scenes = ["scenes"]
dem = "ramp.tif"
dem_datum = "ellipsoid"
[options]
min_slope_deg = 1
""", encoding="utf-8")
    return file


def make_batch(event_file):
    """A folder of three events of smaller and smaller areas."""
    events = event_file.parent / "events"
    events.mkdir()
    text = event_file.read_text(encoding="utf-8")
    text = text.replace('"scenes"', '"../scenes"').replace('"ramp.tif"', '"../ramp.tif"')
    for name, west in ("a", 141.985), ("b", 141.992), ("c", 141.999):
        (events / f"{name}.toml").write_text(text.replace("141.985", str(west)), encoding="utf-8")
    return events


def make_inputs(program, tools, folder):
    """Small inputs; returns the commands to be killed."""
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

    def scarp(*words):
        subprocess.run([str(program), *map(str, words), "--quiet"], **quiet)

    event, stack, data, model = (folder / n for n in ("event", "stack", "data", "model"))
    scarp("simulate", "--out", event, "--size", 512, "--landslides", 60)
    pre = [f"VV={event}/pre_vv.tif:3", f"VH={event}/pre_vh.tif:3"]
    post = [f"VV={event}/post_vv.tif:1", f"VH={event}/post_vh.tif:1"]
    assemble = ["--pre", *pre, "--post", *post, "--dem", event / "dem.tif"]
    scarp("stack", *assemble, "--out", stack)
    cut = ["--stack", stack, "--inventory", event / "truth.gpkg", "--patch", 32]
    scarp("dataset", *cut, "--out", data)
    small = ["--data", data, "--filters", 2, "--depth", 2, "--threads", 1]
    subprocess.run([str(tools / "make_scene"), str(folder), "--size", "900x700"], **quiet)
    subprocess.run([str(tools / "make_raster"), str(folder / "dem.tif"), "--size", "500x500",
                    "--origin", "574000,4740000", "--cell", "30", "--value", "100"], **quiet)
    whole = [f"VV={event}/pre_vv.tif", f"VH={event}/pre_vh.tif"]
    event_file = make_event(tools, folder, quiet)
    commands = [
        Command("geocode", ["--scene", folder / "scene.SAFE", "--dem", folder / "dem.tif",
                            "--dem-datum", "ellipsoid", "--out", "OUT"]),
        Command("stack", [*assemble, "--out", "OUT"]),
        Command("change", ["--pre", *whole, "--post", *post, "--out", "OUT"]),
        Command("dataset", [*cut, "--out", "OUT"]),
        Command("simulate", ["--out", "OUT", "--size", 512]),
        Command("map", [event_file, "--out", "OUT"]),
        Command("map-models", [with_models(event_file, tools, quiet), "--out", "OUT"], verb="map"),
        Command("batch", ["--batch", make_batch(event_file), "--out", "OUT"], verb="map",
                last="batch.json"),
    ]
    listed = subprocess.run([str(program), "--help"], capture_output=True, text=True).stdout
    if "\n  train" in listed:
        scarp("train", *small, "--epochs", 1, "--out", model)
        commands += [
            Command("train", [*small, "--epochs", 60, "--out", "OUT"], ["--resume"]),
            Command("tune", [*small[:2], "--grid", "filters=1,2", "lr=0.001", "--depth", 2,
                             "--threads", 1, "--epochs", 20, "--out", "OUT"], ["--resume"],
                    children=True),
            Command("predict", ["--stack", stack, "--model", model / "model.safetensors",
                                "--out", "OUT"]),
            Command("patches", ["--patches", data / "x_test.npy", "--model",
                                model / "model.safetensors", "--out", "OUT/scores.npy"],
                    verb="predict", last="scores.npy.run.json"),
        ]
    if not (program.parent / "scarp-mpi.so").exists():
        print("MPI is not built in: nothing is run by several ranks", file=sys.stderr)
        return commands
    shared = ("geocode", "train", "predict", "map-models")
    return commands + [one.by_ranks() for one in commands if one.name in shared]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", type=pathlib.Path, default=HERE / "build/release/bin")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", help="these commands")
    options = parser.parse_args()

    program = options.bin.resolve() / "scarp"
    with tempfile.TemporaryDirectory(prefix="scarp-soak-") as name:
        folder = pathlib.Path(name)
        commands = make_inputs(program, options.bin.resolve() / "test-tools", folder)
        if options.only:
            commands = [command for command in commands if command.name in options.only]
        print(f"seed {options.seed}")
        soak = Soak(program, folder, random.Random(options.seed))
        share = -(-options.kills // len(commands))
        wrong = sum(soak.run(command, share) for command in commands)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
