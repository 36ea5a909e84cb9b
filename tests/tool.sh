#!/usr/bin/env bash
# Measuring tools that need what only the tests may see. They build the test program first.
#   tests/tool.sh random-models DIR        resnet18 and densenet121 at 224 with random weights, float32 and int8, to time with bench
#   tests/tool.sh kit-models DIR           the bundles at 224 pixels with random weights of tests/gpu/kit.sh
#   tests/tool.sh smoothing-table MODEL    flips, delay and correctness of the label on the demo camera for each smoothing setting
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
dotnet build "$root/tests" -c Release -v quiet --tl:off >&2
ORT_DISABLE_TELEMETRY=1 exec "$root/tests/bin/Release/net10.0/EdgeResNet.Tests" "$@"
