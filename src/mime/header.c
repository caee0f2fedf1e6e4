/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Header lines to fields.  RFC 5322 2.2 and 4, RFC 6532; RFC 7103 for what is bad.
 *
 * Decided: a line without a colon is skipped and the header goes on, as most clients do; that others end the header there is
 * reported to the caller.  So are folds before the colon, lines of white space, lone CRs.
 */
#include "internal.h"
#include "scan.h"

struct reader {
    struct walk *w;
    const char *base;
    const char *p, *end;
    unsigned mode;
    uint32_t source, line;
    ub_field *field;             /* the one that a continuation would lengthen */
    const char *orphan;          /* a line without colon, to which a continuation may bring one */
    const char *orphan_end;
    uint32_t orphan_line;
    bool odd;                    /* see line_facts */
    struct header_result *out;
};

static uint32_t at(const struct reader *r, const char *p) { return (uint32_t)(p - r->base); }

/* The line's end before its LF or CRLF, with MODE_CR before a CR too; *next is behind them. */
static const char *line_end(const char *p, const char *end, unsigned mode, const char **next)
{
    const char *e = mode & MODE_CR ? ub_scan2(p, end, '\r', '\n') : ub_scan1(p, end, '\n');
    if (e == end) return *next = end;
    *next = e + 1;
    if (*e == '\r') {
        if (e + 1 < end && e[1] == '\n') *next = e + 2;
        return e;
    }
    return e > p && e[-1] == '\r' ? e - 1 : e;
}

/* What one pass over a line tells: where it ends, as line_end() does without MODE_CR, where its first colon is (or NULL), and
 * whether it holds bytes that are looked at more closely then. */
struct line_facts {
    const char *end, *next, *colon;
    bool odd;                /* a byte with its top bit set, a NUL, or a CR that ends no line */
};

static struct line_facts line_look(const char *p, const char *end)
{
    struct line_facts f = { 0 };
    const char *start = p;
    unsigned odd = 0;
#ifdef __SSE2__
    const __m128i lf = _mm_set1_epi8('\n'), colon = _mm_set1_epi8(':'), cr = _mm_set1_epi8('\r'), zero = _mm_setzero_si128();
    for (; end - p >= 16; p += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        unsigned nl = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, lf)), before = nl ? (nl & -nl) - 1 : 0xFFFF;
        /* A CR right before the LF is none: the last bit of `before`, unless it stands at the end of these sixteen. */
        __m128i bad = _mm_or_si128(v, _mm_cmpeq_epi8(v, zero));
        odd |= ((unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, cr)) & (nl ? before >> 1 : before)) | ((unsigned)_mm_movemask_epi8(bad) & before);
        if (!f.colon) {
            unsigned at = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, colon)) & before;
            if (at) f.colon = p + __builtin_ctz(at);
        }
        if (nl) {
            p += __builtin_ctz(nl);
            goto found;
        }
    }
#endif
    for (; p < end && *p != '\n'; p++) {
        if (*p == ':' && !f.colon) f.colon = p;
        odd |= *p == 0 || *p == '\r' || (unsigned char)*p >= 0x80;
    }
    if (p == end) {
        f.end = f.next = end;
        f.odd = odd;
        return f;
    }
#ifdef __SSE2__
found:
#endif
    f.next = p + 1;
    f.end = p > start && p[-1] == '\r' ? p - 1 : p;
    f.odd = odd;
    return f;
}

static bool blank(const char *p, const char *e)
{
    while (p < e && is_white((unsigned char)*p)) p++;
    return p == e;
}

/* 33 to 126 without the colon (RFC 5322 3.6.8); `odd` when only bytes that some clients drop or take spoil it.  What stands behind
 * the name up to `end` may be read. */
