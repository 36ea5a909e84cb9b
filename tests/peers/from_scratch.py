#!/usr/bin/python3
"""What `./edgeresnet train` reaches from scratch with a few pictures of each class, to compare with `study teach`.

    from_scratch.py FOLDER SHOTS DRAWS [OPTION...]      FOLDER/CLASS/pictures; SHOTS is a number, or 0 for half of each class

Each draw learns SHOTS pictures of a class and is measured on all others. OPTIONs are those of `train`.
"""
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def link(folder, split, name, files):
    os.makedirs(os.path.join(folder, split, name))
    for file in files:
        os.symlink(file, os.path.join(folder, split, name, os.path.basename(file)))


def draw(source, shots, seed, folder):
    generator = random.Random(seed)
    for name in sorted(os.listdir(source)):
        files = sorted(os.path.join(os.path.abspath(source), name, file) for file in os.listdir(os.path.join(source, name)))
        generator.shuffle(files)
        learned = min(shots, len(files) - 1) if shots else len(files) // 2
        link(folder, 'train', name, files[:learned])
        link(folder, 'test', name, files[learned:])


def train(folder, options):
    run = os.path.join(folder, 'run')
    command = [os.path.join(ROOT, 'edgeresnet'), 'train', '--data', 'folder:' + folder, '--arch', 'resnet18', '--out', run, *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(run, 'summary.json')) as file:
        return json.load(file)['top1']


def main(source, shots, draws, options):
    accuracies = []
    for seed in range(draws):
        with tempfile.TemporaryDirectory() as folder:
            draw(source, shots, seed, folder)
            accuracies.append(train(folder, options))
    print(f'{shots or "half"} pictures of a class, {draws} draws: {statistics.mean(accuracies):.3f} ± {statistics.pstdev(accuracies):.3f}', flush=True)


if __name__ == '__main__':
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
