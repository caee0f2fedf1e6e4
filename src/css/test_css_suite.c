/* SPDX-License-Identifier: Apache-2.0 */
/*
 * css against the css-parsing-tests of Simon Sapin: everything in them that is not An+B or a colour.
 *
 * The suite follows the draft of 2013.  Where today's draft reads otherwise, the old tree is put together here out of our
 * spans, by rules that hold for every test alike:
 *
 *  1. unicode-range tokens (2013: 4.3.10, everywhere; now 4.3.1, only where asked for): we ask for them everywhere.
 *  2. include-match, dash-match, prefix-match, suffix-match, substring-match and column tokens (2013: 4.2; dropped since,
 *     "Changes from the CR of 20 February 2014"): one of ~ | ^ $ * and the "=" that touches it, or "||".
 *  3. A block was kept as component values (2013: 5.4.7) and is now read at once (5.4.4): the bytes between our "{" and the
 *     end of the block are read as component values.
 *  4. Preludes and values kept the white space at their ends (2013: 5.4.5); it is dropped now (5.4.6): the bytes from the
 *     name, or the colon, are read, not the trimmed span.
 *  5. A list of declarations held no rules (2013: 5.4.4): our entry UB_CSS_DECLARATIONS.
 *  6. "Parse a declaration" took all of its input (2013: 5.3.5), now up to a ";" (5.4.6): the bytes from the colon on are
 *     read, and "!important" is looked for at their end.
 *  7. The suite adds nodes for parse errors: eof-in-string and eof-in-url behind a token, invalid for what yields nothing.
 */
#include <jansson.h>

#include "support.h"
#include "css.h"

static ub_arena arena;

/* ------------------------------------------------------------------------------------------------ our trees */

static json_t *text_of(const ub_css_token *t)
{
    ub_str v;
    assert_int_equal(ub_css_value(&arena, t, &v), UB_OK);
    return json_stringn_nocheck(v.p, v.n);
}

static json_t *number(const ub_css_token *t, const char *kind, const char *to)
{
    ub_str repr = ub_str_range(t->text.p, to);
    char digits[400];
    assert_in_range(repr.n, 1, sizeof digits - 1);
    memcpy(digits, repr.p, repr.n);
    digits[repr.n] = 0;
    return json_pack("[s, s%, f, s]", kind, repr.p, repr.n, strtod(digits, NULL),
        t->flags & UB_CSS_INTEGER ? "integer" : "number");
}

/* A token that is no opening bracket, and the error behind it if any. */
static void add_token(json_t *list, const ub_css_token *t)
{
    json_t *node;
    uint32_t first, last;
    switch (t->kind) {
    case UB_CSS_IDENT:      node = json_pack("[s, o]", "ident", text_of(t)); break;
    case UB_CSS_AT_KEYWORD: node = json_pack("[s, o]", "at-keyword", text_of(t)); break;
    case UB_CSS_HASH:
        node = json_pack("[s, o, s]", "hash", text_of(t), t->flags & UB_CSS_ID ? "id" : "unrestricted");
        break;
    case UB_CSS_STRING:     node = json_pack("[s, o]", "string", text_of(t)); break;
    case UB_CSS_URL:        node = json_pack("[s, o]", "url", text_of(t)); break;
    case UB_CSS_BAD_STRING: node = json_pack("[s, s]", "error", "bad-string"); break;
    case UB_CSS_BAD_URL:    node = json_pack("[s, s]", "error", "bad-url"); break;
    case UB_CSS_NUMBER:     node = number(t, "number", ub_str_end(t->text)); break;
    case UB_CSS_PERCENTAGE: node = number(t, "percentage", ub_str_end(t->text) - 1); break;
    case UB_CSS_DIMENSION:
        node = number(t, "dimension", t->value.p);
        json_array_append_new(node, text_of(t));
        break;
    case UB_CSS_UNICODE_RANGE:
        ub_css_unicode_range(t, &first, &last);
        node = json_pack("[s, i, i]", "unicode-range", (int)first, (int)last);
        break;
    case UB_CSS_SPACE:      node = json_string(" "); break;
    case UB_CSS_CLOSE_PAREN: case UB_CSS_CLOSE_SQUARE: case UB_CSS_CLOSE_BRACE:
        node = json_pack("[s, s%]", "error", t->text.p, t->text.n);
        break;
    default:                node = json_stringn_nocheck(t->text.p, t->text.n); break;
    }
    assert_int_equal(json_array_append_new(list, node), 0);
    if (t->flags & UB_CSS_UNCLOSED && t->kind != UB_CSS_BAD_URL)
        json_array_append_new(list, json_pack("[s, s]", "error", t->kind == UB_CSS_URL ? "eof-in-url" : "eof-in-string"));
}

