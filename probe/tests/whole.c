/* The built probe, loaded as a JVM loads it: whole.c PROBE.SO LIBRARY.SO [CYCLES], where LIBRARY.SO calls malloc through slots of its own. */
#include <dlfcn.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>
#include <link.h>
#include "../layout.h"
#include "../system.h"
#include "test.h"

int checks_failed;
static int (*probe)(const char *);
static struct table *table;
static const char *library;
static int cycles = 200;

static void *seen(void *block) { __asm__ volatile("" : "+r"(block) : : "memory"); return block; }

static int files(void)
{
    int n = 0;
    for (int i = 0; i < 1024; i++)
        n += fcntl(i, 1 /* F_GETFD */) >= 0;
    return n;
}

static struct table *find_table(void)
{
    for (int i = 3; i < 1024; i++) {
        char path[64], to[64];
        snprintf(path, sizeof path, "/proc/self/fd/%d", i);
        ssize_t n = readlink(path, to, sizeof to - 1);
        if (n > 0 && (to[n] = 0, strstr(to, "memfd:fathom-probe")))
            return mmap(0, sizeof *table, PROT_READ | PROT_WRITE, MAP_SHARED, i, 0);
    }
    return MAP_FAILED;
}

static void begin(uint64_t interval)
{
    CHECK(probe("open") == 1, "open");
    table = find_table();
    CHECK(table != MAP_FAILED, "no file of memory");
    table->h.interval = interval, table->h.budget_ppm = 1000000000, table->h.java = 0;
    CHECK(probe("start") == 1, "start");
}

static void end(void)
{
    CHECK(probe("stop") == 1, "stop");
    munmap(table, sizeof *table);
}

static void ask_for(uint64_t from, uint64_t to)
{
    table->h.exact[0] = (struct size_range){ from, to };
    table->h.exact_ranges = from <= to;
    CHECK(probe("sizes") == 1, "sizes");
}

static double live(uint64_t of_size, long *n)
{
    double sum = 0;
    *n = 0;
    for (int i = 0; i < ENTRIES; i++)
        if (table->key[i] > 1 && (of_size == 0 || table->entry[i].size == of_size))
            sum += (double)table->entry[i].weight, ++*n;
    return sum;
}

static uint64_t counted(enum counter what) { return table->h.count[what]; }

/* Sizes that are prime, so that no other block of the process has them. Five standard deviations. */
static void an_estimate_is_as_good_as_it_says(void)
{
    static const uint64_t sizes[] = { 17, 103, 1009, 10007, 100003, 1000003, 16000057 };
    enum { MOST = 400000 };
    void **blocks = malloc(MOST * sizeof *blocks);
    for (uint64_t interval = 4096; interval <= 524288; interval *= 16)
        for (int s = 0; s < 7; s++) {
            uint64_t size = sizes[s];
            long count = (long)((64ull << 20) / size), n;
            count = count > MOST ? MOST : count;
            begin(interval);
            for (long i = 0; i < count; i++)
                blocks[i] = seen(malloc(size));
            double sum = live(size, &n), truth = (double)size * (double)count, p = -expm1(-(double)size / (double)interval);
            double deviation = truth * sqrt((1 - p) / p / (double)count);
            CHECK(fabs(sum - truth) <= 5 * deviation + truth * 1e-6, "%ld of %lu by %lu: %f, deviation %f", count, size, interval, sum / truth, deviation / truth);
            for (long i = 0; i < count; i++)
                free(blocks[i]);
            live(size, &n);
            CHECK(n == 0, "%ld stay of %lu", n, size);
            CHECK(counted(BUCKET_FULL) == 0 && counted(STALE) == 0, "lost");
            end();
        }
    free(blocks);
}

