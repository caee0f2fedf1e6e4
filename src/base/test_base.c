/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <sys/resource.h>

#include "base.h"
#include "scan.h"

static void strings_compare(void **state)
{
    static const struct { const char *name; ub_str a, b; bool eq, eq_nocase, starts, ends; } cases[] = {
        { "same",          UB_LIT("abc"),  UB_LIT("abc"), true,  true,  true,  true },
        { "case",          UB_LIT("ABC"),  UB_LIT("abc"), false, true,  false, false },
        { "longer",        UB_LIT("abcd"), UB_LIT("abc"), false, false, true,  false },
        { "tail",          UB_LIT("xabc"), UB_LIT("abc"), false, false, false, true },
        { "empty",         UB_LIT(""),     UB_LIT(""),    true,  true,  true,  true },
        { "not a letter",  UB_LIT("[{"),   UB_LIT("{["),  false, false, false, false },
        { "NUL inside",    UB_LIT("a\0b"), UB_LIT("a\0c"), false, false, false, false },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        assert_int_equal(ub_str_eq(cases[i].a, cases[i].b), cases[i].eq);
        assert_int_equal(ub_str_eq_nocase(cases[i].a, cases[i].b), cases[i].eq_nocase);
        assert_int_equal(ub_str_starts(cases[i].a, cases[i].b), cases[i].starts);
        assert_int_equal(ub_str_ends(cases[i].a, cases[i].b), cases[i].ends);
        assert_int_equal(ub_str_cmp(cases[i].a, cases[i].b) == 0, cases[i].eq);
    }
    assert_true(ub_str_cmp(UB_S("ab"), UB_S("abc")) < 0);
    assert_true(ub_str_cmp(UB_S("b"), UB_S("abc")) > 0);
    assert_true(ub_str_cmp_nocase(UB_S("B"), UB_S("abc")) > 0);
}

static void a_row_is_found_by_the_text_it_begins_with(void **state)
{
    static const struct { ub_str key; int value; } rows[] = { { UB_LIT("a"), 1 }, { UB_LIT("b"), 2 }, { UB_LIT("b"), 3 }, { UB_LIT("bc"), 4 } };
    const size_t n = UB_COUNT(rows), size = sizeof *rows;
    (void)state;
    assert_int_equal(ub_str_row(rows, n, size, UB_S("a")), 0);
    assert_int_equal(ub_str_row(rows, n, size, UB_S("b")), 1);      /* the first of two */
    assert_int_equal(ub_str_row(rows, n, size, UB_S("bc")), 3);
    assert_int_equal(ub_str_row(rows, n, size, UB_S("")), n);
    assert_int_equal(ub_str_row(rows, n, size, UB_S("ab")), n);
    assert_int_equal(ub_str_row(rows, n, size, UB_S("c")), n);
    assert_int_equal(ub_str_row(rows, 0, size, UB_S("a")), 0);
}

static void strings_cut(void **state)
{
    ub_str rest = UB_S("text/html; charset=utf-8");
    (void)state;
    assert_true(ub_str_eq(ub_str_cut(&rest, ';'), UB_S("text/html")));
    assert_true(ub_str_eq(ub_str_trim(rest), UB_S("charset=utf-8")));
    assert_true(ub_str_eq(ub_str_cut(&rest, ';'), UB_S(" charset=utf-8")));
    assert_int_equal(rest.n, 0);
    assert_int_equal(ub_str_cut(&rest, ';').n, 0);
    assert_int_equal(ub_str_find(UB_S("abcabd"), UB_S("abd")), 3);
    assert_int_equal(ub_str_find(UB_S("abc"), UB_S("x")), 3);
    assert_int_equal(ub_str_find_nocase(UB_S("xHTtp"), UB_S("http")), 1);
    assert_int_equal(ub_str_from(UB_S("abc"), 9).n, 0);
    assert_int_equal(ub_str_to(UB_S("abc"), 9).n, 3);
    /* An empty slice may have no bytes at all. */
    assert_null(ub_str_end((ub_str){ NULL, 0 }));
    assert_int_equal(ub_str_trim((ub_str){ NULL, 0 }).n, 0);
}

