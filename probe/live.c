/* The sampled blocks that live: buckets of eight keys, one cache line each, without locks and without tombstones, so that
 * a reader from outside never misses an entry. A key is 0 (free), 1 (being filled) or the address of a block. */
#include "probe.h"

static uint64_t *bucket_of(uint64_t hash) { return &table->key[(hash >> 50) * WAYS]; }

static void filter_add(uint64_t hash)
{
    uint16_t *cell = filter_of(hash), was = load(cell);
    while (was != UINT16_MAX && !__atomic_compare_exchange_n(cell, &was, was + 1, 1, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {}
}

/* A cell that was ever full stays: it only costs a look. */
static void filter_remove(uint64_t hash)
{
    uint16_t *cell = filter_of(hash), was = load(cell);
    while (was != 0 && was != UINT16_MAX &&
           !__atomic_compare_exchange_n(cell, &was, was - 1, 1, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {}
}

static uint64_t blocks_of(const struct entry *entry) { return (entry->weight + entry->size / 2) / entry->size; }

static void made(const struct entry *entry)
{
    if (entry->stack != 0) {
        struct stack *stack = &table->stack[entry->stack - 1];
        add(&stack->made_blocks, blocks_of(entry)), add(&stack->made_bytes, entry->weight);
    }
}

static void freed(const struct entry *entry)
{
    if (entry->stack != 0) {
        struct stack *stack = &table->stack[entry->stack - 1];
        add(&stack->freed_blocks, blocks_of(entry)), add(&stack->freed_bytes, entry->weight);
    }
}

/* Takes the block out and gives what was noted of it; 0: it was not sampled. */
int live_take(uint64_t block, struct entry *entry)
{
    uint64_t hash = hash_of(block), *keys = bucket_of(hash);
    for (int i = 0; i < WAYS; i++) {
        if (load_acquire(&keys[i]) != block)
            continue;
        *entry = table->entry[&keys[i] - table->key];
        uint64_t expected = block;
        if (!__atomic_compare_exchange_n(&keys[i], &expected, 0, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
            return 0;
        filter_remove(hash);
        freed(entry);
        exact_lives(entry, -1);
        return 1;
    }
    return 0;
}

/* 0: there is no room for it. */
int live_put(uint64_t block, const struct entry *entry)
{
    uint64_t hash = hash_of(block), *keys = bucket_of(hash);
    struct entry old;
    /* The block that had this address was freed where no hook could see it. */
    if (load(filter_of(hash)) != 0 && live_take(block, &old))
        count(STALE);
    for (int i = 0; i < WAYS; i++) {
        uint64_t expected = 0;
        if (load(&keys[i]) != 0 || !__atomic_compare_exchange_n(&keys[i], &expected, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
            continue;
        table->entry[&keys[i] - table->key] = *entry;
        /* Before the key: who frees this block at once must find the filter set. */
        filter_add(hash);
        made(entry);
        exact_lives(entry, 1);
        store_release(&keys[i], block);
        return 1;
    }
    count(BUCKET_FULL);
    return 0;
}
