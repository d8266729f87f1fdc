// Threads that begin each other without an end: each touches pages, begins the next one, and goes.
#include "target.h"

enum { PAGES = 4000, CHAINS = 4 };

static volatile int ends;

static void begin(void);

static void *one(void *nothing) {
    void *block = anonymous(PAGES * PAGE, PROT_READ | PROT_WRITE);
    touch(block, PAGES * PAGE);
    munmap(block, PAGES * PAGE);
    if (!ends)
        begin();
    return nothing;
}

static void begin(void) {
    pthread_t thread;
    if (pthread_create(&thread, 0, one, 0) == 0)
        pthread_detach(thread);
}

int main(void) {
    for (int i = 0; i < CHAINS; i++)
        begin();
    ready();
    ends = 1;
    return 0;
}
