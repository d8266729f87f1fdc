// Asks for memory in known amounts by known functions, for perf to see: 40 blocks of 3,000 bytes by keep_blocks, five of
// 70,000 by keep_large in a thread called "order book", six mappings of 1 MiB by map_more, of which two are given back,
// 256 KiB more of heap by grow. Then it works for a while, so that there is something to sample.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define KEEP __attribute__((noinline, noclone))

static void *kept[64];

KEEP static void keep_blocks(void)
{
    for (int i = 0; i < 40; i++)
        memset(kept[i] = malloc(3000), 1, 3000);
    __asm__ volatile("" ::: "memory");
}

KEEP static void keep_large(void)
{
    for (int i = 40; i < 45; i++)
        kept[i] = malloc(70000);
    __asm__ volatile("" ::: "memory");
}

KEEP static void map_more(void)
{
    for (int i = 45; i < 51; i++) {
        kept[i] = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        memset(kept[i], 1, 16 * 4096);
    }
    munmap(kept[45], 1 << 20);
    munmap(kept[46], 1 << 20);
    __asm__ volatile("" ::: "memory");
}

KEEP static void grow(void)
{
    for (int i = 0; i < 4; i++)
        kept[51] = sbrk(65536);
    __asm__ volatile("" ::: "memory");
}

KEEP static void work(long rounds)
{
    volatile long sum = 0;
    for (long i = 0; i < rounds; i++)
        sum += i;
}

static void *in_thread(void *unused)
{
    pthread_setname_np(pthread_self(), "order book");
    keep_large();
    work(20000000);
    return unused;
}

int main(void)
{
    keep_blocks();
    pthread_t thread;
    pthread_create(&thread, NULL, in_thread, NULL);
    pthread_join(thread, NULL);
    map_more();
    grow();
    work(60000000);
    return 0;
}
