/* The tests' own ways: a check that fails says where, and the process ends with 1 at the end. */
#pragma once
#include <stdio.h>
#include <stdlib.h>

extern int checks_failed;
extern const char *skipped;         /* why the test that runs cannot say anything here */
#define CHECK(what, ...) do { if (!(what)) { checks_failed++; printf("%s:%d: %s: ", __FILE__, __LINE__, #what); printf(__VA_ARGS__); puts(""); } } while (0)
#define RUN(test) do { \
        int before = checks_failed; \
        skipped = 0; \
        test(); \
        printf("%s %s%s%s\n", checks_failed != before ? "FAILED" : skipped ? "skipped" : "passed", #test, skipped ? ": " : "", skipped ? skipped : ""); \
    } while (0)
