// busy FILE: allocates and frees as fast as it can, and publishes in FILE what it holds: {turn, live, least, most,
// asked, answered}. A reader that writes `asked` gets least and most begun anew. Live bytes are those of chunks.
#include "target.h"
#include <malloc.h>
#include <stdatomic.h>

enum { SLOTS = 4096 };

struct board {
    _Atomic uint64_t turn, live, least, most, asked, answered;
};

int main(int argc, char **argv) {
    if (argc != 2)
        return 2;
    int file = open(argv[1], O_RDWR);
    struct board *board = check(mmap(0, sizeof *board, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), "mmap");
    static void *held[SLOTS];
    uint64_t live = 0, least = 0, most = 0, asked = 0;
    unsigned seed = 1;
    setvbuf(stdout, 0, _IONBF, 0);
    // The first block makes what malloc itself keeps.
    free(malloc(1));
    ready();
    for (;;) {
        seed = seed * 1103515245 + 12345;
        size_t slot = (seed >> 8) % SLOTS;
        if (held[slot]) {
            live -= malloc_usable_size(held[slot]) + 8;
            free(held[slot]);
            held[slot] = 0;
        } else {
            seed = seed * 1103515245 + 12345;
            // More live for a while, less for a while: so that it moves far between least and most.
            held[slot] = malloc(16 + (seed >> 8) % 3000);
            live += malloc_usable_size(held[slot]) + 8;
        }
        uint64_t now = atomic_load_explicit(&board->asked, memory_order_relaxed);
        if (now != asked)
            least = most = live;
        least = live < least ? live : least;
        most = live > most ? live : most;
        atomic_fetch_add(&board->turn, 1);
        atomic_store_explicit(&board->live, live, memory_order_relaxed);
        atomic_store_explicit(&board->least, least, memory_order_relaxed);
        atomic_store_explicit(&board->most, most, memory_order_relaxed);
        if (now != asked)
            atomic_store_explicit(&board->answered, asked = now, memory_order_release);
        atomic_fetch_add(&board->turn, 1);
    }
}
