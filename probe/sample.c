/* What happens to the few calls that are looked at. */
#include "probe.h"

__thread struct thread self_thread __attribute__((tls_model("global-dynamic")));
uint32_t session, os_session;
uint16_t filter[32768];
uint32_t own_pid;
struct table *table;

static int inside[2];                   /* threads that are past enter(), by the side they came in on */
static uint32_t side;
static uint64_t window_start, window_spent;

/* A thread may use the table between enter and leave; ending a session waits until none is in there, so that what a late one
 * does never falls into the next session. */
int enter(struct thread *self, uint32_t *number)
{
    uint32_t mine = load(&side);
    __atomic_add_fetch(&inside[mine], 1, __ATOMIC_SEQ_CST);
    *number = __atomic_load_n(&session, __ATOMIC_SEQ_CST);
    /* A child before its handler of fork has run, or made without one, has the table too; one of vfork has even these variables. */
    if (*number != 0 && (uint32_t)kernel(NR_getpid, 0, 0, 0, 0, 0, 0) == own_pid) {
        self->side = mine;
        self->busy = 1;
        return 1;
    }
    __atomic_sub_fetch(&inside[mine], 1, __ATOMIC_SEQ_CST);
    return 0;
}

void leave(struct thread *self)
{
    uint32_t mine = self->side;             /* a signal's handler may come in between, on the other side */
    self->busy = 0;
    __atomic_sub_fetch(&inside[mine], 1, __ATOMIC_SEQ_CST);
}

/* By futex, which every program makes; what sleeps in a C library is clock_nanosleep in one and nanosleep in another. */
static int wait_for(const int *threads)
{
    static uint32_t nobody;
    struct timespec pause = { 0, 1000000 };
    for (int i = 0; __atomic_load_n(threads, __ATOMIC_SEQ_CST) != 0; i++) {
        if (i == 2000)
            return 0;
        kernel(NR_futex, (long)&nobody, 0 | 128 /* WAIT | PRIVATE */, 0, (long)&pause, 0, 0);
    }
    return 1;
}

/* 0: some thread was in there for two seconds (stopped, or left by a jump out of a signal handler). */
int wait_until_empty(void) { return wait_for(&inside[0]) && wait_for(&inside[1]); }

/* Until all have left who came in before: what only they could still read may be written anew. Others go on coming in, on the
 * other side; both sides have their turn, as a thread may have looked which side it is and count itself late. */
int wait_for_those_inside(void)
{
    for (int turn = 0; turn < 2; turn++) {
        uint32_t was = load(&side);
        __atomic_store_n(&side, was ^ 1, __ATOMIC_SEQ_CST);
        if (!wait_for(&inside[was]))
            return 0;
    }
    return 1;
}

/* The child shares the table and has another pid, so enter() keeps it out; here it is spared the asking. The parent needs no
 * handler: what the handlers of others free there is seen like any free. */
static void after_fork_in_child(void)
{
    store(&session, 0), store(&os_session, 0), store(&inside[0], 0), store(&inside[1], 0);
}

int fork_is_guarded(void)
{
    static int done;
    if (done)
        return 1;
    typedef int register_3(void (*)(void), void (*)(void), void (*)(void));
    typedef int register_4(void (*)(void), void (*)(void), void (*)(void), void *);
    register_4 *glibc = (register_4 *)function_named("__register_atfork");
    register_3 *other = (register_3 *)function_named("pthread_atfork");
    if (glibc)
        done = glibc(0, 0, after_fork_in_child, 0) == 0;
    else if (other)
        done = other(0, 0, after_fork_in_child) == 0;
    return done;
}

/* A row of its own, for its name; 0: there is no room. */
static uint32_t row_of_thread(uint32_t tid)
{
    for (uint32_t i = 0; i < 32; i++) {
        uint32_t row = (tid * 2654435761u + i) % THREADS;
        uint32_t was = load(&table->thread[row].tid);
        if (was == tid || (was == 0 && __atomic_compare_exchange_n(&table->thread[row].tid, &was, tid, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)))
            return row + 1;
    }
    count(THREADS_FULL);
    return 0;
}

