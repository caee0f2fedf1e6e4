/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tokenizer (13.2.5): text, tags and attributes.  Comments and doctypes are in markup.c.
 *
 * The states are those of the standard, but runs of them that no byte can leave early are one scan: names by one
 * 16-byte load and a hash, quoted values sixteen bytes at a time, text up to the next "<" that begins something.
 */
#include "inside.h"
#include "scan.h"

enum { FIRST_ATTRS = 64 };

#define LIKELY(x)   __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

ub_status ub_html_within(ub_html *h, ub_arena *a, ub_str text, ub_html_span stretch, unsigned flags, ub_err *err)
{
    if (text.n > UB_HTML_TEXT_MAX) return ub_fail(err, UB_LIMIT, "text too long for one document", UB_HTML_TEXT_MAX);
    if (!text.n) text.p = "";
    memset(h, 0, sizeof *h);
    h->text = text;
    h->a = a;
    h->p = text.p + stretch.at;
    h->end = h->p + stretch.n;
    h->tree = !(flags & UB_HTML_NO_TREE);
    h->scripting = flags & UB_HTML_SCRIPTING;
    h->srcdoc = flags & UB_HTML_SRCDOC;
    h->frameset_ok = true;
    h->attrs = ub_arena_take(a, FIRST_ATTRS * sizeof *h->attrs, _Alignof(ub_html_attr));
    if (!h->attrs || !ub_html_stack_init(h) || !ub_html_fmt_init(h)) return ub_fail(err, UB_LIMIT, "no room for the stack of open elements", 0);
    h->attrs_cap = FIRST_ATTRS;
    h->tok.attrs = h->attrs;
    ub_html_push(h, UB_TAG_HTML, UB_HTML_NS_HTML, ub_html_elements[UB_TAG_HTML].props);   /* node 1 */
    return UB_OK;
}

ub_status ub_html_init(ub_html *h, ub_arena *a, ub_str text, unsigned flags, ub_err *err)
{
    return ub_html_within(h, a, text, (ub_html_span){ 0, text.n > UB_HTML_TEXT_MAX ? 0 : (uint32_t)text.n }, flags, err);
}

void ub_html_state(ub_html *h, ub_html_content content, ub_str last)
{
    h->content = (uint8_t)content;
    h->content_tag = (uint16_t)ub_html_tag(last);
    h->content_name = last;
}

void ub_html_fragment(ub_html *h, ub_html_ns ns, ub_str context)
{
    h->fragment = true;
    h->ctx_ns = (uint8_t)ns;
    h->ctx_tag = (uint16_t)ub_html_tag(context);
    if (ns == UB_HTML_NS_HTML) switch (h->ctx_tag) {
    case UB_TAG_TITLE: case UB_TAG_TEXTAREA: ub_html_state(h, UB_HTML_RCDATA, context); break;
    case UB_TAG_STYLE: case UB_TAG_XMP: case UB_TAG_IFRAME: case UB_TAG_NOEMBED: case UB_TAG_NOFRAMES:
        ub_html_state(h, UB_HTML_RAWTEXT, context);
        break;
    case UB_TAG_SCRIPT: ub_html_state(h, UB_HTML_SCRIPT, context); break;
    case UB_TAG_NOSCRIPT: if (h->scripting) ub_html_state(h, UB_HTML_RAWTEXT, context); break;
    case UB_TAG_PLAINTEXT: ub_html_state(h, UB_HTML_PLAINTEXT, context); break;
    case UB_TAG_TEMPLATE:
        if (ub_arena_grow(h->a, (void **)&h->templates, &h->templates_cap, 1)) h->templates[h->templates_n++] = M_IN_TEMPLATE;
        break;
    case UB_TAG_FORM: h->form = UINT32_MAX; break;
    default: break;
    } else if (ns == UB_HTML_NS_SVG) {
        if (h->ctx_tag == UB_TAG_FOREIGNOBJECT || h->ctx_tag == UB_TAG_DESC || h->ctx_tag == UB_TAG_TITLE)
            h->ctx_flags = P_HTML_IP;
    } else switch (h->ctx_tag) {
    case UB_TAG_MI: case UB_TAG_MO: case UB_TAG_MN: case UB_TAG_MS: case UB_TAG_MTEXT: h->ctx_flags = P_TEXT_IP; break;
    case UB_TAG_ANNOTATION_XML: h->ctx_flags = P_ANNOTATION_XML; break;
    default: break;
    }
    ub_html_reset_mode(h);
}

