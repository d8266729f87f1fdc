/* Java frames. AsyncGetCallTrace walks them from the last anchor, which is legal in native code and in the VM; GetStackTrace
 * of JVMTI is not, as it may wait for a safepoint while the caller of malloc holds a lock of the VM. It wants jmethodIDs
 * that exist already, so they are made here, on a thread where JVMTI is legal, for loaded classes and for those to come. */
#include "probe.h"

typedef int32_t jint;
/* Tables of functions by their index: jni.h and jvmti.h, the same in every JDK. */
typedef void *const **jni_table;
enum { JNI_PUSH_FRAME = 19, JNI_POP_FRAME = 20, VM_GET_ENV = 6 };
enum { TI_SET_EVENT = 2, TI_DEALLOCATE = 47, TI_CLASS_METHODS = 52, TI_LOADED_CLASSES = 78, TI_SET_CALLBACKS = 122 };
enum { VM_INIT = 50, CLASS_LOAD = 55, CLASS_PREPARE = 56, FIRST_EVENT = 50, EVENTS_KNOWN = 7 };
#define JNI(env, index, type) ((type)(*(jni_table)(env))[index])
#define TI(env, index, type) ((type)(*(jni_table)(env))[(index) - 1])

struct call_frame { jint bci; uintptr_t method; };
struct call_trace { void *env; jint count; struct call_frame *frame; };
typedef void (*async_get_call_trace)(struct call_trace *, jint, void *);

static void *java_vm, *tool;                        /* JavaVM *, jvmtiEnv *: kept for ever, one each */
static async_get_call_trace get_trace;
static struct { uint32_t taken; struct call_frame frame[JAVA_DEPTH]; } traces[32];

static void class_prepared(void *env, void *jni, void *thread, void *class);

static void make_ids(void *env, void *class)
{
    jint n;
    void *methods;
    if (TI(env, TI_CLASS_METHODS, jint (*)(void *, void *, jint *, void **))(env, class, &n, &methods) == 0)
        TI(env, TI_DEALLOCATE, jint (*)(void *, void *))(env, methods);
    count(CLASSES);
}

/* Before JDK 9 each id is looked for a place for among all that its loader has (method.cpp, JNIMethodBlock::add_method; JDK-8062116), with a lock held that
 * loading of classes needs: seconds of a processor with thousands of classes. Newer ones take 0.1 s for 30,000. What is left is made by later sessions. */
#define MOST_IDS_NS 1000000000ull

static uint64_t processor_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void make_all_ids(void *jni)
{
    jint n;
    void **classes;
    uint64_t until = processor_ns() + MOST_IDS_NS;
    /* Or the references to all classes would stay: the listener's thread never returns to Java. */
    if (JNI(jni, JNI_PUSH_FRAME, jint (*)(void *, jint))(jni, 64) != 0)
        return;
    if (TI(tool, TI_LOADED_CLASSES, jint (*)(void *, jint *, void ***))(tool, &n, &classes) == 0) {
        jint made = 0;
        for (; made < n && (made % 16 != 0 || processor_ns() < until); made++)
            make_ids(tool, classes[made]);
        add(&table->h.count[CLASSES_LEFT], (uint64_t)(n - made));
        TI(tool, TI_DEALLOCATE, jint (*)(void *, void *))(tool, classes);
    }
    JNI(jni, JNI_POP_FRAME, void *(*)(void *, void *))(jni, 0);
}

static void class_loaded(void) {}                   /* AsyncGetCallTrace refuses where nobody listens (forte.cpp) */
static void class_prepared(void *env, void *jni, void *thread, void *class)
{
    (void)jni, (void)thread;
    if (table)
        make_ids(env, class);
}
static void vm_started(void *env, void *jni) { (void)env; make_all_ids(jni); }

static void set_event(jint event, int on)
{
    TI(tool, TI_SET_EVENT, jint (*)(void *, jint, jint, void *, ...))(tool, on, event, 0);
}

static void set_events(int on, int starting)
{
    set_event(CLASS_LOAD, on), set_event(CLASS_PREPARE, on);
    if (starting)
        set_event(VM_INIT, on);
}

/* On a thread of Java in native state: the attach listener's, or the one that starts the VM. 0: Java frames can be had. */
int java_begin(void *vm, int starting)
{
    void *jni = 0;
    get_trace = (async_get_call_trace)libjvm_symbol("AsyncGetCallTrace");
    jint (*get_env)(void *, void **, jint) = JNI(vm, VM_GET_ENV, jint (*)(void *, void **, jint));
    if (!get_trace || (!tool && get_env(vm, &tool, 0x30010000 /* JVMTI 1.0 */) != 0))
        return 1;
    void *callbacks[EVENTS_KNOWN + 1] = { 0 };
    callbacks[VM_INIT - FIRST_EVENT] = (void *)vm_started;
    callbacks[CLASS_LOAD - FIRST_EVENT] = (void *)class_loaded;
    callbacks[CLASS_PREPARE - FIRST_EVENT] = (void *)class_prepared;
    TI(tool, TI_SET_CALLBACKS, jint (*)(void *, void *, jint))(tool, callbacks, sizeof callbacks);
    set_events(1, starting);
    if (!starting && get_env(vm, &jni, 0x10006) == 0)
        make_all_ids(jni);
    store_release(&java_vm, vm);
    return 0;
}

