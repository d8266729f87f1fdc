/* The words through which a library calls malloc and its family: they are led to the hooks, and led back. */
#include "probe.h"

struct undo { uintptr_t *slot, was, hook, is_left; };
static struct undo undos[4096];
static uint32_t undo_count;
static uint32_t in_vain;
static int is_glibc;                /* musl's loader lets others look through the libraries at the same time */
static uint64_t led_at;             /* how many libraries had ever been loaded when all calls were led */

/* A look through all libraries. What was listed before the first "settled" of them were, nobody is relocating any more. */
struct look { uint64_t settled, adds; uint32_t unfinished, has_forgotten; };

struct object {
    uintptr_t bias, low, high, relro_low, relro_high;
    const ElfW(Sym) *symbols;
    const char *strings;
    int is_libjvm, is_settled;          /* nobody is relocating it */
    struct look *look;
};

static int same(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

static int ends_with(const char *text, const char *end)
{
    size_t n = 0, m = 0;
    while (text[n]) n++;
    while (end[m]) m++;
    return n >= m && same(text + n - m, end);
}

static int has(const char *text, const char *part)
{
    for (; *text; text++) {
        size_t i = 0;
        while (part[i] && text[i] == part[i]) i++;
        if (!part[i])
            return 1;
    }
    return 0;
}

static uintptr_t pages_down(uintptr_t a) { return a & ~(getauxval(6 /* AT_PAGESZ */) - 1); }

/* The loader itself allocates before it can be called through; the kernel's page has no slots. */
static int read_object(const struct dl_phdr_info *info, struct object *object, const ElfW(Dyn) **dynamic)
{
    const char *name = info->dlpi_name ? info->dlpi_name : "";
    *object = (struct object){ .bias = info->dlpi_addr, .low = UINTPTR_MAX, .is_libjvm = ends_with(name, "/libjvm.so") };
    *dynamic = 0;
    if (has(name, "/ld-linux") || has(name, "/ld-musl") || has(name, "linux-vdso") || has(name, "/ld64"))
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        uintptr_t from = info->dlpi_addr + p->p_vaddr, to = from + p->p_memsz;
        if (p->p_type == PT_LOAD) {
            object->low = from < object->low ? from : object->low;
            object->high = to > object->high ? to : object->high;
        } else if (p->p_type == PT_DYNAMIC)
            *dynamic = (const ElfW(Dyn) *)from;
        else if (p->p_type == PT_GNU_RELRO)
            /* glibc dl-reloc.c, _dl_protect_relro: a page that is only begun stays writable. */
            object->relro_low = pages_down(from), object->relro_high = pages_down(to);
    }
    uintptr_t self = (uintptr_t)&functions;
    return *dynamic && !(self >= object->low && self < object->high);
}

/* glibc has relocated these in place, musl and the vdso have not. */
static uintptr_t pointer_of(const struct object *object, uintptr_t value)
{
    return value < object->bias ? value + object->bias : value;
}

static int is_in_segment(const struct dl_phdr_info *info, uintptr_t slot)
{
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        uintptr_t from = info->dlpi_addr + p->p_vaddr;
        if (p->p_type == PT_LOAD && (p->p_flags & PF_W) && slot >= from && slot + sizeof(uintptr_t) <= from + p->p_memsz)
            return 1;
    }
    return 0;
}

/* Asks the kernel to "or" nothing into the word: it says EFAULT where the page cannot be written. Another thread may be
 * relocating this very object; then its RELRO pages are writable still: to protect them would kill that thread, and it may protect
 * them right behind this question, so that who writes there dies. */
static int is_writable(const uintptr_t *slot)
{
    static uint32_t nobody;
    /* FUTEX_WAKE_OP | PRIVATE; FUTEX_OP(OR, 0, CMP_EQ, 0): wakes at most none. */
    return kernel(NR_futex, (long)&nobody, 5 | 128, 0, 0, (long)slot, 2l << 28) >= 0;
}

static int write_slot(const struct object *object, uintptr_t *slot, uintptr_t value)
{
    uintptr_t page = pages_down((uintptr_t)slot), size = getauxval(6);
    int is_relro = page >= object->relro_low && page < object->relro_high;
    if (is_writable(slot)) {
        if (is_relro && !object->is_settled)
            return 0;
        store_release(slot, value);
        return 1;
    }
    if (!is_relro || kernel(NR_mprotect, (long)page, (long)size, 3, 0, 0, 0) != 0)
        return 0;
    store_release(slot, value);
    kernel(NR_mprotect, (long)page, (long)size, 1, 0, 0, 0);
    return 1;
}

static int holds(struct dl_phdr_info *info, size_t size, void *slot)
{
    (void)size;
    return is_in_segment(info, (uintptr_t)slot);
}

/* Libraries that are gone have taken their slots along. Asked for only when there is no room: the loader's lock is held, and it is
 * one that its holder may take again (glibc dl-iteratephdr.c, musl dynlink.c: a reader's). */
static void forget_unloaded(void)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < undo_count; i++)
        if (undos[i].slot && dl_iterate_phdr(holds, undos[i].slot))
            undos[kept++] = undos[i];
    undo_count = kept;
}