/* ------------------------------------------------------------------------------------------------ names */

#ifdef __SSE2__
/* 16 times 0xff, then 16 times 0: loaded at 16 - n it keeps the first n bytes. */
static const unsigned char keep[32] __attribute__((aligned(16))) = {
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
};
#endif

enum { NAME_UPPER = 1, NAME_NUL = 2 };

/* A name of any length and content, byte by byte.  `equals`: "=" ends it (attributes). */
static __attribute__((noinline)) const char *slow_name(const char *p, const char *end, const ub_names *names, bool equals,
                                                       unsigned *id, unsigned *odd)
{
    const char *q = p;
    if (equals && q < end && *q == '=') q++;
    *odd = 0;
    for (; q < end && !ub_is_space((unsigned char)*q) && *q != '/' && *q != '>' && !(equals && *q == '='); q++) {
        if (!*q) *odd |= NAME_NUL;
        if ((unsigned char)(*q - 'A') < 26) *odd |= NAME_UPPER;
    }
    *id = *odd & NAME_NUL ? 0 : ub_html_names_find(names, ub_str_range(p, q));
    return q;
}

#ifdef __SSE2__
/* Which of 16 bytes end a tag's name: white space and what is below it, "/" and ">". */
static inline unsigned name_stops(__m128i v)
{
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(' ')), v),
        _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('/')), _mm_cmpeq_epi8(v, _mm_set1_epi8('>')))));
}

/* The id of the name that the first n bytes of v are, n < 16. */
static inline unsigned short_name(__m128i v, unsigned n, const ub_names *names, unsigned *odd)
{
    const __m128i upper = _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8('A' - 1)), _mm_cmplt_epi8(v, _mm_set1_epi8('Z' + 1)));
    const __m128i kept = _mm_loadu_si128((const __m128i *)(const void *)(keep + 16 - n));
    const __m128i key = _mm_and_si128(_mm_or_si128(v, _mm_and_si128(upper, _mm_set1_epi8(0x20))), kept);
    const uint64_t lo = (uint64_t)_mm_cvtsi128_si64(key);
    const uint64_t hi = (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(key, key));
    const unsigned i = names->slots[ub_names_slot(names, lo, hi)];
    const __m128i same = _mm_cmpeq_epi8(key, _mm_loadu_si128((const __m128i *)(const void *)names->keys[i]));
    *odd = _mm_movemask_epi8(_mm_and_si128(upper, kept)) ? NAME_UPPER : 0;
    return _mm_movemask_epi8(same) == 0xffff ? i : 0;
}
#endif

static inline __attribute__((always_inline)) const char *read_name(const char *p, const char *end, const ub_names *names,
                                                                   bool equals, unsigned *id, unsigned *odd)
{
#ifdef __SSE2__
    if (LIKELY(end - p >= 16)) {
        const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        unsigned mask = name_stops(v), n;
        if (equals) mask |= (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('=')));
        n = mask ? (unsigned)__builtin_ctz(mask) : 16;
        if (LIKELY(n - 1 < 15 && (p[n] >= ' ' || ub_is_space((unsigned char)p[n])))) {
            *id = short_name(v, n, names, odd);
            return p + n;
        }
    }
#endif
    return slow_name(p, end, names, equals, id, odd);
}

/* ------------------------------------------------------------------------------------------------ values */

