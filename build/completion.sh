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
        verbs | grep -- "^$line"
      elif program_of "${line%%[[:space:]]*}" && [[ -f $(output_of "$program") ]]; then
        find_dotnet
        exec "$dotnet" "$(output_of "$program")" "[suggest:${#line}]" "$line"
      fi
      ;;
  esac
}
