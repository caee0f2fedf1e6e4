/* SPDX-License-Identifier: Apache-2.0 */
/* The html5lib tokenizer tests: every test in every initial state it names, tokens exact. */
#include <jansson.h>

#include "support.h"
#include "html.h"

enum { MAX_ATTRS = 64, WANT_RUNS = 7036 };

static struct { size_t runs, wrong; } total;

/* A token as one line of text; characters of neighbours run together. */
struct lines { ub_buf b; bool in_text; };

static void put(struct lines *l, const char *kind, ub_str s)
{
    ub_buf_add(&l->b, ub_str_of(kind, strlen(kind)));
    ub_buf_add(&l->b, s);
}

static void put_text(struct lines *l, ub_str s)
{
    if (!l->in_text) put(l, "\nCHARS ", UB_S(""));
    ub_buf_add(&l->b, s);
    l->in_text = true;
}

struct pair { ub_str name, value; };

static int by_name(const void *a, const void *b)
{
    return ub_str_cmp(((const struct pair *)a)->name, ((const struct pair *)b)->name);
}

static void put_attrs(struct lines *l, struct pair *pairs, size_t n)
{
    qsort(pairs, n, sizeof *pairs, by_name);
    for (size_t i = 0; i < n; i++) {
        put(l, " ", pairs[i].name);
        put(l, "=", pairs[i].value);
        put(l, ";", UB_S(""));
    }
}

static void put_doctype(struct lines *l, bool has_name, ub_str name, bool has_pub, ub_str pub, bool has_sys, ub_str sys,
                        bool correct)
{
    put(l, "\nDOCTYPE ", has_name ? name : UB_S("(null)"));
    put(l, " public ", has_pub ? pub : UB_S("(null)"));
    put(l, " system ", has_sys ? sys : UB_S("(null)"));
    put(l, correct ? " correct" : " quirks", UB_S(""));
}

static void our_tag(ub_arena *a, struct lines *l, const ub_html *h, const ub_html_token *t)
{
    struct pair pairs[MAX_ATTRS];
    ub_str name;
    size_t n = 0;
    assert_true(ub_html_name(a, h, t->name, &name));
    put(l, t->kind == UB_HTML_START ? "\nSTART " : "\nEND ", name);
    if (t->kind == UB_HTML_END) return;
    for (uint32_t i = 0; i < t->n_attrs; i++) {
        if (t->attrs[i].flags & UB_HTML_A_DUPLICATE) continue;
        assert_true(n < MAX_ATTRS);
        assert_true(ub_html_name(a, h, t->attrs[i].name, &pairs[n].name));
        assert_true(ub_html_value(a, h, &t->attrs[i], &pairs[n].value));
        n++;
    }
    put_attrs(l, pairs, n);
    if (t->flags & UB_HTML_SELF_CLOSING) put(l, " /", UB_S(""));
}

static ub_str ours(ub_arena *a, ub_str text, ub_html_content state, ub_str last)
{
    struct lines l = { .b = ub_buf_in(a) };
    ub_html *h = UB_NEW(a, ub_html, 1);
    const ub_html_token *t;
    ub_str s, pub, sys;
    assert_int_equal(ub_html_init(h, a, text, UB_HTML_NO_TREE, NULL), UB_OK);
    ub_html_state(h, state, last);
    while ((t = ub_html_next(h))->kind != UB_HTML_EOF) {
        if (t->flags & UB_HTML_DROPPED) continue;
        if (t->kind == UB_HTML_COMMENT && t->comment == UB_HTML_COMMENT_NOTHING) continue;
        if (t->kind == UB_HTML_TEXT) {
            assert_true(ub_html_text(a, h, t, &s));
            put_text(&l, s);
            continue;
        }
        l.in_text = false;
        if (t->kind == UB_HTML_COMMENT) {
            assert_true(ub_html_data(a, h, t->name, &s));
            put(&l, "\nCOMMENT ", s);
        } else if (t->kind == UB_HTML_DOCTYPE) {
            assert_true(ub_html_name(a, h, t->name, &s) && ub_html_data(a, h, t->pub, &pub) && ub_html_data(a, h, t->sys, &sys));
            put_doctype(&l, t->flags & UB_HTML_HAS_NAME, s, t->flags & UB_HTML_HAS_PUBLIC, pub, t->flags & UB_HTML_HAS_SYSTEM,
                        sys, !(t->flags & UB_HTML_FORCE_QUIRKS));
        } else our_tag(a, &l, h, t);
    }
    return ub_buf_str(&l.b);
}