/* The closing quote, or `end`; *decode: the value holds "&", NUL or CR. */
static inline const char *quoted(const char *p, const char *end, char quote, bool *decode)
{
    unsigned odd = 0;
#ifdef __SSE2__
    const __m128i vq = _mm_set1_epi8(quote), va = _mm_set1_epi8('&'), vr = _mm_set1_epi8('\r'), v0 = _mm_setzero_si128();
    for (; end - p >= 16; p += 16) {
        const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        const unsigned q = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, vq));
        const unsigned o = (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(v, va),
                                                       _mm_or_si128(_mm_cmpeq_epi8(v, vr), _mm_cmpeq_epi8(v, v0))));
        if (q) {
            *decode = odd | (o & (q - 1) & ~q);
            return p + __builtin_ctz(q);
        }
        odd |= o;
    }
#endif
    for (; p < end && *p != quote; p++) odd |= *p == '&' || *p == '\r' || *p == 0;
    *decode = odd;
    return p;
}

static inline const char *unquoted(const char *p, const char *end, bool *decode)
{
    bool odd = false;
    for (; p < end && *p != '>' && !ub_is_space((unsigned char)*p); p++) odd |= *p == '&' || *p == 0;
    *decode = odd;
    return p;
}

/* ------------------------------------------------------------------------------------------------ tags */

static void note(ub_html *h, const char *name, const char *at, size_t n)
{
    ub_notes_add(h->notes, name, (size_t)(at - h->text.p), n);
}

static __attribute__((noinline)) void nul_in_name(ub_html *h, ub_html_attr *at)
{
    at->flags |= UB_HTML_A_NAME_NUL;
    note(h, "html-attribute-nul", h->text.p + at->name.at, at->name.n);
}

/* Attributes up to ">" (after it is returned), or NULL with h->p where the text or the array ends. */
static inline __attribute__((always_inline)) const char *read_attrs(ub_html *h, const char *p, bool *self_closing)
{
    const char *const end = h->end, *const text = h->text.p;
    ub_html_attr *at = h->attrs;
    uint32_t n = 0;
    for (;;) {
        const char *name;
        unsigned id, odd;
        bool decode = false;
        while (p < end && ub_is_space((unsigned char)*p)) p++;
        if (UNLIKELY(p == end)) break;
        if (*p == '>') {
            h->tok.n_attrs = n;
            return p + 1;
        }
        if (*p == '/') {
            p++;
            if (p < end && *p == '>') {
                *self_closing = true;
                h->tok.n_attrs = n;
                return p + 1;
            }
            continue;
        }
        if (UNLIKELY(n == h->attrs_cap)) {
            h->tok.n_attrs = n;
            if (!ub_html_more_attrs(h)) {
                h->tok.flags |= UB_HTML_PARTIAL;
                h->p = p;
                return NULL;
            }
            at = h->attrs + n;
        }
        name = p;
        p = read_name(p, end, &ub_html_attrs, true, &id, &odd);
        at->id = (uint16_t)id;
        at->quote = 0;
        at->flags = odd ? UB_HTML_A_NAME_ODD : 0;
        at->name = (ub_html_span){ (uint32_t)(name - text), (uint32_t)(p - name) };
        if (UNLIKELY(odd & NAME_NUL)) nul_in_name(h, at);
        if (LIKELY(id)) {
            if (UNLIKELY(h->seen[id] == h->tag_serial)) at->flags |= UB_HTML_A_DUPLICATE;
            h->seen[id] = h->tag_serial;
        } else if (ub_html_dup_unknown(h, name, (size_t)(p - name))) at->flags |= UB_HTML_A_DUPLICATE;
        at->value = (ub_html_span){ (uint32_t)(p - text), 0 };
        at->end = (uint32_t)(p - text);
        if (UNLIKELY(!(p < end && *p == '='))) {
            const char *q = p;
            while (q < end && ub_is_space((unsigned char)*q)) q++;
            if (q == end || *q != '=') {
                at++, n++;
                p = q;
                continue;
            }
            p = q;
        }
        p++;
        while (p < end && ub_is_space((unsigned char)*p)) p++;
        at->flags |= UB_HTML_A_VALUE;
        if (LIKELY(p < end && (*p == '"' || *p == '\''))) {
            const char *value = p + 1;
            at->quote = (uint8_t)*p;
            p = quoted(value, end, *p, &decode);
            at->value = (ub_html_span){ (uint32_t)(value - text), (uint32_t)(p - value) };
            if (p < end) p++;
            else note(h, "html-unclosed-quote", value - 1, 1);
        } else {
            const char *value = p;
            if (p < end && *p == '`') {
                at->flags |= UB_HTML_A_BACKTICK;
                note(h, "html-backtick", p, 1);
            }
            p = unquoted(p, end, &decode);
            at->value = (ub_html_span){ (uint32_t)(value - text), (uint32_t)(p - value) };
        }
        if (decode) at->flags |= UB_HTML_A_DECODE;
        at->end = (uint32_t)(p - text);
        at++, n++;
    }
    h->tok.n_attrs = n;
    h->p = p;
    return NULL;
}

