// What malloc makes of every request up to 64 KiB: the last request of each size class, and that class's size.
#include "target.h"
#include <malloc.h>

enum { LARGEST = 64 * 1024, KEPT = 4000 };

int main(void) {
    static char *kept[KEPT];
    for (int i = 0; i < KEPT; i++) {
        kept[i] = check(malloc(64 + i), "malloc");
        memset(kept[i], i, 64 + i);
    }
    size_t before = 0;
    for (size_t request = 1; request <= LARGEST + 1; request++) {
        char *volatile block = check(malloc(request), "malloc");
        size_t size = malloc_usable_size(block);
        if (before && size != before)
            say("class", (void *)(request - 1), before);
        before = size;
        free(block);
    }
    ready();
}
