// Threads that malloc, and what malloc_info says of each arena: "arena NUMBER SYSTEM", "mmapped COUNT BYTES".
#include "target.h"
#include <malloc.h>

enum { THREADS = 5 };

static pthread_barrier_t done;

static void *work(void *number) {
    for (size_t i = 0; i < 300 * (size_t)number; i++)
        touch(check(malloc(4000), "malloc"), 4000);
    pthread_barrier_wait(&done);
    pause();
    return 0;
}

static void say_arenas(char *at) {
    for (char *heap = strstr(at, "<heap "); heap; heap = strstr(heap + 1, "<heap ")) {
        unsigned long number, size;
        char *system = strstr(heap, "<system type=\"current\"");
        if (sscanf(heap, "<heap nr=\"%lu\"", &number) == 1 && system
            && sscanf(system, "<system type=\"current\" size=\"%lu\"", &size) == 1)
            say("arena", (void *)number, size);
    }
    unsigned long count, size;
    if (sscanf(strstr(at, "<total type=\"mmap\""), "<total type=\"mmap\" count=\"%lu\" size=\"%lu\"", &count, &size) == 2)
        say("mmapped", (void *)count, size);
}

int main(void) {
    pthread_barrier_init(&done, 0, THREADS + 1);
    for (size_t i = 1; i <= THREADS; i++) {
        pthread_t thread;
        pthread_create(&thread, 0, work, (void *)i);
    }
    pthread_barrier_wait(&done);
    for (size_t i = 1; i < 8; i++)
        touch(check(malloc(i * 256 * 1024), "malloc"), i * 256 * 1024);
    static char report[1 << 20];
    FILE *memory = check(fmemopen(report, sizeof report, "w"), "fmemopen");
    malloc_info(0, memory);
    fclose(memory);
    say_arenas(report);
    ready();
}
