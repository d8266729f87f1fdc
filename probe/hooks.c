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

/* An allocator's own operator new. Where it has no room it throws, through a frame of ours that has nothing to undo: its .eh_frame leads past it. */
#define HOOK_NEW(what, name, kind) \
    static COLD void *name##_looked_at(size_t size, long a, long b) \
    { \
        void *block = real(what, void *(*)(size_t, long, long))(size, a, b); \
        made(block, size, kind, CALLER()); \
        return block; \
    } \
    static void *hook_##name(size_t size, long a, long b) \
    { \
        return likely(passes(size)) ? real(what, void *(*)(size_t, long, long))(size, a, b) : name##_looked_at(size, a, b); \
    }
HOOK_NEW(NEW, new, BY_MALLOC)
HOOK_NEW(NEW_ARRAY, new_array, BY_MALLOC)
HOOK_NEW(NEW_NOTHROW, new_nothrow, BY_MALLOC)
HOOK_NEW(NEW_ARRAY_NOTHROW, new_array_nothrow, BY_MALLOC)
HOOK_NEW(NEW_ALIGNED, new_aligned, BY_ALIGNED)
HOOK_NEW(NEW_ARRAY_ALIGNED, new_array_aligned, BY_ALIGNED)
HOOK_NEW(NEW_ALIGNED_NOTHROW, new_aligned_nothrow, BY_ALIGNED)
HOOK_NEW(NEW_ARRAY_ALIGNED_NOTHROW, new_array_aligned_nothrow, BY_ALIGNED)

#define HOOK_DELETE(what, name) \
    static void hook_##name(void *block, long a, long b) { freed(block), real(what, void (*)(void *, long, long))(block, a, b); }
HOOK_DELETE(DELETE, delete)
HOOK_DELETE(DELETE_ARRAY, delete_array)
HOOK_DELETE(DELETE_NOTHROW, delete_nothrow)
HOOK_DELETE(DELETE_ARRAY_NOTHROW, delete_array_nothrow)
HOOK_DELETE(DELETE_SIZED, delete_sized)
HOOK_DELETE(DELETE_ARRAY_SIZED, delete_array_sized)
HOOK_DELETE(DELETE_ALIGNED, delete_aligned)
HOOK_DELETE(DELETE_ARRAY_ALIGNED, delete_array_aligned)
HOOK_DELETE(DELETE_ALIGNED_NOTHROW, delete_aligned_nothrow)
HOOK_DELETE(DELETE_ARRAY_ALIGNED_NOTHROW, delete_array_aligned_nothrow)
HOOK_DELETE(DELETE_SIZED_ALIGNED, delete_sized_aligned)
HOOK_DELETE(DELETE_ARRAY_SIZED_ALIGNED, delete_array_sized_aligned)

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
#define OPERATOR(what, name, symbol) [what] = { symbol, (void *)hook_##name, 0 }
struct function_names functions[FUNCTIONS] = {
    HOOK(MALLOC, malloc), HOOK(CALLOC, calloc), HOOK(REALLOC, realloc), HOOK(REALLOCARRAY, reallocarray), HOOK(FREE, free),
    HOOK(FREE_SIZED, free_sized), HOOK(FREE_ALIGNED_SIZED, free_aligned_sized), HOOK(POSIX_MEMALIGN, posix_memalign),
    HOOK(ALIGNED_ALLOC, aligned_alloc), HOOK(MEMALIGN, memalign), HOOK(VALLOC, valloc), HOOK(PVALLOC, pvalloc),
    /* As the ABI of C++ writes them (Itanium C++ ABI, 5.1.5); size_t is unsigned long on both machines. */
    OPERATOR(NEW, new, "_Znwm"), OPERATOR(NEW_ARRAY, new_array, "_Znam"),
    OPERATOR(NEW_NOTHROW, new_nothrow, "_ZnwmRKSt9nothrow_t"), OPERATOR(NEW_ARRAY_NOTHROW, new_array_nothrow, "_ZnamRKSt9nothrow_t"),
    OPERATOR(NEW_ALIGNED, new_aligned, "_ZnwmSt11align_val_t"), OPERATOR(NEW_ARRAY_ALIGNED, new_array_aligned, "_ZnamSt11align_val_t"),
    OPERATOR(NEW_ALIGNED_NOTHROW, new_aligned_nothrow, "_ZnwmSt11align_val_tRKSt9nothrow_t"),
    OPERATOR(NEW_ARRAY_ALIGNED_NOTHROW, new_array_aligned_nothrow, "_ZnamSt11align_val_tRKSt9nothrow_t"),
    OPERATOR(DELETE, delete, "_ZdlPv"), OPERATOR(DELETE_ARRAY, delete_array, "_ZdaPv"),
    OPERATOR(DELETE_NOTHROW, delete_nothrow, "_ZdlPvRKSt9nothrow_t"), OPERATOR(DELETE_ARRAY_NOTHROW, delete_array_nothrow, "_ZdaPvRKSt9nothrow_t"),
    OPERATOR(DELETE_SIZED, delete_sized, "_ZdlPvm"), OPERATOR(DELETE_ARRAY_SIZED, delete_array_sized, "_ZdaPvm"),
    OPERATOR(DELETE_ALIGNED, delete_aligned, "_ZdlPvSt11align_val_t"), OPERATOR(DELETE_ARRAY_ALIGNED, delete_array_aligned, "_ZdaPvSt11align_val_t"),
    OPERATOR(DELETE_ALIGNED_NOTHROW, delete_aligned_nothrow, "_ZdlPvSt11align_val_tRKSt9nothrow_t"),
    OPERATOR(DELETE_ARRAY_ALIGNED_NOTHROW, delete_array_aligned_nothrow, "_ZdaPvSt11align_val_tRKSt9nothrow_t"),
    OPERATOR(DELETE_SIZED_ALIGNED, delete_sized_aligned, "_ZdlPvmSt11align_val_t"),
    OPERATOR(DELETE_ARRAY_SIZED_ALIGNED, delete_array_sized_aligned, "_ZdaPvmSt11align_val_t"), HOOK(MMAP, mmap),
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

/* Only those of the library that malloc is in: libstdc++'s own call malloc, by words that are led. */
static void operators_find(void)
{
    void *allocator = functions[MALLOC].real;
    if (functions[NEW].real || !are_in_one_library(function_named(functions[NEW].name), allocator))
        return;
    for (int i = DELETE_ARRAY_SIZED_ALIGNED; i >= NEW; i--) {
        void *found = function_named(functions[i].name);
        if (are_in_one_library(found, allocator))
            functions[i].real = found;
    }
}

/* The functions that a library would get now: those of a preloaded allocator where there is one. */
int functions_find(void)
{
    for (int i = 0; i < FUNCTIONS; i++)
        if (!functions[i].real && (i < NEW || i > DELETE_ARRAY_SIZED_ALIGNED))
            functions[i].real = function_named(functions[i].name);
    operators_find();
    return functions[MALLOC].real && functions[FREE].real && functions[REALLOC].real && functions[CALLOC].real;
}