/* The text ends in the tag.  Browsers drop it; `inner` is what others read behind its first ">". */
static const ub_html_token *unclosed(ub_html *h)
{
    ub_html_token *t = &h->tok;
    const char *from = h->text.p + t->span.at, *gt = ub_scan1(from, h->end, '>');
    t->span.n = (uint32_t)(h->end - from);
    t->flags |= UB_HTML_UNCLOSED | UB_HTML_DROPPED;
    if (gt < h->end) t->inner = (ub_html_span){ (uint32_t)(gt + 1 - h->text.p), (uint32_t)(h->end - gt - 1) };
    note(h, "html-unclosed-tag", from, t->span.n);
    h->in_tag = false;
    h->p = h->end;
    return t;
}

/* Where most tags stand; elsewhere the tree builder goes by the insertion mode. */
static inline bool in_body(const ub_html *h)
{
    return LIKELY(h->mode == M_IN_BODY && !(h->nodes[h->top].ns | h->ctx_ns));
}

static inline __attribute__((always_inline)) void steer(ub_html *h, bool closing, bool self_closing)
{
    ub_html_token *t = &h->tok;
    const unsigned before = h->ctx;
    ub_html_tag_now *now = &h->now;
    now->tag = t->tag;
    now->el = &ub_html_elements[t->tag];
    now->flags = 0;
    now->self_closing = self_closing;
    now->ns = UB_HTML_NS_HTML;
    if (UNLIKELY(!t->tag)) now->tag = ub_html_word_of(h, ub_html_str(h, t->name));
    if (closing) {
        if (in_body(h) && now->el->end == DO_FORMAT) ub_html_format_end(h, now);
        else if (in_body(h) && now->el->end != DO_BODY && now->el->end != DO_HTML) ub_html_body_end(h, now);
        else ub_html_tree_end(h, now);
        t->flags |= (uint16_t)(before | now->flags);
    } else {
        if (in_body(h) && now->el->start == DO_FORMAT) ub_html_format_start(h, now);
        else if (in_body(h)) ub_html_body_start(h, now);
        else ub_html_tree_start(h, now);
        t->flags |= (uint16_t)((UNLIKELY(now->el->props & P_CONTEXT) ? before & h->ctx : h->ctx) | now->flags);
    }
    t->ns = now->ns;
}

static inline __attribute__((always_inline)) const ub_html_token *finish_tag(ub_html *h, const char *p, bool closing, bool self_closing)
{
    ub_html_token *t = &h->tok;
    t->span.n = (uint32_t)(p - h->text.p) - t->span.at;
    t->attrs = h->attrs;
    h->p = p;
    h->in_tag = false;
    if (self_closing) t->flags |= UB_HTML_SELF_CLOSING;
    if (closing && h->content != UB_HTML_DATA) h->content = UB_HTML_DATA;     /* the end of raw text */
    else if (LIKELY(h->tree)) steer(h, closing, self_closing);
    return t;
}

static __attribute__((noinline)) const ub_html_token *part_of_tag(ub_html *h, bool closing)
{
    h->tok.attrs = h->attrs;
    if (!(h->tok.flags & UB_HTML_PARTIAL)) return unclosed(h);
    h->tok.span.n = (uint32_t)(h->p - h->text.p) - h->tok.span.at;
    h->in_tag = true;
    h->in_tag_closing = closing;
    return &h->tok;
}

