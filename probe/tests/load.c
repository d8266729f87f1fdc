/* Threads that allocate, load, begin and end while sessions come and go. */
#include "whole.h"

volatile int stopping;

static void *load_and_unload(void *nothing)
{
    (void)nothing;
    while (!stopping) {
        void *at = dlopen(library, RTLD_NOW | RTLD_LOCAL);
        void *(*make)(size_t) = (void *(*)(size_t))dlsym(at, "make");
        void (*unmake)(void *) = (void (*)(void *))dlsym(at, "unmake");
        for (int i = 0; i < 100; i++)
            unmake(make(4099));
        dlclose(at);
    }
    return 0;
}

void *churn(void *nothing)
{
    (void)nothing;
    void *kept[64] = { 0 };
    for (unsigned i = 0; !stopping; i++) {
        free(kept[i % 64]);
        kept[i % 64] = seen(i % 3 ? malloc(i % 5000) : realloc(0, i % 50000));
    }
    for (int i = 0; i < 64; i++)
        free(kept[i]);
    return 0;
}

void *short_lived(void *nothing) { (void)nothing; free(seen(malloc(100))); return 0; }

static void *make_threads(void *count)
{
    pthread_t thread;
    while (!stopping) {
        pthread_create(&thread, 0, short_lived, 0);
        pthread_join(thread, 0);
        ++*(long *)count;
    }
    return 0;
}

static void on_signal(int number) { (void)number; free(seen(malloc(33))); }

/* The signal's handler allocates in the midst of the allocator only if the allocator bears it: glibc's does not, so it goes to
 * a thread that never allocates by itself. */
static void *be_interrupted(void *nothing)
{
    (void)nothing;
    sigset_t set;
    sigemptyset(&set), sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_UNBLOCK, &set, 0);
    while (!stopping) {}
    return 0;
}

static void cycles_under_load(void)
{
    pthread_t threads[6];
    long made = 0;
    sigset_t set;
    sigemptyset(&set), sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, 0);
    signal(SIGUSR1, on_signal);
    begin(1), stop();
    int open_before = files();
    stopping = 0;
    pthread_create(&threads[0], 0, load_and_unload, 0);
    pthread_create(&threads[1], 0, churn, 0);
    pthread_create(&threads[2], 0, churn, 0);
    pthread_create(&threads[3], 0, make_threads, &made);
    pthread_create(&threads[4], 0, be_interrupted, 0);
    for (int i = 0; i < cycles; i++) {
        begin(i % 2 ? 1 : 4096);
        if (i % 3 == 0)
            ask_for(4099, 5003);
        pthread_kill(threads[4], SIGUSR1);
        while (counted(SAMPLES) < 300)
            probe("rescan");
        CHECK(counted(STALE) == 0, "cycle %d: %lu stale", i, counted(STALE));
        stop();
    }
    stopping = 1;
    for (int i = 0; i < 5; i++)
        pthread_join(threads[i], 0);
    CHECK(files() == open_before, "%d files, %d before", files(), open_before);
}

static void more_threads_than_the_table_has_are_counted(void)
{
    enum { AT_ONCE = 250 };
    int rounds = cycles < 40 ? cycles : 40;
    pthread_t threads[AT_ONCE];
    pthread_attr_t small;
    pthread_attr_init(&small), pthread_attr_setstacksize(&small, 65536);
    begin(1);
    for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < AT_ONCE; i++)
            CHECK(pthread_create(&threads[i], &small, short_lived, 0) == 0, "no thread");
        for (int i = 0; i < AT_ONCE; i++)
            pthread_join(threads[i], 0);
    }
    CHECK(counted(SAMPLES) >= (uint64_t)(AT_ONCE * rounds) && (AT_ONCE * rounds < THREADS * 6 / 5 || counted(THREADS_FULL) > 0), "%lu samples, %lu without a row", counted(SAMPLES), counted(THREADS_FULL));
    stop();
}

static volatile int halted;

/* A thread that stays in the probe: its free of a sample stops at a page that is not there, as long as this handler says. */
static void on_missing_page(int number, siginfo_t *info, void *context)
{
    (void)number, (void)context;
    halted = 1;
    while (halted) {}
    mprotect((void *)((uintptr_t)info->si_addr & ~4095ul), 4096, PROT_READ | PROT_WRITE);
}

static void *free_it(void *block) { free(block); return 0; }
static volatile long answer_of_rescan;
static void *ask_rescan(void *nothing) { (void)nothing; answer_of_rescan = probe("rescan"); return 0; }

/* Before it answers fathom may not use what the thread inside still reads. */
static void a_rescan_waits_for_who_is_inside_and_for_nobody_else(void)
{
    pthread_t inside, asking, other;
    struct sigaction action = { .sa_sigaction = on_missing_page, .sa_flags = SA_SIGINFO }, was;
    sigaction(SIGSEGV, &action, &was);
    begin(1);
    void *block = seen(malloc(80021)), *block2 = seen(malloc(80023));
    struct table *theirs = 0;
    uint64_t at = 0;
    /* The probe's own mapping of the table is the one that is not ours. */
    FILE *maps = fopen("/proc/self/maps", "r");
    for (char line[512]; fgets(line, sizeof line, maps); )
        if (strstr(line, "memfd:fathom-probe") && (void *)(at = strtoul(line, 0, 16)) != (void *)table)
            theirs = (void *)at;
    fclose(maps);
    int entry = -1;
    for (int i = 0; i < ENTRIES; i++)
        if (table->key[i] == (uint64_t)block)
            entry = i;
    CHECK(theirs && entry >= 0, "no table, no sample");
    void *page = (void *)((uintptr_t)&theirs->entry[entry] & ~4095ul);
    mprotect(page, 4096, PROT_NONE);
    pthread_create(&inside, 0, free_it, block);
    while (!halted) {}
    /* That one stays where it is; entries of others may lie in the same page. */
    mprotect(page, 4096, PROT_READ | PROT_WRITE);
    answer_of_rescan = 0;
    pthread_create(&asking, 0, ask_rescan, 0);
    /* Others come and go meanwhile, and do not keep it waiting any longer. */
    for (int i = 0; i < 200; i++) {
        pthread_create(&other, 0, free_it, i ? seen(malloc(100)) : block2);
        pthread_join(other, 0);
        CHECK(answer_of_rescan == 0, "answered at %d", i);
    }
    halted = 0;
    pthread_join(asking, 0), pthread_join(inside, 0);
    CHECK(answer_of_rescan == 1, "%ld", answer_of_rescan);
    expect(80021, 0, "freed"), expect(80023, 0, "freed");
    stop();
    sigaction(SIGSEGV, &was, 0);
}

void load_on_it(void)
{
    RUN(a_rescan_waits_for_who_is_inside_and_for_nobody_else);
    RUN(more_threads_than_the_table_has_are_counted);
    RUN(cycles_under_load);
}
