// Threads that never rest and take a signal each time: one swallowed or a thread left standing would show in the sums.
#include "target.h"
#include <signal.h>
#include <stdatomic.h>

enum { THREADS = 4 };

static struct { atomic_long raised, handled; } counts[THREADS];
static _Thread_local int own;
static atomic_int over;

static void handle(int signal) {
    (void)signal;
    counts[own].handled++;
}

static void *work(void *number) {
    own = (int)(intptr_t)number;
    while (!over) {
        counts[own].raised++;
        raise(SIGUSR1);
    }
    return 0;
}

int main(void) {
    signal(SIGUSR1, handle);
    pthread_t threads[THREADS];
    for (intptr_t i = 0; i < THREADS; i++)
        pthread_create(&threads[i], 0, work, (void *)i);
    say("counts", counts, sizeof counts);
    ready();
    over = 1;
    long raised = 0, handled = 0;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], 0);
        raised += counts[i].raised;
        handled += counts[i].handled;
    }
    say("raised", 0, (size_t)raised);
    say("handled", 0, (size_t)handled);
    ready();
}
