#!/usr/bin/env bash
# What a device gets: publishes for linux-x64, installs it in an empty Debian as its README says, and runs it there.
# Needs root and debootstrap (Debian's package of that name); says so and ends with 0 where they are missing.
# Usage: tests/deploy/check.sh [FOLDER], a folder that `./edgeresnet publish` wrote; without it, it is written anew.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

skip() {
  echo "SKIPPED: $*"
  exit 0
}

((EUID == 0)) || skip "needs root for chroot"
command -v debootstrap >/dev/null || skip "debootstrap is missing; on Debian: sudo apt-get install debootstrap"
[[ $(uname -m) == x86_64 ]] || skip "publishes for x86-64, and this is $(uname -m)"
# The release and the server that this system itself installs from.
release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT) $(IDENTIFIER)' 2>/dev/null | awk -v release="$release" '$2 == release && $3 == "main" { print $1; exit }')
[[ -n $release && -n $mirror ]] || skip "apt names no server for this system's release"

work=$(mktemp -d)
clean() {
  mountpoint -q "$work/root/proc" && umount "$work/root/proc"
  rm -rf "$work"
}
trap clean EXIT
published=${1:-$work/published}
if [[ -z ${1:-} ]]; then
  ./edgeresnet publish --rid linux-x64 --model models/fashion-resnet18 --out "$published"
fi

echo "an empty $release"
debootstrap --variant=minbase "$release" "$work/root" "$mirror" >"$work/debootstrap.log" 2>&1 || {
  tail -n 5 "$work/debootstrap.log"
  skip "debootstrap got no system from the server that apt uses"
}
mount -t proc proc "$work/root/proc"
inside() { chroot "$work/root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@"; }
mkdir "$work/root/published"
cp -R "$published/." "$work/root/published/"

echo "what the README says, in order"
if inside /published/install.sh 2>"$work/refused"; then
  echo "FAILED: install.sh did not notice that libraries are missing"
  exit 1
fi
grep -q 'libgtk-3.so.0' "$work/refused" || { cat "$work/refused"; exit 1; }
install=$(grep -o 'apt-get install .*[^ ] *# Debian 12' "$published/README.md" | sed 's/ *#.*//')
[[ -n $install ]] || { echo "FAILED: the README names no packages"; exit 1; }
inside DEBIAN_FRONTEND=noninteractive $install -y -q >"$work/apt.log" 2>&1 || { tail -n 5 "$work/apt.log"; exit 1; }
inside /published/install.sh
rm -rf "$work/root/published"

echo "verify, live and bench, as the user of the service"
as_service() { inside runuser -u edgeresnet -- "$@"; }
as_service edgeresnet verify --model /opt/edgeresnet/model
as_service edgeresnet live --model /opt/edgeresnet/model --source demo:fashion --frames 30 --events - >"$work/events" 2>"$work/said"
[[ $(grep -c '"label"' "$work/events") == 30 ]] || { cat "$work/said"; echo "FAILED: live gave $(wc -l <"$work/events") of 30 events"; exit 1; }
tail -n 3 "$work/said"
as_service edgeresnet bench --model /opt/edgeresnet/model --min-queries 64 --min-seconds 0.5 | tail -n 12
as_service edgeresnet bench --model /opt/edgeresnet/model --startup

echo "uninstall"
inside /opt/edgeresnet/install.sh --uninstall --purge
left=$(find "$work/root" -xdev -name '*edgeresnet*' -not -path '*/proc/*' | grep -v '/var/mail' || true)
[[ -z $left ]] || { echo "FAILED: left behind: $left"; exit 1; }
echo "PASSED"
