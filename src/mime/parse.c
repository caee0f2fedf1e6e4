/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of things: the first walk, then what follows from each part, then other readings, then document order.
 */
#include "walk.h"

#include <stdio.h>

const ub_mime_limits ub_mime_limits_default = {
    .depth = 100, .parts = 10000, .fields = 100000, .header_bytes = 16 << 20, .readings = 1000, .reading_factor = 8,
    .params = 1000, .addresses = 10000, .blocks = 1000, .expanded_bytes = 64 << 20,
};

/* Has a region been read in one way already?  Then it is not read so again, however many readings around it meet it. */
static bool new_region(struct walk *w, struct done d)
{
    uint64_t h = ((uint64_t)d.at << 32 | d.n) * UINT64_C(0x9e3779b97f4a7c15) + d.source * UINT64_C(0xff51afd7ed558ccd)
                 + (uint64_t)d.reading * 0x10001 + d.variant;
    h ^= h >> 29;
    for (uint32_t i = (uint32_t)h & w->done_mask;; i = (i + 1) & w->done_mask) {
        struct done *o = &w->done[i];
        if (!o->reading) return *o = d, true;      /* nobody reads again in the reading "all" */
        if (o->source == d.source && o->at == d.at && o->n == d.n && o->reading == d.reading && o->variant == d.variant) return false;
    }
}

static bool open_done(struct walk *w)
{
    uint32_t size = 16;
    while (size / 2 < w->lim->readings && size < 1u << 30) size *= 2;
    w->done = UB_NEW(w->a, struct done, size);
    w->done_mask = size - 1;
    return w->done;
}

/* What would go beyond a limit is there, unread. */
static void unread(struct walk *w, uint32_t part, uint8_t reading)
{
    const ub_part p = w->m->parts.p[part];
    uint32_t i = walk_part(w, p.source, p.parent, p.depth, UB_PART_LEAF, reading, p.whole.at, p.whole.at + p.whole.n);
    walk_note(w, "mime-reading-limit", p.source, p.whole.at, p.whole.n);
    if (i == UB_NONE) return;
    w->m->parts.p[i].unseen = UB_UNSEEN_LIMIT;
    w->m->parts.p[i].rereads = part;
}

bool walk_may_read(struct walk *w, uint32_t part, uint8_t reading, uint8_t variant, size_t n)
{
    const ub_part *p = &w->m->parts.p[part];
    struct done d = { p->source, p->whole.at, p->whole.n, reading, variant };
    if (w->m->n_readings >= w->lim->readings || w->m->reread_bytes + n > w->reread_max) {
        unread(w, part, reading);
        return false;
    }
    if (!w->done && !open_done(w)) return w->nomem = true, false;
    if (!new_region(w, d)) return false;
    w->m->n_readings++;
    w->m->reread_bytes += n;
    return true;
}

static void read_again(struct walk *w, const struct job *job)
{
    const ub_part p = w->m->parts.p[job->part];
    if (job->source != UB_NONE) {      /* the same part over its decoded body */
        size_t n = w->m->sources.p[job->source].bytes.n;
        if (walk_may_read(w, job->part, job->reading, job->variant, n))
            walk_region(w, job->source, 0, (uint32_t)n, p.parent, p.depth, job);
        return;
    }
    if (walk_may_read(w, job->part, job->reading, job->variant, p.whole.n))
        walk_region(w, p.source, p.whole.at, p.whole.at + p.whole.n, p.parent, p.depth, job);
}

/* ---------------------------------------------------------------- order */

/* Which number each part gets: a part, all below it, then the readings of its region, then its next sibling. */
static bool number(struct walk *w, uint32_t *to)
{
    const ub_part *p = w->m->parts.p;
    uint32_t n = (uint32_t)w->m->parts.n, top = 0, k = 0;
    uint32_t *next = UB_NEW(w->a, uint32_t, n), *first = UB_NEW(w->a, uint32_t, n), *alt = UB_NEW(w->a, uint32_t, n);
    uint32_t *stack = UB_NEW(w->a, uint32_t, n);
    if (!next || !first || !alt || !stack) return false;
    memset(first, 0xff, n * sizeof *first);      /* UB_NONE */
    memset(alt, 0xff, n * sizeof *alt);
    /* The chains come out last first, which is the order to push them in. */
    for (uint32_t j = 1; j < n; j++) {
        uint32_t *head = p[j].rereads != UB_NONE ? &alt[p[j].rereads] : &first[p[j].parent];
        next[j] = *head;
        *head = j;
    }
    stack[top++] = 0;
    while (top) {
        uint32_t i = stack[--top];
        to[i] = k++;
        for (uint32_t j = alt[i]; j != UB_NONE; j = next[j]) stack[top++] = j;
        for (uint32_t j = first[i]; j != UB_NONE; j = next[j]) stack[top++] = j;
    }
    assert(k == n);
    return true;
}

