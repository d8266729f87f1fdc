#!/usr/bin/env bash
# bench/profiles.sh [STACKS [RUNS [SAMPLES]]]: heap profiles beside the tools that their makers ship, on one made set of STACKS stacks: as text
# beside the perl ones, in protobuf beside Go's, where Go is; recordings of perf beside perf itself, on one of SAMPLES samples.
source "$(dirname "$(readlink -f "$0")")/common.sh"
"$root/packaging/need.sh" jeprof google-pprof python3 g++

stacks=${1:-60000}
g++ -std=c++17 -O1 -pthread -o "$work/profiled" "$root/tests/Fathom.Live.Tests/Targets/profiled.cpp"

# Stacks of 24 frames out of 4,000 addresses of no file: both sides name nothing, so that only reading and summing is compared.
python3 - "$stacks" "$work" <<'PY'
import gzip, random, sys
stacks, work = int(sys.argv[1]), sys.argv[2]
random.seed(8)
frames = [0x7f0000001000 + 64 * i for i in range(4000)]
with open(work + "/je.1.0.f.heap", "w") as je, open(work + "/shop.0001.heap", "w") as shop:
    records = []
    for _ in range(stacks):
        top = random.randrange(3000)
        records.append((random.randint(1, 500), random.randint(16, 70000), [frames[(top + i * random.randint(1, 7)) % 4000] for i in range(24)]))
    count, size = sum(r[0] for r in records), sum(r[0] * r[1] for r in records)
    je.write("heap_v2/524288\n  t*: %d: %d [0: 0]\n" % (count, size))
    shop.write("heap profile: %d: %d [%d: %d] @ heapprofile\n" % (count, size, count, size))
    for n, each, stack in records:
        text = " ".join("0x%x" % a for a in stack)
        je.write("@ %s\n  t*: %d: %d [0: 0]\n  t1: %d: %d [0: 0]\n" % (text, n, n * each, n, n * each))
        shop.write("%6d: %8d [%6d: %8d] @ %s\n" % (n, n * each, n, n * each, text))
    for out in (je, shop):
        out.write("\nMAPPED_LIBRARIES:\n")

# The same stacks with names, as Go writes them: a location and a function for each address.
def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])

def number(field, value):
    return varint(field << 3) + varint(value)

def message(field, content):
    return varint(field << 3 | 2) + varint(len(content)) + content

ids = {address: i + 1 for i, address in enumerate(frames)}
texts = ["", "alloc_objects", "count", "alloc_space", "bytes", "inuse_objects", "inuse_space", "space"] + ["shop/orders.(*Cache[...]).part%d" % i for i in range(len(frames))]
parts = [message(1, number(1, kind) + number(2, unit)) for kind, unit in ((1, 2), (3, 4), (5, 2), (6, 4))]
for n, each, stack in records:
    values = b"".join(map(varint, (n, n * each, n, n * each)))
    parts.append(message(2, message(1, b"".join(varint(ids[a]) for a in stack)) + message(2, values) + message(3, number(1, 4) + number(3, each))))
for address, i in ids.items():
    parts.append(message(4, number(1, i) + number(3, address) + message(4, number(1, i) + number(2, i % 500))))
    parts.append(message(5, number(1, i) + number(2, 7 + i) + number(3, 7 + i)))
parts += [message(6, text.encode()) for text in texts] + [message(11, number(1, 7) + number(2, 4)), number(12, 524288)]
with open(work + "/heap.pb.gz", "wb") as out:
    out.write(gzip.compress(b"".join(parts), 6))
PY

heading "heap profiles of $stacks stacks"
compare "${2:-3}" "jeprof --text" jeprof --text "$work/profiled" "$work/je.1.0.f.heap" -- "fathom profile" "$FATHOM" profile "$work/je.1.0.f.heap"
compare "${2:-3}" "google-pprof --text" google-pprof --text "$work/profiled" "$work/shop.0001.heap" -- "fathom profile" "$FATHOM" profile "$work/shop.0001.heap"
if command -v go >/dev/null; then
  # The tool itself: "go tool" alone takes 10 ms to find it.
  pprof=$(go env GOTOOLDIR)/pprof
  compare "${2:-3}" "go tool pprof -top" "$pprof" -top -symbolize=none -sample_index=inuse_space "$work/heap.pb.gz" -- "fathom profile" "$FATHOM" profile "$work/heap.pb.gz"
else
  echo "go tool pprof: not here (apt: golang-go)"
fi

# perf.data itself, and perf script's text of it: a fault for each page of a program 20 calls deep.
faults=${3:-1000000}
"$root/packaging/need.sh" perf gcc
cat >"$work/faults.c" <<'C'
#include <stdlib.h>
#include <sys/mman.h>
static volatile char *page;
__attribute__((noinline)) static int deep(int depth, unsigned way)
{
    if (depth == 0)
        return *page = 1;
    return (way & 1 ? deep(depth - 1, way >> 1) : deep(depth - 1, way >> 1) + 1) + (depth > 20);
}
int main(int argc, char **argv)
{
    long faults = atol(argv[argc - 1]), each = 65536;
    for (long done = 0; done < faults; done += each) {
        char *pages = mmap(NULL, each << 12, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        madvise(pages, each << 12, MADV_NOHUGEPAGE);
        for (long i = 0; i < each; i++) {
            page = pages + (i << 12);
            deep(20, (unsigned)(i % 1024));
        }
        munmap(pages, each << 12);
    }
}
C
gcc -O1 -fno-omit-frame-pointer -fno-optimize-sibling-calls -o "$work/faults" "$work/faults.c"
perf record -q -m 4M -g -e page-faults -c 1 -o "$work/perf.data" -- "$work/faults" "$faults" 2>/dev/null
perf script -i "$work/perf.data" 2>/dev/null >"$work/perf.txt"

heading "perf.data of $faults samples, $(($(stat -c %s "$work/perf.data") >> 20)) MiB; text of $(($(stat -c %s "$work/perf.txt") >> 20)) MiB"
compare "${2:-3}" "perf report --stdio" perf report --stdio --no-children -g none -i "$work/perf.data" -- "fathom profile" "$FATHOM" profile "$work/perf.data"
# Both read what the other has made of the same samples: perf its recording, fathom the text that perf printed.
compare "${2:-3}" "perf script" perf script -i "$work/perf.data" -- "fathom profile of its text" "$FATHOM" profile "$work/perf.txt"
