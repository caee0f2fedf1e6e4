/* SPDX-License-Identifier: Apache-2.0 */
/* Style: sheets, style attributes, single values.  What loads in them, what is inert by value, and what gates it. */
#include "inside.h"
#include "utf8.h"

#include <stdio.h>

#define BLOCKS_MAX 64u      /* blocks around whose preludes are remembered; deeper ones count all the same */

struct block {
    uint8_t at;             /* ub_css_at, NONE for a rule */
    ub_str name, prelude;
    const char *text;       /* where it begins, for what stands in it */
    uint32_t span;          /* UNIT_RULE or UNIT_AT_RULE that ends with it, or UB_NONE */
    int32_t gate;           /* memo: its vector as a gate; -1 not yet asked */
    int8_t marker;          /* memo: does its selector say ::marker?  -1 not yet asked */
};

struct sheet {
    struct walk *w;
    const struct place *p;
    ub_str text;
    bool svg, decoded;      /* decoded: no span of its own can be given */
    ub_buf *keep;           /* of a decoded style attribute: its good declarations, written anew */
    bool bad;
    bool attr;              /* attr() is in the value at hand */
    bool whole;             /* something in the declaration is bad that has no span of its own */
    struct block blocks[BLOCKS_MAX];
    size_t depth;
    ub_look look;           /* of the rule at hand */
    ub_str fg, bg;
    bool hides;
    const char *range_for;  /* memo: does this @font-face have a unicode-range? */
    bool range;
};

static struct block *top(struct sheet *s)
{
    return s->depth ? &s->blocks[s->depth <= BLOCKS_MAX ? s->depth - 1 : BLOCKS_MAX - 1] : NULL;
}

/* ------------------------------------------------------------------------------------------------ what gates it */

static bool has(ub_str s, const char *what) { ub_str n = { what, strlen(what) }; return ub_str_find_nocase(s, n) < s.n; }

/* Selectors that only one client's page matches, and those that match only quoted or forwarded mail. */
static const char *const client_marks[] = {
    ".moz-", "u+", "u +", "u~", "[data-ogs", "[data-oga", "[owa]", ".externalclass", "#messageviewbody", "#messagewebview", "data-outlook-cycle", "x-apple",
    ".yshortcuts", "body.gmail", ".gmail", "div>u", "*|", "[class~=\"x_", "[class*=\"x_", "_filtered_", "lang=\"x-", "@root", ".&", "#outlook",
};
static const char *const quote_marks[] = { "blockquote", "gmail_quote", "_forwardcontainer", "moz-cite", "moz-forward", "yahoo_quoted", "#divrplyfwd", "appendonsend" };
static const char *const other_pseudos[] = { "::selection", "::-moz-selection", "::first-line", "::first-letter", "::placeholder", "::cue", "::backdrop",
                                             "-input-placeholder", "::spelling-error", "::grammar-error", "::highlight", "::file-selector" };

static bool any_of(ub_str s, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (has(s, list[i])) return true;
    return false;
}

/* Does the block around hold this word?  What stands between its start and its first "}". */
static bool block_has(const struct sheet *s, const struct block *b, const char *word)
{
    const char *end = ub_scan1(b->text, ub_str_end(s->text), '}');
    /* One look at 4 KiB is enough for what anybody writes, and keeps many findings in one block cheap. */
    if (end - b->text > 4096) end = b->text + 4096;
    return has(ub_str_range(b->text, end), word);
}

static uint16_t selector_gate(const struct sheet *s, const struct block *b)
{
    ub_str sel = b->prelude;
    if (has(sel, ":hover") || has(sel, ":active") || has(sel, ":focus")) return block_has(s, b, "transition") ? UB_VEC_CSS_TRANSITION : UB_VEC_HOVER_CSS;
    if (has(sel, ":checked")) return UB_VEC_CHECKBOX_CSS;
    if (has(sel, ":visited")) return UB_VEC_VISITED_CSS;
    if (has(sel, ":target") || block_has(s, b, "animation-timeline") || block_has(s, b, "content-visibility")) return UB_VEC_CSS_SCROLL_TIMELINE;
    if (any_of(sel, quote_marks, UB_COUNT(quote_marks))) return UB_VEC_CSS_FORWARD_DETECT;
    if (any_of(sel, client_marks, UB_COUNT(client_marks))) return UB_VEC_CSS_CLIENT_HACK;
    if (any_of(sel, other_pseudos, UB_COUNT(other_pseudos))) return UB_VEC_CSS_PSEUDO_MISC;
    if (ub_str_chr(sel, '[') < sel.n && ub_str_chr(sel, '=') < sel.n) return UB_VEC_CSS_ATTR_EXFIL;
    return UB_VEC_NONE;
}

