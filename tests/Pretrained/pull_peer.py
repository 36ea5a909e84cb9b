"""torchvision's side of PullTest: random weights of resnet18 in FILE, as torchvision publishes them, and for the uint8 pictures
[N, 224, 224, 3] in PIXELS the network's answers in LOGITS. Says torchvision's names of the classes."""
import sys

import numpy
import torch
import torchvision

name, file, pixels, logits = sys.argv[1:5]
old = len(sys.argv) > 5  # the form of before PyTorch 1.6
torch.manual_seed(2)
torch.set_grad_enabled(False)
net = getattr(torchvision.models, name)(weights=None).eval()
for module in net.modules():
    if isinstance(module, torch.nn.BatchNorm2d):  # statistics as after training, not 0 and 1
        module.running_mean.normal_(0, 0.1)
        module.running_var.uniform_(0.8, 1.25)
torch.save(net.state_dict(), file, _use_new_zipfile_serialization=not old)
pictures = torch.from_numpy(numpy.fromfile(pixels, numpy.uint8).reshape(-1, 224, 224, 3)).permute(0, 3, 1, 2)
normalize = torchvision.transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
net(normalize(pictures / 255)).numpy().tofile(logits)
from torchvision.models._meta import _IMAGENET_CATEGORIES
print("\n".join(_IMAGENET_CATEGORIES))
