/* A target that is at its limits. seccomp(2) leads what the probe asks the kernel for to a handler that answers as a kernel without room does;
 * as no filter is ever taken off again, and a limit is one of the whole process, each test is a child's. */
#include "whole.h"
#include <sys/prctl.h>
#include <sys/stat.h>
#include <ucontext.h>

struct instruction { uint16_t code; uint8_t yes, no; uint32_t number; };
enum { LOAD = 0x20, IS = 0x15, ANSWER = 0x06, ALLOW = 0x7fff0000, TRAP = 0x00030000, CALL_AT = 0, ARGUMENTS_AT = 16, ONLY_HERE = O_CLOEXEC | O_NOCTTY };

static enum { ROOM, NO_MAPPING, NO_MOVING, NO_PROMISES } kernel_has;

#if defined __x86_64__
static void arguments_of(ucontext_t *at, long *to)
{
    greg_t *r = at->uc_mcontext.gregs;
    to[0] = r[REG_RDI], to[1] = r[REG_RSI], to[2] = r[REG_RDX], to[3] = r[REG_R10], to[4] = r[REG_R8], to[5] = r[REG_R9];
}
static void answer(ucontext_t *at, long value) { at->uc_mcontext.gregs[REG_RAX] = value; }
#else
static void arguments_of(ucontext_t *at, long *to) { for (int i = 0; i < 6; i++) to[i] = (long)at->uc_mcontext.regs[i]; }
static void answer(ucontext_t *at, long value) { at->uc_mcontext.regs[0] = (unsigned long)value; }
#endif

/* /proc/sys/vm/overcommit_memory, as a system says it that promises no more than it has. */
static long open_setting(const long *a)
{
    if (kernel_has != NO_PROMISES)
        return kernel(NR_openat, a[0], a[1], O_CLOEXEC, 0, 0, 0);
    int file = (int)kernel(NR_memfd_create, (long)"setting", 0, 0, 0, 0, 0);
    return write(file, "2\n", 2) == 2 && lseek(file, 0, SEEK_SET) == 0 ? file : -EIO;
}

/* What was there is gone before it is known that nothing comes in its place. Calls that are made here have another length, of as many pages. */
static void on_call(int signal, siginfo_t *info, void *context)
{
    long a[6];
    (void)signal;
    arguments_of(context, a);
    if (info->si_syscall == NR_openat) {
        answer(context, open_setting(a));
        return;
    }
    int is_mapping = info->si_syscall == NR_mmap, fails = kernel_has == (is_mapping ? NO_MAPPING : NO_MOVING);
    if (fails && is_mapping && (a[3] & MAP_FIXED))
        kernel(NR_munmap, a[0], a[1] - 1, 0, 0, 0, 0);
    answer(context, fails ? -ENOMEM : kernel(info->si_syscall, a[0], a[1] - 1, is_mapping ? a[2] : a[2] - 1, a[3], a[4], a[5]));
}

/* Of mmap and mremap those that are as long as the table, and the probe's own open. 0: not to be had here. */
static int answer_for_the_kernel(void)
{
    struct instruction filter[] = {
        { LOAD, 0, 0, CALL_AT }, { IS, 4, 0, NR_openat }, { IS, 1, 0, NR_mmap }, { IS, 0, 5, NR_mremap },
        { LOAD, 0, 0, ARGUMENTS_AT + 8 }, { IS, 2, 3, sizeof(struct table) },
        { LOAD, 0, 0, ARGUMENTS_AT + 16 }, { IS, 0, 1, ONLY_HERE }, { ANSWER, 0, 0, TRAP }, { ANSWER, 0, 0, ALLOW },
    };
    struct { unsigned short length; struct instruction *filter; } program = { sizeof filter / sizeof *filter, filter };
    struct sigaction action = { .sa_sigaction = on_call, .sa_flags = SA_SIGINFO };
    sigaction(SIGSYS, &action, 0);
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, 2 /* FILTER */, &program) == 0;
}

