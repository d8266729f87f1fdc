/* Parts of the probe by themselves, linked with the tests: sampling, the table of live samples, stacks. */
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include "../probe.h"
#include "test.h"

int checks_failed;
const char *skipped;

static void new_table(void)
{
    if (table)
        munmap(table, sizeof *table);
    table = mmap(0, sizeof *table, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(filter, 0, sizeof filter);
}

static void weights_are_those_of_libm(void)
{
    for (uint64_t interval = 1; interval <= 1ull << 30; interval *= 8)
        for (uint64_t size = 1; size <= 1ull << 40; size = size * 3 / 2 + 1) {
            double truth = (double)size / -expm1(-(double)size / (double)interval);
            double mine = (double)weight_of(size, interval);
            CHECK(fabs(mine - truth) <= truth * 1e-6 + 0.51, "%lu of %lu: %f, not %f", size, interval, mine, truth);
        }
}

/* An exponential distribution: its mean, and how much lies below each tenth of its range of chances. */
static void draws_are_exponential(void)
{
    enum { N = 2000000, MEAN = 524288 };
    uint64_t random = 88172645463325252ull;
    double sum = 0;
    long below[10] = { 0 }, tiny = 0;
    for (int i = 0; i < N; i++) {
        int64_t bytes = draw(&random, MEAN);
        CHECK(bytes >= 1 && bytes <= 40ll * MEAN, "%ld", bytes);
        sum += (double)bytes;
        tiny += bytes < 100;
        for (int d = 1; d < 10; d++)
            below[d] += (double)bytes < -log(1 - d / 10.0) * MEAN;
    }
    double expected = N * -expm1(-100.0 / MEAN);
    CHECK(fabs((double)tiny - expected) < 5 * sqrt(expected), "%ld below 100, %f expected", tiny, expected);
    CHECK(fabs(sum / N / MEAN - 1) < 0.003, "mean %f", sum / N / MEAN);
    for (int d = 1; d < 10; d++)
        CHECK(fabs(below[d] / (double)N - d / 10.0) < 0.002, "%d tenths: %f", d, below[d] / (double)N);
}

static struct entry entry_of(uint64_t size) { return (struct entry){ .size = size, .weight = 2 * size, .stack = 1 }; }

static void what_is_put_is_taken_once(void)
{
    struct entry e = entry_of(7), got;
    new_table();
    CHECK(!live_take(4096, &got), "nothing is there");
    live_put(4096, &e);
    CHECK(load(filter_of(hash_of(4096))) == 1, "filter");
    CHECK(live_take(4096, &got) && got.size == 7 && got.weight == 14, "size %lu", got.size);
    CHECK(!live_take(4096, &got), "twice");
    CHECK(load(filter_of(hash_of(4096))) == 0, "filter");
    CHECK(table->stack[0].made_bytes == 14 && table->stack[0].freed_bytes == 14, "sums");
}

static void an_address_that_comes_again_replaces_the_old_one(void)
{
    struct entry a = entry_of(7), b = entry_of(9), got;
    new_table();
    live_put(4096, &a), live_put(4096, &b);
    CHECK(table->h.count[STALE] == 1, "%lu", table->h.count[STALE]);
    CHECK(live_take(4096, &got) && got.size == 9, "size %lu", got.size);
    CHECK(!live_take(4096, &got) && load(filter_of(hash_of(4096))) == 0, "once");
}

static void a_full_bucket_is_counted_and_forgets_nothing_else(void)
{
    new_table();
    uint64_t bucket = hash_of(16) >> 50, in[64];
    int n = 0;
    for (uint64_t a = 16; n < 12; a += 16)
        if (hash_of(a) >> 50 == bucket)
            in[n++] = a;
    for (int i = 0; i < n; i++) {
        struct entry e = entry_of((uint64_t)i + 1);
        live_put(in[i], &e);
    }
    CHECK(table->h.count[BUCKET_FULL] == 4, "%lu", table->h.count[BUCKET_FULL]);
    uint64_t made = 0;
    for (int i = 0; i < n; i++) {
        struct entry got;
        int found = live_take(in[i], &got);
        CHECK(found == (i < WAYS), "%d", i);
        made += found ? got.weight : 0;
    }
    CHECK(table->stack[0].made_bytes == made && table->stack[0].freed_bytes == made, "what was dropped was not made");
}

static volatile int stopping;

static void *put_and_take(void *number)
{
    uint64_t base = ((uint64_t)(uintptr_t)number + 1) << 32;
    for (uint64_t round = 0; round < 200000; round++) {
        uint64_t at = base + (round % 512) * 16;
        struct entry e = { .size = at, .weight = at ^ 0x5555, .stack = 1 }, got;
        live_put(at, &e);
        CHECK(live_take(at, &got) && got.size == at && got.weight == (at ^ 0x5555), "round %lu", round);
    }
    return 0;
}

/* As fathom does it from outside: the key, the entry, the key again. */
static void *read_along(void *seen)
{
    while (!stopping)
        for (int i = 0; i < ENTRIES; i++) {
            uint64_t key = load_acquire(&table->key[i]);
            if (key < 2)
                continue;
            struct entry e = table->entry[i];
            __atomic_thread_fence(__ATOMIC_ACQUIRE);
            if (load(&table->key[i]) != key)
                continue;
            /* The same address may have come and gone between: its entry is the same again. */
            CHECK(e.size == key && e.weight == (key ^ 0x5555), "torn: %lx %lx", key, e.size);
            ++*(long *)seen;
        }
    return 0;
}

static void writers_and_a_reader_agree(void)
{
    pthread_t writers[4], reader;
    long seen = 0;
    new_table();
    stopping = 0;
    pthread_create(&reader, 0, read_along, &seen);
    for (long i = 0; i < 4; i++)
        pthread_create(&writers[i], 0, put_and_take, (void *)i);
    for (int i = 0; i < 4; i++)
        pthread_join(writers[i], 0);
    stopping = 1;
    pthread_join(reader, 0);
    for (int i = 0; i < 32768; i++)
        CHECK(filter[i] == 0, "cell %d: %d", i, filter[i]);
    CHECK(table->stack[0].made_bytes == table->stack[0].freed_bytes, "sums");
}

/* A stack across a page's end and far from the thread's variables, which would be its bound; of three functions the last says stop. */
static struct caller in_three_functions(void)
{
    enum { PAGE = 4096 };
    static char *pages;
    if (!pages)
        pages = mmap((void *)0x200000000000, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(pages, 2 * PAGE, PROT_READ | PROT_WRITE);
    memset(pages, 0, 2 * PAGE);
    uintptr_t *stack = (uintptr_t *)(pages + PAGE - 8 * sizeof *stack), fp = (uintptr_t)&stack[13];
    new_table();
    table->h.stack_end = (uintptr_t)&stack[32];
    for (int i = 1; i < MODULES; i++)
        table->module[1][i].end = UINT64_MAX;
    table->module[1][0] = (struct module){ 0x401000, 0x404000, 0x400000, 7, 3 };
    table->row[7] = (struct row){ 0x1000, 32, FROM_STACK, -2 };
    table->row[8] = (struct row){ 0x2000, 16, FROM_FRAME, RETURNS_BEFORE_FRAME ? -2 : 0 };
    table->row[9] = (struct row){ 0x3000, 0, STOP, 0 };
    table->h.module_table = 2;
    /* Of the first: its caller's frame pointer and where it goes on there; then the same of the second, at its frame pointer.
     * Where a frame's two words lie at its end, as on x86-64, arm64 may have them as well. */
    stack[2] = fp, stack[3] = 0x402100, stack[13] = 42, stack[14] = 0x403100;
    return (struct caller){ 0x401100, (uintptr_t)stack, 0 };
}

static void a_walk_finds_each_caller(void)
{
    struct thread self = { .tid = 1 };
    uint32_t number = stack_of(in_three_functions(), &self);
    CHECK(number != 0, "no stack");
    struct stack *found = &table->stack[number - 1];
    uint64_t *frames = &table->frame[found->frame];
    CHECK(found->length == 3 && frames[0] == 0x401100 && frames[1] == 0x402100 && frames[2] == 0x403100, "%u: %lx %lx %lx", found->length, frames[0], frames[1], frames[2]);
}

static void a_frame_that_lies_about_its_end_leads_nowhere(void)
{
    struct thread self = { .tid = 1 };
    struct caller caller = in_three_functions();
    table->row[7].cfa = -32;
    uint32_t number = stack_of(caller, &self);
    CHECK(number != 0 && table->stack[number - 1].length == 1, "%u", table->stack[number - 1].length);
}

/* The first frame ends in the page, the second behind it, where nothing can be read. */
static void without_a_bound_a_walk_keeps_to_its_page(void)
{
    struct thread self = { .tid = 1 };
    struct caller caller = in_three_functions();
    table->h.stack_end = 0;
    mprotect((void *)((caller.sp | 4095) + 1), 4096, PROT_NONE);
    uint32_t number = stack_of(caller, &self);
    CHECK(number != 0 && table->stack[number - 1].length == 2, "%u", table->stack[number - 1].length);
}

static void no_row_of_garbage_leads_a_walk_astray(void)
{
    new_table();
    uint64_t random = 42;
    struct thread self = { .tid = 1 };
    struct module *module = table->module[0];
    for (int i = 0; i < MODULES; i++)
        module[i].end = UINT64_MAX;
    module[0] = (struct module){ 4096, UINT64_MAX - 1, 0, 0, 64 };
    table->h.module_table = 1;
    for (int round = 0; round < 20000; round++) {
        for (int i = 0; i < 64; i++) {
            draw(&random, 1);
            memcpy(&table->row[i], &random, sizeof random);
            table->row[i].pc = (uint32_t)i << 26;
        }
        module[0].row = round % 3 ? 0 : (uint32_t)random;
        stack_of(CALLER(), &self);
    }
    CHECK(table->h.count[STACKS_FULL] + table->h.frames_used > 0, "walks");
}

int main(void)
{
    RUN(weights_are_those_of_libm);
    RUN(draws_are_exponential);
    RUN(what_is_put_is_taken_once);
    RUN(an_address_that_comes_again_replaces_the_old_one);
    RUN(a_full_bucket_is_counted_and_forgets_nothing_else);
    RUN(writers_and_a_reader_agree);
    RUN(a_walk_finds_each_caller);
    RUN(a_frame_that_lies_about_its_end_leads_nowhere);
    RUN(without_a_bound_a_walk_keeps_to_its_page);
    RUN(no_row_of_garbage_leads_a_walk_astray);
    return checks_failed != 0;
}