/* Rule 2: does `t` make one token with the delimiter before it? */
static bool joins(const ub_css_token *before, const ub_css_token *t)
{
    char a, b;
    if (before->kind != UB_CSS_DELIM || t->kind != UB_CSS_DELIM || ub_str_end(before->text) != t->text.p) return false;
    a = *before->text.p;
    b = *t->text.p;
    return (b == '=' && a && strchr("~|^$*", a)) || (a == '|' && b == '|');
}

static json_t *values(ub_str text)
{
    json_t *stack[100], *list = json_array();
    ub_css_parts v;
    ub_css_part p;
    ub_css_token before = { 0 };
    stack[0] = list;
    ub_css_parts_init(&v, &arena, text);
    v.c.unicode_ranges = true;   /* rule 1 */
    for (;;) {
        json_t *node = NULL;
        assert_int_equal(ub_css_parts_next(&v, &p), UB_OK);
        assert_true(p.depth + 1 < UB_COUNT(stack));
        if (p.t.kind == UB_CSS_EOF) return list;
        if (p.t.kind == UB_CSS_FUNCTION) node = json_pack("[s, o]", "function", text_of(&p.t));
        else if (p.t.kind == UB_CSS_OPEN_PAREN) node = json_pack("[s]", "()");
        else if (p.t.kind == UB_CSS_OPEN_SQUARE) node = json_pack("[s]", "[]");
        else if (p.t.kind == UB_CSS_OPEN_BRACE) node = json_pack("[s]", "{}");
        if (node) {
            json_array_append_new(stack[p.depth], node);
            stack[p.depth + 1] = node;
        } else if (joins(&before, &p.t)) {
            json_array_set_new(stack[p.depth], json_array_size(stack[p.depth]) - 1,
                json_stringn_nocheck(before.text.p, 2));
            p.t.kind = UB_CSS_EOF;   /* joined once */
        } else if (!p.closes) add_token(stack[p.depth], &p.t);
        before = p.t;
    }
}

static json_t *error(const char *what) { return json_pack("[s, s]", "error", what); }

/* The first token that is neither white space nor comment. */
static ub_css_token significant(ub_str text)
{
    ub_css c;
    ub_css_token t;
    ub_css_init(&c, text);
    do ub_css_next(&c, &t); while (t.kind == UB_CSS_SPACE || t.kind == UB_CSS_COMMENT);
    return t;
}

/* Rules 4 and 6: the value as it stands from the colon to `to`, and whether it ends in "!important". */
static json_t *old_declaration(const ub_css_event *ev, const char *to)
{
    ub_css_token colon = significant(ub_str_range(ub_str_end(ev->name.text), to));
    json_t *list = values(ub_str_range(ub_str_end(colon.text), to));
    size_t n = json_array_size(list), i = n;
    bool important = false;
    while (i && json_is_string(json_array_get(list, i - 1)) && !strcmp(json_string_value(json_array_get(list, i - 1)), " ")) i--;
    if (i) {
        json_t *last = json_array_get(list, --i);
        if (json_is_array(last) && !strcmp(json_string_value(json_array_get(last, 0)), "ident")
            && !strcasecmp(json_string_value(json_array_get(last, 1)), "important")) {
            while (i && json_is_string(json_array_get(list, i - 1)) && !strcmp(json_string_value(json_array_get(list, i - 1)), " "))
                i--;
            last = i ? json_array_get(list, --i) : NULL;
            important = json_is_string(last) && !strcmp(json_string_value(last), "!");
        }
    }
    if (important)
        while (json_array_size(list) > i) json_array_remove(list, json_array_size(list) - 1);
    return json_pack("[s, o, o, b]", "declaration", text_of(&ev->name), list, important);
}

/* Where the declaration of `ev` stops: at the ";" or the end. */
static const char *stop_of(const ub_css_event *ev, ub_str text)
{
    ub_css_token t = significant(ub_str_range(ub_str_end(ev->text), ub_str_end(text)));
    assert_true(t.kind == UB_CSS_EOF || t.kind == UB_CSS_SEMICOLON);
    return t.text.p;
}

