# Completion of edgeresnet for zsh: source <(./edgeresnet completion zsh), after compinit
_edgeresnet() {
  local rest="${(j: :)words[2,CURRENT]}"
  local -a candidates
  candidates=("${(@f)$(${(Q)words[1]} "[suggest:${#rest}]" "$rest" 2>/dev/null)}")
  compadd -- "${candidates[@]}" || _files
}
compdef _edgeresnet edgeresnet
