// Blocks that malloc maps one by one, among mappings of the program's own: the kernel joins them all.
#include "target.h"

enum { SIZE = 1 * MIB, PLAIN = 64 * PAGE };

static void plain(int fill) {
    char *mine = anonymous(PLAIN, PROT_READ | PROT_WRITE);
    memset(mine, fill, PLAIN);
    touch(mine, PLAIN);
    if (fill == 0)
        for (size_t at = 0; at < PLAIN; at += PAGE)
            mine[at] = 0;
    say("plain", mine, PLAIN);
}

int main(void) {
    char *freed = check(malloc(SIZE), "malloc");
    touch(freed, SIZE);
    for (int i = 0; i < 6; i++) {
        char *block = check(malloc(SIZE), "malloc");
        memset(block, i, SIZE);
        say("block", block, SIZE);
        plain(i % 2 ? 0x55 : 0);
    }
    // Its place is a hole now. Freed last, since malloc maps no blocks of this size after it.
    free(freed);
    ready();
}
