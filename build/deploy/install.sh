#!/bin/sh
# Installs what lies beside it, or updates an older installation; README.md tells more.
set -eu

usage() {
  cat <<'USAGE'
Usage: sudo ./install.sh [--root DIR] [--prefix DIR] [--no-start]
       sudo ./install.sh --uninstall [--root DIR] [--prefix DIR] [--purge]

 --root DIR    install into the system that lies in DIR, an image or a package, instead of the running one
 --prefix DIR  where the app goes (default /opt/edgeresnet)
 --no-start    do not start the service, now or with the system
 --uninstall   remove app, unit and command; the configuration and the data stay
 --purge       remove these too
USAGE
}

die() {
  code=$1
  shift
  echo "install.sh: $*" >&2
  exit "$code"
}

here=$(dirname "$(readlink -f "$0")")
root= prefix=/opt/edgeresnet start=yes action=install purge=no
while [ $# -gt 0 ]; do
  case $1 in
    --root | --prefix)
      [ $# -gt 1 ] || die 2 "$1 needs a folder"
      [ "$1" = --root ] && root=$2 || prefix=$2
      shift
      ;;
    --no-start) start=no ;;
    --uninstall) action=uninstall ;;
    --purge) purge=yes ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) die 2 "does not know '$1' (--help shows what is possible)" ;;
  esac
  shift
done
case $prefix in
  /*[!/]) ;;
  *) die 2 "--prefix is '$prefix'; expected a path from / on, such as /opt/edgeresnet" ;;
esac
case $prefix in
  *[!A-Za-z0-9/._-]*) die 2 "--prefix is '$prefix'; only letters, digits and ._- are possible in the unit" ;;
esac
[ "$purge" = no ] || [ $action = uninstall ] || die 2 "--purge belongs to --uninstall"
if [ -n "$root" ]; then
  root=$(readlink -f "$root") && [ -d "$root" ] || die 2 "--root: there is no such folder"
  [ "$root" != / ] || root=
fi
[ -n "$root" ] || [ "$(id -u)" = 0 ] || die 2 "needs root: sudo $0"

app=$root$prefix
unit=$root/etc/systemd/system/edgeresnet.service
config=$root/etc/edgeresnet.conf
users=$root/usr/lib/sysusers.d/edgeresnet.conf
command=$root/usr/local/bin/edgeresnet

# True when services of the running system are meant and can be reached.
has_systemd() { [ -z "$root" ] && [ -d /run/systemd/system ]; }

# Copies into place under another name and renames: nobody ever sees half a file.
put() {
  mkdir -p "$(dirname "$3")"
  sed "s|@PREFIX@|$prefix|g" "$2" >"$3.new"
  chmod "$1" "$3.new"
  mv -f "$3.new" "$3"
}

check_machine() {
  [ -z "$root" ] || return 0
  case @RID@:$(uname -m) in
    linux-x64:x86_64 | linux-arm64:aarch64) ;;
    *) die 3 "this is for @RID@, and the machine is $(uname -m); publish again with the other --rid" ;;
  esac
  # glibc's loader lists what each library misses.
  missing=$(for library in "$here"/app/*.so; do ldd "$library" 2>/dev/null; done | awk '/not found/ && $1 !~ /^liblttng/ { print $1 }' | sort -u | tr '\n' ' ')
  [ -z "$missing" ] || die 3 "these libraries are missing: $missing; install them first, README.md says how"
}

create_user() {
  put 644 "$here/edgeresnet.sysusers" "$users"
  if [ "$(id -u)" != 0 ] || [ ! -f "$root/etc/passwd" ] || ! command -v systemd-sysusers >/dev/null; then
    echo "the user edgeresnet is created when systemd starts there (systemd-sysusers)"
  elif [ -n "$root" ]; then
    systemd-sysusers --root="$root" "$users"
  else
    systemd-sysusers "$users"
  fi
}

install_all() {
  [ -f "$here/app/EdgeResNet.EdgeApp" ] && [ -f "$here/model/card.json" ] || die 3 "$here: app or model is missing; run the install.sh of a published folder"
  [ ! -e "$app" ] || [ -f "$app/publish.json" ] || [ -z "$(ls -A "$app")" ] || die 2 "$app holds something else; choose another --prefix"
  check_machine

  mkdir -p "$(dirname "$app")"
  rm -rf "$app.new"
  cp -R "$here" "$app.new"
  chmod -R u=rwX,go=rX "$app.new"
  [ "$(id -u)" != 0 ] || chown -R 0:0 "$app.new"
  # A running service keeps the files that it has open; it is started anew below.
  rm -rf "$app.old"
  [ ! -e "$app" ] || mv "$app" "$app.old"
  mv "$app.new" "$app"
  rm -rf "$app.old"

  mkdir -p "$(dirname "$command")"
  ln -sfn "$prefix/app/EdgeResNet.EdgeApp" "$command"
  create_user
  [ -f "$config" ] || put 600 "$here/edgeresnet.conf" "$config"
  put 644 "$here/edgeresnet.service" "$unit"
  echo "installed in $app; configuration in $config"

  if ! has_systemd; then
    [ $start = no ] || echo "no running systemd there: start it with 'systemctl enable --now edgeresnet' when there is one"
    return 0
  fi
  systemctl daemon-reload
  if [ $start = yes ]; then
    systemctl enable --quiet edgeresnet
    # The model may need a while: `systemctl status edgeresnet` tells.
    systemctl --no-block restart edgeresnet
    echo "started; see: systemctl status edgeresnet, journalctl -u edgeresnet"
  fi
}

uninstall_all() {
  if has_systemd && [ -f "$unit" ]; then
    systemctl disable --quiet --now edgeresnet || true
  fi
  rm -f "$unit" "$command" "$users"
  if [ -f "$app/publish.json" ]; then
    rm -rf "$app"
  fi
  if [ $purge = yes ]; then
    rm -rf "$config" "$root/var/lib/edgeresnet"
  fi
  if has_systemd; then
    systemctl daemon-reload
  fi
  echo "removed from ${root:-/}$([ $purge = yes ] || echo '; /etc/edgeresnet.conf and /var/lib/edgeresnet stay')"
}

${action}_all
