/* Loaded by a JVM with -agentpath: takes memory from the kernel as a native library does, and says where. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

int Agent_OnLoad(void *vm, char *options, void *reserved)
{
    const size_t size = 8 << 20;
    FILE *said = fopen(options, "w");
    (void)vm;
    (void)reserved;
    for (int i = 0; said && i < 4; i++) {
        char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            return 1;
        memset(memory, 0x55 + i, size);
        fprintf(said, "%lx %lx\n", (unsigned long)memory, (unsigned long)(memory + size));
    }
    return said ? fclose(said) : 1;
}