/* A counter that starts again at nought would always meet the same one of these. */
static void a_pattern_in_the_sizes_hides_nothing(void)
{
    long n;
    begin(65536);
    enum { ROUNDS = 4000 };
    static void *kept[ROUNDS][4];
    static const uint64_t pattern[4] = { 7177, 32771, 13, 25583 };
    for (int i = 0; i < ROUNDS; i++)
        for (int k = 0; k < 4; k++)
            kept[i][k] = seen(malloc(pattern[k]));
    for (int k = 0; k < 4; k++) {
        double p = -expm1(-(double)pattern[k] / 65536), sum = live(pattern[k], &n) / (double)pattern[k];
        CHECK(pattern[k] * ROUNDS < 30 * 65536 || fabs(sum - ROUNDS) <= 5 * sqrt(ROUNDS * (1 - p) / p), "%lu: %f", pattern[k], sum);
        CHECK(n <= ROUNDS * p + 5 * sqrt(ROUNDS * p) + 10, "%lu: %ld samples of %f", pattern[k], n, ROUNDS * p);
    }
    for (int i = 0; i < ROUNDS; i++)
        for (int k = 0; k < 4; k++)
            free(kept[i][k]);
    end();
}

static void expect(uint64_t size, long blocks, const char *why)
{
    long n;
    live(size, &n);
    CHECK(n == blocks, "%s: %ld blocks of %lu", why, n, size);
}

static void every_way_to_a_block_is_seen(void)
{
    void *p;
    begin(1);
    free(seen(malloc(1)));      /* this thread's first draw may have come before the interval */
    p = seen(calloc(3, 1009));
    expect(3027, 1, "calloc");
    p = seen(realloc(p, 5003));
    expect(3027, 0, "moved away"), expect(5003, 1, "realloc");
    CHECK(!realloc(p, (size_t)1 << 62) && errno == ENOMEM, "must fail");
    expect(5003, 1, "put back");
    p = seen(reallocarray(p, 7, 1009));
    expect(5003, 0, "moved away"), expect(7063, 1, "reallocarray");
    errno = 0;
    CHECK(!reallocarray(p, (size_t)1 << 40, (size_t)1 << 40) && errno == ENOMEM, "must fail");
    expect(7063, 1, "left");
    free(realloc(p, 0));        /* glibc frees and gives none, others give one of no bytes */
    expect(7063, 0, "gone");
    CHECK(posix_memalign(&p, 64, 3001) == 0, "posix_memalign");
    expect(3001, 1, "posix_memalign");
    free(p);
    expect(3001, 0, "freed");
    p = seen(aligned_alloc(64, 6400));
    expect(6400, 1, "aligned_alloc");
    free(p);
    free(seen(malloc(0)));
    free(0);
    errno = 77;
    free(seen(malloc(12347)));
    CHECK(errno == 77, "errno %d", errno);
    CHECK(counted(REENTERED) == 0, "%lu", counted(REENTERED));
    end();
}

static void what_was_there_before_is_not_missed_when_it_goes(void)
{
    long n;
    void *p = seen(malloc(40009));
    begin(1);
    free(p);
    p = seen(malloc(40009));
    end();
    begin(1);
    live(0, &n);
    free(p);        /* sampled in the session before */
    CHECK(counted(FREES) == 0 && counted(STALE) == 0, "of another session");
    end();
}

