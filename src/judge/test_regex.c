/* SPDX-License-Identifier: Apache-2.0 */
/* Regular expressions.  What must come out is ECMA-262's, by hand. */
#include "regex.h"
#include "support.h"

static ub_arena arena;

static int open_arena(void **state)
{
    (void)state;
    return ub_arena_open(&arena, (size_t)64 << 20, NULL) == UB_OK ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    ub_arena_close(&arena);
    return 0;
}

static ub_status compile(ub_regex_pool *pool, ub_buf *text, ub_str e, bool nocase, bool whole, ub_regex *re, ub_err *err)
{
    *text = ub_buf_in(&arena);
    *pool = (ub_regex_pool){ .text = text };
    return ub_regex_compile(&arena, pool, e, nocase, whole, re, err);
}

static ub_regex_view view_of(const ub_regex_pool *pool) { return (ub_regex_view){ pool->steps.p, pool->sets.p, pool->text->p }; }

static void expressions_match_as_ecma_says(void **state)
{
    static const struct { ub_str e, text; bool want; const char *group; } cases[] = {
        { UB_LIT("abc"), UB_LIT("xxabcxx"), true, NULL }, { UB_LIT("abc"), UB_LIT("ab"), false, NULL },
        { UB_LIT("^abc$"), UB_LIT("abc"), true, NULL }, { UB_LIT("^abc$"), UB_LIT("xabc"), false, NULL }, { UB_LIT("^abc$"), UB_LIT("abcx"), false, NULL },
        { UB_LIT("a.c"), UB_LIT("a/c"), true, NULL }, { UB_LIT("a.c"), UB_LIT("a\nc"), false, NULL }, { UB_LIT("a\\.c"), UB_LIT("a/c"), false, NULL },
        { UB_LIT("^ab*c$"), UB_LIT("ac"), true, NULL }, { UB_LIT("^ab*c$"), UB_LIT("abbbc"), true, NULL }, { UB_LIT("^ab+c$"), UB_LIT("ac"), false, NULL },
        { UB_LIT("^ab+c$"), UB_LIT("abbc"), true, NULL }, { UB_LIT("^ab?c$"), UB_LIT("abbc"), false, NULL }, { UB_LIT("^ab?c$"), UB_LIT("ac"), true, NULL },
        { UB_LIT("^a{3}$"), UB_LIT("aa"), false, NULL }, { UB_LIT("^a{3}$"), UB_LIT("aaa"), true, NULL }, { UB_LIT("^a{2,3}$"), UB_LIT("aaaa"), false, NULL },
        { UB_LIT("^a{2,3}$"), UB_LIT("aaa"), true, NULL }, { UB_LIT("^a{2,}$"), UB_LIT("a"), false, NULL }, { UB_LIT("^a{2,}$"), UB_LIT("aaaaa"), true, NULL },
        { UB_LIT("^a{0,2}b$"), UB_LIT("b"), true, NULL }, { UB_LIT("^a{0,2}b$"), UB_LIT("aaab"), false, NULL }, { UB_LIT("^a{0}b$"), UB_LIT("b"), true, NULL },
        { UB_LIT("^a{x}$"), UB_LIT("a{x}"), true, NULL },      /* Annex B: no count, so a brace */
        { UB_LIT("^(?:ab|cd|ef)g$"), UB_LIT("cdg"), true, NULL }, { UB_LIT("^(?:ab|cd|ef)g$"), UB_LIT("efg"), true, NULL }, { UB_LIT("^(?:ab|cd)g$"), UB_LIT("abcdg"), false, NULL },
        { UB_LIT("a|b"), UB_LIT("xb"), true, NULL }, { UB_LIT("^(?:|a)b$"), UB_LIT("b"), true, NULL }, { UB_LIT("^(?:a*)*$"), UB_LIT("aaa"), true, NULL },
        { UB_LIT("^(?:a|)+$"), UB_LIT(""), true, NULL },
        { UB_LIT("^[a-c_]+$"), UB_LIT("ab_c"), true, NULL }, { UB_LIT("^[^a-c]+$"), UB_LIT("xyz"), true, NULL }, { UB_LIT("[^a-c]"), UB_LIT("abc"), false, NULL },
        { UB_LIT("^[-a]+$"), UB_LIT("-a-"), true, NULL }, { UB_LIT("^[a\\-z]+$"), UB_LIT("a-z"), true, NULL }, { UB_LIT("^[a\\-z]+$"), UB_LIT("b"), false, NULL },
        { UB_LIT("^[\\d_]{2}$"), UB_LIT("4_"), true, NULL }, { UB_LIT("^[\\w.%]+$"), UB_LIT("a_9.%"), true, NULL }, { UB_LIT("^[]]"), UB_LIT("]"), false, NULL },
        { UB_LIT("^\\d+\\D\\w\\W\\s\\S$"), UB_LIT("12a_- x"), true, NULL }, { UB_LIT("\\bend\\b"), UB_LIT("the end."), true, NULL },
        { UB_LIT("\\bend\\b"), UB_LIT("bend"), false, NULL }, { UB_LIT("\\Bend"), UB_LIT("bend"), true, NULL }, { UB_LIT("^\\x41\\/\\$\\t$"), UB_LIT("A/$\t"), true, NULL },
        /* The first group: the leftmost match, the ways that stand first. */
        { UB_LIT("u=([^&]*)"), UB_LIT("?u=one&u=two"), true, "one" }, { UB_LIT("^.*u=([^&]*)"), UB_LIT("?u=one&u=two"), true, "two" },
        { UB_LIT("^.*?u=([^&]*)"), UB_LIT("?u=one&u=two"), true, "one" }, { UB_LIT("(a+)"), UB_LIT("baaa"), true, "aaa" }, { UB_LIT("(a+?)"), UB_LIT("baaa"), true, "a" },
        { UB_LIT("(a|ab)"), UB_LIT("ab"), true, "a" }, { UB_LIT("(ab|a)"), UB_LIT("ab"), true, "ab" }, { UB_LIT("x(?:a|(b))"), UB_LIT("xa"), true, NULL },
        { UB_LIT("(a)(b)"), UB_LIT("ab"), true, "a" }, { UB_LIT("(?:url|q)=(https?[^&]+)"), UB_LIT("/url?sa=t&q=https%3A%2F%2Fa.example&x"), true, "https%3A%2F%2Fa.example" },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_regex_pool pool;
        ub_buf text;
        ub_regex re;
        ub_err err = { 0 };
        ub_str group;
        if (compile(&pool, &text, cases[i].e, false, false, &re, &err) != UB_OK) fail_msg("%.*s: %s", UB_F(cases[i].e), err.what);
        ub_regex_view view = view_of(&pool);
        assert_true(ub_regex_holds(&re, &view, pool.steps.n, pool.sets.n, text.n));
        if (ub_regex_match(&re, &view, cases[i].text, NULL) != cases[i].want || ub_regex_match(&re, &view, cases[i].text, &group) != cases[i].want)
            fail_msg("%.*s on %.*s", UB_F(cases[i].e), UB_F(cases[i].text));
        if (!cases[i].want) continue;
        if (!cases[i].group) { assert_true(group.n == 0); continue; }
        ub_assert_str("group", group, ub_str_of(cases[i].group, strlen(cases[i].group)));
    }
}

