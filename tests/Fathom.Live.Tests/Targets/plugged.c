#include <stdlib.h>
#include <string.h>

/* A compiler leaves out blocks that nobody can see. */
static void *volatile last;

/* A library that nobody but another library knows of. */
void keep_plugged(int count, size_t size)
{
    for (int i = 0; i < count; i++)
        last = memset(malloc(size), 1, 1);
}
