/* SPDX-License-Identifier: Apache-2.0 */
/* css by hand: rules, declarations, notes; and that reading is linear.  Expected values are from the draft. */
#include "support.h"
#include "css.h"

static ub_arena arena;

static int open_arena(void **state) { (void)state; return ub_arena_open(&arena, (size_t)256 << 20, NULL) != UB_OK; }
static int close_arena(void **state) { (void)state; ub_arena_close(&arena); return 0; }
static int reset_arena(void **state) { (void)state; ub_arena_reset(&arena, 1 << 20); return 0; }

/* Events as text: rule "R(prelude){", at-rule "@name(prelude){" or ";", declaration "name:value" and "!", junk "J(..)", block
 * end "}".  "$" says that the end of the input cut it. */
static ub_str events(ub_str in, ub_css_entry entry, ub_notes *notes)
{
    ub_buf b = ub_buf_in(&arena);
    ub_css_walk w;
    ub_css_event ev;
    ub_css_walk_init(&w, &arena, notes, in, entry);
    for (;;) {
        assert_int_equal(ub_css_walk_next(&w, &ev), UB_OK);
        if (ev.kind == UB_CSS_END) return ub_buf_str(&b);
        if (b.n) ub_buf_char(&b, ' ');
        if (ev.kind == UB_CSS_RULE) ub_buf_char(&b, 'R');
        if (ev.kind == UB_CSS_JUNK) ub_buf_char(&b, 'J');
        if (ev.kind == UB_CSS_BLOCK_END) ub_buf_char(&b, '}');
        else ub_buf_add(&b, ev.name.text);
        if (ev.kind == UB_CSS_DECLARATION) {
            ub_buf_char(&b, ':');
            ub_buf_add(&b, ev.body);
            if (ev.flags & UB_CSS_IMPORTANT) ub_buf_char(&b, '!');
        } else if (ev.kind != UB_CSS_BLOCK_END) {
            ub_buf_char(&b, '(');
            ub_buf_add(&b, ev.body);
            ub_buf_char(&b, ')');
        }
        if (ev.flags & UB_CSS_OPENS) ub_buf_char(&b, '{');
        else if (ev.kind == UB_CSS_AT_RULE) ub_buf_char(&b, ';');
        if (ev.flags & UB_CSS_CUT) ub_buf_char(&b, '$');
    }
}

#define SHEET UB_CSS_SHEET
#define RULES UB_CSS_RULES
#define BLOCK UB_CSS_BLOCK
#define OLD   UB_CSS_DECLARATIONS

