"""torchvision's side of the exchange of weights, for PretrainedTest.
For each architecture named: saves weights, a picture and logits into DIR, says "saved NAME", waits for a line, then loads
NAME.safetensors into a fresh network and says the largest difference of its logits."""
import json
import sys

import numpy
import torch
import torchvision

folder, *names = sys.argv[1:]
torch.manual_seed(1)
torch.set_grad_enabled(False)


def network(name):
    return getattr(torchvision.models, name)(weights=None, num_classes=10).eval()


def read_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        content = file.read()
    types = {"F32": numpy.float32, "I64": numpy.int64}
    return {
        key: torch.from_numpy(numpy.frombuffer(content[slice(*entry["data_offsets"])], types[entry["dtype"]]).copy().reshape(entry["shape"]))
        for key, entry in header.items()
        if key != "__metadata__"
    }


def old_names(state):
    """As torchvision's DenseNet files of 2017 have them: denselayer1.norm.1.weight."""
    import re
    return {re.sub(r"(denselayer\d+\.(?:norm|conv))([12])", r"\1.\2", key): value for key, value in state.items()}


for name in names:
    net = network(name)
    for module in net.modules():
        if isinstance(module, torch.nn.BatchNorm2d):  # statistics as after training, not 0 and 1
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
    picture = torch.randn(2, 3, 64, 64)
    logits = net(picture)
    state = old_names(net.state_dict()) if name.startswith("densenet") else net.state_dict()
    old = name == "densenet121"  # the form of before PyTorch 1.6, as torchvision's DenseNet files have it
    torch.save({"state_dict": state, "epoch": 3} if name == "resnet34" else state, f"{folder}/{name}.pth", _use_new_zipfile_serialization=not old)
    picture.numpy().tofile(f"{folder}/{name}.picture")
    logits.numpy().tofile(f"{folder}/{name}.logits")
    print("saved", name, flush=True)
    sys.stdin.readline()
    again = network(name)
    again.load_state_dict(read_safetensors(f"{folder}/{name}.safetensors"))
    print(float((again(picture) - logits).abs().max()), float(logits.abs().max()), flush=True)
