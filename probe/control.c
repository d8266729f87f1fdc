/* Commands, each a "load" of the attach listener with a word behind it; and the ways in at the start of a process.
 * The JVM keeps a record of each "load" that answers 0, for ever, and JDK 21 and later print their warning at each load of a
 * library that has no such record (jvmtiAgent.cpp): so the first answer is 0, and no later one. */
#include "probe.h"
#include <fcntl.h>

enum answer { DONE = 1, ALREADY, NOT_OPEN, NO_ALLOCATOR, NO_MEMORY, NO_SLOTS, STILL_INSIDE, UNKNOWN, NO_FORK, OTHERS, NO_FILE };

static int file = -1;
static uint32_t sessions;
static uint64_t owner;
uint32_t is_filtered;

static int is_word(const char *text, const char *word)
{
    while (*word && *text == *word)
        text++, word++;
    return !*word && (!*text || *text == ',' || *text == ':');
}

/* Who says so, behind a colon and in hexadecimal: between two words of one fathom another may have taken its table for an orphan's,
 * ended it and begun its own. 0: nobody, as at the start of a JVM. */
static uint64_t owner_of(const char *text)
{
    uint64_t number = 0;
    while (*text && *text != ',' && *text != ':')
        text++;
    for (text += *text == ':'; (*text >= '0' && *text <= '9') || (*text >= 'a' && *text <= 'f'); text++)
        number = number << 4 | (uint64_t)(*text <= '9' ? *text - '0' : *text - 'a' + 10);
    return number;
}

static int failed(long result) { return (unsigned long)result > -4096ul; }

/* Where a table was it goes to the same place, as a late thread may still look there. Not by MAP_FIXED: the kernel unmaps what was there before it
 * asks whether the new one may be (mm/vma.c: overcommit_memory 2, no memory for its own notes), and would leave a hole. mremap has asked for nearly all of it
 * before it unmaps; where it did not (Linux before 5.2 at the limit of mappings), the file takes the place, which wants nothing of anybody.
 * 1: it is there; 0: what was there is there still; -1: nothing is. */
static int map_table(long file, int flags, long instead)
{
    long made = kernel(NR_mmap, 0, sizeof *table, 3 /* READ | WRITE */, flags, file, 0);
    if (failed(made))
        return 0;
    if (!table) {
        table = (void *)made;
        return 1;
    }
    if (!failed(kernel(NR_mremap, made, sizeof *table, sizeof *table, 3 /* MAYMOVE | FIXED */, (long)table, 0)))
        return 1;
    kernel(NR_munmap, made, sizeof *table, 0, 0, 0, 0);
    /* What is so already is asked for: nothing changes, and where nothing is mapped the answer is ENOMEM (mm/madvise.c). */
    if (kernel(NR_madvise, (long)table, 4096, 0 /* NORMAL */, 0, 0, 0) != -12 /* ENOMEM */)
        return 0;
    long again = kernel(NR_mmap, (long)table, sizeof *table, 3, 0x100001 /* SHARED | FIXED_NOREPLACE */, instead, 0);
    if (again == (long)table)
        return instead == file;
    if (!failed(again))
        kernel(NR_munmap, again, sizeof *table, 0, 0, 0, 0);
    return -1;
}

static uint64_t identity[2];

/* By the C library where it can be had: some make another call of it, newfstatat (glibc 2.33), and a filter may know that one alone. */
static int look_at(int number, uint64_t *stat)
{
    int (*now)(int, void *) = (int (*)(int, void *))function_named("fstat64");
    int (*before)(int, int, void *) = now ? 0 : (int (*)(int, int, void *))function_named("__fxstat64");
    int *error = __errno_location(), kept = *error;
    int found = now ? now(number, stat) == 0 : before ? before(RETURNS_BEFORE_FRAME ? 0 : 1 /* _STAT_VER */, number, stat) == 0
              : !failed(kernel(NR_fstat, number, (long)stat, 0, 0, 0, 0));
    *error = kept;
    return found;
}

/* Device and inode, the first two words of struct stat on both machines. */
static int identify(int number, uint64_t *id)
{
    uint64_t stat[32];
    if (number < 0 || !look_at(number, stat))
        return 0;
    id[0] = stat[0], id[1] = stat[1];
    return 1;
}

/* Programs that become daemons close what they have not opened, and the number is somebody else's from then on. */
static int is_ours(int number)
{
    uint64_t id[2];
    return identify(number, id) && id[0] == identity[0] && id[1] == identity[1];
}

static int is_inherited(void) { return file >= 0 && own_pid != (uint32_t)kernel(NR_getpid, 0, 0, 0, 0, 0, 0); }

/* Files of memory count, too: beyond the limit the kernel would end the process with SIGXFSZ. */
static int may_be_so_long(void)
{
    uint64_t limit[2] = { ~0ull, ~0ull };
    return failed(kernel(NR_prlimit64, 0, 1 /* RLIMIT_FSIZE */, 0, (long)limit, 0, 0)) || limit[0] >= sizeof *table;
}

