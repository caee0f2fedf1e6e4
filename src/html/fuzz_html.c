/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Properties of the html room.  The first byte of the input chooses scripting, fragment context and start state.
 *
 * - Every byte belongs to exactly one token, in order; attributes stand in order inside their tag.
 * - A copy of the text at another alignment gives the same tokens.
 * - A cut text gives the same tokens, but for the last one before the cut.
 * - What need not be decoded comes back as it stands.
 * - Both readings of noscript: the tokens of the reading with scripting off are those of a reader with scripting off, and
 *   every tag of a reader with scripting on is among those of the other reading.
 */
#include <stdio.h>
#include <stdlib.h>

#include "html.h"

#define MUST(x) do { if (!(x)) { fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x); abort(); } } while (0)

struct seen { uint64_t hash; uint32_t at, n, flags; uint16_t tag; uint8_t kind; };
struct run { struct seen *t; size_t n, cap; };

static void add(struct run *r, struct seen s)
{
    if (r->n == r->cap) {
        r->cap = r->cap ? r->cap * 2 : 64;
        r->t = realloc(r->t, r->cap * sizeof *r->t);
        MUST(r->t);
    }
    r->t[r->n++] = s;
}

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 29;
}

static bool inside(ub_html_span in, ub_html_span of)
{
    return !in.n || (in.at >= of.at && in.at + in.n <= of.at + of.n);
}

static struct seen look(const ub_html *h, const ub_html_token *t, ub_arena scratch)
{
    struct seen s = { .at = t->span.at, .n = t->span.n, .flags = t->flags, .tag = t->tag, .kind = t->kind };
    uint32_t at = t->span.at;
    ub_str out;
    MUST(inside(t->inner, t->span));
    if (t->kind == UB_HTML_TEXT) MUST(ub_html_text(&scratch, h, t, &out));
    else MUST(inside(t->name, t->span) || t->flags & UB_HTML_UNCLOSED || !(t->flags & UB_HTML_PARTIAL));
    if (t->kind == UB_HTML_COMMENT || t->kind == UB_HTML_DOCTYPE) MUST(ub_html_data(&scratch, h, t->name, &out));
    s.hash = mix(mix(mix(t->ns, t->content), t->kind == UB_HTML_COMMENT ? t->comment : 0), (uint64_t)t->inner.at << 32 | t->inner.n);
    for (uint32_t i = 0; i < t->n_attrs; i++) {
        const ub_html_attr *k = &t->attrs[i];
        ub_arena again = scratch;
        MUST(k->name.at >= at && k->name.n > 0 && k->name.at + k->name.n <= k->end && k->end <= t->span.at + t->span.n);
        MUST(inside(k->value, (ub_html_span){ k->name.at, k->end - k->name.at }));
        MUST(ub_html_value(&again, h, k, &out));
        if (!(k->flags & UB_HTML_A_DECODE)) {
            MUST(out.p == h->text.p + k->value.at && !memchr(out.p, '\r', out.n) && !memchr(out.p, 0, out.n));
            MUST(!memchr(out.p, '&', out.n));
        }
        MUST(k->id == ub_html_attribute(ub_html_str(h, k->name)));
        MUST(ub_html_name(&again, h, k->name, &out));
        at = k->end;
        s.hash = mix(mix(s.hash, (uint64_t)k->name.at << 32 | k->name.n), (uint64_t)k->value.at << 32 | k->value.n);
        s.hash = mix(s.hash, (uint64_t)k->id << 32 | (uint32_t)k->flags << 8 | k->quote);
    }
    return s;
}

static void set_up(ub_html *h, unsigned how)
{
    static const struct { ub_html_ns ns; ub_str name; } contexts[] = {
        { UB_HTML_NS_HTML, UB_LIT("div") }, { UB_HTML_NS_HTML, UB_LIT("select") }, { UB_HTML_NS_HTML, UB_LIT("template") },
        { UB_HTML_NS_HTML, UB_LIT("tr") }, { UB_HTML_NS_HTML, UB_LIT("title") }, { UB_HTML_NS_SVG, UB_LIT("svg") },
        { UB_HTML_NS_SVG, UB_LIT("desc") }, { UB_HTML_NS_MATH, UB_LIT("annotation-xml") },
    };
    if (how & 8) ub_html_fragment(h, contexts[how >> 4 & 7].ns, contexts[how >> 4 & 7].name);
    else if (how & 4) ub_html_state(h, (ub_html_content)((how >> 4 & 7) % 6), UB_S("title"));
}