static uint16_t at_gate(const struct block *b)
{
    switch (b->at) {
    case UB_CSS_AT_KEYFRAMES: return UB_VEC_CSS_KEYFRAMES;
    case UB_CSS_AT_MEDIA: return has(b->prelude, "print") ? UB_VEC_CSS_MEDIA_PRINT : UB_VEC_CSS_MEDIA_GATE;
    case UB_CSS_AT_SUPPORTS: return UB_VEC_CSS_SUPPORTS_GATE;
    case UB_CSS_AT_CONTAINER: return UB_VEC_CSS_CONTAINER_GATE;
    case UB_CSS_AT_DOCUMENT: return UB_VEC_CSS_MOZ_DOCUMENT;
    default: return UB_VEC_NONE;
    }
}

/* The innermost gate, and its text. */
static uint16_t gate(struct sheet *s, ub_str *text)
{
    size_t n = s->depth < BLOCKS_MAX ? s->depth : BLOCKS_MAX;
    uint16_t found = UB_VEC_NONE;
    *text = (ub_str){ 0 };
    for (size_t i = n; i-- > 0; ) {
        struct block *b = &s->blocks[i];
        if (b->gate < 0) b->gate = b->at == UB_CSS_AT_NONE ? selector_gate(s, b) : at_gate(b);
        uint16_t v = (uint16_t)b->gate;
        if (!text->n && b->at != UB_CSS_AT_FONT_FACE) *text = b->prelude;
        if (v == UB_VEC_NONE) continue;
        *text = b->prelude;
        found = v;
        /* That it moves or is printed says more than what selects it. */
        if (v == UB_VEC_CSS_KEYFRAMES || v == UB_VEC_CSS_MEDIA_PRINT || b->at == UB_CSS_AT_NONE) return v;
    }
    return found;
}

/* ------------------------------------------------------------------------------------------------ references */

static bool in_fn(const ub_css_ref *r, ub_css_fn fn) { return r->within >> fn & 1; }

static uint16_t fn_form(const ub_css_ref *r, ub_str name)
{
    if (r->kind == UB_CSS_REF_OPAQUE && ub_css_fn_of(&r->t) == UB_CSS_FN_EXPRESSION) return UB_VEC_CSS_EXPRESSION;
    if (in_fn(r, UB_CSS_FN_ALPHA_IMAGE_LOADER) || in_fn(r, UB_CSS_FN_ICM_FILTER)) return UB_VEC_CSS_MS_FILTER;
    if (in_fn(r, UB_CSS_FN_VAR)) return UB_VEC_CSS_VAR_FALLBACK;
    if (in_fn(r, UB_CSS_FN_ATTR)) return UB_VEC_CSS_ATTR;
    if (in_fn(r, UB_CSS_FN_IMAGE_SET)) return UB_VEC_CSS_IMAGE_SET;
    if (in_fn(r, UB_CSS_FN_CROSS_FADE)) return UB_VEC_CSS_CROSS_FADE;
    if (in_fn(r, UB_CSS_FN_IMAGE) || in_fn(r, UB_CSS_FN_IMAGE_RECT)) return UB_VEC_CSS_IMAGE_FN;
    if (r->kind == UB_CSS_REF_CALL && !has(ub_str_to(r->span, 4), "u") && has(ub_str_to(r->span, 4), "src")) return UB_VEC_CSS_SRC_FN;
    return ub_find_property(name);
}

