/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Splitting: one pass over a region for all open boundaries together.
 *
 * The walk keeps a stack of open containers.  Lines that begin with "--" are found sixteen bytes at a time and compared with
 * all open boundaries at once (bounds.h); everything else of a body is never looked at.  Without an open boundary nothing is
 * scanned at all.
 */
#include "walk.h"

#include "scan.h"

struct frame {
    uint32_t part;
    ub_str boundary;          /* empty and !bounded: a message, or a multipart that is not split */
    bool bounded, exact;
    bool closed;              /* behind its closing delimiter */
    bool retired;             /* its boundary is among the closed ones */
    bool root;                /* what a job reads again */
    uint32_t loose;           /* where its preamble or epilogue begins; UB_NONE within a part */
    bool told_prefix, told_outer, told_after, told_cr;
};

struct run {
    struct walk *w;
    const char *base;
    uint32_t source, end;
    uint8_t reading;
    unsigned mode;
    struct frame *frames;
    uint32_t n;
    uint32_t base_depth, parent;
    struct bounds *open, *closed;
    bool stopped;             /* no more parts may be made */
};

void walk_note(struct walk *w, const char *name, uint32_t source, size_t at, size_t n)
{
    ub_mime *m = w->m;
    while (source != 0) {      /* the place in the message that it was decoded from */
        const ub_part *p = &m->parts.p[m->sources.p[source].part];
        at = p->body.at, n = p->body.n;
        source = p->source;
    }
    ub_notes_add(w->notes, name, at, n);
}

void walk_again(struct walk *w, struct job job)
{
    struct job *j = UB_PUSH(w->a, &w->jobs);
    if (!j) w->nomem = true;
    else *j = job;
}

/* The first line in [p, end) that begins with "--", `p` being the start of a line; NULL when there is none.  A lone CR counts
 * as a line end here: the caller tells the two apart. */
static const char *next_dashes(const char *start, const char *p, const char *end)
{
    if (end - p >= 2 && p[0] == '-' && p[1] == '-' && (p == start || p[-1] == '\n' || p[-1] == '\r')) return p;
#ifdef __SSE2__
    const __m128i lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r'), dash = _mm_set1_epi8('-');
    while (end - p >= 18) {
        __m128i a = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(p + 1));
        __m128i c = _mm_loadu_si128((const __m128i *)(const void *)(p + 2));
        __m128i two = _mm_and_si128(_mm_cmpeq_epi8(b, dash), _mm_cmpeq_epi8(c, dash));
        __m128i hit = _mm_and_si128(two, _mm_or_si128(_mm_cmpeq_epi8(a, lf), _mm_cmpeq_epi8(a, cr)));
        unsigned mask = (unsigned)_mm_movemask_epi8(hit);
        if (mask) return p + __builtin_ctz(mask) + 1;
        p += 16;
    }
#endif
    for (; end - p >= 3; p++)
        if (p[1] == '-' && p[2] == '-' && (*p == '\n' || *p == '\r')) return p + 1;
    return NULL;
}

uint32_t walk_part(struct walk *w, uint32_t source, uint32_t parent, uint32_t depth, ub_part_kind kind, uint8_t reading,
                   uint32_t at, uint32_t end)
{
    ub_part *p;
    if (w->full || w->nomem) return UB_NONE;
    p = UB_PUSH(w->a, &w->m->parts);
    if (!p) return w->nomem = true, UB_NONE;
    *p = (ub_part){
        .parent = parent, .first_child = UB_NONE, .next = UB_NONE, .rereads = UB_NONE, .signed_by = UB_NONE, .source = source,
        .whole = { at, end - at }, .header = { at, 0 }, .body = { at, end - at }, .type_field = UB_NONE, .cte_field = UB_NONE,
        .decoded = UB_NONE, .depth = (uint16_t)depth, .kind = (uint8_t)kind, .reading = reading, .type = UB_TYPE_TEXT,
        .type_name = UB_S("text"), .subtype_name = UB_S("plain"), .media = UB_MEDIA_TEXT_PLAIN, .first_field = (uint32_t)w->m->fields.n,
    };
    if (w->m->parts.n >= w->lim->parts) {
        w->full = true;
        p->kind = UB_PART_LEAF;
        p->type = 0, p->media = UB_MEDIA_OTHER;
        p->unseen = UB_UNSEEN_LIMIT;
        walk_note(w, "mime-limit-parts", source, at, end - at);
    }
    return (uint32_t)w->m->parts.n - 1;
}