/* The probe's own mapping: the one that is not the test's. */
static char *mapping_of_probe(void)
{
    char *found = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    for (char line[512]; fgets(line, sizeof line, maps); ) {
        char *at = (char *)strtoul(line, 0, 16);
        found = strstr(line, "memfd:fathom-probe") && at != (char *)table ? at : found;
    }
    fclose(maps);
    return found;
}

/* As a thread does it that was on its way when the session ended. */
static void write_everywhere(char *to)
{
    for (size_t i = 0; i < sizeof(struct table); i += 4096)
        __atomic_fetch_add(&to[i], 0, __ATOMIC_RELAXED);
}

static int stop_and_begin_without_room(void)
{
    if (!answer_for_the_kernel())
        return NOT_HERE;
    begin(1);
    char *at = mapping_of_probe();
    free(seen(malloc(100)));
    for (int i = NO_MAPPING; i <= NO_MOVING; i++) {
        uint64_t samples = counted(SAMPLES);
        kernel_has = i;
        if (!at || samples == 0 || probe("stop") != 1)
            return 1;
        write_everywhere(at);
        if (counted(TABLE_KEPT) != 1 || file_of_table() >= 0 || counted(SAMPLES) != samples)
            return 2;
        munmap(table, sizeof *table);
        /* Nor does the next one come by a hole. */
        if (probe("open") != 5 || file_of_table() >= 0)
            return 3;
        write_everywhere(at);
        kernel_has = ROOM;
        begin(1);
        free(seen(malloc(100)));
        if (mapping_of_probe() != at || counted(SAMPLES) == 0)
            return 4;
    }
    if (probe("stop") != 1 || counted(TABLE_KEPT) != 0 || mapping_of_probe())
        return 5;
    write_everywhere(at);
    return 0;
}

static void no_room_at_the_end_leaves_no_hole(void)
{
    check_child(stop_and_begin_without_room, "no filter of calls is to be had here");
}

static long pages_taken(void)
{
    struct stat of;
    return fstat(file_of_table(), &of) == 0 ? of.st_blocks * 512l / 4096 : -1;
}

static int begin_where_nothing_is_promised(void)
{
    if (!answer_for_the_kernel())
        return NOT_HERE;
    begin(1);
    if (pages_taken() > (long)sizeof(struct table) / 4096 / 2)
        return 1;
    stop();
    kernel_has = NO_PROMISES;
    begin(1);
    if (pages_taken() < (long)sizeof(struct table) / 4096)
        return 2;
    stop();
    return 0;
}

static void a_page_that_might_not_be_had_later_is_taken_at_once(void)
{
    check_child(begin_where_nothing_is_promised, "no filter of calls is to be had here");
}

/* As many mappings as a process may have: no page can be made writable, as that takes one or two more. */
static int end_at_the_limit_of_mappings(void)
{
    enum { MOST = 1 << 20 };
    /* qemu keeps what it knows of pages in memory of the same process, and ends where it gets none. */
    if (getenv("EMULATED"))
        return NOT_HERE;
    uint64_t own = slots_led();
    begin(4096);
    char *at = mapping_of_probe(), *room = mmap(0, MOST * 4096ul, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    int used = 0;
    while (used < MOST && mprotect(room + used * 4096ul, 4096, PROT_READ) == 0)
        used += 2;
    if (used >= MOST)
        return NOT_HERE;
    if (!at || probe("stop") != 1)
        return 1;
    write_everywhere(at);
    uint64_t left = counted(SLOTS_LEFT);
    munmap(room, MOST * 4096ul), munmap(table, sizeof *table);
    if (slots_led() != own + left)
        return 2;
    begin(4096), stop();
    return slots_led() != own ? 3 : 0;
}

static void what_could_not_be_led_back_is_led_back_by_the_next_end(void)
{
    check_child(end_at_the_limit_of_mappings, "there is no limit of mappings here, or one that an emulator must live with, too");
}

void room(void)
{
    RUN(no_room_at_the_end_leaves_no_hole);
    RUN(a_page_that_might_not_be_had_later_is_taken_at_once);
    RUN(what_could_not_be_led_back_is_led_back_by_the_next_end);
}
