/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include "report.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

/* What `write` puts into a pipe.  Results stay below the 64 KiB that a pipe holds. */
static ub_str written(void (*write)(ub_out *out, const void *arg), const void *arg, char *into, size_t cap)
{
    int fd[2];
    char buf[64];
    ub_out out;
    ssize_t n;
    assert_int_equal(pipe(fd), 0);
    ub_out_init(&out, fd[1], buf, sizeof buf);
    write(&out, arg);
    assert_int_equal(ub_out_flush(&out, NULL), UB_OK);
    close(fd[1]);
    n = read(fd[0], into, cap);
    close(fd[0]);
    assert_true(n >= 0);
    return ub_str_of(into, (size_t)n);
}

static void one_string(ub_out *out, const void *arg)
{
    ub_json j = ub_json_to(out);
    ub_json_begin(&j, NULL, '{');
    ub_json_str(&j, "s", *(const ub_str *)arg);
    ub_json_end(&j, '}');
}

static void strings_are_valid_json(void **state)
{
    static const struct { const char *name; ub_str in, want; } cases[] = {
        { "plain",       UB_LIT("abc"),              UB_LIT("{\"s\":\"abc\"}") },
        { "escapes",     UB_LIT("\"\\\n\r\t\x01\x7F"), UB_LIT("{\"s\":\"\\\"\\\\\\n\\r\\t\\u0001\\u007f\"}") },
        { "NUL",         UB_LIT("a\0b"),             UB_LIT("{\"s\":\"a\\u0000b\"}") },
        { "UTF-8",       UB_LIT("\xC3\xA9\xF0\x9F\x98\x80"), UB_LIT("{\"s\":\"\xC3\xA9\xF0\x9F\x98\x80\"}") },
        { "bad byte",    UB_LIT("a\xFF"),            UB_LIT("{\"s\":\"a\xEF\xBF\xBD\",\"s_b64\":\"Yf8=\"}") },
        { "overlong",    UB_LIT("\xC0\xAF"),         UB_LIT("{\"s\":\"\xEF\xBF\xBD\xEF\xBF\xBD\",\"s_b64\":\"wK8=\"}") },
        { "surrogate",   UB_LIT("\xED\xA0\x80"),     UB_LIT("{\"s\":\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\",\"s_b64\":\"7aCA\"}") },
        { "cut short",   UB_LIT("\xE2\x82"),         UB_LIT("{\"s\":\"\xEF\xBF\xBD\",\"s_b64\":\"4oI=\"}") },
        { "too high",    UB_LIT("\xF4\x90\x80\x80"), UB_LIT("{\"s\":\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\",\"s_b64\":\"9JCAgA==\"}") },
        { "empty",       UB_LIT(""),                 UB_LIT("{\"s\":\"\"}") },
    };
    char buf[4096];
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++)
        ub_assert_str(cases[i].name, written(one_string, &cases[i].in, buf, sizeof buf), cases[i].want);
}

static void a_record(ub_out *out, const void *arg)
{
    ub_json j = ub_json_to(out);
    (void)arg;
    ub_json_begin(&j, NULL, '{');
    ub_json_uint(&j, "schema", 1);
    ub_json_begin(&j, "list", '[');
    ub_json_int(&j, NULL, -5);
    ub_json_int(&j, NULL, INT64_MIN);
    ub_json_uint(&j, NULL, UINT64_MAX);
    ub_json_begin(&j, NULL, '{');
    ub_json_end(&j, '}');
    ub_json_null(&j, NULL);
    ub_json_end(&j, ']');
    ub_json_bool(&j, "yes", true);
    ub_json_bool(&j, "no", false);
    ub_json_end(&j, '}');
    ub_json_line(&j);
    ub_json_begin(&j, NULL, '[');
    ub_json_end(&j, ']');
}

