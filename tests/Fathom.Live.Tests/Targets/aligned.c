// Mappings at multiples of 64 MiB, where heaps of arenas would be: zeros, noise, and headers that are nearly right.
#include "target.h"

enum { AREA = 64 * MIB, USED = 512 * 1024 };

static uint64_t *at_multiple(void) {
    char *room = anonymous(2UL * AREA, PROT_NONE);
    char *start = (char *)(((uintptr_t)room + AREA - 1) & ~(uintptr_t)(AREA - 1));
    check(mmap(start, USED, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0), "mmap");
    touch(start, USED);
    say("plain", start, USED);
    return (uint64_t *)start;
}

int main(void) {
    at_multiple();
    memset(at_multiple(), 0xA5, USED);
    // {arena, previous, size, usable}: the arena would have to know the heap, and is zeros here.
    uint64_t *nearly = at_multiple();
    nearly[0] = (uint64_t)nearly + 48;
    nearly[1] = 0;
    nearly[2] = nearly[3] = USED;
    // Points to another's arena that does not know it either.
    uint64_t *foreign = at_multiple();
    memcpy(foreign, nearly, 32);
    foreign[1] = (uint64_t)nearly;
    ready();
}
