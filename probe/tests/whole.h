/* What the tests of the built probe share. A session is begun and stopped by its own thread; the table is mapped here a second time, as fathom does it. */
#pragma once
#include <dlfcn.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>
#include <link.h>
#include "../layout.h"
#include "../system.h"
#include "test.h"

extern int (*probe)(const char *);
extern struct table *table;
extern const char *library;         /* calls malloc through slots of its own */
extern int cycles;

/* session.c */
struct table *find_table(void);
int file_of_table(void);
void begin(uint64_t interval);
void stop(void);
void ask_for(uint64_t from, uint64_t to);
double live(uint64_t of_size, long *n);
uint64_t counted(enum counter what);
void expect(uint64_t size, long blocks, const char *why);
int files(void);
/* What a test leaves in the process is a child's that goes with it; NOT_HERE: it cannot say anything. */
enum { NOT_HERE = 99 };
void check_child(int (*test)(void), const char *otherwise);
static inline void *seen(void *block) { __asm__ volatile("" : "+r"(block) : : "memory"); return block; }

/* slots.c: how many lead to the probe */
uint64_t slots_led(void);

/* load.c */
extern volatile int stopping;
void *churn(void *nothing);
void *short_lived(void *nothing);

/* By subject. */
void estimates(void);
void blocks(void);
void forks(void);
void slots(void);
void words(void);
void sizes(void);
void room(void);
void filtered(void);
void operators(void);
void load_on_it(void);
void watch_forks(void);
