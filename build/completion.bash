# Completion of edgeresnet for bash: source <(./edgeresnet completion bash)
_edgeresnet() {
  local program=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} candidate rest
  rest=${COMP_LINE#*"$program"}
  rest=${rest#"${rest%%[![:space:]]*}"}
  local position=$((COMP_POINT - ${#COMP_LINE} + ${#rest}))
  COMPREPLY=()
  while IFS= read -r candidate; do
    [[ $candidate == "$word"* ]] && COMPREPLY+=("$candidate")
  done < <("${program/#\~/$HOME}" "[suggest:$position]" "$rest" 2>/dev/null)
}
complete -o bashdefault -o default -F _edgeresnet edgeresnet
