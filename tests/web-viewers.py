#!/usr/bin/env python3
"""What viewers of the web page cost: fps, age and processor time of one run with 0, 10 and 1 viewers in turn.

Needs curl and a Release build (./edgeresnet setup). Run it in the repository: tests/web-viewers.py [ROUNDS]
"""
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import datetime
from pathlib import Path

ADDRESS = "127.0.0.1:18100"
SECONDS = 5  # of a phase, after one in which the viewers connect


def get(path):
    with urllib.request.urlopen(f"http://{ADDRESS}{path}", timeout=5) as answer:
        return answer.read().decode()


def processor_seconds():
    return float(re.search(r"^process_cpu_seconds_total (\S+)", get("/metrics"), re.M).group(1))


def wait_until_healthy():
    while True:
        try:
            return get("/healthz")
        except OSError:
            time.sleep(0.2)


def phase(viewers):
    """Start, end and processors in use of a phase. The viewers give way: they would run on other machines."""
    watching = [subprocess.Popen(["nice", "-n", "15", "curl", "-sN", f"{ADDRESS}/stream.mjpg", "-o", "/dev/null"]) for _ in range(viewers)]
    time.sleep(1)
    start, before = time.time(), processor_seconds()
    time.sleep(SECONDS)
    end, after = time.time(), processor_seconds()
    for viewer in watching:
        viewer.terminate()
        viewer.wait()
    return start, end, (after - before) / (end - start)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def main(rounds):
    with tempfile.TemporaryDirectory() as folder:
        events = Path(folder, "events.jsonl")
        live = ["./edgeresnet", "live", "--model", "models/fashion-resnet18", "--source", "demo:fashion", "--web", ADDRESS, "--events", str(events)]
        app = subprocess.Popen(live, stdout=subprocess.DEVNULL)
        wait_until_healthy()
        time.sleep(2)
        phases = [(viewers, *phase(viewers)) for _ in range(rounds) for viewers in (0, 10, 1)]
        app.terminate()
        app.wait()
        frames = [(datetime.fromisoformat(event["time"][:26].rstrip("Z") + "+00:00").timestamp(), event["age_ms"]) for event in map(json.loads, events.open())]
    for viewers in (0, 1, 10):
        fps, p50, p99, processors = [], [], [], []
        for _, start, end, used in (each for each in phases if each[0] == viewers):
            ages = [age for at, age in frames if start <= at < end]
            fps.append(len(ages) / (end - start))
            p50.append(percentile(ages, 0.5))
            p99.append(percentile(ages, 0.99))
            processors.append(used)
        print(f"{viewers} viewers: fps {statistics.median(fps):.2f}, age p50 {statistics.median(p50):.2f}, p99 {statistics.median(p99):.2f}, processors {statistics.median(processors):.3f}; p99 of each phase {[round(x, 1) for x in p99]}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
