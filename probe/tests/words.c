/* What it is told, by whom, and what it opens for that. */
#include "whole.h"

/* A program that has closed its output must not print into the table, and one that reuses the number must not lose its file. */
static void the_file_is_far_from_the_programs_own_numbers_and_nobody_elses_is_closed(void)
{
    int kept = dup(0), number;
    close(0);
    begin(65536);
    CHECK(fcntl(0, 1 /* F_GETFD */) < 0, "0 is taken");
    number = file_of_table();
    CHECK(number >= 700, "%d", number);
    CHECK(dup2(kept, number) == number, "not reused");
    stop();
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

static void a_table_that_is_in_use_is_not_opened_twice(void)
{
    begin(4096);
    CHECK(probe("open") == 2 && probe("start") == 2, "twice");
    stop();
    CHECK(probe("stop") == 3 && probe("start") == 3 && probe("rescan") == 3 && probe("sizes") == 3 && probe("nonsense") == 8 && probe("") == 8, "closed");
}

static void no_word_of_a_failure_of_ours_is_left_to_the_program(void)
{
    const char *words[] = { "open", "start", "stop" };
    dlerror();
    for (int i = 0; i < 3; i++) {
        CHECK(probe(words[i]) == 1, "%s", words[i]);
        const char *left = dlerror();
        CHECK(!left, "after %s: %s", words[i], left);
    }
}

void words(void)
{
    RUN(the_file_is_far_from_the_programs_own_numbers_and_nobody_elses_is_closed);
    RUN(one_owners_words_do_not_reach_anothers_table);
    RUN(a_table_that_is_in_use_is_not_opened_twice);
    RUN(no_word_of_a_failure_of_ours_is_left_to_the_program);
}