static void case_and_both_ends_are_asked_for_by_the_caller(void **state)
{
    static const struct { ub_str e, text; bool nocase, whole, want; } cases[] = {
        { UB_LIT("AbC"), UB_LIT("abc"), true, false, true }, { UB_LIT("AbC"), UB_LIT("abc"), false, false, false },
        { UB_LIT("[A-C]"), UB_LIT("b"), true, false, true }, { UB_LIT("[^A-C]"), UB_LIT("b"), true, false, false },
        { UB_LIT("utm_[a-z]*"), UB_LIT("utm_x"), false, true, true }, { UB_LIT("utm_[a-z]*"), UB_LIT("utm_x9"), false, true, false },
        { UB_LIT("a|b"), UB_LIT("ba"), false, true, false }, { UB_LIT("a|b"), UB_LIT("b"), false, true, true },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_regex_pool pool;
        ub_buf text;
        ub_regex re;
        assert_int_equal(compile(&pool, &text, cases[i].e, cases[i].nocase, cases[i].whole, &re, NULL), UB_OK);
        ub_regex_view view = view_of(&pool);
        if (ub_regex_match(&re, &view, cases[i].text, NULL) != cases[i].want) fail_msg("%.*s on %.*s", UB_F(cases[i].e), UB_F(cases[i].text));
    }
}

static void what_is_wrong_or_not_done_is_told_apart(void **state)
{
    static const struct { ub_str e; ub_status want; size_t at; } cases[] = {
        { UB_LIT("a("), UB_SYNTAX, 2 }, { UB_LIT("a)"), UB_SYNTAX, 1 }, { UB_LIT("[a"), UB_SYNTAX, 2 }, { UB_LIT("*a"), UB_SYNTAX, 1 }, { UB_LIT("a\\"), UB_SYNTAX, 2 },
        { UB_LIT("[b-a]"), UB_SYNTAX, 4 }, { UB_LIT("^*"), UB_SYNTAX, 2 }, { UB_LIT("\\xg0"), UB_SYNTAX, 2 },
        { UB_LIT("(?=a)"), UB_ABSENT, 1 }, { UB_LIT("(?!a)"), UB_ABSENT, 1 }, { UB_LIT("(?<=a)"), UB_ABSENT, 1 }, { UB_LIT("(a)\\1"), UB_ABSENT, 5 },
        { UB_LIT("\\p{L}"), UB_ABSENT, 2 },
        { UB_LIT("(?:(?:(?:a{99}){99}){99}){99}"), UB_LIMIT, 19 },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_regex_pool pool;
        ub_buf text;
        ub_regex re;
        ub_err err = { 0 };
        ub_status s = compile(&pool, &text, cases[i].e, false, false, &re, &err);
        if (s != cases[i].want || err.at != cases[i].at) fail_msg("%.*s: %s at %zu", UB_F(cases[i].e), ub_status_name(s), err.at);
        assert_true(pool.steps.n == 0 && pool.sets.n == 0);
    }
}