static void structure(void **state)
{
    static const struct { const char *name; ub_css_entry entry; ub_str in, want; } cases[] = {
        { "a rule",                 SHEET, UB_LIT(" p , q {color : red ; a:b}"), UB_LIT("R(p , q){ color:red a:b }") },
        { "declarations",           BLOCK, UB_LIT("color:red;; a : b c ;x:"), UB_LIT("color:red a:b c x:") },
        { "important",              BLOCK, UB_LIT("a:b!important;c:d ! /**/ IMPORTANT ;e:!important;f:x!importan;g:!i\\6dportant"),
          UB_LIT("a:b! c:d! e:! f:x!importan g:!") },
        { "important in the middle", BLOCK, UB_LIT("a:!important b;c:!important!important"), UB_LIT("a:!important b c:!important!") },
        { "important in brackets",  BLOCK, UB_LIT("a:(b !important);c:! (important)"), UB_LIT("a:(b !important) c:! (important)") },
        { "semicolon in brackets",  BLOCK, UB_LIT("a:f(;b:c);d:[;]e;g:';'"), UB_LIT("a:f(;b:c) d:[;]e g:';'") },
        { "brace in brackets",      SHEET, UB_LIT("p{a:f(});b:c}q{}"), UB_LIT("R(p){ a:f(}) b:c } R(q){ }") },
        { "wrong bracket closes nothing", BLOCK, UB_LIT("a:(]);b:[)];c:d);e:f"), UB_LIT("a:(]) b:[)] c:d) e:f") },
        { "bad declarations",       BLOCK, UB_LIT("a;b c:d;*e:f;:g;h:i"), UB_LIT("J(a) J(b c:d) J(*e:f) J(:g) h:i") },
        { "bad string takes its line", BLOCK, UB_LIT("a:'b;c\nd;e:f"), UB_LIT("a:'b;c\nd e:f") },
        { "bad string keeps its newline", BLOCK, UB_LIT("a:'b\n;e:f"), UB_LIT("a:'b\n e:f") },
        { "comment between everything", BLOCK, UB_LIT("/*x*/a/*:*/:/*;*/b/*;*/;/**/"), UB_LIT("a:b") },
        { "at-rules",               SHEET, UB_LIT("@import 'a' print;@media all{p{a:b}}@x;@y{c:d}"),
          UB_LIT("@import('a' print); @media(all){ R(p){ a:b } } @x(); @y(){ c:d }") },
        { "at-rule in a block",     SHEET, UB_LIT("p{a:b;@media x{c:d}e:f;@y}q{}"),
          UB_LIT("R(p){ a:b @media(x){ c:d } e:f @y(); } R(q){ }") },
        { "at-rule at the top takes a brace", SHEET, UB_LIT("@x } y;p{}"), UB_LIT("@x(} y); R(p){ }") },
        { "import with a block",    SHEET, UB_LIT("@import 'a'{x:y}p{}"), UB_LIT("@import('a'){ x:y } R(p){ }") },
        { "semicolon at the top is prelude", SHEET, UB_LIT("a;b{c:d}"), UB_LIT("R(a;b){ c:d }") },
        { "brace at the top is prelude", SHEET, UB_LIT("}p{c:d}"), UB_LIT("R(}p){ c:d }") },
        { "CDO and CDC",            SHEET, UB_LIT("<!-- p{a:b} --> q<!--{-->}"), UB_LIT("R(p){ a:b } R(q<!--){ J(-->) }") },
        { "CDO in a list of rules", RULES, UB_LIT("<!-- p{a:b} -->"), UB_LIT("R(<!-- p){ a:b } J(-->)$") },
        { "nesting",                SHEET, UB_LIT("p{a:b;&:hover{c:d}.x{e:f}>q{}g:h}"),
          UB_LIT("R(p){ a:b R(&:hover){ c:d } R(.x){ e:f } R(>q){ } g:h }") },
        { "type selector with a pseudo class is a rule", SHEET, UB_LIT("p{a:hover{b:c}d:e}"), UB_LIT("R(p){ R(a:hover){ b:c } d:e }") },
        { "the same in a list of declarations", OLD, UB_LIT("a:hover{b:c}d:e;f:g"), UB_LIT("a:hover{b:c}d:e f:g") },
        { "declaration of a block", SHEET, UB_LIT("p{a:{b:c};d:{e:f}!important;g:h}"), UB_LIT("R(p){ a:{b:c} d:{e:f}! g:h }") },
        { "block and more is neither", SHEET, UB_LIT("p{a:{b:c}d:e;f:{g}!x;h:{i}{j}}"),
          UB_LIT("R(p){ J(a:{b:c}) d:e J(f:{g}) J(!x) J(h:{i}) R(){ J(j) } }") },
        { "custom property takes blocks", SHEET, UB_LIT("p{--a:hover{b:c}d:e;--f:{};g:h}"),
          UB_LIT("R(p){ --a:hover{b:c}d:e --f:{} g:h }") },
        { "custom property by escape", BLOCK, UB_LIT("\\2d -a:b{c}d"), UB_LIT("\\2d -a:b{c}d") },
        { "custom property as a rule", SHEET, UB_LIT("--a:hover{b:c}q{}--a b{}"), UB_LIT("J(--a:hover{b:c}) R(q){ } R(--a b){ }") },
        { "rule without a block",   SHEET, UB_LIT("p{q;r s}t"), UB_LIT("R(p){ J(q) J(r s) } J(t)$") },
        { "brace too many in an attribute", BLOCK, UB_LIT("a:b}c:d;e:f"), UB_LIT("a:b J(}c:d) e:f") },
        { "brace too many in a list of declarations", OLD, UB_LIT("a:b}c;d:e;}f:g;h:i"), UB_LIT("a:b}c d:e J(}f:g) h:i") },
        { "everything unclosed",    SHEET, UB_LIT("@media x{p{a:url(b"), UB_LIT("@media(x){ R(p){ a:url(b$ }$ }$") },
        { "unclosed brackets",      BLOCK, UB_LIT("a:f([b;c:d"), UB_LIT("a:f([b;c:d$") },
        { "unclosed string",        BLOCK, UB_LIT("a:'b;c:d"), UB_LIT("a:'b;c:d$") },
        { "unclosed comment",       SHEET, UB_LIT("p{a:b/*}q{c:d}"), UB_LIT("R(p){ a:b$ }$") },
        { "unclosed prelude",       SHEET, UB_LIT("@media (x"), UB_LIT("@media((x);$") },
        { "keyframes are rules",    SHEET, UB_LIT("@keyframes k{from{a:b}50%{c:d}}"),
          UB_LIT("@keyframes(k){ R(from){ a:b } R(50%){ c:d } }") },
        { "URL with a brace in it", SHEET, UB_LIT("p{a:url(b}c);d:e}"), UB_LIT("R(p){ a:url(b}c) d:e }") },
        { "escaped colon is a name", BLOCK, UB_LIT("a\\:b:c"), UB_LIT("a\\:b:c") },
        { "NUL is a name",          BLOCK, UB_LIT("-\0c:d;a\0:b"), UB_LIT("-\0c:d a\0:b") },
        { "nothing",                SHEET, UB_LIT(" /* */ <!-- "), UB_LIT("") },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++)
        ub_assert_str(cases[i].name, events(cases[i].in, cases[i].entry, NULL), cases[i].want);
}

