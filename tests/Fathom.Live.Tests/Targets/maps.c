// Maps, moves, cuts and gives back memory from several threads, then prints its own /proc/self/maps without a change to it.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ROUNDS = 300, THREADS = 6 };

static char buffer[1 << 20];

static void *any(size_t size)
{
    return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void *work(void *seed)
{
    unsigned state = (unsigned)(size_t)seed;
    char *kept[64] = {0};
    size_t sizes[64] = {0};
    for (int i = 0; i < ROUNDS; i++) {
        int at = rand_r(&state) % 64;
        size_t size = (1 + rand_r(&state) % 40) * 4096;
        if (kept[at] == NULL) {
            kept[at] = any(sizes[at] = size);
        } else if (rand_r(&state) % 3 == 0) {
            munmap(kept[at], sizes[at]);
            kept[at] = NULL;
        } else if (rand_r(&state) % 2 == 0) {
            kept[at] = mremap(kept[at], sizes[at], size, MREMAP_MAYMOVE);
            sizes[at] = size;
        } else {
            mprotect(kept[at], 4096, rand_r(&state) % 2 ? PROT_NONE : PROT_READ | PROT_WRITE);
        }
    }
    // An arena of its own, grown.
    for (int i = 0; i < 200; i++)
        memset(malloc(5000), 1, 5000);
    return NULL;
}

int main(void)
{
    pthread_t threads[THREADS];
    char *hole = any(1 << 20);
    munmap(hole + 4096, 8192);
    mmap(hole + 65536, 65536, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, work, (void *)(i + 1));
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    // A thread's stack may be given back by the next one; this one's maps are read when nobody else runs.
    int fd = open("/proc/self/maps", O_RDONLY);
    size_t length = 0;
    for (ssize_t got; (got = read(fd, buffer + length, sizeof buffer - length)) > 0;)
        length += got;
    for (size_t done = 0; done < length;)
        done += write(1, buffer + done, length - done);
    _exit(0);
}
