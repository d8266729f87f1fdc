// Does nothing, and has memory and file pages that nobody touched.
#include "target.h"

int main(int count, char **arguments) {
    say("untouched", anonymous(1UL << 30, PROT_READ | PROT_WRITE), 1UL << 30);
    for (int i = 1; i < count; i++) {
        int file = open(arguments[i], O_RDONLY);
        say("file", check(mmap(0, 64 * MIB, PROT_READ, MAP_PRIVATE, file, 0), "file"), 64 * MIB);
    }
    ready();
    ready();
}
