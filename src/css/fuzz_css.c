/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_css: the first byte says which entry, the rest is the sheet.
 *
 *  - the texts of the tokens, one after another, are the input, and values lie inside their tokens
 *  - written again with a comment between any two, the tokens are of the same kinds
 *  - texts of events are in order, between them is nothing that counts, bodies lie inside; every block that opens ends
 *  - what an event says of the kinds in its body is what reading the body finds
 *  - references lie inside the input, in order, are those among the parts, and are found again in their own span
 *  - read from another alignment with other bytes around, everything is the same
 *  - where it does not nest too deeply for its recursion, the reference written from the specification agrees
 */
#include <stdlib.h>
#include <stdio.h>

#include "css_reference.h"

#define CHECK(x) do { if (!(x)) { fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x); abort(); } } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t mix(uint64_t h, uint64_t v) { return (h ^ v) * UINT64_C(0x9E3779B97F4A7C15) >> 1; }

static void within(ub_str s, ub_str outer) { CHECK(s.p >= outer.p && s.p + s.n <= outer.p + outer.n); }

static void name(const ub_arena *a, const ub_css_token *t)
{
    ub_arena scratch = *a;
    ub_str v;
    ub_css_token plain = *t;
    CHECK(ub_css_value(&scratch, t, &v) == UB_OK);
    if (!(t->flags & UB_CSS_ESCAPED)) CHECK(v.p == t->value.p && v.n == t->value.n);
    if (t->kind == UB_CSS_STRING || t->kind == UB_CSS_BAD_STRING || t->kind == UB_CSS_URL || t->kind == UB_CSS_BAD_URL) return;
    CHECK(ub_css_name_is(t, v));
    CHECK(ub_css_name_starts(t, ub_str_to(v, v.n / 2)));
    plain.value = v;
    plain.flags &= (uint8_t)~UB_CSS_ESCAPED;
    if (t->kind == UB_CSS_FUNCTION) CHECK(ub_css_fn_of(t) == ub_css_fn_of(&plain));
    if (t->kind == UB_CSS_AT_KEYWORD) CHECK(ub_css_at_of(t) == ub_css_at_of(&plain));
}

static uint64_t tokens(const ub_arena *a, ub_str text)
{
    uint64_t h = 0;
    const char *at = text.p;
    ub_css c;
    ub_css_token t;
    ub_css_init(&c, text);
    for (;;) {
        ub_css_next(&c, &t);
        CHECK(t.text.p == at);
        if (t.kind == UB_CSS_EOF) break;
        CHECK(t.text.n > 0 && t.kind < UB_CSS_N_KINDS);
        within(t.value, t.text);
        name(a, &t);
        if (t.flags & UB_CSS_UNCLOSED) CHECK(ub_str_end(t.text) == ub_str_end(text));
        at = ub_str_end(t.text);
        h = mix(h, t.kind | (uint64_t)t.flags << 8 | (uint64_t)t.text.n << 16);
        h = mix(h, (uint64_t)(t.value.p - t.text.p) << 32 | t.value.n);
    }
    CHECK(at == ub_str_end(text) && t.text.n == 0);
    return h;
}

/* CSS Syntax 9, "Serialization": a comment between two tokens keeps them apart, but for these. */
static void again(ub_arena *a, ub_str text)
{
    ub_buf b = ub_buf_in(a);
    ub_css c, d;
    ub_css_token t, u;
    ub_css_init(&c, text);
    for (ub_css_next(&c, &t); t.kind != UB_CSS_EOF; ub_css_next(&c, &t)) {
        ub_buf_add(&b, t.text);
        if (t.kind == UB_CSS_BAD_STRING || (t.kind == UB_CSS_DELIM && *t.text.p == '\\')) continue;  /* a newline follows */
        if (t.kind == UB_CSS_FUNCTION && ub_css_name_is(&t, UB_S("url"))) continue;                  /* a quote follows */
        if (t.flags & UB_CSS_UNCLOSED || c.p == c.end) continue;
        if (t.kind == UB_CSS_SPACE && b.n >= 5 && memchr("'\"", *c.p, 2)) continue;                  /* perhaps of that url( */
        ub_buf_add(&b, UB_S("/**/"));
    }
    CHECK(!b.failed);
    ub_css_init(&c, text);
    ub_css_init(&d, ub_buf_str(&b));
    do {
        do ub_css_next(&c, &t); while (t.kind == UB_CSS_COMMENT);
        do ub_css_next(&d, &u); while (u.kind == UB_CSS_COMMENT);
        CHECK(t.kind == u.kind && t.text.n == u.text.n && t.flags == u.flags);
    } while (t.kind != UB_CSS_EOF);
}