/* `p` is at "<" and a letter stands behind it, or behind the "/" of an end tag. */
static inline __attribute__((always_inline)) const ub_html_token *read_tag(ub_html *h, const char *p, bool closing)
{
    ub_html_token *t = &h->tok;
    const char *name = p + 1 + closing, *q;
    bool self_closing = false;
    unsigned id, odd;
    t->kind = closing ? UB_HTML_END : UB_HTML_START;
    t->flags = 0;
    t->ns = UB_HTML_NS_HTML;
    q = read_name(name, h->end, &ub_html_tags, false, &id, &odd);
    t->tag = (uint16_t)id;
    if (UNLIKELY(odd & NAME_NUL)) {
        t->flags = UB_HTML_OLD_PARSER;
        note(h, "html-tag-nul", name, (size_t)(q - name));
    }
    t->span.at = (uint32_t)(p - h->text.p);
    t->name = (ub_html_span){ (uint32_t)(name - h->text.p), (uint32_t)(q - name) };
    t->inner = (ub_html_span){ 0, 0 };
    if (LIKELY(q < h->end && *q == '>')) {
        t->n_attrs = 0;
        q++;
    } else {
        h->tag_serial++;
        h->dup_n = 0;
        q = read_attrs(h, q, &self_closing);
        if (UNLIKELY(h->dup_late)) ub_html_dup_late(h);
        if (UNLIKELY(!q)) return part_of_tag(h, closing);
    }
    return finish_tag(h, q, closing, self_closing);
}

static __attribute__((noinline)) const ub_html_token *go_on_with_tag(ub_html *h)
{
    bool self_closing = false, closing = h->in_tag_closing;
    const char *q;
    h->tok.span.at = (uint32_t)(h->p - h->text.p);
    h->tok.flags = 0;
    q = read_attrs(h, h->p, &self_closing);
    if (h->dup_late) ub_html_dup_late(h);
    if (!q) return part_of_tag(h, closing);
    return finish_tag(h, q, closing, self_closing);
}

/* ------------------------------------------------------------------------------------------------ text */

static inline const char *find_lt(const char *p, const char *end)
{
#ifdef __SSE2__
    const __m128i lt = _mm_set1_epi8('<');
    for (; end - p >= 16; p += 16) {
        const unsigned m = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)p), lt));
        if (m) return p + __builtin_ctz(m);
    }
#endif
    while (p < end && *p != '<') p++;
    return p;
}

/* Does "<" begin a token here? */
static inline bool is_markup(const char *p, const char *end)
{
    if (end - p < 2) return false;
    if (ub_is_alpha((unsigned char)p[1]) || p[1] == '!' || p[1] == '?') return true;
    return p[1] == '/' && end - p > 2;
}

static void owner(ub_html *h)
{
    const ub_html_node *n = &h->nodes[h->top];
    h->tok.tag = (uint16_t)(n->tag < UB_TAG_COUNT ? n->tag : UB_TAG_OTHER);
    h->tok.ns = n->ns;
}

/* Is this "</" and the name of the element whose raw text we read, and does it end there? */
static bool is_end_of(const char *p, const char *end, ub_str name)
{
    const char *q = p + 2 + name.n;
    return end - p > (ptrdiff_t)(2 + name.n) && p[1] == '/' && (ub_is_space((unsigned char)*q) || *q == '/' || *q == '>')
        && ub_str_eq_nocase(ub_str_of(p + 2, name.n), name);
}

const char *ub_html_raw_end(const char *p, const char *end, ub_str name)
{
    for (;; p++) {
        p = find_lt(p, end);
        if (p == end || is_end_of(p, end, name)) return p;
    }
}

/* "<script" or "</script" and a byte that ends the name. */
static bool is_script(const char *p, const char *end)
{
    return end - p > 6 && ub_str_eq_nocase(ub_str_of(p, 6), UB_S("script"))
        && (ub_is_space((unsigned char)p[6]) || p[6] == '/' || p[6] == '>');
}