/* Far from 0 to 2 and from the numbers that shells and programs choose for themselves. */
static long far_away(long made)
{
    long high = kernel(NR_fcntl, made, 1030 /* F_DUPFD_CLOEXEC */, 700, 0, 0, 0);
    if (failed(high))
        high = kernel(NR_fcntl, made, 1030, 3, 0, 0, 0);
    kernel(NR_close, made, 0, 0, 0, 0, 0);
    return high;
}

/* Where the kernel promises no more than it has (overcommit_memory 2) a page of a file of memory is asked for when it is first written, and SIGBUS ends
 * who does not get it (mm/shmem.c): there they are taken now, or not at all. */
static int has_its_pages(long made)
{
    char mode = 0;
    long from = kernel(NR_openat, -100 /* AT_FDCWD */, (long)"/proc/sys/vm/overcommit_memory", 0x80100 /* CLOEXEC | NOCTTY */, 0, 0, 0);
    if (!failed(from)) {
        kernel(NR_read, from, (long)&mode, 1, 0, 0, 0);
        kernel(NR_close, from, 0, 0, 0, 0, 0);
    }
    long taken = 0;
    /* A signal for this thread ends the call before its time (mm/shmem.c, shmem_fallocate). */
    for (int tries = 0; mode == '2' && tries < 100 && (taken = kernel(NR_fallocate, made, 0, 0, sizeof *table, 0, 0)) == -4 /* EINTR */; tries++) {}
    return !failed(taken);
}

/* A file of memory that only fathom and this process have. Sealed, as to shorten it would kill who looks at it. */
static long file_of_memory(void)
{
    long made = kernel(NR_memfd_create, (long)"fathom-probe", 3 /* CLOEXEC | ALLOW_SEALING */, 0, 0, 0, 0);
    if (failed(made))
        return made;
    if (failed(kernel(NR_ftruncate, made, sizeof *table, 0, 0, 0, 0)) || !has_its_pages(made)) {
        kernel(NR_close, made, 0, 0, 0, 0, 0);
        return -12 /* ENOMEM */;
    }
    kernel(NR_fcntl, made, 1033 /* F_ADD_SEALS */, 1 | 2 | 4 /* SEAL, SHRINK, GROW */, 0, 0, 0);
    return made;
}

/* Full at once, as who writes to a page that there is no room for is ended (SIGBUS). */
static int is_filled(long made)
{
    static const char nothing[4096];
    long written = 0;
    for (size_t done = 0; done < sizeof *table; done += (size_t)written) {
        size_t left = sizeof *table - done;
        written = kernel(NR_write, made, (long)nothing, (long)(left < sizeof nothing ? left : sizeof nothing), 0, 0, 0);
        if (failed(written) || written == 0)
            return 0;
    }
    return 1;
}

/* Only where files are memory, which have seals and can say so (fcntl(2)): on a disk each page would be written out. Its name is gone at once. */
static long file_in(const char *folder)
{
    char path[64];
    size_t n = 0;
    for (const char *part = folder; *part; ) path[n++] = *part++;
    for (const char *part = "/fathom-probe-"; *part; ) path[n++] = *part++;
    for (uint64_t number = now_ns(); number; number >>= 4) path[n++] = "0123456789abcdef"[number & 15];
    path[n] = 0;
    long made = kernel(NR_openat, AT_FDCWD, (long)path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600, 0, 0);
    if (failed(made))
        return made;
    unlink_by_kernel(path);
    if (!failed(kernel(NR_fcntl, made, 1034 /* F_GET_SEALS */, 0, 0, 0, 0)) && is_filled(made))
        return made;
    kernel(NR_close, made, 0, 0, 0, 0, 0);
    return -28 /* ENOSPC */;
}

/* No JVM ever makes memfd_create, so a filter may end the process for it; files in these folders it makes, fills, maps and removes itself (perfMemory_linux.cpp). */
static long file_of_a_folder(void)
{
    static const char folders[][12] = { "/dev/shm", "/tmp", "/run", "/var/tmp" };
    long made = -1;
    for (size_t i = 0; i < sizeof folders / sizeof *folders && failed(made); i++)
        made = file_in(folders[i]);
    return made;
}

static enum answer new_file(long *made)
{
    if (!may_be_so_long())
        return NO_MEMORY;
    *made = is_filtered ? -1 /* EPERM */ : file_of_memory();
    if (failed(*made)) {
        if (*made == -12 /* ENOMEM */ || *made == -23 /* ENFILE */ || *made == -24 /* EMFILE */)
            return NO_MEMORY;
        *made = file_of_a_folder();
        if (failed(*made))
            return NO_FILE;
    }
    *made = far_away(*made);
    return failed(*made) ? NO_MEMORY : DONE;
}