/* Four tests want what a parser makes of a token for an XML infoset (13.2.9): a step behind the tokenizer. */
static ub_str for_xml(ub_arena *a, ub_str s)
{
    ub_buf b = ub_buf_in(a);
    for (size_t i = 0; i < s.n; i++) {
        if (ub_str_starts(ub_str_from(s, i), UB_S("\xEF\xBF\xBF"))) ub_buf_utf8(&b, 0xFFFD), i += 2;
        else if (ub_str_starts(ub_str_from(s, i), UB_S("--"))) ub_buf_add(&b, UB_S("- -")), i++;
        else ub_buf_char(&b, s.p[i] == '\f' ? ' ' : s.p[i]);
    }
    return ub_buf_str(&b);
}

/* "\uD83D" and the like, two of them one character; a lone surrogate becomes three bytes. */
static ub_str unescape(ub_arena *a, ub_str s)
{
    ub_buf b = ub_buf_in(a);
    for (size_t i = 0; i < s.n; ) {
        uint32_t c = 0;
        if (s.p[i] != '\\' || s.n - i < 6) {
            ub_buf_char(&b, s.p[i++]);
            continue;
        }
        for (int k = 2; k < 6; k++) c = c << 4 | (uint32_t)ub_hex((unsigned char)s.p[i + k]);
        i += 6;
        if ((c & 0xFC00) == 0xD800 && s.n - i >= 6 && s.p[i] == '\\') {
            uint32_t d = 0;
            for (int k = 2; k < 6; k++) d = d << 4 | (uint32_t)ub_hex((unsigned char)s.p[i + k]);
            if ((d & 0xFC00) == 0xDC00) c = 0x10000 + ((c & 0x3FF) << 10) + (d & 0x3FF), i += 6;
        }
        if ((c & 0xFFFFF800) == 0xD800) {
            ub_buf_char(&b, (char)(0xE0 | c >> 12));
            ub_buf_char(&b, (char)(0x80 | (c >> 6 & 63)));
            ub_buf_char(&b, (char)(0x80 | (c & 63)));
        } else ub_buf_utf8(&b, c);
    }
    return ub_buf_str(&b);
}

static ub_str json_str(ub_arena *a, const json_t *j, bool twice)
{
    ub_str s = ub_str_of(json_string_value(j), json_string_length(j)), copy;
    if (!json_is_string(j)) return UB_S("");
    if (twice) return unescape(a, s);
    assert_true(ub_str_copy(a, s, &copy));
    return copy;
}

static ub_str wanted(ub_arena *a, json_t *output, bool twice)
{
    struct lines l = { .b = ub_buf_in(a) };
    size_t i;
    json_t *o, *v;
    const char *k;
    json_array_foreach(output, i, o) {
        ub_str kind = json_str(a, json_array_get(o, 0), false), s = json_str(a, json_array_get(o, 1), twice);
        if (ub_str_eq(kind, UB_S("Character"))) {
            put_text(&l, s);
            continue;
        }
        l.in_text = false;
        if (ub_str_eq(kind, UB_S("Comment"))) put(&l, "\nCOMMENT ", s);
        else if (ub_str_eq(kind, UB_S("EndTag"))) put(&l, "\nEND ", s);
        else if (ub_str_eq(kind, UB_S("DOCTYPE")))
            put_doctype(&l, json_is_string(json_array_get(o, 1)), s, json_is_string(json_array_get(o, 2)),
                        json_str(a, json_array_get(o, 2), twice), json_is_string(json_array_get(o, 3)),
                        json_str(a, json_array_get(o, 3), twice), json_is_true(json_array_get(o, 4)));
        else {
            struct pair pairs[MAX_ATTRS];
            size_t n = 0;
            put(&l, "\nSTART ", s);
            json_object_foreach(json_array_get(o, 2), k, v) {
                ub_str name = ub_str_of(k, strlen(k));
                assert_true(n < MAX_ATTRS);
                pairs[n].name = twice ? unescape(a, name) : name;
                pairs[n++].value = json_str(a, v, twice);
            }
            put_attrs(&l, pairs, n);
            if (json_is_true(json_array_get(o, 3))) put(&l, " /", UB_S(""));
        }
    }
    return ub_buf_str(&l.b);
}

