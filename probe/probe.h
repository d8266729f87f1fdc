/* What the files of the probe know of each other. */
#pragma once
#include "layout.h"
#include "system.h"

/* Each thread's own: how many bytes are still to go until it is to look again, and how many from there until its next sample. */
struct thread {
    int64_t left, rest;
    uint64_t random;
    uint32_t session, tid, shift, row;
    uint32_t busy;              /* in the probe already: a signal handler or what the probe calls allocates */
    uint32_t side;              /* of those inside, as enter() says */
    uint32_t opened;            /* it has called dlopen since its last look at what was loaded */
};
extern HIDDEN __thread struct thread self_thread __attribute__((tls_model("global-dynamic")));

extern HIDDEN uint32_t session;         /* number of the session that samples, 0: none */
extern HIDDEN uint32_t os_session;      /* the same for the kernel's calls */
extern HIDDEN uint16_t filter[32768];   /* live samples by hash: most frees end here */
extern HIDDEN uint32_t exact_on;        /* there are sizes of which each block is noted */
extern HIDDEN uint32_t own_pid;         /* of the process that opened the table */
extern HIDDEN uint32_t is_filtered;     /* some calls may end the process (seccomp): only those are made that a JVM makes itself */
extern HIDDEN struct table *table;      /* always mapped once it is: a late thread may look at it after the end */

static inline uint64_t hash_of(uint64_t address) { return (address >> 4) * 0x9E3779B97F4A7C15ull; }
static inline uint16_t *filter_of(uint64_t hash) { return &filter[hash >> 49]; }
static inline void count(enum counter what) { add(&table->h.count[what], 1); }

/* Frames of the caller of a hook: where it goes on, its stack and frame pointers there. */
struct caller { uintptr_t pc, sp, fp; };
#define CALLER() ((struct caller){ code_address((uintptr_t)__builtin_return_address(0)), \
    (uintptr_t)__builtin_dwarf_cfa(), *(uintptr_t *)__builtin_frame_address(0) })

/* sample.c */
HIDDEN void sample(struct thread *self, void *block, uint64_t size, enum kind kind, struct caller caller);
HIDDEN int note(struct thread *self, void *block, uint64_t size, enum kind kind, struct caller caller);
HIDDEN void os_call(enum os_event what, uint64_t address, uint64_t length, uint64_t aux, struct caller caller);
HIDDEN int enter(struct thread *self, uint32_t *number);
HIDDEN void leave(struct thread *self);
HIDDEN int wait_until_empty(void);
HIDDEN int wait_for_those_inside(void);
HIDDEN int fork_is_guarded(void);
/* live.c */
HIDDEN int live_put(uint64_t block, const struct entry *entry);
HIDDEN int live_take(uint64_t block, struct entry *entry);
/* exact.c */
HIDDEN int exact(struct thread *self, void *block, uint64_t size, enum kind kind, struct caller caller);
HIDDEN void exact_begin(void);
HIDDEN void exact_end(void);
HIDDEN void exact_lives(const struct entry *entry, int change);
/* stacks.c */
HIDDEN uint32_t stack_of(struct caller caller, struct thread *self);
/* java.c */
HIDDEN int java_frames(uint64_t *frames, int room);
HIDDEN int java_begin(void *vm, int starting);
HIDDEN void java_end(void);
/* control.c */
EXPORTED int fathom_probe(const char *words);
/* run.c */
HIDDEN int meet(void *vm, int starting, int file);
HIDDEN int pass_on(void);
/* slots.c */
HIDDEN void slots_begin(void);
HIDDEN void slots_patch(void);
HIDDEN void slots_patch_loaded(void);
HIDDEN void slots_restore(void);
HIDDEN int slots_are_current(void);
HIDDEN int are_in_one_library(const void *one, const void *other);
HIDDEN void *libjvm_symbol(const char *name);
/* opened.c */
HIDDEN void *hook_dlopen_by_others(const char *path, int flags);
HIDDEN void *hook_dlsym(void *library, const char *name);
/* weight.c */
HIDDEN uint64_t weight_of(uint64_t size, uint64_t interval);
HIDDEN int64_t draw(uint64_t *random, uint64_t interval);
/* hooks.c */
enum function { MALLOC, CALLOC, REALLOC, REALLOCARRAY, FREE, FREE_SIZED, FREE_ALIGNED_SIZED, POSIX_MEMALIGN, ALIGNED_ALLOC, MEMALIGN,
                VALLOC, PVALLOC, NEW, NEW_ARRAY, NEW_NOTHROW, NEW_ARRAY_NOTHROW, NEW_ALIGNED, NEW_ARRAY_ALIGNED, NEW_ALIGNED_NOTHROW, NEW_ARRAY_ALIGNED_NOTHROW,
                DELETE, DELETE_ARRAY, DELETE_NOTHROW, DELETE_ARRAY_NOTHROW, DELETE_SIZED, DELETE_ARRAY_SIZED, DELETE_ALIGNED, DELETE_ARRAY_ALIGNED,
                DELETE_ALIGNED_NOTHROW, DELETE_ARRAY_ALIGNED_NOTHROW, DELETE_SIZED_ALIGNED, DELETE_ARRAY_SIZED_ALIGNED, MMAP, MMAP64, MUNMAP, MREMAP, MADVISE, DLOPEN, DLOPEN_BY_OTHERS, DLSYM, FUNCTIONS };
struct function_names { const char *name; void *hook; void *real; };
extern HIDDEN struct function_names functions[FUNCTIONS];
HIDDEN void *function_named(const char *name);
HIDDEN int functions_find(void);
