#!/usr/bin/env bash
# What a census of malloc's live blocks costs, beside a plain copy of the same memory, the walk alone, what one did by hand,
# and, where there is a chap (CHAP=FILE or in the PATH), that one's summary of a core: bench/census.sh [RUNS]
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
runs=${1:-11}
mib=1024

# by_hand PID: gdb's dump of 64 MiB of the heap, and strings over it.
by_hand() {
  local from
  from=$(awk '/\[heap\]/ { split($1, a, "-"); print "0x" a[1] }' "/proc/$1/maps")
  printf 'gdb -batch -p %s -ex "dump binary memory %s/block %s %s+67108864" && strings -10 %s/block >/dev/null' \
    "$1" "$work" "$from" "$from" "$work"
}

# by_core PID: a core is first written while the target stands still, and then read.
by_core() {
  local chap
  chap=$(command -v "${CHAP:-chap}") && command -v gcore >/dev/null || { echo "(no chap, or no gcore: not compared with a census of a core)"; return; }
  gcore -o "$work/core" "$1" >/dev/null 2>&1
  compare 3 "fathom census CORE" "$FATHOM" census "$work/core.$1" -- "chap, summarize used of CORE" sh -c "echo summarize used | '$chap' '$work/core.$1'" \
    -- "gcore, target stopped" gcore -o "$work/again" "$1"
  rm -f "$work"/core.* "$work"/again.*
}

for mean in 2048 160; do
  heading "1 GiB of malloc blocks of $mean bytes, a third of them free"
  start "$made/heap" "$mean" "$mib"
  peers=()
  if command -v gdb >/dev/null; then
    peers=(-- "gdb dump + strings, 64 MiB of it" sh -c "$(by_hand "$target")")
  fi
  compare "$runs" "a plain copy" "$made/heap" copy "$target" -- "fathom arenas PID" "$FATHOM" arenas "$target" \
    -- "fathom census PID" "$FATHOM" census "$target" "${peers[@]}" | tee "$work/rows"
  by_core "$target"
  # What a look costs before there is anything to sort is not the census's.
  big=$target
  start "$made/heap" "$mean" 1
  compare "$runs" "fathom census, of 1 MiB" "$FATHOM" census "$target" | tee -a "$work/rows"
  stop
  target=$big
  awk -v gb="$(awk '/\[heap\]/ { getline; while (!/^Rss/) getline; print $2 * 1024 / 1e9 }' "/proc/$target/smaps")" '
    /plain copy/ { copy = $(NF - 3) }
    /fathom census PID/ { census = $(NF - 3) }
    /of 1 MiB/ { start = $(NF - 3) }
    END { printf "%.2f GB, of a core: copy %.1f GB/s, census less that of 1 MiB %.1f GB/s\n", gb, gb / copy * 1e3, gb / (census - start) * 1e3 }' "$work/rows"
  stop
done
