// Threads of every kind, each with its stack as pthread_getattr_np knows it: "KIND.TID START LENGTH".
#include "target.h"
#include <limits.h>

static pthread_barrier_t known;

static void say_own_stack(const char *kind) {
    pthread_attr_t attributes;
    void *start;
    size_t size;
    pthread_getattr_np(pthread_self(), &attributes);
    pthread_attr_getstack(&attributes, &start, &size);
    char name[64];
    snprintf(name, sizeof name, "%s.%ld", kind, syscall(SYS_gettid));
    say(name, start, size);
}

static void *sleeping(void *kind) {
    pthread_setname_np(pthread_self(), kind);
    say_own_stack(kind);
    pthread_barrier_wait(&known);
    pause();
    return 0;
}

static void *spinning(void *kind) {
    pthread_setname_np(pthread_self(), kind);
    say_own_stack(kind);
    pthread_barrier_wait(&known);
    for (volatile int on = 1; on;) {
    }
    return 0;
}

static void start(void *(*work)(void *), char *kind, void *stack, size_t size) {
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    if (stack)
        pthread_attr_setstack(&attributes, stack, size);
    else if (size)
        pthread_attr_setstacksize(&attributes, size);
    if (pthread_create(&thread, &attributes, work, kind) != 0)
        exit(1);
    pthread_barrier_wait(&known);
}

// A mapping with the flags of a stack, directly under which the next stack will lie.
static void above(void) {
    char *mine = check(mmap(0, 64 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0), "mmap");
    touch(mine, 64 * PAGE);
    say("plain", mine, 64 * PAGE);
}

int main(void) {
    pthread_barrier_init(&known, 0, 2);
    start(sleeping, "sleeps", 0, 0);
    start(sleeping, "sleeps", 0, 0);
    start(sleeping, "small", 0, PTHREAD_STACK_MIN);
    above();
    start(sleeping, "joined", 0, 256 * 1024);
    start(spinning, "spins", 0, 256 * 1024);
    above();
    start(spinning, "hidden", 0, 256 * 1024);
    void *own = anonymous(512 * 1024, PROT_READ | PROT_WRITE);
    start(sleeping, "given", own, 512 * 1024);
    ready();
}
