#!/usr/bin/env bash
# What a frame costs besides the network: `overhead_ms` of live's summary, with the HUD drawn, recorded and watched on the page, and
# events written. Of the demo camera, whose pictures need no conversion, and of the tests' camera, which sends what cameras send.
#   tests/overhead.sh [SECONDS]      60 a row by default: the first ten pictures of a run, during which code is compiled, are less than its last percent
# Needs gcc, python3 and curl.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
seconds=${1:-60}
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
dotnet build edge-app -c Release -v quiet --tl:off >"$work/build.log" || { cat "$work/build.log" >&2 && exit 1; }
gcc -shared -fPIC -O2 -o "$work/camera.so" tests/Fakes/fake-v4l2.c -ldl

measure() { # SOURCE [VARIABLE=VALUE…]
  local port
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  env ORT_DISABLE_TELEMETRY=1 "${@:2}" edge-app/bin/Release/net10.0/EdgeResNet.EdgeApp live --model models/fashion-resnet18 --source "$1" --seconds "$seconds" \
    --web "127.0.0.1:$port" --record "$work/video.mkv" --events "$work/events.jsonl" --summary "$work/summary.json" >"$work/live.log" 2>&1 &
  local live=$!
  until curl -fsS "http://127.0.0.1:$port/healthz" >/dev/null 2>&1; do kill -0 "$live" || { cat "$work/live.log" >&2 && exit 1; }; done
  curl -sN "http://127.0.0.1:$port/stream.mjpg" -o /dev/null &
  wait "$live"
  python3 - "$1" "$work/summary.json" <<'PYTHON'
import json, sys
summary = json.load(open(sys.argv[2]))
over = summary["overhead_ms"]
print(f"| `{sys.argv[1]}` | {summary['frames_processed']} | {over['p50']:.2f} / {over['p90']:.2f} / {over['p99']:.2f} | {summary['age_ms']['p99']:.2f} | {summary['frames_dropped']} | {summary['allocated_bytes_per_frame']:.1f} |", flush=True)
PYTHON
}

# The order of `struct control` in fake-v4l2.c: plugged, and what the camera starts with.
python3 -c 'import struct, sys; open(sys.argv[1], "wb").write(struct.pack("<21i", 1, *[0] * 12, int.from_bytes(b"YUYV", "little"), 640, 480, 30, 3, 250, 1, 0).ljust(4096, b"\0"))' "$work/control"
echo "| source | frames | overhead p50 / p90 / p99, ms | age p99 | dropped | managed bytes a frame |"
echo "|---|---|---|---|---|---|"
measure 'demo:fashion?fps=30'
measure 'demo:fashion?fps=30&width=1280&height=720'
measure 'camera:0?width=640&height=480&fourcc=YUYV' "LD_PRELOAD=$work/camera.so" "FAKE_V4L2=$work/control"
measure 'camera:0?width=1280&height=720&fps=30&fourcc=MJPG' "LD_PRELOAD=$work/camera.so" "FAKE_V4L2=$work/control"
