/* Call stacks: native frames by rows that fathom made of .eh_frame, then Java's. Each stack is kept once. */
#include "probe.h"

/* Room for one stack. Not on the thread's own stack, which may be nearly used up; a few are enough, as samples are rare. */
struct scratch { uint32_t taken; uint64_t frame[NATIVE_DEPTH + JAVA_DEPTH]; };
static struct scratch scratches[32];

static struct scratch *take_scratch(struct thread *self)
{
    for (uint32_t i = 0; i < 32; i++) {
        struct scratch *s = &scratches[(self->tid + i) % 32];
        uint32_t expected = 0;
        if (!load(&s->taken) && __atomic_compare_exchange_n(&s->taken, &expected, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
            return s;
    }
    count(SCRATCH_FULL);
    return 0;
}

/* A copy: fathom may be writing the other table by now. */
static struct module module_of(uintptr_t pc)
{
    struct module none = { 0 };
    uint32_t number = load_acquire(&table->h.module_table);
    if (number == 0 || number > MODULE_TABLES)
        return none;
    const struct module *modules = table->module[number - 1];
    int low = 0, high = MODULES;            /* the first that ends above pc; unused ones end at 2^64 - 1 */
    while (low < high) {
        int middle = (low + high) / 2;
        if (modules[middle].end > pc)
            high = middle;
        else
            low = middle + 1;
    }
    struct module found = low < MODULES ? modules[low] : none;
    return found.start <= pc && pc < found.end ? found : none;
}

static const struct row *row_of(const struct module *module, uintptr_t pc)
{
    if (module->row >= ROW_POOL || module->rows > ROW_POOL - module->row)
        return 0;
    const struct row *rows = &table->row[module->row];
    uint32_t at = (uint32_t)(pc - module->bias), low = 0, high = module->rows;
    while (low < high) {                    /* the last that begins at or below */
        uint32_t middle = (low + high) / 2;
        if (rows[middle].pc <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? 0 : &rows[low - 1];
}

/* The thread pointer lies above its stack, in the same mapping (glibc allocatestack.c, musl pthread_create.c); that of the
 * main thread lies elsewhere. Without a bound that holds nothing is read beyond the page. */
static uintptr_t stack_top(uintptr_t sp)
{
    uintptr_t top = thread_pointer();
    if (top > sp && top - sp < 1u << 30)
        return top;
    top = table->h.stack_end;
    return top > sp && top - sp < 1u << 30 ? top : (sp | 4095) + 1;
}

static int native_frames(struct caller at, uint64_t *frames, int room)
{
    uintptr_t top = stack_top(at.sp);
    int n = 0;
    while (n < room) {
        struct module module = module_of(at.pc - 1);
        if (module.rows == 0) {
            if (n == 0)
                frames[n++] = at.pc, count(NO_ROWS);
            break;                          /* compiled or interpreted Java: its own walk goes on */
        }
        frames[n++] = at.pc;
        const struct row *row = row_of(&module, at.pc - 1);
        if (!row || row->base == STOP)
            break;
        uintptr_t cfa = (row->base == FROM_FRAME ? at.fp : at.sp) + (uintptr_t)(intptr_t)row->cfa;
        if (cfa <= at.sp || cfa > top || (cfa & 7) || cfa - at.sp > 1u << 20)
            break;
        if (row->frame != 0) {
            uintptr_t slot = cfa + (uintptr_t)(intptr_t)row->frame * 8;
            if (slot < at.sp || slot > cfa - 8)
                break;
            at.fp = *(uintptr_t *)slot;
            if (RETURNS_BEFORE_FRAME && slot > cfa - 16)
                break;
            at.pc = code_address(*(uintptr_t *)(RETURNS_BEFORE_FRAME ? slot + 8 : cfa - 8));
        } else if (RETURNS_BEFORE_FRAME)
            break;
        else
            at.pc = *(uintptr_t *)(cfa - 8);
        at.sp = cfa;
        if (at.pc == 0)
            break;
    }
    return n;
}

static uint64_t hash_frames(const uint64_t *frames, int n)
{
    uint64_t hash = 0xCBF29CE484222325ull ^ (uint64_t)n;
    for (int i = 0; i < n; i++) {
        hash = (hash ^ frames[i]) * 0x9E3779B97F4A7C15ull;
        hash ^= hash >> 29;
    }
    return hash | 1;
}

/* Its number, from 1 on; 0: no room is left. */
static uint32_t intern(const uint64_t *frames, int n)
{
    uint64_t hash = hash_frames(frames, n);
    for (uint32_t i = 0; i < 64; i++) {
        uint32_t index = ((uint32_t)(hash >> 40) + i) % STACKS;
        struct stack *stack = &table->stack[index];
        uint64_t was = load_acquire(&stack->hash);
        if (was == 0 && __atomic_compare_exchange_n(&stack->hash, &was, hash, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
            uint32_t at = add(&table->h.frames_used, (uint32_t)n);
            if (at > FRAME_POOL - (NATIVE_DEPTH + JAVA_DEPTH)) {
                add(&table->h.frames_used, -(uint32_t)n);
                count(FRAMES_FULL);         /* the stack stays, without frames: its sums still count */
                n = 0;
            }
            for (int k = 0; k < n; k++)
                table->frame[at + (uint32_t)k] = frames[k];
            stack->frame = at, stack->length = (uint32_t)n;
            store_release(&stack->ready, 1);
            return index + 1;
        }
        if (was == hash)
            return index + 1;
    }
    count(STACKS_FULL);
    return 0;
}

uint32_t stack_of(struct caller caller, struct thread *self)
{
    struct scratch *s = take_scratch(self);
    if (!s)
        return 0;
    int n = native_frames(caller, s->frame, NATIVE_DEPTH);
    n += java_frames(s->frame + n, JAVA_DEPTH);
    uint32_t number = intern(s->frame, n);
    store_release(&s->taken, 0);
    return number;
}
