#!/usr/bin/env python3
"""How many planted wrong labels does `data check` find?

Copies a folder of pictures (DIR/CLASS/... or DIR/SPLIT/CLASS/..., splits merged), moves a share of the
pictures into another class by chance, and runs the verb on the copy. Found are planted pictures among as
many suspicions as were planted, the surest first. Prints a line a draw and the mean; draw 0 plants none.

    tests/peers/planted_labels.py photos --share 0.1 --draws 5
"""
import argparse
import json
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

SPLITS = {"train", "val", "test"}
ROOT = pathlib.Path(__file__).resolve().parents[2]


def pictures(folder):
    """Pairs of class and file, in a fixed order."""
    roots = [folder / split for split in sorted(SPLITS) if (folder / split).is_dir()] or [folder]
    return [(kind.name, file) for root in roots for kind in sorted(root.iterdir()) if kind.is_dir()
            for file in sorted(kind.iterdir()) if file.is_file()]


def plant(found, count, seed, target):
    """Writes the copy; returns the names of the planted pictures within it."""
    classes = sorted({kind for kind, _ in found})
    draw = random.Random(seed)
    chosen = set(draw.sample(range(len(found)), count))
    planted = set()
    for i, (kind, file) in enumerate(found):
        label = draw.choice([other for other in classes if other != kind]) if i in chosen else kind
        path = pathlib.Path(label, f"{i:05d}{file.suffix}")
        (target / label).mkdir(exist_ok=True)
        shutil.copyfile(file, target / path)
        if i in chosen:
            planted.add(str(path))
    return planted


def check(command, folder):
    """Paths of the suspects and the seconds that the verb took."""
    with tempfile.TemporaryDirectory() as reports:
        report = pathlib.Path(reports, "check.json")
        started = time.monotonic()
        subprocess.run([*command, "data", "check", str(folder), "--json", str(report)], check=True, stdout=subprocess.DEVNULL)
        seconds = time.monotonic() - started
        found = json.loads(report.read_text())
    if "labels" not in found:
        sys.exit(f"labels were not checked: {found['labels_skipped']}")
    return [each["picture"]["path"] for each in found["labels"]["suspects"]], seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--share", type=float, default=0.1, help="of the pictures (0.1)")
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--command", nargs="+", default=[str(ROOT / "edgeresnet")], help="the program (./edgeresnet)")
    arguments = parser.parse_args()
    found = pictures(arguments.folder)
    if not found:
        sys.exit(f"{arguments.folder}: holds no class folder with pictures")
    shares = []
    for draw in range(arguments.draws + 1):
        count = round(len(found) * arguments.share) if draw else 0
        with tempfile.TemporaryDirectory() as copy:
            planted = plant(found, count, draw, pathlib.Path(copy))
            suspects, seconds = check(arguments.command, copy)
        right = sum(path in planted for path in suspects)
        line = f"draw {draw}: {count} of {len(found)} planted, {len(suspects)} suspected, {len(suspects) - right} of them not planted, {seconds:.1f} s"
        if draw:
            shares.append(sum(path in planted for path in suspects[:count]) / count)
            line += f"; among the first {count}: {shares[-1]:.3f}"
        print(line, flush=True)
    spread = statistics.stdev(shares) if len(shares) > 1 else 0
    print(f"mean of {len(shares)} draws: {statistics.mean(shares):.3f}, standard deviation {spread:.3f}")


main()
