#!/usr/bin/env python3
"""PyTorch on the file that bench runs: one picture in, from the host's memory to logits in the host's memory.

peer.py MODEL.onnx --json FILE [--device cpu|cuda:N] [--precision fp32|fp16] [--compile] [--queries N] [--seconds S]
"""
import argparse
import time

import torch

import onnx_graph
from settings import percentiles, skip, write

WARM_UP = 30


def compiled(network):
    if not hasattr(torch, "compile"):
        skip(f"PyTorch {torch.__version__} has no torch.compile")
    return torch.compile(network, mode="reduce-overhead")  # with CUDA graphs: what PyTorch has for latency


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--json", required=True)
    parser.add_argument("--device", default="cuda:0")
    parser.add_argument("--precision", choices=["fp32", "fp16"], default="fp32")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--queries", type=int, default=1024)
    parser.add_argument("--seconds", type=float, default=3)
    options = parser.parse_args()
    on_gpu = options.device != "cpu"
    if on_gpu and not torch.cuda.is_available():
        skip(f"PyTorch {torch.__version__} finds no CUDA device")
    if options.precision == "fp16" and not on_gpu:
        skip("half precision in PyTorch is for GPUs")

    # The arithmetic of `bench`: float32 means float32, not TF32.
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    layout = torch.channels_last if options.precision == "fp16" else torch.contiguous_format  # what suits each on a GPU
    network = onnx_graph.module(options.model, layout)
    if options.precision == "fp16":
        network = network.half()
    network = network.to(options.device, memory_format=layout)
    run = compiled(network) if options.compile else network

    shape = onnx_graph.input_shape(options.model)
    host = torch.arange(torch.Size(shape).numel()).mul(7919).remainder(256).to(torch.uint8).reshape(shape)
    host = host.pin_memory() if on_gpu else host
    pixels = torch.empty(shape, dtype=torch.uint8, device=options.device)

    def query():
        pixels.copy_(host, non_blocking=True)
        return run(pixels).float().cpu()  # waits for the device

    with torch.inference_mode():
        for _ in range(WARM_UP if options.queries > WARM_UP else 2):
            logits = query()
        times = []
        end = time.perf_counter() + options.seconds
        while len(times) < options.queries or time.perf_counter() < end:
            begin = time.perf_counter()
            query()
            times.append((time.perf_counter() - begin) * 1000)
    write(options.json, {
        "runtime": f"PyTorch {torch.__version__}", "compiled": options.compile, "precision": options.precision, "queries": len(times),
        "latency_ms": percentiles(times), "logits": [float(logit) for logit in logits[0]],
    })


if __name__ == "__main__":
    main()
