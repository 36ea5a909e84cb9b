# Sourced by the launcher: why a build's packages could not be restored, in one line.

# restore_failure LOG: what failed and what to do; nothing where the restore is not the reason.
restore_failure() {
  local log=$1 line
  # A source that does not answer makes packages look absent: it is told first.
  line=$(grep -m1 -E 'error NU1301' "$log")
  if [[ -n $line ]]; then
    echo "the package source does not answer ($(reason "$line")). Check the network and a proxy, then run this again."
    return
  fi
  line=$(grep -m1 -E 'error NU(1101|1102|1103|1603)' "$log")
  if [[ -n $line ]]; then
    echo "$(missing_packages "$log") $(reason_of_sources "$line"). Use a package source that has it, or './edgeresnet setup --accelerator cpu'."
    return
  fi
  line=$(grep -m1 -E 'error (NU[0-9]{4}|NETSDK[0-9]+)' "$log")
  [[ -z $line ]] || echo "its packages could not be restored ($(reason "$line")); the whole output is in $log."
}

# The message of a line of the log, with its code first and without the project.
reason() { sed -E 's/^.*error ((NU|NETSDK)[0-9]+: .*)$/\1/; s/ \[[^]]*proj[^]]*\]$//; s/[.[:space:]]+$//' <<<"$1"; }

# Where it was looked for, as NuGet says it.
reason_of_sources() {
  local code sources
  code=$(grep -oE 'NU[0-9]{4}' <<<"$1" | head -n 1)
  sources=$(sed -nE 's/.*in source\(s\): (.*)$/\1/p' <<<"$1" | sed -E 's/ \[[^]]*proj[^]]*\]$//; s/\.$//')
  echo "($code${sources:+; looked in $sources})"
}

# "package A 1.2 was not found", for each of them.
missing_packages() {
  local -a names
  mapfile -t names < <(sed -nE \
    -e 's/.*error NU110[13]: Unable to find (a stable )?package ([A-Za-z0-9._-]*[A-Za-z0-9_]).*/\2/p' \
    -e 's/.*error NU1102: Unable to find package ([A-Za-z0-9._-]+) with version.*/\1/p' \
    -e 's/.*error NU1603: .* but ([A-Za-z0-9._-]+) [^ ]+ was not found.*/\1/p' "$1" | sort -u)
  local name text=
  for name in "${names[@]}"; do
    text+="${text:+, }$name $(wanted_version "$name" "$1")"
  done
  ((${#names[@]} == 1)) && echo "package $text was not found" || echo "packages $text were not found"
}

# The version that the message names, or else the one that is pinned.
wanted_version() {
  local version
  version=$(sed -nE \
    -e "s/.*error NU110[23]: .*package $1 with version \\([<>=]* *([^ ,)]+).*/\\1/p" \
    -e "s/.*error NU1603: .* but $1 ([^ ]+) was not found.*/\\1/p" "$2" | head -n 1)
  [[ -n $version ]] || version=$(sed -nE "s/.*PackageVersion Include=\"$1\" Version=\"([^\"]+)\".*/\\1/p" "$root/Directory.Packages.props" | head -n 1)
  echo "${version:-of any version}"
}
