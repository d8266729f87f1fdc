// Threads that begin each other without an end: each touches pages, begins the next one, and goes. How many pages they have touched stands in memory.
#include "target.h"
#include <stdatomic.h>
#include <sys/prctl.h>

enum { PAGES = 4000, CHAINS = 4 };

static volatile int ends;
static struct { _Atomic long touched, threads; } done;

static void begin(void);

static void *one(void *nothing) {
    char *block = anonymous(PAGES * PAGE, PROT_READ | PROT_WRITE);
    for (int i = 0; i < PAGES; i++) {
        ((volatile char *)block)[i * PAGE] = 1;
        atomic_fetch_add(&done.touched, 1);
    }
    munmap(block, PAGES * PAGE);
    if (!ends)
        begin();
    return nothing;
}

static void begin(void) {
    pthread_t thread;
    atomic_fetch_add(&done.threads, 1);
    if (pthread_create(&thread, 0, one, 0) == 0)
        pthread_detach(thread);
}

int main(void) {
    // A fault is a page, whatever the machine does by itself.
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    say("done", &done, sizeof done);
    for (int i = 0; i < CHAINS; i++)
        begin();
    ready();
    ends = 1;
    return 0;
}
