/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzz: any bytes are a message.  What must hold whatever they are:
 * every span lies in its source, children lie in their parent's body, parts stand in document order, readings stay under their
 * limit, every byte of a multipart's body belongs to one child or to a delimiter, and whatever a field holds can be asked for.
 */
#include <stdint.h>
#include <stdlib.h>

#include "mime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(x) do { if (!(x)) abort(); } while (0)

static void span_inside(ub_span in, ub_span of)
{
    MUST(in.at >= of.at && in.at + (uint64_t)in.n <= of.at + (uint64_t)of.n);
}

static bool views(ub_str s, ub_str of) { return s.n == 0 || (s.p >= of.p && ub_str_end(s) <= ub_str_end(of)); }

static void check_fields(ub_arena *a, ub_charset_cache *cache, const ub_mime *m, const ub_part *p)
{
    MUST((uint64_t)p->first_field + p->n_fields <= m->fields.n);
    for (uint32_t i = 0; i < p->n_fields; i++) {
        const ub_field *f = ub_mime_each_field(m, p, i);
        ub_arena scratch = *a;
        ub_str value = ub_field_value(m, p, f), text, id, rest = value;
        ub_addrs addrs;
        ub_params params;
        int64_t t;
        int zone;
        span_inside(f->name, p->header);
        span_inside(f->value, p->header);
        MUST(f->name.at + f->name.n < f->value.at);
        MUST(f->id < UB_HDR_N);
        MUST(ub_mime_text(&scratch, cache, value, &text, NULL) == UB_OK);
        MUST(ub_utf8_valid_to(text) == text.n);
        MUST(ub_mime_addresses(&scratch, cache, value, NULL, &addrs, NULL) == UB_OK);
        for (size_t k = 0; k < addrs.n; k++) {
            MUST(addrs.p[k].local.n + addrs.p[k].domain.n <= addrs.p[k].address.n);
            MUST(views(addrs.p[k].raw, value));
            MUST(!addrs.p[k].name.n || ub_utf8_valid_to(addrs.p[k].name) == addrs.p[k].name.n);
        }
        MUST(ub_mime_params(&scratch, cache, value, NULL, &params, NULL) == UB_OK);
        for (size_t k = 0; k < params.n; k++) MUST(views(params.p[k].raw, value) && params.p[k].name.n);
        for (size_t last = rest.n + 1; ub_mime_id_next(&scratch, &rest, &id); last = rest.n) MUST(rest.n < last && id.n);
        if (ub_mime_date(value, &t, &zone)) MUST(t > -62200000000 && t < 253500000000 && zone >= -1500 && zone <= 1500);
    }
}

/* Bytes that belong to no part: each line is blank or begins with "--". */
static void check_gap(ub_str gap)
{
    for (size_t k = 0; k < gap.n;) {
        size_t e = k;
        while (e < gap.n && gap.p[e] != '\n' && gap.p[e] != '\r') e++;
        if (e > k && !(e - k >= 2 && gap.p[k] == '-' && gap.p[k + 1] == '-'))
            for (size_t j = k; j < e; j++) MUST(ub_is_space((unsigned char)gap.p[j]) || gap.p[j] == 0);
        k = e + 1;
    }
}

/* The children of a multipart in the reading it has itself: in order, apart, with only delimiter lines between. */
static void check_cover(const ub_mime *m, const ub_part *p)
{
    ub_str bytes = m->sources.p[p->source].bytes;
    uint32_t at = p->body.at;
    for (uint32_t i = p->first_child; i != UB_NONE; i = m->parts.p[i].next) {
        const ub_part *c = &m->parts.p[i];
        if (c->rereads != UB_NONE || c->source != p->source) continue;
        MUST(c->whole.at >= at);
        check_gap(ub_str_range(bytes.p + at, bytes.p + c->whole.at));
        at = c->whole.at + c->whole.n;
    }
    MUST(at <= p->body.at + p->body.n);
    check_gap(ub_str_range(bytes.p + at, bytes.p + p->body.at + p->body.n));
}

