#!/usr/bin/env bash
# What an answer costs fathom, beside the tools one would use instead: bench/ledger.sh [RUNS]
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
runs=${1:-21}

jvms=()
for _ in 1 2 3 4 5; do
  start_jvm
  jvms+=("$target")
done
jvm=${jvms[0]}
heading "a small JVM"
compare "$runs" "fathom PID" "$FATHOM" "$jvm" -- "fathom ledger PID" "$FATHOM" ledger "$jvm" \
  -- "jcmd PID VM.version" jcmd "$jvm" VM.version -- "pmap -x PID" pmap -x "$jvm"
heading "the list, 5 JVMs"
compare "$runs" "fathom ps" "$FATHOM" ps -- "jps -lv" jps -lv
kill "${jvms[@]}"

# bulk TITLE COMMAND...: a target that is large in one way; fewer runs, for the peers take their time.
bulk() {
  heading "$1"
  start "${@:2}"
  compare $(((runs + 3) / 4)) "fathom ledger PID" "$FATHOM" ledger "$target" -- "fathom map PID" "$FATHOM" map "$target" \
    -- "pmap -x PID" pmap -x "$target" -- "cat smaps_rollup" cat "/proc/$target/smaps_rollup"
  stop
}

gib=$(awk '/^MemAvailable/ { print int($2 / 2 ^ 20) }' /proc/meminfo)
bulk "32 GiB resident: 32 views of 1 GiB" "$made/touch" views 32 1024
((gib < 10)) || bulk "8 GiB anonymous, 4 KiB pages" "$made/touch" small 8192
((gib < 10)) || bulk "8 GiB anonymous, huge pages" "$made/touch" anon 8192
bulk "20,000 mappings" "$made/maps" 20000
