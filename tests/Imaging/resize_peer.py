"""torchvision's side of the comparison of pixels, for TorchvisionResizeTest.
DIR/cases.json lists pictures, whose RGB bytes are in DIR/NAME.in; writes what torchvision makes of each to DIR/NAME.out:
with "shorter", Resize(shorter) and CenterCrop((height, width)), else Resize((height, width))."""
import json
import sys

from PIL import Image
from torchvision import transforms

folder = sys.argv[1]
with open(f"{folder}/cases.json") as file:
    cases = json.load(file)
for case in cases:
    with open(f"{folder}/{case['name']}.in", "rb") as file:
        picture = Image.frombytes("RGB", (case["source_width"], case["source_height"]), file.read())
    size = (case["height"], case["width"])
    bilinear = transforms.InterpolationMode.BILINEAR
    if case["shorter"]:
        picture = transforms.CenterCrop(size)(transforms.Resize(case["shorter"], interpolation=bilinear)(picture))
    else:
        picture = transforms.Resize(size, interpolation=bilinear)(picture)
    with open(f"{folder}/{case['name']}.out", "wb") as file:
        file.write(picture.tobytes())
