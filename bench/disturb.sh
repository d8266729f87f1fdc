#!/usr/bin/env bash
# What a look costs the target: the slowest mmap, touch or munmap of a process that does nothing else, alone, while
# fathom looks at it again and again, and during one `cat smaps`. Calls that were merely preempted are left out (see
# targets/churn.c). SIZES are MiB, FILL=malloc has them walked chunk by chunk: bench/disturb.sh [ROUNDS [SECONDS]]
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
rounds=${1:-7} interval=${2:-3}

# answer: ends an interval and prints its figures.
answer() {
  local before
  before=$(wc -l <"$log")
  echo >&"$hold"
  until (($(wc -l <"$log") > before)); do sleep 0.02; done
  tail -n 1 "$log"
}

alone() { sleep "$interval"; }
fathom() {
  local end=$((SECONDS + interval))
  while ((SECONDS < end)); do
    "$FATHOM" ${FILL:+arenas} "$target" >/dev/null 2>&1 || (($? == 1)) || ((++refused))
    ((++looks))
  done
}
smaps() { cat "/proc/$target/smaps" >/dev/null; }

median() { sort -g | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }

for size in ${SIZES:-2048 8192}; do
  (($(awk '/^MemAvailable/ { print int($2 / 1024) }' /proc/meminfo) > size + 1024)) || continue
  looks=0 refused=0
  start "$made/churn" "$size" ${FILL:+"$FILL"}

  for ((round = 0; round < rounds; round++)); do
    for kind in alone fathom smaps; do
      answer >/dev/null
      "$kind"
      answer >>"$work/$kind.$size"
    done
  done
  stop

  printf '\ntarget with %d MiB resident, %d rounds of %d s; medians, µs\n' "$size" "$rounds" "$interval"
  printf '%-28s %10s %10s %10s %12s\n' '' max p99.9 p99 'added to max'
  base=$(cut -d ' ' -f 2 "$work/alone.$size" | median)
  for kind in alone fathom smaps; do
    case $kind in
      alone) name=alone ;;
      fathom) name="fathom PID, $looks looks" ;;
      smaps) name='one cat smaps' ;;
    esac
    for field in 2 3 4; do cut -d ' ' -f $field "$work/$kind.$size" | median; done | paste -s -d ' ' |
      awk -v name="$name" -v base="$base" '{ printf "%-28s %10.1f %10.1f %10.1f %12.1f\n", name, $1, $2, $3, $1 - base }'
  done
  ((refused == 0)) || echo "$refused of $looks looks failed: the figures above say nothing"
done
