# Completion of edgeresnet for zsh: source <(./edgeresnet completion zsh), after compinit
_edgeresnet() {
  local rest="${(j: :)words[2,CURRENT]}" word="${words[CURRENT]}"
  local -a candidates
  candidates=("${(@f)$(${(Q)words[1]} "[suggest:${#rest}]" "$rest" 2>/dev/null)}")
  # An option that takes several values takes the beginning of the next option for one: then without what stands before.
  if [[ -z $candidates && $word == -* ]]; then
    rest="${rest%%[[:space:]]-*} $word"
    candidates=("${(@f)$(${(Q)words[1]} "[suggest:${#rest}]" "$rest" 2>/dev/null)}")
  fi
  compadd -- "${candidates[@]}" || _files
}
compdef _edgeresnet edgeresnet
