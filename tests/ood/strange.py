#!/usr/bin/env python3
"""Makes sets of pictures that show no clothing, for `evaluate --ood folder:DIR`: the same call always makes the same pictures.

  strange.py letters DIR   A-Z and a-z in the 22 DejaVu fonts, white on black, as notMNIST (needs python3-pil, fonts-dejavu)
  strange.py noise DIR     smooth and coarse noise
"""
import random
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = Path("/usr/share/fonts/truetype/dejavu")
SIZE = 28
COPIES = 2  # of each letter in each font, at another size and place
NOISE = 2000


def letters(folder, rng):
    fonts = sorted(FONTS.glob("*.ttf"))
    if not fonts:
        sys.exit(f"{FONTS}: holds no font; install them with: apt-get install fonts-dejavu")
    for font in fonts:
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz":
            for copy in range(COPIES):
                picture = Image.new("L", (SIZE, SIZE))
                face = ImageFont.truetype(str(font), rng.randint(20, 32))
                left, top, right, bottom = face.getbbox(letter)
                x = (SIZE - right - left) / 2 + rng.randint(-2, 2)
                y = (SIZE - bottom - top) / 2 + rng.randint(-2, 2)
                ImageDraw.Draw(picture).text((x, y), letter, rng.randint(160, 255), font=face)
                case = "upper" if letter.isupper() else "lower"  # names that differ on disks that ignore case
                picture.save(folder / f"{font.stem}-{case}-{letter}-{copy}.png")


def noise(folder, rng):
    for i in range(NOISE):
        grain = rng.choice([2, 4, 7, 14, 28])
        picture = Image.frombytes("L", (grain, grain), rng.randbytes(grain * grain))
        picture.resize((SIZE, SIZE), Image.BICUBIC).save(folder / f"{i:04}.png")


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("letters", "noise"):
        sys.exit(__doc__)
    target = Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    {"letters": letters, "noise": noise}[sys.argv[1]](target, random.Random(1))
