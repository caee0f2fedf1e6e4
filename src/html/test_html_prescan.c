/* SPDX-License-Identifier: Apache-2.0 */
/* The meta prescan against the html5lib encoding tests, with the 1,024 bytes of a browser and without. */
#include "support.h"
#include "codec.h"
#include "html.h"

static struct { size_t tests, wrong, late; } total;

/* A browser's encodings, by the codec room's table. */
static bool known(void *ctx, ub_str label)
{
    ub_label_kind kind;
    (void)ctx;
    return ub_charset_find(label, &kind) && kind == UB_LABEL_WHATWG;
}

/* What a browser takes: a byte order mark first (13.2.3); UTF-16 means UTF-8 in a meta, x-user-defined means windows-1252, and that is the default too. */
static ub_str charset_of(ub_str text)
{
    ub_str label;
    const ub_charset *cs;
    if (ub_str_starts(text, UB_S("\xEF\xBB\xBF"))) return UB_S("utf-8");
    if (ub_html_prescan(text, known, NULL, &label) != UB_OK || !(cs = ub_charset_find(label, NULL))) return UB_S("windows-1252");
    ub_str name = ub_str_of(cs->name, strlen(cs->name));
    if (ub_str_starts_nocase(name, UB_S("utf-16"))) return UB_S("utf-8");
    return ub_str_eq_nocase(name, UB_S("x-user-defined")) ? UB_S("windows-1252") : name;
}

static void one_file(void *ctx, const char *name, ub_str raw)
{
    (void)ctx;
    /* In "scripted" a script writes the meta. */
    if (!ub_str_ends(ub_str_of(name, strlen(name)), UB_S(".dat")) || strncmp(name, "scripted/", 9) == 0) return;
    while (raw.n) {
        ub_str data, want, got, got_1024;
        size_t n;
        if (!ub_str_eq(ub_str_cut(&raw, '\n'), UB_S("#data"))) continue;
        n = ub_str_find(raw, UB_S("\n#encoding\n"));
        data = ub_str_to(raw, n);
        raw = ub_str_from(raw, n + 11);
        want = ub_str_trim(ub_str_cut(&raw, '\n'));
        got = charset_of(data);
        got_1024 = charset_of(ub_str_to(data, UB_HTML_PRESCAN_BYTES));
        total.tests++;
        /* The suite has the parser's view too, which finds a later meta: those are the clients that look further. */
        if (!ub_str_eq_nocase(got_1024, want)) {
            assert_true(data.n > UB_HTML_PRESCAN_BYTES);
            total.late++;
        }
        if (!ub_str_eq_nocase(got, want) && total.wrong++ < 10)
            print_error("%s: got %.*s, want %.*s\n%.*s\n", name, UB_F(got), UB_F(want), UB_F(data));
    }
}

static void the_charset_is_found_before_parsing(void **state)
{
    (void)state;
    ub_test_each_file("html/html5lib-tests/encoding", one_file, NULL);
    print_message("# html5lib encoding: %zu tests; %zu differ; in %zu the meta stands behind 1,024 bytes\n", total.tests,
                  total.wrong, total.late);
    assert_int_equal(total.tests, 82);
    assert_int_equal(total.wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(the_charset_is_found_before_parsing) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
