#!/usr/bin/env python3
"""Training speed of PyTorch as `throughput` measures it: one synthetic batch, the median step, loss read in each.

train_peer.py ARCH --json FILE [--from own|timm] [--device cpu|cuda:N] [--batch N] [--image-size N] [--steps N]

bfloat16 by autocast, channels_last, cudnn.benchmark, SGD with Nesterov's momentum. `own` is the paper's network as torchvision has it,
written here so that no package is needed; `timm` is timm's network of that name.
"""
import argparse
import statistics
import time

import torch
from torch import nn

from settings import skip, write

CLASSES = 10
WARM_UP = 3
RESNETS = {"resnet18": (False, (2, 2, 2, 2)), "resnet34": (False, (3, 4, 6, 3)), "resnet50": (True, (3, 4, 6, 3))}


def convolution(channels, width, size, stride=1):
    return nn.Conv2d(channels, width, size, stride, size // 2, bias=False)


class Block(nn.Module):
    def __init__(self, channels, width, stride, bottleneck):
        super().__init__()
        out = 4 * width if bottleneck else width
        plan = [(channels, width, 1, 1), (width, width, 3, stride), (width, out, 1, 1)] if bottleneck else [(channels, width, 3, stride), (width, out, 3, 1)]
        layers = []
        for layer in plan:
            layers += [convolution(*layer), nn.BatchNorm2d(layer[1]), nn.ReLU(inplace=True)]
        self.body = nn.Sequential(*layers[:-1])
        self.shortcut = nn.Identity() if stride == 1 and channels == out else nn.Sequential(convolution(channels, out, 1, stride), nn.BatchNorm2d(out))

    def forward(self, x):
        return torch.relu_(self.body(x) + self.shortcut(x))


def own(name, classes):
    if name not in RESNETS:
        skip(f"no {name} is written here")
    bottleneck, depths = RESNETS[name]
    layers, channels = [convolution(3, 64, 7, 2), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)], 64
    for stage, depth in enumerate(depths):
        for i in range(depth):
            layers.append(Block(channels, 64 << stage, 2 if stage > 0 and i == 0 else 1, bottleneck))
            channels = (64 << stage) * (4 if bottleneck else 1)
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes))


def of_timm(name, classes):
    try:
        import timm
    except ImportError:
        skip("timm is not installed")
    return timm.create_model(name, num_classes=classes)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("arch")
    parser.add_argument("--json", required=True)
    parser.add_argument("--from", dest="origin", choices=["own", "timm"], default="own")
    parser.add_argument("--device", default="cuda:0")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--image-size", type=int, default=224)
    parser.add_argument("--steps", type=int, default=20)
    options = parser.parse_args()
    kind = "cpu" if options.device == "cpu" else "cuda"
    if kind == "cuda" and not torch.cuda.is_available():
        skip(f"PyTorch {torch.__version__} finds no CUDA device")
    torch.backends.cudnn.benchmark = True
    network = {"own": own, "timm": of_timm}[options.origin](options.arch, CLASSES).to(options.device, memory_format=torch.channels_last).train()
    parameters = sum(parameter.numel() for parameter in network.parameters())
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9, nesterov=True, weight_decay=5e-4)
    images = torch.rand(options.batch, 3, options.image_size, options.image_size, device=options.device).contiguous(memory_format=torch.channels_last)
    labels = torch.randint(0, CLASSES, (options.batch,), device=options.device)
    times = []
    for step in range(-WARM_UP, options.steps):
        begin = time.perf_counter()
        with torch.autocast(kind, dtype=torch.bfloat16):
            loss = nn.functional.cross_entropy(network(images), labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        loss.item()
        if step >= 0:
            times.append((time.perf_counter() - begin) * 1000)
    median = statistics.median(times)
    write(options.json, {
        "runtime": f"PyTorch {torch.__version__}", "arch": options.arch, "params": parameters, "batch": options.batch, "precision": "bf16",
        "steps": options.steps, "ms_per_step": median, "img_per_s": 1000 * options.batch / median,
    })


if __name__ == "__main__":
    main()