static void records_are_nested_and_separated(void **state)
{
    char buf[4096];
    (void)state;
    ub_assert_str("record", written(a_record, NULL, buf, sizeof buf),
                  UB_S("{\"schema\":1,\"list\":[-5,-9223372036854775808,18446744073709551615,{},null],\"yes\":true,"
                       "\"no\":false}\n[]"));
}

static void safe(ub_out *out, const void *arg) { ub_text_safe(out, *(const ub_str *)arg, 40); }

static void terminals_are_not_steered(void **state)
{
    static const struct { const char *name; ub_str in, want; } cases[] = {
        { "plain",          UB_LIT("Caf\xC3\xA9"),     UB_LIT("Caf\xC3\xA9") },
        { "escape",         UB_LIT("\x1B[2J"),         UB_LIT("\\x1B[2J") },
        { "C1",             UB_LIT("\xC2\x9B" "0m"),   UB_LIT("\\u{009B}0m") },
        { "right to left",  UB_LIT("a\xE2\x80\xAEgpj"), UB_LIT("a\\u{202E}gpj") },
        { "bad byte",       UB_LIT("\xFFz"),           UB_LIT("\\xFFz") },
        { "newline",        UB_LIT("a\nb"),            UB_LIT("a\\x0Ab") },
        { "long",           UB_LIT("0123456789012345678901234567890123456789x"),
                            UB_LIT("0123456789012345678901234567890123456789..") },
    };
    char buf[4096];
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++)
        ub_assert_str(cases[i].name, written(safe, &cases[i].in, buf, sizeof buf), cases[i].want);
}

static void times_are_rfc_3339(void **state)
{
    static const struct { int64_t in; const char *want; } cases[] = {
        { 0, "1970-01-01T00:00:00Z" },           { -1, "1969-12-31T23:59:59Z" },
        { 1610613067, "2021-01-14T08:31:07Z" },  { 951782400, "2000-02-29T00:00:00Z" },
        { 4107542400, "2100-03-01T00:00:00Z" },  { INT64_MAX, "9999-12-31T23:59:59Z" },
        { INT64_MIN, "0000-01-01T00:00:00Z" },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        char text[21];
        ub_time_text(cases[i].in, text);
        assert_string_equal(text, cases[i].want);
    }
}

static void a_closed_pipe_is_told_once(void **state)
{
    int fd[2];
    char buf[64];
    ub_out out;
    ub_err err = { 0 };
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(fd), 0);
    close(fd[0]);
    ub_out_init(&out, fd[1], buf, sizeof buf);
    for (int i = 0; i < 1000; i++) ub_out_add(&out, UB_S("0123456789"));
    assert_int_equal(ub_out_flush(&out, &err), UB_IO);
    assert_int_equal(err.os, EPIPE);
    close(fd[1]);
}

static void memory_grows_to_its_ceiling(void **state)
{
    ub_arena a = { 0 };
    ub_out out;
    ub_err err = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 20, NULL), UB_OK);
    ub_out_to_memory(&out, &a);
    for (int i = 0; i < 40000; i++) ub_out_char(&out, (char)('a' + i % 26));
    for (int i = 0; i < 1000; i++) ub_out_add(&out, UB_S("0123456789"));
    assert_int_equal(ub_out_flush(&out, &err), UB_OK);
    assert_int_equal(ub_out_text(&out).n, 50000);
    assert_memory_equal(ub_out_text(&out).p + 39998, "kl0123456789", 12);
    assert_int_equal(ub_out_text(&out).p[50000], 0);
    for (int i = 0; i < 200000; i++) ub_out_add(&out, UB_S("0123456789"));
    assert_int_equal(ub_out_flush(&out, &err), UB_IO);
    assert_int_equal(err.os, ENOMEM);
    ub_arena_close(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_valid_json), cmocka_unit_test(records_are_nested_and_separated),
        cmocka_unit_test(terminals_are_not_steered), cmocka_unit_test(times_are_rfc_3339),
        cmocka_unit_test(a_closed_pipe_is_told_once), cmocka_unit_test(memory_grows_to_its_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
