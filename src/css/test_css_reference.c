/* SPDX-License-Identifier: Apache-2.0 */
/* css against the specification written twice (css_reference.c) and against the properties of its fuzz target: on generated
 * style and on that of the mail. */
#include "support.h"
#include "css_corpus.h"
#include "css_reference.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The properties of fuzz_css.c; a copy with the entry before it. */
static void hold_properties(ub_arena scratch, ub_str text, ub_css_entry entry)
{
    uint8_t *data = ub_arena_take(&scratch, text.n + 1, 1);
    assert_non_null(data);
    data[0] = (uint8_t)entry;
    memcpy(data + 1, text.p, text.n);
    LLVMFuzzerTestOneInput(data, text.n + 1);
}

/* ------------------------------------------------------------------------------------------------ generated style */

static uint64_t seed;

static size_t dice(size_t n)
{
    seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
    return (size_t)(seed >> 11) % n;
}

static void add(ub_buf *b, const char *s) { ub_buf_add(b, ub_str_of(s, strlen(s))); }
#define PICK(list) list[dice(UB_COUNT(list))]

static void blank(ub_buf *b)
{
    static const char *const blanks[] = { "", "", "", " ", " ", "\n", "/**/", "/*;}*/ ", "\t\r\n", "\f" };
    add(b, PICK(blanks));
}

static void value(ub_buf *b, int depth)
{
    static const char *const words[] = {
        "red", "12px", "-1.5e3", "50%", "#fff", "#0a", "'s'", "\"t;}\"", "url(u)", "url( u v)", "url('w')", "!important", "!", ",",
        "/", "important", "--x", "-", "@at", "u+26-3F", "\\75rl(x)", "a\\;b", "\\", "\\\n", "'bad\n", "<!--", "-->", ":", "=",
        "*", "&", "url(", "'", "/*", "é", ".5", "+.5e-2x", "1e", "}", ")", "]", ";", "~=", "||", "{", "\\\r\n", "\\0 ", "\\d800",
        "a-->", "#-->", "5-->", "#url(x)", "5url('x')", "5-5url(x)", "@url(x)", "<!--url(x)", "5-5\\61", "#\\61(", "\\0000061b",
        "\\1100000x", "@-->", "-\\61", "--(", "-(", "src(/**/'x'/**/)", "src('x' y)", "/", "a/b(c)",
    };
    static const char *const open[] = { "(", "[", "{", "f(", "url(", "var(", "image-set(" };
    static const char *const close[] = { ")", "]", "}", ")", ")", ")", ")" };
    for (size_t n = dice(5); n; n--) {
        if (depth < 4 && dice(4) == 0) {
            size_t k = dice(UB_COUNT(open));
            add(b, open[k]);
            value(b, depth + 1);
            if (dice(20)) add(b, close[dice(30) ? k : dice(3)]);
        } else add(b, words[dice(dice(3) ? 16 : UB_COUNT(words))]);
        if (dice(50) == 0) ub_buf_char(b, 0);
        blank(b);
    }
}

static void item(ub_buf *b, int depth);

static void block(ub_buf *b, int depth)
{
    add(b, "{");
    for (size_t n = dice(4); n; n--) item(b, depth + 1);
    if (dice(20)) add(b, "}");
}

static void item(ub_buf *b, int depth)
{
    static const char *const names[] = { "color", "a", "--x", "\\2d-y", "BACKGROUND", "*zoom", "_h", "unicode-range", "\\", "1", "-\\63" };
    static const char *const rules[] = { "@media", "@import", "@font-face", "@\\69mport", "@x", "@-webkit-keyframes", "@charset" };
    static const char *const selectors[] = { "p", "a:hover", ".x", "&>q", "#i[x='}']", "--a:b", "a :b", "*", "", "p,q", "::before", "a:" };
    blank(b);
    switch (dice(depth < 5 ? 8 : 3)) {
    case 0: case 1: case 2:
        add(b, PICK(names));
        if (dice(50) == 0) ub_buf_char(b, 0);
        blank(b);
        if (dice(12)) add(b, ":");
        value(b, 0);
        if (dice(4) == 0) add(b, "!important");
        if (dice(8)) add(b, ";");
        break;
    case 3:
        add(b, PICK(rules));
        value(b, 2);
        if (dice(2)) add(b, ";");
        else block(b, depth);
        break;
    case 4:
        value(b, 0);
        break;
    default:
        add(b, PICK(selectors));
        blank(b);
        block(b, depth);
        break;
    }
    blank(b);
}

static void agree_on_generated_style(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&a, (size_t)64 << 20, NULL), UB_OK);
    for (uint64_t i = 1; i <= 100000; i++) {
        ub_arena scratch = a;
        ub_buf b = ub_buf_in(&scratch);
        const char *what;
        ub_css_entry entry;
        seed = i * UINT64_C(0x9E3779B97F4A7C15);
        for (size_t n = 1 + dice(5); n; n--) item(&b, 0);
        if (dice(4) == 0) b.n = dice(b.n + 1);
        entry = (ub_css_entry)dice(4);
        what = reference_difference(&scratch, ub_buf_str(&b), entry);
        if (what) fail_msg("%llu: %s in %.*s", (unsigned long long)i, what, UB_F(ub_buf_str(&b)));
        if (i % 8 == 0 && b.n) hold_properties(scratch, ub_buf_str(&b), entry);
    }
}

/* ------------------------------------------------------------------------------------------------ style of mail */

struct seen {
    ub_arena a;
    size_t n_attributes, n_sheets, n_bytes;
};

static void compare(void *ctx, ub_str style, bool is_sheet)
{
    struct seen *s = ctx;
    const char *what;
    ub_arena scratch = s->a;
    char *own = ub_arena_take(&scratch, style.n, 1);   /* so that a sanitizer sees a read past its end */
    if (reference_openers(style) > 20000) return;
    assert_non_null(own);
    memcpy(own, style.p, style.n);
    what = reference_difference(&scratch, ub_str_of(own, style.n), is_sheet ? UB_CSS_SHEET : UB_CSS_BLOCK);
    if (what) fail_msg("%s in %.*s", what, UB_F(ub_str_to(style, 1000)));
    if (is_sheet || s->n_attributes % 8 == 0) hold_properties(scratch, style, is_sheet ? UB_CSS_SHEET : UB_CSS_BLOCK);
    *(is_sheet ? &s->n_sheets : &s->n_attributes) += 1;
    s->n_bytes += style.n;
}

static void agree_on_the_style_of_mail(void **state)
{
    struct seen s = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&s.a, (size_t)256 << 20, NULL), UB_OK);
    css_corpus_each(compare, &s);
    ub_arena_close(&s.a);
    print_message("# %zu attributes, %zu sheets, %zu bytes\n", s.n_attributes, s.n_sheets, s.n_bytes);
    assert_true(s.n_attributes > 100000 && s.n_sheets > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agree_on_generated_style),
        cmocka_unit_test(agree_on_the_style_of_mail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
