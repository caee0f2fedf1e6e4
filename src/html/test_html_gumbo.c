/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Against gumbo, on every HTML part of the development mail: the same set of (tag, attribute, value).
 *
 * gumbo builds the tree of the standard of 2015.  Where it differs, the row of `known` that the difference falls under
 * says who reads it as we do.  Bytes over 0x7f are compared as runs, and so are control characters, which gumbo
 * replaces by U+FFFD where HTML 13.2.3.5 only calls them an error.
 */
#include <gumbo.h>

#include "support.h"
#include "html.h"
#include "mail_html.h"

struct item { ub_str tag, attr, value; bool gone; };
struct items { struct item *p; size_t n, cap; };

static struct { size_t parts, bytes, attributes, differ, unexplained; } total;

/* Why a part may differ. */
enum why { WHY_NONE, WHY_SELECT, WHY_ISINDEX, WHY_ERRORS, N_WHY };
static const struct { const char *why, *who; } known[N_WHY] = {
    [WHY_SELECT] = { "gumbo drops tags in select", "HTML since 2025 (13.2.6.4.7) and Chromium keep them; we see more, never less" },
    [WHY_ERRORS] = { "with max_errors=0 gumbo runs a duplicate attribute's name into the next name",
                     "a fault of gumbo's: with errors on it reads as we do, which is checked here" },
    [WHY_ISINDEX] = { "gumbo makes a form of isindex", "HTML since 2016, Chromium, Thunderbird and WebKit know no isindex" },
};
static size_t n_known[N_WHY];

static ub_str plain(ub_arena *a, ub_str s)
{
    char *p = ub_arena_take(a, s.n, 1);
    size_t n = 0;
    assert_non_null(p);
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)(s.p[i] - ' ') < 0x5f || ub_is_space((unsigned char)s.p[i])) p[n++] = s.p[i];
        else if (!n || p[n - 1] != '\x7f') p[n++] = '\x7f';
    return ub_str_of(p, n);
}

static ub_str lower(ub_arena *a, ub_str s)
{
    ub_str out = plain(a, s);
    char *p = (char *)(uintptr_t)out.p;
    for (size_t i = 0; i < out.n; i++) p[i] = (char)ub_lower((unsigned char)p[i]);
    return out;
}

static void add(ub_arena *a, struct items *l, ub_str tag, ub_str attr, ub_str value)
{
    struct item *it = UB_PUSH(a, l);
    assert_non_null(it);
    *it = (struct item){ tag, lower(a, attr), plain(a, value), false };
}

struct todo { const GumboNode **p; size_t n, cap; };

static void later(ub_arena *a, struct todo *l, const GumboNode *n)
{
    const GumboNode **at = UB_PUSH(a, l);
    assert_non_null(at);
    *at = n;
}

/* Its name as written: in foreign content gumbo cuts the prefix off. */
static ub_str attribute(ub_arena *a, const GumboAttribute *k)
{
    static const char *const prefix[] = { "", "xlink:", "xml:", "xmlns:" };
    ub_buf b = ub_buf_in(a);
    if (k->attr_namespace != GUMBO_ATTR_NAMESPACE_XMLNS || strcmp(k->name, "xmlns") != 0)
        ub_buf_add(&b, ub_str_of(prefix[k->attr_namespace], strlen(prefix[k->attr_namespace])));
    ub_buf_add(&b, ub_str_of(k->name, strlen(k->name)));
    return ub_buf_str(&b);
}

static void from_gumbo(ub_arena *a, const GumboNode *root, struct items *l)
{
    struct todo todo = { 0 };
    later(a, &todo, root);
    while (todo.n) {
        const GumboNode *n = todo.p[--todo.n];
        const GumboElement *e = &n->v.element;
        if (n->type == GUMBO_NODE_DOCUMENT) {
            for (unsigned i = 0; i < n->v.document.children.length; i++) later(a, &todo, n->v.document.children.data[i]);
            continue;
        }
        if (n->type != GUMBO_NODE_ELEMENT && n->type != GUMBO_NODE_TEMPLATE) continue;
        if (!(n->parse_flags & (GUMBO_INSERTION_RECONSTRUCTED_FORMATTING_ELEMENT | GUMBO_INSERTION_ADOPTION_AGENCY_CLONED))) {
            GumboStringPiece piece = e->original_tag;
            const char *known_name = gumbo_normalized_tagname(e->tag);
            ub_str tag;
            gumbo_tag_from_original_text(&piece);
            tag = e->tag != GUMBO_TAG_UNKNOWN ? ub_str_of(known_name, strlen(known_name)) : ub_str_of(piece.data, piece.length);
            tag = lower(a, tag);
            for (unsigned i = 0; i < e->attributes.length; i++) {
                const GumboAttribute *k = e->attributes.data[i];
                add(a, l, tag, attribute(a, k), ub_str_of(k->value, strlen(k->value)));
            }
        }
        for (unsigned i = 0; i < e->children.length; i++) later(a, &todo, e->children.data[i]);
    }
}

static bool had(const struct items *l, ub_str tag, ub_str attr)
{
    for (size_t i = 0; i < l->n; i++)
        if (ub_str_eq(l->p[i].tag, tag) && ub_str_eq(l->p[i].attr, attr)) return true;
    return false;
}

