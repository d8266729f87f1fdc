// users THREADS: each thread, the first too, mallocs and says "block ADDRESS TID". It never frees, so what it says stays
// true: the arena that the block is in is the one that the thread uses.
#include "target.h"

static pthread_barrier_t done;
static void *blocks[256];
static pid_t tids[256];

static void use(size_t number) {
    // What a thread got before it had an arena of its own would be in another one.
    check(malloc(2000), "malloc");
    blocks[number] = check(malloc(3000), "malloc");
    tids[number] = (pid_t)syscall(SYS_gettid);
}

static void *work(void *number) {
    use((size_t)number);
    pthread_barrier_wait(&done);
    pause();
    return 0;
}

int main(int count, char **words) {
    size_t threads = count > 1 ? strtoul(words[1], 0, 10) : 0;
    if (threads > 255)
        return 2;
    pthread_barrier_init(&done, 0, (unsigned)threads + 1);
    for (size_t i = 1; i <= threads; i++) {
        pthread_t thread;
        pthread_create(&thread, 0, work, (void *)i);
    }
    use(0);
    pthread_barrier_wait(&done);
    for (size_t i = 0; i <= threads; i++)
        say("block", blocks[i], (size_t)tids[i]);
    ready();
}
