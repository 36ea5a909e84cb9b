#!/usr/bin/env python3
"""One-image latency on the CPU, this project and its peers in turn (A B C D A B C D ...), as a table with the ratio of medians.

tests/peers/latency.py [--threads N] [--runs N] [--rounds N] [--random DIR] [MODEL ...]
  MODEL       bundle folders or .onnx files; without any: the bundles that ship
  --random    writes resnet18 and densenet121 at 224 pixels with random weights there, once, and measures them too

Peers that are not installed are left out and named: onnxruntime-node (npm, found through NODE_PATH or where .ci/run puts it),
OpenCV's dnn (python3-opencv), PyTorch (python3-torch, python3-torchvision; only for architectures that torchvision has).
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "edge-app/bin/Release/net10.0/EdgeResNet.EdgeApp"
SHIPPED = ["models/fashion-resnet18", "models/fashion-densenet"]
RANDOM = ["resnet18-224.onnx", "densenet121-224.onnx"]
WARM_UP = 20


def percentiles(times):
    times = sorted(times)
    return {name: times[min(len(times) - 1, round(q * len(times)))] for name, q in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99))}


def timed(run, runs):
    times = []
    for i in range(-WARM_UP, runs):
        begin = time.perf_counter()
        run()
        if i >= 0:
            times.append((time.perf_counter() - begin) * 1000)
    return percentiles(times)


def opencv(model, runs, threads):
    import cv2
    import numpy

    cv2.setNumThreads(threads)
    net = cv2.dnn.readNetFromONNX(str(model))
    pixels = numpy.random.randint(0, 256, input_shape(model)).astype(numpy.float32)

    def run():
        net.setInput(pixels, "image")
        net.forward()

    return {"version": cv2.__version__, **timed(run, runs)}


def torch(model, runs, threads):
    import torch
    import torchvision

    torch.set_num_threads(threads)
    build = getattr(torchvision.models, model.stem.split("-")[0], None)
    if build is None:
        raise LookupError(f"torchvision has no {model.stem}")

    class FromPixels(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.network = build(weights=None)

        def forward(self, pixels):
            return self.network((pixels.permute(0, 3, 1, 2).float() / 255 - 0.45) / 0.225)

    pixels = torch.randint(0, 256, input_shape(model), dtype=torch.uint8)
    with torch.inference_mode():
        network = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(FromPixels().eval(), pixels)))
        return {"version": torch.__version__, **timed(lambda: network(pixels), runs)}


def input_shape(model):
    import onnx

    dimensions = onnx.load(str(model)).graph.input[0].type.tensor_type.shape.dim
    return [1] + [d.dim_value for d in dimensions[1:]]


def edgeresnet(model, runs, threads):
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        call([PROGRAM, "bench", "--model", model, "--ep", "cpu", "--threads", threads, "--min-queries", runs, "--min-seconds", 1, "--json", report])
        content = json.loads(report.read_text())
        return {"version": content["host"].get("commit", "")[:7], **{name: content["latency_ms"][name] for name in ("p50", "p90", "p99")}}


def node(model, runs, threads):
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "edgeresnet/node/node_modules"
    path = os.pathsep.join(filter(None, [os.environ.get("NODE_PATH"), str(cache)]))
    return json.loads(call(["node", ROOT / "tests/peers/latency.js", model, runs, threads], NODE_PATH=path))


def in_python(peer):
    return lambda model, runs, threads: json.loads(call(["/usr/bin/python3", __file__, "--peer", peer, "--runs", runs, "--threads", threads, model]))


def call(command, **environment):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, env={**os.environ, "ORT_DISABLE_TELEMETRY": "1", **environment}, check=False)
    if done.returncode != 0:
        raise LookupError((done.stderr.strip() or "failed").splitlines()[-1])
    return done.stdout


def write_random(folder):
    if not all((folder / name).exists() for name in RANDOM):
        call([ROOT / "tests/tool.sh", "random-models", folder])
    return [folder / name for name in RANDOM]


def onnx_file(model):
    return model / "model.onnx" if model.is_dir() else model


def measure(model, options):
    peers = {"edgeresnet": edgeresnet, "onnxruntime-node": node, "opencv": in_python("opencv"), "pytorch": in_python("pytorch")}
    results = {}
    for _ in range(options.rounds):
        for name in list(peers):
            try:
                once = peers[name](onnx_file(model), options.runs, options.threads)
                results.setdefault(name, []).append(once)
            except LookupError as reason:
                print(f"{model}: without {name}: {reason}", file=sys.stderr)
                del peers[name]
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--random", type=pathlib.Path)
    parser.add_argument("--peer", choices=["opencv", "pytorch"], help=argparse.SUPPRESS)  # this very script, in a process of its own
    options = parser.parse_args()
    if options.peer:
        print(json.dumps({"opencv": opencv, "pytorch": torch}[options.peer](options.models[0], options.runs, options.threads)))
        return

    models = options.models or ([] if options.random else [ROOT / name for name in SHIPPED])
    models += write_random(options.random) if options.random else []
    call(["dotnet", "build", ROOT / "edge-app", "-c", "Release", "-v", "quiet", "--tl:off"])
    print(f"{options.threads} threads, {options.rounds} rounds in turn of {options.runs} runs; medians over the rounds, ms\n")
    print("| model | runtime | version | p50 | p90 | p99 | ours / theirs (p50) | p50 of each round |\n|---|---|---|---|---|---|---|---|")
    for model in models:
        results = measure(model.resolve(), options)
        ours = statistics.median(r["p50"] for r in results["edgeresnet"]) if results.get("edgeresnet") else float("nan")
        for name, rounds in results.items():
            middle = {key: statistics.median(r[key] for r in rounds) for key in ("p50", "p90", "p99")}
            each = ", ".join(f"{r['p50']:.3f}" for r in rounds)
            print(f"| {model.stem} | {name} | {rounds[0]['version']} | {middle['p50']:.3f} | {middle['p90']:.3f} | {middle['p99']:.3f} | {ours / middle['p50']:.3f} | {each} |", flush=True)


if __name__ == "__main__":
    main()
