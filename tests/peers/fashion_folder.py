#!/usr/bin/python3
"""A folder of pictures out of Fashion-MNIST's test set, for measuring what few pictures of a class are worth.

    fashion_folder.py DIR [--per-class 150]     needs python3-pil and dataset-fashion-mnist
"""
import argparse
import gzip
import os

from PIL import Image

SOURCE = '/usr/share/datasets/fashion-mnist'
NAMES = ['T-shirt', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot']


def read(name, header):
    path = os.path.join(SOURCE, name)
    if os.path.exists(path):
        return open(path, 'rb').read()[header:]
    return gzip.open(path + '.gz').read()[header:]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('folder')
    parser.add_argument('--per-class', type=int, default=150)
    arguments = parser.parse_args()
    pixels = read('t10k-images-idx3-ubyte', 16)
    labels = read('t10k-labels-idx1-ubyte', 8)
    counts = [0] * len(NAMES)
    for index, label in enumerate(labels):
        if counts[label] < arguments.per_class:
            folder = os.path.join(arguments.folder, NAMES[label])
            os.makedirs(folder, exist_ok=True)
            picture = Image.frombytes('L', (28, 28), pixels[784 * index:784 * (index + 1)])
            picture.save(os.path.join(folder, f'{index:05}.png'))
            counts[label] += 1


if __name__ == '__main__':
    main()