/* Nothing but what may stand between events. */
static void gap(ub_str s, bool sheet)
{
    ub_css c;
    ub_css_token t;
    ub_css_init(&c, s);
    for (ub_css_next(&c, &t); t.kind != UB_CSS_EOF; ub_css_next(&c, &t))
        CHECK(t.kind == UB_CSS_SPACE || t.kind == UB_CSS_COMMENT || t.kind == UB_CSS_SEMICOLON
            || (sheet && (t.kind == UB_CSS_CDO || t.kind == UB_CSS_CDC)));
}

static void kinds(const ub_css_event *ev)
{
    const uint32_t around = UB_CSS_BIT(UB_CSS_COMMENT) | UB_CSS_CARE_ESCAPED;   /* beside the body as well */
    uint32_t found = 0;
    ub_css c;
    ub_css_token t;
    ub_css_init(&c, ev->body);
    for (ub_css_next(&c, &t); t.kind != UB_CSS_EOF; ub_css_next(&c, &t)) {
        found |= UB_CSS_BIT(t.kind) & UB_CSS_CARE;
        if (t.flags & UB_CSS_ESCAPED) found |= UB_CSS_CARE_ESCAPED;
    }
    CHECK((found & ~ev->kinds) == 0);
    CHECK((ev->kinds & ~found & ~around) == 0);
}

/* Is this part what ub_css_refs_next() gives, with bare strings? */
static bool is_ref(const ub_css_part *p)
{
    switch (p->t.kind) {
    case UB_CSS_URL: case UB_CSS_BAD_URL:
        return true;
    case UB_CSS_FUNCTION:
        return p->fn == UB_CSS_FN_URL || p->fn == UB_CSS_FN_SRC || p->fn == UB_CSS_FN_EXPRESSION
            || p->fn == UB_CSS_FN_ALPHA_IMAGE_LOADER || p->fn == UB_CSS_FN_ICM_FILTER;
    case UB_CSS_STRING: case UB_CSS_BAD_STRING:
        return p->depth == 0 || p->in == UB_CSS_FN_IMAGE_SET || p->in == UB_CSS_FN_IMAGE || p->in == UB_CSS_FN_CROSS_FADE
            || p->in == UB_CSS_FN_IMAGE_RECT || p->in == UB_CSS_FN_FILTER || p->in == UB_CSS_FN_LOCAL
            || p->in == UB_CSS_FN_ALPHA_IMAGE_LOADER || p->in == UB_CSS_FN_ICM_FILTER;
    default:
        return false;
    }
}

static uint64_t refs(ub_arena scratch, ub_str text)
{
    ub_arena other = scratch;
    ub_css_parts parts;
    ub_css_part p;
    uint64_t h = 0;
    const char *at = text.p;
    ub_css_refs r;
    ub_css_ref ref;
    ub_status s;
    CHECK(ub_arena_take(&scratch, ub_arena_left(&scratch) / 2, 1));   /* one half each */
    other.end = scratch.at;
    ub_css_refs_init(&r, &scratch, text, true);
    ub_css_parts_init(&parts, &other, text);
    while ((s = ub_css_refs_next(&r, &ref)) == UB_OK) {
        do CHECK(ub_css_parts_next(&parts, &p) == UB_OK && p.t.kind != UB_CSS_EOF); while (!is_ref(&p));
        CHECK(p.t.text.p == ref.span.p && p.depth == ref.depth && p.in == ref.in && p.within == ref.within);
        within(ref.span, text);
        within(ref.t.text, ref.span);
        CHECK(ref.span.p >= at);
        at = ref.span.p;
        h = mix(h, ref.kind | (uint64_t)ref.in << 8 | (uint64_t)ref.unclosed << 16 | (uint64_t)ref.depth << 24);
        h = mix(h, (uint64_t)(ref.span.p - text.p) << 32 | ref.span.n);
        if (ref.kind == UB_CSS_REF_URL || ref.kind == UB_CSS_REF_CALL || ref.kind == UB_CSS_REF_STRING) {
            ub_arena own = scratch;
            ub_css_refs one;
            ub_css_ref same;
            ub_css_refs_init(&one, &own, ref.span, true);
            CHECK(ub_css_refs_next(&one, &same) == UB_OK);
            CHECK(same.kind == ref.kind && same.t.text.p == ref.t.text.p && same.t.text.n == ref.t.text.n);
        }
    }
    CHECK(s == UB_ABSENT);
    do CHECK(ub_css_parts_next(&parts, &p) == UB_OK && !is_ref(&p)); while (p.t.kind != UB_CSS_EOF);
    return h;
}

