#!/usr/bin/env bash
# Makes a kit that measures a machine with a GPU, without .NET, compiler or network there: numbered parts and a run.sh that joins them.
#   tests/gpu/kit.sh [--out DIR] [--models DIR] [--accelerator cuda|cpu] [--level N]
#   --out          folder of the kit (default: out/kit)
#   --models       bundles at 224 pixels that were made before (tests/tool.sh kit-models DIR); without it they are made
#   --accelerator  cpu leaves the CUDA provider out, for trying the kit's making and joining (default: cuda)
#   --level        xz's level, 0 to 9 (default 6)
# run.sh and the parts belong together: copy all of them. docs/gpu.md says how to use it.
set -euo pipefail
root=$(readlink -f -- "$(dirname -- "${BASH_SOURCE[0]}")/../..")
out=$root/out/kit
models=
accelerator=cuda
level=6

die() {
  echo "tests/gpu/kit.sh: ${*:2}" >&2
  exit "$1"
}
usage() { die 2 "usage: tests/gpu/kit.sh [--out DIR] [--models DIR] [--accelerator cuda|cpu] [--level N]"; }
while (($#)); do
  case $1 in
    --out | --models | --accelerator | --level)
      (($# > 1)) || usage
      printf -v "${1#--}" '%s' "$2"
      shift 2
      ;;
    *) usage ;;
  esac
done
[[ $accelerator =~ ^(cuda|cpu)$ && $level =~ ^[0-9]$ ]] || usage
[[ -z $models || -f $models/resnet50-224/card.json ]] || die 3 "--models $models: has no bundles of tests/tool.sh kit-models"
command -v xz >/dev/null || die 3 "xz is missing; install xz-utils"
mkdir -p "$out" || die 3 "$out: cannot be made"
out=$(readlink -f -- "$out")
# Beside the parts, where there is room for them too.
work=$(mktemp -d "$out/making.XXXXXX")
trap 'rm -rf "$work"' EXIT
kit=$work/kit
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1

# publish PROJECT FOLDER PROPERTY: a program with its .NET runtime; what is built on the way goes when the script ends.
publish() {
  echo "publishing $2" >&2
  dotnet publish "$root/$1" -c Release -r linux-x64 --self-contained --artifacts-path "$work/build" -o "$kit/$2" \
    -p:Accelerator="$accelerator" -p:PublishDocumentationFiles=false -p:UseSharedCompilation=false "$3" -v quiet --tl:off >&2
}
publish edge-app app -p:OpenCvPackage=none
publish trainer trainer -p:TorchPackage=none
rm -f "$kit"/{app,trainer}/{*.pdb,libcoreclrtraceptprovider.so}
# Both programs bring .NET and ONNX Runtime: a file that is the same in both is packed once.
while IFS= read -r -d '' file; do
  twin=$kit/trainer/${file#"$kit/app/"}
  if [[ -f $twin ]] && cmp -s "$file" "$twin"; then ln -f "$file" "$twin"; fi
done < <(find "$kit/app" -type f -print0)

mkdir -p "$kit/models"
cp -rL "$root"/models/* "$kit/models/"
if [[ -z $models ]]; then
  models=$work/models
  "$root/tests/tool.sh" kit-models "$models"
fi
cp -rL "$models"/*-224 "$kit/models/"
cp -rL "$root/tests/gpu/kit" "$kit/measure"
rm -rf "$kit/measure/run.sh" "$kit/measure/__pycache__"
git -C "$root" rev-parse HEAD >"$kit/commit" 2>/dev/null || echo unknown >"$kit/commit"

"$root/tests/gpu/pack.sh" "$kit" "$out" "$level"
