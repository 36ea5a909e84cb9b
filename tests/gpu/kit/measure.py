#!/usr/bin/env python3
"""Measures what this kit holds on this machine, and prints one table. run.sh starts it.

measure.py [--ep cuda|cpu] [--device N] [--out DIR] [--minutes M] [--step-seconds S] [--quick] [--libtorch DIR] [--only TEXT]
  --ep        cuda (default), or cpu to try the kit without a GPU
  --out       folder for report.json, table.md and what each step wrote (default: results)
  --minutes   after this time no step begins or goes on (default 9.5)
  --step-seconds  time limit of each step, instead of its own
  --quick     short counts: shows that everything runs, measures nothing
  --libtorch  folder of libtorch.so 2.10 or 2.11 for the trainer (default: that of this Python's PyTorch)
  --only      steps whose row has this text

A step that fails or takes too long is noted, and the next one begins. Ends with 0 when every step ran or was skipped for a reason,
1 when one failed, 2 usage, 3 where --out cannot be written, 4 where there is no GPU.
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import signal
import subprocess
import sys
import time

import libraries
import steps
import table
from settings import SKIPPED, write

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
PROGRAMS = {"app": ROOT / "app/EdgeResNet.EdgeApp", "trainer": ROOT / "trainer/EdgeResNet.Trainer"}
# Whoever says this has not failed: what the step measures is not installed.
ABSENT = ["install TensorRT", "has no tensorrt"]
TORCH = "import json, torch, pathlib; c = torch.version.cuda; print(json.dumps({'version': torch.__version__, 'cuda': c, 'cudnn': torch.backends.cudnn.version() if c else None, 'folder': str(pathlib.Path(torch.__file__).parent / 'lib'), 'device': torch.cuda.get_device_name() if torch.cuda.is_available() else None}))"


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ep", choices=["cuda", "cpu"], default="cuda")
    parser.add_argument("--device", type=int, default=0)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("results"))
    parser.add_argument("--minutes", type=float, default=9.5)
    parser.add_argument("--step-seconds", type=float)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--libtorch", type=pathlib.Path)
    parser.add_argument("--only", default="")
    options = parser.parse_args(arguments)
    options.queries, options.seconds = (20, 0.1) if options.quick else (1024, 2)
    options.batch, options.size, options.steps = (4, 64, 2) if options.quick else (128, 224, 20)
    return options


def ask_torch():
    """What this Python's PyTorch says about itself, or None."""
    try:
        done = subprocess.run([sys.executable, "-c", TORCH], capture_output=True, text=True, timeout=90, check=False)
        return json.loads(done.stdout) if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        return None


def libtorch_of(options, torch):
    """(folder, why not) of the libtorch that the trainer runs on."""
    if options.libtorch is not None:
        return (options.libtorch, "") if (options.libtorch / "libtorch.so").exists() else (None, f"--libtorch {options.libtorch}: has no libtorch.so")
    if torch is None:
        return None, "this Python has no PyTorch, whose libtorch the trainer needs"
    if tuple(int(part) for part in torch["version"].split(".")[:2]) < (2, 10):
        return None, f"the libtorch of PyTorch {torch['version']} is older than 2.10, which the trainer needs"
    return pathlib.Path(torch["folder"]), ""


