// Anonymous memory in every state that the kernel counts in a way of its own.
#include "target.h"

enum { SIZE = 64 * PAGE, HUGE = 2 * MIB };

static char *at_huge(size_t length) {
    uintptr_t room = (uintptr_t)anonymous(length + HUGE, PROT_READ | PROT_WRITE);
    char *start = (char *)((room + HUGE - 1) & ~(uintptr_t)(HUGE - 1));
    madvise(start, length, MADV_HUGEPAGE);
    return start;
}

static void look(const char *start, size_t length) {
    for (size_t at = 0; at < length; at += PAGE)
        (void)((const volatile char *)start)[at];
}

// With an argument: no terabytes, which an old kernel's pagemap shows only page by page.
int main(int count, char **arguments) {
    (void)arguments;
    char *zero = anonymous(SIZE, PROT_READ | PROT_WRITE);
    look(zero, SIZE);
    say("zero", zero, SIZE);

    char *huge_zero = at_huge(2UL * HUGE);
    look(huge_zero, HUGE);
    say("huge-zero", huge_zero, HUGE);

    char *huge = at_huge(4UL * HUGE);
    touch(huge, 3UL * HUGE);
    say("huge", huge, 3UL * HUGE);

    char *locked = anonymous(SIZE, PROT_READ | PROT_WRITE);
    if (mlock(locked, SIZE) == 0)
        say("full", locked, SIZE);

    char *lazy = anonymous(SIZE, PROT_READ | PROT_WRITE);
    touch(lazy, SIZE);
    madvise(lazy, SIZE, MADV_FREE);
    say("full", lazy, SIZE);

    char *sealed = anonymous(SIZE, PROT_READ | PROT_WRITE);
    touch(sealed, SIZE);
    mprotect(sealed, SIZE, PROT_NONE);
    say("full", sealed, SIZE);

    if (count > 1)
        ready();
    size_t terabytes = 8UL << 40;
    char *reserved = check(mmap(0, terabytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0), "reserve");
    for (size_t i = 0; i < 64; i++)
        touch(reserved + i * (terabytes / 64), PAGE);
    say("reserved", reserved, terabytes);
    ready();
}