static uint64_t events(ub_arena scratch, ub_str text, ub_css_entry entry)
{
    uint64_t h = 0;
    const char *at = text.p;
    size_t depth = 0, n = 0;
    ub_notes notes = { .a = &scratch };
    ub_css_walk w;
    ub_css_event ev;
    ub_css_walk_init(&w, &scratch, entry & 1 ? &notes : NULL, text, entry);
    for (;;) {
        CHECK(ub_css_walk_next(&w, &ev) == UB_OK);
        if (ev.kind == UB_CSS_END) break;
        CHECK(++n <= text.n * 2 + 1);
        within(ev.text, text);
        CHECK(ev.text.p >= at);
        gap(ub_str_range(at, ev.text.p), entry == UB_CSS_SHEET && depth == 0);
        at = ub_str_end(ev.text);
        if (ev.kind == UB_CSS_BLOCK_END) depth--;
        else {
            CHECK(ev.text.n > 0);
            within(ev.body, text);
            kinds(&ev);
            h = mix(h, refs(scratch, ev.body));
        }
        CHECK(ev.depth == depth);
        if (ev.flags & UB_CSS_OPENS) {
            CHECK(ev.kind == UB_CSS_RULE || ev.kind == UB_CSS_AT_RULE);
            depth++;
        }
        h = mix(h, ev.kind | (uint64_t)ev.flags << 8 | (uint64_t)ev.at << 16 | (uint64_t)ev.in_rule << 24 | (uint64_t)ev.depth << 32);
        h = mix(h, (uint64_t)(ev.text.p - text.p) << 32 | ev.text.n);
        h = mix(h, (uint64_t)(ev.body.n ? ev.body.p - text.p : 0) << 32 | ev.body.n);
        h = mix(h, ev.kinds);
    }
    CHECK(depth == 0);
    gap(ub_str_range(at, ub_str_end(text)), entry == UB_CSS_SHEET);
    for (size_t i = 0; i < notes.n; i++) CHECK(notes.p[i].at + notes.p[i].n <= text.n);
    return h;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    ub_css_entry entry;
    ub_str text;
    char *moved;
    uint64_t of_tokens, of_events;
    if (size == 0) return 0;
    entry = (ub_css_entry)(data[0] & 3);
    text = ub_str_of((const char *)data + 1, size - 1);
    CHECK(ub_arena_open(&a, size * 64 + (1 << 18), NULL) == UB_OK);
    of_tokens = tokens(&a, text);
    of_events = events(a, text, entry);
    again(&a, text);
    moved = ub_arena_take(&a, text.n + 16, 16);
    CHECK(moved);
    memset(moved, '/', text.n + 16);
    memcpy(moved + 7, text.p, text.n);
    CHECK(tokens(&a, ub_str_of(moved + 7, text.n)) == of_tokens);
    CHECK(events(a, ub_str_of(moved + 7, text.n), entry) == of_events);
    if (reference_openers(text) <= 500) {
        const char *what = reference_difference(&a, text, entry);
        if (what) fprintf(stderr, "%s\n", what);
        CHECK(!what);
    }
    return 0;
}
