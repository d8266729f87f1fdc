/* The table that the probe and fathom share: a memfd of the target, mapped by both. ProbeLayout.cs mirrors it.
 * All of it is written by the probe but for what is marked F, which fathom writes. */
#pragma once
#include <stdint.h>

enum {
    LAYOUT_VERSION = 4,
    BUCKETS = 16384, WAYS = 8, ENTRIES = BUCKETS * WAYS,
    STACKS = 16384, FRAME_POOL = 384 * 1024,
    METHODS = 16384, NAME_POOL = 1024 * 1024,
    THREADS = 4096,
    EVENTS = 16384,
    MODULES = 512, MODULE_TABLES = 2, ROW_POOL = 400 * 1024,
    NATIVE_DEPTH = 96, JAVA_DEPTH = 96,
    EXACT_RANGES = 8,
};

/* What was lost or went otherwise than it should is counted, so that a report can say it. */
enum counter {
    SAMPLES, FREES, STALE, BUCKET_FULL, STACKS_FULL, FRAMES_FULL, METHODS_FULL, NAMES_FULL, THREADS_FULL, SCRATCH_FULL,
    REENTERED, SLOTS, SLOTS_FOREIGN, SLOTS_LAZY, SLOTS_UNDO_FULL, SLOTS_LEFT, OBJECTS, JAVA_STACKS, JAVA_FAILED, NO_ROWS,
    SLOW_NS, SLOW_LONGEST_NS, INTERVAL_CHANGES, CLASSES, LIBRARIES_SEEN,
    EXACT_BLOCKS, EXACT_LOST, EXACT_TOO_DEAR, EXACT_TOO_MANY, TABLE_KEPT, CLASSES_LEFT, COUNTERS = 32
};

struct vm_offsets {                 /* F: vmStructs of this very JVM; method_const == 0: names cannot be read */
    uint16_t method_const, const_constants, const_name_index, const_signature_index;
    uint16_t pool_size, pool_holder, klass_name, symbol_length, symbol_body;
    uint16_t unused[7];
};

struct size_range { uint64_t from, to; };   /* of what malloc was asked for, both ends within */

struct header {
    char magic[8];                  /* "FTHPROB1", written last */
    uint32_t version, pid;
    uint64_t size;
    uint64_t started_ns;            /* CLOCK_MONOTONIC */
    uint32_t on;                    /* the session's number while it samples */
    uint32_t interval_shift;        /* the interval is base << shift at this moment */
    uint64_t interval;              /* F: bytes, mean */
    uint32_t budget_ppm;            /* F: share of one processor that samples may cost */
    uint32_t java;                  /* F: ask for Java frames */
    uint32_t os_events;             /* F: record mmap, munmap, mremap, madvise */
    uint32_t module_table;          /* F: which of the tables of modules counts, plus 1; 0: none yet */
    struct vm_offsets vm;           /* F */
    uint64_t stack_end;             /* F: highest address of the main thread's stack */
    uint32_t frames_used, names_used;
    uint64_t events_head;
    uint64_t count[COUNTERS];
    uint64_t owner;                 /* as the fathom that opened the table calls itself; only its words are obeyed */
    uint64_t exact_ranges;          /* F: of these sizes each block is noted */
    struct size_range exact[EXACT_RANGES];      /* F */
};

/* A sample stands for weight bytes in weight / size blocks; so do the sums of a stack. */
struct entry { uint64_t size, weight; uint32_t ms, tid, stack, kind_shift; };
struct stack { uint64_t hash, made_blocks, made_bytes, freed_blocks, freed_bytes; uint32_t frame, length, ready, unused; };
struct method { uint64_t hash, address; uint32_t name, ready; };
struct thread_row { uint32_t tid, samples; uint64_t made_bytes; char name[16]; };
struct event { uint64_t sequence, address, length, aux; uint32_t ms, stack, tid, what; };
struct module { uint64_t start, end, bias; uint32_t row, rows; };               /* F */
struct row { uint32_t pc; int16_t cfa; uint8_t base; int8_t frame; };           /* F: probe.md, rows of .eh_frame */

enum row_base { FROM_STACK, FROM_FRAME, STOP };
enum kind { BY_MALLOC = 1, BY_CALLOC, BY_REALLOC, BY_ALIGNED };
enum os_event { MAPPED = 1, UNMAPPED, REMAPPED, ADVISED };

/* With the kind of an entry: its block was not drawn but is of a size of which each is noted. */
#define EXACT (1u << 31)

/* A frame is a native program counter, or one of these. */
#define JAVA_FRAME (1ull << 63)     /* | bci << 32 (0xFFFF: none) | index of the method */
#define RAW_METHOD (3ull << 62)     /* | jmethodID: its name could not be read */
#define NO_JAVA    (0xFull << 60)   /* | what AsyncGetCallTrace said, negated */

struct table {
    union { struct header h; char page[4096]; };
    uint64_t key[ENTRIES];
    struct entry entry[ENTRIES];
    struct stack stack[STACKS];
    uint64_t frame[FRAME_POOL];
    struct method method[METHODS];
    char name[NAME_POOL];
    struct thread_row thread[THREADS];
    struct event event[EVENTS];
    struct module module[MODULE_TABLES][MODULES];
    struct row row[ROW_POOL];
};
