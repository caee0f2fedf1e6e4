/* SPDX-License-Identifier: Apache-2.0 */
/*
 * linear_html - adversarial inputs: each doubling costs at most twice the work, and memory has a bound.
 *
 * Without arguments: every kind at 1, 2 and 4 MiB by CPU time (the best of three, with room for a busy machine).
 * linear_html KIND BYTES: one pass over one input, for counting instructions; bench/html/linear does that for all kinds.
 * linear_html list: the kinds.
 */
#include <inttypes.h>
#include <time.h>

#include "support.h"
#include "html.h"

/* `unit` is repeated; a "%" in it becomes a number that grows. */
static const struct kind { const char *name, *before, *unit, *behind; } kinds[] = {
    { "unclosed-tags",      "", "<a ", "" },
    { "unclosed-quotes",    "", "<a b=\"", "" },
    { "one-open-quote",     "<p x='", "a\"<p>", "" },
    { "lt",                 "", "<", "" },
    { "lt-slash",           "", "</", "" },
    { "comments",           "", "<!--", "" },
    { "comment-bangs",      "<!--", "--!", "" },
    { "comment-dashes",     "<!--", "->-", "" },
    { "comments-closed",    "", "<!-->", "" },
    { "conditional",        "", "<!--[if mso]", "" },
    { "conditional-ends",   "<!--[if ", "]", ">-->" },
    { "endifs",             "", "<!--[if a]><![endif]-->", "" },
    { "doctypes",           "", "<!doctype a public 'b' ", "" },
    { "bogus",              "", "<!", "" },
    { "cdata",              "<svg>", "<![CDATA[", "" },
    { "cdata-ends",         "<svg><![CDATA[", "]]", "" },
    { "cdata-closed",       "<svg>", "<![CDATA[]]>", "" },
    { "div-open",           "", "<div>", "" },
    { "div-nested-closed",  "", "<div></div>", "" },
    { "div-close-other",    "", "<div></p></x></b></form></li></h1>", "" },
    { "b-open",             "", "<b>", "" },
    { "b-distinct",         "", "<b x=%>", "" },
    { "b-distinct-p",       "", "<p><b x=%>y", "" },
    { "b-then-p",           "<b a=1><b a=2><b a=3><b a=4><b a=5><b a=6><b a=7><b a=8>", "<p>x</p>", "" },
    { "b-div-close",        "", "<b><div></b>", "" },
    { "b-i-div-close",      "", "<b x=%><i><i><i><i><i><div></b>", "" },
    { "b-many-div-many",    "", "<b x=%>", "<div><div><div></b></b></b></b></b></b></b></b></b></b>" },
    { "b-table-close",      "<b><table>", "</b>", "" },
    { "b-out-of-scope",     "<b><table><td>", "<i></b>", "" },
    { "a-open",             "", "<a href=%>", "" },
    { "a-div",              "", "<a><div>", "" },
    { "a-table",            "", "<a><table><tr><td>", "" },
    { "nobr",               "", "<nobr>", "" },
    { "nobr-div",           "", "<nobr><div>", "" },
    { "font-ark",           "", "<font size=%><font size=1>", "" },
    { "object-markers",     "<table>", "<td><object>", "" },
    { "a-mismatch",         "<a>", "</a></b></i>", "" },
    { "p-close",            "", "</p>", "" },
    { "p-open",             "", "<p>", "" },
    { "br-close",           "", "</br>", "" },
    { "li-div",             "", "<li><div>", "" },
    { "li-span",            "<ul>", "<li><span>", "" },
    { "dd-dt",              "", "<dd><dt><address>", "" },
    { "headings",           "", "<h1><span></h2>", "" },
    { "buttons",            "", "<button><p>", "" },
    { "forms",              "", "<form></form><form><div></form>", "" },
    { "select-option",      "", "<select><option><optgroup>", "" },
    { "select-nested",      "<select>", "<option><div>", "" },
    { "ruby",               "<ruby>", "<rt><rp><rb><rtc>", "" },
    { "tables",             "", "<table>", "" },
    { "tables-cells",       "", "<table><tr><td>", "" },
    { "tables-misplaced",   "", "<table><p><b>x</table>", "" },
    { "table-text",         "<table>", "<b>x", "" },
    { "captions",           "<table>", "<caption><col><tr>", "" },
    { "table-ends",         "<table><tr><td>", "</tr></tbody></caption></col>", "" },
    { "templates",          "", "<template>", "" },
    { "templates-closed",   "", "<template><td></template>", "" },
    { "svg",                "", "<svg>", "" },
    { "svg-unknown-ends",   "<svg><g>", "<g></x>", "" },
    { "svg-math",           "", "<svg><desc><math><mi>", "" },
    { "svg-breakout",       "", "<svg><g><p>", "" },
    { "svg-form",           "", "<form><svg></form>", "" },
    { "math-ip",            "<math>", "<mi><mglyph>", "" },
    { "unknown-names",      "", "<x%>", "" },
    { "unknown-open",       "", "<x>", "" },
    { "unknown-mismatch",   "<x>", "<y></z>", "" },
    { "attributes-same",    "<a ", "b ", ">" },
    { "attributes-unknown", "<a ", "x% ", ">" },
    { "attributes-unclosed", "<a ", "x%=y ", "" },
    { "attributes-quoted",  "<a ", "b=\"\"", ">" },
    { "attributes-slash",   "<a ", "/", ">" },
    { "tags-unknown-attrs", "", "<p z% y% x% w% v% u% t% s% r% q% p% o% n% m% l% k% j% i%>", "" },
    { "tags-many-attrs",    "", "<p a% b% c% d% e% f% g% h% i% j% k% l% m% n% o% p% q% r% s% t% u% v% w% x% y% z% aa% ab% ac%"
                                " ad% ae% af% ag% ah% ai% aj% ak% al% am% an% ao% ap% aq% ar% as% at% au% av% aw% ax%>", "" },
    { "ampersands",         "<a b=\"", "&", "\">" },
    { "long-references",    "<a b=\"", "&CounterClockwiseContourIntegra", "\">" },
    { "numeric-references", "<a b=\"", "&#x0000000000000041", "\">" },
    { "text-ampersands",    "", "&#32;", "" },
    { "text-spaces",        "", " <!---->", "" },
    { "value-nuls",         "<a b=\"", "\1", "\">" },
    { "rcdata-ends",        "<title>", "</titl", "" },
    { "rcdata-closed",      "", "<title></title>", "" },
    { "rawtext-ends",       "<style>", "</styl", "" },
    { "script-escaped",     "<script>", "<!--<script", "" },
    { "script-double",      "<script><!--", "<script ></script ", "" },
    { "script-dashes",      "<script><!--", "--", "" },
    { "scripts-open",       "", "<script><!--</script>", "" },
    { "noscript",           "", "<noscript>", "" },
    { "noscript-titles",    "", "<noscript><p title=\"</noscript>\">", "" },
    { "noscript-unclosed",  "", "<noscript></noscrip", "" },
    { "framesets",          "", "<frameset>", "" },
    { "bodies",             "", "<body a=%><html b=%>", "" },
    { "plaintext",          "<plaintext>", "<a>", "" },
    { "heads",              "", "<head></head><title></title>", "" },
    { "xmp",                "", "<xmp></xmp><p>", "" },
    { "nested-all",         "", "<b><svg><foreignObject><table><a><template><select>", "" },
};