/* Each look forgets once: it goes through all libraries for each of them. */
static struct undo *undo_of(struct look *look, uintptr_t *slot)
{
    if (undo_count == sizeof undos / sizeof *undos && !look->has_forgotten++)
        forget_unloaded();
    for (uint32_t i = 0; i < undo_count; i++)
        if (undos[i].slot == slot)
            return &undos[i];
    return undo_count < sizeof undos / sizeof *undos ? &undos[undo_count] : 0;
}

static void patch_slot(const struct object *object, uintptr_t *slot, int what, int is_call)
{
    uintptr_t was = load(slot), hook = (uintptr_t)functions[what].hook;
    if (was == hook)
        return;
    int is_lazy = is_call && was >= object->low && was < object->high;
    /* The C library's own call of its own function, not made yet: its loader will lead it to what is here already. */
    uintptr_t real = (uintptr_t)functions[what].real;
    if (was != real && !is_lazy && was >= object->low && was < object->high && real >= object->low && real < object->high)
        return;
    /* As the file has it: another thread is loading this library, and has not come so far. */
    if (was != real && was < object->high - object->low && !is_lazy) {
        object->look->unfinished++;
        return;
    }
    if (was != real && !is_lazy) {
        if (what < DLOPEN)
            count(SLOTS_FOREIGN);           /* an allocator of its own, or another profiler's hook */
        return;
    }
    struct undo *undo = undo_of(object->look, slot);
    if (!undo) {
        count(SLOTS_UNDO_FULL);
        return;
    }
    /* Noted before it is done: what is noted and not done is not undone, as the slot does not hold the hook then. */
    *undo = (struct undo){ slot, was, hook, 0 };
    if (undo == &undos[undo_count])
        undo_count++;
    if (!write_slot(object, slot, hook)) {
        object->look->unfinished++;
    } else if (what <= DLOPEN) {
        count(SLOTS);
        if (is_lazy)
            count(SLOTS_LAZY);
    }
}

/* An allocator asks the kernel for pages with its locks held: what a hook does then might need them. */
static int is_wanted(const struct object *object, int what)
{
    uintptr_t allocator = (uintptr_t)functions[MALLOC].real;
    int is_os = what >= MMAP && what <= MADVISE, is_allocator = allocator >= object->low && allocator < object->high;
    /* Where operator new is led, too, the allocator's own call of malloc on behalf of it would count twice. */
    if (is_allocator && functions[NEW].real && what < MMAP)
        return 0;
    return functions[what].real && (what != DLOPEN || object->is_libjvm) && (what != DLOPEN_BY_OTHERS || !object->is_libjvm) && (what <= DLOPEN || is_glibc) && (!is_os || (table->h.os_events && !is_allocator));
}

static void patch_relocations(const struct dl_phdr_info *info, const struct object *object, uintptr_t at, size_t bytes, int is_call)
{
    const ElfW(Rela) *relocations = (const ElfW(Rela) *)at;
    for (size_t i = 0; i < bytes / sizeof *relocations; i++) {
        const ElfW(Rela) *r = &relocations[i];
        unsigned type = ELF64_R_TYPE(r->r_info);
        if (type != SLOT_JUMP && type != SLOT_DATA && type != SLOT_WORD)
            continue;
        const ElfW(Sym) *symbol = &object->symbols[ELF64_R_SYM(r->r_info)];
        const char *name = object->strings + symbol->st_name;
        for (int what = 0; what < FUNCTIONS; what++) {
            if (!is_wanted(object, what) || !same(name, functions[what].name))
                continue;
            uintptr_t slot = object->bias + r->r_offset;
            if (!(slot & 7) && is_in_segment(info, slot))
                /* Resolved at its first call: a symbol of nobody's yet. One of its own, or of an executable that took the function's
                 * address, has a value, and its slot may lead there for good. */
                patch_slot(object, (uintptr_t *)slot, what, is_call && type == SLOT_JUMP && symbol->st_shndx == SHN_UNDEF && symbol->st_value == 0);
            break;
        }
    }
}

/* How many libraries were ever listed: glibc 2.4 and musl have it. */
static uint64_t adds_of(const struct dl_phdr_info *info, size_t size)
{
    return size >= offsetof(struct dl_phdr_info, dlpi_subs) ? info->dlpi_adds : 0;
}

static int say_loads(struct dl_phdr_info *info, size_t size, void *to)
{
    *(uint64_t *)to = adds_of(info, size);
    return 1;
}