static void a_child_leaves_the_parents_table_alone(void)
{
    begin(1);
    void *p = seen(malloc(50021));
    long before, after;
    live(0, &before);
    pid_t child = fork();
    if (child == 0) {
        free(p);
        for (int i = 0; i < 10000; i++)
            free(seen(malloc(100)));
        free(seen(strdup("child")));
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    live(0, &after);
    CHECK(status == 0, "%x", status);
    long n;
    live(50021, &n);
    CHECK(n == 1, "the block of the parent");
    free(p);
    end();
}

/* Of another library, registered before the probe's own: what they free in the parent is gone like any other block. */
static void *freed_before_fork, *freed_after_fork, *made_after_fork;
static void before_fork(void) { free(freed_before_fork), freed_before_fork = 0; }
static void after_fork(void) { free(freed_after_fork), freed_after_fork = 0, made_after_fork = seen(malloc(70003)); }

static void what_handlers_of_fork_free_is_gone(void)
{
    begin(1);
    freed_before_fork = seen(malloc(60013)), freed_after_fork = seen(malloc(60017));
    expect(60013, 1, "made"), expect(60017, 1, "made");
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    int status;
    waitpid(child, &status, 0);
    expect(60013, 0, "freed by the handler before"), expect(60017, 0, "freed by the handler in the parent");
    expect(70003, 1, "made by the handler in the parent");
    CHECK(status == 0 && counted(REENTERED) == 0, "%x, %lu", status, counted(REENTERED));
    free(made_after_fork);
    end();
}

static uint64_t pointer(const struct dl_phdr_info *info, uint64_t value) { return value < info->dlpi_addr ? value + info->dlpi_addr : value; }

/* Words of all libraries' slots, summed. */
static int sum_slots(struct dl_phdr_info *info, size_t size, void *to)
{
    (void)size;
    const ElfW(Dyn) *d = 0;
    uint64_t at[2] = { 0 }, bytes[2] = { 0 };
    for (int i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_DYNAMIC)
            d = (void *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
    for (; d && d->d_tag != DT_NULL; d++) {
        switch (d->d_tag) {
        case DT_JMPREL: at[0] = pointer(info, d->d_un.d_ptr); break;
        case DT_PLTRELSZ: bytes[0] = d->d_un.d_val; break;
        case DT_RELA: at[1] = pointer(info, d->d_un.d_ptr); break;
        case DT_RELASZ: bytes[1] = d->d_un.d_val; break;
        }
    }
    for (int k = 0; k < 2; k++)
        for (const ElfW(Rela) *r = (void *)at[k]; at[k] && (uint64_t)r < at[k] + bytes[k]; r++)
            if (ELF64_R_TYPE(r->r_info) == SLOT_JUMP || ELF64_R_TYPE(r->r_info) == SLOT_DATA)
                *(uint64_t *)to = *(uint64_t *)to * 31 + *(uint64_t *)(info->dlpi_addr + r->r_offset);
    return 0;
}

static int writable_slots(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[512];
    int n = 0;
    while (fgets(line, sizeof line, maps))
        n += strstr(line, " rw") != 0 || strstr(line, "rw-p") != 0;
    fclose(maps);
    return n;
}

static void the_end_leaves_everything_as_it_was(void)
{
    uint64_t before = 0, during = 0, after = 0;
    begin(4096), end();         /* what is resolved late is resolved now */
    int open_before = files(), rw_before = writable_slots();
    dl_iterate_phdr(sum_slots, &before);
    begin(4096);
    dl_iterate_phdr(sum_slots, &during);
    CHECK(counted(SLOTS) >= 5 && counted(SLOTS_LEFT) == 0, "%lu slots", counted(SLOTS));
    end();
    dl_iterate_phdr(sum_slots, &after);
    CHECK(before != during && before == after, "slots");
    CHECK(files() == open_before, "%d files, %d before", files(), open_before);
    CHECK(writable_slots() == rw_before, "%d writable mappings, %d before", writable_slots(), rw_before);
}

/* Each time elsewhere: what is noted of its slots must go with it. */
static void libraries_come_and_go_without_end(void)
{
    begin(4096);
    enum { TIMES = 2500 };
    static void *gaps[TIMES];
    for (int i = 0; i < TIMES; i++) {
        void *at = dlopen(library, RTLD_NOW | RTLD_LOCAL);
        CHECK(probe("rescan") == 1, "%d", i);
        void *page = (void *)((uintptr_t)dlsym(at, "make") & ~4095ul);
        dlclose(at);
        /* musl unloads nothing. */
        gaps[i] = mmap(page, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | 0x100000 /* FIXED_NOREPLACE */, -1, 0);
    }
    CHECK(counted(SLOTS_UNDO_FULL) == 0 && (gaps[0] == MAP_FAILED || counted(SLOTS) > 2 * TIMES), "%lu of %lu", counted(SLOTS_UNDO_FULL), counted(SLOTS));
    for (int i = 0; i < TIMES; i++)
        if (gaps[i] != MAP_FAILED)
            munmap(gaps[i], 4096);
    end();
}

static volatile int stopping;

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

static void *churn(void *nothing)
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

static void *short_lived(void *nothing) { (void)nothing; free(seen(malloc(100))); return 0; }

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

static void cycles_under_load_end_clean(int cycles)
{
    pthread_t threads[6];
    long made = 0;
    sigset_t set;
    sigemptyset(&set), sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, 0);
    signal(SIGUSR1, on_signal);
    begin(1), end();
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
        end();
    }
    stopping = 1;
    for (int i = 0; i < 5; i++)
        pthread_join(threads[i], 0);
    CHECK(files() == open_before, "%d files, %d before", files(), open_before);
}

