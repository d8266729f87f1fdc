// heap MEAN MIB: that many MiB of malloc blocks of MEAN bytes on average, every third of them freed.
// heap copy PID: copies that process's [heap] in windows of 256 KiB, and nothing else.
#define _GNU_SOURCE
#include <sys/uio.h>
#include "target.h"

static unsigned seed = 1;

static unsigned next(void) { return (seed = seed * 1103515245 + 12345) >> 8; }

static void fill(size_t mean, size_t total)
{
    size_t count = 0, sum = 0;
    void **blocks = malloc(total / mean * 2 * sizeof *blocks);
    if (blocks == NULL)
        fail("malloc");
    while (sum < total) {
        size_t size = mean / 2 + next() % mean;
        blocks[count] = malloc(size);
        if (blocks[count] == NULL)
            fail("malloc");
        memset(blocks[count++], 1, size);
        sum += size;
    }
    for (size_t i = 0; i < count; i++)
        if (next() % 3 == 0)
            free(blocks[i]);
    stay();
}

static void copy(pid_t pid)
{
    static char window[256 * 1024];
    char line[512];
    snprintf(line, sizeof line, "/proc/%d/maps", pid);
    FILE *maps = fopen(line, "r");
    if (maps == NULL)
        fail(line);
    unsigned long from = 0, to = 0;
    while (fgets(line, sizeof line, maps) && !strstr(line, "[heap]")) { }
    if (sscanf(line, "%lx-%lx", &from, &to) != 2)
        fail("maps");
    for (; from < to; from += sizeof window) {
        struct iovec here = {window, sizeof window}, there = {(void *)from, sizeof window};
        if (process_vm_readv(pid, &here, 1, &there, 1, 0) < 0)
            fail("process_vm_readv");
    }
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "copy") == 0)
        copy((pid_t)number(argv[2]));
    else if (argc == 3)
        fill(number(argv[1]), number(argv[2]) * MIB);
    else {
        fprintf(stderr, "usage: heap MEAN MIB | heap copy PID\n");
        return 2;
    }
}
