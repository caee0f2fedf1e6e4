/* SPDX-License-Identifier: Apache-2.0 */
/* css by hand: tokens, escapes, names, events, parts, references, imports.  Expected values are from the specification. */
#include "support.h"
#include "css.h"

static ub_arena arena;

static int open_arena(void **state) { (void)state; return ub_arena_open(&arena, (size_t)64 << 20, NULL) != UB_OK; }
static int close_arena(void **state) { (void)state; ub_arena_close(&arena); return 0; }
static int reset_arena(void **state) { (void)state; ub_arena_reset(&arena, 1 << 20); return 0; }

/* Tokens as text: a kind and its decoded value, "name=" and so on, comma between them. */
static void add_token(ub_buf *b, const ub_css_token *t)
{
    ub_str v;
    assert_int_equal(ub_css_value(&arena, t, &v), UB_OK);
    if (b->n) ub_buf_char(b, ' ');
    switch (t->kind) {
    case UB_CSS_IDENT: ub_buf_add(b, UB_S("i:")); break;
    case UB_CSS_FUNCTION: ub_buf_add(b, UB_S("f:")); break;
    case UB_CSS_AT_KEYWORD: ub_buf_add(b, UB_S("@:")); break;
    case UB_CSS_HASH: ub_buf_add(b, t->flags & UB_CSS_ID ? UB_S("#id:") : UB_S("#:")); break;
    case UB_CSS_STRING: ub_buf_add(b, UB_S("s:")); break;
    case UB_CSS_BAD_STRING: ub_buf_add(b, UB_S("bad-s:")); break;
    case UB_CSS_URL: ub_buf_add(b, UB_S("u:")); break;
    case UB_CSS_BAD_URL: ub_buf_add(b, UB_S("bad-u")); v.n = 0; break;
    case UB_CSS_NUMBER: ub_buf_add(b, UB_S("n:")); v = t->text; break;
    case UB_CSS_PERCENTAGE: ub_buf_add(b, UB_S("p:")); v = t->text; break;
    case UB_CSS_DIMENSION: {
        ub_str number = ub_str_range(t->text.p, t->value.p);
        ub_buf_add(b, UB_S("d:"));
        ub_buf_add(b, number);
        ub_buf_char(b, '|');
        break;
    }
    case UB_CSS_UNICODE_RANGE: ub_buf_add(b, UB_S("r:")); v = t->text; break;
    case UB_CSS_SPACE: ub_buf_char(b, '_'); break;
    case UB_CSS_COMMENT: ub_buf_add(b, UB_S("/*:")); break;
    default: v = t->text; break;
    }
    ub_buf_add(b, v);
    if (t->flags & UB_CSS_UNCLOSED) ub_buf_char(b, '$');
}