/* Document order: a part stands behind its parent, or behind all that is below an earlier sibling. */
static void check_order(const ub_mime *m, uint32_t i)
{
    uint32_t above = i - 1;
    if (i == 0 || m->parts.p[i].parent == i - 1) return;
    while (m->parts.p[above].parent != m->parts.p[i].parent) {
        above = m->parts.p[above].parent;
        MUST(above != UB_NONE);
    }
    MUST(m->parts.p[above].next == i);
}

static void check_part(ub_arena *a, ub_charset_cache *cache, ub_mime *m, uint32_t i)
{
    const ub_part *p = &m->parts.p[i];
    char path[UB_MIME_PATH_MAX];
    ub_arena scratch = *a;
    ub_file_names names;
    ub_str body;
    MUST(p->source < m->sources.n);
    span_inside(p->whole, (ub_span){ 0, (uint32_t)m->sources.p[p->source].bytes.n });
    span_inside(p->header, p->whole);
    span_inside(p->body, p->whole);
    MUST(p->header.at + p->header.n <= p->body.at || p->kind == UB_PART_UU || p->kind == UB_PART_YENC || p->kind == UB_PART_BINHEX);
    MUST(p->parent == UB_NONE ? p->depth == 0 : p->parent < i && p->depth == m->parts.p[p->parent].depth + 1);
    MUST(p->rereads == UB_NONE || (p->rereads < i && m->parts.p[p->rereads].parent == p->parent));
    MUST(p->rereads == UB_NONE || p->reading != UB_READ_ALL);
    MUST(p->next == UB_NONE || p->next > i);
    MUST(ub_mime_path(m, i, path) == strlen(path) && path[0]);
    if (p->parent != UB_NONE && m->parts.p[p->parent].source == p->source) span_inside(p->whole, m->parts.p[p->parent].body);
    check_order(m, i);
    check_fields(a, cache, m, p);
    if (p->kind == UB_PART_MULTIPART) check_cover(m, p);
    if (p->kind == UB_PART_MESSAGE && p->first_child != UB_NONE && m->parts.p[p->first_child].source == p->source) {
        const ub_part *root = &m->parts.p[p->first_child];
        MUST(root->whole.at == p->body.at && root->whole.n == p->body.n);
    }
    MUST(ub_mime_file_names(&scratch, cache, m, i, NULL, &names, NULL) == UB_OK);
    if (!p->unseen) {
        ub_status s = ub_mime_body(&scratch, m, i, &body, NULL, NULL, NULL);
        MUST(s == UB_OK || s == UB_LIMIT);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ub_arena a;
    static ub_charset_cache cache;
    ub_mime_limits limits = ub_mime_limits_default;
    ub_str raw = { (const char *)data, size };
    ub_notes notes = { .a = &a };
    uint64_t reread = 0;
    ub_mime m;
    if (!a.start && ub_arena_open(&a, (size_t)1 << 25, NULL) != UB_OK) return 0;
    ub_arena_reset(&a, 1 << 22);
    if (size && data[size - 1] == 1) limits.depth = 3, limits.parts = 5, limits.fields = 6, limits.readings = 2;
    if (ub_mime_parse(&a, raw, &limits, &m, &notes, NULL) != UB_OK) {      /* only for want of room */
        MUST(size > 1 << 16 || ub_arena_left(&a) < 1 << 24);
        return 0;
    }
    MUST(m.parts.n >= 1 && m.parts.n <= limits.parts && m.fields.n <= limits.fields && m.n_readings <= limits.readings);
    MUST(m.parts.p[0].whole.at == 0 && m.parts.p[0].whole.n == size);
    for (size_t i = 0; i < m.parts.n; i++) {
        const ub_part *p = &m.parts.p[i];
        if (p->rereads != UB_NONE && !p->unseen && p->source == m.parts.p[p->rereads].source) reread += p->whole.n;
        check_part(&a, &cache, &m, (uint32_t)i);
    }
    MUST(reread <= m.reread_bytes && m.reread_bytes <= 7 * (uint64_t)size);
    for (size_t i = 0; i < notes.n; i++) {
        ub_str name = { notes.p[i].name, strlen(notes.p[i].name) };
        MUST(notes.p[i].at <= size && notes.p[i].n <= size - notes.p[i].at);
        if (ub_str_starts(name, UB_S("mime-"))) MUST(ub_mime_note_text(name) != NULL);
    }
    return 0;
}
