/* SPDX-License-Identifier: Apache-2.0 */
/* A file in memory as a ub_box_source, for the tests and the fuzz target. */
#ifndef UB_BOX_MEMORY_H
#define UB_BOX_MEMORY_H

#include "box.h"

/* A file in memory that is read `chunk` bytes at a time. */
struct memory { ub_str text; size_t at, chunk; };

static inline ptrdiff_t memory_read(void *ctx, void *out, size_t n, ub_err *err)
{
    struct memory *m = ctx;
    (void)err;
    if (n > m->chunk) n = m->chunk;
    if (n > m->text.n - m->at) n = m->text.n - m->at;
    if (n) memcpy(out, m->text.p + m->at, n);
    m->at += n;
    return (ptrdiff_t)n;
}

static inline size_t memory_at(void *ctx, void *out, size_t n, uint64_t offset)
{
    struct memory *m = ctx;
    if (offset >= m->text.n) return 0;
    if (n > m->text.n - offset) n = m->text.n - offset;
    memcpy(out, m->text.p + offset, n);
    return n;
}

#endif
