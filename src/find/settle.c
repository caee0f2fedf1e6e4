/* SPDX-License-Identifier: Apache-2.0 */
/* The last touches to what was found: spans in order, findings at their place and not too many. */
#include "inside.h"

/* Spans of one document stand together: nested documents were walked in the middle of others. */
static bool spans_gather(struct finder *f)
{
    ub_found *o = f->f;
    uint32_t *count, *moved;
    ub_find_span *to;
    bool sorted = true;
    for (size_t i = 1; i < o->spans.n && sorted; i++) sorted = o->spans.p[i - 1].doc <= o->spans.p[i].doc;
    if (!(count = UB_NEW(f->a, uint32_t, o->docs.n + 1))) return out_of_memory(f);
    for (size_t i = 0; i < o->spans.n; i++) count[o->spans.p[i].doc]++;
    for (uint32_t d = 0, at = 0; d < o->docs.n; d++) {
        o->docs.p[d].first_span = at;
        o->docs.p[d].n_spans = count[d];
        at += count[d];
        count[d] = o->docs.p[d].first_span;
    }
    if (sorted) return true;
    to = ub_arena_array(f->a, sizeof *to, o->spans.n, _Alignof(ub_find_span));
    moved = UB_NEW(f->a, uint32_t, o->spans.n);
    if (!to || !moved) return out_of_memory(f);
    for (uint32_t i = 0; i < o->spans.n; i++) {
        moved[i] = count[o->spans.p[i].doc]++;
        to[moved[i]] = o->spans.p[i];
    }
    o->spans.p = to;
    o->spans.cap = o->spans.n;
    for (size_t i = 0; i < o->findings.n; i++)
        if (o->findings.p[i].span != UB_NONE) o->findings.p[i].span = moved[o->findings.p[i].span];
    for (size_t i = 0; i < o->docs.n; i++)
        if (o->docs.p[i].span != UB_NONE) o->docs.p[i].span = moved[o->docs.p[i].span];
    return true;
}

/* Each nested document belongs to the span of its parent that holds its bytes. */
static void docs_tie(ub_found *o)
{
    for (size_t i = 0; i < o->docs.n; i++) {
        ub_doc *d = &o->docs.p[i];
        const ub_doc *parent;
        if (d->parent == UB_NONE || d->span != UB_NONE) continue;
        parent = &o->docs.p[d->parent];
        /* Spans are in order: halve. */
        size_t low = parent->first_span, high = low + parent->n_spans;
        while (low < high) {
            size_t mid = low + (high - low) / 2;
            if (o->spans.p[mid].at.at <= d->within.at) low = mid + 1; else high = mid;
        }
        for (size_t k = low, tries = 0; k-- > parent->first_span && tries < 8; tries++) {
            const ub_find_span *s = &o->spans.p[k];
            if (s->at.at <= d->within.at && s->at.at + s->at.n >= d->within.at + d->within.n) {
                d->span = (uint32_t)k;
                break;
            }
        }
    }
}

/* At most UB_FINDINGS_MAX; links are the first to go. */
static void findings_cut(ub_found *o)
{
    size_t n = o->findings.n, kept = 0;
    size_t drop = n > UB_FINDINGS_MAX ? n - UB_FINDINGS_MAX : 0, links = 0, seen = 0;
    if (!drop) return;
    for (size_t i = 0; i < n; i++) links += o->findings.p[i].flags & UB_FINDING_LINK ? 1 : 0;
    for (size_t i = 0; i < o->spans.n; i++) o->spans.p[i].finding = UB_NONE;
    for (size_t i = 0; i < n; i++) {
        ub_finding *x = &o->findings.p[i];
        if (x->flags & UB_FINDING_LINK && seen++ >= links - drop) continue;
        o->findings.p[kept] = *x;
        if (x->span != UB_NONE && o->spans.p[x->span].finding == UB_NONE) o->spans.p[x->span].finding = (uint32_t)kept;
        kept++;
    }
    o->findings.n = kept;
    o->findings_omitted += drop;
}

struct place_of { uint32_t doc, byte, finding; };

static bool behind(const struct place_of *a, const struct place_of *b) { return a->doc > b->doc || (a->doc == b->doc && a->byte > b->byte); }

/* By place.  Nearly all of them were found in that order. */
static void sort(struct place_of *p, size_t n)
{
    size_t ordered = 1;
    while (ordered < n && !behind(&p[ordered - 1], &p[ordered])) ordered++;
    if (ordered >= n) return;
    for (size_t gap = n / 2; gap > 0; gap /= 2)
        for (size_t i = gap; i < n; i++) {
            struct place_of x = p[i];
            size_t j = i;
            for (; j >= gap && behind(&p[j - gap], &x); j -= gap) p[j] = p[j - gap];
            p[j] = x;
        }
}

/* Where each finding stands in its part, and on which line. */
static bool findings_place(struct finder *f)
{
    ub_found *o = f->f;
    struct place_of *order = UB_NEW(f->a, struct place_of, o->findings.n);
    uint32_t doc = UB_NONE, line = 1;
    size_t at = 0;
    if (!order) return out_of_memory(f);
    for (uint32_t i = 0; i < o->findings.n; i++) {
        ub_finding *x = &o->findings.p[i];
        uint32_t d = x->doc;
        ub_span s = x->at;
        size_t byte, n;
        while (o->docs.p[d].parent != UB_NONE) s = o->docs.p[d].within, d = o->docs.p[d].parent;
        byte = s.at;
        n = s.n;
        if (o->docs.p[d].converted) ub_map_span(&o->docs.p[d].map, s.at, s.n, &byte, &n);
        x->byte = (uint32_t)byte;
        x->length = (uint32_t)n;
        order[i] = (struct place_of){ d, x->byte, i };
    }
    sort(order, o->findings.n);
    for (size_t i = 0; i < o->findings.n; i++) {
        ub_str text = o->docs.p[order[i].doc].source;
        size_t to = order[i].byte < text.n ? order[i].byte : text.n;
        if (order[i].doc != doc) doc = order[i].doc, at = 0, line = 1;
        if (at < to) {
            line += (uint32_t)ub_scan_count(text.p + at, text.p + to, '\n');
            at = to;
        }
        o->findings.p[order[i].finding].line = line;
    }
    return true;
}

void found_settle(struct finder *f)
{
    if (!spans_gather(f)) return;
    docs_tie(f->f);
    findings_cut(f->f);
    (void)findings_place(f);
}
