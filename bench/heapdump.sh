#!/usr/bin/env bash
# A heap dump of gigabytes, fathom's speed and peak beside reading it: bench/heapdump.sh [RUNS] [MIB]
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
runs=${1:-3}
mib=${2:-4096}
dump=$work/dump.hprof

heading "a heap dump of $mib MiB"
echo "  the generator wrote $("$made/heapdump" "$mib" 2>&1 >"$dump")"
"$FATHOM" "$dump" --json >"$work/answer.json" || :
field() { grep -oE "\"$1\": *[0-9]+" "$work/answer.json" | head -1 | grep -oE '[0-9]+$'; }
echo "  fathom says $(field objects) objects, $(field open) open streams; of $(field looked_at) looked at $(grep -A1 '"referrer": "com.example.List.all"' "$work/answer.json" | grep -oE '[0-9]+') are in the list"
gzip -1 -c "$dump" >"$dump.gz"
compare "$runs" "fathom FILE.hprof" "$FATHOM" "$dump" -- "cat FILE.hprof" cat "$dump" -- "fathom FILE.hprof.gz" "$FATHOM" "$dump.gz" -- "gzip -dc FILE.hprof.gz" gzip -dc "$dump.gz"