/* Children that run on as they are, with the parent's other threads in the midst of everything. */
static void children_by_fork_alone_leave_the_parent_alone(void)
{
    pthread_t threads[2];
    stopping = 0;
    begin(1);
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], 0, churn, 0);
    void *kept = seen(malloc(90001));
    for (int i = 0; i < 5 * cycles; i++) {
        pid_t child = fork();
        if (child == 0) {
            free(kept);
            for (int k = 0; k < 200; k++)
                free(seen(malloc(100)));
            _exit(probe("rescan") == 3 ? 0 : 1);
        }
        int status;
        waitpid(child, &status, 0);
        CHECK(status == 0, "%x", status);
    }
    expect(90001, 1, "freed by children only");
    CHECK(counted(STALE) == 0 && probe("rescan") == 1, "%lu stale", counted(STALE));
    free(kept);
    stopping = 1;
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], 0);
    end();
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
    end();
}

#ifdef __GLIBC__
/* It has an allocator of its own there, which the probe neither sees nor touches. */
static void a_library_in_a_namespace_of_its_own_is_left_alone(void)
{
    begin(1);
    void *at = dlmopen(LM_ID_NEWLM, library, RTLD_NOW);
    CHECK(at, "%s", dlerror());
    void *(*make)(size_t) = (void *(*)(size_t))dlsym(at, "make");
    void (*unmake)(void *) = (void (*)(void *))dlsym(at, "unmake");
    for (int i = 0; i < 1000; i++)
        unmake(make(91009));
    CHECK(probe("rescan") == 1, "rescan");
    void *block = make(91009);
    expect(91009, 0, "another allocator's");
    unmake(block);
    dlclose(at);
    CHECK(probe("rescan") == 1, "rescan");
    end();
}
#endif

/* Beside LIBRARY.SO, with "opener" in its name for "library". */
static void *open_opener(void)
{
    char path[4096];
    const char *name = strstr(strrchr(library, '/'), "library");
    snprintf(path, sizeof path, "%.*sopener%s", (int)(name - library), library, name + strlen("library"));
    return dlopen(path, RTLD_NOW);
}

static void what_a_library_opens_is_seen_from_its_first_function_on(void)
{
    void *opener = open_opener();
    CHECK(opener, "%s", dlerror());
    void *(*make_by_opened)(const char *, size_t) = (void *(*)(const char *, size_t))dlsym(opener, "make_by_opened");
    void (*close_opened)(void) = (void (*)(void))dlsym(opener, "close_opened");
    void *(*next_of_mine)(const char *) = (void *(*)(const char *))dlsym(opener, "next_of_mine");
    void *next = next_of_mine("malloc"), *none = next_of_mine("fathom_probe");
    begin(1);
    uint64_t seen_before = counted(LIBRARIES_SEEN);
    void *block = make_by_opened(library, 91009);
    CHECK(block, "%s", dlerror());
    expect(91009, 1, "its first block");
    CHECK(counted(LIBRARIES_SEEN) == seen_before + 1, "told %lu times", counted(LIBRARIES_SEEN) - seen_before);
    CHECK(next_of_mine("malloc") == next && next_of_mine("fathom_probe") == none && next_of_mine("make") == 0, "who asks is somebody else");
    CHECK(counted(LIBRARIES_SEEN) == seen_before + 1, "nothing is new");
    free(block);
    expect(91009, 0, "freed");
    end();
    close_opened();
    CHECK(next_of_mine("malloc") == next, "afterwards");
    dlclose(opener);
}

static void cycles_under_load(void) { cycles_under_load_end_clean(cycles); }