/* One node from the walk; NULL at the end. */
static json_t *node(ub_css_walk *w, ub_str text, ub_css_event *first)
{
    ub_css_event ev, inner;
    const char *from, *to;
    json_t *prelude, *block;
    assert_int_equal(ub_css_walk_next(w, &ev), UB_OK);
    *first = ev;
    if (ev.kind == UB_CSS_END) return NULL;
    if (ev.kind == UB_CSS_JUNK) return error("invalid");
    if (ev.kind == UB_CSS_DECLARATION) {
        json_t *d = old_declaration(&ev, stop_of(&ev, text));
        assert_int_equal(json_is_true(json_array_get(d, 3)), (ev.flags & UB_CSS_IMPORTANT) != 0);
        return d;
    }
    from = ev.kind == UB_CSS_AT_RULE ? ub_str_end(ev.name.text) : ev.text.p;
    to = ub_str_end(ev.text);
    if ((ev.flags & UB_CSS_OPENS) || (to > from && to[-1] == ';')) to--;
    prelude = values(ub_str_range(from, to));
    if (ev.flags & UB_CSS_OPENS) {
        do assert_int_equal(ub_css_walk_next(w, &inner), UB_OK);
        while (inner.kind != UB_CSS_BLOCK_END || inner.depth != ev.depth);
        block = values(ub_str_range(ub_str_end(ev.text), inner.text.p));
    } else block = json_null();
    if (ev.kind == UB_CSS_RULE) return json_pack("[s, o, o]", "qualified rule", prelude, block);
    return json_pack("[s, o, o, o]", "at-rule", text_of(&ev.name), prelude, block);
}

static void start(ub_css_walk *w, ub_str text, ub_css_entry entry)
{
    ub_css_walk_init(w, &arena, NULL, text, entry);
    w->c.unicode_ranges = true;
}

static json_t *list(ub_str text, ub_css_entry entry)
{
    ub_css_walk w;
    ub_css_event ev;
    json_t *all = json_array(), *one;
    start(&w, text, entry);
    while ((one = node(&w, text, &ev))) json_array_append_new(all, one);
    return all;
}

/* ------------------------------------------------------------------------------------------------ the files */

static json_t *component_value_list(ub_str text) { return values(text); }
static json_t *declaration_list(ub_str text) { return list(text, UB_CSS_DECLARATIONS); }
static json_t *rule_list(ub_str text) { return list(text, UB_CSS_RULES); }
static json_t *stylesheet(ub_str text) { return list(text, UB_CSS_SHEET); }

static json_t *one_component_value(ub_str text)
{
    json_t *all = values(ub_str_from(text, (size_t)(significant(text).text.p - text.p))), *one;
    size_t n = json_array_size(all);
    if (n == 0) {
        json_decref(all);
        return error("empty");
    }
    one = json_incref(json_array_get(all, 0));
    for (size_t i = 1; i < n; i++)
        if (!json_is_string(json_array_get(all, i)) || strcmp(json_string_value(json_array_get(all, i)), " ")) {
            json_decref(one);
            one = error("extra-input");
            break;
        }
    json_decref(all);
    return one;
}

static json_t *one_declaration(ub_str text)
{
    ub_css_token t = significant(text);
    ub_css_walk w;
    ub_css_event ev;
    json_t *d;
    if (t.kind == UB_CSS_EOF) return error("empty");
    if (t.kind != UB_CSS_IDENT) return error("invalid");
    start(&w, text, UB_CSS_DECLARATIONS);
    assert_int_equal(ub_css_walk_next(&w, &ev), UB_OK);
    if (ev.kind != UB_CSS_DECLARATION) return error("invalid");
    d = old_declaration(&ev, ub_str_end(text));
    if (stop_of(&ev, text) == ub_str_end(text))
        assert_int_equal(json_is_true(json_array_get(d, 3)), (ev.flags & UB_CSS_IMPORTANT) != 0);
    return d;
}

static json_t *one_rule(ub_str text)
{
    ub_css_walk w;
    ub_css_event ev;
    json_t *one, *more;
    start(&w, text, UB_CSS_RULES);
    one = node(&w, text, &ev);
    if (!one) return error("empty");
    more = ev.kind == UB_CSS_JUNK ? NULL : node(&w, text, &ev);
    if (!more) return one;
    json_decref(one);
    json_decref(more);
    return error("extra-input");
}

/* json_equal() holds 1 and 1.0 for different. */
static bool same(const json_t *a, const json_t *b)
{
    if (json_is_number(a) && json_is_number(b)) return json_number_value(a) == json_number_value(b);
    if (!json_is_array(a) || !json_is_array(b)) return json_equal(a, b);
    if (json_array_size(a) != json_array_size(b)) return false;
    for (size_t i = 0; i < json_array_size(a); i++)
        if (!same(json_array_get(a, i), json_array_get(b, i))) return false;
    return true;
}

