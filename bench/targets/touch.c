// touch anon MIB | touch small MIB | touch views COUNT MIB
// Resident memory of a wanted size: anonymous, anonymous without huge pages, or COUNT views of one memfd of MIB MiB,
// which is COUNT times as much to account for as the machine has to pay.
#define _GNU_SOURCE
#include "target.h"

static void anonymous(size_t length, int huge)
{
    char *at = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED)
        fail("mmap");
    // A kernel without huge pages refuses the advice: then its pages are small anyway.
    madvise(at, length, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    touch(at, length);
}

static void views(size_t count, size_t length)
{
    int file = memfd_create("views", 0);
    if (file < 0 || ftruncate(file, (off_t)length) != 0)
        fail("memfd");
    for (size_t i = 0; i < count; i++)
        if (mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file, 0) == MAP_FAILED)
            fail("mmap");
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "anon") == 0)
        anonymous(number(argv[2]) * MIB, 1);
    else if (argc == 3 && strcmp(argv[1], "small") == 0)
        anonymous(number(argv[2]) * MIB, 0);
    else if (argc == 4 && strcmp(argv[1], "views") == 0)
        views(number(argv[2]), number(argv[3]) * MIB);
    else {
        fprintf(stderr, "usage: touch anon MIB | touch small MIB | touch views COUNT MIB\n");
        return 2;
    }
    stay();
}
