/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The URL suites of the web-platform-tests: every case, no exception but those listed by their input below.
 */
#include "support.h"
#include "url.h"

#include <jansson.h>

struct suite {
    ub_arena a;
    json_t *json;
    ub_url_ctx ctx;
    size_t n_run, n_failed, n_listed;
};

/* JSON may hold lone surrogates, which WPT's USVString conversion turns into U+FFFD and jansson refuses. */
static void mend_surrogates(ub_str text)
{
    char *p = (char *)(uintptr_t)text.p, *end = p + text.n;
    for (; end - p >= 6; p++) {
        unsigned u;
        char digits[5] = { 0 };
        if (*p != '\\') continue;
        if (p[1] != 'u') { p++; continue; }
        memcpy(digits, p + 2, 4);
        u = (unsigned)strtoul(digits, NULL, 16);
        if (u >= 0xD800 && u < 0xDC00 && end - p >= 12 && p[6] == '\\' && p[7] == 'u') {
            memcpy(digits, p + 8, 4);
            unsigned low = (unsigned)strtoul(digits, NULL, 16);
            if (low >= 0xDC00 && low < 0xE000) { p += 11; continue; }
        }
        if (u >= 0xD800 && u < 0xE000) memcpy(p + 2, "FFFD", 4);
        p += 5;
    }
}

static void open_suite(struct suite *s, const char *name)
{
    const char *path = ub_test_corpus(name);
    json_error_t e;
    ub_str text;
    *s = (struct suite){ 0 };
    assert_int_equal(ub_arena_open(&s->a, 64 << 20, NULL), UB_OK);
    text = ub_test_read(&s->a, path);
    mend_surrogates(text);
    s->json = json_loadb(text.p, text.n, JSON_ALLOW_NUL, &e);
    if (!s->json) fail_msg("%s: line %d: %s", name, e.line, e.text);
}

static void close_suite(struct suite *s)
{
    json_decref(s->json);
    ub_url_ctx_deinit(&s->ctx);
    ub_arena_close(&s->a);
}

static ub_str text_of(json_t *object, const char *key)
{
    json_t *v = json_object_get(object, key);
    return json_is_string(v) ? ub_str_of(json_string_value(v), json_string_length(v)) : ub_str_of(NULL, 0);
}

/* Compare one part.  Failures are printed and counted, so that one run shows all. */
static void same(struct suite *s, json_t *test, const char *key, ub_str got)
{
    ub_str want = text_of(test, key), in = text_of(test, "input"), base = text_of(test, "base");
    if (!json_object_get(test, key) || ub_str_eq(got, want)) return;
    s->n_failed++;
    print_error("%s of \"%.*s\" (base \"%.*s\"): got \"%.*s\", want \"%.*s\"\n", key, UB_F(in), UB_F(base), UB_F(got),
                UB_F(want));
}

static ub_str joined(ub_arena *a, ub_str x, ub_str y, ub_str z)
{
    ub_buf b = ub_buf_in(a);
    assert_true(ub_buf_add(&b, x) && ub_buf_add(&b, y) && ub_buf_add(&b, z));
    return ub_buf_str(&b);
}

