// Takes memory from the kernel in ways of known size, in threads of known names, each time it is told to.
#include "target.h"
#include <sys/prctl.h>

enum { KEPT = 5, GIVEN = 2, THREADS = 3 };

static void *handed[3];

static void *maps(void *nothing) {
    (void)nothing;
    pthread_setname_np(pthread_self(), "mapper");
    for (int i = 0; i < 11; i++) {
        void *block = anonymous(MIB, PROT_READ | PROT_WRITE);
        if (i < 3)
            handed[i] = block;
    }
    return 0;
}

// An arena of its own: its thread's first block is made while other arenas are taken.
static pthread_barrier_t together;

static void *grows(void *number) {
    char name[16];
    snprintf(name, sizeof name, "grower-%d", (int)(intptr_t)number);
    pthread_setname_np(pthread_self(), name);
    void *first = malloc(100);
    pthread_barrier_wait(&together);
    for (int i = 0; i < 5 * MIB / 4096; i++)
        touch(check(malloc(4080), "malloc"), 4080);
    pthread_barrier_wait(&together);
    free(first);
    return 0;
}

__attribute__((noinline)) static void keep_blocks(void) {
    for (int i = 0; i < KEPT + GIVEN; i++) {
        void *block = anonymous(MIB, PROT_READ | PROT_WRITE);
        touch(block, MIB);
        if (i >= KEPT)
            munmap(block, MIB);
    }
    void *moved = anonymous(MIB, PROT_READ | PROT_WRITE);
    moved = check(mremap(moved, MIB, 5 * MIB, MREMAP_MAYMOVE), "mremap");
    touch(moved, 5 * MIB);
    madvise(moved, 2 * MIB, MADV_DONTNEED);
    anonymous(1024ul * MIB, PROT_NONE);
    __asm__ volatile("");
}

__attribute__((noinline)) static void ask_malloc(void) {
    touch(check(malloc(10 * MIB), "malloc"), 10 * MIB);
    for (int i = 0; i < 3 * MIB / 1024; i++)
        touch(check(malloc(1008), "malloc"), 1008);
    __asm__ volatile("");
}

int main(void) {
    // A fault is a page, whatever the machine does by itself.
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    ready();
    for (;;) {
        keep_blocks();
        ask_malloc();
        pthread_t mapper, growers[THREADS];
        pthread_create(&mapper, 0, maps, 0);
        pthread_join(mapper, 0);
        for (int i = 0; i < 3; i++)
            munmap(handed[i], MIB);
        pthread_barrier_init(&together, 0, THREADS);
        for (int i = 0; i < THREADS; i++)
            pthread_create(&growers[i], 0, grows, (void *)(intptr_t)i);
        for (int i = 0; i < THREADS; i++)
            pthread_join(growers[i], 0);
        ready();
    }
}