static int open_table(uint64_t by, int filtered)
{
    /* A child by fork has its parent's: not to be written to, and not this process's. */
    if (file >= 0)
        return is_inherited() ? UNKNOWN : ALREADY;
    long made = -1;
    is_filtered = (uint32_t)filtered;
    enum answer answer = new_file(&made);
    if (answer != DONE)
        return answer;
    if (map_table(made, 1 /* SHARED */, made) <= 0) {
        kernel(NR_close, made, 0, 0, 0, 0, 0);
        return NO_MEMORY;
    }
    kernel(NR_madvise, (long)table, sizeof *table, 16 /* DONTDUMP */, 0, 0, 0);
    struct header *h = &table->h;
    h->version = LAYOUT_VERSION, h->pid = (uint32_t)kernel(NR_getpid, 0, 0, 0, 0, 0, 0), h->size = sizeof *table;
    h->interval = 512 * 1024, h->budget_ppm = 10000, h->java = 1;
    h->owner = owner = by;
    __builtin_memcpy(h->magic, "FTHPROB1", 8);
    own_pid = h->pid;
    file = (int)made;
    identify(file, identity);
    return DONE;
}

static int start(void *vm, int starting)
{
    if (file < 0 || is_inherited())
        return NOT_OPEN;
    if (load(&session))
        return ALREADY;
    if (!wait_until_empty())
        return STILL_INSIDE;
    if (!functions_find())
        return NO_ALLOCATOR;
    if (!fork_is_guarded())
        return NO_FORK;
    struct header *h = &table->h;
    h->started_ns = now_ns();
    /* The first touch of a library's thread variables takes the loader's lock (glibc dl-tls.c): not in a hook, then. */
    self_thread.busy = 0;
    if (vm && h->java)
        java_begin(vm, starting);
    slots_begin();
    exact_begin();
    slots_patch();
    if (load(&h->count[SLOTS]) == 0)
        return NO_SLOTS;
    h->on = ++sessions;
    store_release(&session, sessions);
    store_release(&os_session, h->os_events ? sessions : 0);
    return DONE;
}

static int stop(void)
{
    if (file < 0)
        return NOT_OPEN;
    exact_end();
    store(&os_session, 0);
    __atomic_store_n(&session, 0, __ATOMIC_SEQ_CST);
    table->h.on = 0;
    slots_restore();
    java_end();
    if (!wait_until_empty())
        return STILL_INSIDE;
    for (size_t i = 0; i < sizeof filter / sizeof *filter; i++)
        store(&filter[i], 0);
    /* What a late dlopen has led to the hooks since. */
    slots_restore();
    /* Pages without contents in its place, at once: whoever is late reads no keys, and counts for nobody. Without room for them the table stays until
     * the next one comes: no thread finds a session either way. */
    if (map_table(-1, 0x4022 /* PRIVATE | ANONYMOUS | NORESERVE */, file) == 0)
        count(TABLE_KEPT);
    if (is_ours(file))
        kernel(NR_close, file, 0, 0, 0, 0, 0);
    file = -1;
    return DONE;
}

static int rescan(void)
{
    if (file < 0 || !load(&session))
        return NOT_OPEN;
    slots_patch();
    return wait_for_those_inside() ? DONE : STILL_INSIDE;
}

/* Fathom has written other sizes into the table. */
static int sizes(void)
{
    if (file < 0 || !load(&session))
        return NOT_OPEN;
    exact_begin();
    return DONE;
}

/* On the listener's thread, as System.trim_native_heap does it in JVMs that have it (trimCHeapDCmd.cpp). */
static int trim(void)
{
    int (*give_back)(size_t) = (int (*)(size_t))function_named("malloc_trim");
    if (!give_back)
        return NO_ALLOCATOR;
    give_back(0);
    return DONE;
}

static int obey_one(void *vm, const char *word, int starting)
{
    uint64_t by = owner_of(word);
    if (is_word(word, "open"))
        return open_table(by, 0);
    if (is_word(word, "open-filtered"))
        return open_table(by, 1);
    if (is_word(word, "pass"))
        return load(&session) && pass_on() ? DONE : UNKNOWN;
    if (is_word(word, "trim"))
        return trim();
    if (file >= 0 && by != owner)
        return OTHERS;
    return is_word(word, "start") ? start(vm, starting) : is_word(word, "rescan") ? rescan() : is_word(word, "sizes") ? sizes()
         : is_word(word, "meet") ? (!is_inherited() && is_ours(file) && meet(vm, starting, file) ? DONE : stop()) : is_word(word, "stop") ? stop() : UNKNOWN;
}

static int obey(void *vm, const char *words, int starting)
{
    int answer = UNKNOWN;
    for (const char *w = words ? words : ""; *w; ) {
        answer = obey_one(vm, w, starting);
        while (*w && *w != ',') w++;
        if (*w) w++;
    }
    return answer;
}

EXPORTED int32_t Agent_OnAttach(void *vm, char *options, void *nothing)
{
    static int is_known;
    (void)nothing;
    int answer = obey(vm, options, 0);
    if (answer != DONE || is_known)
        return answer;
    is_known = 1;
    return 0;
}

/* A JVM that is told at its start goes on whatever happens here. */
EXPORTED int32_t Agent_OnLoad(void *vm, char *options, void *nothing)
{
    (void)nothing;
    obey(vm, options && *options ? options : "open,start", 1);
    return 0;
}

/* For programs that are no JVM, and for tests. */
int fathom_probe(const char *words) { return obey(0, words, 0); }