static void the_budget_is_kept(void)
{
    begin(64);
    table->h.budget_ppm = 10000;
    struct timespec from, now;
    clock_gettime(CLOCK_MONOTONIC, &from);
    double seconds;
    uint64_t spent_at_half = 0;
    do {
        for (int i = 0; i < 1000; i++)
            free(seen(malloc(1000)));
        clock_gettime(CLOCK_MONOTONIC, &now);
        seconds = (double)(now.tv_sec - from.tv_sec) + (double)(now.tv_nsec - from.tv_nsec) / 1e9;
        if (seconds > 0.5 && spent_at_half == 0)
            spent_at_half = counted(SAMPLES);
    } while (seconds < 1);
    CHECK(table->h.interval_shift > 3, "shift %u", table->h.interval_shift);
    CHECK(counted(SAMPLES) - spent_at_half < 100000, "%lu samples in half a second", counted(SAMPLES) - spent_at_half);
    end();
}

/* A program that has closed its output must not print into the table, and one that reuses the number must not lose its file. */
static void the_file_is_far_from_the_programs_own_numbers_and_nobody_elses_is_closed(void)
{
    int kept = dup(0), number = -1;
    close(0);
    begin(65536);
    CHECK(fcntl(0, 1 /* F_GETFD */) < 0, "0 is taken");
    for (int i = 3; i < 1024 && number < 0; i++) {
        char path[64], to[64];
        snprintf(path, sizeof path, "/proc/self/fd/%d", i);
        ssize_t n = readlink(path, to, sizeof to - 1);
        if (n > 0 && (to[n] = 0, strstr(to, "memfd:fathom-probe")))
            number = i;
    }
    CHECK(number >= 700, "%d", number);
    CHECK(dup2(kept, number) == number, "not reused");
    end();
    CHECK(fcntl(number, 1) >= 0, "somebody else's was closed");
    close(number), dup2(kept, 0), close(kept);
}

static void one_owners_words_do_not_reach_anothers_table(void)
{
    CHECK(probe("open:a1") == 1, "open");
    table = find_table();
    CHECK(table->h.owner == 0xa1, "%lx", table->h.owner);
    table->h.java = 0;
    CHECK(probe("start:a2") == 10 && probe("start") == 10 && probe("stop:a2") == 10 && table->h.on == 0, "another's");
    CHECK(probe("start:a1") == 1 && probe("rescan:a1") == 1 && probe("rescan:a") == 10 && probe("stop:a1,open:b1") == 1, "its own");
    munmap(table, sizeof *table);
    CHECK(probe("stop:a1") == 10 && probe("stop:b1") == 1 && probe("stop:b1") == 3, "the next one's");
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
    end();
    sigaction(SIGSEGV, &was, 0);
}

static void each_block_of_a_size_that_is_asked_for_is_noted(void)
{
    enum { N = 1009 };
    static void *kept[3][N];
    long n;
    begin(524288);
    ask_for(4099, 4099);
    for (int i = 0; i < N; i++)
        for (int k = 0; k < 3; k++)
            kept[k][i] = seen(malloc(4098 + (size_t)k));
    double sum = live(4099, &n);
    CHECK(n == N && sum == N * 4099.0, "%ld blocks, %f bytes", n, sum);
    CHECK(counted(EXACT_BLOCKS) == N && counted(EXACT_LOST) == 0, "%lu, lost %lu", counted(EXACT_BLOCKS), counted(EXACT_LOST));
    live(4098, &n);
    CHECK(n < N / 4, "%ld of the size below", n);
    live(4100, &n);
    CHECK(n < N / 4, "%ld of the size above", n);
    for (int i = 0; i < N; i++)
        for (int k = 0; k < 3; k++)
            free(kept[k][i]);
    expect(4099, 0, "freed");
    void *p = seen(realloc(seen(malloc(100)), 4099));
    expect(4099, 1, "grown to it");
    p = seen(realloc(p, 4100));
    expect(4099, 0, "grown out of it");
    free(p), free(seen(calloc(1, 4099)));
    CHECK(counted(EXACT_BLOCKS) == N + 2 && counted(STALE) == 0, "%lu", counted(EXACT_BLOCKS));
    ask_for(1, 0);
    for (int i = 0; i < N; i++)
        free(seen(malloc(4099)));
    CHECK(counted(EXACT_BLOCKS) == N + 2, "%lu when it was no longer asked for", counted(EXACT_BLOCKS));
    end();
}