static ub_part *part(const struct run *r, uint32_t i) { return &r->w->m->parts.p[i]; }

static void end_part(struct run *r, uint32_t i, uint32_t end)
{
    ub_part *p = part(r, i);
    if (end < p->body.at) end = p->body.at;
    p->body.n = end - p->body.at;
    p->whole.n = end - p->whole.at;
}

static bool is_blank(const char *p, const char *end)
{
    while (p < end && is_white((unsigned char)*p)) p++;
    return p == end;
}

void walk_fields_end(struct walk *w, ub_part *p)
{
    p->n_fields = (uint32_t)w->m->fields.n - p->first_field;
    p->field_ids = 0;
    for (uint32_t i = 0; i < p->n_fields; i++) p->field_ids |= UINT64_C(1) << (w->m->fields.p[p->first_field + i].id & 63);
}

static uint32_t depth_below(const struct run *r, uint32_t n_frames) { return r->base_depth + n_frames; }

/* What stands outside the parts of a multipart becomes a part of its own, unless it is blank. */
static void end_loose(struct run *r, struct frame *f, uint32_t end)
{
    uint32_t from = f->loose, i;
    f->loose = UB_NONE;
    if (from == UB_NONE || end <= from || is_blank(r->base + from, r->base + end)) return;
    i = walk_part(r->w, r->source, f->part, depth_below(r, (uint32_t)(f - r->frames) + 1),
                  f->closed ? UB_PART_EPILOGUE : UB_PART_PREAMBLE, r->reading, from, end);
    if (i == UB_NONE) return;
    if (r->w->full) {
        part(r, i)->whole.n = part(r, i)->body.n = r->end - from;
        r->stopped = true;
    }
    walk_note(r->w, f->closed ? "mime-epilogue" : "mime-preamble", r->source, from, end - from);
}

/* Take containers off the stack until `keep` are left; all of them end at `end`. */
static void close_to(struct run *r, uint32_t keep, uint32_t end)
{
    while (r->n > keep) {
        struct frame *f = &r->frames[--r->n];
        if (f->loose != UB_NONE) end_loose(r, f, end);
        if (r->stopped) end = r->end;
        if (f->bounded) {
            if (!f->closed) walk_note(r->w, part(r, f->part)->flags & UB_PARTF_OPENED ? "mime-no-close" : "mime-no-open",
                                      r->source, part(r, f->part)->body.at, 0);
            bounds_pop(f->retired ? r->closed : r->open, f->boundary, r->n);
        }
        end_part(r, f->part, end);
    }
}

static void push(struct run *r, uint32_t i, const struct job *job)
{
    ub_part *p = part(r, i);
    struct frame *f = &r->frames[r->n];
    *f = (struct frame){ .part = i, .loose = UB_NONE, .root = job != NULL };
    if (p->kind == UB_PART_MULTIPART) {
        f->loose = p->body.at;
        f->boundary = p->boundary;
        f->exact = job && job->has_boundary && job->exact_boundary;
        f->bounded = p->boundary.p != NULL;
        if (f->bounded && bounds_has(r->open, f->boundary)) {
            /* Equal boundaries: which multipart a delimiter belongs to differs between clients. */
            for (uint32_t k = 0; k < r->n; k++) {
                struct frame *o = &r->frames[k];
                if (!o->bounded || o->closed || !ub_str_eq(o->boundary, f->boundary)) continue;
                if (!o->told_outer && !(r->mode & MODE_OUTER)) {
                    o->told_outer = true;
                    walk_note(r->w, "mime-boundary-nested", r->source, p->whole.at, 0);
                    walk_again(r->w, (struct job){ .reading = UB_READ_OUTER, .mode = r->mode | MODE_OUTER, .part = o->part,
                                                   .source = UB_NONE, .type_field = FIELD_AUTO, .cte_field = FIELD_AUTO });
                }
                break;
            }
        }
        if (f->bounded && !bounds_push(r->w->a, r->open, f->boundary, r->n, f->exact)) r->w->nomem = true;
    }
    r->n++;
}

