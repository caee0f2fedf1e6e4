/* SPDX-License-Identifier: Apache-2.0 */
/* What the finder's tests share: a message made of a piece of HTML or style, found, and asked. */
#ifndef UB_FIND_TEST_H
#define UB_FIND_TEST_H

#include "find.h"
#include "support.h"

struct bench {
    ub_arena a;
    ub_mime mime;
    ub_found found;
    ub_notes notes;
    ub_url_ctx urls;
    ub_charset_cache charsets;
    ub_find_opts opts;
};

int bench_open(void **state);
int bench_close(void **state);

/* Find in a message; fails the test unless that is UB_OK. */
void bench_message(struct bench *b, ub_str raw);
/* how: 'H' a piece of HTML, 'S' a sheet, 'D' declarations, 'M' a whole message. */
void bench_find(struct bench *b, char how, const char *text);
/* Is it reported?  vector may be that of the finding, its form or its carrier.  url NULL: any; "|host": by host; "": none. */
const ub_finding *bench_has(const struct bench *b, const char *vector, const char *url);
/* Number of findings that make contact unasked, and of spans that are no links. */
size_t bench_contacts(const struct bench *b);
size_t bench_edits(const struct bench *b);
void bench_print(const struct bench *b);

#endif