static void context_of_declarations(void **state)
{
    static const ub_str in = UB_LIT("@media x{p{a:b}@font-face{c:d}}@keyframes k{to{e:f}}@-webkit-keyframes j{g:h}q{i:j}@zz{k:l}@\\70 age{m:n}");
    static const struct { ub_css_at at; bool in_rule; unsigned depth; } want[] = {
        { UB_CSS_AT_MEDIA, true, 2 }, { UB_CSS_AT_FONT_FACE, false, 2 }, { UB_CSS_AT_KEYFRAMES, true, 2 },
        { UB_CSS_AT_KEYFRAMES, false, 1 }, { UB_CSS_AT_NONE, true, 1 }, { UB_CSS_AT_OTHER, false, 1 }, { UB_CSS_AT_PAGE, false, 1 },
    };
    ub_css_walk w;
    ub_css_event ev;
    size_t n = 0;
    (void)state;
    ub_css_walk_init(&w, &arena, NULL, in, UB_CSS_SHEET);
    for (;;) {
        assert_int_equal(ub_css_walk_next(&w, &ev), UB_OK);
        if (ev.kind == UB_CSS_END) break;
        if (ev.kind != UB_CSS_DECLARATION) continue;
        assert_in_range(n, 0, UB_COUNT(want) - 1);
        assert_int_equal(ev.at, want[n].at);
        assert_int_equal(ev.in_rule, want[n].in_rule);
        assert_int_equal(ev.depth, want[n].depth);
        n++;
    }
    assert_int_equal(n, UB_COUNT(want));
}

