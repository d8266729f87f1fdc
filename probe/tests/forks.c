/* Children have the table of their parent, and must leave it alone. */
#include "whole.h"

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
    stop();
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
    stop();
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
    stop();
}

/* Before the probe has its own. */
void watch_forks(void) { pthread_atfork(before_fork, after_fork, 0); }

void forks(void)
{
    RUN(a_child_leaves_the_parents_table_alone);
    RUN(what_handlers_of_fork_free_is_gone);
    RUN(children_by_fork_alone_leave_the_parent_alone);
}
