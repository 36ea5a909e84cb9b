"""What tests/soak.sh needs besides the program: watches a process, receives web hooks, and judges what was seen."""
import datetime
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

EVERY = 5  # seconds between two looks
LONG = 30  # minutes; a shorter run cannot tell a slope, and a busy machine may cost it pictures and milliseconds
SLOPE_LIMIT = 1.0  # MB an hour
BREATH = 40.0  # MB: all that a short run can tell, while heaps find their size
MORE, MORE_IN_SHORT = 2, 10  # threads and descriptors that last a minute: the runtime's pool breathes
PICTURES = ("record", "web")  # sinks of pictures
AGE_FACTOR, AGE_SLACK = 1.25, 2.0  # of the first minute's p99; milliseconds on top


def status(pid):
    with open(f"/proc/{pid}/status") as file:
        fields = dict(line.split(":", 1) for line in file)
    return int(fields["VmRSS"].split()[0]) / 1024, int(fields["Threads"]), len(os.listdir(f"/proc/{pid}/fd"))


def watch(pid, minutes, out):
    """Samples resident memory, threads and descriptors until the time is over."""
    start = time.monotonic()
    with open(out / "samples.csv", "w") as file:
        print("seconds,rss_mb,threads,descriptors", file=file)
        while (now := time.monotonic() - start) < 60 * minutes:
            rss, threads, descriptors = status(pid)
            print(f"{now:.1f},{rss:.2f},{threads},{descriptors}", file=file, flush=True)
            time.sleep(EVERY)


def watch_end(pid, out):
    """Says every half second what each thread waits for, until the process is gone: it explains an end that takes too long."""
    start = time.monotonic()
    process = pathlib.Path(f"/proc/{pid}")
    with open(out / "ending.txt", "w") as file:
        while process.exists() and "zombie" not in (process / "status").read_text():
            for task in sorted((process / "task").iterdir()):
                try:
                    name, state, where = ((task / part).read_text().strip() for part in ("comm", "stat", "wchan"))
                except (FileNotFoundError, ProcessLookupError):
                    continue  # this thread has ended
                print(f"{time.monotonic() - start:.1f}", name, state.rsplit(")", 1)[1].split()[0], where, file=file, flush=True)
            time.sleep(0.5)


