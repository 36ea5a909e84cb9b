# Completion of edgeresnet for zsh: source <(./edgeresnet completion zsh), after compinit
_edgeresnet() {
  local rest="${(j: :)words[2,CURRENT]}" word="${words[CURRENT]}"
  local -a candidates
  candidates=(${(f)"$(_edgeresnet_ask "$rest")"})
  # An option that takes several values takes the beginning of the next option for one: then without what stands before.
  if (( ! $#candidates )) && [[ $word == -* ]]; then
    candidates=(${(f)"$(_edgeresnet_ask "${rest%%[[:space:]]-*} $word")"})
  fi
  compadd -a candidates || _files
}
_edgeresnet_ask() { ${(Q)${words[1]/#\~/$HOME}} "[suggest:${#1}]" "$1" 2>/dev/null }
compdef _edgeresnet edgeresnet
