#!/usr/bin/env bash
# A heap dump of gigabytes, fathom's speed and peak beside reading it: bench/heapdump.sh [RUNS] [MIB]
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
runs=${1:-3}
mib=${2:-4096}
dump=$work/dump.hprof

heading "a heap dump of $mib MiB"
echo "  the generator wrote $("$made/heapdump" "$mib" 2>&1 >"$dump")"
"$FATHOM" "$dump" --json >"$work/answer.json" || :
echo "  fathom says $(grep -o '"objects": *[0-9]*' "$work/answer.json" | head -1), $(grep -o '"open": *[0-9]*' "$work/answer.json" | head -1)"
compare "$runs" "fathom FILE.hprof" "$FATHOM" "$dump" -- "cat FILE.hprof" cat "$dump" | tee "$work/rows"
