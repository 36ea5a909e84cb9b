#!/usr/bin/env bash
# What a GPU does with the models that ship: builds for CUDA, compares its answers with the CPU's, measures single-stream and
# pipeline in float32 and half precision (and 8 bits where there is TensorRT and a file for it), and prints one table.
#   tests/gpu/check.sh [--out DIR] [--queries N] [--seconds N] [--device N] [MODEL ...]      without models: those that ship
# Ends with 0 when every answer agrees, 1 when one does not, 2 usage, 4 where there is no GPU. Reports stay in DIR.
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
out=${out:-$(mktemp -d)}
mkdir -p "$out"
export ORT_DISABLE_TELEMETRY=1
program=edge-app/bin/Release/net10.0/EdgeResNet.EdgeApp

# Copies, so that files which are made here do not end up in what ships.
bundles=()
for model in "${models[@]}"; do
  copy=$out/models/$(basename "$model")
  mkdir -p "$out/models"
  cp -r "$model" "$out/models/"
  bundles+=("$copy")
  [[ -e $copy/model.fp16.onnx ]] || ./edgeresnet quantize --model "$copy" --data fashion-mnist --precision fp16 ||
    echo "$copy: without fp16: it has no such file, and none could be made" >&2
done

dotnet build edge-app -c Release -p:Accelerator=cuda -v quiet --tl:off
providers=(cuda)
"$program" devices | grep -q tensorrt && providers+=(tensorrt)

bad=0
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
      if ! "$program" verify --model "$bundle" --ep "$ep" --precision "$precision" --json "$out/$name.verify.json"; then
        bad=1
        continue
      fi
      for scenario in single-stream pipeline; do
        "$program" bench --model "$bundle" --scenario "$scenario" --ep "$ep" --precision "$precision" \
          --min-queries "$queries" --min-seconds "$seconds" --json "$out/$name.$scenario.json" >"$out/$name.$scenario.txt"
      done
      rows+=("$name")
    done
  done
done

python3 - "$out" "${rows[@]}" <<'TABLE'
import json, pathlib, sys

out = pathlib.Path(sys.argv[1])
print("| model, provider, precision | top-1 as the CPU's | largest difference of a logit | single-stream p50 / p90 / p99, ms | pipeline p50 / p90 / p99, ms | valid |")
print("|---|---|---|---|---|---|")
for name in sys.argv[2:]:
    parity, single, pipeline = (json.loads((out / f"{name}.{kind}.json").read_text()) for kind in ("verify", "single-stream", "pipeline"))
    times = [" / ".join(f"{report['latency_ms'][p]:.3f}" for p in ("p50", "p90", "p99")) for report in (single, pipeline)]
    valid = single["valid"] and pipeline["valid"]
    print(f"| {name} | {parity['agreeing']} of {parity['pictures']} | {parity['largest_difference']:.2g} | {times[0]} | {times[1]} | {'yes' if valid else single['reason'] or pipeline['reason']} |")
TABLE
echo "reports: $out"
exit "$bad"
