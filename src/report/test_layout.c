/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include <unistd.h>

#include "layout.h"

static char room[8192];

/* What `out` holds; nothing is written to its descriptor as long as it fits. */
static ub_str so_far(const ub_out *out) { return ub_str_of(out->buf, out->n); }

static void paragraphs_break_at_spaces(void **state)
{
    static const struct { const char *name, *first; ub_str text; unsigned width; ub_str want; } cases[] = {
        { "fits",           "- ", UB_LIT("one two"),        20, UB_LIT("- one two\n") },
        { "empty",          "- ", UB_LIT(""),               20, UB_LIT("- \n") },
        { "breaks",         "- ", UB_LIT("one two three"),  12, UB_LIT("- one two\n  three\n") },
        { "just fits",      "",   UB_LIT("one two three"),   13, UB_LIT("one two three\n") },
        { "one too many",   "",   UB_LIT("one two three"),   12, UB_LIT("one two\nthree\n") },
        { "long word",      "",   UB_LIT("a 0123456789abc"), 10, UB_LIT("a\n0123456789\nabc\n") },
        { "several spaces", "",   UB_LIT("one   twotwo x"),   9, UB_LIT("one\ntwotwo x\n") },
        { "wide letters",   "",   UB_LIT("\xE6\xB0\xB4\xE4\xBD\x8D\xE4\xB8\x8E\xE6\xA1\xA5\xE6\xA2\x81"), 8,
          UB_LIT("\xE6\xB0\xB4\xE4\xBD\x8D\xE4\xB8\x8E\xE6\xA1\xA5\n\xE6\xA2\x81\n") },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_out out;
        ub_out_init(&out, -1, room, sizeof room);
        ub_layout_para(&out, cases[i].first, cases[i].text, cases[i].width);
        ub_assert_str(cases[i].name, so_far(&out), cases[i].want);
    }
}

static void widths_are_those_of_a_terminal(void **state)
{
    (void)state;
    assert_int_equal(ub_layout_width(UB_S("abc")), 3);
    assert_int_equal(ub_layout_width(UB_S("Caf\xC3\xA9")), 4);
    assert_int_equal(ub_layout_width(UB_S("e\xCC\x81")), 1);                      /* a combining accent */
    assert_int_equal(ub_layout_width(UB_S("\xE5\x86\x99\xE7\x9C\x9F")), 4);         /* U+5199 U+771F */
    assert_int_equal(ub_layout_width(UB_S("\xF0\x9F\x8D\x8E")), 2);                /* U+1F34E */
}

static void text_is_cut_between_characters(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    char many[400];
    ub_buf b;
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 20, NULL), UB_OK);
    b = ub_buf_in(&a);
    ub_layout_safe(&b, UB_S("ab\xE6\xB0\xB4z"), 4);
    ub_assert_str("in a letter of three bytes", ub_buf_str(&b), UB_S("ab.."));
    for (size_t i = 0; i < sizeof many; i++) many[i] = "\xE6\xB0\xB4"[i % 3];      /* pieces never begin inside one */
    b = ub_buf_in(&a);
    ub_layout_safe(&b, ub_str_of(many, 399), SIZE_MAX);
    ub_assert_str("many letters of three bytes", ub_buf_str(&b), ub_str_of(many, 399));
    b = ub_buf_in(&a);
    ub_layout_safe(&b, UB_S("a\x1B[2J"), 100);
    ub_assert_str("escape", ub_buf_str(&b), UB_S("a\\x1B[2J"));
}

static void a_table_fits_its_width(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    ub_layout_table t = { .n_columns = 3, .most = { 10, 10 }, .head = { "id", "host", "why" } };
    const ub_str rows[][3] = {
        { UB_LIT("img"), UB_LIT("t.example"), UB_LIT("It is small.") },
        { UB_LIT("img"), UB_LIT("t.example"), UB_LIT("It is small.") },
        { UB_LIT("css"), UB_LIT("longer.example"), UB_LIT("A background picture of it all.") },
    };
    ub_out out;
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 20, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(rows); i++) memcpy(ub_layout_row(&a, &t)->cell, rows[i], sizeof rows[i]);
    ub_out_init(&out, -1, room, sizeof room);
    ub_layout_print(&out, &t, 45, false);
    ub_assert_str("beside", so_far(&out), UB_S(
        "id   host        why\n"
        "img  t.example   It is small.\n"
        "    2 times\n"
        "css  longer.exa  A background picture of it\n"
        "     mple        all.\n"));
    ub_out_init(&out, -1, room, sizeof room);
    ub_layout_print(&out, &t, 30, false);
    ub_assert_str("below", so_far(&out), UB_S(
        "id   host\n"
        "img  t.example\n"
        "    It is small.\n"
        "    2 times\n"
        "css  longer.example\n"
        "    A background picture of it\n"
        "    all.\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paragraphs_break_at_spaces), cmocka_unit_test(widths_are_those_of_a_terminal),
        cmocka_unit_test(text_is_cut_between_characters), cmocka_unit_test(a_table_fits_its_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