static struct run walk(const char *p, size_t n, unsigned how, unsigned flags)
{
    ub_arena a = { 0 };
    ub_html *h;
    struct run r = { 0 };
    uint32_t at = 0;
    MUST(ub_arena_open(&a, (size_t)4 << 20, NULL) == UB_OK);
    h = UB_NEW(&a, ub_html, 1);
    MUST(ub_html_init(h, &a, ub_str_of(p, n), flags, NULL) == UB_OK);
    set_up(h, how);
    for (;;) {
        const ub_html_token *t = ub_html_next(h);
        struct seen s = look(h, t, a);
        MUST(s.at == at);
        if (t->kind == UB_HTML_EOF) break;
        MUST(s.n > 0);
        at = s.at + s.n;
        add(&r, s);
    }
    MUST(at == n);
    MUST(ub_html_next(h)->kind == UB_HTML_EOF);
    ub_arena_close(&a);
    return r;
}

static bool same(const struct seen *x, const struct seen *y)
{
    return x->hash == y->hash && x->at == y->at && x->n == y->n && x->flags == y->flags && x->tag == y->tag && x->kind == y->kind;
}

static void both(const char *p, size_t n, const struct run *off, const struct run *on)
{
    ub_arena a = { 0 };
    size_t i = 0, k = 0;
    ub_html_both *b;
    MUST(ub_arena_open(&a, (size_t)4 << 20, NULL) == UB_OK);
    b = UB_NEW(&a, ub_html_both, 1);
    MUST(ub_html_both_init(b, &a, ub_str_of(p, n), 0, NULL) == UB_OK);
    for (;;) {
        const ub_html *of;
        const ub_html_token *t = ub_html_both_next(b, &of);
        struct seen s = look(of, t, a);
        if (t->kind == UB_HTML_EOF) break;
        if (b->reading & UB_HTML_READ_OFF) {
            MUST(i < off->n && same(&s, &off->t[i]));
            i++;
        }
        if (b->reading & UB_HTML_READ_ON) {
            while (k < on->n && on->t[k].at < s.at && on->t[k].kind == UB_HTML_TEXT) k++;
            if (t->kind == UB_HTML_TEXT) continue;
            while (k < on->n && on->t[k].kind == UB_HTML_TEXT) k++;
            MUST(k < on->n && on->t[k].at == s.at && on->t[k].n == s.n && on->t[k].tag == s.tag && on->t[k].kind == s.kind);
            k++;
        }
    }
    MUST(i == off->n);
    while (k < on->n && on->t[k].kind == UB_HTML_TEXT) k++;
    MUST(k == on->n);
    ub_arena_close(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned how = size ? data[0] : 0, flags = (how & 1 ? UB_HTML_SCRIPTING : 0u) | ((how & 3) == 2 ? UB_HTML_NO_TREE : 0u);
    const char *p = (const char *)data + (size ? 1 : 0);
    size_t n = size ? size - 1 : 0, cut = n ? (size_t)(data[size / 2] * 257u + how) % n : 0;
    struct run r = walk(p, n, how, flags), r2, r3, on;
    char *copy = malloc(n + 17), *at = copy + 1 + how % 16, *head = malloc(cut ? cut : 1);
    MUST(copy && head);
    memcpy(at, p, n);
    r2 = walk(at, n, how, flags);
    MUST(r2.n == r.n);
    for (size_t i = 0; i < r.n; i++) MUST(same(&r.t[i], &r2.t[i]));
    memcpy(head, p, cut);
    r3 = walk(head, cut, how, flags);
    MUST(r3.n <= r.n || r3.n <= r.n + 1);
    for (size_t i = 0; i + 1 < r3.n; i++) MUST(i < r.n && same(&r.t[i], &r3.t[i]));
    free(r2.t);
    r2 = walk(p, n, 0, 0);
    on = walk(p, n, 0, UB_HTML_SCRIPTING);
    both(p, n, &r2, &on);
    free(r.t), free(r2.t), free(r3.t), free(on.t);
    free(copy), free(head);
    return 0;
}
