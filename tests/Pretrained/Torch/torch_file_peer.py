"""Real torch's side of TorchPeerTest: writes into DIR the same weights in every form of torch.save, beside the objects that
training scripts leave in such files, and the weights alone as raw floats."""
import argparse
import collections
import datetime
import enum
import functools
import pathlib
import sys
import types

import numpy
import torch

folder = sys.argv[1]
torch.manual_seed(1)

# Classes of a module that the reader's side does not have.
ours = types.ModuleType("ours")
sys.modules["ours"] = ours


def give(cls):
    cls.__module__ = "ours"
    cls.__qualname__ = cls.__name__
    setattr(ours, cls.__name__, cls)
    return cls


@give
class Phase(enum.Enum):
    TRAIN = 1


@give
class Config(dict):
    pass


@give
class Slots:
    __slots__ = ("value",)


net = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.Linear(4, 2))
optimizer = torch.optim.Adam(net.parameters())
net[2](torch.ones(1, 4)).sum().backward()
optimizer.step()
schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [3, 5])
average = torch.optim.swa_utils.AveragedModel(net)
with torch.no_grad():
    for parameter in average.parameters():
        parameter.mul_(2)
slots = Slots()
slots.value = 3
rest = {
    "args": argparse.Namespace(lr=0.1, path=pathlib.Path("/tmp"), phase=Phase.TRAIN),
    "optimizer": optimizer.state_dict(),
    "lr_scheduler": schedule.state_dict(),
    "best": numpy.float64(0.7),
    "epoch": numpy.int64(3),
    "scores": numpy.arange(5, dtype=numpy.float32),
    "when": datetime.datetime.now(datetime.timezone.utc),
    "partial": functools.partial(print, "never"),
    "config": Config(a=1),
    "default": collections.defaultdict(list, a=[1]),
    "names": collections.namedtuple("Names", "a b")._fields,
    "sets": [{1, 2}, frozenset({3}), b"bytes" * 100, bytearray(b"x"), 1 << 100, -(1 << 40), 2.5 + 1j, None, range(3)],
    "slots": slots,
    "dtype": torch.float32,
    "shape": torch.Size([1, 2]),
    ("a", "tuple"): {1.5: "float", None: "none", b"b": "bytes"},
}
weights = net.state_dict()
for protocol in (2, 3, 4, 5):
    for new in (True, False):
        form = f"{'zip' if new else 'stream'}-{protocol}"
        torch.save({"model": weights, **rest}, f"{folder}/raw-{form}.pth", pickle_protocol=protocol, _use_new_zipfile_serialization=new)
        torch.save({"model": weights, "model_ema": average.state_dict(), **rest}, f"{folder}/average-{form}.pth", pickle_protocol=protocol, _use_new_zipfile_serialization=new)
        torch.save(weights, f"{folder}/plain-{form}.pth", pickle_protocol=protocol, _use_new_zipfile_serialization=new)
weights["0.weight"].numpy().tofile(f"{folder}/0.weight")
