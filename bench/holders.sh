#!/usr/bin/env bash
# What it costs to go through a Java heap for the objects that hold malloc's blocks, and for who keeps those, beside a heap
# dump of the same JVM, which stands still meanwhile: bench/holders.sh [RUNS]
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
runs=${1:-11}

[[ $made/Half.class -nt $bench/targets/Half.java ]] || javac -nowarn -XDignore.symbol.file -d "$made" "$bench/targets/Half.java"

# half COLLECTOR MEAN MALLOC HEAP: in MiB; the heap is no larger than it has to be.
half() { start java "-XX:+Use$1GC" "-Xms$(($4 * 5 / 4))m" "-Xmx$(($4 * 5 / 4))m" -cp "$made" Half "$2" "$3" "$4"; }

for collector in Serial G1; do
  heading "1 GiB of Java heap ($collector), 64 MiB of malloc blocks of 2 KiB held by objects in it"
  half "$collector" 2048 64 1024
  peers=()
  if command -v jmap >/dev/null; then
    peers=(-- "jmap -dump, which stops it" sh -c "rm -f $work/dump; jmap -dump:format=b,file=$work/dump $target; rm -f $work/dump")
  fi
  compare "$runs" "fathom census PID" "$FATHOM" census "$target" -- "fathom census, 1 ms of heap" "$FATHOM" census "$target" --budget 1ms \
    "${peers[@]}" | tee "$work/rows"
  awk -v bytes="$("$FATHOM" census "$target" --json | grep -om1 '"heap_scanned_bytes": *[0-9]*' | grep -o '[0-9]*$')" '
    /census PID/ { all = $(NF - 3) }
    /1 ms of heap/ { rest = $(NF - 3) }
    END { printf "%.2f GB of heap gone through, of a core %.2f GB/s\n", bytes / 1e9, bytes / 1e6 / (all - rest) }' "$work/rows"
  stop
done

for mean in 2048 160; do
  heading "1 GiB of RSS: half malloc blocks of $mean bytes, half Java heap"
  half Serial "$mean" 512 400
  compare "$runs" "fathom PID" "$FATHOM" "$target" -- "fathom census PID" "$FATHOM" census "$target"
  stop
done
