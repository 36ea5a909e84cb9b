#!/usr/bin/env bash
# Scaling on one machine with two free cores, beside PyTorch's DistributedDataParallel with gloo and a plain C program.
# tests/scaling/run.sh [--steps N] [--rounds N] [--batch N]     needs openmpi-bin, libopenmpi-dev and python3-torchvision
# Rounds alternate, so that a busy moment meets all; each figure is the median of its rounds.
set -euo pipefail
root=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../..
steps=20 rounds=5 batch=64
while (($#)); do
  case $1 in
    --steps) steps=$2 ;;
    --rounds) rounds=$2 ;;
    --batch) batch=$2 ;;
    *) echo "usage: tests/scaling/run.sh [--steps N] [--rounds N] [--batch N]" >&2 && exit 2 ;;
  esac
  shift 2
done
here=$root/tests/scaling
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMP_NUM_THREADS=1
net=(--arch resnet18 --width 1 --image-size 32 --channels 3 --device cpu)
"$root/edgeresnet" throughput "${net[@]}" --batch 2 --steps 1 >/dev/null # builds
mpicc -O2 "$here/allreduce.c" -o "$out/allreduce"

log=$out/log
value() { /usr/bin/python3 -c 'import functools, json, sys; print(functools.reduce(dict.get, sys.argv[2].split("."), json.load(open(sys.argv[1]))))' "$out/$1.json" "$2"; }
median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
run() { "$@" 2>"$log" || { cat "$log" >&2 && echo "tests/scaling/run.sh: failed: $*" >&2 && exit 1; }; }
ours() { # name, threads, cores, images, command before
  local name=$1 cores=$3 images=$4
  OMP_NUM_THREADS=$2
  shift 4
  run taskset -c "$cores" "$@" "$root/edgeresnet" throughput "${net[@]}" --batch "$images" --steps "$steps" --json "$out/$name.json" >/dev/null
  value "$name" ms_per_step >>"$out/$name"
}
ddp() { # name, processes, images; a thread each
  OMP_NUM_THREADS=1
  run taskset -c "0-$(($2 - 1))" /usr/bin/python3 "$here/ddp.py" 32 "$3" "$steps" "$2" >>"$out/$1"
}
for ((round = 0; round < rounds; round++)); do
  ours one-core 1 0 $((batch / 2))
  ours one-process 2 0-1 "$batch"
  ours two 1 0-1 "$batch" mpirun -n 2
  value two exchange.ms >>"$out/sum"
  count=$(($(value two exchange.bytes) / 4))
  run taskset -c 0-1 mpirun -n 2 "$out/allreduce" "$count" | awk '{ print 1000 * $1 }' >>"$out/sum-c"
  ddp ddp-one-core 1 $((batch / 2))
  ddp ddp-two 2 "$batch"
done
a=$(median <"$out/one-core") b=$(median <"$out/one-process") c=$(median <"$out/two") s=$(median <"$out/sum") p=$(median <"$out/sum-c")
d=$(median <"$out/ddp-one-core") e=$(median <"$out/ddp-two")
grep -m 1 'model name' /proc/cpuinfo
echo "resnet18, 32×32, float32, batch $batch in all; $rounds rounds of $steps steps, medians"
awk -v a="$a" -v b="$b" -v c="$c" -v s="$s" -v p="$p" -v d="$d" -v e="$e" -v n="$count" -v batch="$batch" 'BEGIN {
  printf "1 process on 1 core, half the batch       %8.1f ms a step\n", a
  printf "1 process on 2 cores                      %8.1f ms\n", b
  printf "2 processes on 2 cores                    %8.1f ms, %.0f images/s\n", c, 1000 * batch / c
  printf "efficiency against 1 on 1 core, net of cores  %.3f; the model says %.3f\n", a / c, a / (a + s)
  printf "efficiency against 1 on 2 cores               %.3f\n", b / c
  printf "gradients %.1f MB a step: %.2f ms; plain C %.2f ms; ratio %.2f\n", 4 * n / 1e6, s, p, s / p
  printf "PyTorch, 1 on 1 core, half the batch      %8.1f ms\n", d
  printf "PyTorch DDP (gloo), 2 on 2 cores          %8.1f ms, efficiency %.3f; time of 2 processes here / there %.2f\n", e, d / e, c / e
}'
