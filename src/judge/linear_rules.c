/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists that would make a careless reader rescan, and with ASK addresses that would make a careless matcher do so, each at three
 * sizes, for tests/support/linear.py to count the instructions of.
 */
#include "rules.h"

#include <stdio.h>
#include <valgrind/callgrind.h>

/* `unit` as often as it fits between head and tail; "%" in it is a number that counts. */
static const struct { const char *name; ub_str list, head, unit, tail; } kinds[] = {
#define K(name, list, head, unit, tail) { name, UB_LIT(list), UB_LIT(head), UB_LIT(unit), UB_LIT(tail) },
#define T "! Title: x\n||a.example^\n"
#ifndef ASK
    K("hosts", "", T, "||t%.example^\n", "")
    K("hosts-same", "", T, "||t.example^\n", "")
    K("words-same", "", T, "/same/word$image\n", "")
    K("no-key", "", T, "*x*y*$image\n", "")
    K("domains", "", T, "/x$domain=a.example|~b.example|c.*\n", "")
    K("regexes", "", T, "/^https?:\\/\\/t%\\.example\\/[a-z]{5,}/\n", "")
    K("regexes-unknown", "", T, "/(?!x)%/\n", "")
    K("options-unknown", "", T, "||t.example^$a%\n", "")
    K("badfilter", "", T, "||t%.example^$badfilter\n", "")
    K("conditions", "", T, "!#if env_firefox\n||a.example^\n!#endif\n", "")
    K("cosmetic", "", T, "a.example##.ad-%\n", "")
    K("dollars", "", T, "$a$b$c$d$e$f$g$h$i$j$k$l$m$n$o$p$q$r$s$t\n", "")
    K("one-line", "", T, "x", "")
    K("one-line-dollars", "", T, "$a", "")
    K("one-line-hosts", "", T "0.0.0.0", " t%.example", "")
    K("params", "", T, "$removeparam=x%\n", "")
    K("comments", "", T, "! Title: %\n", "")
    K("clearurls-names", "", "{\"providers\":{\"a\":{\"urlPattern\":\"x\",\"rules\":[\"a\"", ",\"a%[a-z]*\"", "]}}}")
    K("clearurls-providers", "", "{\"providers\":{\"a\":{\"urlPattern\":\"x\"}", ",\"%\":{\"urlPattern\":\"(?:a|b)*c%\",\"exceptions\":[\"d\"]}", "}}")
    K("clearurls-nested", "", "{\"providers\":{\"a\":{\"urlPattern\":\"x\",\"y\":[0", ",[[[[1]]]]", "]}}}")
    K("firefox-names", "", "{\"a\":{\"queryParams\":[\"a\"", ",\"a%\"", "]}}")
    K("firefox-hosts", "", "{\"b\":{\"queryParams\":[\"a\"]}", ",\"%\":{\"queryParams\":[\"a%\"],\"topLevelSites\":[\"a.example\"]}", "}")
#else
    K("words-same", T "/same/word$image\n/same/sord\n-same-\n", "https://b.example/", "same/", "")
    K("words-other", T "/same/word$image\n", "https://b.example/", "w%/", "")
    K("stars", T "*a*b*c*d*e*f*g*h$image\n", "https://b.example/", "abcdefg", "")
    K("stars-marks", T "^*^*^*^*^x|\n", "https://b.example/", "/?", "")
    K("star-end", T "/a*aaaaaaaaaaaaaaab|\n", "https://b.example/", "a", "")
    K("near-miss", T "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab$image\n", "https://b.example/", "a", "")
    K("labels", T "||x.y.z/a\n||example^$image\n", "https://", "b.", "example/")
    K("regex-stars", T "/(?:a*)*b$/\n", "https://b.example/", "a", "")
    K("regex-alternatives", T "/(?:a|a|aa|aaa)+b$/\n", "https://b.example/", "a", "")
    K("regex-counts", T "/(?:[a-z]{1,20}){1,20}[.]z/\n", "https://b.example/", "a", "")
    K("fragment", T "/pix\n", "https://b.example/#", "pi/", "")
#endif
#undef K
};

#ifdef ASK
enum { SMALLEST = 1000, SIZES = 3 };      /* the largest is just under UB_RULES_URL_MAX */
#else
enum { SMALLEST = 1 << 15, SIZES = 3 };
#endif

static ub_str made(ub_arena *a, size_t kind, size_t bytes)
{
    ub_buf b = ub_buf_in(a);
    ub_buf_add(&b, kinds[kind].head);
    for (unsigned n = 0; b.n < bytes; n++)
        for (size_t i = 0; i < kinds[kind].unit.n; i++) {
            char number[16];
            if (kinds[kind].unit.p[i] == '%') ub_buf_add(&b, ub_str_of(number, (size_t)snprintf(number, sizeof number, "%u", n)));
            else ub_buf_char(&b, kinds[kind].unit.p[i]);
        }
    ub_buf_add(&b, kinds[kind].tail);
    return ub_buf_str(&b);
}

static void read_list(ub_arena *a, ub_str list)
{
    ub_ruleset set;
    ub_list_fault fault;
    ub_status s = ub_ruleset_read(a, &(ub_list_file){ UB_S("x.txt"), list }, UB_S(""), 0, &set, &fault);
    if (s != UB_OK) fprintf(stderr, "%s\n", fault.err.what);
}

static void ask(const ub_rules *r, ub_str url)
{
    ub_str rest = ub_str_from(url, 8), host = ub_str_to(rest, ub_str_chr(rest, '/'));
    ub_rules_request q = { .url = url, .host = host, .site = host, .type = UB_RULES_IMAGE };
    ub_rules_find(r, &q, NULL);
    ub_rules_param(r, &q, &(ub_url_pair){ UB_S("x"), UB_S("1"), true }, NULL);
}

int main(void)
{
    for (size_t k = 0; k < UB_COUNT(kinds); k++)
        for (int i = 0; i < SIZES; i++) {
            UB_CLEANUP(ub_rules_deinit) ub_rules r = { 0 };
            size_t bytes = (size_t)SMALLEST << i;
            char name[80];
            ub_str text;
            ub_ruleset set;
            ub_list_fault fault;
            if (ub_rules_init(&r, NULL) != UB_OK) return 2;
            read_list(&r.a, UB_S(T));      /* what is opened once is not counted */
            text = made(&r.a, k, bytes);
            if (kinds[k].list.n) {
                if (ub_ruleset_read(&r.a, &(ub_list_file){ UB_S("x.txt"), kinds[k].list }, UB_S(""), 0, &set, &fault) != UB_OK) return 2;
                if (ub_rules_add(&r, &set, NULL) != UB_OK) return 2;
                ask(&r, UB_S("https://b.example/"));
            }
            snprintf(name, sizeof name, "%s:%zu", kinds[k].name, bytes);
            CALLGRIND_ZERO_STATS;
            if (kinds[k].list.n) ask(&r, text);
            else read_list(&r.a, text);
            CALLGRIND_DUMP_STATS_AT(name);
        }
    return 0;
}