/* Script data, with its escaped and double escaped states (13.2.5.15 to 13.2.5.31). */
static const char *script_end(const char *p, const char *end, ub_str name)
{
    bool escaped = false, twice = false;
    while (p < end) {
        if (!escaped) {
            p = find_lt(p, end);
            if (p == end || is_end_of(p, end, name)) return p;
            if (end - p >= 4 && memcmp(p, "<!--", 4) == 0) {
                escaped = true;
                twice = false;
                p += 2;                  /* the dashes may be those of "-->" */
            } else p++;
            continue;
        }
        p = ub_scan2(p, end, '<', '-');
        if (p == end) return p;
        if (*p == '-') {
            if (end - p >= 3 && p[1] == '-' && p[2] == '>') {
                escaped = false;
                p += 3;
            } else p++;
        } else if (!twice) {
            if (is_end_of(p, end, name)) return p;
            if (is_script(p + 1, end)) twice = true;
            p++;
        } else {
            if (end - p > 1 && p[1] == '/' && is_script(p + 2, end)) twice = false;
            p++;
        }
    }
    return p;
}

static const ub_html_token *text_token(ub_html *h, const char *p, const char *q)
{
    ub_html_token *t = &h->tok;
    t->kind = UB_HTML_TEXT;
    t->content = h->content;
    t->flags = (uint16_t)h->ctx;
    t->n_attrs = 0;
    t->span = t->inner = (ub_html_span){ (uint32_t)(p - h->text.p), (uint32_t)(q - p) };
    h->p = q;
    return t;
}

static const ub_html_token *eof(ub_html *h)
{
    h->tok.kind = UB_HTML_EOF;
    h->tok.flags = 0;
    h->tok.n_attrs = 0;
    h->tok.span = h->tok.inner = (ub_html_span){ (uint32_t)(h->end - h->text.p), 0 };
    return &h->tok;
}

/* Any state but data. */
static __attribute__((noinline)) const ub_html_token *raw(ub_html *h)
{
    const char *p = h->p, *end = h->end, *q = end;
    ub_str name = h->content_tag ? ub_html_tag_names[h->content_tag] : h->content_name;
    if (p == end) return eof(h);
    switch ((ub_html_content)h->content) {
    case UB_HTML_DATA: break;
    case UB_HTML_RCDATA: case UB_HTML_RAWTEXT: if (name.n) q = ub_html_raw_end(p, end, name); break;
    case UB_HTML_SCRIPT: q = script_end(p, end, name.n ? name : UB_S("\1")); break;
    case UB_HTML_PLAINTEXT: break;
    case UB_HTML_CDATA:
        for (q = p; (q = ub_scan1(q, end, ']')) < end; q++)
            if (end - q >= 3 && q[1] == ']' && q[2] == '>') break;
        break;
    }
    if (h->content == UB_HTML_CDATA) {
        text_token(h, p, q < end ? q + 3 : q);
        h->tok.inner.n = (uint32_t)(q - p);
        h->content = UB_HTML_DATA;
    } else {
        if (q == p) return read_tag(h, p, true);
        text_token(h, p, q);
    }
    h->tok.tag = h->content_tag;
    h->tok.ns = UB_HTML_NS_HTML;
    return &h->tok;
}

/* A section in foreign content is text. */
static bool is_cdata(ub_html *h, const char *p)
{
    unsigned ns = h->top == 1 ? h->ctx_ns : h->nodes[h->top].ns;
    return ns != UB_HTML_NS_HTML && h->end - p >= 9 && memcmp(p, "<![CDATA[", 9) == 0;
}

static const ub_html_token *cdata(ub_html *h, const char *p)
{
    const char *from = p + 9, *q = from;
    for (; (q = ub_scan1(q, h->end, ']')) < h->end; q++)
        if (h->end - q >= 3 && q[1] == ']' && q[2] == '>') break;
    ub_html_tree_text(h, from, q, false);
    text_token(h, p, q < h->end ? q + 3 : q);
    owner(h);
    h->tok.content = UB_HTML_CDATA;
    h->tok.inner = (ub_html_span){ (uint32_t)(from - h->text.p), (uint32_t)(q - from) };
    h->tok.flags |= UB_HTML_OLD_PARSER;
    if (q == h->end) h->tok.flags |= UB_HTML_UNCLOSED;
    return &h->tok;
}

