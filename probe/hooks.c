/* What callers reach instead of malloc and its family. A call that is not sampled costs a subtraction; a free of a block
 * that is not sampled costs one look at the filter. No lock, no allocation, no file, no JVMTI in here.
 * malloc, calloc, realloc and free go on into the library by a jump. A jump, too, leads to what looks closer: so its CALLER() is still the hook's. */
#include "probe.h"

#define real(what, type) ((type)functions[what].real)

static inline void made(void *block, uint64_t size, enum kind kind, struct caller caller)
{
    uint32_t now = load(&session);
    if (now == 0 || unlikely(!block))
        return;
    struct thread *self = &self_thread;
    if (unlikely(load(&exact_on)) && exact(self, block, size, kind, caller))
        return;
    self->left -= (int64_t)(size | (size == 0));        /* a block of no bytes is one all the same */
    if (unlikely(self->left < 0) || unlikely(self->session != now))
        sample(self, block, size | (size == 0), kind, caller);
}

/* Before the block is given back: afterwards its address may be somebody else's. */
static COLD int forget(void *block, struct entry *entry, uint32_t *number)
{
    struct thread *self = &self_thread;
    int found = 0;
    if (self->busy)
        return count(REENTERED), 0;
    if (enter(self, number)) {
        found = live_take((uint64_t)(uintptr_t)block, entry);
        if (found)
            count(FREES);
        leave(self);
    }
    return found;
}

/* Whether this address is among the samples. Read without entering: the table is mapped for ever. */
static inline int is_sampled(void *block)
{
    if (load(&session) == 0 || !block)
        return 0;
    uint64_t hash = hash_of((uint64_t)(uintptr_t)block);
    if (likely(load(filter_of(hash)) == 0))
        return 0;
    const uint64_t *keys = &table->key[(hash >> 50) * WAYS];
    for (int i = 0; i < WAYS; i++)
        if (load(&keys[i]) == (uint64_t)(uintptr_t)block)
            return 1;
    return 0;
}

static COLD void forget_sample(void *block)
{
    struct entry entry;
    uint32_t number;
    forget(block, &entry, &number);
}

static inline void freed(void *block)
{
    if (unlikely(is_sampled(block)))
        forget_sample(block);
}

static void put_back(void *block, const struct entry *entry, uint32_t of)
{
    uint32_t number;
    struct thread *self = &self_thread;
    if (!self->busy && enter(self, &number)) {
        if (number == of)
            live_put((uint64_t)(uintptr_t)block, entry);
        leave(self);
    }
}

/* Whether these bytes are to be counted and no more, and then they are. Those of a block that there is no room for count, too: of one that there
 * could be room for. A size that is a negative number would give the thread more to go than it will ever make. */
static inline int passes(size_t size)
{
    uint32_t now = load(&session);
    if (now == 0)
        return 1;
    if (unlikely(load(&exact_on)))
        return 0;
    struct thread *self = &self_thread;
    int64_t left = self->left - (int64_t)(size | (size == 0));
    if (unlikely(left < 0) || unlikely((int64_t)size < 0) || unlikely(self->session != now))
        return 0;
    self->left = left;
    return 1;
}

static COLD void *malloc_looked_at(size_t size)
{
    void *block = real(MALLOC, void *(*)(size_t))(size);
    made(block, size, BY_MALLOC, CALLER());
    return block;
}

static void *hook_malloc(size_t size) { return likely(passes(size)) ? real(MALLOC, void *(*)(size_t))(size) : malloc_looked_at(size); }

static COLD void *calloc_looked_at(size_t n, size_t size)
{
    void *block = real(CALLOC, void *(*)(size_t, size_t))(n, size);
    made(block, n * size, BY_CALLOC, CALLER());
    return block;
}

static void *hook_calloc(size_t n, size_t size)
{
    size_t bytes;
    return likely(!__builtin_mul_overflow(n, size, &bytes) && passes(bytes)) ? real(CALLOC, void *(*)(size_t, size_t))(n, size) : calloc_looked_at(n, size);
}

static inline void *moved(void *old, void *block, size_t size, int was, const struct entry *entry, uint32_t number, struct caller caller)
{
    if (block)
        made(block, size, BY_REALLOC, caller);
    else if (was && size != 0)
        put_back(old, entry, number);
    return block;
}

static COLD void *realloc_looked_at(void *old, size_t size)
{
    struct entry entry;
    uint32_t number = 0;
    int was = unlikely(is_sampled(old)) && forget(old, &entry, &number);
    return moved(old, real(REALLOC, void *(*)(void *, size_t))(old, size), size, was, &entry, number, CALLER());
}

static void *hook_realloc(void *old, size_t size)
{
    return likely(!is_sampled(old) && passes(size)) ? real(REALLOC, void *(*)(void *, size_t))(old, size) : realloc_looked_at(old, size);
}

/* By realloc, as the library does it: its own call of realloc may be hooked, and the block would count twice. */
static void *hook_reallocarray(void *old, size_t n, size_t size)
{
    struct entry entry;
    uint32_t number = 0;
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes)) {
        *__errno_location() = 12 /* ENOMEM */;
        return 0;
    }
    int was = unlikely(is_sampled(old)) && forget(old, &entry, &number);
    return moved(old, real(REALLOC, void *(*)(void *, size_t))(old, bytes), bytes, was, &entry, number, CALLER());
}

static void hook_free(void *block) { freed(block), real(FREE, void (*)(void *))(block); }
static void hook_free_sized(void *block, size_t n) { freed(block), real(FREE_SIZED, void (*)(void *, size_t))(block, n); }
static void hook_free_aligned_sized(void *block, size_t a, size_t n)
{
    freed(block), real(FREE_ALIGNED_SIZED, void (*)(void *, size_t, size_t))(block, a, n);
}

