/* A process that `fathom run` has started, or that such a one has started. It tells fathom of itself before its first sample: fathom
 * holds the table from then on, and puts rows and offsets into it. The socket lies beside the probe's own file, so that who can
 * load the one can reach the other. Where nobody listens any more nothing is started, so that no process outlives its fathom traced. */
#include "probe.h"
#include <sys/socket.h>
#include <sys/un.h>

#if defined __x86_64__
enum { NR_socket = 41, NR_connect = 42, NR_sendmsg = 46, NR_recvfrom = 45, NR_setsockopt = 54 };
#else
enum { NR_socket = 198, NR_connect = 203, NR_sendmsg = 211, NR_recvfrom = 207, NR_setsockopt = 208 };
#endif

enum said { NATIVE = 'N', JAVA = 'J', ENDS = 'E', GO = 'g' };
enum { LONGEST_WAIT_SECONDS = 2, VM_DEATH = 51, TI_SET_EVENT = 2, TI_SET_CALLBACKS = 122, VM_GET_ENV = 6, EINTR_NEGATED = -4 };

static int is_own(struct dl_phdr_info *info, size_t size, void *path)
{
    (void)size;
    uintptr_t self = (uintptr_t)&functions;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        uintptr_t from = info->dlpi_addr + p->p_vaddr;
        if (p->p_type == PT_LOAD && self >= from && self < from + p->p_memsz) {
            *(const char **)path = info->dlpi_name;
            return 1;
        }
    }
    return 0;
}

/* As this process was told it. */
static const char *own_path(void)
{
    const char *path = 0;
    dl_iterate_phdr(is_own, &path);
    return path ? path : "";
}

static size_t length_of(const char *text)
{
    size_t n = 0;
    while (text[n]) n++;
    return n;
}

static int is_named(const char *path, const char *name)
{
    size_t n = length_of(path), m = length_of(name);
    return n >= m && __builtin_memcmp(path + n - m, name, m) == 0;
}

static int address_of_meeting(struct sockaddr_un *address)
{
    const char *path = own_path(), *name = "meet";
    size_t folder = length_of(path);
    while (folder > 0 && path[folder - 1] != '/') folder--;
    if (folder == 0 || folder + length_of(name) >= sizeof address->sun_path)
        return 0;
    *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
    __builtin_memcpy(address->sun_path, path, folder);
    __builtin_memcpy(address->sun_path + folder, name, length_of(name));
    return 1;
}

static long send_with_file(int to, char what, int file)
{
    union { char room[CMSG_SPACE(sizeof(int))]; struct cmsghdr header; } rights = { { 0 } };
    struct iovec text = { &what, 1 };
    struct msghdr message = { .msg_iov = &text, .msg_iovlen = 1 };
    if (file >= 0) {
        message.msg_control = &rights, message.msg_controllen = sizeof rights;
        rights.header.cmsg_level = SOL_SOCKET, rights.header.cmsg_type = SCM_RIGHTS, rights.header.cmsg_len = CMSG_LEN(sizeof(int));
        __builtin_memcpy(CMSG_DATA(&rights.header), &file, sizeof file);
    }
    return kernel(NR_sendmsg, to, (long)&message, MSG_NOSIGNAL, 0, 0, 0);
}

/* 0: fathom is not there any more, or does not want it. One that is late is waited for no longer: its rows come when they come. */
static int tell(enum said what, int file)
{
    struct sockaddr_un address;
    struct { long seconds, microseconds; } wait = { LONGEST_WAIT_SECONDS, 0 };
    if (!address_of_meeting(&address))
        return 0;
    long to = kernel(NR_socket, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, 0, 0, 0);
    if (to < 0)
        return 0;
    char answer = 0;
    kernel(NR_setsockopt, to, SOL_SOCKET, SO_SNDTIMEO, (long)&wait, sizeof wait, 0);
    kernel(NR_setsockopt, to, SOL_SOCKET, SO_RCVTIMEO, (long)&wait, sizeof wait, 0);
    int is_there = kernel(NR_connect, to, (long)&address, sizeof address, 0, 0, 0) == 0 && send_with_file((int)to, (char)what, file) == 1;
    if (is_there) {
        long got;
        /* Each signal begins the wait anew, and a profiler's come without end. */
        uint64_t until = now_ns() + LONGEST_WAIT_SECONDS * 1000000000ull;
        while ((got = kernel(NR_recvfrom, to, (long)&answer, 1, 0, 0, 0)) == EINTR_NEGATED && now_ns() < until) {}
        is_there = got == 1 ? answer == GO : got == -11 /* EAGAIN */ || got == EINTR_NEGATED;
    }
    kernel(NR_close, to, 0, 0, 0, 0, 0);
    return is_there;
}

/* The last moment at which fathom can ask this JVM for names of threads and lines of methods. */
static void vm_ends(void)
{
    if (load(&session))
        tell(ENDS, -1);
}

/* With an environment of its own: java.c's is set up and torn down by sessions. */
static void await_end(void *vm)
{
    typedef void *const **functions_of;
    void *tool = 0, *callbacks[2] = { 0, (void *)vm_ends };     /* VMInit, VMDeath */
    if (((int32_t (*)(void *, void **, int32_t))(*(functions_of)vm)[VM_GET_ENV])(vm, &tool, 0x30010000 /* JVMTI 1.0 */) != 0)
        return;
    ((int32_t (*)(void *, void *, int32_t))(*(functions_of)tool)[TI_SET_CALLBACKS - 1])(tool, callbacks, sizeof callbacks);
    ((int32_t (*)(void *, int32_t, int32_t, void *, ...))(*(functions_of)tool)[TI_SET_EVENT - 1])(tool, 1, VM_DEATH, 0);
}

int meet(void *vm, int starting, int file)
{
    if (file < 0 || !tell(vm ? JAVA : NATIVE, file))
        return 0;
    if (vm && starting)
        await_end(vm);
    /* Preloaded, and a JVM as it turns out now. */
    if (vm && load(&session)) {
        if (table->h.java)
            java_begin(vm, starting);
        slots_patch();
    }
    return 1;
}

/* JVMs that this one starts are told by the environment. Itself it was not, as a JVM prints what it takes from there. */
int pass_on(void)
{
    static char options[4096];
    const char *name = "JAVA_TOOL_OPTIONS", *path = own_path();
    const char *(*get)(const char *) = (const char *(*)(const char *))function_named("getenv");
    int (*set)(const char *, const char *, int) = (int (*)(const char *, const char *, int))function_named("setenv");
    if (!get || !set)
        return 0;
    const char *was = get(name);
    const char *parts[] = { was ? was : "", was && *was ? " " : "", "-agentpath:", path, "=open,meet,start" };
    size_t used = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t n = length_of(parts[i]);
        if (n >= sizeof options - used)
            return 0;
        __builtin_memcpy(options + used, parts[i], n);
        used += n;
    }
    options[used] = 0;
    return set(name, options, 1) == 0;
}

/* By LD_PRELOAD, under a name of its own, so that a JVM that loads the other name finds this very library. */
__attribute__((constructor)) static void preloaded(void)
{
    if (is_named(own_path(), "/preload.so"))
        fathom_probe("open,meet,start");
}
