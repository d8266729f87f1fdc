// mallocs THREADS BLOCKS: threads that allocate and free at random, and what malloc itself says of it afterwards.
// "arena NUMBER SYSTEM" "fast COUNT BYTES" "rest COUNT BYTES" "peak NUMBER BYTES" of malloc_info, arena by arena;
// "system 0 BYTES" "fastbins COUNT BYTES" "unused COUNT BYTES" "top 0 BYTES" "mmapped COUNT BYTES" of mallinfo;
// "marked COUNT BYTES" of blocks of one size that nobody else uses.
#include "target.h"
#include <malloc.h>

enum { MARKED = 333, MARKED_SIZE = 24567, LARGE = 5 };

static pthread_barrier_t done;
static size_t blocks;

// Since glibc 2.33; the older one counts in int, which these amounts fit.
extern struct mallinfo2 mallinfo2(void) __attribute__((weak));

static void churn(unsigned seed) {
    void **kept = check(calloc(blocks, sizeof *kept), "calloc");
    for (size_t i = 0; i < blocks; i++) {
        seed = seed * 1103515245 + 12345;
        size_t size = 16 + (seed >> 8) % ((seed >> 4) % 50 ? 900 : 20000);
        memset(kept[i] = check(malloc(size), "malloc"), 1, size);
    }
    for (size_t i = 0; i < blocks; i++) {
        seed = seed * 1103515245 + 12345;
        if ((seed >> 16) % 3)
            free(kept[i]);
    }
}

static void *work(void *seed) {
    churn((unsigned)(size_t)seed);
    pthread_barrier_wait(&done);
    pause();
    return 0;
}

static void amount(const char *at, const char *until, const char *kind, const char *name) {
    unsigned long count, size;
    char *found = strstr(at, kind);
    if (found && (!until || found < until) && sscanf(strstr(found, "count="), "count=\"%lu\" size=\"%lu\"", &count, &size) == 2)
        say(name, (void *)count, size);
}

static unsigned long bytes(const char *at, const char *kind) {
    unsigned long size = 0;
    sscanf(strstr(strstr(at, kind), "size="), "size=\"%lu\"", &size);
    return size;
}

static void say_arenas(const char *at) {
    for (const char *heap = strstr(at, "<heap "); heap; heap = strstr(heap + 1, "<heap ")) {
        unsigned long number;
        const char *end = strstr(heap, "</heap>");
        sscanf(heap, "<heap nr=\"%lu\"", &number);
        say("arena", (void *)number, bytes(heap, "<system type=\"current\""));
        say("peak", (void *)number, bytes(heap, "<system type=\"max\""));
        amount(heap, end, "<total type=\"fast\"", "fast");
        amount(heap, end, "<total type=\"rest\"", "rest");
    }
}

static void say_sums(void) {
    if (mallinfo2) {
        struct mallinfo2 m = mallinfo2();
        say("system", 0, m.arena);
        say("fastbins", (void *)m.smblks, m.fsmblks);
        say("unused", (void *)m.ordblks, m.fordblks);
        say("top", 0, m.keepcost);
        say("mmapped", (void *)m.hblks, m.hblkhd);
        return;
    }
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    struct mallinfo m = mallinfo();
    say("system", 0, (size_t)m.arena);
    say("fastbins", (void *)(size_t)m.smblks, (size_t)m.fsmblks);
    say("unused", (void *)(size_t)m.ordblks, (size_t)m.fordblks);
    say("top", 0, (size_t)m.keepcost);
    say("mmapped", (void *)(size_t)m.hblks, (size_t)m.hblkhd);
}

int main(int argc, char **argv) {
    if (argc != 3)
        return 2;
    size_t threads = strtoul(argv[1], 0, 10);
    blocks = strtoul(argv[2], 0, 10);
    // Nothing that speaks below may allocate.
    static char out[1 << 16], report[1 << 20], line[1 << 12];
    setvbuf(stdout, out, _IOFBF, sizeof out);
    setvbuf(stdin, 0, _IONBF, 0);
    FILE *memory = check(fmemopen(report, sizeof report, "w"), "fmemopen");
    setvbuf(memory, line, _IOFBF, sizeof line);
    pthread_barrier_init(&done, 0, (unsigned)threads + 1);
    for (size_t i = 1; i <= threads; i++) {
        pthread_t thread;
        pthread_create(&thread, 0, work, (void *)i);
    }
    churn(7);
    size_t marked = 0, chunk = (MARKED_SIZE + 8 + 15) & ~15;
    for (int i = 0; i < MARKED; i++) {
        void *block = check(malloc(MARKED_SIZE), "malloc");
        touch(block, MARKED_SIZE);
        // What is left of a free chunk and too small for one is given along.
        marked += malloc_usable_size(block) + 8 == chunk;
    }
    for (size_t i = 1; i < LARGE; i++)
        touch(check(malloc(i * MIB), "malloc"), MIB);
    pthread_barrier_wait(&done);
    malloc_info(0, memory);
    fflush(memory);
    say_arenas(report);
    say_sums();
    say("marked", (void *)marked, chunk);
    ready();
}