/* What a reference in this declaration is called. */
static uint16_t form_of(struct sheet *s, const ub_css_ref *r, ub_str name)
{
    struct block *b = top(s);
    uint16_t v = fn_form(r, name);
    if (b)
        switch (b->at) {
        case UB_CSS_AT_FONT_FACE:
            if (s->range_for != b->text) s->range_for = b->text, s->range = block_has(s, b, "unicode-range");
            return s->range ? UB_VEC_CSS_UNICODE_RANGE : UB_VEC_CSS_FONT_FACE;
        case UB_CSS_AT_PROPERTY: return UB_VEC_CSS_PROPERTY_INITIAL;
        case UB_CSS_AT_COUNTER_STYLE: return UB_VEC_CSS_COUNTER_STYLE;
        case UB_CSS_AT_COLOR_PROFILE: return UB_VEC_CSS_COLOR_PROFILE_RULE;
        case UB_CSS_AT_PAGE: if (v == UB_VEC_NONE || v == UB_VEC_MSO_PAGE_HEADER) return UB_VEC_MSO_PAGE_HEADER; break;
        case UB_CSS_AT_OTHER: if (ub_str_eq_nocase(b->name, UB_S("list"))) return UB_VEC_MSO_LIST_IMAGE; break;
        default: break;
        }
    if (v == UB_VEC_CSS_CONTENT && b) {
        if (b->marker < 0) b->marker = has(b->prelude, "::marker");
        if (b->marker) return UB_VEC_CSS_MARKER_CONTENT;
    }
    return v == UB_VEC_NONE ? UB_VEC_UNKNOWN_CSS : v;
}

/* In the coordinates of the document; of a decoded copy: the attribute's. */
static ub_span where(const struct sheet *s, ub_str piece)
{
    if (s->decoded) return s->p->attr;
    return span_in(s->w, piece);
}

static ub_str decode(struct sheet *s, const ub_css_ref *r)
{
    ub_str v = r->t.value;
    if (ub_css_value(s->w->f->a, &r->t, &v) != UB_OK) out_of_memory(s->w->f);
    if (s->w->charset && s->w->charset->kind == UB_CHARSET_ASCII && ub_scan_nonascii(v.p, ub_str_end(v)) != ub_str_end(v) && ub_utf8_valid_to(v) != v.n) {
        ub_str utf8;
        if (ub_charset_decode(s->w->f->a, s->w->f->o.charsets, s->w->charset, v, &utf8, NULL, NULL, NULL) == UB_OK) v = utf8;
    }
    return v;
}

/* One reference.  True when it is not inert. */
static bool reference(struct sheet *s, const ub_css_ref *r, struct place *p, ub_str name, ub_str body)
{
    struct walk *w = s->w;
    size_t from = findings_now(w);
    enum outcome o;
    ub_str gate_text, v;
    if (p->form == UB_VEC_NONE || s->p->form == UB_VEC_NONE) p->form = form_of(s, r, name);
    if (!p->context) p->context = gate(s, &gate_text);
    else gate_text = (ub_str){ 0 };
    if (s->w->context == UB_VEC_NONE && p->context == UB_VEC_NONE && s->svg) p->modifier = UB_VEC_SVG_STYLE_IMPORT;
    if (gate_text.n) p->media = gate_text;
    if (p->form == UB_VEC_CSS_BACKGROUND && (p->tag_id == UB_TAG_MARQUEE || p->tag_id == UB_TAG_LAYER || p->tag_id == UB_TAG_ILAYER))
        p->modifier = UB_VEC_MARQUEE_ETC_BG;
    if (r->kind == UB_CSS_REF_OPAQUE) {
        ub_css_fn fn = ub_css_fn_of(&r->t);
        if (fn == UB_CSS_FN_ALPHA_IMAGE_LOADER || fn == UB_CSS_FN_ICM_FILTER || fn == UB_CSS_FN_EXPRESSION || fn == UB_CSS_FN_FILTER) {
            /* Its own syntax: src='..'.  The addresses in it, whatever surrounds them. */
            if (fn == UB_CSS_FN_ALPHA_IMAGE_LOADER || fn == UB_CSS_FN_ICM_FILTER) p->form = UB_VEC_CSS_MS_FILTER;
            /* A string in it is a reference of its own. */
            if (memchr(r->span.p, '\'', (size_t)(ub_str_end(body) - r->span.p)) || memchr(r->span.p, '"', (size_t)(ub_str_end(body) - r->span.p)))
                if (fn != UB_CSS_FN_EXPRESSION) return fn != UB_CSS_FN_FILTER;    /* with a span of its own */
            ub_str rest = ub_str_range(r->span.p, ub_str_end(body));
            ref_text(w, p, rest, where(s, rest), fn == UB_CSS_FN_EXPRESSION);
            if (fn == UB_CSS_FN_FILTER && findings_now(w) == from) return false;
        }
        s->whole = true;
        return true;
    }
    v = decode(s, r);
    if (r->kind == UB_CSS_REF_BAD && !v.n) return s->whole = true;
    o = ref_see(w, p, v, where(s, r->span));
    /* Several clients take what is broken as far as it goes. */
    if (o == REF_INERT) {
        if (r->kind == UB_CSS_REF_BAD) s->whole = true;
        return r->kind == UB_CSS_REF_BAD;
    }
    if (!s->decoded) {
        uint32_t span;
        p->decl = p->decl.n ? p->decl : where(s, r->span);
        span = span_add(w, p, UB_UNIT_URL, o == REF_RELATIVE ? UB_CAUSE_RELATIVE : UB_CAUSE_REFERENCE, where(s, r->span));
        span_claim(w, span, from);
        if (findings_now(w) == from) pend(w, p, span, v, where(s, r->span));
    }
    /* What is put in place of a call is closed: what such a call had swallowed would begin to mean something. */
    if (r->kind == UB_CSS_REF_CALL && ub_str_end(r->span)[-1] != ')' && ub_str_end(r->span) < ub_str_end(body)) s->whole = true;
    return true;
}

