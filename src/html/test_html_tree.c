/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The html5lib tree-construction tests: every element and every attribute of the expected tree is reported, and what is
 * reported as kept is in the tree.
 *
 * Elements and attributes are compared as multisets.  By the standard, and so not missing when no tag reports them:
 * - html, head, body, tbody, colgroup, tr, p and br are made without a tag where one is wanted; they have no attributes;
 * - formatting elements are cloned by the adoption agency and by reconstruction (13.2.6.4.7, 13.2.4.3), attributes too,
 *   so one report stands for all alike;
 * - what stands in selectedcontent is a clone of an option's content (4.10.5.1.22);
 * - attributes that a script set, in the folder "scripted".
 * And not too many: attributes of a second html or body that the first has already, or that go to the root of a fragment,
 * which the suite does not print; and what stood in a body that a frameset replaced (13.2.6.4.7).
 */
#include "support.h"
#include "html.h"

enum { MAX_ITEMS = 4096, WANT_TESTS = 1796 };

struct item { ub_str tag, attr, value; bool used, merged; };
struct items { struct item v[MAX_ITEMS]; size_t n, frameset; };   /* frameset: how many stand before the first */

static struct { size_t tests, runs, missing, missing_scripted, extra, explained; } total;

static void add(struct items *l, ub_str tag, ub_str attr, ub_str value)
{
    assert_true(l->n < MAX_ITEMS);
    l->v[l->n++] = (struct item){ .tag = tag, .attr = attr, .value = value };
}

static bool one_of(ub_str s, const char *const *list)
{
    for (; *list; list++)
        if (ub_str_eq(s, ub_str_of(*list, strlen(*list)))) return true;
    return false;
}

static const char *const implied[] = { "html", "head", "body", "tbody", "colgroup", "tr", "p", "br", NULL };
static const char *const formatting[] = { "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike",
                                          "strong", "tt", "u", NULL };

static ub_str lower(ub_arena *a, ub_str s)
{
    ub_str out;
    char *p;
    assert_true(ub_str_copy(a, s, &out));
    p = (char *)(uintptr_t)out.p;
    for (size_t i = 0; i < out.n; i++) p[i] = (char)ub_lower((unsigned char)p[i]);
    return out;
}

/* ------------------------------------------------------------------------------------------------ the expected tree */

/* Where the node that begins at `p` ends: the next line that begins with "| ", or the end. */
static size_t node_end(ub_str s)
{
    size_t i = 0;
    for (;;) {
        i += ub_str_chr(ub_str_from(s, i), '\n');
        if (i >= s.n || ub_str_starts(ub_str_from(s, i + 1), UB_S("| "))) return i;
        i++;
    }
}

static void expected(ub_arena *a, ub_str tree, struct items *l)
{
    ub_str stack[256];
    size_t copied = SIZE_MAX;        /* depth of a selectedcontent that we are in */
    while (ub_str_starts(tree, UB_S("| "))) {
        size_t end = node_end(tree), depth;
        ub_str node = ub_str_from(ub_str_to(tree, end), 2);
        tree = ub_str_from(tree, end + 1);
        for (depth = 0; node.n && *node.p == ' '; node = ub_str_from(node, 1)) depth++;
        depth /= 2;
        if (depth <= copied) copied = SIZE_MAX;
        assert_true(depth < 256);
        if (!node.n) continue;
        if (*node.p == '"' || ub_str_starts(node, UB_S("<!")) || ub_str_starts(node, UB_S("<?"))) continue;
        if (*node.p == '<' && node.p[node.n - 1] == '>') {
            ub_str tag = lower(a, ub_str_to(ub_str_from(node, 1), node.n - 2));
            if (ub_str_starts(tag, UB_S("svg ")) || ub_str_starts(tag, UB_S("math "))) ub_str_cut(&tag, ' ');
            stack[depth] = tag;
            if (copied == SIZE_MAX) add(l, tag, UB_S(""), UB_S(""));
            if (ub_str_eq(tag, UB_S("selectedcontent")) && copied == SIZE_MAX) copied = depth;
            continue;
        }
        if (ub_str_eq(node, UB_S("content"))) {
            stack[depth] = UB_S("content");
            continue;
        }
        if (copied == SIZE_MAX || depth == copied + 1) {
            ub_str value = node, name = ub_str_cut(&value, '=');
            char *p;
            name = lower(a, name);
            p = (char *)(uintptr_t)name.p;
            if (ub_str_starts(name, UB_S("xlink ")) || ub_str_starts(name, UB_S("xml ")) || ub_str_starts(name, UB_S("xmlns ")))
                p[ub_str_chr(name, ' ')] = ':';
            assert_true(depth > 0 && value.n >= 2);
            add(l, stack[depth - 1], name, ub_str_to(ub_str_from(value, 1), value.n - 2));
        }
    }
}