/* The entity at `at`, to be ended later.  Returns where its body begins.  `*leaf` is set when it holds no others. */
static uint32_t open_entity(struct run *r, uint32_t at, ub_media fallback, const struct job *job, uint32_t *leaf)
{
    struct walk *w = r->w;
    uint32_t depth = depth_below(r, r->n), parent = r->n ? r->frames[r->n - 1].part : r->parent;
    uint32_t i = walk_part(w, r->source, parent, depth, UB_PART_LEAF, r->reading, at, r->end);
    struct header_result h = { .body = at, .end = at };
    ub_part *p;
    *leaf = i;
    if (i != UB_NONE && job && job->part != UB_NONE) part(r, i)->rereads = job->part;
    if (i == UB_NONE || w->full) {
        r->stopped = true;
        return at;
    }
    p = part(r, i);
    if (depth >= w->lim->depth) {
        p->unseen = UB_UNSEEN_LIMIT;
        p->type = 0, p->media = UB_MEDIA_OTHER;
        walk_note(w, "mime-limit-depth", r->source, at, 0);
        return at;
    }
    if (job && job->headless) {
        const ub_part *of = part(r, job->part);
        p->type = of->type, p->media = of->media, p->kind = of->kind;
        p->type_name = of->type_name, p->subtype_name = of->subtype_name;
        p->boundary = of->boundary;
        p->flags = of->flags & UB_PARTF_SIGNER;
        push(r, i, job);
        *leaf = UB_NONE;
        return at;
    }
    if (!header_parse(w, r->source, at, r->end, r->mode, r->open, &h)) {
        r->stopped = true;
        return r->end;
    }
    p->header.n = h.end - at;
    p->body = (ub_span){ h.body, r->end - h.body };
    walk_fields_end(w, p);
    if (r->mode & MODE_CR) p->flags |= UB_PARTF_CR;
    if (h.limit) {
        p->unseen = UB_UNSEEN_LIMIT;
        p->type = 0, p->media = UB_MEDIA_OTHER;
        walk_note(w, "mime-limit-header", r->source, h.end, 0);
        return h.body;
    }
    {
        struct job again = { .part = i, .source = UB_NONE, .type_field = FIELD_AUTO, .cte_field = FIELD_AUTO,
                             .media_default = (uint8_t)fallback };
        static const struct { uint8_t reading; uint16_t mode; const char *note; } kinds[] = {
            { UB_READ_SHORT_HEADER, MODE_SHORT_HEADER, NULL }, { UB_READ_BLANK_FOLD, MODE_BLANK_FOLD, NULL },
            { UB_READ_CR, MODE_CR, "mime-bare-cr" }, { UB_READ_LEADING_BLANK, MODE_LEADING_BLANK, "mime-leading-blank" },
        };
        /* In a digest an empty line is what should stand there. */
        const bool on[] = { h.junk, h.blank_fold, h.bare_cr, h.leading_blank && fallback != UB_MEDIA_MESSAGE_RFC822 };
        for (size_t k = 0; k < UB_COUNT(kinds); k++) {
            if (!on[k] || (r->mode & kinds[k].mode)) continue;
            if (kinds[k].note) walk_note(w, kinds[k].note, r->source, at, h.end - at);
            again.reading = kinds[k].reading;
            again.mode = (uint16_t)(r->mode | kinds[k].mode);
            walk_again(w, again);
        }
    }
    entity_describe(w, i, job, fallback);
    p = part(r, i);
    if (p->kind == UB_PART_MULTIPART || (p->kind == UB_PART_MESSAGE && !is_encoded(p))) {
        push(r, i, job);
        *leaf = UB_NONE;
    }
    return h.body;
}

