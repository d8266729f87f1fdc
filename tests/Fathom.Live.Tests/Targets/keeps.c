// Allocates blocks of one size in a way that its argument names, and says how many are lost and how many are not.
// Each way has a size of its own, so that its blocks are told from all others.
#include "target.h"
#include <dlfcn.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>

enum { COUNT = 1009 };

// Volatile: what is only written the compiler leaves out.
static void *volatile table[COUNT];
static volatile uintptr_t words[COUNT];
static volatile uint32_t offsets[COUNT];
unsigned char packed[COUNT * 8 + 8];
static volatile uintptr_t key;
static char *base;
static __thread void **mine;
static void *volatile *on_page;

struct node {
    struct node *next;
    struct node *before;
    char rest[4];
};

// What is on the stack below, and in registers, is overwritten: blocks that were lost there stay lost.
static __attribute__((noinline)) void forget(void) {
    volatile char junk[65536];
    for (size_t i = 0; i < sizeof junk; i++)
        junk[i] = 0;
    __asm__ volatile("xor %%ebx, %%ebx\n xor %%r12d, %%r12d\n xor %%r13d, %%r13d\n xor %%r14d, %%r14d\n xor %%r15d, %%r15d\n"
                     "pxor %%xmm0, %%xmm0\n pxor %%xmm1, %%xmm1\n pxor %%xmm2, %%xmm2\n pxor %%xmm3, %%xmm3\n"
                     ::: "rbx", "r12", "r13", "r14", "r15", "xmm0", "xmm1", "xmm2", "xmm3", "memory");
}

static __attribute__((noinline)) void *block(size_t size) {
    char *made = check(malloc(size), "malloc");
    memset(made, 0x5a, size);
    return made;
}

static __attribute__((noinline)) void lose(size_t size) {
    for (int i = 0; i < COUNT; i++)
        block(size);
}

static __attribute__((noinline)) void fill(const char *how, size_t size) {
    base = sbrk(0);
    for (int i = 0; i < COUNT; i++) {
        char *made = block(size);
        uintptr_t word = (uintptr_t)made;
        if (!strcmp(how, "table"))
            table[i] = made;
        else if (!strcmp(how, "tagged"))
            words[i] = word | (uintptr_t)(1 + i % 15);
        else if (!strcmp(how, "keyed"))
            words[i] = word ^ key;
        else if (!strcmp(how, "inside"))
            words[i] = word + 16;
        else if (!strcmp(how, "high"))
            words[i] = word | (uintptr_t)(0xabcd) << 48;
        else if (!strcmp(how, "inverted"))
            words[i] = ~word;
        else if (!strcmp(how, "packed"))
            memcpy(packed + 8 * i + 3, &word, 8);
        else if (!strcmp(how, "mangled")) {
            uintptr_t guard;
            __asm__("mov %%fs:0x30, %0" : "=r"(guard));
            word ^= guard;
            words[i] = word << 17 | word >> 47;
        } else if (!strcmp(how, "placed"))
            words[i] = word ^ (uintptr_t)&words[i] >> 12;
        else if (!strcmp(how, "relative"))
            words[i] = word - (uintptr_t)&words[i];
        else if (!strcmp(how, "offsets"))
            offsets[i] = (uint32_t)(made - base + (1 << 30));
    }
}

static __attribute__((noinline)) struct node *list(size_t size, int circular) {
    struct node *first = 0, *last = 0;
    for (int i = 0; i < COUNT; i++) {
        struct node *made = block(size);
        made->next = first;
        made->before = 0;
        if (first)
            first->before = made;
        else
            last = made;
        first = made;
    }
    if (circular) {
        last->next = first;
        first->before = last;
    }
    return first;
}

static __attribute__((noinline)) void lose_list(size_t size, int circular) {
    list(size, circular);
}

static pthread_barrier_t together;
static size_t asked;
static const char *where;

static __attribute__((noinline)) void on_stack(void) {
    void *held[COUNT];
    for (int i = 0; i < COUNT; i++)
        held[i] = block(asked);
    __asm__ volatile("" ::"r"(held) : "memory");
    pthread_barrier_wait(&together);
    for (;;)
        pause();
}

