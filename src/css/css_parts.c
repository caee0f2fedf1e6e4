/* SPDX-License-Identifier: Apache-2.0 */
/*
 * css: component values and the references among them.  CSS Syntax 5.4.7, CSS Values 4 and 5, CSS Images 4.
 *
 * A level of nesting is one byte: which bracket in the two upper bits, and below them the innermost function, so that it
 * is known again when a level is left.
 */
#include "css_class.h"

enum { BRACKET = 0xC0, IN_PARENS = 0x00, IN_SQUARE = 0x40, IN_BRACES = 0x80, FN = 0x3F };

/* Where a bare string is a URL. */
#define TAKES_STRING(f) (UINT64_C(1) << (f))
static const uint64_t takes_string =
    TAKES_STRING(UB_CSS_FN_IMAGE_SET) | TAKES_STRING(UB_CSS_FN_IMAGE) | TAKES_STRING(UB_CSS_FN_CROSS_FADE)
    | TAKES_STRING(UB_CSS_FN_IMAGE_RECT) | TAKES_STRING(UB_CSS_FN_FILTER) | TAKES_STRING(UB_CSS_FN_LOCAL)
    | TAKES_STRING(UB_CSS_FN_ALPHA_IMAGE_LOADER) | TAKES_STRING(UB_CSS_FN_ICM_FILTER);

void ub_css_parts_init(ub_css_parts *v, ub_arena *a, ub_str text)
{
    *v = (ub_css_parts){ .a = a };
    ub_css_init(&v->c, text);
}

static bool enter(ub_css_parts *v, uint8_t frame)
{
    ub_css_stack *s = &v->brackets;
    uint8_t fn = frame & FN;
    if (s->n == s->cap && !ub_arena_grow(v->a, (void **)&s->p, &s->cap, 1)) return false;
    s->p[s->n++] = frame;
    if (v->open[fn]++ == 0) v->within |= UINT64_C(1) << fn;
    return true;
}

static void leave(ub_css_parts *v)
{
    uint8_t fn = v->brackets.p[--v->brackets.n] & FN;
    if (--v->open[fn] == 0) v->within &= ~(UINT64_C(1) << fn);
}

/* The next part; with `all` false only what references or nesting hang on. */
static ub_status step(ub_css_parts *v, ub_css_part *part, bool all)
{
    ub_css_stack *s = &v->brackets;
    ub_css_token *t = &part->t;
    uint8_t top, frame;
    do {
        if (all) ub_css_next(&v->c, t);
        else ub_css_special(&v->c, t, true);
    } while (t->kind == UB_CSS_COMMENT);
    top = s->n ? s->p[s->n - 1] : 0;
    part->depth = s->n;
    part->in = top & FN;
    part->fn = UB_CSS_FN_NONE;
    part->closes = false;
    part->within = v->within & ~UINT64_C(1);
    switch (t->kind) {
    case UB_CSS_FUNCTION:
        part->fn = (uint8_t)ub_css_fn_of(t);
        return enter(v, IN_PARENS | part->fn) ? UB_OK : UB_LIMIT;
    case UB_CSS_OPEN_PAREN:  return enter(v, IN_PARENS | (top & FN)) ? UB_OK : UB_LIMIT;
    case UB_CSS_OPEN_SQUARE: return enter(v, IN_SQUARE | (top & FN)) ? UB_OK : UB_LIMIT;
    case UB_CSS_OPEN_BRACE:  return enter(v, IN_BRACES | (top & FN)) ? UB_OK : UB_LIMIT;
    case UB_CSS_CLOSE_PAREN:  frame = IN_PARENS; break;
    case UB_CSS_CLOSE_SQUARE: frame = IN_SQUARE; break;
    case UB_CSS_CLOSE_BRACE:  frame = IN_BRACES; break;
    default: return UB_OK;
    }
    if (s->n == 0 || (top & BRACKET) != frame) return UB_OK;
    leave(v);
    part->closes = true;
    part->depth = s->n;
    part->in = s->n ? s->p[s->n - 1] & FN : UB_CSS_FN_NONE;
    part->within = v->within & ~UINT64_C(1);
    return UB_OK;
}

ub_status ub_css_parts_next(ub_css_parts *v, ub_css_part *part) { return step(v, part, true); }

/* ------------------------------------------------------------------------------------------------ references */

void ub_css_refs_init(ub_css_refs *r, ub_arena *a, ub_str text, bool bare_strings)
{
    *r = (ub_css_refs){ .bare_strings = bare_strings };
    ub_css_parts_init(&r->parts, a, text);
}

static void skip(ub_css *c, ub_css_token *t)
{
    do ub_css_next(c, t); while (t->kind == UB_CSS_COMMENT || t->kind == UB_CSS_SPACE);
}