struct delimiter {
    uint32_t frame, at, next, content_end;
    bool close;
};

static void tell(struct run *r, struct frame *f, bool *told, uint8_t reading, unsigned mode, const char *note, uint32_t at)
{
    if (*told || (r->mode & mode)) return;
    *told = true;
    walk_note(r->w, note, r->source, at, 0);
    walk_again(r->w, (struct job){ .reading = reading, .mode = (uint16_t)(r->mode | mode), .part = f->part, .source = UB_NONE,
                                   .type_field = FIELD_AUTO, .cte_field = FIELD_AUTO });
}

/* Is the line at `p` a delimiter of an open multipart?  What others would take for one is remembered. */
static bool match(struct run *r, const char *p, const char *body, struct delimiter *d, const char **line_next)
{
    const char *end = r->base + r->end, *e = ub_scan2(p, end, '\r', '\n'), *next = e;
    bool lone_before = p > body && p[-1] == '\r';
    struct bound_hit hit;
    uint32_t at = (uint32_t)(p - r->base);
    if (!(r->mode & MODE_CR))
        while (next < end && *next == '\r') next++;
    if (next < end && next > e && *next != '\n') {
        /* A lone CR is a byte like others here.  Its line is looked at up to the CR only, to see what others see. */
        hit = bounds_find(r->open, ub_str_range(p + 2, e));
        if (hit.match == BOUND_OPEN || hit.match == BOUND_CLOSE)
            tell(r, &r->frames[hit.outer], &r->frames[hit.outer].told_cr, UB_READ_CR, MODE_CR, "mime-bare-cr", at);
        else if (hit.prefix != UINT32_MAX)
            tell(r, &r->frames[hit.prefix], &r->frames[hit.prefix].told_prefix, UB_READ_PREFIX, MODE_PREFIX,
                 "mime-boundary-prefix", at);
        *line_next = e + 1;
        return false;
    }
    if (next < end) next += *next == '\r' && next + 1 < end && next[1] == '\n' ? 2 : 1;
    *line_next = next;
    hit = bounds_find(r->open, ub_str_range(p + 2, e));
    if (lone_before && !(r->mode & MODE_CR)) {
        if (hit.match == BOUND_OPEN || hit.match == BOUND_CLOSE)
            tell(r, &r->frames[hit.outer], &r->frames[hit.outer].told_cr, UB_READ_CR, MODE_CR, "mime-bare-cr", at);
        return false;
    }
    if (hit.prefix != UINT32_MAX && (r->mode & MODE_PREFIX)) {
        struct frame *f = &r->frames[hit.prefix];
        size_t n = f->boundary.n;
        hit.match = (size_t)(e - p) >= n + 4 && p[n + 2] == '-' && p[n + 3] == '-' ? BOUND_CLOSE : BOUND_OPEN;
        hit.frame = hit.outer = hit.prefix;
    }
    if (hit.match == BOUND_PREFIX || (hit.match != BOUND_NONE && hit.prefix < hit.outer)) {
        struct frame *f = &r->frames[hit.prefix];
        tell(r, f, &f->told_prefix, UB_READ_PREFIX, MODE_PREFIX, "mime-boundary-prefix", at);
    }
    if (hit.match == BOUND_NONE || hit.match == BOUND_PREFIX) {
        struct bound_hit old = bounds_find(r->closed, ub_str_range(p + 2, e));
        if (old.match == BOUND_OPEN) {
            struct frame *f = &r->frames[old.frame];
            tell(r, f, &f->told_after, UB_READ_AFTER_CLOSE, MODE_AFTER_CLOSE, "mime-after-close", at);
        }
        return false;
    }
    d->frame = r->mode & MODE_OUTER ? hit.outer : hit.frame;
    d->close = hit.match == BOUND_CLOSE;
    d->at = at;
    d->next = (uint32_t)(next - r->base);
    e = p;
    if (e > body && e[-1] == '\n') e--;
    if (e > body && e[-1] == '\r') e--;
    d->content_end = (uint32_t)(e - r->base);
    return true;
}