static void *parked(void *argument) {
    if (!strcmp(where, "stack"))
        on_stack();
    // One block of pointers, to which only this thread's variable leads.
    mine = check(calloc(COUNT, sizeof(void *)), "calloc");
    for (int i = 0; i < COUNT; i++)
        mine[i] = block(asked);
    forget();
    pthread_barrier_wait(&together);
    for (;;)
        pause();
    return argument;
}

static void *spins(void *argument) {
    struct node *head = list(asked, 0);
    register struct node *only __asm__("r12") = head;
    forget();
    pthread_barrier_wait(&together);
    __asm__ volatile("1: pause\n jmp 1b" ::"r"(only) : "memory");
    return argument;
}

static void start(void *(*run)(void *)) {
    pthread_t thread;
    pthread_barrier_init(&together, 0, 2);
    pthread_create(&thread, 0, run, 0);
    pthread_barrier_wait(&together);
}

static volatile int lost;

static void *loses(void *argument) {
    // An arena that begins at a multiple of 4 GiB: there a small number and half of an old address make the address of a block,
    // and one such word holds a whole list.
    if ((uintptr_t)check(malloc(1), "malloc") << 32 >> 32 >= 64u << 20) {
        lose_list(asked, !strcmp(where, "circle"));
        lost = 1;
    }
    forget();
    pthread_barrier_wait(&together);
    for (;;)
        pause();
    return argument;
}

// Only the kernel has the address of the first one.
static __attribute__((noinline)) void give_to_epoll(size_t size) {
    int poll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = list(size, 0)};
    epoll_ctl(poll, EPOLL_CTL_ADD, timerfd_create(CLOCK_MONOTONIC, 0), &event);
    memset(&event, 0, sizeof event);
    __asm__ volatile("" ::"r"(&event) : "memory");
}

static __attribute__((noinline)) void run(const char *how, size_t size, const char *keeper) {
    asked = size;
    where = how;
    key = 0x9e3779b97f4a7c15u;
    if (!strcmp(how, "lost"))
        lose(size);
    else if (!strcmp(how, "list") || !strcmp(how, "circle"))
        while (!lost)
            start(loses);
    else if (!strcmp(how, "cachedlist"))
        table[0] = list(size, 0);
    else if (!strcmp(how, "cachedcircle"))
        table[0] = list(size, 1);
    else if (!strcmp(how, "stack") || !strcmp(how, "tls"))
        start(parked);
    else if (!strcmp(how, "register"))
        start(spins);
    else if (!strcmp(how, "page")) {
        on_page = anonymous(PAGE * 4, PROT_READ | PROT_WRITE);
        for (int i = 0; i < COUNT; i++)
            on_page[i] = block(size);
    } else if (!strcmp(how, "epoll"))
        give_to_epoll(size);
    else if (!strcmp(how, "library") || !strcmp(how, "apart")) {
        // A library that keeps its blocks in a static of its own, or in a variable of the thread that only libc's tables lead to.
        void *library = dlopen(keeper, RTLD_NOW);
        void (*keep)(void *) = library ? (void (*)(void *))dlsym(library, strcmp(how, "apart") ? "keep" : "keep_apart") : 0;
        check((void *)keep, "dlopen");
        for (int i = 0; i < COUNT; i++)
            keep(block(size));
    } else
        fill(how, size);
}

// Loaded by a JVM with -agentpath: the same on its first thread.
int Agent_OnLoad(void *vm, char *options, void *reserved) {
    (void)vm;
    (void)reserved;
    run(options, 5003, "");
    forget();
    say("blocks", (void *)COUNT, (5003 + 8 + 15) & ~15);
    fflush(stdout);
    forget();
    return 0;
}

int main(int count, char **arguments) {
    size_t size = count > 2 ? strtoul(arguments[2], 0, 10) : 1013;
    run(count > 1 ? arguments[1] : "lost", size, count > 3 ? arguments[3] : "");
    forget();
    say("blocks", (void *)COUNT, (size + 8 + 15) & ~(size_t)15);
    forget();
    ready();
    return 0;
}
