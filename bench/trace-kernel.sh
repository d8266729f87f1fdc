#!/usr/bin/env bash
# bench/trace-kernel.sh [PAIRS [LOOPS]]: what the kernel's engine costs a program for each pair of malloc and free, beside the same without it: CPU of the
# process for a pair, medians of PAIRS rounds of LOOPS in turns, and what is left after the end. One thread, and two; the default interval and a small one.
source "$(dirname "$(readlink -f "$0")")/common.sh"
"$root/packaging/need.sh" gcc python3

pairs=${1:-10} loops=${2:-200000}

cat >"$work/pairs.c" <<'C'
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static long loops;

static void *run(void *seed) {
    unsigned long x = (unsigned long)seed * 0x9E3779B97F4A7C15UL + 1;
    for (long i = 0; i < loops; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        void *volatile block = malloc(64 << (x >> 20) % 6);
        free(block);
    }
    return 0;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

int main(void) {
    long threads;
    puts("ready");
    fflush(stdout);
    while (scanf("%ld %ld", &threads, &loops) == 2) {
        pthread_t each[64];
        double begun = now();
        for (long i = 0; i < threads; i++)
            pthread_create(each + i, 0, run, (void *)(i + 1));
        for (long i = 0; i < threads; i++)
            pthread_join(each[i], 0);
        printf("%.1f\n", (now() - begun) / (threads * loops));
        fflush(stdout);
    }
}
C
gcc -O2 -pthread -o "$work/pairs" "$work/pairs.c"

cat >"$work/drive.py" <<'PY'
import re, signal, statistics, subprocess, sys, time

program, fathom, pairs, loops = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
target = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
assert target.stdout.readline() == "ready\n"
libc = next(line for line in open("/proc/%d/maps" % target.pid) if re.search(r"r-xp.*libc[.-]", line))
start, end = (int(word, 16) for word in libc.split()[0].split("-"))

def round_of(threads):
    target.stdin.write("%d %d\n" % (threads, loops))
    target.stdin.flush()
    return float(target.stdout.readline())

def code():
    with open("/proc/%d/mem" % target.pid, "rb", 0) as memory:
        memory.seek(start)
        return memory.read(end - start)

before = code()

def begin(interval):
    trace = subprocess.Popen([fathom, "trace", str(target.pid), "--engine", "kernel", "--for", "1h", "--yes", "-q", "--interval", interval],
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True)
    # The beginnings of allocations come last: eight breakpoints in glibc.
    while sum(a != b for a, b in zip(code(), before)) < 8:
        time.sleep(0.05)
    time.sleep(0.3)
    return trace

print("%-10s %-10s %12s %12s %14s %12s" % ("threads", "interval", "base ns", "traced ns", "added ns/pair", "after ns"))
for threads in (1, 2):
    for interval in ("512k", "16k"):
        base, traced, after = [], [], []
        round_of(threads)
        for _ in range(pairs):
            base.append(round_of(threads))
            trace = begin(interval)
            traced.append(round_of(threads))
            trace.send_signal(signal.SIGINT)
            trace.communicate()
            after.append(round_of(threads))
        median = statistics.median
        print("%-10d %-10s %12.1f %12.1f %14.1f %12.1f" % (threads, interval, median(base), median(traced), median(traced) - median(base), median(after)))
print("code as before: %s" % (code() == before))
target.stdin.close()
target.wait()
PY
python3 "$work/drive.py" "$work/pairs" "$FATHOM" "$pairs" "$loops"