static bool put_in_order(struct walk *w)
{
    ub_mime *m = w->m;
    size_t n = m->parts.n;
    uint32_t *to = UB_NEW(w->a, uint32_t, n);
    ub_part *sorted = UB_NEW(w->a, ub_part, n);
    if (!to || !sorted || !number(w, to)) return false;
    for (size_t i = 0; i < n; i++) {
        ub_part p = m->parts.p[i];
        if (p.parent != UB_NONE) p.parent = to[p.parent];
        if (p.rereads != UB_NONE) p.rereads = to[p.rereads];
        sorted[to[i]] = p;
    }
    for (size_t i = 0; i < m->sources.n; i++)
        if (m->sources.p[i].part != UB_NONE) m->sources.p[i].part = to[m->sources.p[i].part];
    m->parts.p = sorted;
    m->parts.cap = n;
    return true;
}

/* Does a part have a number of its own among its siblings? */
static bool numbered(const ub_part *p)
{
    return p->rereads == UB_NONE && p->kind != UB_PART_PREAMBLE && p->kind != UB_PART_EPILOGUE;
}

static void link_parts(ub_mime *m)
{
    uint32_t roots = UB_NONE;
    for (size_t i = m->parts.n; i-- > 0;) {
        ub_part *p = &m->parts.p[i];
        uint32_t *head = p->parent == UB_NONE ? &roots : &m->parts.p[p->parent].first_child;
        p->next = *head;
        *head = (uint32_t)i;
    }
    for (size_t i = 0; i < m->parts.n; i++) {
        ub_part *p = &m->parts.p[i];
        const ub_part *up = p->parent == UB_NONE ? NULL : &m->parts.p[p->parent];
        uint32_t n = 1;
        for (uint32_t k = p->first_child; k != UB_NONE; k = m->parts.p[k].next)
            if (numbered(&m->parts.p[k])) m->parts.p[k].number = n++;
        if (!up) continue;
        p->signed_by = up->flags & UB_PARTF_SIGNER ? p->parent : up->signed_by;
        if (p->signed_by != UB_NONE) p->flags |= UB_PARTF_SIGNED;
        /* RFC 1847: a control part, then the part that needs the key. */
        if (up->media == UB_MEDIA_MULTIPART_ENCRYPTED && p->kind == UB_PART_LEAF && p->media != UB_MEDIA_APPLICATION_PGP_ENCRYPTED)
            p->unseen = UB_UNSEEN_ENCRYPTED;
    }
}

ub_status ub_mime_parse(ub_arena *a, ub_str raw, const ub_mime_limits *limits, ub_mime *msg, ub_notes *notes, ub_err *err)
{
    const ub_mime_limits *lim = limits ? limits : &ub_mime_limits_default;
    struct walk w = { .a = a, .m = msg, .lim = lim, .notes = notes, .reread_max = (uint64_t)raw.n * (lim->reading_factor - 1) };
    size_t followed = 0, read = 0, in_order;
    struct job first = { .part = UB_NONE, .source = 0, .type_field = FIELD_AUTO, .cte_field = FIELD_AUTO };
    ub_mime_source *s;
    *msg = (ub_mime){ 0 };
    if (raw.n >= UINT32_MAX) return ub_fail(err, UB_LIMIT, "a message of 4 GiB or more", 0);
    if (!raw.p) raw.p = "";
    s = UB_PUSH(a, &msg->sources);
    if (!s) return ub_fail(err, UB_LIMIT, "no room for the part tree", 0);
    *s = (ub_mime_source){ .bytes = raw, .part = UB_NONE };
    if (raw.n && !memchr(raw.p, '\n', raw.n)) first.mode = MODE_CR;
    walk_region(&w, 0, 0, (uint32_t)raw.n, UB_NONE, 0, &first);
    in_order = msg->parts.n;
    while (!w.nomem) {
        if (followed < msg->parts.n) {
            follow_up(&w, (uint32_t)followed++);
        } else if (read < w.jobs.n) {
            struct job job = w.jobs.p[read++];
            read_again(&w, &job);
        } else {
            break;
        }
    }
    ub_charset_cache_deinit(&w.cache);
    if (!w.nomem && msg->parts.n > in_order && !put_in_order(&w)) w.nomem = true;
    if (w.nomem) return ub_fail(err, UB_LIMIT, "no room for the part tree", 0);
    link_parts(msg);
    return UB_OK;
}

/* ---------------------------------------------------------------- asking */