static void numbers(void **state)
{
    static const struct { ub_str in; uint64_t max; bool ok; uint64_t want; } cases[] = {
        { UB_LIT("0"), 10, true, 0 },       { UB_LIT("65535"), 65535, true, 65535 },
        { UB_LIT("65536"), 65535, false },  { UB_LIT(""), 10, false },
        { UB_LIT("1x"), 100, false },       { UB_LIT("18446744073709551615"), UINT64_MAX, true, UINT64_MAX },
        { UB_LIT("18446744073709551616"), UINT64_MAX, false }, { UB_LIT("9"), 8, false }, { UB_LIT("5"), 3, false },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        uint64_t v = 0;
        assert_int_equal(ub_str_uint(cases[i].in, cases[i].max, &v), cases[i].ok);
        if (cases[i].ok) assert_true(v == cases[i].want);
    }
    assert_int_equal(ub_hex('f'), 15);
    assert_int_equal(ub_hex('A'), 10);
    assert_int_equal(ub_hex('g'), -1);
    assert_int_equal(ub_hex('`'), -1);
}

static void letters_fold_at_every_place(void **state)
{
    (void)state;
    for (int a = 0; a < 256; a++)
        for (int b = 0; b < 256; b++) {
            char x[20], y[20];
            bool same = (a >= 'A' && a <= 'Z' ? a + 32 : a) == (b >= 'A' && b <= 'Z' ? b + 32 : b);
            memset(x, 'q', sizeof x);
            memset(y, 'Q', sizeof y);
            for (size_t n = 1; n < sizeof x; n += 3) {
                x[n - 1] = (char)a, y[n - 1] = (char)b;
                assert_int_equal(ub_str_eq_nocase(ub_str_of(x, n), ub_str_of(y, n)), same);
                x[n - 1] = 'q', y[n - 1] = 'Q';
            }
        }
}

static void hashes_tell_texts_apart_and_not_places(void **state)
{
    char text[48], other[49];
    (void)state;
    for (size_t i = 0; i < sizeof text; i++) text[i] = (char)(i * 37 + 11);
    for (size_t n = 0; n < sizeof text; n++) {
        uint64_t h = ub_str_hash(ub_str_of(text, n), 7);
        memcpy(other + 1, text, sizeof text);
        assert_true(h == ub_str_hash(ub_str_of(other + 1, n), 7));
        assert_true(h != ub_str_hash(ub_str_of(text, n), 8));
        assert_true((uint32_t)h != (uint32_t)ub_str_hash(ub_str_of(text, n + 1), 7));
        for (size_t bit = 0; bit < 8 * n; bit++) {
            uint64_t g;
            other[1 + bit / 8] ^= (char)(1 << bit % 8);
            g = ub_str_hash(ub_str_of(other + 1, n), 7);
            assert_true((uint32_t)g != (uint32_t)h && g >> 32 != h >> 32);
            other[1 + bit / 8] ^= (char)(1 << bit % 8);
        }
    }
}

static void arena_lends_its_far_end(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 20, NULL), UB_OK);
    char *near = ub_arena_take(&a, 1000, 8), *end = a.end;
    ub_arena part = ub_arena_split(&a, 100000);
    assert_int_equal(ub_arena_left(&part), 24 * 4096);
    char *far = ub_arena_take(&part, 1000, 8);
    assert_true(far >= a.end && far + 1000 <= end);
    memset(far, 1, 1000);
    assert_null(ub_arena_take(&a, (1 << 20) - 90000, 1));
    assert_non_null(ub_arena_take(&a, 10, 1));
    ub_arena_join(&a, &part, true);
    assert_ptr_equal(a.end, end);
    assert_null(part.start);
    part = ub_arena_split(&a, SIZE_MAX);      /* never more than there is */
    assert_true(part.start >= near + 1000 && part.end == end);
    far = ub_arena_take(&part, 4096, 1);
    assert_int_equal(far[0], 0);              /* given back: fresh pages */
    ub_arena_join(&a, &part, false);
    assert_ptr_equal(a.end, end);
}

static void arena_meets_its_ceiling(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 16, NULL), UB_OK);
    assert_non_null(ub_arena_take(&a, 1000, 8));
    assert_null(ub_arena_take(&a, 1 << 16, 1));
    assert_non_null(ub_arena_take(&a, (1 << 16) - 2000, 1));
    assert_null(UB_NEW(&a, uint64_t, SIZE_MAX / 4));
    ub_arena_reset(&a, 0);
    assert_int_equal(ub_arena_used(&a), 0);
    uint64_t *v = UB_NEW(&a, uint64_t, 100);
    assert_non_null(v);
    for (int i = 0; i < 100; i++) assert_true(v[i] == 0);
}

static void scratch_is_a_copy(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 16, NULL), UB_OK);
    ub_arena scratch = a;
    char *one = ub_arena_take(&scratch, 10, 1);
    char *two = ub_arena_take(&a, 10, 1);
    assert_ptr_equal(one, two);
}

