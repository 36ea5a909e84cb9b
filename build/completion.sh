# Sourced by the launcher: completion of verbs and options, through the programs' own answers.

# complete_line completion bash|zsh: prints a script for the shell.
# complete_line '[suggest:N]' LINE: what may stand at position N of a command line without its program; what the script asks,
# of a published program too. Builds nothing: a program that was never built knows no options.
complete_line() {
  case $1 in
    completion)
      case ${2:-} in
        bash | zsh) cat "$root/build/completion.$2" ;;
        -h | --help) echo "Usage: ./edgeresnet completion bash|zsh      prints a script; docs/getting-started.md says where to put it" ;;
        *) die 2 "completion needs the name of the shell: bash or zsh." ;;
      esac
      ;;
    *)
      local position=${1//[!0-9]/} line=${2:-}
      line=${line:0:${position:-0}}
      if [[ $line != *[[:space:]]* ]]; then
        printf '%s\n' $(verbs) --help --version | grep -- "^$line"
      elif [[ -n $(own_words "$line") ]]; then
        printf '%s\n' $(own_words "$line") | grep -- "^${line##*[[:space:]]}"
      elif program_of "${line%%[[:space:]]*}" && [[ -f $(output_of "$program") ]]; then
        find_dotnet
        exec "$dotnet" "$(output_of "$program")" "[suggest:${#line}]" "$line"
      fi
      ;;
  esac
}

# What may follow in a line with a verb of the launcher itself; nothing after an option that takes a file.
own_words() {
  local -a words
  read -ra words <<<"$1."
  case ${words[0]}\ ${words[-2]} in
    setup\ --accelerator) echo cpu cuda ;;
    publish\ --rid) echo linux-x64 linux-arm64 ;;
    publish\ --model | publish\ --out | publish\ --opencv) ;;
    setup\ *) echo --accelerator --help ;;
    completion\ *) echo bash zsh ;;
    test\ *) echo --long --filter-class --filter-method --filter-namespace --help ;;
    publish\ *) echo --rid --model --out --opencv --help ;;
  esac
}
