// grows BLOCKS SIZE PAGES: asked to go on, it allocates so many blocks of that size and maps that many pages, all touched, and makes
// a mapping that it had half as long; then it says "pages" and "half".
#include "target.h"

int main(int argc, char **argv) {
    if (argc != 4)
        return 2;
    static char out[1 << 12];
    setvbuf(stdout, out, _IOFBF, sizeof out);
    setvbuf(stdin, 0, _IONBF, 0);
    size_t blocks = strtoul(argv[1], 0, 10), size = strtoul(argv[2], 0, 10), length = strtoul(argv[3], 0, 10) * PAGE;
    // Not writable: no neighbour of what comes later joins it.
    char *half = anonymous(2 * length, PROT_READ | PROT_WRITE);
    touch(half, 2 * length);
    check(mprotect(half, 2 * length, PROT_READ) ? 0 : half, "mprotect");
    memset(check(malloc(size), "malloc"), 1, size);
    ready();
    for (size_t i = 0; i < blocks; i++)
        memset(check(malloc(size), "malloc"), 1, size);
    char *made = anonymous(length, PROT_READ | PROT_WRITE);
    touch(made, length);
    // Neither does this one.
    check(mprotect(made, length, PROT_READ | PROT_EXEC) ? 0 : made, "mprotect");
    check(munmap(half + length, length) ? 0 : half, "munmap");
    say("pages", made, length);
    say("half", half, length);
    ready();
}
