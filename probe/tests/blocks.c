/* Each way by which a block comes and goes. */
#include "whole.h"

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
    stop();
}

/* What cannot be had is asked for by programs that take a negative number for a size: the thread is sampled all the same. */
static int ask_for_sizes_without_sense(void)
{
    size_t senseless[] = { (size_t)-1, (size_t)3 << 62, (size_t)1 << 63 };
    begin(1);
    free(seen(malloc(1)));
    for (int i = 0; i < 3; i++) {
        CHECK(!seen(malloc(senseless[i])), "must fail");
        CHECK(!seen(calloc(senseless[i], 3)), "must fail");
        CHECK(!seen(realloc(0, senseless[i])), "must fail");
        void *block = seen(malloc(7001 + (size_t)i));
        expect(7001 + (uint64_t)i, 1, "after it");
        free(block);
    }
    stop();
    return 0;
}

/* In a child: glibc turns to another arena where one has no room (malloc/arena.c, arena_get_retry), and stays with it. */
static void sizes_without_sense_take_nothing_of_the_countdown(void) { check_child(ask_for_sizes_without_sense, 0); }

static void what_was_there_before_is_not_missed_when_it_goes(void)
{
    long n;
    void *p = seen(malloc(40009));
    begin(1);
    free(p);
    p = seen(malloc(40009));
    stop();
    begin(1);
    live(0, &n);
    free(p);        /* sampled in the session before */
    CHECK(counted(FREES) == 0 && counted(STALE) == 0, "of another session");
    stop();
}

void blocks(void)
{
    RUN(every_way_to_a_block_is_seen);
    RUN(sizes_without_sense_take_nothing_of_the_countdown);
    RUN(what_was_there_before_is_not_missed_when_it_goes);
}