def receive_hooks(port):
    """Answers each POST with 204, as a web hook's receiver does."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format, *args):
            pass

    http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


def slope_an_hour(samples):
    """Least squares: megabytes an hour."""
    n = len(samples)
    mean_t = sum(s[0] for s in samples) / n
    mean_r = sum(s[1] for s in samples) / n
    above = sum((s[0] - mean_t) * (s[1] - mean_r) for s in samples)
    below = sum((s[0] - mean_t) ** 2 for s in samples)
    return 3600 * above / below


def lasting(samples, column):
    """The largest of the lowest values of each minute: a command that is running at the moment of a look is no leak."""
    minutes = {}
    for sample in samples:
        minutes.setdefault(int(sample[0] // 60), []).append(sample[column])
    return max(min(values) for values in minutes.values())


def p99(values):
    values = sorted(values)
    return values[min(len(values) - 1, int(0.99 * len(values)))] if values else float("nan")


def ages_by_minute(out):
    """Age of the classified frames, by minutes of the run, and how often the source was lost."""
    minutes, lost, start = {}, 0, None
    with open(out / "events.jsonl") as file:
        for line in file:
            event = json.loads(line)
            at = datetime.datetime.fromisoformat(event["time"].replace("Z", "+00:00")).timestamp()
            start = at if start is None else start
            if event["state"] == "lost":
                lost += 1
            else:
                minutes.setdefault(int((at - start) // 60), []).append(event["age_ms"])
    return minutes, lost


def videos_play(out):
    """Every finished recording has pictures; None where nothing can tell."""
    if shutil.which("ffprobe") is None:
        return None
    files = sorted(out.glob("video*.mkv"))
    ask = ["ffprobe", "-v", "error", "-count_packets", "-select_streams", "v", "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0"]
    return bool(files) and all(int(subprocess.run([*ask, file], capture_output=True, text=True).stdout.strip().strip(",") or 0) > 0 for file in files)


def judge(out, minutes):
    samples = [tuple(float(x) for x in line.split(",")) for line in (out / "samples.csv").read_text().splitlines()[1:]]
    warm = [s for s in samples if s[0] >= samples[-1][0] / 4] # a quarter of the run is warm-up
    first_half, second_half = warm[: len(warm) // 2], warm[len(warm) // 2 :]
    slope = slope_an_hour(warm)
    growth = slope * (warm[-1][0] - warm[0][0]) / 3600
    ages, lost = ages_by_minute(out)
    full = [m for m in sorted(ages) if len(ages[m]) > 100][:-1] or sorted(ages)
    begin, end = full[1] if len(full) > 2 else full[0], full[-1]
    summary = json.loads((out / "summary.json").read_text())
    code, end_ms = (int(x) for x in (out / "end.txt").read_text().split())
    long = minutes >= LONG
    more = MORE if long else MORE_IN_SHORT
    checks = {
        f"resident memory {slope:+.2f} MB an hour after the warm-up ({growth:+.2f} MB seen)": slope < SLOPE_LIMIT if long else growth < BREATH,
        f"threads {lasting(first_half, 2):.0f} at most in the first half, {lasting(second_half, 2):.0f} in the second": lasting(second_half, 2) <= lasting(first_half, 2) + more,
        f"descriptors {lasting(first_half, 3):.0f} at most in the first half, {lasting(second_half, 3):.0f} in the second": lasting(second_half, 3) <= lasting(first_half, 3) + more,
        f"{lost} losses told, {summary['reconnects']} reconnects": lost > 0 and lost - summary["reconnects"] in (0, 1),
        f"ended with {code} {end_ms} ms after SIGTERM": code == 130 and end_ms <= (2000 if long else 10000),
    }
    if long:
        checks[f"age p99 {p99(ages[begin]):.1f} ms in minute {begin + 1}, {p99(ages[end]):.1f} ms in minute {end + 1}"] = p99(ages[end]) <= AGE_FACTOR * p99(ages[begin]) + AGE_SLACK
    plays = videos_play(out)
    if plays is not None:
        checks["the recordings play"] = plays
    for sink in summary["sinks"]:
        used = sink["name"] not in ("snapshot", "explain")  # nobody asks for one
        problem = f" (once: {sink['last_problem']})" if "last_problem" in sink else ""  # what was tried again with success is no loss
        # Pictures give way to newer ones while the processor is busy with other things; everything else has to arrive.
        bearable = 0.01 * sink["delivered"] if sink["name"] in PICTURES else 0
        checks[f"sink {sink['name']}: {sink['delivered']} delivered, {sink['lost']} lost{problem}"] = (sink["delivered"] > 0 or not used) and not (long and sink["lost"] > bearable)
    (out / "curve.svg").write_text(curve(samples, ages))
    for text, good in checks.items():
        print("ok  " if good else "BAD ", text)
    print(f"frames {summary['frames_processed']} processed, {summary['frames_dropped']} dropped in {summary['seconds']:.0f} s; age p50 {summary['age_ms']['p50']:.1f}, p99 {summary['age_ms']['p99']:.1f} ms; files in {out}")
    return 0 if all(checks.values()) else 1


def curve(samples, ages):
    """Resident memory (left axis) and age p99 a minute (right axis) over the run, as SVG."""
    width, height, left, bottom = 860, 320, 56, 40
    end = max(samples[-1][0], 60 * (max(ages) + 1))
    top_rss = 1.15 * max(s[1] for s in samples)
    by_minute = [(60 * m + 30, p99(v)) for m, v in sorted(ages.items()) if v]
    top_age = 1.3 * max(a for _, a in by_minute)

    def line(points, top, color):
        path = " ".join(f"{left + (width - 2 * left) * t / end:.1f},{height - bottom - (height - 2 * bottom) * v / top:.1f}" for t, v in points)
        return f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="1.6"/>'

    def label(x, y, text, color, anchor="start"):
        return f'<text x="{x}" y="{y}" fill="{color}" text-anchor="{anchor}">{text}</text>'

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/>']
    for i in range(6):
        y = height - bottom - (height - 2 * bottom) * i / 5
        parts.append(f'<line x1="{left}" x2="{width - left}" y1="{y}" y2="{y}" stroke="#e4e4e4"/>')
        parts.append(label(left - 6, y + 4, f"{top_rss * i / 5:.0f}", "#1664c0", "end"))
        parts.append(label(width - left + 6, y + 4, f"{top_age * i / 5:.0f}", "#c05a16"))
        x = left + (width - 2 * left) * i / 5
        parts.append(label(x, height - bottom + 18, f"{end * i / 5 / 60:.0f}", "#555", "middle"))
    parts.append(label(left, 22, "resident memory, MB", "#1664c0"))
    parts.append(label(width - left, 22, "age p99 of each minute, ms", "#c05a16", "end"))
    parts.append(label(width / 2, height - 6, "minutes", "#555", "middle"))
    parts.append(line([(s[0], s[1]) for s in samples], top_rss, "#1664c0"))
    parts.append(line(by_minute, top_age, "#c05a16"))
    return "\n".join(parts) + "\n</svg>\n"


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["watch", pid, minutes, out]:
            watch(int(pid), float(minutes), pathlib.Path(out))
        case ["watch-end", pid, out]:
            watch_end(int(pid), pathlib.Path(out))
        case ["receive-hooks", port]:
            receive_hooks(int(port))
        case ["judge", out, minutes]:
            sys.exit(judge(pathlib.Path(out), float(minutes)))
