"""PyTorch's DistributedDataParallel with gloo: median milliseconds of a training step on random pictures.

OMP_NUM_THREADS=1 python3 -m torch.distributed.run --nproc_per_node 2 ddp.py resnet18 WIDTH SIZE BATCH STEPS
The batch is that of all processes. resnet18 is torchvision's, with the small stem up to 64 pixels as this project's, and its width.
"""
import os
import statistics
import sys
import time

import torch
import torchvision

arch, width, size, batch, steps = sys.argv[1], float(sys.argv[2]), *map(int, sys.argv[3:6])
world = int(os.environ.get("WORLD_SIZE", "1"))
if world > 1:
    torch.distributed.init_process_group("gloo")
rank = int(os.environ.get("RANK", "0"))
torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
torch.manual_seed(1)
network = getattr(torchvision.models, arch)(num_classes=10)
if size <= 64:
    network.conv1 = torch.nn.Conv2d(3, 64, 3, 1, 1, bias=False)
    network.maxpool = torch.nn.Identity()
assert width == 1, "torchvision's widths are fixed"
network = network.to(memory_format=torch.channels_last)
if world > 1:
    network = torch.nn.parallel.DistributedDataParallel(network)
optimizer = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9, nesterov=True, weight_decay=5e-4)
share = batch // world
x = torch.randn(share, 3, size, size).to(memory_format=torch.channels_last)
y = torch.randint(0, 10, (share,))
times = []
for step in range(-3, steps):
    start = time.perf_counter()
    optimizer.zero_grad(set_to_none=True)
    loss = torch.nn.functional.cross_entropy(network(x), y)
    loss.backward()
    optimizer.step()
    loss.item()
    if step >= 0:
        times.append(1000 * (time.perf_counter() - start))
if rank == 0:
    print(f"{statistics.median(times):.1f}")