static void sizes_that_cost_too_much_are_drawn_again(void)
{
    begin(524288);
    table->h.budget_ppm = 1000;
    ask_for(1009, 1009);
    for (int i = 0; i < 1000000 && counted(EXACT_TOO_DEAR) == 0; i++)
        free(seen(malloc(1009)));
    uint64_t noted = counted(EXACT_BLOCKS);
    CHECK(counted(EXACT_TOO_DEAR) == 1 && noted > 0 && noted < 200000, "%lu after %lu", counted(EXACT_TOO_DEAR), noted);
    for (int i = 0; i < 1000; i++)
        free(seen(malloc(1009)));
    CHECK(counted(EXACT_BLOCKS) == noted, "%lu more", counted(EXACT_BLOCKS) - noted);
    end();
}

static void sizes_of_which_too_many_live_are_drawn_again(void)
{
    enum { N = ENTRIES / 2 };
    void **kept = malloc(N * sizeof *kept);
    long n;
    begin(524288);
    ask_for(103, 103);
    for (int i = 0; i < N; i++)
        kept[i] = seen(malloc(103));
    CHECK(counted(EXACT_TOO_MANY) == 1, "%lu", counted(EXACT_TOO_MANY));
    CHECK(counted(EXACT_BLOCKS) <= ENTRIES / 4 + 4, "%lu", counted(EXACT_BLOCKS));
    double sum = live(103, &n), p = -expm1(-103.0 / 524288), drawn = N - (double)(counted(EXACT_BLOCKS) + counted(EXACT_LOST));
    CHECK(fabs(sum / 103 - (double)counted(EXACT_BLOCKS) - drawn) < 5 * sqrt(drawn * (1 - p) / p), "%f blocks of %d", sum / 103, N);
    for (int i = 0; i < N; i++)
        free(kept[i]);
    expect(103, 0, "freed");
    free(kept);
    end();
}

static void a_table_that_is_in_use_is_not_opened_twice(void)
{
    begin(4096);
    CHECK(probe("open") == 2 && probe("start") == 2, "twice");
    end();
    CHECK(probe("stop") == 3 && probe("start") == 3 && probe("rescan") == 3 && probe("sizes") == 3 && probe("nonsense") == 8 && probe("") == 8, "closed");
}

int main(int argc, char **argv)
{
    setvbuf(stdout, 0, _IOLBF, 0);          /* what passed is known, whatever comes after it */
    void *loaded = dlopen(argv[1], RTLD_NOW);
    if (argc < 3 || !loaded || !(probe = (int (*)(const char *))dlsym(loaded, "fathom_probe"))) {
        printf("FAILED the probe does not load: %s\n", dlerror());
        return 1;
    }
    library = argv[2];
    pthread_atfork(before_fork, after_fork, 0);
    cycles = argc > 3 ? atoi(argv[3]) : cycles;
    RUN(an_estimate_is_as_good_as_it_says);
    RUN(a_pattern_in_the_sizes_hides_nothing);
    RUN(every_way_to_a_block_is_seen);
    RUN(what_was_there_before_is_not_missed_when_it_goes);
    RUN(a_child_leaves_the_parents_table_alone);
    RUN(what_handlers_of_fork_free_is_gone);
    RUN(the_end_leaves_everything_as_it_was);
    RUN(libraries_come_and_go_without_end);
    RUN(what_a_library_opens_is_seen_from_its_first_function_on);
    RUN(the_file_is_far_from_the_programs_own_numbers_and_nobody_elses_is_closed);
    RUN(one_owners_words_do_not_reach_anothers_table);
    RUN(a_rescan_waits_for_who_is_inside_and_for_nobody_else);
    RUN(a_table_that_is_in_use_is_not_opened_twice);
    RUN(each_block_of_a_size_that_is_asked_for_is_noted);
    RUN(sizes_that_cost_too_much_are_drawn_again);
    RUN(sizes_of_which_too_many_live_are_drawn_again);
    RUN(the_budget_is_kept);
    RUN(children_by_fork_alone_leave_the_parent_alone);
    RUN(more_threads_than_the_table_has_are_counted);
#ifdef __GLIBC__
    if (!getenv("LD_PRELOAD"))              /* the allocator would be preloaded into that namespace, too, and not bear it */
        RUN(a_library_in_a_namespace_of_its_own_is_left_alone);
#endif
    RUN(cycles_under_load);
    return checks_failed != 0;
}
