# Sourced by the launcher: runs the tests and counts them.

# Namespaces whose tests wait for clocks, devices and other processes. They run beside those that compute, in a process of
# their own; within each process one test runs at a time.
waiting=(Bench Build Capture Cli Labels Overlay Pipeline Sinks Threads)

test_usage() {
  cat <<'USAGE'
Usage: ./edgeresnet test [--long | --filter-...] [options of the test runner]
Runs the tests and ends with the line "N passed, N failed, N skipped".
  --long        only the long tests: many kills, large fuzzing, whole published networks, learning to an accuracy
  --filter-...  runs what the runner's filter selects, long or not; without it and --long, all but the long tests run
USAGE
  if [[ -f $(output_of tests) ]]; then
    find_dotnet
    echo "The test runner's own options:"
    exec "$dotnet" "$(output_of tests)" --help
  fi
  echo "The test runner's own options are listed here once ./edgeresnet test has built it."
}

run_tests() {
  local results=$state/test-results status=0 code
  mkdir -p "$results"
  rm -f "$results"/*.xml
  local -a chosen=(--filter-not-trait duration=long) more=() pids=()
  local argument
  for argument; do
    case $argument in
      --long) chosen=(--filter-trait duration=long) ;;
      --info | --list-tests | --filter*) chosen=() ;;&
      *) more+=("$argument") ;;
    esac
  done
  # Tests that hang have to end too.
  [[ " $* " == *' --timeout '* ]] || more+=(--timeout 20m)
  # A signal belongs to the test programs, which end their children and write their reports.
  local stopped=
  trap 'stopped=yes' INT
  trap 'stopped=yes; kill -INT "${pids[@]}" 2>/dev/null' TERM HUP
  if ((${#chosen[@]})); then
    local -a names=("${waiting[@]/#/EdgeResNet.Tests.}")
    more+=(--no-ansi --show-test-results all)
    test_program waiting --filter-namespace "${names[@]/%/*}" "${chosen[@]}" "${more[@]}" &
    pids+=($!)
    test_program computing --filter-not-namespace "${names[@]/%/*}" "${chosen[@]}" "${more[@]}" &
    pids+=($!)
  else
    # On a terminal the runner shows what is running; in a log each result is a line.
    [[ -t 1 ]] || more+=(--no-ansi --show-test-results all)
    test_program chosen "${more[@]}" &
    pids+=($!)
  fi
  local pid
  for pid in "${pids[@]}"; do
    wait "$pid"
    code=$?
    # The trap interrupts a wait, not the program.
    while kill -0 "$pid" 2>/dev/null; do
      wait "$pid"
      code=$?
    done
    ((code == 0)) || status=$code
  done
  count_tests "$status" "${#pids[@]}" "$results"/*.xml
  code=$?
  [[ -z $stopped ]] || code=130
  return "$code"
}

# Becomes a test program; the shell lets what it starts in the background ignore Ctrl-C unless told otherwise. A second
# thread of a small network's matrix products only takes the core of the other program.
test_program() {
  TESTINGPLATFORM_TELEMETRY_OPTOUT=1 OMP_NUM_THREADS=${OMP_NUM_THREADS:-1} exec env --default-signal=INT \
    "$dotnet" "$(output_of tests)" --results-directory "$results" --report-xunit-xml --report-xunit-xml-filename "$1.xml" "${@:2}"
}

# count_tests STATUS PROGRAMS REPORT...: says the count and returns the exit code.
count_tests() {
  local status=$1 programs=$2 report assembly
  local passed=0 failed=0 skipped=0
  shift 2
  for report; do
    [[ -f $report ]] || continue
    assembly=$(grep -o '<assembly [^>]*>' "$report" | head -n 1)
    [[ -n $assembly ]] || continue
    ((--programs))
    ((passed += $(attribute passed "$assembly")))
    ((failed += $(attribute failed "$assembly") + $(attribute errors "$assembly")))
    ((skipped += $(attribute skipped "$assembly")))
  done
  if ((programs)); then
    if ((status == 0)); then
      # --list-tests: nothing was asked to run.
      return 0
    fi
    say "a test program ended with exit code $status and left no report."
    ((failed += programs))
  elif ((passed + failed == 0)); then
    say "no test was executed."
    ((status)) || status=1
  elif ((status != 0 && failed == 0)); then
    say "a test program ended with exit code $status although no test failed."
  elif ((status == 0 && failed != 0)); then
    status=1
  fi
  echo "$passed passed, $failed failed, $skipped skipped"
  return "$status"
}

# The value of an attribute, 0 where it is missing.
attribute() {
  local value
  value=$(sed -nE "s/.* $1=\"([0-9]+)\".*/\1/p" <<<"$2")
  echo "${value:-0}"
}