static __attribute__((noinline)) const ub_html_token *markup(ub_html *h, const char *p)
{
    ub_html_token *t = &h->tok;
    if (h->tree && is_cdata(h, p)) return cdata(h, p);
    t->flags = (uint16_t)h->ctx;
    t->n_attrs = 0;
    t->tag = 0;
    t->ns = UB_HTML_NS_HTML;
    t->span.at = (uint32_t)(p - h->text.p);
    t->inner = t->name = (ub_html_span){ 0, 0 };
    h->p = ub_html_markup(h, p);
    t->span.n = (uint32_t)(h->p - p);
    if (t->kind == UB_HTML_DOCTYPE && h->tree) ub_html_tree_doctype(h);
    return t;
}

#ifdef __SSE2__
/* A tag without attributes and blanks, as most are: `name` is a letter, and 16 bytes can be read.  NULL: it is not one. */
static inline __attribute__((always_inline)) const ub_html_token *plain_tag(ub_html *h, const char *p, const char *name, bool closing)
{
    ub_html_token *const t = &h->tok;
    unsigned n = 1, odd, tag;
    if (name[1] == '>') tag = ub_names_tiny((unsigned char)*name | 0x20);
    else {
        const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)name);
        const unsigned mask = name_stops(v);
        if (!mask || name[n = (unsigned)__builtin_ctz(mask)] != '>') return NULL;
        /* Folding case may make a letter of another byte, but such a name is no tag's. */
        if (n == 2) tag = ub_names_tiny(((unsigned)_mm_cvtsi128_si32(v) | 0x2020) & 0xFFFF);
        else tag = short_name(v, n, &ub_html_tags, &odd);
    }
    h->p = name + n + 1;
    t->kind = closing ? UB_HTML_END : UB_HTML_START;
    t->ns = UB_HTML_NS_HTML;
    t->flags = 0;
    t->tag = (uint16_t)tag;
    t->span.at = (uint32_t)(p - h->text.p);
    t->span.n = n + 2 + closing;
    t->name.at = t->span.at + 1 + closing;
    t->name.n = n;
    t->inner = (ub_html_span){ 0, 0 };
    t->n_attrs = 0;
    if (LIKELY(h->tree)) steer(h, closing, false);
    return t;
}
#endif

static __attribute__((noinline)) const ub_html_token *next_of_any_kind(ub_html *h)
{
    const char *p = h->p, *const end = h->end, *q;
    if (UNLIKELY(h->in_tag)) return go_on_with_tag(h);
    if (UNLIKELY(h->content != UB_HTML_DATA)) return raw(h);
    if (UNLIKELY(p == end)) return eof(h);
    if (*p == '<' && end - p > 1 && ub_is_alpha((unsigned char)p[1])) return read_tag(h, p, false);
    for (q = p; ; q++) {
        q = find_lt(q, end);
        if (q == end || LIKELY(is_markup(q, end))) break;
    }
    if (q > p) {
        if (LIKELY(h->tree)) ub_html_tree_text(h, p, q, true);
        text_token(h, p, q);
        owner(h);
        return &h->tok;
    }
    if (LIKELY(p[1] == '/' && ub_is_alpha((unsigned char)p[2]))) return read_tag(h, p, true);
    return markup(h, p);
}

const ub_html_token *ub_html_next(ub_html *h)
{
#ifdef __SSE2__
    const char *const p = h->p;
    const ub_html_token *t = NULL;
    if (h->end - p >= 18 && *p == '<' && !h->in_tag && h->content == UB_HTML_DATA) {
        if (ub_is_alpha((unsigned char)p[1])) t = plain_tag(h, p, p + 1, false);
        else if (p[1] == '/' && ub_is_alpha((unsigned char)p[2])) t = plain_tag(h, p, p + 2, true);
        if (LIKELY(t)) return t;
    }
#endif
    return next_of_any_kind(h);
}
