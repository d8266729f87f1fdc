/* What the probe asks of the kernel and the C library. It is linked with neither: the few names below are left open
 * and found where it is loaded, without versions, so that one file fits glibc of any age and musl. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <link.h>
#include <time.h>

#define HIDDEN __attribute__((visibility("hidden")))
#define EXPORTED __attribute__((visibility("default")))
#define COLD __attribute__((cold, noinline))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

#define load(p) __atomic_load_n(p, __ATOMIC_RELAXED)
#define load_acquire(p) __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define store(p, v) __atomic_store_n(p, v, __ATOMIC_RELAXED)
#define store_release(p, v) __atomic_store_n(p, v, __ATOMIC_RELEASE)
#define add(p, v) __atomic_fetch_add(p, v, __ATOMIC_RELAXED)

extern void *dlsym(void *, const char *);
extern char *dlerror(void);
extern int *__errno_location(void);
extern unsigned long getauxval(unsigned long);

#if defined __x86_64__
enum { NR_mmap = 9, NR_mprotect = 10, NR_close = 3, NR_ftruncate = 77, NR_prctl = 157, NR_gettid = 186, NR_getpid = 39,
       NR_memfd_create = 319, NR_fcntl = 72, NR_madvise = 28, NR_futex = 202, NR_fstat = 5, NR_prlimit64 = 302,
       NR_munmap = 11, NR_mremap = 25, NR_read = 0, NR_write = 1, NR_openat = 257, NR_fallocate = 285, NR_unlink = 87 };
static inline long kernel(long n, long a, long b, long c, long d, long e, long f)
{
    register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
    long out;
    __asm__ volatile("syscall" : "=a"(out) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
    return out;
}
static inline long unlink_by_kernel(const char *path) { return kernel(NR_unlink, (long)path, 0, 0, 0, 0, 0); }
static inline uintptr_t thread_pointer(void) { uintptr_t p; __asm__("mov %%fs:0, %0" : "=r"(p)); return p; }
enum { SLOT_JUMP = R_X86_64_JUMP_SLOT, SLOT_DATA = R_X86_64_GLOB_DAT, SLOT_WORD = R_X86_64_64 };
/* Where a function has saved its return address, if it has: a call pushes it. */
enum { RETURNS_BEFORE_FRAME = 0 };
static inline uintptr_t code_address(uintptr_t a) { return a; }
#elif defined __aarch64__
enum { NR_mmap = 222, NR_mprotect = 226, NR_close = 57, NR_ftruncate = 46, NR_prctl = 167, NR_gettid = 178, NR_getpid = 172,
       NR_memfd_create = 279, NR_fcntl = 25, NR_madvise = 233, NR_futex = 98, NR_fstat = 80, NR_prlimit64 = 261,
       NR_munmap = 215, NR_mremap = 216, NR_read = 63, NR_write = 64, NR_openat = 56, NR_fallocate = 47, NR_unlinkat = 35 };
static inline long kernel(long n, long a, long b, long c, long d, long e, long f)
{
    register long x8 __asm__("x8") = n, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c,
                  x3 __asm__("x3") = d, x4 __asm__("x4") = e, x5 __asm__("x5") = f;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
}
static inline long unlink_by_kernel(const char *path) { return kernel(NR_unlinkat, -100 /* AT_FDCWD */, (long)path, 0, 0, 0, 0); }
static inline uintptr_t thread_pointer(void) { uintptr_t p; __asm__("mrs %0, tpidr_el0" : "=r"(p)); return p; }
enum { SLOT_JUMP = R_AARCH64_JUMP_SLOT, SLOT_DATA = R_AARCH64_GLOB_DAT, SLOT_WORD = R_AARCH64_ABS64 };
/* x30 lies right above x29 (AAPCS64, 6.4.6), wherever in the frame that is; a leaf saves neither, and calls nobody. */
enum { RETURNS_BEFORE_FRAME = 1 };
/* Without its signature, where functions sign their return addresses: xpaclri, which older processors take for a hint. */
static inline uintptr_t code_address(uintptr_t a)
{
    register uintptr_t x30 __asm__("x30") = a;
    __asm__("hint 7" : "+r"(x30));
    return x30;
}
#else
#error "the probe knows x86-64 and arm64"
#endif

static inline uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}
