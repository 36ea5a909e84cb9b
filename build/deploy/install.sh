#!/bin/sh
# Installs what lies beside it, or updates an older installation; README.md tells more.
set -eu

usage() {
  cat <<'USAGE'
Usage: sudo ./install.sh [--root DIR] [--prefix DIR] [--no-start] [--no-check]
       sudo ./install.sh --rollback [--root DIR] [--no-start]
       sudo ./install.sh --uninstall [--root DIR] [--purge]

 --root DIR    install into the system that lies in DIR, an image or a package, instead of the running one
 --prefix DIR  where the app goes (default: where it is installed, or else /opt/edgeresnet)
 --no-start    do not start the service, now or with the system
 --no-check    do not run the new version before it takes the old one's place
 --rollback    put the version before back into its place; a second time, forward again
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
root= prefix= start=yes check=yes action=install purge=no
while [ $# -gt 0 ]; do
  case $1 in
    --root | --prefix)
      # An empty --root, as of a variable that is not set, must not mean the running system.
      [ $# -gt 1 ] && [ -n "$2" ] || die 2 "$1 needs a folder"
      [ "$1" = --root ] && root=$2 || prefix=$2
      shift
      ;;
    --no-start) start=no ;;
    --no-check) check=no ;;
    --rollback | --uninstall)
      [ $action = install ] || [ $action = "${1#--}" ] || die 2 "--$action and $1 do not go together"
      action=${1#--}
      ;;
    --purge) purge=yes ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) die 2 "does not know '$1' (--help shows what is possible)" ;;
  esac
  shift
done
[ "$purge" = no ] || [ $action = uninstall ] || die 2 "--purge belongs to --uninstall"
if [ -n "$root" ]; then
  root=$(readlink -f "$root") && [ -d "$root" ] || die 2 "--root: there is no such folder"
  [ "$root" != / ] || root=
fi
unit=$root/etc/systemd/system/edgeresnet.service

# The unit knows where the app was installed to.
installed=
[ ! -f "$unit" ] || installed=$(sed -n 's|^ExecStart=\(/.*\)/app/EdgeResNet.EdgeApp .*|\1|p' "$unit" | head -n 1)
[ -z "$installed" ] || [ -z "$prefix" ] || [ "$prefix" = "$installed" ] ||
  die 2 "is installed in $installed; leave out --prefix, or remove that one first with --uninstall"