static json_t *load(const char *name)
{
    char path[200];
    json_error_t err;
    json_t *all;
    snprintf(path, sizeof path, "html/css-parsing-tests/%s", name);
    all = json_load_file(ub_test_corpus(path), JSON_ALLOW_NUL, &err);
    if (!all) fail_msg("%s: %s", path, err.text);
    return all;
}

static void file(const char *name, size_t n_cases, json_t *(*read)(ub_str text))
{
    json_t *all = load(name);
    size_t n = json_array_size(all) / 2, n_bad = 0;
    assert_int_equal(n, n_cases);
    for (size_t i = 0; i < n; i++) {
        const json_t *in = json_array_get(all, 2 * i), *want = json_array_get(all, 2 * i + 1);
        json_t *got = read(ub_str_of(json_string_value(in), json_string_length(in)));
        if (!same(got, want)) {
            char *g = json_dumps(got, JSON_ENCODE_ANY), *w = json_dumps(want, JSON_ENCODE_ANY);
            print_error("%s %zu: \"%s\"\n  got  %s\n  want %s\n", name, i, json_string_value(in), g, w);
            free(g);
            free(w);
            n_bad++;
        }
        json_decref(got);
    }
    json_decref(all);
    assert_int_equal(n_bad, 0);
}

static ub_str label(const json_t *in, const char *key)
{
    const char *s = json_string_value(json_object_get(in, key));
    return s ? ub_str_of(s, strlen(s)) : UB_S("");
}

/* In this file U+0000 to U+00FF stand for bytes, and the expected value has the name of the charset behind the rules. */
static void sheets_as_bytes(void **state)
{
    json_t *all = load("stylesheet_bytes.json");
    size_t n = json_array_size(all) / 2, n_bad = 0;
    (void)state;
    assert_int_equal(n, 28);
    for (size_t i = 0; i < n; i++) {
        const json_t *in = json_array_get(all, 2 * i), *want = json_array_get(all, 2 * i + 1);
        const json_t *text = json_object_get(in, "css_bytes");
        ub_buf bytes = ub_buf_in(&arena);
        ub_css_charset_choice c;
        ub_str utf8;
        json_t *got;
        for (const char *p = json_string_value(text), *end = p + json_string_length(text); p < end; p++) {
            if ((unsigned char)*p >= 0xC2) ub_buf_char(&bytes, (char)((unsigned char)p[0] << 6 | (p[1] & 63))), p++;
            else ub_buf_char(&bytes, *p);
        }
        c = ub_css_charset(ub_buf_str(&bytes), label(in, "protocol_encoding"), label(in, "environment_encoding"));
        assert_int_equal(ub_charset_decode(&arena, NULL, c.cs, ub_str_from(ub_buf_str(&bytes), c.bom_n), &utf8, NULL, NULL,
            NULL), UB_OK);
        got = stylesheet(utf8);
        if (!same(got, json_array_get(want, 0)) || strcmp(c.cs->name, json_string_value(json_array_get(want, 1)))) {
            print_error("stylesheet_bytes %zu: %s, got %s as %s\n", i, json_dumps(in, 0), json_dumps(got, 0), c.cs->name);
            n_bad++;
        }
        json_decref(got);
    }
    json_decref(all);
    assert_int_equal(n_bad, 0);
}

static void component_value_lists(void **state) { (void)state; file("component_value_list.json", 50, component_value_list); }
static void single_component_values(void **state) { (void)state; file("one_component_value.json", 10, one_component_value); }
static void declaration_lists(void **state) { (void)state; file("declaration_list.json", 10, declaration_list); }
static void single_declarations(void **state) { (void)state; file("one_declaration.json", 22, one_declaration); }
static void single_rules(void **state) { (void)state; file("one_rule.json", 14, one_rule); }
static void rule_lists(void **state) { (void)state; file("rule_list.json", 15, rule_list); }
static void stylesheets(void **state) { (void)state; file("stylesheet.json", 16, stylesheet); }

static int open_arena(void **state) { (void)state; return ub_arena_open(&arena, (size_t)64 << 20, NULL) != UB_OK; }
static int close_arena(void **state) { (void)state; ub_arena_close(&arena); return 0; }

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(component_value_lists),
        cmocka_unit_test(single_component_values),
        cmocka_unit_test(declaration_lists),
        cmocka_unit_test(single_declarations),
        cmocka_unit_test(single_rules),
        cmocka_unit_test(rule_lists),
        cmocka_unit_test(stylesheets),
        cmocka_unit_test(sheets_as_bytes),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
