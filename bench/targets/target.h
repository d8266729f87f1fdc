// What every target does: fail loudly, say `ready`, and stay until its starter closes stdin (or dies, which closes it).
#pragma once
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)
#define PAGE ((size_t)4096)

static void fail(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static size_t number(const char *text)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (errno != 0 || *text == '\0' || *text == '-' || *end != '\0') {
        fprintf(stderr, "not a number: %s\n", text);
        exit(2);
    }
    return (size_t)value;
}

static inline void touch(volatile char *at, size_t length)
{
    for (size_t i = 0; i < length; i += PAGE)
        at[i] = 1;
}

static inline void stay(void)
{
    char c;
    puts("ready");
    fflush(stdout);
    while (read(STDIN_FILENO, &c, 1) > 0) { }
}
