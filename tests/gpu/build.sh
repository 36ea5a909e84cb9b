#!/usr/bin/env bash
# Builds the edge app for CUDA in a folder of its own, and runs it up to the refusal on a machine without NVIDIA's driver. The package
# of the trainer for CUDA is kept away: the launcher has to say in one line that it is missing.
#   tests/gpu/build.sh [FOLDER]      a folder that is made anew, and goes when all is well (default: .edgeresnet/cuda)
set -euo pipefail
root=$(readlink -f -- "$(dirname -- "${BASH_SOURCE[0]}")/../..")
folder=$(readlink -m -- "${1:-$root/.edgeresnet/cuda}")
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
unset Accelerator

fail() {
  echo "tests/gpu/build.sh: $*" >&2
  exit 1
}

# expect CODE PATTERN COMMAND…: the exit code, and exactly one line of the errors that matches; no pattern, no line.
expect() {
  local code=$1 pattern=$2 rc=0 lines
  shift 2
  "$@" >"$folder/output" 2>"$folder/errors" || rc=$?
  ((rc == code)) || fail "'${*:2}' ended with $rc instead of $code: $(<"$folder/errors")"
  lines=$(grep -cE -- "${pattern:-.}" "$folder/errors" || true)
  ((lines == (${#pattern} > 0))) || fail "'${*:2}' said, instead of one line '$pattern': $(<"$folder/errors")"
  echo "ok  ${*:2}: $code${pattern:+, $(grep -E -- "$pattern" "$folder/errors")}"
}

rm -rf "$folder"
mkdir -p "$folder"
(cd "$root" && git ls-files -z | tar --null --ignore-failed-read -T - -cf - 2>/dev/null) | tar -C "$folder" -xf -
cd "$folder"
dotnet restore edge-app -p:Accelerator=cuda -v quiet
# From now on packages come from what was restored before: a trainer for CUDA is 3 GB that nobody needs here.
mkdir none
echo '<configuration><packageSources><clear /><add key="none" value="none" /></packageSources></configuration>' >nuget.config
cached=${NUGET_PACKAGES:-$HOME/.nuget/packages}/torchsharp-cuda-linux
if [[ -e $cached ]]; then
  echo "not tested: the refusal of the trainer, whose package is in $cached"
  dotnet build edge-app -c Release -p:Accelerator=cuda -v quiet --tl:off
  mkdir -p .edgeresnet && echo cuda >.edgeresnet/accelerator
else
  expect 3 'trainer cannot be built for cuda: package TorchSharp-cuda-linux [0-9.]+ was not found' ./edgeresnet setup --accelerator cuda
fi

expect 0 '' ./edgeresnet devices
grep -qx 'execution providers: tensorrt, cuda, cpu' output || fail "devices does not name CUDA: $(<output)"
expect 0 '' ./edgeresnet verify --model models/fashion-resnet18 --ep cpu
if nvidia-smi --list-gpus 2>/dev/null | grep -q GPU; then
  echo "not tested: the refusal without a driver; this machine has one (tests/gpu/check.sh measures it)"
else
  refusal='^error: CUDA: libcuda\.so\.1 cannot be used .*; install the NVIDIA driver, or use --ep cpu$'
  expect 4 "$refusal" ./edgeresnet verify --model models/fashion-resnet18 --ep cuda
  expect 4 "$refusal" ./edgeresnet bench --model models/fashion-resnet18 --ep cuda
fi
cd "$root"
rm -rf "$folder" # half a gigabyte; stays where something failed