static void lists_and_buffers_grow(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    struct { int *p; size_t n, cap; } list = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 20, NULL), UB_OK);
    ub_buf b = ub_buf_in(&a);
    for (int i = 0; i < 1000; i++) {
        int *v = UB_PUSH(&a, &list);
        assert_non_null(v);
        *v = i;
        assert_true(ub_buf_char(&b, (char)('a' + i % 26)));   /* takes turns, so each has to move now and then */
    }
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(list.p[i], i);
        assert_int_equal(b.p[i], 'a' + i % 26);
    }
    ub_arena_reset(&a, 0);
    b = ub_buf_in(&a);
    assert_true(ub_buf_utf8(&b, 0x41) && ub_buf_utf8(&b, 0xE9) && ub_buf_utf8(&b, 0x20AC) && ub_buf_utf8(&b, 0x1F600)
                && ub_buf_utf8(&b, 0xD800) && ub_buf_utf8(&b, 0x110000));
    assert_true(ub_str_eq(ub_buf_str(&b), UB_S("A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xEF\xBF\xBD\xEF\xBF\xBD")));
    assert_false(ub_buf_room(&b, 1 << 21));
    assert_false(ub_buf_char(&b, 'x'));
    assert_int_equal(b.n, 16);
}

static void notes_are_bounded(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 20, NULL), UB_OK);
    ub_notes notes = { .a = &a };
    for (size_t i = 0; i < UB_NOTES_MAX + 5; i++) ub_notes_add(&notes, "base-test", i, 1);
    assert_int_equal(notes.n, UB_NOTES_MAX);
    assert_int_equal(notes.omitted, 5);
    assert_int_equal(notes.p[7].at, 7);
    ub_notes_add(NULL, "base-test", 0, 0);
}

static void scans_agree_with_a_loop(void **state)
{
    char text[80];
    (void)state;
    for (size_t n = 0; n <= 64; n++)
        for (size_t hit = 0; hit <= n; hit++) {
            memset(text, 'x', sizeof text);
            memcpy(text + n, "<&>\"", 4);             /* just outside: must not be found */
            if (hit < n) text[hit] = "<&>\""[hit % 4];
            assert_ptr_equal(ub_scan4(text, text + n, '<', '&', '>', '"'), text + hit);
            if (hit < n) text[hit] = (char)0x80;
            text[n] = (char)0xff;
            assert_ptr_equal(ub_scan_nonascii(text, text + n), text + hit);
            assert_int_equal(ub_scan_odd(text, text + n), hit < n ? UB_ODD_BYTE_HIGH : 0);
            if (hit < n) text[hit] = 0;
            assert_int_equal(ub_scan_odd(text, text + n), hit < n ? UB_ODD_BYTE_NUL : 0);
        }
}

#ifndef __SANITIZE_ADDRESS__      /* whose shadow alone is larger */
/* As under Dovecot, whose services get 256 MiB of address space. */
static void an_arena_takes_less_where_less_is_allowed(void **state)
{
    const struct rlimit tight = { (size_t)256 << 20, RLIM_INFINITY };
    struct rlimit before;
    ub_arena a = { 0 };
    ub_status huge, modest, none;
    size_t got;
    (void)state;
    assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
    assert_int_equal(setrlimit(RLIMIT_AS, &tight), 0);
    huge = ub_arena_open_upto(&a, (size_t)8 << 30, 16 << 20, NULL);
    got = ub_arena_left(&a);
    ub_arena_close(&a);
    modest = ub_arena_open_upto(&a, 1 << 20, 1 << 16, NULL);
    assert_int_equal(ub_arena_left(&a), 1 << 20);
    ub_arena_close(&a);
    none = ub_arena_open_upto(&a, (size_t)8 << 30, (size_t)1 << 30, NULL);
    assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
    assert_int_equal(huge, UB_OK);
    assert_true(got >= 16 << 20 && got <= 128 << 20);
    assert_int_equal(modest, UB_OK);
    assert_int_equal(none, UB_NOMEM);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
#ifndef __SANITIZE_ADDRESS__
        cmocka_unit_test(an_arena_takes_less_where_less_is_allowed),
#endif
        cmocka_unit_test(a_row_is_found_by_the_text_it_begins_with),
        cmocka_unit_test(strings_compare), cmocka_unit_test(strings_cut), cmocka_unit_test(numbers),
        cmocka_unit_test(letters_fold_at_every_place), cmocka_unit_test(hashes_tell_texts_apart_and_not_places),
        cmocka_unit_test(arena_lends_its_far_end), cmocka_unit_test(arena_meets_its_ceiling), cmocka_unit_test(scratch_is_a_copy),
        cmocka_unit_test(lists_and_buffers_grow), cmocka_unit_test(notes_are_bounded),
        cmocka_unit_test(scans_agree_with_a_loop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
