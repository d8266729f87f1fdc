/* A library with a table of its own, and with one that is its thread's. */
#include <stdlib.h>

static void *volatile kept[4096];
static __thread void *volatile *apart;
static int count;

void keep(void *block) {
    kept[count++ % 4096] = block;
}

void keep_apart(void *block) {
    if (!apart)
        apart = calloc(4096, sizeof(void *));
    apart[count++ % 4096] = block;
}