static int patch_object(struct dl_phdr_info *info, size_t size, void *all)
{
    struct look *look = all;
    struct object object;
    const ElfW(Dyn) *d;
    look->adds = adds_of(info, size);
    uintptr_t calls = 0, words = 0;
    size_t calls_size = 0, words_size = 0;
    if (!read_object(info, &object, &d))
        return 0;
    for (; d->d_tag != DT_NULL; d++) {
        switch (d->d_tag) {
        case DT_SYMTAB: object.symbols = (const ElfW(Sym) *)pointer_of(&object, d->d_un.d_ptr); break;
        case DT_STRTAB: object.strings = (const char *)pointer_of(&object, d->d_un.d_ptr); break;
        case DT_JMPREL: calls = pointer_of(&object, d->d_un.d_ptr); break;
        case DT_PLTRELSZ: calls_size = d->d_un.d_val; break;
        case DT_RELA: words = pointer_of(&object, d->d_un.d_ptr); break;
        case DT_RELASZ: words_size = d->d_un.d_val; break;
        }
    }
    if (!object.symbols || !object.strings)
        return 0;
    object.is_settled = look->settled == look->adds && look->adds != 0;
    object.look = look;
    count(OBJECTS);
    patch_relocations(info, &object, calls, calls ? calls_size : 0, 1);
    patch_relocations(info, &object, words, words ? words_size : 0, 0);
    return 0;
}

/* The loader lets nobody add or remove a library meanwhile. */
static void patch_all(uint64_t settled)
{
    struct look look = { .settled = settled };
    store(&table->h.count[OBJECTS], 0);
    dl_iterate_phdr(patch_object, &look);
    /* A hundred looks are enough: the words of a library that failed to load, or of a weak symbol that nobody has, never come to be. */
    if (look.unfinished == 0 || add(&in_vain, 1) >= 100)
        store(&in_vain, 0), store(&led_at, look.adds);
}

/* Whether nothing was loaded since all calls were led. */
int slots_are_current(void)
{
    uint64_t adds = 0;
    dl_iterate_phdr(say_loads, &adds);
    return adds == load(&led_at);
}

/* Who is in dlopen holds the loader's lock from before it lists a library until it has protected it, and dlsym takes that lock (glibc dl-open.c, dlsym.c;
 * musl dynlink.c): what was listed before has been relocated then. */
void slots_patch(void)
{
    uint64_t listed = 0;
    dl_iterate_phdr(say_loads, &listed);
    dlsym(0, "malloc");
    patch_all(listed);
}

/* Without waiting for others: who has just come from dlopen may be waited for by one who is in there. A library that another thread is
 * relocating is left to the next rescan. */
void slots_patch_loaded(void) { patch_all(0); }

/* Only what is in a library that is still there, and still ours. */
static int restore_object(struct dl_phdr_info *info, size_t size, void *nothing)
{
    (void)size, (void)nothing;
    struct object object;
    const ElfW(Dyn) *dynamic;
    if (!read_object(info, &object, &dynamic))
        return 0;
    object.is_settled = 1;              /* or it would not have been led */
    for (uint32_t i = 0; i < undo_count; i++) {
        struct undo *undo = &undos[i];
        if (undo->slot && is_in_segment(info, (uintptr_t)undo->slot) && load(undo->slot) == undo->hook) {
            if (write_slot(&object, undo->slot, undo->was)) {
                undo->slot = 0;
                if (undo->is_left)
                    add(&table->h.count[SLOTS_LEFT], -1);
            } else if (!undo->is_left) {
                undo->is_left = 1, count(SLOTS_LEFT);
            }
        }
    }
    return 0;
}

void slots_restore(void) { dl_iterate_phdr(restore_object, 0); }

/* At the beginning of a session, when nobody is inside: at its end a late dlopen may still be noting what it leads. What could not be led back
 * (at its limit of mappings a process cannot have a page made writable) is tried again at the next end. */
void slots_begin(void)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < undo_count; i++)
        if (undos[i].slot && undos[i].is_left)
            undos[kept] = undos[i], undos[kept++].is_left = 0;
    undo_count = kept;
    store(&in_vain, 0), store(&led_at, 0);
    is_glibc = function_named("gnu_get_libc_version") != 0;
}

struct pair { uintptr_t one, other; };

static int has_both(struct dl_phdr_info *info, size_t size, void *of)
{
    (void)size;
    const struct pair *pair = of;
    int found = 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        uintptr_t from = info->dlpi_addr + p->p_vaddr, to = from + p->p_memsz;
        if (p->p_type == PT_LOAD)
            found |= (pair->one >= from && pair->one < to) | (pair->other >= from && pair->other < to) << 1;
    }
    return found == 3;
}

int are_in_one_library(const void *one, const void *other)
{
    struct pair pair = { (uintptr_t)one, (uintptr_t)other };
    return one && other && dl_iterate_phdr(has_both, &pair);
}

static int find_libjvm(struct dl_phdr_info *info, size_t size, void *path)
{
    (void)size;
    if (!info->dlpi_name || !ends_with(info->dlpi_name, "/libjvm.so"))
        return 0;
    *(const char **)path = info->dlpi_name;
    return 1;
}

/* java's launcher loads libjvm for all to see, others may not. */
void *libjvm_symbol(const char *name)
{
    const char *path = 0;
    void *found = function_named(name);
    void *(*open)(const char *, int) = (void *(*)(const char *, int))functions[DLOPEN].real;
    if (found || !open || !dl_iterate_phdr(find_libjvm, &path))
        return found;
    void *library = open(path, 1 | 4 /* RTLD_LAZY | RTLD_NOLOAD */);
    found = library ? dlsym(library, name) : 0;
    if (!found)
        dlerror();
    return found;
}
