/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For tests and measurements: the encoded bodies of a message, found by a crude scan that shares nothing with the MIME reader.
 *
 * A body begins behind the empty line that ends a header with Content-Transfer-Encoding, and ends before a line made of "--"
 * and any boundary that the message names.
 */
#ifndef UB_CRUDE_H
#define UB_CRUDE_H

#include "codec.h"

enum { CRUDE_BOUNDARIES = 64 };

typedef struct crude_scan {
    ub_str boundary[CRUDE_BOUNDARIES];
    size_t n_boundaries;
} crude_scan;

static inline ub_str crude_line(ub_str raw, size_t *at)
{
    ub_str rest = ub_str_from(raw, *at);
    size_t n = ub_str_chr(rest, '\n');
    *at += n + (n < rest.n);
    return ub_str_to(rest, n && rest.p[n - 1] == '\r' ? n - 1 : n);
}

static inline void crude_boundaries(ub_str raw, crude_scan *scan)
{
    size_t at = 0;
    scan->n_boundaries = 0;
    while (scan->n_boundaries < CRUDE_BOUNDARIES) {
        ub_str rest = ub_str_from(raw, at), v;
        size_t i = ub_str_find_nocase(rest, UB_S("boundary="));
        if (i == rest.n) return;
        at += i + 9;
        v = ub_str_from(raw, at);
        if (v.n && v.p[0] == '"') v = ub_str_to(ub_str_from(v, 1), ub_str_chr(ub_str_from(v, 1), '"'));
        else {
            size_t n = 0;
            while (n < v.n && v.p[n] > ' ' && v.p[n] != ';') n++;
            v = ub_str_to(v, n);
        }
        if (v.n && v.n <= 100) scan->boundary[scan->n_boundaries++] = v;
    }
}

static inline bool crude_is_delimiter(const crude_scan *scan, ub_str line)
{
    if (!ub_str_starts(line, UB_S("--"))) return false;
    for (size_t i = 0; i < scan->n_boundaries; i++)
        if (ub_str_starts(ub_str_from(line, 2), scan->boundary[i])) return true;
    return false;
}

static inline void crude_bodies(ub_str raw, void (*see)(void *ctx, ub_cte cte, ub_str body), void *ctx)
{
    crude_scan scan;
    ub_cte cte = UB_CTE_IDENTITY;
    bool header = true;
    size_t at = 0, body = 0;
    crude_boundaries(raw, &scan);
    while (at < raw.n) {
        size_t begin = at;
        ub_str line = crude_line(raw, &at);
        if (header) {
            if (ub_str_starts_nocase(line, UB_S("content-transfer-encoding:"))) cte = ub_cte_find(ub_str_from(line, 26));
            if (line.n == 0) {
                header = false;
                body = at;
            }
        } else if (crude_is_delimiter(&scan, line)) {
            if (cte == UB_CTE_BASE64 || cte == UB_CTE_QP) see(ctx, cte, ub_str_range(raw.p + body, raw.p + begin));
            header = true;
            cte = UB_CTE_IDENTITY;
        }
    }
    if (!header && (cte == UB_CTE_BASE64 || cte == UB_CTE_QP)) see(ctx, cte, ub_str_from(raw, body));
}

#endif
