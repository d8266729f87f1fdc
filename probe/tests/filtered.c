/* A target under a filter of calls (seccomp) that ends it, or says no, where a call is made that a JVM never makes. */
#include "whole.h"
#include <sys/prctl.h>

struct instruction { uint16_t code; uint8_t yes, no; uint32_t number; };
enum { LOAD = 0x20, IS = 0x15, ANSWER = 0x06, ALLOW = 0x7fff0000, END = 0x80000000u, REFUSE = 0x00050000 | EPERM, CALL_AT = 0, ARGUMENTS_AT = 16 };
enum { MADE_HERE = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW };
#if defined __x86_64__
enum { NR_nanosleep = 35, NR_mincore = 27 };
#else
enum { NR_nanosleep = 101, NR_mincore = 232 };
#endif

/* What is made here has other flags. 0: not to be had here. */
static int filter_calls(uint32_t answer, int and_files)
{
    struct instruction filter[] = {
        { LOAD, 0, 0, CALL_AT }, { IS, 8, 0, NR_memfd_create }, { IS, 7, 0, NR_prctl }, { IS, 6, 0, NR_nanosleep }, { IS, 5, 0, NR_mincore }, { IS, 4, 0, NR_fallocate },
        { IS, 0, 2, NR_openat }, { LOAD, 0, 0, ARGUMENTS_AT + 16 }, { IS, (uint8_t)(and_files ? 1 : 0), 0, MADE_HERE }, { ANSWER, 0, 0, ALLOW }, { ANSWER, 0, 0, answer },
    };
    struct { unsigned short length; struct instruction *filter; } program = { sizeof filter / sizeof *filter, filter };
    return !getenv("EMULATED") && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, 2 /* FILTER */, &program) == 0;
}

static long named(void)
{
    long n = 0;
    for (int i = 0; i < THREADS; i++)
        n += table->thread[i].name[0] != 0;
    return n;
}

static int trace_where_calls_end_the_process(void)
{
    if (!filter_calls(END, 0))
        return NOT_HERE;
    for (int i = 0; i < 3; i++) {
        pthread_t other;
        if (probe("open-filtered:a1") != 1 || (table = find_table()) == MAP_FAILED)
            return 1;
        table->h.interval = 1, table->h.budget_ppm = 1000000000, table->h.java = 0;
        if (probe("start:a1") != 1)
            return 2;
        pthread_create(&other, 0, short_lived, 0), pthread_join(other, 0);
        void *block = seen(malloc(80021));
        long n;
        double of_it = live(80021, &n);
        if (of_it != 80021 || n != 1 || named() != 0 || counted(SAMPLES) < 2)
            return 3;
        free(block);
        if (probe("rescan:a1") != 1 || probe("stop:a1") != 1 || file_of_table() >= 0)
            return 4;
        munmap(table, sizeof *table);
    }
    return 0;
}

static void no_call_is_made_that_a_filter_may_end_the_process_for(void) { check_child(trace_where_calls_end_the_process, "no filter of calls is to be had here"); }

static int trace_where_calls_are_refused(void)
{
    if (!filter_calls(REFUSE, 0))
        return NOT_HERE;
    begin(1);
    free(seen(malloc(100)));
    int saw = counted(SAMPLES) > 0;
    stop();
    return saw ? 0 : 1;
}

static void a_refusal_of_memory_files_is_gone_round(void) { check_child(trace_where_calls_are_refused, "no filter of calls is to be had here"); }

static int ask_where_no_file_is_to_be_had(void)
{
    if (!filter_calls(REFUSE, 1))
        return NOT_HERE;
    return probe("open") != 11 || probe("open-filtered") != 11 || probe("start") != 3 ? 1 : 0;
}

static void that_no_file_is_to_be_had_is_said(void) { check_child(ask_where_no_file_is_to_be_had, "no filter of calls is to be had here"); }

void filtered(void)
{
    RUN(no_call_is_made_that_a_filter_may_end_the_process_for);
    RUN(a_refusal_of_memory_files_is_gone_round);
    RUN(that_no_file_is_to_be_had_is_said);
}
