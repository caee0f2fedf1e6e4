/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzz target: a whole message through the MIME reader and the finder.
 *
 * Holds for every input: the answer is well formed (every span inside its document, every document inside its part or its
 * parent, every finding at a place of its document and about a span of it), its limits are kept, and the same message gives
 * the same answer again, in other memory.
 */
#include <stdio.h>
#include <stdlib.h>

#include "find.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOLDS(x) do { if (!(x)) { fprintf(stderr, "does not hold: %s\n", #x); abort(); } } while (0)

static bool inside(ub_span s, size_t n) { return (size_t)s.at + s.n <= n; }

static uint64_t mix(uint64_t h, uint64_t v) { return (h ^ v) * UINT64_C(1099511628211); }

static uint64_t mix_str(uint64_t h, ub_str s)
{
    for (size_t i = 0; i < s.n; i++) h = mix(h, (unsigned char)s.p[i]);
    return mix(h, s.n);
}

static void docs_hold(const ub_mime *m, const ub_found *f)
{
    uint32_t next = 0;
    for (size_t i = 0; i < f->docs.n; i++) {
        const ub_doc *d = &f->docs.p[i];
        HOLDS(d->part < m->parts.n && d->kind < UB_DOC_KINDS && d->reading);
        HOLDS(d->first_span == next && d->first_span + d->n_spans <= f->spans.n);
        next = d->first_span + d->n_spans;
        if (d->parent != UB_NONE) {
            HOLDS(d->parent < i && d->depth == f->docs.p[d->parent].depth + 1);
            HOLDS(inside(d->within, f->docs.p[d->parent].bytes.n));
        }
        if (d->span != UB_NONE) HOLDS(d->span < f->spans.n && f->spans.p[d->span].doc == d->parent);
        if (!d->converted) HOLDS(d->bytes.p == d->source.p && d->bytes.n == d->source.n);
    }
    HOLDS(next == f->spans.n);
}

static void spans_hold(const ub_found *f)
{
    for (size_t i = 0; i < f->spans.n; i++) {
        const ub_find_span *s = &f->spans.p[i];
        HOLDS(s->doc < f->docs.n && s->unit < UB_UNITS && s->cause < UB_CAUSES);
        size_t n = f->docs.p[s->doc].bytes.n;
        HOLDS(inside(s->at, n) && inside(s->attr, n) && inside(s->decl, n) && inside(s->tag, n));
        if (s->unit == UB_UNIT_ATTR) HOLDS(s->at.at >= s->tag.at && s->at.at + s->at.n <= s->tag.at + s->tag.n);
        if (s->unit == UB_UNIT_ATTR || s->unit == UB_UNIT_TAG || s->unit == UB_UNIT_ELEMENT || s->unit == UB_UNIT_URL) HOLDS(s->at.n > 0);
        HOLDS(s->finding == UB_NONE || s->finding < f->findings.n);
    }
}

static void findings_hold(const ub_mime *m, const ub_found *f)
{
    HOLDS(f->findings.n <= UB_FINDINGS_MAX);
    for (size_t i = 0; i < f->findings.n; i++) {
        const ub_finding *x = &f->findings.p[i];
        HOLDS(x->vector && x->vector < UB_VEC_COUNT && x->form && x->form < UB_VEC_COUNT && x->carrier < UB_VEC_COUNT);
        HOLDS(ub_vectors[x->vector].seen == UB_SEEN_READ);
        HOLDS(x->kind < UB_KIND_COUNT && x->kind != UB_KIND_BEACON && x->trigger < UB_TRIGGER_COUNT && x->leaks && x->reading);
        HOLDS(x->part < m->parts.n && x->doc < f->docs.n && inside(x->at, f->docs.p[x->doc].bytes.n) && inside(x->text, f->docs.p[x->doc].bytes.n));
        HOLDS(x->line >= 1);
        HOLDS(x->span == UB_NONE || (x->span < f->spans.n && f->spans.p[x->span].doc == x->doc));
        /* What loads can be edited: it has a span, or its document has one. */
        if (x->action == UB_ACTION_REMOVED && x->span == UB_NONE) HOLDS(f->docs.p[x->doc].parent != UB_NONE || f->unseen.n);
        uint32_t d = x->doc;
        while (f->docs.p[d].parent != UB_NONE) d = f->docs.p[d].parent;
        HOLDS((size_t)x->byte + x->length <= f->docs.p[d].source.n);
        if (x->url.n == 0) HOLDS(x->flags & UB_FINDING_TEXT_ONLY || x->host.n == 0);
    }
}

static uint64_t answer(ub_str raw, ub_arena *from)
{
    static ub_url_ctx urls;      /* the public suffix list is read once */
    ub_arena a = *from;
    ub_mime m;
    ub_found f;
    ub_notes notes = { .a = &a };
    uint64_t h = UINT64_C(14695981039346656037);
    ub_find_opts opts = { .urls = &urls };
    if (ub_mime_parse(&a, raw, NULL, &m, &notes, NULL) != UB_OK) return 1;
    if (ub_find(&a, &m, &opts, &f, &notes, NULL) != UB_OK) return 2;
    docs_hold(&m, &f);
    spans_hold(&f);
    findings_hold(&m, &f);
    for (size_t i = 0; i < f.spans.n; i++) h = mix(mix(mix(h, f.spans.p[i].at.at), f.spans.p[i].at.n), (uint64_t)f.spans.p[i].unit << 8 | f.spans.p[i].cause);
    for (size_t i = 0; i < f.findings.n; i++) h = mix_str(mix_str(mix(h, f.findings.p[i].vector), f.findings.p[i].url), f.findings.p[i].site);
    return mix(mix(h, f.docs.n), f.findings_omitted);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ub_arena a[2];
    ub_str raw = { (const char *)data, size };
    if (!a[0].start && (ub_arena_open(&a[0], (size_t)256 << 20, NULL) != UB_OK || ub_arena_open(&a[1], (size_t)256 << 20, NULL) != UB_OK)) return 0;
    HOLDS(answer(raw, &a[0]) == answer(raw, &a[1]));
    return 0;
}
