// usage: many COUNT: so many mappings, each a page that its neighbour cannot be joined with.
#include "target.h"

int main(int count, char **arguments) {
    size_t wanted = count > 1 ? strtoul(arguments[1], 0, 10) : 1000;
    char *start = anonymous(wanted * PAGE, PROT_READ | PROT_WRITE);
    touch(start, wanted * PAGE);
    for (size_t i = 0; i < wanted; i += 2)
        mprotect(start + i * PAGE, PAGE, PROT_READ);
    say("all", start, wanted * PAGE);
    ready();
}
