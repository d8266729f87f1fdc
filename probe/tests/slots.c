/* The words by which libraries call malloc: led to the probe, and led back. */
#include "whole.h"

static uint64_t pointer(const struct dl_phdr_info *info, uint64_t value) { return value < info->dlpi_addr ? value + info->dlpi_addr : value; }

typedef void slot_seen(uint64_t *slot, void *to);
struct visit { slot_seen *say; void *to; };

static int visit_slots(struct dl_phdr_info *info, size_t size, void *visit)
{
    (void)size;
    const ElfW(Dyn) *d = 0;
    uint64_t at[2] = { 0 }, bytes[2] = { 0 };
    for (int i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_DYNAMIC)
            d = (void *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
    for (; d && d->d_tag != DT_NULL; d++) {
        switch (d->d_tag) {
        case DT_JMPREL: at[0] = pointer(info, d->d_un.d_ptr); break;
        case DT_PLTRELSZ: bytes[0] = d->d_un.d_val; break;
        case DT_RELA: at[1] = pointer(info, d->d_un.d_ptr); break;
        case DT_RELASZ: bytes[1] = d->d_un.d_val; break;
        }
    }
    struct visit *v = visit;
    for (int k = 0; k < 2; k++)
        for (const ElfW(Rela) *r = (void *)at[k]; at[k] && (uint64_t)r < at[k] + bytes[k]; r++)
            if (ELF64_R_TYPE(r->r_info) == SLOT_JUMP || ELF64_R_TYPE(r->r_info) == SLOT_DATA)
                v->say((uint64_t *)(info->dlpi_addr + r->r_offset), v->to);
    return 0;
}

static uint64_t of_all_slots(slot_seen *say)
{
    uint64_t sum = 0;
    dl_iterate_phdr(visit_slots, &(struct visit){ say, &sum });
    return sum;
}

static void sum(uint64_t *slot, void *to) { *(uint64_t *)to = *(uint64_t *)to * 31 + *slot; }

static void count_led(uint64_t *slot, void *to)
{
    Dl_info it, own;
    *(uint64_t *)to += *slot > 4096 && dladdr((void *)*slot, &it) && dladdr((void *)probe, &own) && it.dli_fbase == own.dli_fbase;
}

/* Its own words among them. */
uint64_t slots_led(void) { return of_all_slots(count_led); }

static int writable_slots(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[512];
    int n = 0;
    while (fgets(line, sizeof line, maps))
        n += strstr(line, " rw") != 0 || strstr(line, "rw-p") != 0;
    fclose(maps);
    return n;
}

static void the_end_leaves_everything_as_it_was(void)
{
    begin(4096), stop();         /* what is resolved late is resolved now */
    int open_before = files(), rw_before = writable_slots();
    uint64_t before = of_all_slots(sum);
    begin(4096);
    uint64_t during = of_all_slots(sum);
    CHECK(counted(SLOTS) >= 5 && counted(SLOTS_LEFT) == 0, "%lu slots", counted(SLOTS));
    stop();
    CHECK(before != during && before == of_all_slots(sum), "slots");
    CHECK(files() == open_before, "%d files, %d before", files(), open_before);
    CHECK(writable_slots() == rw_before, "%d writable mappings, %d before", writable_slots(), rw_before);
}

/* Each time elsewhere: what is noted of its slots must go with it. */
static void libraries_come_and_go_without_end(void)
{
    begin(4096);
    enum { TIMES = 2500 };
    static void *gaps[TIMES];
    for (int i = 0; i < TIMES; i++) {
        void *at = dlopen(library, RTLD_NOW | RTLD_LOCAL);
        CHECK(probe("rescan") == 1, "%d", i);
        void *page = (void *)((uintptr_t)dlsym(at, "make") & ~4095ul);
        dlclose(at);
        /* musl unloads nothing. */
        gaps[i] = mmap(page, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | 0x100000 /* FIXED_NOREPLACE */, -1, 0);
    }
    CHECK(counted(SLOTS_UNDO_FULL) == 0 && (gaps[0] == MAP_FAILED || counted(SLOTS) > 2 * TIMES), "%lu of %lu", counted(SLOTS_UNDO_FULL), counted(SLOTS));
    for (int i = 0; i < TIMES; i++)
        if (gaps[i] != MAP_FAILED)
            munmap(gaps[i], 4096);
    stop();
}

#ifdef __GLIBC__
/* It has an allocator of its own there, which the probe neither sees nor touches. */
static void a_library_in_a_namespace_of_its_own_is_left_alone(void)
{
    begin(1);
    void *at = dlmopen(LM_ID_NEWLM, library, RTLD_NOW);
    CHECK(at, "%s", dlerror());
    void *(*make)(size_t) = (void *(*)(size_t))dlsym(at, "make");
    void (*unmake)(void *) = (void (*)(void *))dlsym(at, "unmake");
    for (int i = 0; i < 1000; i++)
        unmake(make(91009));
    CHECK(probe("rescan") == 1, "rescan");
    void *block = make(91009);
    expect(91009, 0, "another allocator's");
    unmake(block);
    dlclose(at);
    CHECK(probe("rescan") == 1, "rescan");
    stop();
}
#endif

#ifdef __GLIBC__
/* Beside the other: it stands still in the midst of its relocation until a byte comes. */
static void *load_slowly(void *to)
{
    char path[4096];
    snprintf(path, sizeof path, "%.*sslow-%s", (int)(strrchr(library, '/') + 1 - library), library, strrchr(library, '/') + 1);
    *(void **)to = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    return 0;
}

static volatile long rescan_said;
static volatile int rescan_wanted, rescan_by;
static void *ask_rescan(void *nothing)
{
    while (!rescan_wanted) {}
    rescan_by = (int)kernel(NR_gettid, 0, 0, 0, 0, 0, 0);
    rescan_said = probe("rescan");
    return nothing;
}

/* Until it has answered, or waits for somebody. */
static void await_rescan(void)
{
    char path[64], state = 0;
    while (rescan_by == 0) {}
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", rescan_by);
    while (rescan_said == 0 && state != 'S') {
        FILE *stat = fopen(path, "r");
        if (!stat || fscanf(stat, "%*d (%*[^)]) %c", &state) != 1)
            state = 0;
        if (stat)
            fclose(stat);
    }
}

/* Its loader is about to protect the page of that word: who writes there at that moment dies. */
static void a_library_that_is_being_relocated_is_left_to_its_loader(void)
{
    pthread_t loading, asking;
    int says[2], waits[2];
    void *loaded = 0, *was;
    void **word = 0;
    if (pipe(says) || pipe(waits) || dup2(says[1], 901) < 0 || dup2(waits[0], 900) < 0)
        CHECK(0, "no pipe");
    begin(4096);
    was = dlsym(RTLD_DEFAULT, "malloc");
    rescan_wanted = rescan_said = rescan_by = 0;
    /* No thread can be begun while another relocates (glibc dl-tls.c). */
    pthread_create(&asking, 0, ask_rescan, 0), pthread_create(&loading, 0, load_slowly, &loaded);
    CHECK(read(says[0], &word, sizeof word) == sizeof word && *word == was, "it does not wait where it should");
    rescan_wanted = 1;
    await_rescan();
    CHECK(*word == was, "written while its loader was at work");
    CHECK(write(waits[1], "", 1) == 1, "go");
    pthread_join(loading, 0), pthread_join(asking, 0);
    CHECK(loaded && rescan_said == 1 && *word != was, "%s, rescan said %ld: %s", loaded ? "loaded" : dlerror(), rescan_said, *word == was ? "not led" : "led");
    stop();
    CHECK(*word == was, "not led back");
    /* As another profiler leaves it: it can be written for good, and nobody is at work there. */
    mprotect((void *)((uintptr_t)word & ~4095ul), 4096, PROT_READ | PROT_WRITE);
    begin(4096);
    CHECK(*word != was, "not led");
    stop();
    CHECK(*word == was, "not led back");
    if (loaded)
        dlclose(loaded);
    for (int i = 0; i < 2; i++)
        close(says[i]), close(waits[i]), close(900 + i);
}
#endif

/* Beside LIBRARY.SO, with "opener" in its name for "library". */
static void *open_opener(void)
{
    char path[4096];
    const char *name = strstr(strrchr(library, '/'), "library");
    snprintf(path, sizeof path, "%.*sopener%s", (int)(name - library), library, name + strlen("library"));
    return dlopen(path, RTLD_NOW);
}

static void what_a_library_opens_is_seen_from_its_first_function_on(void)
{
    if (!dlsym(RTLD_DEFAULT, "gnu_get_libc_version")) {
        skipped = "left to the next rescan on musl";
        return;
    }
    void *opener = open_opener();
    CHECK(opener, "%s", dlerror());
    void *(*make_by_opened)(const char *, size_t) = (void *(*)(const char *, size_t))dlsym(opener, "make_by_opened");
    void (*close_opened)(void) = (void (*)(void))dlsym(opener, "close_opened");
    void *(*next_of_mine)(const char *) = (void *(*)(const char *))dlsym(opener, "next_of_mine");
    void *next = next_of_mine("malloc"), *none = next_of_mine("fathom_probe");
    begin(1);
    uint64_t seen_before = counted(LIBRARIES_SEEN);
    void *block = make_by_opened(library, 91009);
    CHECK(block, "%s", dlerror());
    expect(91009, 1, "its first block");
    CHECK(counted(LIBRARIES_SEEN) == seen_before + 1, "told %lu times", counted(LIBRARIES_SEEN) - seen_before);
    CHECK(next_of_mine("malloc") == next && next_of_mine("fathom_probe") == none && next_of_mine("make") == 0, "who asks is somebody else");
    CHECK(counted(LIBRARIES_SEEN) == seen_before + 1, "nothing is new");
    free(block);
    expect(91009, 0, "freed");
    stop();
    close_opened();
    CHECK(next_of_mine("malloc") == next, "afterwards");
    dlclose(opener);
}

void slots(void)
{
    RUN(the_end_leaves_everything_as_it_was);
    RUN(libraries_come_and_go_without_end);
    RUN(what_a_library_opens_is_seen_from_its_first_function_on);
#ifdef __GLIBC__
    RUN(a_library_that_is_being_relocated_is_left_to_its_loader);
    if (!getenv("LD_PRELOAD"))              /* the allocator would be preloaded into that namespace, too, and not bear it */
        RUN(a_library_in_a_namespace_of_its_own_is_left_alone);
#endif
}
