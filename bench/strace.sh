#!/usr/bin/env bash
# A long log of strace, its speed and fathom's peak beside the awk that one wrote by hand: bench/strace.sh [RUNS] [MIB]
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
runs=${1:-3}
mib=${2:-2048}
log=$work/strace.log

# Fifty threads map and give back, some ten thousand mappings at a time; the same log for the same size.
write_log() {
  awk -v most=$((mib * 1024 * 1024)) '
  # Not every awk has more than 32 bits for %x.
  function hex(a) { return sprintf("0x%x%08x", int(a / 4294967296), a % 4294967296) }
  BEGIN {
    srand(1); live = 0; at = 139637976727552
    while (written < most) {
      tid = 1000 + int(rand() * 50)
      if (live < 10000 || rand() < 0.5) {
        length_ = rand() < 0.5 ? 4096 : 135168
        from[live] = at; size[live++] = length_; at += length_ + 4096
        line = sprintf("%d 12:00:%02d.%06d mmap(NULL, %d, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = %s", tid, n % 60, n % 1000000, length_, hex(at - length_ - 4096))
      } else {
        i = int(rand() * live)
        line = sprintf("%d 12:00:%02d.%06d munmap(%s, %d) = 0", tid, n % 60, n % 1000000, hex(from[i]), size[i])
        live--; from[i] = from[live]; size[i] = size[live]
      }
      print line; written += length(line) + 1; n++
    }
    for (i = 0; i < live; i++) kept += size[i]
    printf "%d\n", kept / 1024 > "/dev/stderr"
  }' >"$log" 2>"$work/kept"
}

heading "a log of strace of $mib MiB"
write_log
echo "  the generator kept $(<"$work/kept") KiB; fathom says $("$FATHOM" "$log" --json | grep -o '"usable_bytes": *[0-9]*' | head -1 | tr -dc 0-9 | awk '{ print $1 / 1024 }') KiB"
compare "$runs" "fathom FILE" "$FATHOM" "$log" -- "awk: calls by thread" awk '{ calls[$1]++ } END { for (tid in calls) print calls[tid], tid }' "$log" | tee "$work/rows"
