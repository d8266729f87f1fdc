// maps COUNT: that many mappings of one touched page each.
#define _GNU_SOURCE
#include "target.h"

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: maps COUNT\n");
        return 2;
    }
    size_t count = number(argv[1]);
    char *at = mmap(NULL, count * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        fail("mmap");
    touch(at, count * PAGE);
    // Neighbours of equal protection would be one mapping.
    for (size_t i = 1; i < count; i += 2)
        if (mprotect(at + i * PAGE, PAGE, PROT_READ) != 0)
            fail("mprotect (vm.max_map_count?)");
    stay();
}
