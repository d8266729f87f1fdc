#include <stdlib.h>
#include <string.h>

/* A library that nobody but another library knows of. */
void keep_plugged(int count, size_t size)
{
    for (int i = 0; i < count; i++)
        memset(malloc(size), 1, 1);
}
