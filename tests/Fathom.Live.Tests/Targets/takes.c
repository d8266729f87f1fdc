// takes: takes blocks by one function of malloc's family after the other, waiting before each, and gives all of them back in the end.
// "by_FUNCTION COUNT SIZE" of what it keeps by each; "code ADDRESS LENGTH" where malloc's code begins.
#include "target.h"
#include <malloc.h>

enum { COUNT = 4001, LARGE_COUNT = 31, MOST = 16384 };

static void *kept[MOST];
static size_t used;
// So large that there is never room, told to no compiler.
static volatile size_t too_much = SIZE_MAX / 4;

#define TAKES __attribute__((noinline)) static size_t
#define KEEP(how) \
    for (int i = 0; i < COUNT; i++) \
    kept[used++] = check(how, __func__)

TAKES by_malloc(void) {
    KEEP(malloc(1009));
    return 1009;
}

TAKES by_calloc(void) {
    KEEP(calloc(7, 151));
    return 7 * 151;
}

TAKES by_realloc(void) {
    KEEP(realloc(check(malloc(211), "malloc"), 1021));
    return 1021;
}

TAKES by_array(void) {
    KEEP(reallocarray(check(malloc(19), "malloc"), 3, 349));
    return 3 * 349;
}

TAKES by_posix(void) {
    for (int i = 0; i < COUNT; i++)
        if (posix_memalign(&kept[used++], 64, 1031))
            exit(1);
    return 1031;
}

TAKES by_aligned(void) {
    KEEP(aligned_alloc(64, 1088));
    return 1088;
}

TAKES by_memalign(void) {
    KEEP(memalign(128, 1039));
    return 1039;
}

// glibc goes on in malloc itself for these two: they are seen once.
TAKES by_nothing(void) {
    static void *volatile nothing;
    KEEP(realloc(nothing, 1013));
    return 1013;
}

TAKES by_low(void) {
    KEEP(memalign(16, 1051));
    return 1051;
}

TAKES by_large(void) {
    for (int i = 0; i < LARGE_COUNT; i++)
        kept[used++] = check(malloc(1000003), "malloc");
    return 1000003;
}

// What cannot be made larger stays as it is.
TAKES by_failed(void) {
    for (int i = 0; i < LARGE_COUNT; i++) {
        kept[used++] = check(malloc(100003), "malloc");
        if (realloc(kept[used - 1], too_much))
            exit(1);
    }
    return 100003;
}

static void take(size_t (*by)(void), const char *name) {
    size_t before = used, size = by();
    if (used > MOST)
        exit(1);
    say(name, (void *)(used - before), size);
    ready();
    // Each function's blocks go before the next one's come: the table of what is kept is short.
    for (size_t i = before; i < used; i++)
        free(kept[i]);
    used = before;
    ready();
}

int main(void) {
    say("code", (void *)malloc, 16);
    ready();
    take(by_malloc, "by_malloc");
    take(by_calloc, "by_calloc");
    take(by_realloc, "by_realloc");
    take(by_array, "by_array");
    take(by_posix, "by_posix");
    take(by_aligned, "by_aligned");
    take(by_memalign, "by_memalign");
    take(by_nothing, "by_nothing");
    take(by_low, "by_low");
    take(by_large, "by_large");
    take(by_failed, "by_failed");
    return 0;
}
