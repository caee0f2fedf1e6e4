/* SPDX-License-Identifier: Apache-2.0 */
/* The plain members of one JSON object.  Cases from RFC 8259. */
#include "ndjson.h"
#include "support.h"

static ub_arena arena;

static int open_arena(void **state)
{
    (void)state;
    return ub_arena_open(&arena, 4 << 20, NULL) == UB_OK ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    ub_arena_close(&arena);
    return 0;
}

static void plain_members_are_read(void **state)
{
    static const struct { ub_str line; size_t n; ub_str key, value; } cases[] = {
        { UB_LIT("{}"), 0, UB_LIT(""), UB_LIT("") }, { UB_LIT(" { \"a\" : \"b\" } "), 1, UB_LIT("a"), UB_LIT("b") },
        { UB_LIT("{\"a\":-1.5e3}"), 1, UB_LIT("a"), UB_LIT("-1.5e3") }, { UB_LIT("{\"a\":null}"), 1, UB_LIT("a"), UB_LIT("null") },
        { UB_LIT("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}"), 1, UB_LIT("a"), UB_LIT("\"\\/\b\f\n\r\t") },
        { UB_LIT("{\"\\u0061\":\"\\u502a\"}"), 1, UB_LIT("a"), UB_LIT("倪") }, { UB_LIT("{\"a\":\"\\ud834\\udd1e\"}"), 1, UB_LIT("a"), UB_LIT("𝄞") },
        { UB_LIT("{\"a\":\"\\ud834x\"}"), 1, UB_LIT("a"), UB_LIT("\xEF\xBF\xBDx") },
        { UB_LIT("{\"x\":[1,{\"y\":\"}]\\\"\"}],\"a\":\"b\"}"), 1, UB_LIT("a"), UB_LIT("b") }, { UB_LIT("{\"x\":{},\"a\":\"\"}"), 1, UB_LIT("a"), UB_LIT("") },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_ndjson_member m[UB_NDJSON_MEMBERS_MAX];
        ub_err err = { 0 };
        size_t n;
        if (ub_ndjson_read(&arena, cases[i].line, m, &n, &err) != UB_OK) fail_msg("%.*s: %s", UB_F(cases[i].line), err.what);
        assert_int_equal(n, cases[i].n);
        if (!n) continue;
        ub_assert_str("key", m[0].key, cases[i].key);
        ub_assert_str("value", m[0].value, cases[i].value);
    }
}

static void what_is_no_object_is_refused_with_its_place(void **state)
{
    static const struct { ub_str line; size_t at; } cases[] = {
        { UB_LIT(""), 0 }, { UB_LIT("[]"), 0 }, { UB_LIT("{"), 1 }, { UB_LIT("{\"a\"}"), 4 }, { UB_LIT("{\"a\":}"), 5 }, { UB_LIT("{\"a\":1"), 6 },
        { UB_LIT("{\"a\":1,}"), 7 }, { UB_LIT("{\"a\":\"b"), 7 }, { UB_LIT("{\"a\":\"\\x\"}"), 8 }, { UB_LIT("{\"a\":[}"), 6 }, { UB_LIT("{\"a\":[1"), 7 },
        { UB_LIT("{} x"), 3 }, { UB_LIT("{\"a\":\"\n\"}"), 6 }, { UB_LIT("{a:1}"), 1 },
        { UB_LIT("{\"a\":\"\\"), 7 },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_ndjson_member m[UB_NDJSON_MEMBERS_MAX];
        ub_err err = { 0 };
        size_t n;
        if (ub_ndjson_read(&arena, cases[i].line, m, &n, &err) != UB_SYNTAX || err.at != cases[i].at)
            fail_msg("%.*s: %zu", UB_F(cases[i].line), err.at);
    }
}

static void members_and_depth_have_limits(void **state)
{
    (void)state;
    for (size_t over = 0; over < 2; over++) {
        ub_ndjson_member m[UB_NDJSON_MEMBERS_MAX];
        ub_buf b = ub_buf_in(&arena);
        size_t n;
        ub_buf_char(&b, '{');
        for (size_t i = 0; i < UB_NDJSON_MEMBERS_MAX + over; i++) ub_buf_add(&b, i ? UB_S(",\"a\":1") : UB_S("\"a\":1"));
        ub_buf_char(&b, '}');
        assert_int_equal(ub_ndjson_read(&arena, ub_buf_str(&b), m, &n, NULL), over ? UB_LIMIT : UB_OK);
        b = ub_buf_in(&arena);
        ub_buf_add(&b, UB_S("{\"a\":"));
        for (size_t i = 0; i < UB_NDJSON_DEPTH_MAX + over; i++) ub_buf_char(&b, '[');
        for (size_t i = 0; i < UB_NDJSON_DEPTH_MAX + over; i++) ub_buf_char(&b, ']');
        ub_buf_char(&b, '}');
        assert_int_equal(ub_ndjson_read(&arena, ub_buf_str(&b), m, &n, NULL), over ? UB_LIMIT : UB_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_members_are_read), cmocka_unit_test(what_is_no_object_is_refused_with_its_place),
        cmocka_unit_test(members_and_depth_have_limits),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