static bool name_good(ub_str name, const char *end, bool *odd)
{
    enum { ODD = 1, SPACE = 2 };
    static const uint8_t is[256] = {
        [0 ... 8] = ODD, ['\t'] = SPACE, [10 ... 31] = ODD, [' '] = SPACE, [127 ... 255] = ODD,
    };
    unsigned all = 0;
    size_t i = 0;
#ifdef __SSE2__
    const __m128i space = _mm_set1_epi8(' '), del = _mm_set1_epi8(127);
    for (; name.n - i && end - (name.p + i) >= 16; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(name.p + i));
        /* Bytes with their top bit set are negative here. */
        unsigned good = (unsigned)_mm_movemask_epi8(_mm_andnot_si128(_mm_cmpeq_epi8(v, del), _mm_cmpgt_epi8(v, space)));
        unsigned asked = name.n - i < 16 ? (1u << (name.n - i)) - 1 : 0xFFFF;
        if ((good & asked) != asked) break;      /* byte by byte: which it is */
        if (name.n - i <= 16) return *odd = false, true;
    }
#endif
    for (; i < name.n; i++) all |= is[ub_str_at(name, i)];
    *odd = all & ODD;
    return name.n > 0 && !(all & SPACE);
}

/* What a name would be without the bytes that may not be in it. */
static ub_hdr name_cleaned(ub_str name)
{
    char kept[64];
    size_t n = 0;
    for (size_t i = 0; i < name.n && n < sizeof kept; i++) {
        unsigned c = ub_str_at(name, i);
        if (c >= 33 && c <= 126) kept[n++] = (char)c;
    }
    return ub_hdr_find(ub_str_of(kept, n));
}

static void value_flags(ub_field *f, const char *p, const char *e)
{
    unsigned odd = ub_scan_odd(p, e);
    f->flags |= (uint8_t)((odd & UB_ODD_BYTE_HIGH ? UB_FIELD_8BIT : 0) | (odd & UB_ODD_BYTE_NUL ? UB_FIELD_NUL : 0));
}

/* Begin a field.  False at a limit. */
static bool begin(struct reader *r, ub_str name, const char *value, const char *e, uint32_t line, unsigned flags)
{
    ub_mime *m = r->w->m;
    ub_field *f;
    if (m->fields.n >= r->w->lim->fields) return r->out->limit = true, false;
    f = UB_PUSH(r->w->a, &m->fields);
    if (!f) return r->w->nomem = true, false;
    f->name = (ub_span){ at(r, name.p), (uint32_t)name.n };
    f->value = (ub_span){ at(r, value), (uint32_t)(e - value) };
    f->line = line;
    f->flags = (uint8_t)flags;
    f->id = (uint8_t)(flags & UB_FIELD_NAME ? name_cleaned(name) : ub_hdr_find(name));
    if (r->odd) value_flags(f, value, e);
    r->field = f;
    return true;
}

static bool continuation(struct reader *r, const char *p, const char *e)
{
    if (blank(p, e)) {
        walk_note(r->w, "mime-blank-fold", r->source, at(r, p), (size_t)(e - p));
        r->out->blank_fold = true;
    }
    if (r->orphan) {
        /* "Content-Type" on one line and " : text/html" on the next: RFC 5322 4.5 has no fold there; some clients do. */
        const char *q = p;
        ub_str name = ub_str_trim(ub_str_range(r->orphan, r->orphan_end));
        bool odd;
        while (q < e && (*q == ' ' || *q == '\t')) q++;
        if (q < e && *q == ':' && name_good(name, e, &odd)) {
            uint32_t line = r->orphan_line;
            r->orphan = NULL;
            walk_note(r->w, "mime-fold-before-colon", r->source, at(r, name.p), name.n);
            return begin(r, name, q + 1, e, line, UB_FIELD_FOLD | UB_FIELD_SPACE | (odd ? UB_FIELD_NAME : 0));
        }
        return true;
    }
    if (!r->field) {
        walk_note(r->w, "mime-header-junk", r->source, at(r, p), (size_t)(e - p));
        return true;
    }
    r->field->value.n = at(r, e) - r->field->value.at;
    if (r->odd) value_flags(r->field, p, e);
    return true;
}

static void orphan(struct reader *r, const char *p, const char *e)
{
    bool from = ub_str_starts(ub_str_range(p, e), UB_S("From ")) || ub_str_starts(ub_str_range(p, e), UB_S(">From "));
    r->field = NULL;
    r->orphan = p;
    r->orphan_end = e;
    r->orphan_line = r->line;
    walk_note(r->w, from ? "mime-from-line" : "mime-header-junk", r->source, at(r, p), (size_t)(e - p));
    if (!from) r->out->junk = true;
}