static void one_url(struct suite *s, json_t *test)
{
    ub_arena a = s->a;
    ub_str in = text_of(test, "input"), base_text = text_of(test, "base");
    ub_url base, url;
    ub_err err = { 0 };
    bool has_base = json_is_string(json_object_get(test, "base")), want_failure = json_is_true(json_object_get(test, "failure"));
    ub_status got = UB_OK;
    s->n_run++;
    if (has_base) got = ub_url_parse(&a, &s->ctx, base_text, NULL, &base, NULL, &err);
    if (got == UB_OK) got = ub_url_parse(&a, &s->ctx, in, has_base ? &base : NULL, &url, NULL, &err);
    if ((got == UB_SYNTAX) != want_failure || (got != UB_OK && got != UB_SYNTAX)) {
        s->n_failed++;
        print_error("\"%.*s\" (base \"%.*s\"): %s %s, want %s\n", UB_F(in), UB_F(base_text), ub_status_name(got),
                    got == UB_OK ? "" : err.what, want_failure ? "failure" : "success");
        return;
    }
    if (want_failure) return;
    ub_str none = UB_S("");
    same(s, test, "href", url.href);
    same(s, test, "protocol", joined(&a, url.scheme, UB_S(":"), none));
    same(s, test, "username", url.username);
    same(s, test, "password", url.password);
    same(s, test, "hostname", url.host);
    same(s, test, "host", url.has_port ? joined(&a, url.host, UB_S(":"), url.port) : url.host);
    same(s, test, "port", url.port);
    same(s, test, "pathname", url.path);
    same(s, test, "search", url.query.n ? joined(&a, UB_S("?"), url.query, none) : none);
    same(s, test, "hash", url.fragment.n ? joined(&a, UB_S("#"), url.fragment, none) : none);
}

static void all_urls(const char *name, size_t want)
{
    struct suite s;
    size_t i;
    json_t *test;
    open_suite(&s, name);
    json_array_foreach(s.json, i, test)
        if (json_is_object(test)) one_url(&s, test);
    print_message("# %s: %zu tests, %zu failures\n", name, s.n_run, s.n_failed);
    assert_int_equal(s.n_run, want);
    assert_int_equal(s.n_failed, 0);
    close_suite(&s);
}

static void every_url_is_read_as_browsers_do(void **state) { (void)state; all_urls("url/wpt-urltestdata.json", 891); }

static void lone_surrogates_are_replaced(void **state)
{
    (void)state;
    all_urls("url/wpt-urltestdata-javascript-only.json", 1);
}

/* ------------------------------------------------------------------------------------------------ hosts */

/*
 * Hosts with a code point that ICU 72 (Unicode 15.0) does not know yet: CJK Unified Ideographs Extension J, U+323B0..33479,
 * of Unicode 17.0.  To ICU they are unassigned, so the host is refused.
 */
static const ub_str newer[] = {
    UB_LIT("\xF0\xB2\xA4\xB1" "20.\xE9\x9F\xB3.\xEA\xA1\xA6" "1."),        /* U+32931 */
    UB_LIT("\xF0\xB2\xAE\x9A" "9\xEA\x8D\xA9\xE1\x9F\x93.ss"),          /* U+32B9A */
    UB_LIT("\xF0\xB2\xAE\x9A" "9\xEA\x8D\xA9\xE1\x9F\x93.SS"),
};

/* What would end a host is percent-encoded, as in the suite's own harness. */
static ub_str within_url(ub_arena *a, ub_str host)
{
    ub_buf b = ub_buf_in(a);
    ub_buf_add(&b, UB_S("https://"));
    for (size_t i = 0; i < host.n; i++) {
        char escaped[4];
        snprintf(escaped, sizeof escaped, "%%%02X", (unsigned char)host.p[i]);
        if (memchr(":/?#\\", host.p[i], 5)) ub_buf_add(&b, ub_str_of(escaped, 3));
        else ub_buf_char(&b, host.p[i]);
    }
    assert_true(ub_buf_add(&b, UB_S("/x")));
    return ub_buf_str(&b);
}

static void one_host(struct suite *s, json_t *test)
{
    ub_arena a = s->a;
    ub_str in = text_of(test, "input"), want = text_of(test, "output");
    bool listed = false;
    bool want_failure = json_is_null(json_object_get(test, "output")), good;
    ub_url url;
    ub_err err = { 0 };
    ub_status got = ub_url_parse(&a, &s->ctx, within_url(&a, in), NULL, &url, NULL, &err);
    s->n_run++;
    if (!in.n) return;      /* an empty host cannot be put into a URL: "https:///x" is host "x"; their harness skips it too */
    for (size_t i = 0; i < UB_COUNT(newer); i++) listed = listed || ub_str_eq(in, newer[i]);
    s->n_listed += listed;
    good = want_failure ? got == UB_SYNTAX : got == UB_OK && ub_str_eq(url.host, want) && ub_str_eq(url.path, UB_S("/x"));
    if (good != listed) return;
    s->n_failed++;
    if (listed) print_error("\"%.*s\" is listed as an exception and passes\n", UB_F(in));
    else print_error("\"%.*s\": got \"%.*s\" (%s), want \"%.*s\"%s\n", UB_F(in), UB_F(got == UB_OK ? url.host : UB_S("")),
                     got == UB_OK ? "ok" : err.what, UB_F(want), want_failure ? " failure" : "");
}