static void from_us(ub_arena *a, ub_str html, struct items *l, bool why[N_WHY])
{
    ub_html *h = UB_NEW(a, ub_html, 1);
    const ub_html_token *t;
    assert_int_equal(ub_html_init(h, a, html, 0, NULL), UB_OK);
    while ((t = ub_html_next(h))->kind != UB_HTML_EOF) {
        ub_str tag, name, value;
        if (t->flags & UB_HTML_IN_SELECT) why[WHY_SELECT] = true;
        if (t->tag == UB_TAG_ISINDEX) why[WHY_ISINDEX] = true;
        if (t->kind != UB_HTML_START || t->flags & UB_HTML_DROPPED) continue;
        assert_true(ub_html_name(a, h, t->name, &tag));
        tag = t->tag == UB_TAG_IMAGE && t->ns == UB_HTML_NS_HTML ? UB_S("img") : lower(a, tag);
        for (uint32_t i = 0; i < t->n_attrs; i++) {
            if (t->attrs[i].flags & UB_HTML_A_DUPLICATE) continue;
            assert_true(ub_html_name(a, h, t->attrs[i].name, &name) && ub_html_value(a, h, &t->attrs[i], &value));
            if (t->flags & UB_HTML_MERGED && had(l, tag, lower(a, name))) continue;
            add(a, l, tag, ub_html_str(h, t->attrs[i].name), value);
        }
    }
}

static int by_item(const void *x, const void *y)
{
    const struct item *a = x, *b = y;
    int r = ub_str_cmp(a->tag, b->tag);
    if (!r) r = ub_str_cmp(a->attr, b->attr);
    return r ? r : ub_str_cmp(a->value, b->value);
}

static void print_item(const char *name, const char *who, const struct item *it)
{
    print_error("%s: only %s: <%.*s %.*s=\"%.*s\">\n", name, who, UB_F(it->tag), UB_F(it->attr),
                (int)(it->value.n < 200 ? it->value.n : 200), it->value.p);
}

/* How many items only one of the two has; *lost: how many of them only gumbo has. */
static size_t compare(const char *name, struct items *us, struct items *them, size_t *lost, bool print)
{
    size_t i = 0, k = 0, n = 0;
    *lost = 0;
    while (i < us->n || k < them->n) {
        int r = i == us->n ? 1 : k == them->n ? -1 : by_item(&us->p[i], &them->p[k]);
        if (r && n++ < 5 && print) print_item(name, r < 0 ? "we" : "gumbo", r < 0 ? &us->p[i] : &them->p[k]);
        *lost += r > 0;
        if (r <= 0) i++;
        if (r >= 0) k++;
    }
    return n;
}

static void with_gumbo(ub_arena *a, ub_str html, int max_errors, struct items *l)
{
    GumboOptions options = kGumboDefaultOptions;
    GumboOutput *out;
    options.max_errors = max_errors;
    out = gumbo_parse_with_options(&options, html.p, html.n);
    from_gumbo(a, out->document, l);
    if (l->n) qsort(l->p, l->n, sizeof *l->p, by_item);
    gumbo_destroy_output(&options, out);
}

static void one_part(void *ctx, ub_str html)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    struct items us = { 0 }, them = { 0 }, again = { 0 };
    bool why[N_WHY] = { false }, explained = false;
    size_t lost;
    assert_int_equal(ub_arena_open(&a, html.n * 100 + ((size_t)16 << 20), NULL), UB_OK);
    with_gumbo(&a, html, 0, &them);
    from_us(&a, html, &us, why);
    if (us.n) qsort(us.p, us.n, sizeof *us.p, by_item);
    total.parts++;
    total.bytes += html.n;
    total.attributes += us.n;
    if (!compare(ctx, &us, &them, &lost, false)) return;
    total.differ++;
    with_gumbo(&a, html, -1, &again);
    why[WHY_ERRORS] = !compare(ctx, &us, &again, &lost, false);
    for (size_t i = N_WHY - 1; i > 0 && !explained; i--)
        if (why[i] && (i != WHY_SELECT || !lost)) explained = true, n_known[i]++;
    if (!explained && total.unexplained++ < 40) compare(ctx, &us, &again, &lost, true);
}

static void one_message(void *ctx, const char *name, ub_str raw)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    (void)ctx;
    assert_int_equal(ub_arena_open(&a, raw.n * 8 + (1 << 20), NULL), UB_OK);
    ub_mail_html(&a, raw, one_part, (void *)(uintptr_t)name);
}

static void attributes_are_those_of_gumbo(void **state)
{
    (void)state;
    ub_test_each_mail(one_message, NULL);
    print_message("# gumbo: %zu parts, %zu bytes, %zu attributes; %zu parts differ, %zu without a reason\n", total.parts,
                  total.bytes, total.attributes, total.differ, total.unexplained);
    for (size_t i = 1; i < N_WHY; i++)
        if (n_known[i]) print_message("#   %zu: %s; %s\n", n_known[i], known[i].why, known[i].who);
    assert_int_equal(total.unexplained, 0);
    assert_true(total.parts > 4000);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(attributes_are_those_of_gumbo) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