static bool delimiter(struct reader *r, const struct bounds *bounds, const char *p, const char *e)
{
    struct bound_hit hit;
    if (!bounds || !bounds->n || e - p < 2 || p[0] != '-' || p[1] != '-') return false;
    hit = bounds_find(bounds, ub_str_range(p + 2, e));
    return hit.match == BOUND_OPEN || hit.match == BOUND_CLOSE || (hit.match == BOUND_PREFIX && (r->mode & MODE_PREFIX));
}

/* One line of a header, which ends at `e` and has its first colon at `colon`, `e` when it has none.  False ends the header before
 * this line. */
static bool line(struct reader *r, const char *e, const char *colon)
{
    const char *p = r->p;
    ub_str name;
    bool odd, space;
    if (*p == ' ' || *p == '\t') {
        if ((r->mode & MODE_BLANK_FOLD) && blank(p, e)) return false;
        return continuation(r, p, e);
    }
    name = ub_str_range(p, colon);
    while (name.n && (name.p[name.n - 1] == ' ' || name.p[name.n - 1] == '\t')) name.n--;
    space = name.p + name.n != colon;
    if (colon == e || !name_good(name, r->end, &odd)) {
        if (r->mode & MODE_SHORT_HEADER) return false;
        orphan(r, p, e);
        return true;
    }
    r->orphan = NULL;
    if (space) {      /* Python's email package sees no field in it, and so the end of the header */
        if (r->mode & MODE_SHORT_HEADER) return false;
        r->out->junk = true;
        walk_note(r->w, "mime-space-before-colon", r->source, at(r, p), name.n);
    }
    if (odd) walk_note(r->w, "mime-header-name", r->source, at(r, p), name.n);
    return begin(r, name, colon + 1, e, r->line, (space ? UB_FIELD_SPACE : 0u) | (odd ? UB_FIELD_NAME : 0u));
}

/* Do empty lines hide a header that somebody might see?  Only a field that is known by name counts. */
static bool field_follows(const char *p, const char *end, unsigned mode)
{
    const char *e, *next, *colon;
    while (p < end && (*p == '\n' || *p == '\r')) p++;
    e = line_end(p, end, mode, &next);
    if (e - p > 200) e = p + 200;
    colon = ub_scan1(p, e, ':');
    return colon < e && ub_hdr_find(ub_str_trim(ub_str_range(p, colon))) != UB_HDR_OTHER;
}

bool header_parse(struct walk *w, uint32_t source, uint32_t from, uint32_t to, unsigned mode, const struct bounds *bounds,
                  struct header_result *out)
{
    ub_str bytes = w->m->sources.p[source].bytes;
    struct reader r = { .w = w, .base = bytes.p, .p = bytes.p + from, .end = bytes.p + to, .mode = mode, .source = source,
                        .out = out };
    bool any = false;
    *out = (struct header_result){ 0 };
    while (r.p < r.end) {
        const char *next, *e, *colon;
        if (mode & MODE_CR) {
            e = line_end(r.p, r.end, mode, &next);
            colon = ub_scan1(r.p, e, ':');
            r.odd = true;
        } else {
            struct line_facts f = line_look(r.p, r.end);
            e = f.end, next = f.next, colon = f.colon ? f.colon : f.end, r.odd = f.odd;
        }
        if (e == r.p) {
            if (!any && (mode & MODE_LEADING_BLANK)) {
                r.p = next;
                continue;
            }
            if (!any) out->leading_blank = field_follows(next, r.end, mode);
            out->end = at(&r, r.p);
            out->body = at(&r, next);
            return true;
        }
        if (r.odd && !(mode & MODE_CR) && ub_scan1(r.p, e, '\r') != e) out->bare_cr = true;
        if (delimiter(&r, bounds, r.p, e)) break;
        if (at(&r, next) - from > w->lim->header_bytes) out->limit = true;
        if (out->limit || !line(&r, e, colon)) {
            if (w->nomem) return false;
            if (!out->limit && (mode & MODE_BLANK_FOLD) && is_white((unsigned char)*r.p)) {
                out->end = at(&r, r.p);
                out->body = at(&r, next);
                return true;
            }
            break;
        }
        any = true;
        r.p = next;
        r.line++;
    }
    out->end = out->body = at(&r, r.p);
    return true;
}