/* The next delimiter at or behind `from`, which is the start of a line. */
static bool find_delimiter(struct run *r, uint32_t from, struct delimiter *d)
{
    const char *body = r->base + from, *p = body, *end = r->base + r->end, *next;
    if (!r->open->n && !r->closed->n) return false;
    while ((p = next_dashes(body, p, end)) != NULL) {
        if (match(r, p, body, d, &next)) return true;
        /* One byte back, so that the line end before the next line is seen. */
        p = next > p ? next - 1 : next;
        if (p < end && *p == '-') p++;
    }
    return false;
}

static void at_delimiter(struct run *r, const struct delimiter *d)
{
    struct frame *f;
    close_to(r, d->frame + 1, d->content_end);
    f = &r->frames[d->frame];
    part(r, f->part)->flags |= UB_PARTF_OPENED;
    if (f->loose != UB_NONE) end_loose(r, f, d->content_end);
    f->closed = d->close;
    if (!d->close) return;
    f->loose = d->next;
    part(r, f->part)->flags |= UB_PARTF_CLOSED;
    if (f->root && (r->mode & MODE_AFTER_CLOSE)) return;    /* an epilogue until the next delimiter only */
    bounds_pop(r->open, f->boundary, d->frame);
    if (!bounds_push(r->w->a, r->closed, f->boundary, d->frame, f->exact)) r->w->nomem = true;
    f->retired = true;
}

static ub_media fallback_in(const struct run *r, const struct frame *f)
{
    return part(r, f->part)->media == UB_MEDIA_MULTIPART_DIGEST ? UB_MEDIA_MESSAGE_RFC822 : UB_MEDIA_TEXT_PLAIN;
}

void walk_region(struct walk *w, uint32_t source, uint32_t from, uint32_t to, uint32_t parent, uint32_t depth,
                 const struct job *job)
{
    struct run r = { .w = w, .base = w->m->sources.p[source].bytes.p, .source = source, .end = to, .base_depth = depth,
                     .parent = parent, .reading = job ? job->reading : (uint8_t)UB_READ_ALL, .mode = job ? job->mode : 0, .open = &w->open, .closed = &w->closed };
    ub_media fallback = job && job->media_default ? (ub_media)job->media_default : UB_MEDIA_TEXT_PLAIN;
    uint32_t pos = from, leaf = UB_NONE;
    bool open = true;
    /* One walk at a time: the next one uses the same stack. */
    if (!w->frames) w->frames = ub_arena_take(w->a, sizeof *r.frames * ((size_t)w->lim->depth + 2), _Alignof(struct frame));
    if (!w->frames) {
        w->nomem = true;
        return;
    }
    r.frames = w->frames;
    w->open.n = w->closed.n = 0;
    while (!w->nomem && !r.stopped) {
        struct delimiter d;
        if (open) {
            pos = open_entity(&r, pos, fallback, job, &leaf);
            job = NULL;
            fallback = UB_MEDIA_TEXT_PLAIN;
            if (r.stopped) break;
            open = leaf == UB_NONE && part(&r, r.frames[r.n - 1].part)->kind == UB_PART_MESSAGE;
            if (open) continue;
        }
        if (!find_delimiter(&r, pos, &d)) break;
        if (leaf != UB_NONE) end_part(&r, leaf, d.content_end);
        leaf = UB_NONE;
        at_delimiter(&r, &d);
        pos = d.next;
        open = !d.close;
        if (open) fallback = fallback_in(&r, &r.frames[d.frame]);
    }
    if (leaf != UB_NONE) end_part(&r, leaf, to);
    close_to(&r, 0, to);
}
