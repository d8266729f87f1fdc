/* Sizes of which each block is noted and none is drawn: what the census saw grow. Such a block stands for itself, so its figures
 * have no error; what they cost is bounded as that of samples is, and beyond it these sizes are drawn like all others again. */
#include "probe.h"

enum { MOST_LIVING = ENTRIES / 4 };             /* beyond it buckets fill up (layout.h: eight to each) */
#define CREDIT_NS 10000000000ull                /* so long the budget may be spent in advance: a leak comes in bursts */

uint32_t exact_on;
static struct size_range ranges[EXACT_RANGES];
static uint64_t paid_until;
static int64_t living;

/* The ranges are copied: what fathom writes later must not be read in the midst of a call. */
void exact_begin(void)
{
    uint64_t n = load(&table->h.exact_ranges);
    store(&exact_on, 0);
    for (uint64_t i = 0; i < EXACT_RANGES; i++) {
        store(&ranges[i].from, i < n ? load(&table->h.exact[i].from) : 1);
        store(&ranges[i].to, i < n ? load(&table->h.exact[i].to) : 0);
    }
    store(&paid_until, 0);
    if (load(&session) == 0)
        store(&living, 0);
    store_release(&exact_on, n > 0);
}

void exact_end(void) { store(&exact_on, 0); }

void exact_lives(const struct entry *entry, int change)
{
    if ((entry->kind_shift & EXACT) && add(&living, change) + change > MOST_LIVING && load(&exact_on)) {
        store(&exact_on, 0);
        count(EXACT_TOO_MANY);
    }
}

static int fits(uint64_t size)
{
    for (int i = 0; i < EXACT_RANGES; i++)
        if (load(&ranges[i].from) <= size && size <= load(&ranges[i].to))
            return 1;
    return 0;
}

/* Each block puts off the moment at which the budget has paid for all of them. */
static void pay(uint64_t now, uint64_t spent)
{
    uint64_t share = load(&table->h.budget_ppm), until = load(&paid_until);
    /* A thread that lost its processor in here did not use it. */
    spent = spent < 100000 ? spent : 100000;
    if (until < now)
        store(&paid_until, until = now);
    until = add(&paid_until, spent * 1000000 / (share ? share : 1));
    if (until > now + CREDIT_NS && load(&exact_on)) {
        store(&exact_on, 0);
        count(EXACT_TOO_DEAR);
    }
}

/* 0: the block is of another size, and drawn like all others. */
COLD int exact(struct thread *self, void *block, uint64_t size, enum kind kind, struct caller caller)
{
    if (!fits(size))
        return 0;
    uint64_t began = now_ns();
    int noted = note(self, block, size | (size == 0), kind, caller);
    if (noted < 0)
        return 1;
    count(noted ? EXACT_BLOCKS : EXACT_LOST);
    uint64_t now = now_ns(), longest = load(&table->h.count[SLOW_LONGEST_NS]);
    add(&table->h.count[SLOW_NS], now - began);
    if (now - began > longest)
        store(&table->h.count[SLOW_LONGEST_NS], now - began);
    pay(now, now - began);
    return 1;
}