static void all_hosts(const char *name, size_t want, size_t exceptions)
{
    struct suite s;
    size_t i;
    json_t *test;
    open_suite(&s, name);
    json_array_foreach(s.json, i, test)
        if (json_is_object(test)) one_host(&s, test);
    print_message("# %s: %zu tests, %zu failures, %zu exceptions\n", name, s.n_run, s.n_failed, s.n_listed);
    assert_int_equal(s.n_run, want);
    assert_int_equal(s.n_failed, 0);
    assert_int_equal(s.n_listed, exceptions);
    close_suite(&s);
}

static void every_domain_becomes_ascii(void **state) { (void)state; all_hosts("url/wpt-toascii.json", 87, 0); }
static void every_idna_test_passes(void **state) { (void)state; all_hosts("url/wpt-IdnaTestV2.json", 2671, UB_COUNT(newer)); }
static void removed_idna_tests_pass(void **state) { (void)state; all_hosts("url/wpt-IdnaTestV2-removed.json", 20, 0); }

/* ------------------------------------------------------------------------------------------------ percent-encoding */

/* The standard's names and ICU's for the same set of characters.  The room "codec" has the whole table. */
static const struct { const char *label, *icu; } charsets[] = {
    { "utf-8", "UTF-8" },             { "euc-kr", "windows-949" },      { "windows-1252", "windows-1252" },
    { "big5", "Big5" },               { "iso-2022-jp", "ISO-2022-JP" }, { "gb18030", "gb18030" },
    { "shift_jis", "ibm-943_P15A-2003" }, { "iso-8859-2", "ISO-8859-2" },
};

static void every_query_is_encoded_in_its_charset(void **state)
{
    struct suite s;
    size_t i;
    json_t *test;
    (void)state;
    open_suite(&s, "url/wpt-percent-encoding.json");
    json_array_foreach(s.json, i, test) {
        const char *label;
        json_t *want;
        if (!json_is_object(test)) continue;
        json_object_foreach(json_object_get(test, "output"), label, want) {
            ub_arena a = s.a;
            const char *icu = NULL;
            ub_url url;
            for (size_t k = 0; k < UB_COUNT(charsets); k++)
                if (strcmp(label, charsets[k].label) == 0) icu = charsets[k].icu;
            assert_non_null(icu);
            assert_int_equal(ub_url_parse_as(&a, &s.ctx, joined(&a, UB_S("http://doc.example/?"), text_of(test, "input"),
                             UB_S("#")), NULL, icu, &url, NULL, NULL), UB_OK);
            s.n_run++;
            if (ub_str_eq(url.query, ub_str_of(json_string_value(want), json_string_length(want)))) continue;
            s.n_failed++;
            print_error("\"%.*s\" in %s: got %.*s, want %s\n", UB_F(text_of(test, "input")), label, UB_F(url.query),
                        json_string_value(want));
        }
    }
    assert_int_equal(s.n_run, 16);
    assert_int_equal(s.n_failed, 0);
    close_suite(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_url_is_read_as_browsers_do), cmocka_unit_test(lone_surrogates_are_replaced),
        cmocka_unit_test(every_domain_becomes_ascii), cmocka_unit_test(every_idna_test_passes),
        cmocka_unit_test(removed_idna_tests_pass), cmocka_unit_test(every_query_is_encoded_in_its_charset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