[ -n "$prefix" ] || prefix=${installed:-/opt/edgeresnet}
case $prefix in
  /*[!/]) ;;
  *) die 2 "--prefix is '$prefix'; expected a path from / on, such as /opt/edgeresnet" ;;
esac
case $prefix in
  *[!A-Za-z0-9/._-]*) die 2 "--prefix is '$prefix'; only letters, digits and ._- are possible in the unit" ;;
esac
case $prefix/ in
  */../* | */./* | *//*) die 2 "--prefix is '$prefix'; expected a path without . and .." ;;
esac
[ -n "$root" ] || [ "$(id -u)" = 0 ] || die 2 "needs root: sudo $0"

app=$root$prefix
previous=$app.previous
config=$root/etc/edgeresnet.conf
users=$root/usr/lib/sysusers.d/edgeresnet.conf
command=$root/usr/local/bin/edgeresnet

# Refuses a place that lies outside the root because a folder on the way is a link.
stay_inside() {
  for place in "$@"; do
    folder=$(dirname "$place")
    while [ ! -e "$folder" ] && [ ! -L "$folder" ]; do
      folder=$(dirname "$folder")
    done
    folder=$(readlink -f "$folder") || die 2 "$place: a link on the way leads nowhere"
    case $folder/ in
      "$root"/*) ;;
      *) die 2 "$place: lies in $folder, outside --root, because of a link" ;;
    esac
  done
}
[ -z "$root" ] || stay_inside "$app" "$unit" "$config" "$users" "$command" "$root/var/lib/edgeresnet"

# True when services of the running system are meant and can be reached.
has_systemd() { [ -z "$root" ] && [ -d /run/systemd/system ]; }

# Copies into place under another name and renames: nobody ever sees half a file.
put() {
  mkdir -p "$(dirname "$3")"
  rm -f "$3.new"
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

# Runs the new version while the old one still serves: hashes, graph and arithmetic, then a picture through the whole pipeline.
check_new() {
  program=$1/app/EdgeResNet.EdgeApp model=$1/model
  if [ $check = no ] || ! runs_here "$program"; then
    echo "the new version was not tried before"
    return 0
  fi
  picture=$model/samples/images.png
  [ -f "$picture" ] || picture=demo:fashion
  said=$("$program" verify --model "$model" 2>&1) && said=$("$program" live --model "$model" --source "$picture" --frames 1 --ep cpu 2>&1) || {
    rm -rf "$1"
    die 3 "the new version does not work, so nothing was changed: $(printf '%s\n' "$said" | tail -n 1)"
  }
}

# True where the program can be run: always on the running system; in an image if it is for this processor.
runs_here() {
  [ -n "$root" ] || return 0
  [ -x "$1" ] || return 1
  case $(head -c 4 "$1" | od -An -tx1 | tr -d ' ') in
    7f454c46) [ "$(machine_of "$1")" = "$(machine_of "$(readlink -f /bin/sh)")" ] ;;
  esac
}

# The processor that an ELF file is for.
machine_of() { od -An -j18 -N2 -tu2 "$1" | tr -d ' '; }

# Command, unit and service of what now lies in its place.
activate() {
  mkdir -p "$(dirname "$command")"
  ln -sfn "$prefix/app/EdgeResNet.EdgeApp" "$command"
  put 644 "$app/edgeresnet.service" "$unit"
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

install_all() {
  [ -f "$here/app/EdgeResNet.EdgeApp" ] && [ -f "$here/model/card.json" ] || die 3 "$here: app or model is missing; run the install.sh of a published folder"
  # An update that was cut off between its two renames.
  [ -e "$app" ] || [ ! -e "$app.old" ] || mv "$app.old" "$app"
  [ ! -e "$app" ] || [ -f "$app/publish.json" ] || [ -z "$(ls -A "$app")" ] || die 2 "$app holds something else; choose another --prefix"
  [ "$here" != "$(readlink -f "$app")" ] || die 2 "is the installed one; run the install.sh of a newer folder, or --rollback"
  check_machine

  mkdir -p "$(dirname "$app")"
  rm -rf "$app.new" "$app.old"
  # What links name is copied: the links lead to places that the device does not have.
  cp -RL "$here" "$app.new" || {
    rm -rf "$app.new"
    die 3 "$here: could not be copied to $app.new"
  }
  chmod -R u=rwX,go=rX "$app.new"
  [ "$(id -u)" != 0 ] || chown -R 0:0 "$app.new"
  check_new "$app.new"
  # The same version again is no version to go back from.
  if [ -f "$app/publish.json" ] && ! diff -rq "$app" "$app.new" >/dev/null 2>&1; then
    keep=yes
  else
    keep=no
  fi
  # A running service keeps the files that it has open; it is started anew below.
  [ ! -e "$app" ] || mv "$app" "$app.old"
  mv "$app.new" "$app"
  if [ $keep = yes ]; then
    rm -rf "$previous"
    mv "$app.old" "$previous"
  fi
  rm -rf "$app.old"

  create_user
  [ -f "$config" ] || put 600 "$here/edgeresnet.conf" "$config"
  echo "installed in $app; configuration in $config$([ $keep = no ] || echo "; the version before is kept: --rollback")"
  activate
}

rollback_all() {
  [ -f "$previous/publish.json" ] || die 3 "$previous: there is no earlier version to go back to"
  rm -rf "$app.old"
  [ ! -e "$app" ] || mv "$app" "$app.old"
  mv "$previous" "$app"
  [ ! -e "$app.old" ] || mv "$app.old" "$previous"
  echo "back to the version before, in $app; $prefix/install.sh --rollback goes forward again"
  activate
}

uninstall_all() {
  if has_systemd && [ -f "$unit" ]; then
    systemctl disable --quiet --now edgeresnet || true
  fi
  rm -f "$unit" "$command" "$users"
  for folder in "$app" "$previous" "$app.new" "$app.old"; do
    if [ -f "$folder/publish.json" ]; then
      rm -rf "$folder"
    fi
  done
  if [ $purge = yes ]; then
    rm -rf "$config" "$root/var/lib/edgeresnet"
  fi
  if has_systemd; then
    systemctl daemon-reload
  fi
  echo "removed from ${root:-/}$([ $purge = yes ] || echo '; /etc/edgeresnet.conf and /var/lib/edgeresnet stay')"
}

${action}_all