/* ------------------------------------------------------------------------------------------------ values */

static bool string_inert(ub_str v)
{
    for (size_t i = 0; i + 1 < v.n; i++)
        if ((v.p[i] == '/' || v.p[i] == '\\' || v.p[i] == ':') && (v.p[i + 1] == '/' || v.p[i + 1] == '\\')) return false;
    return !(v.n > 4 && ub_str_starts_nocase(v, UB_S("http")));
}

/* Text that becomes a rule of its own when somebody undoes an escape too many. */
static bool string_breaks_out(ub_str v)
{
    return ub_str_find_nocase(v, UB_S("url(")) < v.n || ub_str_find_nocase(v, UB_S("@import")) < v.n;
}

/* Are the tokens that are no references inert?  Functions that compute, strings that are text. */
static bool tokens_inert(struct sheet *s, ub_str body, ub_str name)
{
    struct finder *f = s->w->f;
    ub_css_parts parts;
    ub_css_part t;
    ub_css_parts_init(&parts, f->a, body);
    for (;;) {
        if (ub_css_parts_next(&parts, &t) != UB_OK) return out_of_memory(f);
        switch (t.t.kind) {
        case UB_CSS_EOF: return true;
        case UB_CSS_FUNCTION:
            if (t.fn == UB_CSS_FN_URL || t.fn == UB_CSS_FN_SRC) break;               /* references() sees to it */
            if (t.fn == UB_CSS_FN_VAR || t.fn == UB_CSS_FN_ENV || t.fn == UB_CSS_FN_IMAGE_SET || t.fn == UB_CSS_FN_CROSS_FADE
                || t.fn == UB_CSS_FN_IMAGE || t.fn == UB_CSS_FN_IMAGE_RECT || t.fn == UB_CSS_FN_FILTER || t.fn == UB_CSS_FN_IF) break;
            if (t.fn == UB_CSS_FN_ATTR || t.fn == UB_CSS_FN_TYPE) {                   /* attr_inert() */
                s->attr = true;
                break;
            }
            if (!ub_find_fn_inert(&t.t)) return false;
            break;
        case UB_CSS_STRING:
            if (t.in != UB_CSS_FN_NONE && t.in != UB_CSS_FN_OTHER) break;               /* a reference, or a font's name or kind */
            if (!string_inert(t.t.value) && (!ub_find_property_text(name) || string_breaks_out(t.t.value))) return false;
            break;
        case UB_CSS_BAD_STRING: case UB_CSS_BAD_URL: return false;
        default: break;
        }
    }
}

