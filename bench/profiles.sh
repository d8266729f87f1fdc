#!/usr/bin/env bash
# bench/profiles.sh [STACKS [RUNS]]: heap profiles as text beside the perl tools that their makers ship, on one made file of STACKS stacks.
source "$(dirname "$(readlink -f "$0")")/common.sh"
"$root/packaging/need.sh" jeprof google-pprof python3 g++

stacks=${1:-60000}
g++ -std=c++17 -O1 -pthread -o "$work/profiled" "$root/tests/Fathom.Live.Tests/Targets/profiled.cpp"

# Stacks of 24 frames out of 4,000 addresses of no file: both sides name nothing, so that only reading and summing is compared.
python3 - "$stacks" "$work" <<'PY'
import random, sys
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
PY

heading "heap profiles of $stacks stacks"
compare "${2:-3}" "jeprof --text" jeprof --text "$work/profiled" "$work/je.1.0.f.heap" -- "fathom profile" "$FATHOM" profile "$work/je.1.0.f.heap"
compare "${2:-3}" "google-pprof --text" google-pprof --text "$work/profiled" "$work/shop.0001.heap" -- "fathom profile" "$FATHOM" profile "$work/shop.0001.heap"
