// Maps memory, and then begins itself anew in its own place, which takes memory too.
#include "target.h"

__attribute__((noinline)) static void map_before(void) {
    for (int i = 0; i < 3; i++)
        touch(anonymous(MIB, PROT_READ | PROT_WRITE), MIB);
    __asm__ volatile("");
}

int main(int count, char **words) {
    if (count == 1) {
        ready();
        map_before();
        execl("/proc/self/exe", words[0], "again", (char *)0);
        return 1;
    }
    for (int i = 0; i < 8 * 1024; i++)
        touch(check(malloc(1008), "malloc"), 1008);
    touch(anonymous(7 * MIB, PROT_READ | PROT_WRITE), 7 * MIB);
    ready();
    ready();
}