/* attr(title) is text; attr(x url), attr(x type(<url>)) and attr(x, url(..)) load what the attribute says. */
static bool attr_inert(ub_str body)
{
    size_t at = 0;
    for (;;) {
        ub_str rest = ub_str_from(body, at), inside;
        size_t open = ub_str_find_nocase(rest, UB_S("attr(")), i;
        if (open >= rest.n) return true;
        inside = ub_str_from(rest, open + 5);
        for (i = 0; i < inside.n && inside.p[i] != ')' && inside.p[i] != '('; i++) {}
        if (i < inside.n && inside.p[i] == '(') return false;
        if (has(ub_str_to(inside, i), "url") || has(ub_str_to(inside, i), "src")) return false;
        if (!string_inert(ub_str_to(inside, i))) return false;      /* attr(x, "http://..") where a string is an address */
        at = (size_t)(inside.p - body.p) + i;
    }
}

/* A value or prelude: report its references.  True when something in it is not inert. */
static bool value(struct sheet *s, ub_str body, uint32_t kinds, ub_str name, ub_span decl, bool bare)
{
    struct finder *f = s->w->f;
    size_t from = findings_now(s->w);
    bool bad = false;
    ub_css_refs refs;
    ub_css_ref r;
    if (!(kinds & (UB_CSS_BIT(UB_CSS_FUNCTION) | UB_CSS_BIT(UB_CSS_STRING) | UB_CSS_BIT(UB_CSS_BAD_STRING) | UB_CSS_BIT(UB_CSS_URL)
                   | UB_CSS_BIT(UB_CSS_BAD_URL) | UB_CSS_BIT(UB_CSS_COMMENT) | UB_CSS_CARE_ESCAPED))) return false;
    ub_css_refs_init(&refs, f->a, body, bare);
    for (;;) {
        ub_status st = ub_css_refs_next(&refs, &r);
        struct place p = *s->p;
        if (st == UB_ABSENT) break;
        if (st != UB_OK) return out_of_memory(f);
        if (r.in == UB_CSS_FN_LOCAL || r.in == UB_CSS_FN_FORMAT || r.in == UB_CSS_FN_TECH) continue;
        p.decl = decl;
        if (name.n && !s->decoded) p.attribute = p.attr.n ? p.attribute : name;
        if (name.n && s->p->form == UB_VEC_NONE) p.attribute = name;
        bad |= reference(s, &r, &p, name, body);
        if (!going(f)) return true;
    }
    s->attr = false;
    if (!tokens_inert(s, body, name)) bad = s->whole = true;
    if (s->attr && !attr_inert(body)) {
        if (findings_now(s->w) == from) {
            struct place p = *s->p;
            p.form = UB_VEC_CSS_ATTR;
            p.decl = decl;
            p.attribute = name;
            ub_finding *x = report(s->w, &p, where(s, body), UB_VEC_NONE, (ub_str){ 0 }, (ub_str){ 0 });
            if (x) x->flags |= UB_FINDING_TEXT_ONLY;
        }
        bad = s->whole = true;
    }
    if (kinds & UB_CSS_BIT(UB_CSS_COMMENT) && !ub_find_dead_inert(body) && !bad) {
        size_t open = ub_str_find(body, UB_S("/*")), close = ub_str_find(ub_str_from(body, open), UB_S("*/"));
        if (!ub_find_dead_inert(ub_str_to(ub_str_from(body, open + 2), close))) bad = s->whole = true;
    }
    return bad;
}

/* ------------------------------------------------------------------------------------------------ events */

/* A declaration's span, put before those in it, which are numbers `at` and on. */
static uint32_t span_before(struct walk *w, size_t at, size_t from, const struct place *p, ub_cause cause, ub_span where_)
{
    ub_found *f = w->f->f;
    uint32_t n = span_add(w, p, UB_UNIT_DECL, cause, where_);
    ub_find_span mine;
    if (n == UB_NONE || n == at) return n;
    mine = f->spans.p[n];
    memmove(&f->spans.p[at + 1], &f->spans.p[at], (n - at) * sizeof mine);
    f->spans.p[at] = mine;
    for (size_t i = from; i < f->findings.n; i++)
        if (f->findings.p[i].span != UB_NONE && f->findings.p[i].span >= at) f->findings.p[i].span++;
    for (size_t i = w->pending.n; i-- > 0 && w->pending.p[i].span != UB_NONE && w->pending.p[i].span >= at; ) w->pending.p[i].span++;
    return (uint32_t)at;
}