void java_end(void)
{
    store_release(&java_vm, 0);
    if (tool)
        set_events(0, 1);
}

/* A Symbol's text does not move while its class lives, and a class on this thread's stack does. */
struct text { const char *from; uint32_t length; };

static struct text text_of(uintptr_t symbol)
{
    const struct vm_offsets *vm = &table->h.vm;
    return (struct text){ (const char *)symbol + vm->symbol_body, *(const uint16_t *)(symbol + vm->symbol_length) };
}

static uint64_t hash_text(uint64_t hash, struct text text)
{
    for (uint32_t i = 0; i < text.length; i++)
        hash = (hash ^ (unsigned char)text.from[i]) * 0x100000001B3ull;
    return (hash ^ 0xFF) * 0x100000001B3ull;
}

/* class NUL method NUL signature NUL; 0: no room. */
static uint32_t keep_name(const struct text *parts)
{
    uint32_t length = parts[0].length + parts[1].length + parts[2].length + 3, at = add(&table->h.names_used, length);
    if (length > NAME_POOL || at > NAME_POOL - length) {
        add(&table->h.names_used, -length);
        count(NAMES_FULL);
        return 0;
    }
    char *to = table->name + at;
    for (int i = 0; i < 3; i++) {
        for (uint32_t k = 0; k < parts[i].length; k++)
            *to++ = parts[i].from[k];
        *to++ = 0;
    }
    return at + 1;
}

/* By name, not by address: a class that is loaded again and again by new loaders is one method here (openjdk
 * method.hpp, constMethod.hpp, constantPool.hpp; the offsets are this JVM's own). */
static uint64_t method_frame(struct call_frame frame)
{
    const struct vm_offsets *vm = &table->h.vm;
    /* Written last: in a process that has just been met the others may be on their way. */
    if (load_acquire(&vm->method_const) == 0 || frame.method == 0)
        return RAW_METHOD | (frame.method & ((1ull << 48) - 1));
    uintptr_t method = *(uintptr_t *)frame.method;
    if (method == 0)
        return RAW_METHOD;
    uintptr_t fixed = *(uintptr_t *)(method + vm->method_const), pool = *(uintptr_t *)(fixed + vm->const_constants);
    uintptr_t class = *(uintptr_t *)(pool + vm->pool_holder);
    const uintptr_t *constants = (const uintptr_t *)(pool + vm->pool_size);
    struct text parts[3] = {
        text_of(*(uintptr_t *)(class + vm->klass_name)),
        text_of(constants[*(uint16_t *)(fixed + vm->const_name_index)]),
        text_of(constants[*(uint16_t *)(fixed + vm->const_signature_index)]),
    };
    uint64_t hash = hash_text(hash_text(hash_text(0xCBF29CE484222325ull, parts[0]), parts[1]), parts[2]) | 1;
    for (uint32_t i = 0; i < 64; i++) {
        uint32_t index = ((uint32_t)(hash >> 40) + i) % METHODS;
        struct method *kept = &table->method[index];
        uint64_t was = load_acquire(&kept->hash);
        if (was == 0 && __atomic_compare_exchange_n(&kept->hash, &was, hash, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
            kept->address = method, kept->name = keep_name(parts);
            store_release(&kept->ready, 1);
            was = hash;
        }
        if (was == hash)
            return JAVA_FRAME | (uint64_t)((uint32_t)frame.bci & 0xFFFF) << 32 | index;
    }
    count(METHODS_FULL);
    return RAW_METHOD | (frame.method & ((1ull << 48) - 1));
}

int java_frames(uint64_t *frames, int room)
{
    void *vm = load_acquire(&java_vm), *env = 0;
    /* No environment: not a thread of Java. */
    if (!vm || JNI(vm, VM_GET_ENV, jint (*)(void *, void **, jint))(vm, &env, 0x10006) != 0 || !env)
        return 0;
    for (int i = 0; i < 32; i++) {
        uint32_t expected = 0;
        if (load(&traces[i].taken) || !__atomic_compare_exchange_n(&traces[i].taken, &expected, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
            continue;
        struct call_trace trace = { env, 0, traces[i].frame };
        get_trace(&trace, room < JAVA_DEPTH ? room : JAVA_DEPTH, 0);
        int n = 0;
        if (trace.count < 0)
            frames[n++] = NO_JAVA | (uint64_t)-trace.count, count(JAVA_FAILED);
        for (; n < trace.count; n++)
            frames[n] = method_frame(traces[i].frame[n]);
        store_release(&traces[i].taken, 0);
        if (trace.count > 0)
            count(JAVA_STACKS);
        return n;
    }
    count(SCRATCH_FULL);
    return 0;
}
