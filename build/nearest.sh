# Sourced by the launcher: what a mistyped word may have meant.

# nearest WORD CANDIDATE...: "did you mean A or B? " with the nearest candidates; nothing where none is near.
nearest() {
  local word=$1 candidate away least=3 found=
  shift
  for candidate; do
    away=$(distance "$word" "$candidate")
    # The beginning of a verb counts as one mistake.
    [[ ${#word} -ge 2 && $candidate == "$word"* ]] && away=1
    ((away * 2 <= ${#candidate} + 1)) || continue
    if ((away < least)); then
      least=$away
      found=$candidate
    elif ((away == least && away < 3)); then
      found+=" or $candidate"
    fi
  done
  [[ -z $found ]] || printf 'did you mean %s? ' "$found"
}

# Number of inserted, removed or changed letters between two words; two that changed places count once.
distance() {
  local a=$1 b=$2 i j cost best
  local -A d
  for ((i = 0; i <= ${#a}; i++)); do d[$i,0]=$i; done
  for ((j = 0; j <= ${#b}; j++)); do d[0,$j]=$j; done
  for ((i = 1; i <= ${#a}; i++)); do
    for ((j = 1; j <= ${#b}; j++)); do
      [[ ${a:i-1:1} == "${b:j-1:1}" ]] && cost=0 || cost=1
      best=$((d[$((i - 1)),$((j - 1))] + cost))
      ((d[$((i - 1)),$j] + 1 < best)) && best=$((d[$((i - 1)),$j] + 1))
      ((d[$i,$((j - 1))] + 1 < best)) && best=$((d[$i,$((j - 1))] + 1))
      if ((i > 1 && j > 1)) && [[ ${a:i-1:1} == "${b:j-2:1}" && ${a:i-2:1} == "${b:j-1:1}" ]]; then
        ((d[$((i - 2)),$((j - 2))] + 1 < best)) && best=$((d[$((i - 2)),$((j - 2))] + 1))
      fi
      d[$i,$j]=$best
    done
  done
  echo "${d[${#a},${#b}]}"
}