static void declaration(struct sheet *s, const ub_css_event *ev)
{
    struct walk *w = s->w;
    size_t from = findings_now(w), spans = w->f->f->spans.n;
    ub_str name = ev->name.value;
    if (ev->name.flags & UB_CSS_ESCAPED && ub_css_value(w->f->a, &ev->name, &name) != UB_OK) {
        out_of_memory(w->f);
        return;
    }
    /* What hides: only names and numbers say so. */
    if (s->depth == 1 && top(s)->at == UB_CSS_AT_NONE && !(ev->kinds & UB_CSS_BIT(UB_CSS_FUNCTION))) {
        look_declaration(&s->look, &s->fg, &s->bg, name, ev->body);
        s->hides = true;
    }
    if (ev->kinds == 0) return;
    s->whole = false;
    if (!value(s, ev->body, ev->kinds, name, s->decoded ? s->p->decl : span_in(w, ev->text), false)) return;
    s->bad = true;
    if (s->decoded) return;
    /* A reference has its own span; what else is wrong is the declaration's, which stands before them. */
    if (s->whole || w->f->f->spans.n == spans) {
        struct place p = *s->p;
        p.attribute = p.attr.n ? p.attribute : name;
        span_claim(w, span_before(w, spans, from, &p, findings_now(w) > from ? UB_CAUSE_REFERENCE : UB_CAUSE_STYLE, span_in(w, ev->text)), from);
    }
}

static void import(struct sheet *s, const ub_css_event *ev)
{
    struct walk *w = s->w;
    size_t from = findings_now(w);
    struct place p = *s->p;
    ub_css_import im;
    ub_status st = ub_css_import_of(w->f->a, ev->body, &im);
    enum outcome o = REF_BAD;
    s->bad = true;
    p.attribute = UB_S("@import");
    p.loads = LOAD_SHEET;
    if (st == UB_LIMIT) {
        out_of_memory(w->f);
        return;
    }
    if (st == UB_OK) {
        bool cond = im.media.n || im.supports.n || im.layered;
        p.form = im.ref.kind == UB_CSS_REF_STRING ? UB_VEC_CSS_IMPORT_STRING : UB_VEC_CSS_IMPORT_URL;
        if (cond) p.form = UB_VEC_CSS_IMPORT_COND, p.media = im.supports.n ? im.supports : im.media;
        if (s->svg) p.modifier = UB_VEC_SVG_STYLE_IMPORT;
        o = ref_see(w, &p, decode(s, &im.ref), where(s, im.ref.span));
    }
    if (!s->decoded)
        span_claim(w, span_add(w, &p, UB_UNIT_AT_RULE, o == REF_RELATIVE ? UB_CAUSE_RELATIVE : findings_now(w) > from ? UB_CAUSE_REFERENCE : UB_CAUSE_STYLE,
                               span_in(w, ev->text)), from);
}

/* Preludes name and test, and load nothing; a reference in one is still not inert, @namespace aside. */
static bool prelude_bad(const ub_css_event *ev)
{
    const uint32_t bad = UB_CSS_BIT(UB_CSS_BAD_STRING) | UB_CSS_BIT(UB_CSS_BAD_URL);
    if (ev->at == UB_CSS_AT_NAMESPACE && ev->kind == UB_CSS_AT_RULE) return false;
    if (ev->kinds & bad) return true;
    if (ev->kinds & UB_CSS_BIT(UB_CSS_URL)) return !(ev->kind == UB_CSS_AT_RULE && ev->at == UB_CSS_AT_DOCUMENT) && !ub_find_dead_inert(ev->body);
    return false;
}

static void push(struct sheet *s, const ub_css_event *ev, uint32_t span)
{
    s->depth++;
    if (s->depth > BLOCKS_MAX) return;
    s->blocks[s->depth - 1] = (struct block){ ev->kind == UB_CSS_AT_RULE ? ev->at : UB_CSS_AT_NONE, ev->name.value, ev->body,
                                              ub_str_end(ev->text), span, -1, -1 };
    if (s->depth == 1) {
        s->look = (ub_look){ -1, -1, 0 };
        s->fg = s->bg = (ub_str){ 0 };
        s->hides = false;
    }
}

