/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: TNEF and RTF.  What is given lies in the stream, reading ends, and the output of RTF is bounded. */
#include <stdlib.h>

#include "doc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static ub_arena arena;

static void rtf(ub_str in)
{
    ub_str text, html;
    if (ub_rtf_expand(&arena, in, &text, NULL) == UB_OK && text.n > in.n * 9 + 64) abort();
    if (ub_rtf_html(&arena, in, &html, NULL) == UB_OK && html.n > in.n * 8 + 64) abort();
}

static void tnef(ub_str in, unsigned depth)
{
    ub_tnef t;
    ub_tnef_item item;
    size_t given = 0;
    ub_status s;
    ub_tnef_init(&t, in);
    while ((s = ub_tnef_next(&t, &item)) == UB_OK || s == UB_SYNTAX) {
        if (++given > in.n) abort();
        if (s == UB_SYNTAX) continue;
        if (item.kind >= UB_TNEF_KINDS || (item.bytes.n && (item.bytes.p < in.p || ub_str_end(item.bytes) > ub_str_end(in)))) abort();
        if (item.kind == UB_TNEF_MESSAGE && depth < 8) tnef(item.bytes, depth + 1);
        if (item.kind == UB_TNEF_RTF) rtf(item.bytes);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ub_str in = ub_str_of((const char *)data, size);
    if (!arena.start && ub_arena_open(&arena, (size_t)1 << 26, NULL) != UB_OK) abort();
    ub_arena_reset(&arena, 1 << 20);
    tnef(in, 0);
    rtf(in);
    return 0;
}
