/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include "doc.h"

/* ------------------------------------------------------------------------------------------------ TNEF, written by hand */

struct writer { char p[4096]; size_t n; };

static void bytes(struct writer *w, const void *p, size_t n)
{
    assert_true(w->n + n <= sizeof w->p);
    if (n) memcpy(w->p + w->n, p, n);
    w->n += n;
}

static void number(struct writer *w, uint64_t v, size_t n)
{
    for (; n > 0; n--, v >>= 8) bytes(w, &(char){ (char)v }, 1);
}

static void padded(struct writer *w, ub_str s)
{
    number(w, s.n, 4);
    bytes(w, s.p, s.n);
    number(w, 0, -s.n & 3);
}

static void begin(struct writer *w) { w->n = 0, number(w, 0x223E9F78, 4), number(w, 7, 2); }

static void attribute(struct writer *w, unsigned level, uint32_t id, ub_str body)
{
    unsigned sum = 0;
    for (size_t i = 0; i < body.n; i++) sum += ub_str_at(body, i);
    number(w, level, 1), number(w, id, 4), number(w, body.n, 4);
    bytes(w, body.p, body.n);
    number(w, sum, 2);
}

static ub_str written(const struct writer *w) { return ub_str_of(w->p, w->n); }

static void expect(ub_tnef *t, ub_tnef_kind kind, ub_str what)
{
    ub_tnef_item item;
    assert_int_equal(ub_tnef_next(t, &item), UB_OK);
    assert_int_equal(item.kind, kind);
    ub_assert_str("item", item.bytes, what);
}

static void bodies_names_files_and_flags_are_given_in_order(void **state)
{
    static const unsigned char common[16] = { 8, 0x20, 6, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46 };
    struct writer w, p;
    ub_tnef t;
    (void)state;
    begin(&w);
    attribute(&w, 1, 0x00089006, UB_S("\0\0\1\0"));                      /* version: of no interest */
    p.n = 0;
    number(&p, 5, 4);
    number(&p, 0x0040, 2), number(&p, 0x3007, 2), number(&p, 1, 8);                             /* a time */
    number(&p, 0x000B, 2), number(&p, 0x0029, 2), number(&p, 1, 4);                             /* read receipt: yes */
    number(&p, 0x000B, 2), number(&p, 0x0023, 2), number(&p, 0, 4);                             /* delivery receipt: no */
    number(&p, 0x0102, 2), number(&p, 0x1013, 2), number(&p, 1, 4), padded(&p, UB_S("<p>hi"));
    number(&p, 0x001F, 2), number(&p, 0x8005, 2), bytes(&p, common, 16), number(&p, 0, 4), number(&p, 0x851F, 4);
    number(&p, 1, 4), padded(&p, UB_S("\\\0\\\0a\0\0\0"));
    attribute(&w, 1, 0x00069003, written(&p));
    attribute(&w, 2, 0x00069002, UB_S("xxxx"));
    attribute(&w, 2, 0x00018010, UB_S("a.html\0"));
    attribute(&w, 2, 0x0006800F, UB_S("<html>"));
    ub_tnef_init(&t, written(&w));
    expect(&t, UB_TNEF_READ_RECEIPT, UB_S("\1\0\0\0"));
    expect(&t, UB_TNEF_HTML, UB_S("<p>hi"));
    expect(&t, UB_TNEF_REMINDER, UB_S("\\\0\\\0a\0\0\0"));
    expect(&t, UB_TNEF_ATTACHMENT, UB_S("xxxx"));
    expect(&t, UB_TNEF_NAME, UB_S("a.html"));
    expect(&t, UB_TNEF_FILE, UB_S("<html>"));
    assert_int_equal(ub_tnef_next(&t, &(ub_tnef_item){ 0 }), UB_ABSENT);
}

static void properties_named_by_text_and_lists_of_values_are_stepped_over(void **state)
{
    struct writer w, p;
    ub_tnef t;
    (void)state;
    begin(&w);
    p.n = 0;
    number(&p, 3, 4);
    number(&p, 0x0003, 2), number(&p, 0x8001, 2), bytes(&p, "0123456789abcdef", 16), number(&p, 1, 4), padded(&p, UB_S("n\0a\0m\0")), number(&p, 9, 4);
    number(&p, 0x1003, 2), number(&p, 0x0001, 2), number(&p, 2, 4), number(&p, 7, 4), number(&p, 8, 4);
    number(&p, 0x001E, 2), number(&p, 0x370D, 2), number(&p, 1, 4), padded(&p, UB_S("\\\\x.example\\s\\a"));
    attribute(&w, 2, 0x00069005, written(&p));
    ub_tnef_init(&t, written(&w));
    expect(&t, UB_TNEF_PATH, UB_S("\\\\x.example\\s\\a"));
    assert_int_equal(ub_tnef_next(&t, &(ub_tnef_item){ 0 }), UB_ABSENT);
}