static void kinds_tell_what_needs_care(void **state)
{
    static const struct { ub_str in; uint32_t want; } cases[] = {
        { UB_LIT("a:1px solid #fff,b 50%!important"), 0 },
        { UB_LIT("a:'b' \"c\"/2"), UB_CSS_BIT(UB_CSS_STRING) },
        { UB_LIT("a:rgb(1,2)"), UB_CSS_BIT(UB_CSS_FUNCTION) | UB_CSS_BIT(UB_CSS_CLOSE_PAREN) },
        { UB_LIT("a:url(b)"), UB_CSS_BIT(UB_CSS_URL) },
        { UB_LIT("a:b/**/c"), UB_CSS_BIT(UB_CSS_COMMENT) },
        { UB_LIT("a:\\62"), UB_CSS_CARE_ESCAPED },
        { UB_LIT("a:b\0"), UB_CSS_CARE_ESCAPED },
        { UB_LIT("a:b:c"), UB_CSS_BIT(UB_CSS_COLON) },
        { UB_LIT("a:<!--"), UB_CSS_BIT(UB_CSS_CDO) },
        { UB_LIT("a:b-->#--> 5-->"), 0 },
        { UB_LIT("a:#b(c)"), UB_CSS_BIT(UB_CSS_OPEN_PAREN) | UB_CSS_BIT(UB_CSS_CLOSE_PAREN) },
        { UB_LIT("a:5url(c)"), UB_CSS_BIT(UB_CSS_OPEN_PAREN) | UB_CSS_BIT(UB_CSS_CLOSE_PAREN) },
        { UB_LIT("a:.-->"), UB_CSS_BIT(UB_CSS_CDC) },
        { UB_LIT("a:-->"), UB_CSS_BIT(UB_CSS_CDC) },
        { UB_LIT("a:@b"), UB_CSS_BIT(UB_CSS_AT_KEYWORD) },
        { UB_LIT("\\61:b"), 0 },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_css_walk w;
        ub_css_event ev;
        ub_css_walk_init(&w, &arena, NULL, cases[i].in, UB_CSS_BLOCK);
        assert_int_equal(ub_css_walk_next(&w, &ev), UB_OK);
        assert_int_equal(ev.kind, UB_CSS_DECLARATION);
        if (ev.kinds != cases[i].want) fail_msg("%s: %x, not %x", cases[i].in.p, ev.kinds, cases[i].want);
    }
}

static void notes_say_what_is_odd(void **state)
{
    static const struct { ub_css_entry entry; ub_str in, want; } cases[] = {
        { UB_CSS_BLOCK, UB_LIT("color:red;background:url(a)"), UB_LIT("") },
        { UB_CSS_BLOCK, UB_LIT("a:'b\n;c:url(d e)"), UB_LIT("css-bad-string@2+2 css-bad-url@8+8") },
        { UB_CSS_BLOCK, UB_LIT("a:\\\nb"), UB_LIT("css-backslash@2+1") },
        { UB_CSS_BLOCK, UB_LIT("a:b\\"), UB_LIT("css-backslash@3+1") },
        { UB_CSS_BLOCK, UB_LIT("a:b\\\\"), UB_LIT("") },
        { UB_CSS_BLOCK, UB_LIT("a:url(b\\"), UB_LIT("css-unclosed@2+6 css-backslash@7+1") },
        { UB_CSS_BLOCK, UB_LIT("a:b}c:d"), UB_LIT("css-stray-brace@3+1") },
        { UB_CSS_BLOCK, UB_LIT("\\61:u\\72l('b')"), UB_LIT("css-escaped-name@4+6 css-escaped-name@0+3") },
        { UB_CSS_BLOCK, UB_LIT("a:url(b"), UB_LIT("css-unclosed@2+5") },
        { UB_CSS_BLOCK, UB_LIT("a:'b"), UB_LIT("css-unclosed@2+2") },
        { UB_CSS_BLOCK, UB_LIT("width:expression(1);behavior:url(a);-moz-binding:url(b)"),
          UB_LIT("css-old-engine@6+11 css-old-engine@20+15 css-old-engine@36+19") },
        { UB_CSS_SHEET, UB_LIT("<!-- @import 'a';--> p{}@import 'b'"),
          UB_LIT("css-comment-marker@0+4 css-comment-marker@17+3 css-import-misplaced@24+11 css-import-unterminated@24+11") },
        { UB_CSS_SHEET, UB_LIT("@\\69mport 'a';/*"), UB_LIT("css-escaped-name@0+9 css-unclosed@14+2") },
        { UB_CSS_SHEET, UB_LIT("@charset 'x';@layer a;@import 'b';@media x{@import 'c';}"), UB_LIT("css-import-misplaced@43+11") },
        { UB_CSS_SHEET, UB_LIT("p{a:b"), UB_LIT("css-unclosed@5+0") },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_notes notes = { .a = &arena };
        ub_buf b = ub_buf_in(&arena);
        events(cases[i].in, cases[i].entry, &notes);
        for (size_t k = 0; k < notes.n; k++) {
            char s[100];
            snprintf(s, sizeof s, "%s%s@%zu+%zu", k ? " " : "", notes.p[k].name, notes.p[k].at, notes.p[k].n);
            ub_buf_add(&b, ub_str_of(s, strlen(s)));
        }
        ub_assert_str(cases[i].in.p, ub_buf_str(&b), cases[i].want);
    }
}

