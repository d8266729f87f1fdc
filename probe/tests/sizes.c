/* Sizes of which each block is noted. */
#include "whole.h"

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
    stop();
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
    stop();
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
    stop();
}

void sizes(void)
{
    RUN(each_block_of_a_size_that_is_asked_for_is_noted);
    RUN(sizes_that_cost_too_much_are_drawn_again);
    RUN(sizes_of_which_too_many_live_are_drawn_again);
}
