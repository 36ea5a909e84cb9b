#!/usr/bin/env bash
# Measures a machine with an NVIDIA GPU with the parts beside this file. It needs Python 3, and takes under ten minutes.
#   ./run.sh [--ep cuda|cpu] [--out DIR] [--quick] [...]      ./run.sh --help lists all options
# PYTHON names the Python whose PyTorch is the peer (default: python3). Ends with 0 when every step ran or was skipped for a reason,
# 1 when one failed, 2 usage, 3 where a part or Python is missing or a part is broken, 4 where there is no GPU.
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
python=${PYTHON:-python3}
# What was packed, by sha256sum: kit.sh puts it here.
parts='@PARTS@'

die() {
  echo "run.sh: ${*:2}" >&2
  exit "$1"
}

# Names every part that is missing or differs from the one that was packed.
check_parts() {
  local sum name
  local -a missing=() broken=()
  while read -r sum name; do
    if [[ ! -f $here/$name ]]; then
      missing+=("$name")
    elif [[ $(sha256sum "$here/$name" | cut -d' ' -f1) != "$sum" ]]; then
      broken+=("$name")
    fi
  done <<<"$parts"
  ((${#missing[@]} == 0)) || die 3 "${missing[*]}: not beside run.sh; copy all parts into $here"
  ((${#broken[@]} == 0)) || die 3 "${broken[*]}: not as packed (SHA-256 differs); copy again"
}

# Joins and unpacks once; a folder that is complete has the stamp of these parts.
unpack() {
  local target=$1 stamp
  stamp=$(sha256sum <<<"$parts" | cut -d' ' -f1)
  [[ $(cat "$target/parts" 2>/dev/null) != "$stamp" ]] || return 0
  check_parts
  rm -rf "$target"
  mkdir -p "$target" || die 3 "$target: cannot be made; make room, or copy the kit to a folder of your own"
  cut -d' ' -f3 <<<"$parts" | (cd "$here" && xargs cat) |
    "$python" -c 'import sys, tarfile; tarfile.open(fileobj=sys.stdin.buffer, mode="r|xz").extractall(sys.argv[1])' "$target" ||
    die 3 "$target: the parts could not be unpacked; make room, or use a Python with lzma"
  echo "$stamp" >"$target/parts"
}

main() {
  command -v "$python" >/dev/null || die 3 "$python is missing; install Python 3, or name one in PYTHON"
  unpack "$here/kit"
  exec "$python" "$here/kit/measure/measure.py" "$@"
}

main "$@"
