#!/usr/bin/env bash
# What a GPU does with the models that ship: builds for CUDA, compares its answers with the CPU's, measures single-stream and
# pipeline in float32 and half precision (and 8 bits where there is TensorRT and a file for it), and prints one table.
#   tests/gpu/check.sh [--out DIR] [--queries N] [--seconds N] [--device N] [MODEL ...]      without models: those that ship
# Goes on where something fails and says so in the table. Ends with 0 when everything ran and every float32 answer agrees,
# 1 when not, 2 usage, 3 where a model or python3 is missing, 4 where there is no GPU. Reports stay in DIR; what is built stays in
# .edgeresnet/gpu, beside what ./edgeresnet builds for this machine.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
out=
queries=1024
seconds=60
device=0
models=()
usage() {
  echo "usage: tests/gpu/check.sh [--out DIR] [--queries N] [--seconds N] [--device N] [MODEL ...]" >&2
  exit 2
}
while (($#)); do
  case $1 in
    --out | --queries | --seconds | --device)
      (($# > 1)) || usage
      printf -v "${1#--}" '%s' "$2"
      shift 2
      ;;
    -*) usage ;;
    *) models+=("$1") && shift ;;
  esac
done
((${#models[@]})) || models=(models/fashion-resnet18 models/fashion-densenet)

if ! gpus=$(nvidia-smi --list-gpus 2>&1) || [[ $gpus != *GPU* ]]; then
  echo "tests/gpu/check.sh: no NVIDIA GPU answers on this machine (nvidia-smi --list-gpus); nothing was checked" >&2
  exit 4
fi
if ! command -v python3 >/dev/null; then
  echo "tests/gpu/check.sh: python3, which prints the table, is missing; install it" >&2
  exit 3
fi
for model in "${models[@]}"; do
  if ! [[ -e $model/model.onnx ]]; then
    echo "tests/gpu/check.sh: $model: is no bundle folder; it has no model.onnx" >&2
    exit 3
  fi
done
out=${out:-$(mktemp -d)}
mkdir -p "$out/models"
export ORT_DISABLE_TELEMETRY=1
notes=()

# Copies, so that files which are made here do not end up in what ships.
bundles=()
for model in "${models[@]}"; do
  copy=$out/models/$(basename "$model")
  if ! [[ $model -ef $copy ]]; then
    rm -rf "$copy"
    cp -r "$model" "$copy"
  fi
  bundles+=("$copy")
  [[ -e $copy/model.fp16.onnx ]] || ./edgeresnet quantize --model "$copy" --data fashion-mnist --precision fp16 ||
    notes+=("$(basename "$copy") without fp16: it has no such file, and none could be made")
done

dotnet build edge-app -c Release -p:Accelerator=cuda --artifacts-path .edgeresnet/gpu -v quiet --tl:off
program=.edgeresnet/gpu/bin/EdgeResNet.EdgeApp/release/EdgeResNet.EdgeApp

# The runtime's build names TensorRT also where its libraries are not installed: the only way to know is to start it.
providers=(cuda)
if said=$("$program" verify --model "${bundles[0]}" --ep "tensorrt:$device" 2>&1 >/dev/null) ||
  ! grep -qE 'install TensorRT|has no tensorrt' <<<"$said"; then
  providers+=(tensorrt) # where it fails for another reason, so do its rows
else
  notes+=("tensorrt skipped: $(tail -n 1 <<<"$said")")
fi

bad=0
# attempt NAME ARGUMENTS: runs the program; where it fails, NAME.failed holds its last words.
attempt() {
  local name=$out/$1
  shift
  rm -f "$name.json" "$name.failed"
  if ! "$program" "$@" --json "$name.json" >"$name.txt" 2>"$name.err"; then
    tail -n 1 "$name.err" >"$name.failed"
    bad=1
    return 1
  fi
}

rows=()
printf '%s\n' "$gpus" "$(nvidia-smi --query-gpu=driver_version,clocks.sm,power.limit --format=csv,noheader)" ""
for bundle in "${bundles[@]}"; do
  for provider in cpu "${providers[@]}"; do
    for precision in fp32 fp16 int8-trt; do
      file=$bundle/model.onnx
      [[ $precision == fp32 ]] || file=$bundle/model.$precision.onnx
      [[ -e $file ]] || continue
      [[ $provider == cpu && $precision != fp32 ]] && continue  # the CPU is the reference alone
      [[ $provider == cuda && $precision == int8-trt ]] && continue # CUDA has no convolution in 8 bits
      ep=$provider
      [[ $provider == cpu ]] || ep=$provider:$device
      name=$(basename "$bundle")-$provider-$precision
      rows+=("$name")
      options=(--model "$bundle" --ep "$ep" --precision "$precision")
      attempt "$name.verify" verify "${options[@]}" || continue # what answers wrongly is not measured
      for scenario in single-stream pipeline; do
        attempt "$name.$scenario" bench "${options[@]}" --scenario "$scenario" --min-queries "$queries" --min-seconds "$seconds" || true
      done
    done
  done
done

python3 - "$out" "${rows[@]}" <<'TABLE'
import json, pathlib, sys

out = pathlib.Path(sys.argv[1])
print("| model, provider, precision | top-1 as the CPU's | largest difference of a logit | single-stream p50 / p90 / p99, ms | pipeline p50 / p90 / p99, ms | valid |")
print("|---|---|---|---|---|---|")


def read(name, kind):
    """The report, or why there is none."""
    failed, report = (out / f"{name}.{kind}.{end}" for end in ("failed", "json"))
    if failed.exists():
        return "failed: " + failed.read_text().strip().replace("|", "\\|")
    return json.loads(report.read_text()) if report.exists() else "not measured"


def times(report):
    return report if isinstance(report, str) else " / ".join(f"{report['latency_ms'][p]:.3f}" for p in ("p50", "p90", "p99"))


for name in sys.argv[2:]:
    parity, *benches = (read(name, kind) for kind in ("verify", "single-stream", "pipeline"))
    top1, difference = (parity, "") if isinstance(parity, str) else (f"{parity['agreeing']} of {parity['pictures']}", f"{parity['largest_difference']:.2g}")
    reasons = [bench["reason"] for bench in benches if not isinstance(bench, str) and not bench["valid"]]
    valid = "" if any(isinstance(bench, str) for bench in benches) else "yes"
    print(f"| {name} | {top1} | {difference} | {times(benches[0])} | {times(benches[1])} | {'; '.join(reasons) or valid} |")
TABLE
printf '%s\n' "${notes[@]}" "reports: $out"
exit "$bad"
