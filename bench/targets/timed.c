// timed RUNS A [ARG...] -- B [ARG...] [-- C ...]: runs the commands in turn, RUNS times each, and prints for each
// `wall_us user_us sys_us maxrss_kib exit`: medians, the largest peak, the highest exit code (128 + signal if killed).
// In turn, so that what else the machine does falls on all of them alike.
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include "target.h"

enum { COMMANDS = 16 };

struct command {
    char **words;
    double *wall, *user, *sys;
    long peak;
    int code;
};

extern char **environ;

static double micros(struct timeval t) { return (double)t.tv_sec * 1e6 + (double)t.tv_usec; }

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, ascending);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static void run(struct command *command, size_t turn, posix_spawn_file_actions_t *silent)
{
    struct timespec from, to;
    struct rusage used;
    pid_t child;
    int status;

    clock_gettime(CLOCK_MONOTONIC, &from);
    errno = posix_spawnp(&child, command->words[0], silent, NULL, command->words, environ);
    if (errno != 0)
        fail(command->words[0]);
    if (wait4(child, &status, 0, &used) != child)
        fail("wait4");
    clock_gettime(CLOCK_MONOTONIC, &to);

    command->wall[turn] = (double)(to.tv_sec - from.tv_sec) * 1e6 + (double)(to.tv_nsec - from.tv_nsec) / 1e3;
    command->user[turn] = micros(used.ru_utime);
    command->sys[turn] = micros(used.ru_stime);
    if (used.ru_maxrss > command->peak)
        command->peak = used.ru_maxrss;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (code > command->code)
        command->code = code;
}

int main(int argc, char **argv)
{
    size_t runs = argc > 2 ? number(argv[1]) : 0, count = 0;
    struct command commands[COMMANDS] = {0};

    for (int i = 2; i < argc && count < COMMANDS; count++) {
        commands[count].words = argv + i;
        while (i < argc && strcmp(argv[i], "--") != 0)
            i++;
        argv[i++] = NULL;
    }
    if (runs == 0 || count == 0 || commands[count - 1].words[0] == NULL) {
        fprintf(stderr, "usage: timed RUNS A [ARG...] [-- B [ARG...]]...\n");
        return 2;
    }
    for (size_t c = 0; c < count; c++) {
        commands[c].wall = calloc(3 * runs, sizeof(double));
        if (commands[c].wall == NULL)
            fail("calloc");
        commands[c].user = commands[c].wall + runs;
        commands[c].sys = commands[c].user + runs;
    }

    posix_spawn_file_actions_t silent;
    posix_spawn_file_actions_init(&silent);
    posix_spawn_file_actions_addopen(&silent, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&silent, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&silent, STDERR_FILENO, "/dev/null", O_WRONLY, 0);

    for (size_t turn = 0; turn < runs; turn++)
        for (size_t c = 0; c < count; c++)
            run(&commands[c], turn, &silent);

    for (size_t c = 0; c < count; c++)
        printf("%.0f %.0f %.0f %ld %d\n", median(commands[c].wall, runs), median(commands[c].user, runs),
            median(commands[c].sys, runs), commands[c].peak, commands[c].code);
}
