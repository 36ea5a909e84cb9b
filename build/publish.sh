# `./edgeresnet publish`, read by the launcher: a folder with the edge app, a bundle and all that installs them as a service.

publish_usage() {
  cat <<'USAGE'
Usage: ./edgeresnet publish --rid linux-x64|linux-arm64 --model BUNDLE --out DIR [--opencv FILE|none]

Writes the folder DIR: the edge app with its .NET runtime, compiled ahead of time, the bundle, a systemd unit,
install.sh and a README. Nothing else is needed on the device but the libraries that the README names. An older
publish in DIR is replaced.

  --rid     what the device is: linux-x64, or linux-arm64 for a Jetson
  --model   a bundle folder; it is verified first
  --out     the folder to write
  --opencv  libOpenCvSharpExtern.so for the device, or none to leave it to the device; without it a package is used
USAGE
}

publish() {
  local rid= model= out= opencv=
  while (($#)); do
    case $1 in
      --rid | --model | --out | --opencv)
        (($# > 1)) && [[ -n $2 ]] || die 2 "publish: $1 needs a value (--help shows what is possible)."
        printf -v "${1#--}" '%s' "$2"
        shift 2
        ;;
      --rid=?* | --model=?* | --out=?* | --opencv=?*)
        local name=${1%%=*}
        printf -v "${name#--}" '%s' "${1#*=}"
        shift
        ;;
      -h | --help)
        publish_usage
        exit 0
        ;;
      *) die 2 "publish does not know '$1' (--help shows what is possible)." ;;
    esac
  done
  [[ -n $rid && -n $model && -n $out ]] || die 2 "publish needs --rid, --model and --out (--help shows more)."
  [[ $rid == linux-x64 || $rid == linux-arm64 ]] || die 2 "--rid '$rid' is not known; use linux-x64 or linux-arm64."
  out=$(realpath -m -- "$out")
  is_free_or_ours "$out" || die 2 "$out exists and is no publish of EdgeResNet; choose another --out."
  [[ $model != *.onnx ]] || die 3 "$model: is a file; publish takes a bundle folder, with its card."
  if [[ -n $opencv && $opencv != none ]]; then
    [[ -f $opencv ]] || die 3 "--opencv $opencv: there is no such file."
    is_built_for "$rid" "$opencv" || die 3 "--opencv $opencv: is no library for $rid."
  fi

  ensure_opencv
  build edge-app
  # Beside the target, so that the last step is a rename within one file system.
  mkdir -p "$(dirname "$out")" && partial=$(mktemp -d "$out.XXXXXX") || die 3 "cannot write beside $out; choose another --out."
  trap 'rm -rf "$partial"' EXIT
  copy_model "$model" "$partial/model"
  # The copy is verified: it is what the device gets.
  attended "$dotnet" "$(output_of edge-app)" verify --model "$partial/model" >/dev/null || exit
  say "publishing for $rid (the first time restores its packages, which takes a minute or two)"
  publish_app "$rid" "$opencv" "$partial/app"
  local file
  while IFS= read -r -d '' file; do
    is_built_for "$rid" "$file" || die 1 "${file#"$partial"/} is not built for $rid."
  done < <(find "$partial/app" -type f \( -name '*.so' -o -name EdgeResNet.EdgeApp \) -print0)
  add_service "$rid" "$model" "$partial"
  replace_folder "$partial" "$out"
  trap - EXIT
  say "published to $out ($(du -sh "$out" | cut -f1)); README.md there says how to install it"
  if [[ $rid == linux-arm64 && $opencv == none ]]; then
    say "without libOpenCvSharpExtern.so: put the device's own into $out/app before it is installed"
  fi
}

# True where a publish may be written: nothing, an empty folder, or an older publish.
is_free_or_ours() { [[ ! -e $1 ]] || { [[ -d $1 ]] && [[ -f $1/publish.json || -z $(ls -A "$1") ]]; }; }

