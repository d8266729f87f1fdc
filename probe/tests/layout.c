/* What ProbeLayout.cs mirrors, as the compiler sees it: a name and a number a line. */
#include <stddef.h>
#include <stdio.h>
#include "../layout.h"

#define OF(type, member) printf(#type "." #member " %zu\n", offsetof(struct type, member))
#define SIZE(type) printf(#type " %zu\n", sizeof(struct type))
#define NUMBER(name) printf(#name " %d\n", (int)name)

int main(void)
{
    SIZE(table), OF(table, key), OF(table, entry), OF(table, stack), OF(table, frame), OF(table, method), OF(table, name);
    OF(table, thread), OF(table, event), OF(table, module), OF(table, row);
    OF(header, version), OF(header, pid), OF(header, size), OF(header, started_ns), OF(header, on), OF(header, interval_shift);
    OF(header, interval), OF(header, budget_ppm), OF(header, java), OF(header, os_events);
    OF(header, module_table), OF(header, vm), OF(header, stack_end), OF(header, frames_used), OF(header, names_used);
    OF(header, events_head), OF(header, count), OF(header, owner), OF(header, exact_ranges), OF(header, exact);
    SIZE(entry), OF(entry, weight), OF(entry, ms), OF(entry, tid), OF(entry, stack), OF(entry, kind_shift);
    SIZE(stack), OF(stack, made_blocks), OF(stack, made_bytes), OF(stack, freed_blocks), OF(stack, freed_bytes), OF(stack, frame);
    OF(stack, length), OF(stack, ready);
    SIZE(method), OF(method, address), OF(method, name), OF(method, ready);
    SIZE(thread_row), OF(thread_row, samples), OF(thread_row, name);
    SIZE(event), OF(event, address), OF(event, length), OF(event, aux), OF(event, ms), OF(event, stack), OF(event, tid), OF(event, what);
    SIZE(module), OF(module, end), OF(module, bias), OF(module, row), OF(module, rows), SIZE(row);
    NUMBER(LAYOUT_VERSION), NUMBER(ENTRIES), NUMBER(STACKS), NUMBER(FRAME_POOL), NUMBER(METHODS), NUMBER(NAME_POOL), NUMBER(THREADS);
    NUMBER(EVENTS), NUMBER(MODULES), NUMBER(ROW_POOL), NUMBER(COUNTERS), NUMBER(EXACT_RANGES), NUMBER(NATIVE_DEPTH), NUMBER(JAVA_DEPTH);
    return 0;
}