/* ------------------------------------------------------------------------------------------------ what we report */

struct test { ub_str data, context, tree; bool on, off, scripted; };

static void reported(ub_arena *a, const struct test *t, bool scripting, struct items *l)
{
    ub_html *h = UB_NEW(a, ub_html, 1);
    const ub_html_token *k;
    ub_str context = t->context, ns = context, tag, name, value;
    char *copy = ub_arena_take(a, t->data.n, 1);
    memcpy(copy, t->data.p, t->data.n);
    assert_int_equal(ub_html_init(h, a, ub_str_of(copy, t->data.n), scripting ? UB_HTML_SCRIPTING : 0, NULL), UB_OK);
    if (context.n) {
        ub_str_cut(&ns, ' ');
        if (ns.n) context = ns;
        ub_html_fragment(h, !ns.n ? UB_HTML_NS_HTML : *t->context.p == 's' ? UB_HTML_NS_SVG : UB_HTML_NS_MATH, context);
    }
    while ((k = ub_html_next(h))->kind != UB_HTML_EOF) {
        if (k->kind != UB_HTML_START || k->flags & UB_HTML_DROPPED) continue;
        assert_true(ub_html_name(a, h, k->name, &tag));
        tag = lower(a, tag);
        if (k->ns == UB_HTML_NS_HTML && k->tag == UB_TAG_IMAGE) tag = UB_S("img");
        if (ub_str_eq(tag, UB_S("frameset")) && !l->frameset) l->frameset = l->n;
        add(l, tag, UB_S(""), UB_S(""));
        for (uint32_t i = 0; i < k->n_attrs; i++) {
            if (k->attrs[i].flags & UB_HTML_A_DUPLICATE) continue;
            assert_true(ub_html_name(a, h, k->attrs[i].name, &name) && ub_html_value(a, h, &k->attrs[i], &value));
            add(l, tag, lower(a, name), value);
            l->v[l->n - 1].merged = k->flags & UB_HTML_MERGED;
        }
    }
}

static bool same(const struct item *x, const struct item *y)
{
    return ub_str_eq(x->tag, y->tag) && ub_str_eq(x->attr, y->attr) && ub_str_eq(x->value, y->value);
}

static void print_case(const struct test *t, const char *file, bool scripting, const char *what, const struct item *x)
{
    print_error("%s, scripting %s: %s <%.*s %.*s=\"%.*s\">\n%.*s\n---\n%.*s\n", file, scripting ? "on" : "off", what,
                UB_F(x->tag), UB_F(x->attr), UB_F(x->value), UB_F(t->data), UB_F(t->tree));
}

