#!/usr/bin/env bash
# How fast saved texts are read, beside what counts lines and what sums a column of the same bytes: bench/texts.sh [MIB [RUNS]]
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
mib=${1:-100}
runs=${2:-5}

# repeat FILE BODY...: a text of so many MiB. BODY is an awk program that prints one record for each n.
repeat() { awk -v most=$((mib << 20)) "BEGIN { while (sum < most) { line = record(n++); sum += length(line); printf \"%s\", line } } $2" >"$work/$1"; }

repeat smaps.txt '# mawk prints no number above 32 bits in hexadecimal.
function record(n, at) {
  at = n * 8192
  return sprintf("7f54%08x-7f54%08x rw-p 00000000 00:00 0 \nSize:                  4 kB\nKernelPageSize:        4 kB\nMMUPageSize:           4 kB\nRss:                   4 kB\nPss:                   4 kB\nPss_Dirty:             4 kB\nShared_Clean:          0 kB\nShared_Dirty:          0 kB\nPrivate_Clean:         0 kB\nPrivate_Dirty:         4 kB\nReferenced:            4 kB\nAnonymous:             4 kB\nLazyFree:              0 kB\nAnonHugePages:         0 kB\nShmemPmdMapped:        0 kB\nFilePmdMapped:         0 kB\nShared_Hugetlb:        0 kB\nPrivate_Hugetlb:       0 kB\nSwap:                  0 kB\nSwapPss:               0 kB\nLocked:                0 kB\nTHPeligible:           0\nVmFlags: rd wr mr mw me ac sd \n", at, at + 4096) }'
repeat nmt.txt 'function record(n) {
  if (n == 0) return "17:\n\nNative Memory Tracking:\n\nTotal: reserved=1522001KB, committed=96458KB\n-                 Java Heap (reserved=32768KB, committed=22528KB)\n                            (mmap: reserved=32768KB, committed=22528KB) \n \nVirtual memory map:\n"
  return sprintf(" \n[0x00007f54%08x - 0x00007f54%08x] reserved 4KB for Thread Stack from\n    [0x00007fd96f8b1cc2] Thread::record_stack_base_and_size()+0x82\n    [0x00007fd96f8b2b59] JavaThread::run()+0x29\n    [0x00007fd96f8b1a3f] Thread::call_run()+0x9f\n    [0x00007fd96f5b0e1e] thread_native_entry(Thread*)+0xde\n", n * 4096, (n + 1) * 4096) }'
repeat threads.txt 'function record(n) {
  if (n == 0) return "17:\n2026-11-20 21:45:43\nFull thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode, sharing):\n\n"
  return sprintf("\"worker-%d\" #%d prio=5 os_prio=0 cpu=0.10ms elapsed=3.01s tid=0x00007fd97824f%03x nid=0x%x waiting on condition  [0x00007fd94d8fe000]\n   java.lang.Thread.State: TIMED_WAITING (sleeping)\n\tat java.lang.Thread.sleep(java.base@17.0.15/Native Method)\n\tat com.example.Worker.run(Worker.java:42)\n\tat java.lang.Thread.run(java.base@17.0.15/Thread.java:840)\n\n", n, n, n % 4096, n % 60000 + 1) }'

# What somebody without fathom would write for the sum or the count of that text.
declare -A sum=(
  [smaps]='/^Rss:/ { sum += $2 } END { print sum }'
  [nmt]='/ reserved [0-9]+KB/ { sum += $5 } END { print sum }'
  [threads]='/java.lang.Thread.State/ { states[$2]++ } END { for (state in states) print state, states[state] }'
)

heading "saved texts of $mib MiB each"
for text in smaps nmt threads; do
  bytes=$(stat -c %s "$work/$text.txt")
  compare "$runs" "wc -l ($text)" wc -l "$work/$text.txt" -- "awk" awk "${sum[$text]}" "$work/$text.txt" \
    -- "fathom ledger" "$FATHOM" ledger --json -o "$work/out.json" "$work/$text.txt" |
    awk -v bytes="$bytes" '{ printf "%s %8.0f MB/s\n", $0, bytes / 1000 / $(NF - 4) }'
done
