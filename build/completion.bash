# Completion of edgeresnet for bash: source <(./edgeresnet completion bash)
_edgeresnet() {
  local program=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} rest
  rest=${COMP_LINE:0:COMP_POINT}
  rest=${rest#*"$program"}
  rest=${rest#"${rest%%[![:space:]]*}"}
  COMPREPLY=()
  _edgeresnet_ask "$rest"
  # An option that takes several values takes the beginning of the next option for one: then without what stands before.
  [[ ${#COMPREPLY[@]} -gt 0 || $word != -* ]] || _edgeresnet_ask "${rest%%[[:space:]]-*} $word"
}
_edgeresnet_ask() {
  local candidate
  while IFS= read -r candidate; do
    [[ -n $candidate && $candidate == "$word"* ]] && COMPREPLY+=("$candidate")
  done < <("${program/#\~/$HOME}" "[suggest:${#1}]" "$1" 2>/dev/null)
}
complete -o bashdefault -o default -F _edgeresnet edgeresnet