/* At each sample, as threads are given their names when they have run for a while. */
static void note_thread(struct thread *self, uint64_t bytes)
{
    if (self->row == 0)
        return;
    struct thread_row *row = &table->thread[self->row - 1];
    store(&row->samples, row->samples + 1);
    add(&row->made_bytes, bytes);
    /* A JVM only sets names: fathom reads them from outside then. */
    if (likely(!load(&is_filtered)))
        kernel(NR_prctl, 16 /* PR_GET_NAME */, (long)row->name, 0, 0, 0, 0);
}

/* A call for more than that is sampled more often than not, whatever it costs: to double further would leave everything else unseen, as no
 * interval is long for such calls. Their own pages cost 4 ms where they are touched, a sample 2 to 15 us: that keeps the budget by itself. */
enum { LONGEST_INTERVAL = 64 << 20, LOOK_AGAIN = 8 << 20 };

static uint32_t most_doublings(void)
{
    uint64_t interval = load(&table->h.interval);
    uint32_t most = 0;
    while (most < 20 && interval << most <= LONGEST_INTERVAL / 2)
        most++;
    return most;
}

/* Samples may cost the share of one processor that fathom allows: beyond it the interval doubles, far below it halves. */
static void keep_to_budget(uint64_t now, uint64_t spent)
{
    /* A thread that lost its processor in here did not use it. */
    add(&window_spent, spent < 100000 ? spent : 100000);
    uint64_t start = load(&window_start), elapsed = now - start;
    if (elapsed < 20000000 || !__atomic_compare_exchange_n(&window_start, &start, now, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
        return;
    uint64_t used = __atomic_exchange_n(&window_spent, 0, __ATOMIC_RELAXED);
    uint64_t allowed = elapsed * load(&table->h.budget_ppm) / 1000000;
    uint32_t shift = load(&table->h.interval_shift), was = shift, most = most_doublings();
    for (uint64_t u = used; u > allowed && shift < most && shift < was + 4; u /= 2)
        shift++;
    /* After a storm the calm is long between two samples: it counts for as many windows as it lasted. */
    for (uint64_t calm = used < allowed / 4 ? elapsed / 20000000 : 0; calm > 0 && shift > 0; calm--)
        shift--;
    if (shift == was)
        return;
    store(&table->h.interval_shift, shift);
    count(INTERVAL_CHANGES);
}

static void account(uint64_t began)
{
    uint64_t now = now_ns(), spent = now - began, longest = load(&table->h.count[SLOW_LONGEST_NS]);
    add(&table->h.count[SLOW_NS], spent);
    if (spent > longest)
        store(&table->h.count[SLOW_LONGEST_NS], spent);
    keep_to_budget(now, spent);
}

/* A thread looks again after so many bytes at most: what was drawn by an interval that is not in force any more would keep it blind for gigabytes. */
static void count_down(struct thread *self, int64_t bytes)
{
    uint64_t interval = load(&table->h.interval);
    int64_t most = interval < LOOK_AGAIN ? LOOK_AGAIN : interval < 1ull << 40 ? (int64_t)interval : 1ll << 40;
    self->left = bytes < most ? bytes : most;
    self->rest = bytes - self->left;
}

static void draw_anew(struct thread *self)
{
    self->shift = load(&table->h.interval_shift);
    count_down(self, draw(&self->random, load(&table->h.interval) << self->shift));
}

/* The way that is left is as long, on average, as a new one: so after each look one may be drawn by the interval of now, and nothing is sampled too often. */
static void look_again(struct thread *self)
{
    /* Where nothing is sampled any more nobody else would see that it is calm. */
    if (load(&table->h.interval_shift) != 0)
        keep_to_budget(now_ns(), 0);
    if (self->shift != load(&table->h.interval_shift))
        draw_anew(self);
    else
        count_down(self, self->left + self->rest);
}

/* A thread's first call in this session: from here on its bytes count. */
static void join(struct thread *self, uint32_t number)
{
    self->session = number;
    self->tid = (uint32_t)kernel(NR_gettid, 0, 0, 0, 0, 0, 0);
    if (self->random == 0)
        self->random = (now_ns() ^ (uint64_t)(uintptr_t)self * 0x9E3779B97F4A7C15ull) | 1;
    self->row = row_of_thread(self->tid);
    draw_anew(self);
}

static uint32_t since_start(uint64_t now) { return (uint32_t)((now - table->h.started_ns) / 1000000); }

static void record(struct thread *self, void *block, uint64_t size, enum kind kind, struct caller caller)
{
    uint64_t began = now_ns(), interval = load(&table->h.interval) << self->shift;
    struct entry entry = {
        .size = size, .weight = weight_of(size, interval), .ms = since_start(began), .tid = self->tid,
        .stack = stack_of(caller, self), .kind_shift = (uint32_t)kind | self->shift << 8,
    };
    live_put((uint64_t)(uintptr_t)block, &entry);
    note_thread(self, entry.weight);
    count(SAMPLES);
    account(began);
}

/* Fathom cannot send a word to a program that is no JVM: it writes an interval that no thread gets through, and the session ends here. */
static int is_over(void)
{
    if (likely(load(&table->h.interval) >> 61 == 0))
        return 0;
    store(&os_session, 0), store(&session, 0);
    return 1;
}

/* The thread's countdown ran out, or it is new to this session. */
COLD void sample(struct thread *self, void *block, uint64_t size, enum kind kind, struct caller caller)
{
    uint32_t number;
    if (self->busy) {
        if (table && load(&session))
            count(REENTERED);
        return;
    }
    int *error = __errno_location(), kept = *error;
    if (enter(self, &number)) {
        if (is_over())
            goto out;
        if (self->session != number) {
            join(self, number);
            self->left -= (int64_t)size;
        }
        if (self->left + self->rest < 0) {
            record(self, block, size, kind, caller);
            draw_anew(self);
        } else if (self->left < 0) {
            look_again(self);
        }
    out:
        leave(self);
    }
    *error = kept;
}

/* A block that is no draw but stands for itself; 0: it was lost; -1: the session has ended, or is another process's. */
COLD int note(struct thread *self, void *block, uint64_t size, enum kind kind, struct caller caller)
{
    uint32_t number;
    int *error = __errno_location(), kept = *error, done = -1;
    if (self->busy)
        return count(REENTERED), 0;
    if (enter(self, &number)) {
        if (self->session != number)
            join(self, number);
        struct entry entry = {
            .size = size, .weight = size, .ms = since_start(now_ns()), .tid = self->tid,
            .stack = stack_of(caller, self), .kind_shift = (uint32_t)kind | EXACT,
        };
        done = live_put((uint64_t)(uintptr_t)block, &entry);
        /* Of many in a row the name is asked for now and then. */
        if (self->row != 0 && (table->thread[self->row - 1].samples & 63) != 0)
            add(&table->thread[self->row - 1].samples, 1), add(&table->thread[self->row - 1].made_bytes, size);
        else
            note_thread(self, size);
        count(SAMPLES);
        leave(self);
    }
    *error = kept;
    return done;
}

/* Calls to the kernel are few: each is noted, with its stack. */
COLD void os_call(enum os_event what, uint64_t address, uint64_t length, uint64_t aux, struct caller caller)
{
    struct thread *self = &self_thread;
    uint32_t number;
    int *error = __errno_location(), kept = *error;
    if (!self->busy && enter(self, &number)) {
        if (self->session != number)
            join(self, number);
        uint64_t began = now_ns(), place = __atomic_fetch_add(&table->h.events_head, 1, __ATOMIC_RELAXED);
        struct event *event = &table->event[place % EVENTS];
        store(&event->sequence, 0);
        *event = (struct event){ 0, address, length, aux, since_start(began), stack_of(caller, self), self->tid, what };
        store_release(&event->sequence, place + 1);
        note_thread(self, 0);
        leave(self);
    }
    *error = kept;
}