/* The last component of a part's path; empty when it has none of its own. */
static size_t component(const ub_mime *m, uint32_t i, char into[16])
{
    const ub_part *p = &m->parts.p[i];
    bool in_message = p->parent == UB_NONE || m->parts.p[p->parent].kind == UB_PART_MESSAGE;
    if (p->kind == UB_PART_PREAMBLE) return (size_t)snprintf(into, 16, "preamble");
    if (p->kind == UB_PART_EPILOGUE) return (size_t)snprintf(into, 16, "epilogue");
    if (in_message) return (size_t)snprintf(into, 16, p->kind == UB_PART_MULTIPART ? "0" : "1");
    return (size_t)snprintf(into, 16, "%u", p->number);
}

size_t ub_mime_path(const ub_mime *m, uint32_t part, char into[UB_MIME_PATH_MAX])
{
    char *end = into + UB_MIME_PATH_MAX - 1, *p = end;
    bool first = true;
    size_t n;
    *p = 0;
    for (uint32_t i = part; i != UB_NONE;) {
        char c[16];
        const ub_part *q = &m->parts.p[i];
        if (q->rereads != UB_NONE) {
            i = q->rereads;
            continue;
        }
        n = component(m, i, c);
        /* A multipart at the root of its message shows no "0" in its children's paths. */
        if (first || c[0] != '0') {
            if ((size_t)(p - into) < n + 1) break;
            if (!first) *--p = '.';
            p -= n;
            memcpy(p, c, n);
            first = false;
        }
        i = q->parent;
    }
    n = (size_t)(end - p);
    memmove(into, p, n + 1);
    return n;
}

static const ub_field *next_field(const ub_mime *m, const ub_part *p, const ub_field *after)
{
    return after ? after + 1 : p->n_fields ? m->fields.p + p->first_field : NULL;
}

const ub_field *ub_mime_field(const ub_mime *m, const ub_part *p, ub_hdr id, const ub_field *after)
{
    if (!(p->field_ids >> (id & 63) & 1)) return NULL;
    const ub_field *f = next_field(m, p, after), *end = f ? m->fields.p + p->first_field + p->n_fields : NULL;
    for (; f < end; f++)
        if (f->id == id && !(f->flags & (UB_FIELD_FOLD | UB_FIELD_NAME))) return f;
    return NULL;
}

const ub_field *ub_mime_field_named(const ub_mime *m, const ub_part *p, ub_str name, const ub_field *after)
{
    const ub_field *f = next_field(m, p, after), *end = f ? m->fields.p + p->first_field + p->n_fields : NULL;
    for (; f < end; f++)
        if (!(f->flags & UB_FIELD_FOLD) && ub_str_eq_nocase(ub_field_name(m, p, f), name)) return f;
    return NULL;
}

/* Notes of a decoder count in the body: move them to where that lies in the message. */
static void place_notes(const ub_mime *m, const ub_part *p, ub_notes *notes, size_t from)
{
    uint32_t source = p->source;
    for (size_t i = from; i < notes->n; i++) {
        ub_note *note = &notes->p[i];
        if (source == 0) note->at += p->body.at;
        for (uint32_t s = source; s != 0;) {
            const ub_part *of = &m->parts.p[m->sources.p[s].part];
            note->at = of->body.at, note->n = of->body.n;
            s = of->source;
        }
    }
}

ub_status ub_mime_body(ub_arena *a, ub_mime *m, uint32_t part, ub_str *out, unsigned *odd, ub_notes *notes, ub_err *err)
{
    ub_part *p = &m->parts.p[part];
    size_t from = notes ? notes->n : 0;
    ub_status s;
    if (odd) *odd = 0;
    if (p->decoded != UB_NONE && !notes) {
        *out = m->sources.p[p->decoded].bytes;
        if (odd) *odd = p->odd;
        return UB_OK;
    }
    if (!is_encoded(p)) {
        *out = ub_part_raw_body(m, p);
        return UB_OK;
    }
    if (p->kind == UB_PART_UU || p->kind == UB_PART_YENC || p->kind == UB_PART_BINHEX) {
        ub_block b = { .cte = (ub_cte)p->cte, .at = p->whole.at, .n = p->whole.n, .body_at = p->body.at, .body_n = p->body.n,
                       .base64 = p->flags & UB_PARTF_BASE64 };
        return ub_block_decode(a, m->sources.p[p->source].bytes, &b, out, odd, notes, err);
    }
    s = ub_codec_decode(a, (ub_cte)p->cte, 0, ub_part_raw_body(m, p), out, odd, notes, err);
    if (notes) place_notes(m, p, notes, from);
    return s;
}
