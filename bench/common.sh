# Sourced by the benches: builds the targets, starts and ends them, prints rows.
# shellcheck shell=bash
set -euo pipefail
bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=${bench%/*}
made=$root/artifacts/bench
mkdir -p "$made"

if [[ -z ${FATHOM-} ]]; then
  "$root/fathom" --version >/dev/null
  FATHOM=$root/artifacts/shipped/fathom
  [[ -x $FATHOM ]] || FATHOM=$root/fathom
fi

for source in "$bench"/targets/*.c; do
  program=$made/$(basename "$source" .c)
  [[ $program -nt $source && $program -nt $bench/targets/target.h ]] ||
    gcc -std=c11 -O2 -Wall -Wextra -Werror -Wno-unused-function -o "$program" "$source"
done

work=$(mktemp -d)
# The targets read this pipe; its only writer is this shell, so that they end with it, however it ends.
mkfifo "$work/hold"
exec {hold}<>"$work/hold"
end() {
  # Only children that still run are jobs; a remembered pid might by now be someone else's.
  jobs -p | xargs -r kill 2>/dev/null || :
  rm -rf "$work"
}
trap end EXIT
trap 'exit 130' INT TERM

# start COMMAND...: a target; $target is its pid and $log what it says, once it has said $ready.
start() {
  log=$(mktemp "$work/log.XXXXXX")
  # The pid must be the target's own, and it must not hold the pipe's writing end itself.
  (exec {hold}>&-; exec "$@" <"$work/hold" >"$log") &
  target=$!
  until grep -q "${ready:-ready}" "$log"; do
    kill -0 "$target" 2>/dev/null || { echo "$1 did not start" >&2; return 1; }
    sleep 0.05
  done
}

stop() {
  kill "$target" 2>/dev/null || :
  wait "$target" 2>/dev/null || :
}

start_jvm() {
  [[ $made/Idle.class -nt $bench/targets/Idle.java ]] || javac -d "$made" "$bench/targets/Idle.java"
  start java -Xmx64m -cp "$made" Idle
}

heading() {
  local l3
  l3=$(getconf LEVEL3_CACHE_SIZE 2>/dev/null || echo 0)
  # .NET sizes its first generation by this cache, so a peak means little without it.
  printf '\n%s (%s cores, L3 %s MiB; medians of alternating runs)\n' "$1" "$(nproc)" "$((${l3:-0} >> 20))"
  printf '%-34s %10s %10s %10s %8s %5s\n' '' 'wall ms' 'cpu ms' 'peak MiB' 'ratio' 'exit'
}

# compare RUNS NAME COMMAND... [-- NAME COMMAND...]: one row each; ratio = wall time in times of the first.
compare() {
  local runs=$1 names=() words=() first=yes
  shift
  while (($#)); do
    if [[ $first ]]; then names+=("$1"); first=''
    elif [[ $1 == -- ]]; then words+=(--); first=yes
    else words+=("$1"); fi
    shift
  done
  "$made/timed" "$runs" "${words[@]}" | paste <(printf '%s\n' "${names[@]}") - | awk -F '\t' '
    { split($2, v, " ") }
    NR == 1 { base = v[1] }
    { printf "%-34s %10.1f %10.1f %10.1f %7.1fx %5d\n",
        $1, v[1] / 1e3, (v[2] + v[3]) / 1e3, v[4] / 1024, v[1] / base, v[5] }'
}
