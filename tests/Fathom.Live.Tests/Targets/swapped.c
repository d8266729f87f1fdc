// Memory of which the kernel was asked to swap out half.
#include "target.h"

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

enum { SIZE = 4 * MIB };

int main(void) {
    char *memory = anonymous(SIZE, PROT_READ | PROT_WRITE);
    for (size_t at = 0; at < SIZE; at++)
        memory[at] = (char)(at * 31 >> 7);
    madvise(memory, SIZE / 2, MADV_PAGEOUT);
    say("memory", memory, SIZE);
    ready();
}
