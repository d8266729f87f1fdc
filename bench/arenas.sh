#!/usr/bin/env bash
# What the walk over malloc's arenas costs, beside a plain copy of the same memory and what one did by hand:
# bench/arenas.sh [RUNS]
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
runs=${1:-11}
mib=1024

# by_hand PID: gdb's dump of 64 MiB of the heap, and strings over it.
by_hand() {
  local from
  from=$(awk '/\[heap\]/ { split($1, a, "-"); print "0x" a[1] }' "/proc/$1/maps")
  printf 'gdb -batch -p %s -ex "dump binary memory %s/block %s %s+67108864" && strings %s/block' "$1" "$work" "$from" "$from" "$work"
}

for mean in 2048 160; do
  heading "1 GiB of malloc blocks of $mean bytes, a third of them free"
  start "$made/heap" "$mean" "$mib"
  peers=()
  if command -v gdb >/dev/null; then
    peers=(-- "gdb dump + strings, 64 MiB of it" sh -c "$(by_hand "$target")")
  fi
  compare "$runs" "a plain copy" "$made/heap" copy "$target" -- "fathom ledger PID" "$FATHOM" ledger "$target" \
    -- "fathom arenas PID" "$FATHOM" arenas "$target" "${peers[@]}" | tee "$work/rows"
  awk -v gb="$(awk '/\[heap\]/ { getline; while (!/^Rss/) getline; print $2 / 1e6 * 1.024 }' "/proc/$target/smaps")" '
    /plain copy/ { copy = $(NF - 3) }
    /fathom ledger/ { ledger = $(NF - 3) }
    /fathom arenas/ { walk = $(NF - 3) - ledger }
    END { printf "of a core: copy %.1f GB/s", gb / copy * 1e3; if (walk > 0) printf ", walk %.1f GB/s (arenas less ledger)", gb / walk * 1e3; print "" }' "$work/rows"
  stop
done