static void tokens_of_the_specification(void **state)
{
    static const struct { const char *name; ub_str in, want; } cases[] = {
        { "names",          UB_LIT("a -b --c _d -\\-e \xc3\xa9 -"), UB_LIT("i:a _ i:-b _ i:--c _ i:_d _ i:--e _ i:\xc3\xa9 _ -") },
        { "digits do not begin a name", UB_LIT("0a -0a"), UB_LIT("d:0|a _ d:-0|a") },
        { "hex escape takes one space", UB_LIT("\\31  x \\31\r\nx"), UB_LIT("i:1 _ i:x _ i:1x") },
        { "six digits at most", UB_LIT("\\0000411"), UB_LIT("i:A1") },
        { "escape of zero, surrogate, beyond", UB_LIT("\\0 \\D800 \\110000 x"), UB_LIT("i:\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdx") },
        { "escape of a character of two bytes", UB_LIT("\\\xc3\xa9x"), UB_LIT("i:\xc3\xa9x") },
        { "backslash at the end", UB_LIT("a\\"), UB_LIT("i:a\xef\xbf\xbd") },
        { "backslash newline is a delimiter", UB_LIT("\\\na"), UB_LIT("\\ _ i:a") },
        { "NUL",            UB_LIT("a\0b \0"), UB_LIT("i:a\xef\xbf\xbd" "b _ i:\xef\xbf\xbd") },
        { "escaped NUL",    UB_LIT("\\\0"), UB_LIT("i:\xef\xbf\xbd") },
        { "strings",        UB_LIT("'a' \"b'c\" 'd\\'e'"), UB_LIT("s:a _ s:b'c _ s:d'e") },
        { "string over lines", UB_LIT("'a\\\nb\\\r\nc\\\fd'"), UB_LIT("s:abcd") },
        { "bad string",     UB_LIT("'a\nb"), UB_LIT("bad-s:a _ i:b") },
        { "bad string at a form feed", UB_LIT("'a\fb'"), UB_LIT("bad-s:a _ i:b s:$") },
        { "unclosed string", UB_LIT("'a"), UB_LIT("s:a$") },
        { "unclosed string with a backslash", UB_LIT("'a\\"), UB_LIT("s:a$") },
        { "url",            UB_LIT("url(a) URL( a ) u\\72l(a\\)b)"), UB_LIT("u:a _ u:a _ u:a)b") },
        { "url with an escaped space at its end", UB_LIT("url(a\\ )"), UB_LIT("u:a ") },
        { "url in quotes is a function", UB_LIT("url('a') url( \"b\" )"), UB_LIT("f:url s:a ) _ f:url _ s:b _ )") },
        { "url unclosed",   UB_LIT("url(a"), UB_LIT("u:a$") },
        { "url empty",      UB_LIT("url()url("), UB_LIT("u: u:$") },
        { "bad url",        UB_LIT("url(a b)c url(a'b)c url(a(b)c url(\x01)c url(a\\\nb)c"),
          UB_LIT("bad-u i:c _ bad-u i:c _ bad-u i:c _ bad-u i:c _ bad-u i:c") },
        { "bad url does not end at an escaped parenthesis", UB_LIT("url(a b\\)c)d"), UB_LIT("bad-u i:d") },
        { "only url is special", UB_LIT("urn(a b) src(a b"), UB_LIT("f:urn i:a _ i:b ) _ f:src i:a _ i:b") },
        { "no url behind a number or a hash", UB_LIT("0url(a 'b') #url(a)"),
          UB_LIT("d:0|url ( i:a _ s:b ) _ #id:url ( i:a )") },
        { "hash",           UB_LIT("#a #0 #-0 #- #"), UB_LIT("#id:a _ #:0 _ #:-0 _ #:- _ #") },
        { "at",             UB_LIT("@a @-b @0 @ @\\69mport"), UB_LIT("@:a _ @:-b _ @ n:0 _ @ _ @:import") },
        { "numbers",        UB_LIT("1 +1 -1 .5 +.5 1.5 1e3 1E-3 1.e 1e"), UB_LIT(
          "n:1 _ n:+1 _ n:-1 _ n:.5 _ n:+.5 _ n:1.5 _ n:1e3 _ n:1E-3 _ n:1 . i:e _ d:1|e") },
        { "dimension, percentage", UB_LIT("1px 1% 1e3% 1\\65 3 1--x"), UB_LIT("d:1|px _ p:1% _ p:1e3% _ d:1|e3 _ d:1|--x") },
        { "comments",       UB_LIT("a/**/b/* * / **/c/*d"), UB_LIT("i:a /*: i:b /*: * / * i:c /*:d$") },
        { "comment that closes itself is none", UB_LIT("/*/ a */b"), UB_LIT("/*:/ a  i:b") },
        { "CDO and CDC",    UB_LIT("<!-- --> <!- -- >"), UB_LIT("<!-- _ --> _ < ! - _ i:-- _ >") },
        { "CDC within a name", UB_LIT("a-->"), UB_LIT("i:a-- >") },
        { "brackets",       UB_LIT("([{}]),:;"), UB_LIT("( [ { } ] ) , : ;") },
        { "delimiters",     UB_LIT("!$%&*+/<=>?^`|~\x7f"), UB_LIT("! $ % & * + / < = > ? ^ ` | ~ \x7f") },
        { "no unicode ranges by themselves", UB_LIT("u+26"), UB_LIT("i:u n:+26") },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_buf b = ub_buf_in(&arena);
        ub_css c;
        ub_css_token t;
        ub_css_init(&c, cases[i].in);
        for (ub_css_next(&c, &t); t.kind != UB_CSS_EOF; ub_css_next(&c, &t)) add_token(&b, &t);
        ub_assert_str(cases[i].name, ub_buf_str(&b), cases[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(tokens_of_the_specification, reset_arena),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
