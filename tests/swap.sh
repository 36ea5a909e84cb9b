#!/usr/bin/env bash
# Replaces the model of a running `live` again and again, and measures what that costs: age of frames before, during and after a
# swap, lost frames, resident memory. The demo camera at 30 frames a second is the source; the two shipped bundles take turns.
#   tests/swap.sh [--swaps N] [--pause SECONDS] [--fps N]      200 swaps by default, a second apart
# Needs python3 and curl.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
swaps=200
pause=1
fps=30
while (($#)); do
  case $1 in
    --swaps) swaps=$2 && shift 2 ;;
    --pause) pause=$2 && shift 2 ;;
    --fps) fps=$2 && shift 2 ;;
    *) echo "usage: tests/swap.sh [--swaps N] [--pause SECONDS] [--fps N]" >&2 && exit 2 ;;
  esac
done
out=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$out"' EXIT

program=edge-app/bin/Release/net10.0/EdgeResNet.EdgeApp
[[ -x $program ]] || dotnet build edge-app -c Release -v quiet --tl:off >"$out/build.log" || { cat "$out/build.log" >&2 && exit 1; }
web=127.0.0.1:$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
DOTNET_gcServer=0 ORT_DISABLE_TELEMETRY=1 "$program" live --model models/fashion-resnet18 --source "demo:fashion?fps=$fps" --web "$web" \
  --events "$out/events.jsonl" --summary "$out/summary.json" >"$out/live.log" 2>&1 &
live=$!
until curl -fsS "http://$web/healthz" >/dev/null 2>&1; do
  kill -0 "$live" 2>/dev/null || { cat "$out/live.log" >&2 && exit 1; }
  sleep 0.1
done
python3 tests/swap_report.py "$live" "$web" "$swaps" "$pause" "$out"
