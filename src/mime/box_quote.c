/* SPDX-License-Identifier: Apache-2.0 */
/* From_ quoting: mboxo quotes "From " only, so it cannot be undone with certainty; mboxrd quotes what is quoted, too. */
#include "box_priv.h"

/* Is the line at `p` ">..>From "?  *n_quotes says how many. */
static bool is_quoted_from(const char *p, const char *end, size_t *n_quotes)
{
    const char *q = p;
    while (q < end && *q == '>') q++;
    *n_quotes = (size_t)(q - p);
    return q > p && end - q >= 5 && memcmp(q, "From ", 5) == 0;
}

/* The first line of `raw` at `from` or behind it that begins with '>', else its end. */
static const char *next_quote(ub_str raw, const char *from)
{
    if (from == raw.p && raw.n && *from == '>') return from;
    if (from == raw.p && raw.n) from++;
    return box_scan_quote(from, ub_str_end(raw));
}

/* Copy `raw` without one '>' of each line that has at least one and at most `most` of them. */
static bool unquote(ub_arena *a, ub_str raw, size_t n_lines, size_t most, ub_str *out)
{
    const char *p = raw.p, *end = ub_str_end(raw), *q;
    char *to = ub_arena_take(a, raw.n - n_lines, 1), *start = to;
    size_t n;
    if (!to) return false;
    for (q = next_quote(raw, p); q < end; q = next_quote(raw, q)) {
        if (!is_quoted_from(q, end, &n) || n > most) {
            q += n;
            continue;
        }
        to = mempcpy(to, p, (size_t)(q - p));
        p = q + 1;
        q += n;
    }
    to = mempcpy(to, p, (size_t)(end - p));
    *out = ub_str_range(start, to);
    return true;
}

ub_status ub_box_unquote(ub_arena *a, ub_str raw, ub_box_unquoted *out, ub_err *err)
{
    const char *end = ub_str_end(raw);
    size_t n_once = 0, n;
    *out = (ub_box_unquoted){ .mboxrd = raw, .mboxo = raw };
    for (const char *q = next_quote(raw, raw.p); q < end; q = next_quote(raw, q)) {
        if (is_quoted_from(q, end, &n)) {
            out->n_lines++;
            n_once += n == 1;
        }
        q += n;
    }
    out->differ = n_once < out->n_lines;
    if (out->n_lines && !unquote(a, raw, out->n_lines, SIZE_MAX, &out->mboxrd)) goto full;
    if (!out->differ) out->mboxo = out->mboxrd;
    else if (n_once && !unquote(a, raw, n_once, 1, &out->mboxo)) goto full;
    return UB_OK;
full:
    *out = (ub_box_unquoted){ .mboxrd = raw, .mboxo = raw };
    return ub_fail(err, UB_LIMIT, "a message with its quoting undone is too large", raw.n);
}
