/* Operators new and delete: libstdc++'s, which call malloc, and those that an allocator brings itself. Each block counts once. */
#include "whole.h"

static void *(*make[4])(size_t), (*unmake[2])(void *), (*unmake_sized[2])(void *, size_t);
static int (*exhaust)(void), (*exhaust_with_handler)(void);

/* 0: there is no such library here: for another machine, or for musl, which glibc's libstdc++ is not for. */
static int find_operators(void)
{
    if (!dlsym(RTLD_DEFAULT, "gnu_get_libc_version"))
        return 0;
    static const char *names[4] = { "plus_new", "plus_new_array", "plus_new_nothrow", "plus_new_aligned" };
    char path[4096];
    snprintf(path, sizeof path, "%.*s/plus.so", (int)(strrchr(library, '/') - library), library);
    void *plus = dlopen(path, RTLD_NOW);
    if (!plus) {
        dlerror();
        return 0;
    }
    for (int i = 0; i < 4; i++)
        make[i] = (void *(*)(size_t))dlsym(plus, names[i]);
    unmake[0] = (void (*)(void *))dlsym(plus, "plus_delete"), unmake[1] = (void (*)(void *))dlsym(plus, "plus_delete_array");
    unmake_sized[0] = (void (*)(void *, size_t))dlsym(plus, "plus_delete_sized"), unmake_sized[1] = (void (*)(void *, size_t))dlsym(plus, "plus_delete_aligned");
    exhaust = (int (*)(void))dlsym(plus, "plus_exhaust"), exhaust_with_handler = (int (*)(void))dlsym(plus, "plus_exhaust_with_handler");
    return exhaust_with_handler != 0;
}

static const char *none = "there is no library in C++ for it";

static void a_block_of_each_operator_is_seen_once(void)
{
    if (!find_operators()) {
        skipped = none;
        return;
    }
    uint64_t led = slots_led();
    begin(1);
    free(seen(malloc(1)));
    for (int i = 0; i < 4; i++) {
        /* libstdc++ asks aligned_alloc for whole multiples of the alignment (new_opa.cc). */
        uint64_t before = counted(SAMPLES), size = i == 3 ? 4288 : 4057 + 64 * (uint64_t)i, frees = counted(FREES);
        void *block = seen(make[i](size));
        expect(size, 1, "made");
        CHECK(counted(SAMPLES) == before + 1, "%lu samples of one block of operator %d", counted(SAMPLES) - before, i);
        if (i == 1) unmake[1](block);
        else if (i == 0) unmake[0](block);
        else unmake_sized[i - 2](block, size);
        expect(size, 0, "gone");
        CHECK(counted(FREES) == frees + 1, "%lu frees of operator %d", counted(FREES) - frees, i);
    }
    CHECK(counted(STALE) == 0 && counted(REENTERED) == 0, "%lu stale, %lu in the probe", counted(STALE), counted(REENTERED));
    stop();
    CHECK(slots_led() == led, "%lu words led, %lu before", slots_led(), led);
}

static void operators_are_drawn_once(void)
{
    enum { COUNT = 20000, SIZE = 1009, INTERVAL = 16384 };
    static void *blocks[COUNT];
    if (!find_operators()) {
        skipped = none;
        return;
    }
    long n;
    begin(INTERVAL);
    for (int i = 0; i < COUNT; i++)
        blocks[i] = seen(make[i % 3](SIZE));
    double sum = live(SIZE, &n), truth = (double)SIZE * COUNT, p = -expm1(-(double)SIZE / INTERVAL);
    CHECK(fabs(sum - truth) <= 5 * truth * sqrt((1 - p) / p / COUNT), "%f of what was made, %ld samples", sum / truth, n);
    for (int i = 0; i < COUNT; i++)
        unmake[i % 3 == 1](blocks[i]);
    live(SIZE, &n);
    CHECK(n == 0 && counted(STALE) == 0, "%ld stay, %lu stale", n, counted(STALE));
    stop();
}

static int exhaust_here(void) { return exhaust() == 1 && exhaust_with_handler() == 1 ? 0 : NOT_HERE; }

static int exhaust_while_traced(void)
{
    static const uint64_t intervals[] = { 1, 524288, 1ull << 50 };
    for (int i = 0; i < 3; i++) {
        begin(intervals[i]);
        for (int k = 0; k < 100; k++)
            if (exhaust() != 1 || exhaust_with_handler() != 1)
                return 1;
        long n;
        live(4001, &n);
        if (n != 0)
            return 2;
        stop();
    }
    return 0;
}

static void an_exception_comes_through_the_hook(void)
{
    int status;
    pid_t child = find_operators() ? fork() : -1;
    if (child == 0)
        fclose(stderr), _exit(exhaust_here());
    if (child > 0 && waitpid(child, &status, 0) == child && status == 0)
        check_child(exhaust_while_traced, 0);
    else
        skipped = "this allocator ends the program where operator new has no room, or there is no library in C++";
}

void operators(void)
{
    RUN(a_block_of_each_operator_is_seen_once);
    RUN(operators_are_drawn_once);
    RUN(an_exception_comes_through_the_hook);
}
