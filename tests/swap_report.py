"""Asks a running `live` for other models and judges the events that it wrote meanwhile. Called by swap.sh."""
import json
import os
import signal
import sys
import time
import urllib.request

pid, web, swaps, pause, out = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), sys.argv[5]
MODELS = ["models/fashion-densenet", "models/fashion-resnet18"]
QUIET = 10  # seconds before the first swap
PROBATION = 60  # seconds for which the model before stays loaded


def resident():
    """Resident memory in MB."""
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def replace(model):
    """Replaces the model; the times at which that began and ended."""
    body = json.dumps({"model": os.path.abspath(model)}).encode()
    request = urllib.request.Request(f"http://{web}/api/model", body, {"X-EdgeResNet": "1"})
    began = time.time()
    with urllib.request.urlopen(request) as answer:
        json.load(answer)
    return began, time.time()


def percentile(values, share):
    values = sorted(values)
    return values[min(int(share * len(values)), len(values) - 1)] if values else float("nan")


def ages(name, events):
    ms = [event["age_ms"] for event in events]
    inference = percentile([event["stages_ms"]["inference"] for event in events], 0.5)
    print(f"{name:22} n {len(ms):6}   age p50 {percentile(ms, 0.5):6.1f}   p99 {percentile(ms, 0.99):6.1f}   max {max(ms, default=0):6.1f} ms   inference p50 {inference:5.1f} ms")


time.sleep(QUIET)
memory, spans = [resident()], []
for i in range(swaps):
    spans.append(replace(MODELS[i % 2]))
    time.sleep(pause)
    memory.append(resident())
time.sleep(PROBATION + 6)
memory.append(resident())
os.kill(pid, signal.SIGTERM)  # a background job ignores Ctrl-C
while os.path.exists(f"/proc/{pid}") and open(f"/proc/{pid}/stat").read().split()[2] != "Z":
    time.sleep(0.1)

from datetime import datetime  # noqa: E402

with open(f"{out}/events.jsonl") as lines:
    events = [json.loads(line) for line in lines]
for event in events:
    event["at"] = datetime.fromisoformat(event["time"][:26].rstrip("Z") + "+00:00").timestamp()
with open(f"{out}/summary.json") as text:
    summary = json.load(text)

inside = [event for event in events if any(begin <= event["at"] <= end for begin, end in spans)]
between = [event for event in events if event["at"] > spans[0][0] and not any(begin <= event["at"] <= end for begin, end in spans)]
ages("before the first swap", [event for event in events if QUIET - 8 < event["at"] - events[0]["at"] and event["at"] < spans[0][0]])
ages("during swaps", inside)
ages("between swaps", between)
lost = sum(max(after["frame"] - before["frame"] - 1, 0) for before, after in zip(events, events[1:]))
at_swap = [after["frame"] - before["frame"] - 1 for before, after in zip(events, events[1:]) if before["sha256"] != after["sha256"]]
print(f"{summary['model_changes']} swaps, {percentile([end - begin for begin, end in spans], 0.5):.2f} s each (median, from request to first frame)")
print(f"frames lost: {lost} in all, at most {max(at_swap, default=0)} at a swap")
print(f"resident memory: {memory[0]:.0f} MB before, {memory[min(5, len(memory) - 1)]:.0f} MB after {min(5, swaps)} swaps, {memory[-2]:.0f} MB after {swaps}, {memory[-1]:.0f} MB a minute later")
