/* SPDX-License-Identifier: Apache-2.0 */
/* The edit list. */
#include "inside.h"

#include <stdlib.h>

bool edit_add(ub_arena *a, edits *list, size_t at, size_t n, ub_str put)
{
    edit *e = UB_PUSH(a, list);
    if (!e) return false;
    *e = (edit){ (uint32_t)at, (uint32_t)n, (uint32_t)list->n, put };
    return true;
}

bool edit_add_first(ub_arena *a, edits *list, size_t at, size_t n, ub_str put)
{
    size_t i = list->n;
    if (!edit_add(a, list, at, n, put)) return false;
    edit e = list->p[i];
    for (; i > 0 && list->p[i - 1].at > at; i--) list->p[i] = list->p[i - 1];
    list->p[i] = e;
    return true;
}

/* By place; at one place insertions first, then the largest. */
static int by_place(const void *x, const void *y)
{
    const edit *a = x, *b = y;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    if ((a->n == 0) != (b->n == 0)) return a->n == 0 ? -1 : 1;
    if (a->n != b->n) return a->n > b->n ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

/* Spans come in document order, so most lists are sorted already. */
static bool is_sorted(const edits *list)
{
    for (size_t i = 1; i < list->n; i++)
        if (by_place(&list->p[i - 1], &list->p[i]) > 0) return false;
    return true;
}

void edits_settle(edits *list)
{
    size_t kept = 0;
    uint64_t end = 0;       /* of the last edit that was kept */
    if (!is_sorted(list)) qsort(list->p, list->n, sizeof *list->p, by_place);
    for (size_t i = 0; i < list->n; i++) {
        edit e = list->p[i];
        uint64_t e_end = (uint64_t)e.at + e.n;
        if (e.at < end) {
            if (e_end <= end) continue;
            e.n = (uint32_t)(e_end - end);
            e.at = (uint32_t)end;
        }
        list->p[kept++] = e;
        end = e_end;
    }
    list->n = kept;
}

ub_status edits_apply(ub_arena *a, ub_str text, edits *list, ub_str *out, ub_err *err)
{
    size_t bytes = text.n, at = 0, n = 0;
    char *p;
    edits_settle(list);
    if (list->n == 0) return *out = text, UB_OK;
    for (size_t i = 0; i < list->n; i++) bytes += list->p[i].put.n;
    if (!(p = ub_arena_take(a, bytes, 1))) return ub_fail(err, UB_LIMIT, "the clean message is too large", 0);
    for (size_t i = 0; i <= list->n; i++) {
        size_t to = i < list->n ? list->p[i].at : text.n;
        if (to > at) memcpy(p + n, text.p + at, to - at), n += to - at;
        if (i == list->n) break;
        if (list->p[i].put.n) memcpy(p + n, list->p[i].put.p, list->p[i].put.n), n += list->p[i].put.n;
        at = to + list->p[i].n;
    }
    *out = ub_str_of(p, n);
    return UB_OK;
}