static void rule(struct sheet *s, const ub_css_event *ev)
{
    uint32_t span = UB_NONE;
    if (ev->kind == UB_CSS_AT_RULE && ev->at == UB_CSS_AT_IMPORT) {
        import(s, ev);
        if (ev->flags & UB_CSS_OPENS) push(s, ev, UB_NONE);
        return;
    }
    if (prelude_bad(ev)) {
        s->bad = true;
        if (!s->decoded) span = span_add(s->w, s->p, ev->kind == UB_CSS_AT_RULE ? UB_UNIT_AT_RULE : UB_UNIT_RULE, UB_CAUSE_STYLE, span_in(s->w, ev->text));
    } else if (ev->kind == UB_CSS_AT_RULE && ev->at == UB_CSS_AT_OTHER && !(ev->flags & UB_CSS_OPENS) && !ub_find_dead_inert(ev->body)) {
        s->bad = true;
        if (!s->decoded) (void)span_add(s->w, s->p, UB_UNIT_AT_RULE, UB_CAUSE_STYLE, span_in(s->w, ev->text));
    }
    if (ev->flags & UB_CSS_OPENS) push(s, ev, span);
}

static void block_end(struct sheet *s, const ub_css_event *ev)
{
    if (!s->depth) return;
    if (s->depth <= BLOCKS_MAX) {
        struct block *b = &s->blocks[s->depth - 1];
        if (b->span != UB_NONE) {
            ub_find_span *x = &s->w->f->f->spans.p[b->span];
            x->at.n = (uint32_t)(ub_str_end(ev->text) - doc_bytes(s->w).p) - x->at.at;
        }
        if (s->depth == 1 && s->hides && b->at == UB_CSS_AT_NONE && !s->decoded) look_rule(s->w, b->prelude, &s->look, s->fg, s->bg);
    }
    s->depth--;
}

static void junk(struct sheet *s, ub_str text)
{
    struct place p = *s->p;
    size_t from = findings_now(s->w);
    if (ub_find_dead_inert(text) && !memchr(text.p, '(', text.n) && !memchr(text.p, '\\', text.n) && !memchr(text.p, '@', text.n)) return;
    s->bad = true;
    /* What no reader of today takes, an old one may: what it names is reported all the same. */
    if (p.form == UB_VEC_NONE) p.form = UB_VEC_UNKNOWN_CSS;
    if (has(text, "url") || has(text, "@import")) ref_text(s->w, &p, text, where(s, text), false);
    if (!s->decoded) span_claim(s->w, span_add(s->w, &p, UB_UNIT_CSS, findings_now(s->w) > from ? UB_CAUSE_REFERENCE : UB_CAUSE_SYNTAX, span_in(s->w, text)), from);
}

/* Comments stand between the texts of events. */
static void between(struct sheet *s, const char *from, const char *to)
{
    ub_str gap = ub_str_range(from, to);
    size_t at = 0;
    while (at < gap.n) {
        ub_str rest = ub_str_from(gap, at), c;
        size_t open = ub_str_find(rest, UB_S("/*")), close, map;
        struct place p = *s->p;
        size_t first = findings_now(s->w);
        if (open >= rest.n) return;
        c = ub_str_from(rest, open);
        close = ub_str_find(ub_str_from(c, 2), UB_S("*/"));
        c = ub_str_to(c, close + 4);
        at += open + c.n;
        map = ub_str_find(c, UB_S("sourceMappingURL="));
        if (ub_find_dead_inert(c)) continue;
        s->bad = true;
        if (map < c.n) {
            ub_str url = ub_str_from(c, map + 17);
            size_t n = 0;
            while (n < url.n && !ub_is_space(ub_str_at(url, n)) && url.p[n] != '*') n++;
            p.form = UB_VEC_CSS_SOURCEMAP;
            (void)ref_see(s->w, &p, ub_str_to(url, n), where(s, ub_str_to(url, n)));
        }
        if (!s->decoded) span_claim(s->w, span_add(s->w, &p, UB_UNIT_CSS, UB_CAUSE_DEAD, span_in(s->w, c)), first);
    }
}

