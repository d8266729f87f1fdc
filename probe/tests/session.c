/* A session as fathom has it: begun, looked into, stopped. */
#include "whole.h"

int files(void)
{
    int n = 0;
    for (int i = 0; i < 1024; i++)
        n += fcntl(i, 1 /* F_GETFD */) >= 0;
    return n;
}

/* Its number among the process's files; -1: there is none. */
int file_of_table(void)
{
    for (int i = 3; i < 1024; i++) {
        char path[64], to[64];
        snprintf(path, sizeof path, "/proc/self/fd/%d", i);
        ssize_t n = readlink(path, to, sizeof to - 1);
        if (n > 0 && (to[n] = 0, strstr(to, "fathom-probe") && strstr(to, "(deleted)")))
            return i;
    }
    return -1;
}

struct table *find_table(void)
{
    int file = file_of_table();
    return file < 0 ? MAP_FAILED : mmap(0, sizeof *table, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
}

void begin(uint64_t interval)
{
    CHECK(probe("open") == 1, "open");
    table = find_table();
    CHECK(table != MAP_FAILED, "no file of memory");
    table->h.interval = interval, table->h.budget_ppm = 1000000000, table->h.java = 0;
    CHECK(probe("start") == 1, "start");
}

void stop(void)
{
    CHECK(probe("stop") == 1, "stop");
    munmap(table, sizeof *table);
}

void ask_for(uint64_t from, uint64_t to)
{
    table->h.exact[0] = (struct size_range){ from, to };
    table->h.exact_ranges = from <= to;
    CHECK(probe("sizes") == 1, "sizes");
}

double live(uint64_t of_size, long *n)
{
    double sum = 0;
    *n = 0;
    for (int i = 0; i < ENTRIES; i++)
        if (table->key[i] > 1 && (of_size == 0 || table->entry[i].size == of_size))
            sum += (double)table->entry[i].weight, ++*n;
    return sum;
}

uint64_t counted(enum counter what) { return table->h.count[what]; }

void expect(uint64_t size, long blocks, const char *why)
{
    long n;
    live(size, &n);
    CHECK(n == blocks, "%s: %ld blocks of %lu", why, n, size);
}

void check_child(int (*test)(void), const char *otherwise)
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        checks_failed = 0;
        int said = test();
        fflush(stdout);
        _exit(said ? said : checks_failed);
    }
    int status;
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_HERE)
        skipped = otherwise;
    else
        CHECK(status == 0, "step %d, signal %d", WEXITSTATUS(status), WTERMSIG(status));
}
