// churn MIB [malloc]: maps, touches and unmaps 64 KiB without pause, beside MIB MiB of resident memory: one mapping, or
// malloc's blocks of 2 KiB.
// Each line on stdin ends an interval; it is answered with `calls max p99.9 p99 preempted` of that interval, times in µs
// of single calls of mmap, touch and munmap. EOF ends it.
// A call during which the scheduler took the CPU away says how busy the machine is, not who holds our lock: it is
// counted as preempted and left out. Waiting for a lock is a voluntary switch and stays in.
#define _GNU_SOURCE
#include <poll.h>
#include <sys/resource.h>
#include <time.h>
#include "target.h"

enum { LENGTH = 64 * 1024, SLOTS = 1 << 20 };

// Counts of durations in steps of 0.1 µs; what is longer than 0.1 s stands in the last slot, `longest` knows better.
static unsigned counts[SLOTS];
static unsigned long calls, preempted;
static double longest;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int was_preempted(void)
{
    static long known;
    struct rusage used;
    getrusage(RUSAGE_THREAD, &used);
    long before = known;
    known = used.ru_nivcsw;
    return known != before;
}

static double took(double since)
{
    double duration = now() - since;
    // Asking costs more than most calls take, and no preemption is shorter than this.
    if (duration > 20 && was_preempted()) {
        preempted++;
        return now();
    }
    size_t slot = (size_t)(duration * 10);
    counts[slot < SLOTS ? slot : SLOTS - 1]++;
    calls++;
    if (duration > longest)
        longest = duration;
    return now();
}

static double at_rank(double share)
{
    unsigned long above = 0, wanted = (unsigned long)((1 - share) * (double)calls);
    for (size_t slot = SLOTS; slot-- > 0;) {
        above += counts[slot];
        if (above > wanted)
            return (double)slot / 10;
    }
    return 0;
}

static void report(void)
{
    printf("%lu %.1f %.1f %.1f %lu\n", calls, longest, at_rank(0.999), at_rank(0.99), preempted);
    fflush(stdout);
    memset(counts, 0, sizeof counts);
    calls = preempted = 0;
    longest = 0;
}

static void one_round(void)
{
    double since = now();
    char *at = mmap(NULL, LENGTH, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        fail("mmap");
    since = took(since);
    touch(at, LENGTH);
    since = took(since);
    munmap(at, LENGTH);
    took(since);
}

int main(int argc, char **argv)
{
    if (argc != 2 && (argc != 3 || strcmp(argv[2], "malloc") != 0)) {
        fprintf(stderr, "usage: churn MIB [malloc]\n");
        return 2;
    }
    size_t length = number(argv[1]) * MIB;
    for (size_t filled = 0; argc == 3 && filled < length; filled += 2048) {
        char *block = malloc(2048 - 8);
        if (block == NULL)
            fail("malloc");
        *block = 1;
    }
    if (argc == 3)
        length = 4096;
    char *resident = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (resident == MAP_FAILED)
        fail("mmap");
    // Small pages: the case in which a reader holds the lock longest.
    madvise(resident, length, MADV_NOHUGEPAGE);
    touch(resident, length);
    touch((char *)counts, sizeof counts);
    puts("ready");
    fflush(stdout);

    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    for (;;) {
        was_preempted(); // between two calls: nobody's
        for (int i = 0; i < 64; i++)
            one_round();
        if (poll(&input, 1, 0) <= 0)
            continue;
        char line[256];
        if (read(STDIN_FILENO, line, sizeof line) <= 0)
            return 0;
        report();
    }
}