static void compare(const struct test *t, const char *file, bool scripting, struct items *want, struct items *got)
{
    for (size_t i = 0; i < want->n; i++) {
        struct item *w = &want->v[i];
        bool clones = one_of(w->tag, formatting);
        for (size_t k = 0; k < got->n && !w->used; k++)
            if (!got->v[k].used && same(w, &got->v[k])) w->used = got->v[k].used = true;
        if (w->used || (!w->attr.n && one_of(w->tag, implied))) continue;
        for (size_t k = 0; k < got->n && clones && !w->used; k++)
            if (same(w, &got->v[k])) w->used = true;
        if (w->used) continue;
        if (t->scripted) total.missing_scripted++;
        else if (total.missing++ < 10) print_case(t, file, scripting, "not reported", w);
    }
    for (size_t k = 0; k < got->n; k++) {
        struct item *g = &got->v[k];
        bool had = false;
        if (g->used) continue;
        for (size_t j = 0; j < k && g->merged; j++)
            had |= ub_str_eq(g->tag, got->v[j].tag) && ub_str_eq(g->attr, got->v[j].attr);
        if (had || (!g->attr.n && one_of(g->tag, implied)) || k < got->frameset || t->scripted
            || (g->merged && t->context.n)) {
            total.explained++;
            continue;
        }
        if (total.extra++ < 10) print_case(t, file, scripting, "not in the tree", g);
    }
}

static void run(const struct test *t, const char *file, bool scripting)
{
    static struct items want, got;
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    assert_int_equal(ub_arena_open(&a, 8 << 20, NULL), UB_OK);
    want.n = got.n = got.frameset = 0;
    expected(&a, t->tree, &want);
    reported(&a, t, scripting, &got);
    compare(t, file, scripting, &want, &got);
    total.runs++;
}

/* ------------------------------------------------------------------------------------------------ the files */

static ub_str line(ub_str *rest)
{
    return ub_str_cut(rest, '\n');
}

/* Lines up to the one that is `stop`, which is taken off as well. */
static ub_str until(ub_str *rest, const char *stop)
{
    ub_str from = *rest;
    while (rest->n) {
        const char *at = rest->p;
        if (ub_str_eq(line(rest), ub_str_of(stop, strlen(stop)))) {
            ub_str body = ub_str_range(from.p, at);
            return body.n ? ub_str_to(body, body.n - 1) : body;
        }
    }
    fail_msg("%s: no such line", stop);
    return from;
}

static void one_file(void *ctx, const char *name, ub_str raw)
{
    (void)ctx;
    if (!ub_str_ends(ub_str_of(name, strlen(name)), UB_S(".dat"))) return;
    while (raw.n) {
        struct test t = { .on = true, .off = true, .scripted = strncmp(name, "scripted/", 9) == 0 };
        ub_str l = line(&raw);
        size_t end;
        if (!ub_str_eq(l, UB_S("#data"))) continue;
        t.data = until(&raw, "#errors");
        while (raw.n && !ub_str_eq((l = line(&raw)), UB_S("#document"))) {
            if (ub_str_eq(l, UB_S("#document-fragment"))) t.context = line(&raw);
            if (ub_str_eq(l, UB_S("#script-on"))) t.off = false;
            if (ub_str_eq(l, UB_S("#script-off"))) t.on = false;
        }
        end = ub_str_find(raw, UB_S("\n#data\n"));
        t.tree = ub_str_to(raw, end);
        while (t.tree.n && t.tree.p[t.tree.n - 1] == '\n') t.tree.n--;
        raw = ub_str_from(raw, end + 1);
        total.tests++;
        if (t.on) run(&t, name, true);
        if (t.off) run(&t, name, false);
    }
}

static void every_element_and_attribute_of_the_tree_is_reported(void **state)
{
    (void)state;
    ub_test_each_file("html/html5lib-tests/tree-construction", one_file, NULL);
    print_message("# html5lib tree construction: %zu tests, %zu runs; missing %zu, set by scripts %zu; too many %zu, explained %zu\n",
                  total.tests, total.runs, total.missing, total.missing_scripted, total.extra, total.explained);
    assert_int_equal(total.tests, WANT_TESTS);
    assert_int_equal(total.missing, 0);
    assert_int_equal(total.extra, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_element_and_attribute_of_the_tree_is_reported) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