static void the_word_that_every_match_holds_is_known(void **state)
{
    static const struct { ub_str e, want; } cases[] = {
        { UB_LIT("^https?:\\/\\/(?:[a-z0-9-]+\\.)*?amazon(?:\\.[a-z]{2,}){1,}"), UB_LIT("amazon") }, { UB_LIT("^https?:\\/\\/(?:www)?amazon\\."), UB_LIT("") },
        { UB_LIT("\\/abc\\/"), UB_LIT("abc") }, { UB_LIT("abc\\/"), UB_LIT("") }, { UB_LIT("\\/abc"), UB_LIT("") }, { UB_LIT("^abc\\/"), UB_LIT("abc") }, { UB_LIT("\\/abc$"), UB_LIT("abc") },
        { UB_LIT("\\/abcd?\\/"), UB_LIT("") }, { UB_LIT("\\/abc-?\\/"), UB_LIT("abc") }, { UB_LIT("\\/abc.\\/"), UB_LIT("") }, { UB_LIT("\\/abc[?&]x"), UB_LIT("abc") },
        { UB_LIT("\\/abc[?a]x"), UB_LIT("") }, { UB_LIT("\\/abc(?:\\?|\\/)x"), UB_LIT("abc") }, { UB_LIT("\\/abc(?:\\?|d)x"), UB_LIT("") }, { UB_LIT("\\/abc(?:\\?|)x"), UB_LIT("") },
        { UB_LIT("\\/abc\\/|\\/def\\/"), UB_LIT("") }, { UB_LIT("^(?:a)abc\\/"), UB_LIT("") }, { UB_LIT("\\/ab\\/abc\\/"), UB_LIT("abc") }, { UB_LIT("\\/abc\\b.x"), UB_LIT("") },
        { UB_LIT("\\/a%2f\\/"), UB_LIT("2f") }, { UB_LIT("\\/abc(?:x*)\\/"), UB_LIT("") },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_regex_pool pool;
        ub_buf text;
        ub_regex re;
        assert_int_equal(compile(&pool, &text, cases[i].e, true, false, &re, NULL), UB_OK);
        if (!ub_str_eq(ub_str_of(text.p + re.word_at, re.word_n), cases[i].want)) fail_msg("%.*s: %.*s", UB_F(cases[i].e), (int)re.word_n, text.p + re.word_at);
    }
}

static ub_str repeated(ub_str one, size_t times, ub_str before, ub_str behind)
{
    ub_buf b = ub_buf_in(&arena);
    ub_buf_add(&b, before);
    for (size_t i = 0; i < times; i++) ub_buf_add(&b, one);
    ub_buf_add(&b, behind);
    return ub_buf_str(&b);
}

static void length_steps_and_depth_have_limits(void **state)
{
    (void)state;
    for (size_t over = 0; over < 2; over++) {
        ub_regex_pool pool;
        ub_buf text;
        ub_regex re;
        ub_status want = over ? UB_LIMIT : UB_OK;
        ub_str steps = over ? UB_S("a{2000}") : UB_S("a{1999}");      /* and the one that ends it */
        assert_int_equal(compile(&pool, &text, steps, false, false, &re, NULL), want);
        ub_str open = repeated(UB_S("(?:"), UB_REGEX_DEPTH_MAX + over, UB_S(""), UB_S("a"));
        assert_int_equal(compile(&pool, &text, repeated(UB_S(")"), UB_REGEX_DEPTH_MAX + over, open, UB_S("")), false, false, &re, NULL), want);
        ub_str longest = repeated(UB_S("x"), UB_REGEX_MAX - 4 + over - 1, UB_S("[a"), UB_S("y]a"));
        assert_int_equal(longest.n, UB_REGEX_MAX + over);
        assert_int_equal(compile(&pool, &text, longest, false, false, &re, NULL), want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_match_as_ecma_says), cmocka_unit_test(case_and_both_ends_are_asked_for_by_the_caller),
        cmocka_unit_test(what_is_wrong_or_not_done_is_told_apart), cmocka_unit_test(the_word_that_every_match_holds_is_known), cmocka_unit_test(length_steps_and_depth_have_limits),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
