/* SPDX-License-Identifier: Apache-2.0 */
/* The open boundaries of a walk; see bounds.h. */
#include "bounds.h"

/* How many entries sort before or equal to (s, frame). */
static uint32_t upper(const struct bounds *b, ub_str s, uint32_t frame)
{
    uint32_t lo = 0, hi = b->n;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        int c = ub_str_cmp(b->p[mid].s, s);
        if (c < 0 || (c == 0 && b->p[mid].frame <= frame)) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

static const struct bound *above(const struct bounds *b, const struct bound *e) { return e->up ? &b->p[e->up - 1] : NULL; }

/* Links are made anew after each change: the set is as large as the nesting is deep. */
static void relink(struct bounds *b)
{
    uint32_t last = 0;      /* one more than the last entry of the string before */
    for (uint32_t i = 0; i < b->n; i++) {
        struct bound *e = &b->p[i];
        uint32_t up = last;
        if (i && ub_str_eq(e[-1].s, e->s)) {      /* the frames of equal strings ascend */
            e->up = e[-1].up, e->jump = e[-1].jump, e->rank = e[-1].rank;
            e->outer = e[-1].outer, e->outermost = e[-1].outermost;
            last = i + 1;
            continue;
        }
        while (up && !ub_str_starts(e->s, b->p[up - 1].s)) up = b->p[up - 1].up;
        e->up = up;
        e->outer = e->outermost = e->frame;
        e->rank = 1, e->jump = 0;
        if (up) {
            const struct bound *u = &b->p[up - 1];
            const struct bound *j = u->jump ? &b->p[u->jump - 1] : NULL;
            e->rank = u->rank + 1;
            e->jump = j && u->rank - j->rank == j->rank - (j->jump ? b->p[j->jump - 1].rank : 0) ? u->jump : up;
            if (u->outermost < e->outermost) e->outermost = u->outermost;
        }
        last = i + 1;
    }
}

bool bounds_push(ub_arena *a, struct bounds *b, ub_str full, uint32_t frame, bool exact)
{
    ub_str s = ub_str_to(full, BOUND_MAX);
    uint32_t at;
    if (b->n == b->cap) {
        struct bound *p = UB_NEW(a, struct bound, b->cap ? (size_t)b->cap * 2 : 8);
        if (!p) return false;
        if (b->n) memcpy(p, b->p, b->n * sizeof *p);
        b->p = p;
        b->cap = b->cap ? b->cap * 2 : 8;
    }
    at = upper(b, s, frame);
    memmove(b->p + at + 1, b->p + at, (b->n - at) * sizeof *b->p);
    b->p[at] = (struct bound){ .s = s, .full = full, .frame = frame, .exact = exact };
    b->n++;
    relink(b);
    return true;
}

void bounds_pop(struct bounds *b, ub_str full, uint32_t frame)
{
    ub_str s = ub_str_to(full, BOUND_MAX);
    uint32_t at = upper(b, s, frame);
    if (at == 0 || b->p[at - 1].frame != frame || !ub_str_eq(b->p[at - 1].s, s)) return;
    memmove(b->p + at - 1, b->p + at, (b->n - at) * sizeof *b->p);
    b->n--;
    relink(b);
}

bool bounds_has(const struct bounds *b, ub_str full)
{
    ub_str s = ub_str_to(full, BOUND_MAX);
    uint32_t at = upper(b, s, UINT32_MAX);
    return at > 0 && ub_str_eq(b->p[at - 1].s, s);
}

static size_t common(ub_str a, ub_str b)
{
    size_t n = a.n < b.n ? a.n : b.n, i = 0;
    while (i < n && a.p[i] == b.p[i]) i++;
    return i;
}

struct bound_hit bounds_find(const struct bounds *b, ub_str line)
{
    struct bound_hit hit = { .match = BOUND_NONE, .prefix = UINT32_MAX };
    uint32_t at = upper(b, line, UINT32_MAX);
    const struct bound *e;
    size_t fit, n = line.n;
    if (at == 0) return hit;
    e = &b->p[at - 1];
    fit = common(e->s, line);
    while (e && e->s.n > fit) {
        const struct bound *j = e->jump ? &b->p[e->jump - 1] : NULL;
        e = j && j->s.n > fit ? j : above(b, e);
    }
    if (!e) return hit;
    while (n && (line.p[n - 1] == ' ' || line.p[n - 1] == '\t' || line.p[n - 1] == '\r')) n--;
    hit.prefix = e->outermost;
    /* Only the longest of the chain can be one that was cut at BOUND_MAX. */
    for (size_t m; e && (m = e->full.n) + 2 >= n; e = above(b, e)) {
        bool open = e->exact ? m == line.n : m >= n;
        bool shut = m + 2 == n && line.p[n - 1] == '-' && line.p[n - 2] == '-';
        if ((!open && !shut) || (m > BOUND_MAX && !ub_str_starts(line, e->full))) continue;
        hit.match = open ? BOUND_OPEN : BOUND_CLOSE;
        hit.frame = e->frame;
        hit.outer = e->outer;
        return hit;
    }
    hit.match = BOUND_PREFIX;
    hit.frame = hit.outer = hit.prefix;
    return hit;
}