static int hook_posix_memalign(void **to, size_t alignment, size_t size)
{
    int error = real(POSIX_MEMALIGN, int (*)(void **, size_t, size_t))(to, alignment, size);
    if (error == 0)
        made(*to, size, BY_ALIGNED, CALLER());
    return error;
}

static void *hook_aligned_alloc(size_t alignment, size_t size)
{
    void *block = real(ALIGNED_ALLOC, void *(*)(size_t, size_t))(alignment, size);
    made(block, size, BY_ALIGNED, CALLER());
    return block;
}

static void *hook_memalign(size_t alignment, size_t size)
{
    void *block = real(MEMALIGN, void *(*)(size_t, size_t))(alignment, size);
    made(block, size, BY_ALIGNED, CALLER());
    return block;
}

static void *hook_valloc(size_t size)
{
    void *block = real(VALLOC, void *(*)(size_t))(size);
    made(block, size, BY_ALIGNED, CALLER());
    return block;
}

static void *hook_pvalloc(size_t size)
{
    void *block = real(PVALLOC, void *(*)(size_t))(size);
    made(block, size, BY_ALIGNED, CALLER());
    return block;
}

static inline int was_mapped(void *at) { return at != (void *)-1 && load(&os_session) != 0; }

static void *hook_mmap(void *hint, size_t length, int protection, int flags, int file, long offset)
{
    void *at = real(MMAP, void *(*)(void *, size_t, int, int, int, long))(hint, length, protection, flags, file, offset);
    if (was_mapped(at))
        os_call(MAPPED, (uintptr_t)at, length, (uint64_t)(uint32_t)protection << 32 | (uint32_t)flags, CALLER());
    return at;
}

static int hook_munmap(void *at, size_t length)
{
    int error = real(MUNMAP, int (*)(void *, size_t))(at, length);
    if (error == 0 && load(&os_session))
        os_call(UNMAPPED, (uintptr_t)at, length, 0, CALLER());
    return error;
}

/* The fifth argument counts only with MREMAP_FIXED; passing it on always is harmless, as the register holds something anyway. */
static void *hook_mremap(void *old, size_t old_length, size_t length, int flags, void *to)
{
    void *at = real(MREMAP, void *(*)(void *, size_t, size_t, int, void *))(old, old_length, length, flags, to);
    if (was_mapped(at)) {
        os_call(UNMAPPED, (uintptr_t)old, old_length, (uintptr_t)at, CALLER());
        os_call(REMAPPED, (uintptr_t)at, length, (uintptr_t)old, CALLER());
    }
    return at;
}

static int hook_madvise(void *at, size_t length, int advice)
{
    int error = real(MADVISE, int (*)(void *, size_t, int))(at, length, advice);
    if (error == 0 && load(&os_session))
        os_call(ADVISED, (uintptr_t)at, length, (uint64_t)(uint32_t)advice, CALLER());
    return error;
}

/* libjvm's only: it names libraries by whole paths. Elsewhere a caller's own search path would count as ours (opened.c). */
static void *hook_dlopen(const char *path, int flags)
{
    void *library = real(DLOPEN, void *(*)(const char *, int))(path, flags);
    struct thread *self = &self_thread;
    uint32_t number;
    int *error = __errno_location(), kept = *error;
    /* The end waits for who is in here, and looks once more at what was led to the hooks meanwhile. */
    if (library && load(&session) && !self->busy && enter(self, &number)) {
        count(LIBRARIES_SEEN);
        slots_patch_loaded();
        leave(self);
        *error = kept;
    }
    return library;
}

#define HOOK(what, name) [what] = { #name, (void *)hook_##name, 0 }
struct function_names functions[FUNCTIONS] = {
    HOOK(MALLOC, malloc), HOOK(CALLOC, calloc), HOOK(REALLOC, realloc), HOOK(REALLOCARRAY, reallocarray), HOOK(FREE, free),
    HOOK(FREE_SIZED, free_sized), HOOK(FREE_ALIGNED_SIZED, free_aligned_sized), HOOK(POSIX_MEMALIGN, posix_memalign),
    HOOK(ALIGNED_ALLOC, aligned_alloc), HOOK(MEMALIGN, memalign), HOOK(VALLOC, valloc), HOOK(PVALLOC, pvalloc), HOOK(MMAP, mmap),
    [MMAP64] = { "mmap64", (void *)hook_mmap, 0 }, HOOK(MUNMAP, munmap), HOOK(MREMAP, mremap), HOOK(MADVISE, madvise),
    HOOK(DLOPEN, dlopen), [DLOPEN_BY_OTHERS] = { "dlopen", (void *)hook_dlopen_by_others, 0 }, HOOK(DLSYM, dlsym),
};

/* One that is not there leaves word of it for whoever asks dlerror next on this thread: the program, which would take it for its own (dlerror(3)).
 * What the program itself had left there is gone by then: glibc drops it with each dlsym (dlerror.c, _dlerror_run), musl writes over it. */
void *function_named(const char *name)
{
    void *found = dlsym(0, name);
    if (!found)
        dlerror();
    return found;
}

/* The functions that a library would get now: those of a preloaded allocator where there is one. */
int functions_find(void)
{
    for (int i = 0; i < FUNCTIONS; i++)
        if (!functions[i].real)
            functions[i].real = function_named(functions[i].name);
    return functions[MALLOC].real && functions[FREE].real && functions[REALLOC].real && functions[CALLOC].real;
}