static ub_html_content state_of(ub_str name)
{
    static const struct { ub_str name; ub_html_content state; } states[] = {
        { UB_LIT("Data state"), UB_HTML_DATA },               { UB_LIT("RCDATA state"), UB_HTML_RCDATA },
        { UB_LIT("RAWTEXT state"), UB_HTML_RAWTEXT },         { UB_LIT("Script data state"), UB_HTML_SCRIPT },
        { UB_LIT("PLAINTEXT state"), UB_HTML_PLAINTEXT },     { UB_LIT("CDATA section state"), UB_HTML_CDATA },
    };
    for (size_t i = 0; i < UB_COUNT(states); i++)
        if (ub_str_eq(states[i].name, name)) return states[i].state;
    fail_msg("%.*s: no such state", UB_F(name));
    return UB_HTML_DATA;
}

static void one_test(ub_arena a, const char *file, json_t *test)
{
    bool twice = json_is_true(json_object_get(test, "doubleEscaped"));
    ub_str text = json_str(&a, json_object_get(test, "input"), twice);
    ub_str last = json_str(&a, json_object_get(test, "lastStartTag"), false);
    ub_str want = wanted(&a, json_object_get(test, "output"), twice);
    json_t *states = json_object_get(test, "initialStates"), *s;
    size_t n = states ? json_array_size(states) : 1;
    for (size_t i = 0; i < n; i++) {
        ub_str state = states && (s = json_array_get(states, i)) ? json_str(&a, s, false) : UB_S("Data state"), got;
        char *copy = malloc(text.n ? text.n : 1);          /* so that a sanitizer sees a read past the end */
        memcpy(copy, text.p ? text.p : "", text.n);
        got = ours(&a, ub_str_of(copy, text.n), state_of(state), last);
        if (strcmp(file, "xmlViolation.test") == 0) got = for_xml(&a, got);
        total.runs++;
        if (!ub_str_eq(got, want) && total.wrong++ < 20)
            print_error("%s: %s [%.*s]\n  input %.*s\n  got %.*s\n  want %.*s\n", file,
                        json_string_value(json_object_get(test, "description")), UB_F(state), UB_F(text), UB_F(got), UB_F(want));
        free(copy);
    }
}

static void one_file(void *ctx, const char *name, ub_str raw)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    json_error_t err;
    json_t *j, *test;
    size_t i;
    (void)ctx;
    if (!ub_str_ends(ub_str_of(name, strlen(name)), UB_S(".test"))) return;
    assert_int_equal(ub_arena_open(&a, 16 << 20, NULL), UB_OK);
    j = json_loadb(raw.p, raw.n, JSON_ALLOW_NUL, &err);
    if (!j) fail_msg("%s: %s at byte %d", name, err.text, err.position);
    json_array_foreach(json_object_iter_value(json_object_iter(j)), i, test) one_test(a, name, test);
    json_decref(j);
}

static void every_token_is_as_the_suite_has_it(void **state)
{
    (void)state;
    ub_test_each_file("html/html5lib-tests/tokenizer", one_file, NULL);
    print_message("# html5lib tokenizer: %zu runs, %zu differ\n", total.runs, total.wrong);
    assert_int_equal(total.wrong, 0);
    assert_int_equal(total.runs, WANT_RUNS);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_token_is_as_the_suite_has_it) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
