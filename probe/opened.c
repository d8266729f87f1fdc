/* Libraries that another library has opened. libjvm's own dlopen is followed (hooks.c); others' cannot be stood in for, as the loader goes
 * by its caller: search paths, $ORIGIN, namespaces, RTLD_NEXT (glibc dl-open.c and dlsym.c, caller_dlopen and RETURN_ADDRESS). But who opens
 * a library asks it for a function next. That call goes by here with all that it came with, the return address too, and finds the new
 * library's calls led to the hooks before it has the function to call. */
#include "probe.h"

/* Of the C library's dlsym nothing is changed: no lock is taken here that it does not take after one of its own. */
__attribute__((used)) HIDDEN void *before_dlsym(void)
{
    struct thread *self = &self_thread;
    uint32_t number;
    int *error = __errno_location(), kept = *error;
    if (load(&session) && !self->busy && !slots_are_current() && enter(self, &number)) {
        count(LIBRARIES_SEEN);
        slots_patch_loaded();
        leave(self);
    }
    *error = kept;
    return functions[DLSYM].real;
}

#if defined __x86_64__
__asm__(".text\n.globl hook_dlsym\n.hidden hook_dlsym\n.type hook_dlsym, @function\n"
        "hook_dlsym:\n.cfi_startproc\n\tendbr64\n"
        "\tpush %rdi\n.cfi_adjust_cfa_offset 8\n\tpush %rsi\n.cfi_adjust_cfa_offset 8\n\tsub $8, %rsp\n.cfi_adjust_cfa_offset 8\n"
        "\tcall before_dlsym\n\tmov %rax, %r11\n"
        "\tadd $8, %rsp\n.cfi_adjust_cfa_offset -8\n\tpop %rsi\n.cfi_adjust_cfa_offset -8\n\tpop %rdi\n.cfi_adjust_cfa_offset -8\n"
        "\tjmp *%r11\n.cfi_endproc\n.size hook_dlsym, . - hook_dlsym\n");
#else
__asm__(".text\n.globl hook_dlsym\n.hidden hook_dlsym\n.type hook_dlsym, %function\n"
        "hook_dlsym:\n.cfi_startproc\n\thint 34\n"      /* bti c */
        "\tstp x29, x30, [sp, -32]!\n.cfi_def_cfa_offset 32\n.cfi_offset 29, -32\n.cfi_offset 30, -24\n\tstp x0, x1, [sp, 16]\n\tmov x29, sp\n"
        "\tbl before_dlsym\n\tmov x16, x0\n\tldp x0, x1, [sp, 16]\n\tldp x29, x30, [sp], 32\n.cfi_def_cfa_offset 0\n.cfi_restore 29\n.cfi_restore 30\n"
        "\tbr x16\n.cfi_endproc\n.size hook_dlsym, . - hook_dlsym\n");
#endif
