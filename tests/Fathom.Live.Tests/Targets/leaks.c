// leaks COUNT SIZE: takes so many blocks, keeps them, and ends with 5.
#include <stdio.h>
#include <stdlib.h>

static void *volatile kept;

__attribute__((noinline)) static void keep(size_t size)
{
    kept = malloc(size);
}

int main(int count, char **words)
{
    if (count != 3)
        return 1;
    for (long i = atol(words[1]); i > 0; i--)
        keep((size_t)atol(words[2]));
    printf("%s blocks\n", words[1]);
    return kept ? 5 : 1;
}