# True when a file is an ELF file for a system's processor (e_machine at byte 18: 62 x86-64, 183 AArch64).
is_built_for() {
  local machine=62
  [[ $1 == linux-arm64 ]] && machine=183
  [[ $(od -An -N4 -tx1 "$2" | tr -d ' ') == 7f454c46 && $(od -An -j18 -N2 -tu2 "$2" | tr -d ' ') == "$machine" ]]
}

# Copies a bundle with what its links name: a link out of the folder leads nowhere on the device.
copy_model() {
  local model=$1 copy=$2 odd
  [[ -d $model ]] || die 3 "$model: there is no such bundle folder."
  odd=$(find -L "$model" ! -type f ! -type d -print -quit 2>&1)
  [[ -z $odd ]] || die 3 "$model: has something that is neither file nor folder: $(tail -n 1 <<<"$odd")"
  cp -RL "$model" "$copy" || die 3 "$model: could not be copied to $copy."
}

publish_app() {
  local rid=$1 opencv=$2 app=$3 log=$state/publish-$1.log for
  for=$(accelerator_of edge-app)
  # ONNX Runtime has no package with CUDA for arm64: there CUDA is a library for --ep-library.
  [[ $rid == linux-arm64 ]] && for=cpu
  local -a properties=(-p:Accelerator="$for" -p:PublishReadyToRun=true -p:PublishDocumentationFiles=false)
  [[ -z $opencv ]] || properties+=(-p:OpenCvPackage=none)
  # Folders of its own: a build for the device and one for this machine would undo each other.
  if ! attended env DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1 \
    "$dotnet" publish "$(project_of edge-app)" -c Release -r "$rid" --self-contained --artifacts-path "$state/publish-$rid" \
    -o "$app" "${properties[@]}" -p:UseSharedCompilation=false -nologo -v quiet --tl:off </dev/null >"$log" 2>&1; then
    source "$root/build/restore.sh"
    failure=$(restore_failure "$log")
    [[ $failure != *OpenCvSharp4.runtime.linux-arm64* ]] || failure+=" Without the package, use --opencv (docs/jetson.md)."
    [[ -z $failure ]] || die 3 "publishing for $rid failed: $failure"
    grep -E 'error [A-Z]+[0-9]+' "$log" | sort -u | head -n 10 >&2
    die 1 "publishing failed; the whole output is in $log"
  fi
  if [[ -n $opencv && $opencv != none ]]; then
    cp -L "$opencv" "$app/libOpenCvSharpExtern.so" || die 3 "--opencv $opencv: could not be copied."
  fi
}

# Unit, configuration, user, installer, README and the note by which a folder is known as a publish.
add_service() {
  local rid=$1 model=$2 folder=$3 file name commit
  # The card was verified: its first "name" is the bundle's.
  name=$(grep -o -m1 '"name": *"[^"]*"' "$model/card.json" | head -n1 | cut -d'"' -f4 | tr -cd 'A-Za-z0-9 ._-')
  commit=$(git -C "$root" rev-parse HEAD 2>/dev/null || echo unknown)
  for file in edgeresnet.service edgeresnet.conf edgeresnet.sysusers install.sh; do
    sed -e "s|@RID@|$rid|g" -e "s|@MODEL@|$name|g" "$root/build/deploy/$file" >"$folder/$file"
  done
  cat "$root/build/deploy/README.md" "$root/build/deploy/README.$rid.md" | sed -e "s|@RID@|$rid|g" -e "s|@MODEL@|$name|g" >"$folder/README.md"
  cp "$root/LICENSE" "$folder/"
  printf '{ "program": "edgeresnet", "rid": "%s", "model": "%s", "commit": "%s" }\n' "$rid" "$name" "$commit" >"$folder/publish.json"
  chmod 755 "$folder" "$folder/install.sh"
}

# The old folder makes room in the moment in which the new one, complete, takes its name.
replace_folder() {
  local new=$1 target=$2
  if [[ -e $target ]]; then
    mv -T "$target" "$new.old" || die 3 "$target: could not be replaced."
  fi
  if ! mv -T "$new" "$target"; then
    [[ ! -e $new.old ]] || mv -T "$new.old" "$target"
    die 3 "$target: could not be written."
  fi
  rm -rf "$new.old"
}