enum { ARENA_BYTES = 1 << 28 };

static ub_str build(ub_arena *a, const struct kind *k, size_t n)
{
    ub_buf b = ub_buf_in(a);
    char number[24];
    assert_true(ub_buf_room(&b, n + 4096));
    ub_buf_add(&b, ub_str_of(k->before, strlen(k->before)));
    for (unsigned i = 0; b.n < n; i++) {
        int w = snprintf(number, sizeof number, "%u", i);
        for (const char *p = k->unit; *p; p++) {
            if (*p == '%') ub_buf_add(&b, ub_str_of(number, (size_t)w));
            else ub_buf_char(&b, *p == '\1' ? 0 : *p);
        }
    }
    ub_buf_add(&b, ub_str_of(k->behind, strlen(k->behind)));
    return ub_buf_str(&b);
}

struct walked { uint64_t tokens, attrs, decoded; size_t bytes; };

/* All there is: both readings, every value and text decoded.  bench/html/linear counts its instructions. */
static __attribute__((noinline)) struct walked walk(ub_arena a, ub_str text)
{
    struct walked w = { 0 };
    ub_html_both *b = UB_NEW(&a, ub_html_both, 1);
    size_t before = ub_arena_used(&a);
    const ub_html *h;
    const ub_html_token *t;
    assert_int_equal(ub_html_both_init(b, &a, text, 0, NULL), UB_OK);
    while ((t = ub_html_both_next(b, &h))->kind != UB_HTML_EOF) {
        ub_str out;
        w.tokens++;
        for (uint32_t i = 0; i < t->n_attrs; i++) {
            ub_arena scratch = a;
            assert_true(ub_html_value(&scratch, h, &t->attrs[i], &out));
            w.decoded += out.n;
            w.attrs++;
        }
        if (t->kind == UB_HTML_TEXT) {
            ub_arena scratch = a;
            assert_true(ub_html_text(&scratch, h, t, &out));
            w.decoded += out.n;
        }
    }
    w.bytes = ub_arena_used(&a) - before;
    return w;
}

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(ub_arena a, const struct kind *k, size_t n, struct walked *w)
{
    ub_str text = build(&a, k, n);
    double best = 1e9;
    for (int i = 0; i < 3; i++) {
        double from = cpu_s(), took;
        *w = walk(a, text);
        if ((took = cpu_s() - from) < best) best = took;
    }
    return best;
}

static void twice_the_input_is_twice_the_work(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    size_t wrong = 0;
    (void)state;
    assert_int_equal(ub_arena_open(&a, ARENA_BYTES, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(kinds); i++) {
        struct walked w1, w4;
        double t1 = seconds(a, &kinds[i], 1 << 20, &w1), t4 = seconds(a, &kinds[i], 4 << 20, &w4);
        bool bad = t4 > 4 * 1.6 * t1 + 0.02 || w4.bytes > (size_t)48 << 20;
        wrong += bad;
        if (bad)
            print_error("%s: 1 MiB %.4f s, 4 MiB %.4f s, %.1f MiB of memory\n", kinds[i].name, t1, t4, (double)w4.bytes / 1048576);
    }
    assert_int_equal(wrong, 0);
}

static int one(const char *name, const char *bytes)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    for (size_t i = 0; i < UB_COUNT(kinds); i++)
        if (strcmp(kinds[i].name, name) == 0) {
            struct walked w;
            if (ub_arena_open(&a, ARENA_BYTES, NULL) != UB_OK) return 1;
            ub_str text = build(&a, &kinds[i], strtoul(bytes, NULL, 10));
            w = walk(a, text);
            printf("%zu bytes, %" PRIu64 " tokens, %" PRIu64 " attributes, %.1f MiB\n", text.n, w.tokens, w.attrs,
                   (double)w.bytes / 1048576);
            return 0;
        }
    return 2;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(twice_the_input_is_twice_the_work) };
    if (argc == 3) return one(argv[1], argv[2]);
    if (argc == 2) {
        for (size_t i = 0; i < UB_COUNT(kinds); i++) puts(kinds[i].name);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
