// What every target program does: say where things are, then wait until its input ends or asks it to go on.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PAGE = 4096, MIB = 1024 * 1024 };

static inline void *check(void *made, const char *what) {
    if (made == MAP_FAILED || !made) {
        perror(what);
        exit(1);
    }
    return made;
}

// "name start length" in hexadecimal: a range of addresses as this program knows it.
static inline void say(const char *name, const void *start, size_t length) {
    printf("%s %lx %lx\n", name, (unsigned long)start, (unsigned long)length);
}

static inline void *anonymous(size_t length, int protection) {
    return check(mmap(0, length, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), "mmap");
}

static inline void touch(void *start, size_t length) {
    for (size_t at = 0; at < length; at += PAGE)
        ((volatile char *)start)[at] = 1;
}

// Ends the program when whoever started it has gone.
static inline void ready(void) {
    puts("ready");
    fflush(stdout);
    if (getchar() == EOF)
        exit(0);
}