class Measurement:
    """Runs steps one after the other and keeps what became of each."""

    def __init__(self, options, found, torch):
        self.options, self.found, self.torch = options, found, torch
        self.libtorch, self.no_libtorch = libtorch_of(options, torch)
        self.begin = time.monotonic()
        self.end = self.begin + 60 * options.minutes
        self.absent = {}  # execution provider -> why it is not there
        self.done = []

    def run(self, plan):
        for number, step in enumerate(plan):
            start = time.monotonic()
            reason = self.reason_to_skip(step)
            status, words, result = ("skipped", reason, None) if reason else self.attempt(number, step)
            seconds = time.monotonic() - start
            self.done.append({"row": step.row, "column": step.column, "peer": step.peer, "status": status, "reason": words, "seconds": round(seconds, 2), "command": [str(part) for part in step.command], "result": result})
            print(f"[{time.monotonic() - self.begin:4.0f} s] {step.row}: {step.column} {status}{': ' + words if words else ''}", flush=True)

    def reason_to_skip(self, step):
        if step.needs == "cuda" and self.options.ep == "cpu":
            return "needs a GPU"
        if step.needs.startswith("libnccl") and step.needs not in self.found:
            return f"{step.needs} was not found; it comes with PyTorch for CUDA"
        if step.needs == "libtorch" and self.libtorch is None:
            return self.no_libtorch
        if step.family == "python" and self.torch is None:
            return "this Python has no PyTorch"
        if time.monotonic() >= self.end:
            return f"the {self.options.minutes:g} minutes were over"
        return self.absent.get(self.provider(step), "")

    @staticmethod
    def provider(step):
        return step.command[step.command.index("--ep") + 1].split(":")[0] if "--ep" in step.command else step.command[0]

    def attempt(self, number, step):
        name = f"{number:02d}-{''.join(c if c.isalnum() else '-' for c in step.row)}-{step.column}"
        report = self.options.out / f"{name}.json"
        report.unlink(missing_ok=True)
        command = [str(part) for part in step.command] + ["--json", str(report)]
        if step.settings:
            settings = self.options.out / f"{name}.settings.json"
            write(settings, step.settings)
            command += ["--ep-settings", str(settings)]
        command = [sys.executable, str(HERE / command[0]), *command[1:]] if step.family == "python" else [str(PROGRAMS[step.family]), *command]
        limit = min(self.options.step_seconds or step.limit, self.end - time.monotonic())
        code, words = self.call(command, self.environment(step), limit, self.options.out / f"{name}.txt")
        if code is None:
            return "failed", f"did not end within {limit:.0f} s", None
        if code == 0 and report.exists():
            return "done", "", json.loads(report.read_text())
        if code == SKIPPED or any(text in words for text in ABSENT):
            if "--ep" in step.command:
                self.absent[self.provider(step)] = words
            return "skipped", words, None
        return "failed", words or f"ended with {code}", json.loads(report.read_text()) if report.exists() else None

    def environment(self, step):
        made = {**os.environ, "ORT_DISABLE_TELEMETRY": "1", "DOTNET_EnableDiagnostics": "0", "TORCHINDUCTOR_CACHE_DIR": str(self.options.out / "inductor")}
        if step.family == "python":
            return made  # PyTorch finds its own
        first = [str(self.libtorch)] if step.family == "trainer" else []
        made["LD_LIBRARY_PATH"] = libraries.search_path(self.found, first)
        if step.family == "trainer":
            made.update({"MALLOC_MMAP_THRESHOLD_": "1073741824", "MALLOC_TRIM_THRESHOLD_": "8589934592"})
        return made

    @staticmethod
    def call(command, environment, limit, output):
        """(exit code or None, last line of the errors). What the child started ends with it."""
        with open(output, "w+b") as log:
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.PIPE, env=environment, start_new_session=True)
            try:
                _, errors = child.communicate(timeout=max(0.1, limit))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.communicate()
                return None, ""
            log.write(errors)
            lines = errors.decode(errors="replace").strip().splitlines()
            return child.returncode, lines[-1].removeprefix("error: ") if lines else ""


def main(arguments):
    options = parse(arguments)
    gpus = libraries.gpus()
    if options.ep == "cuda" and not gpus:
        print("run.sh: no NVIDIA GPU answers on this machine (nvidia-smi); nothing was measured. --ep cpu tries the kit without one", file=sys.stderr)
        return 4
    options.out = options.out.resolve()
    try:
        options.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"run.sh: --out {options.out}: {error.strerror}; choose another folder", file=sys.stderr)
        return 3
    found, torch = libraries.find(), ask_torch()
    if options.ep == "cuda" and libraries.missing(found):
        print(f"note: {libraries.missing(found)}", flush=True)
    plan = [step for step in steps.plan(ROOT / "models", options, found) if options.only in step.row]
    if not plan:
        print(f"run.sh: --only {options.only}: no step has this text in its row", file=sys.stderr)
        return 2
    measurement = Measurement(options, found, torch)
    measurement.run(plan)
    report = {
        "schema": 1, "commit": (ROOT / "commit").read_text().strip(), "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "ep": options.ep, "quick": options.quick, "seconds": round(time.monotonic() - measurement.begin, 1), "gpus": gpus,
        "host": {"machine": platform.platform(), "processors": os.cpu_count(), "python": platform.python_version()},
        "pytorch": torch, "libraries": found, "missing": libraries.missing(found), "steps": measurement.done, "rows": table.rows(measurement.done),
    }
    write(options.out / "report.json", report)
    text = table.text(report)
    (options.out / "table.md").write_text(text)
    print(f"\n{text}\n{options.out}/report.json has all of it", flush=True)
    return 1 if any(step["status"] == "failed" for step in measurement.done) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
