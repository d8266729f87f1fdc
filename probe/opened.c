/* Libraries that another library has opened. libjvm's own dlopen is followed (hooks.c); others' cannot be stood in for, as the loader goes
 * by its caller: search paths, $ORIGIN, namespaces, RTLD_NEXT (glibc dl-open.c and dlsym.c, caller_dlopen and RETURN_ADDRESS). But who opens
 * a library asks it for a function next. Both calls go by here with all that they came with, the return address too; the first is only noted,
 * and the second finds the new library's calls led to the hooks before it has the function to call. */
#include "probe.h"

__attribute__((used)) HIDDEN void *before_dlopen(void)
{
    self_thread.opened = 1;
    return functions[DLOPEN_BY_OTHERS].real;
}

/* Only after an open of its own: to look what is loaded takes a lock that dlopen takes, too, and dlsym does not (dl_load_write_lock, dl-iteratephdr.c);
 * callbacks of others may hold it and wait for who is here. A child by fork does not come so far (enter), as that lock may be nobody's there. */
__attribute__((used)) HIDDEN void *before_dlsym(void)
{
    struct thread *self = &self_thread;
    uint32_t number;
    if (unlikely(self->opened)) {
        int *error = __errno_location(), kept = *error;
        if (load(&session) && !self->busy && enter(self, &number)) {
            self->opened = 0;
            if (!slots_are_current()) {
                count(LIBRARIES_SEEN);
                slots_patch_loaded();
            }
            leave(self);
        }
        *error = kept;
    }
    return functions[DLSYM].real;
}

#if defined __x86_64__
#define GOES_BY(hook, before) \
    __asm__(".text\n.globl " hook "\n.hidden " hook "\n.type " hook ", @function\n" \
        hook ":\n.cfi_startproc\n\tendbr64\n" \
        "\tpush %rdi\n.cfi_adjust_cfa_offset 8\n\tpush %rsi\n.cfi_adjust_cfa_offset 8\n\tsub $8, %rsp\n.cfi_adjust_cfa_offset 8\n" \
        "\tcall " before "\n\tmov %rax, %r11\n" \
        "\tadd $8, %rsp\n.cfi_adjust_cfa_offset -8\n\tpop %rsi\n.cfi_adjust_cfa_offset -8\n\tpop %rdi\n.cfi_adjust_cfa_offset -8\n" \
        "\tjmp *%r11\n.cfi_endproc\n.size " hook ", . - " hook "\n")
#else
#define GOES_BY(hook, before) \
    __asm__(".text\n.globl " hook "\n.hidden " hook "\n.type " hook ", %function\n" \
        hook ":\n.cfi_startproc\n\thint 34\n"      /* bti c */ \
        "\tstp x29, x30, [sp, -32]!\n.cfi_def_cfa_offset 32\n.cfi_offset 29, -32\n.cfi_offset 30, -24\n\tstp x0, x1, [sp, 16]\n\tmov x29, sp\n" \
        "\tbl " before "\n\tmov x16, x0\n\tldp x0, x1, [sp, 16]\n\tldp x29, x30, [sp], 32\n.cfi_def_cfa_offset 0\n.cfi_restore 29\n.cfi_restore 30\n" \
        "\tbr x16\n.cfi_endproc\n.size " hook ", . - " hook "\n")
#endif
GOES_BY("hook_dlopen_by_others", "before_dlopen");
GOES_BY("hook_dlsym", "before_dlsym");