/* As it stands between double quotes, in whatever charset: signs and what is not ASCII as references. */
static void keep_add(ub_buf *b, ub_str text)
{
    if (b->n) ub_buf_add(b, UB_S("; "));
    ub_utf8 u;
    for (size_t i = 0; i < text.n; i += u.n) {
        uint32_t c = (u = ub_utf8_read(text, i)).code;
        char number[16];
        if (c == '&') ub_buf_add(b, UB_S("&amp;"));
        else if (c == '"') ub_buf_add(b, UB_S("&quot;"));
        else if (c == '<') ub_buf_add(b, UB_S("&lt;"));
        else if (c < 0x80) ub_buf_char(b, c < ' ' ? ' ' : (char)c);
        else {
            int n = snprintf(number, sizeof number, "&#x%X;", c);
            ub_buf_add(b, ub_str_of(number, (size_t)n));
        }
    }
}

static void declaration_kept(struct sheet *s, const ub_css_event *ev)
{
    bool bad = s->bad;
    s->bad = false;
    declaration(s, ev);
    if (!s->bad && s->depth == 0) keep_add(s->keep, ev->text);
    s->bad |= bad;
}

static bool run(struct sheet *s, ub_css_entry entry)
{
    struct finder *f = s->w->f;
    ub_css_walk walk;
    ub_css_event ev;
    const char *at = s->text.p;
    bool comments = ub_str_find(s->text, UB_S("/*")) < s->text.n;
    ub_css_walk_init(&walk, f->a, NULL, s->text, entry);
    while (going(f)) {
        ub_status st = ub_css_walk_next(&walk, &ev);
        if (st != UB_OK) return out_of_memory(f);
        if (comments && ev.kind != UB_CSS_END && ev.text.p > at) between(s, at, ev.text.p);
        if (ev.kind != UB_CSS_END && ub_str_end(ev.text) > at) at = ub_str_end(ev.text);
        switch (ev.kind) {
        case UB_CSS_END:
            if (comments) between(s, at, ub_str_end(s->text));
            return s->bad;
        case UB_CSS_RULE: case UB_CSS_AT_RULE: rule(s, &ev); break;
        case UB_CSS_DECLARATION:
            if (s->keep) declaration_kept(s, &ev); else declaration(s, &ev);
            break;
        case UB_CSS_JUNK: junk(s, ev.text); break;
        case UB_CSS_BLOCK_END: block_end(s, &ev); break;
        }
    }
    return s->bad;
}

void sheet_walk(struct walk *w, ub_str text, ub_css_entry entry, const struct place *p, bool svg)
{
    struct sheet s = { .w = w, .p = p, .text = text, .svg = svg };
    (void)run(&s, entry);
}

void style_attr(struct walk *w, const struct place *p, ub_str text, bool decoded)
{
    struct place q = *p;
    struct sheet s = { .w = w, .p = &q, .text = text, .decoded = decoded };
    size_t from = findings_now(w);
    ub_buf keep = ub_buf_in(w->f->a);
    uint32_t span;
    q.form = UB_VEC_NONE;
    q.loads = LOAD_IMAGE;
    q.modifier = UB_VEC_NONE;
    if (decoded && ub_utf8_valid_to(text) == text.n) s.keep = &keep;
    if (!run(&s, UB_CSS_BLOCK) || !decoded) return;
    q.flags |= UB_SPANF_DECODED;
    span = span_add(w, &q, UB_UNIT_ATTR, findings_now(w) > from ? UB_CAUSE_REFERENCE : UB_CAUSE_STYLE, p->attr);
    span_claim(w, span, from);
    if (keep.failed) out_of_memory(w->f);
    if (span == UB_NONE || keep.failed || !keep.n) return;
    ub_str *kept = UB_PUSH(w->f->a, &w->f->f->keeps);
    if (!kept) {
        out_of_memory(w->f);
        return;
    }
    *kept = ub_buf_str(&keep);
    w->f->f->spans.p[span].keep = (uint32_t)w->f->f->keeps.n;
}

bool css_value(struct walk *w, const struct place *p, ub_str body, bool decoded)
{
    struct sheet s = { .w = w, .p = p, .text = body, .decoded = decoded };
    /* An animated style is a list of declarations. */
    if (p->form == UB_VEC_SVG_ANIMATE_STYLE || p->form == UB_VEC_SVG_ANIMATE_BY) return run(&s, UB_CSS_BLOCK);
    return value(&s, body, UB_CSS_BIT(UB_CSS_FUNCTION) | UB_CSS_BIT(UB_CSS_STRING) | UB_CSS_BIT(UB_CSS_URL), (ub_str){ 0 }, (ub_span){ 0, 0 }, false);
}
