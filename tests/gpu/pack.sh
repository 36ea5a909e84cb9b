#!/usr/bin/env bash
# Packs a folder into numbered parts and the run.sh that joins them and starts FOLDER/measure/measure.py.
#   tests/gpu/pack.sh FOLDER OUT [LEVEL [BYTES]]      xz's level, 0 to 9 (default 6); largest size of a part (default 50,000,000)
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
(($# >= 2 && $# <= 4)) || {
  echo "usage: tests/gpu/pack.sh FOLDER OUT [LEVEL [BYTES]]" >&2
  exit 2
}
folder=$1
out=$2
level=${3:-6}
bytes=${4:-50000000}
echo "packing" >&2
rm -f "$out"/part-[0-9]* "$out/run.sh"
tar -C "$folder" --owner=0 --group=0 --numeric-owner --sort=name -cf - . | xz -T0 "-$level" | split -b "$bytes" -d -a 2 --numeric-suffixes=1 - "$out/part-"
sums=$(cd "$out" && sha256sum part-[0-9]*)
script=$(<"$here/kit/run.sh")
printf '%s\n' "${script/@PARTS@/$sums}" >"$out/run.sh"
chmod +x "$out/run.sh"
echo "$out: $(wc -l <<<"$sums") parts, $(du -cm "$out"/part-[0-9]* | tail -n 1 | cut -f1) MB, and run.sh"