/* A url( or src(: what stands in it, looked at without leaving the place behind its parenthesis. */
static void call(const ub_css_parts *v, const ub_css_part *part, ub_css_ref *ref)
{
    ub_css ahead = v->c;
    ub_css_token t;
    skip(&ahead, &t);
    if (t.kind != UB_CSS_STRING && t.kind != UB_CSS_BAD_STRING) {
        ref->kind = UB_CSS_REF_OPAQUE;
        ref->unclosed = t.kind == UB_CSS_EOF;
        return;
    }
    ref->kind = t.kind == UB_CSS_STRING ? UB_CSS_REF_CALL : UB_CSS_REF_BAD;
    ref->t = t;
    ref->span = ub_str_range(part->t.text.p, ub_str_end(t.text));
    if (t.kind == UB_CSS_BAD_STRING) return;
    skip(&ahead, &t);
    if (t.kind == UB_CSS_CLOSE_PAREN) ref->span = ub_str_range(part->t.text.p, ub_str_end(t.text));
    else if (t.kind == UB_CSS_EOF) ref->unclosed = true;
    else ref->modified = true;
}

ub_status ub_css_refs_next(ub_css_refs *r, ub_css_ref *ref)
{
    for (;;) {
        ub_css_part p;
        ub_status s = step(&r->parts, &p, false);
        bool is_ref = false;
        if (s != UB_OK) return s;
        if (p.t.kind == UB_CSS_EOF) return UB_ABSENT;
        *ref = (ub_css_ref){ .in = p.in, .within = p.within, .depth = p.depth, .t = p.t, .span = p.t.text,
                             .unclosed = (p.t.flags & UB_CSS_UNCLOSED) != 0 };
        switch (p.t.kind) {
        case UB_CSS_URL:
            ref->kind = UB_CSS_REF_URL;
            is_ref = true;
            break;
        case UB_CSS_BAD_URL:
            ref->kind = UB_CSS_REF_BAD;
            is_ref = true;
            break;
        case UB_CSS_STRING: case UB_CSS_BAD_STRING:
            ref->kind = p.t.kind == UB_CSS_STRING ? UB_CSS_REF_STRING : UB_CSS_REF_BAD;
            is_ref = takes_string >> p.in & 1 || (r->bare_strings && p.depth == 0);
            break;
        case UB_CSS_FUNCTION:
            is_ref = p.fn == UB_CSS_FN_URL || p.fn == UB_CSS_FN_SRC || p.fn == UB_CSS_FN_EXPRESSION
                || p.fn == UB_CSS_FN_ALPHA_IMAGE_LOADER || p.fn == UB_CSS_FN_ICM_FILTER;
            if (p.fn == UB_CSS_FN_URL || p.fn == UB_CSS_FN_SRC) call(&r->parts, &p, ref);
            else ref->kind = UB_CSS_REF_OPAQUE;
            break;
        default:
            break;
        }
        if (is_ref) return UB_OK;
    }
}

/* ------------------------------------------------------------------------------------------------ @import */

/* What stands inside the function at which `v` has just arrived, trimmed; `v` moves behind it. */
static ub_status inside(ub_css_parts *v, ub_str *out)
{
    const char *from = v->c.p, *to = from;
    ub_css_part p;
    do {
        ub_status s = ub_css_parts_next(v, &p);
        if (s != UB_OK) return s;
        to = p.t.text.p;
    } while (p.t.kind != UB_CSS_EOF && !(p.closes && p.depth == 0));
    *out = ub_str_trim(ub_str_range(from, to));
    return UB_OK;
}

ub_status ub_css_import_of(ub_arena *a, ub_str prelude, ub_css_import *out)
{
    ub_css_refs r;
    ub_css_parts v;
    ub_css_part p;
    ub_css_token first;
    ub_css c;
    ub_status s;
    *out = (ub_css_import){ 0 };
    ub_css_init(&c, prelude);
    skip(&c, &first);
    ub_css_refs_init(&r, a, prelude, true);
    s = ub_css_refs_next(&r, &out->ref);
    if (s != UB_OK) return s;
    if (out->ref.span.p != first.text.p || out->ref.kind == UB_CSS_REF_BAD) return UB_ABSENT;
    /* Behind the URL: at most one layer, one supports, and the rest is media. */
    ub_css_parts_init(&v, a, ub_str_range(first.text.p, c.end));
    s = ub_css_parts_next(&v, &p);
    if (s == UB_OK && p.t.kind == UB_CSS_FUNCTION) s = inside(&v, &out->media);
    for (int step = 0; s == UB_OK; step++) {
        const char *from;
        do s = ub_css_parts_next(&v, &p); while (s == UB_OK && p.t.kind == UB_CSS_SPACE);
        if (s != UB_OK) return s;
        from = p.t.text.p;
        if (step == 0 && p.t.kind == UB_CSS_IDENT && ub_css_name_is(&p.t, UB_S("layer"))) {
            out->layered = true;
        } else if (step == 0 && p.fn == UB_CSS_FN_LAYER) {
            out->layered = true;
            s = inside(&v, &out->layer);
        } else if (step <= 1 && p.fn == UB_CSS_FN_SUPPORTS) {
            s = inside(&v, &out->supports);
            step = 1;
        } else {
            out->media = ub_str_trim(ub_str_range(from, v.c.end));
            return UB_OK;
        }
    }
    return s;
}
