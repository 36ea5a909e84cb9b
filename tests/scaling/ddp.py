"""PyTorch's DistributedDataParallel with gloo: median milliseconds of a training step on random pictures.

OMP_NUM_THREADS=1 python3 ddp.py SIZE BATCH STEPS PROCESSES
The batch is that of all processes. The network is torchvision's resnet18, with the small stem up to 64 pixels as this project's.
The processes are started here: torch.distributed.run of Debian 12's PyTorch fails with its Python.
"""
import os
import statistics
import sys
import tempfile
import time

import torch
import torchvision


def train(rank: int, world: int, meeting: str, size: int, batch: int, steps: int) -> None:
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    torch.manual_seed(1)
    network = torchvision.models.resnet18(num_classes=10)
    if size <= 64:
        network.conv1 = torch.nn.Conv2d(3, 64, 3, 1, 1, bias=False)
        network.maxpool = torch.nn.Identity()
    network = network.to(memory_format=torch.channels_last)
    if world > 1:
        torch.distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=world)
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
        print(f"{statistics.median(times):.1f}", flush=True)


if __name__ == "__main__":
    size, batch, steps, world = map(int, sys.argv[1:5])
    with tempfile.TemporaryDirectory() as folder:
        arguments = (world, os.path.join(folder, "meeting"), size, batch, steps)
        if world == 1:
            train(0, *arguments)
        else:
            torch.multiprocessing.spawn(train, arguments, nprocs=world)
