// busy FILE [THREADS]: allocates and frees as fast as it can, in the first thread or in so many others, and publishes in
// FILE what each holds: 64 bytes each of {thread's id, live, least, most, asked, answered}. A reader that writes `asked`
// gets least and most begun anew. Live bytes are those of chunks.
#include "target.h"
#include <malloc.h>
#include <stdatomic.h>

enum { SLOTS = 4096, SLOTS_OF_MANY = 2000 };

struct board {
    _Atomic uint64_t thread, live, least, most, asked, answered, unused[2];
};

static pthread_barrier_t made, begin;

static size_t of_one(unsigned seed) { return 16 + (seed >> 8) % 3000; }

static size_t of_many(unsigned seed) { return 16 + ((seed >> 12) % (1u << (seed >> 8) % 13)); }

static void churn(struct board *board, void **held, size_t slots, unsigned seed, size_t (*size)(unsigned)) {
    uint64_t live = 0, least = 0, most = 0, asked = 0;
    for (;;) {
        seed = seed * 1103515245 + 12345;
        size_t slot = (seed >> 8) % slots;
        if (held[slot]) {
            live -= malloc_usable_size(held[slot]) + 8;
            free(held[slot]);
            held[slot] = 0;
        } else {
            seed = seed * 1103515245 + 12345;
            // More live for a while, less for a while: so that it moves far between least and most.
            held[slot] = malloc(size(seed));
            live += malloc_usable_size(held[slot]) + 8;
        }
        uint64_t now = atomic_load_explicit(&board->asked, memory_order_relaxed);
        if (now != asked)
            least = most = live;
        least = live < least ? live : least;
        most = live > most ? live : most;
        atomic_store_explicit(&board->live, live, memory_order_relaxed);
        atomic_store_explicit(&board->least, least, memory_order_relaxed);
        atomic_store_explicit(&board->most, most, memory_order_relaxed);
        if (now != asked)
            atomic_store_explicit(&board->answered, asked = now, memory_order_release);
    }
}

static void *work(void *at) {
    struct board *board = at;
    void **held = check(calloc(SLOTS_OF_MANY, sizeof *held), "calloc");
    free(malloc(1));
    atomic_store(&board->thread, gettid());
    pthread_barrier_wait(&made);
    pthread_barrier_wait(&begin);
    churn(board, held, SLOTS_OF_MANY, (unsigned)gettid(), of_many);
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 2)
        return 2;
    int file = open(argv[1], O_RDWR);
    struct board *boards = check(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), "mmap");
    size_t threads = argc > 2 ? strtoul(argv[2], 0, 10) : 0;
    static void *held[SLOTS];
    setvbuf(stdout, 0, _IONBF, 0);
    // The first block makes what malloc itself keeps.
    free(malloc(1));
    if (threads == 0) {
        atomic_store(&boards->thread, gettid());
        ready();
        churn(boards, held, SLOTS, 1, of_one);
    }
    pthread_barrier_init(&made, 0, (unsigned)threads + 1);
    pthread_barrier_init(&begin, 0, (unsigned)threads + 1);
    for (size_t i = 0; i < threads; i++) {
        pthread_t thread;
        pthread_create(&thread, 0, work, boards + i);
    }
    pthread_barrier_wait(&made);
    ready();
    pthread_barrier_wait(&begin);
    pause();
}