/* Rules of 500 levels are entered, the next one is junk with its block, and all is seen. */
static void nesting_has_an_end(void **state)
{
    for (unsigned more = 0; more < 2; more++) {
        ub_notes notes = { .a = &arena };
        ub_buf b = ub_buf_in(&arena);
        ub_css_walk w;
        ub_css_event ev;
        uint32_t deepest = 0, kinds = 0;
        for (unsigned i = 0; i < UB_CSS_DEPTH_MAX - 1 + more; i++) ub_buf_add(&b, UB_S("a{"));
        ub_buf_add(&b, UB_S("@media x{a:url(b)}"));
        ub_css_walk_init(&w, &arena, &notes, ub_buf_str(&b), UB_CSS_SHEET);
        do {
            assert_int_equal(ub_css_walk_next(&w, &ev), UB_OK);
            if (ev.depth > deepest) deepest = ev.depth;
            kinds |= ev.kinds;
            assert_int_equal(ev.kind == UB_CSS_JUNK, more && ev.depth == UB_CSS_DEPTH_MAX);
            if (ev.kind == UB_CSS_JUNK) ub_assert_str("junk", ev.body, UB_S("@media x{a:url(b)}"));
        } while (ev.kind != UB_CSS_END);
        assert_int_equal(deepest, UB_CSS_DEPTH_MAX);
        assert_true(kinds & UB_CSS_BIT(UB_CSS_URL));
        assert_int_equal(strcmp(notes.p[0].name, "css-depth") == 0, more);
    }
    (void)state;
}

static void a_full_arena_is_a_limit(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena small = { 0 };
    ub_css_walk w;
    ub_css_parts v;
    ub_css_event ev;
    ub_css_part p;
    ub_status s;
    char *deep = ub_arena_take(&arena, 1 << 20, 1);
    (void)state;
    memset(deep, '{', 1 << 20);
    assert_int_equal(ub_arena_open(&small, 1 << 16, NULL), UB_OK);
    ub_css_walk_init(&w, &small, NULL, ub_str_of(deep, 1 << 20), UB_CSS_SHEET);
    do s = ub_css_walk_next(&w, &ev); while (s == UB_OK && ev.kind != UB_CSS_END);
    assert_int_equal(s, UB_LIMIT);
    assert_int_equal(ub_css_walk_next(&w, &ev), UB_OK);
    assert_int_equal(ev.kind, UB_CSS_END);
    memset(deep, '(', 1 << 20);
    ub_css_parts_init(&v, &small, ub_str_of(deep, 1 << 20));
    do s = ub_css_parts_next(&v, &p); while (s == UB_OK && p.t.kind != UB_CSS_EOF);
    assert_int_equal(s, UB_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(structure, reset_arena),
        cmocka_unit_test_teardown(context_of_declarations, reset_arena),
        cmocka_unit_test_teardown(kinds_tell_what_needs_care, reset_arena),
        cmocka_unit_test_teardown(notes_say_what_is_odd, reset_arena),
        cmocka_unit_test_teardown(nesting_has_an_end, reset_arena),
        cmocka_unit_test_teardown(a_full_arena_is_a_limit, reset_arena),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