/* Cut anywhere: what was before is given, and reading ends.  Every cut that loses something says so. */
static void a_broken_stream_is_read_as_far_as_it_goes(void **state)
{
    struct writer w, p;
    (void)state;
    begin(&w);
    p.n = 0;
    number(&p, 2, 4);
    number(&p, 0x0102, 2), number(&p, 0x1013, 2), number(&p, 1, 4), padded(&p, UB_S("<p>hi</p>"));
    number(&p, 0x0777, 2), number(&p, 0x1014, 2);       /* no such type */
    attribute(&w, 1, 0x00069003, written(&p));
    for (size_t cut = 6; cut <= w.n; cut++) {
        ub_tnef t;
        ub_tnef_item item;
        ub_status s;
        unsigned items = 0, broken = 0;
        ub_tnef_init(&t, ub_str_of(w.p, cut));
        while ((s = ub_tnef_next(&t, &item)) != UB_ABSENT) s == UB_OK ? items++ : broken++;
        assert_int_equal(items, cut >= w.n - 2);
        assert_int_equal(broken, cut == 6 ? 0 : 1);
    }
    p.n = 0;
    number(&p, 1, 4), number(&p, 0x1003, 2), number(&p, 1, 2), number(&p, 65537, 4);
    for (unsigned i = 0; i < 3; i++) number(&p, 0, 4);
    begin(&w);
    attribute(&w, 1, 0x00069003, written(&p));
    ub_tnef t;
    ub_tnef_init(&t, written(&w));
    assert_int_equal(ub_tnef_next(&t, &(ub_tnef_item){ 0 }), UB_SYNTAX);
}

/* ------------------------------------------------------------------------------------------------ RTF */

static ub_arena arena;

/* The examples of [MS-OXRTFCP] 4.1 and 4.2. */
static void compressed_text_is_expanded(void **state)
{
    static const char one[] = "\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125\x42\x32\x0a\xf3 hel\x09\0 bw\x05\xb0ld}\x0a\x80\x0f\xa0";
    static const char two[] = "\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4\x4b\x51\x41\0\x04 WXYZ\x0dn}\x01\x0e\xb0";
    static const char plain[] = "\x10\0\0\0\4\0\0\0MELA\0\0\0\0{\\r}";
    ub_str out;
    (void)state;
    assert_int_equal(ub_rtf_expand(&arena, ub_str_of(one, sizeof one - 1), &out, NULL), UB_OK);
    ub_assert_str("4.1", out, UB_S("{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"));
    assert_int_equal(ub_rtf_expand(&arena, ub_str_of(two, sizeof two - 1), &out, NULL), UB_OK);
    ub_assert_str("4.2", out, UB_S("{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"));
    assert_int_equal(ub_rtf_expand(&arena, ub_str_of(plain, sizeof plain - 1), &out, NULL), UB_OK);
    ub_assert_str("not compressed", out, UB_S("{\\r}"));
    assert_int_equal(ub_rtf_expand(&arena, UB_S("0123456789abcdef"), &out, NULL), UB_SYNTAX);
    assert_int_equal(ub_rtf_expand(&arena, UB_S("short"), &out, NULL), UB_SYNTAX);
}

static void html_is_taken_out_of_its_wrapping(void **state)
{
    static const struct { const char *rtf, *html; } cases[] = {
        { "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 {\\fonttbl{\\f0 Arial;}}{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 hi{\\*\\htmltag72 </p>}}", "<p>hi</p>" },
        { "{\\rtf1\\fromhtml1{\\*\\htmltag84 <img src=\"http://x.example/\\'61\">}\\htmlrtf \\b bold\\b0\\htmlrtf0}", "<img src=\"http://x.example/a\">" },
        { "{\\rtf1\\fromhtml1{\\*\\mhtmltag84 <img src=cid:a>}{\\*\\htmltag84 <img\r\n src=b>}}", "<img src=b>" },
        { "{\\rtf1\\fromhtml1 a\\par b\\tab\\'e9\\u8364?\\{\\}\\\\ {\\*\\htmltag84 &lt;}\\htmlrtf <\\htmlrtf0}", "a\r\nb\t\xe9&#8364;{}\\ &lt;" },
        { "{\\rtf1\\fromhtml1\\uc2\\u-10179??x\\uc0\\u65?}", "&#55357;x&#65;?" },
        { "{\\rtf1\\ansi no HTML}", NULL },
        { "text", NULL },
    };
    static char deep[600];
    ub_str out;
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_status s = ub_rtf_html(&arena, ub_str_of(cases[i].rtf, strlen(cases[i].rtf)), &out, NULL);
        assert_int_equal(s, cases[i].html ? UB_OK : UB_ABSENT);
        if (cases[i].html) ub_assert_str(cases[i].rtf, out, ub_str_of(cases[i].html, strlen(cases[i].html)));
    }
    memset(deep, '{', sizeof deep);
    memcpy(deep, "{\\rtf1\\fromhtml1", 15);
    assert_int_equal(ub_rtf_html(&arena, ub_str_of(deep, 15 + 254), &out, NULL), UB_OK);
    assert_int_equal(ub_rtf_html(&arena, ub_str_of(deep, 15 + 255), &out, NULL), UB_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies_names_files_and_flags_are_given_in_order),
        cmocka_unit_test(properties_named_by_text_and_lists_of_values_are_stepped_over),
        cmocka_unit_test(a_broken_stream_is_read_as_far_as_it_goes),
        cmocka_unit_test(compressed_text_is_expanded),
        cmocka_unit_test(html_is_taken_out_of_its_wrapping),
    };
    if (ub_arena_open(&arena, (size_t)16 << 20, NULL) != UB_OK) return 1;
    return cmocka_run_group_tests_name("doc", tests, NULL, NULL);
}
