#!/usr/bin/env python3
"""How a training would scale: bytes over bandwidth against compute. Prints a Markdown table.

A step of n GPUs = compute + exchange. Compute = images · 3 · 2 · multiply-accumulates / speed (a backward pass is twice the forward).
Exchange = 2 · (n − 1) / n · bytes / bandwidth + 2 · (n − 1) · latency, a ring (Patarasu and Yuan, 2009); eight GPUs share a host's link, so the
ring crosses it once. With overlap, the exchange hides behind the backward pass, two thirds of the compute, except for its last bucket.
"""
import argparse

NETWORKS = {  # parameters, multiply-accumulates at 224 × 224 with 1000 classes
    "resnet18": (11_689_512, 1_814_073_344),
    "resnet50": (25_557_032, 4_089_184_256),
    "densenet121": (7_978_856, 2_834_161_664),
}
BUCKETS = 8


def main() -> None:
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("--tflops", type=float, default=60, help="speed of a GPU in training, not its peak (default 60)")
    parse.add_argument("--images", type=int, default=64, help="images of a GPU in a step (default 64)")
    parse.add_argument("--latency", type=float, default=10, help="microseconds of a message (default 10)")
    parse.add_argument("--used", type=float, default=0.8, help="usable share of a link (default 0.8)")
    asked = parse.parse_args()
    print("| network | link | GPUs | MB a step | compute, ms | exchange, ms: fp32, bf16 | efficiency: fp32, bf16 | with overlap |")
    print("|---|---|---|---|---|---|---|---|")
    for name, (parameters, macs) in NETWORKS.items():
        compute = asked.images * 6 * macs / (asked.tflops * 1e12)
        for gigabits in (10, 200):
            for gpus in (8, 64):
                exchange = [2 * (gpus - 1) / gpus * parameters * size / (gigabits * 1e9 / 8 * asked.used) + 2 * (gpus - 1) * asked.latency * 1e-6 for size in (4, 2)]
                plain = [compute / (compute + each) for each in exchange]
                hidden = [compute / (compute + max(each / BUCKETS, each - 2 / 3 * compute)) for each in exchange]
                print(
                    f"| {name} | {gigabits} Gb/s | {gpus} | {parameters * 4 / 1e6:.1f}, {parameters * 2 / 1e6:.1f} | {1000 * compute:.0f} "
                    f"| {1000 * exchange[0]:.1f}, {1000 * exchange[1]:.1f} | {plain[0]:.2f}, {plain[1]:.2f} | {hidden[0]:.2f}, {hidden[1]:.2f} |"
                )


main()
