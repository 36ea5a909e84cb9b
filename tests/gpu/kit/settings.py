"""What every child process of the kit's measurement shares: its report, its percentiles, and how it says that it cannot run."""
import json
import pathlib
import sys

SKIPPED = 77


def skip(reason):
    """Ends the process: what it measures is not to be had here, which is no failure."""
    print(reason, file=sys.stderr)
    sys.exit(SKIPPED)


def percentiles(times):
    """Of times in milliseconds; nearest rank, as bench has it."""
    ordered = sorted(times)
    return {name: ordered[max(0, -(-len(ordered) * part // 100) - 1)] for name, part in (("p50", 50), ("p90", 90), ("p99", 99))}


def write(path, report):
    pathlib.Path(path).write_text(json.dumps(report, indent=2) + "\n")
