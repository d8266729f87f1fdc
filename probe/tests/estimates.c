/* Whether what was drawn stands for what was made, and what drawing may cost. */
#include "whole.h"

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
            /* Of 16,384 buckets for as many samples one has more than the eight that it holds in some of a hundred runs. */
            CHECK(counted(STALE) == 0 && counted(BUCKET_FULL) <= 2, "%lu stale, %lu without room", counted(STALE), counted(BUCKET_FULL));
            stop();
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
    stop();
}

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
    stop();
}

static void leak(uint64_t size, long count, uint64_t interval, const char *when)
{
    enum { MOST = 20000 };
    static void *blocks[MOST];
    long n;
    for (long i = 0; i < count; i++)
        blocks[i] = seen(malloc(size));
    double sum = live(size, &n), truth = (double)(size * (uint64_t)count), p = -expm1(-(double)size / (double)interval);
    CHECK(fabs(sum - truth) <= 5 * truth * sqrt((1 - p) / p / (double)count), "%s: %f of what was made, %ld samples", when, sum / truth, n);
    for (long i = 0; i < count; i++)
        free(blocks[i]);
}

/* Each call is a sample, whatever the interval; afterwards the thread that made them must not be blind. */
static void a_storm_of_large_blocks_blinds_nobody(void)
{
    begin(524288);
    table->h.budget_ppm = 1;
    for (int i = 0; i < 200000 && table->h.interval_shift < 7; i++)
        free(seen(malloc((size_t)(100 + i % 2 * 100) << 20)));
    CHECK(table->h.interval_shift == 7, "shift %u in the storm", table->h.interval_shift);
    for (int i = 0; i < 500; i++)
        free(seen(malloc((size_t)(100 + i % 2 * 100) << 20)));
    CHECK(table->h.interval_shift <= 7, "shift %u", table->h.interval_shift);
    table->h.budget_ppm = 1000000000;
    for (long i = 0; i < 100000000 && table->h.interval_shift > 0; i++)
        free(seen(malloc(1000)));
    CHECK(table->h.interval_shift == 0, "shift %u after it", table->h.interval_shift);
    leak(10007, 20000, 524288, "after a storm");
    stop();
}

/* Each way that was begun by one interval is ended by another. */
static void changes_of_the_interval_leave_no_bias(void)
{
    enum { ROUNDS = 400, EACH = 50 };
    static void *blocks[ROUNDS * EACH];
    static const uint64_t sizes[] = { 10007, 100003, 1000003 };
    long n;
    for (int s = 0; s < 3; s++) {
        begin(65536);
        for (int round = 0; round < ROUNDS; round++) {
            table->h.interval_shift = (uint32_t)(round * 7 % 5);
            for (int i = 0; i < EACH; i++)
                blocks[round * EACH + i] = seen(malloc(sizes[s]));
        }
        double sum = live(sizes[s], &n), truth = (double)sizes[s] * ROUNDS * EACH, p = -expm1(-(double)sizes[s] / (65536 << 4));
        CHECK(fabs(sum - truth) <= 5 * truth * sqrt((1 - p) / p / (ROUNDS * EACH)), "%lu: %f of what was made, %ld samples", sizes[s], sum / truth, n);
        for (int i = 0; i < ROUNDS * EACH; i++)
            free(blocks[i]);
        stop();
    }
}

void estimates(void)
{
    RUN(a_storm_of_large_blocks_blinds_nobody);
    RUN(changes_of_the_interval_leave_no_bias);
    RUN(an_estimate_is_as_good_as_it_says);
    RUN(a_pattern_in_the_sizes_hides_nothing);
    RUN(the_budget_is_kept);
}
