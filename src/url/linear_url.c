/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inputs that would make a careless URL reader rescan, at three sizes, for tests/support/linear.py to count the instructions of.
 *
 * Under callgrind each run leaves one dump, named KIND:BYTES.  Without it the inputs are only read.
 */
#include "url.h"

#include <stdio.h>
#include <valgrind/callgrind.h>

static const struct { const char *name; ub_str base, head, unit, tail; } kinds[] = {
#define K(name, base, head, unit, tail) { name, UB_LIT(base), UB_LIT(head), UB_LIT(unit), UB_LIT(tail) },
    K("normal", "", "https://a.example/", "abcdefgh/", "")
    K("slashes", "", "http:", "/", "a.example/")
    K("slashes-path", "", "http://a.example", "/", "")
    K("backslashes", "", "http:", "\\", "a.example\\")
    K("backslashes-path", "", "http://a.example/", "\\", "")
    K("backslashes-bare", "", "", "\\", "host")
    K("dots-up", "", "http://a.example/", "../", "")
    K("dots-up-relative", "http://a.example/b/c/d", "", "../", "x")
    K("dots-down-up", "", "http://a.example/", "a/../", "")
    K("dots-long-up", "", "http://a.example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "/..", "")
    K("dots-escaped", "", "http://a.example/", "%2e%2E/", "")
    K("dots-only", "", "http://a.example/", ".", "")
    K("at", "", "http://", "@", "a.example/")
    K("at-no-host", "", "http://", "a@", "/")
    K("at-unc", "", "\\\\host", "@1", "\\x")
    K("colons", "", "http://", ":", "/")
    K("colons-user", "", "http://", ":", "@a.example/")
    K("colons-scheme", "", "", "a:", "")
    K("scheme-endless", "", "", "a", "")
    K("percent", "", "http://a.example/", "%", "")
    K("percent-host", "", "http://", "%41", "/")
    K("percent-query", "", "http://a.example/?", "%", "")
    K("percent-file", "", "file:///", "%5C", "")
    K("brackets-open", "", "http://", "[", "/")
    K("brackets-pairs", "", "http://", "[]", ":1/")
    K("ipv6-colons", "", "http://[", ":", "]/")
    K("ipv4-dots", "", "http://", "1.", "/")
    K("ipv4-zeros", "", "http://", "0", "/")
    K("port-zeros", "", "http://a.example:", "0", "/")
    K("host-long", "", "http://", "a", "/")
    K("host-labels", "", "http://", "a.", "com/")
    K("host-soft-hyphens", "", "http://a", "\xC2\xAD", ".example/")
    K("host-idn-label", "", "http://", "\xC3\xA9", "/")
    K("host-idn-labels", "", "http://", "\xC3\xA9.", "/")
    K("host-idn-marks", "", "http://a", "\xCC\x81\xCC\xA3", "/")
    K("host-malformed", "", "http://", "\xC3", "/")
    K("host-ace", "", "http://", "xn--bcher-kva.", "/")
    K("tabs", "", "http://a.example/", "\t", "x")
    K("tabs-between", "", "http://a.example/", "a\t", "x")
    K("spaces-before", "", "", " ", "http://a.example/")
    K("spaces-opaque", "", "data:", " ", "#x")
    K("encode", "", "http://a.example/", "\"", "")
    K("malformed", "", "http://a.example/", "\xF0\x9F", "")
    K("query-pairs", "", "http://a.example/?", "a=b&", "")
    K("query-ampersands", "", "http://a.example/?", "&", "")
    K("hashes", "", "http://a.example/", "#", "")
    K("question-marks", "", "http://a.example/", "?", "")
    K("guard", "", "x:/.", "/", "")
    K("nested", "", "never-heard-of:", "http", "")
    K("nested-escaped", "", "never-heard-of:", "%68ttp", "")
    K("nested-many", "", "view-source:", "view-source:", "http://a.example/")
    K("wide-spaces", "", "", "\xC2\xA0\xEF\xBB\xBF", "http://a.example/")
    K("unc-segments", "", "\\\\?\\GLOBALROOT\\Device\\Mup\\", ";x\\", "host\\s")
    K("attach", "", "mailto:?", "attach=%5c%5c&", "")
    K("drive-paths", "file:///C:/x", "", "/C|", "")
#undef K
};

enum { SMALLEST = 1 << 16, SIZES = 3 };

/* What a finder does with one reference. */
static void read_all(ub_arena *a, ub_url_ctx *ctx, ub_str text, const ub_url *base)
{
    ub_url_readings all;
    ub_url_site_info site;
    ub_notes notes = { .a = a };
    ub_err err;
    ub_str s;
    ub_url_pair pair;
    ub_url_classify(a, ctx, text, base, &all, &notes, &err);
    if (!all.parsed) return;
    ub_url_site(ctx, all.url.host, &site, NULL);
    for (ub_str rest = all.url.query; ub_url_query_next(&rest, &pair); ) {}
    for (ub_str rest = all.url.path; ub_url_segment_next(&rest, &s); ) {}
}

int main(void)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    UB_CLEANUP(ub_url_ctx_deinit) ub_url_ctx ctx = { 0 };
    ub_url warm;
    ub_url_site_info site;
    if (ub_arena_open(&a, (size_t)256 << 20, NULL) != UB_OK) return 2;
    /* What is opened once is not counted. */
    ub_url_parse(&a, &ctx, UB_S("http://b\xC3\xBC.example/"), NULL, &warm, NULL, NULL);
    ub_url_site(&ctx, warm.host, &site, NULL);
    for (size_t k = 0; k < UB_COUNT(kinds); k++)
        for (int i = 0; i < SIZES; i++) {
            size_t bytes = (size_t)SMALLEST << i;
            char name[80];
            ub_buf b;
            ub_url base;
            ub_arena_reset(&a, 0);
            b = ub_buf_in(&a);
            ub_buf_add(&b, kinds[k].head);
            for (size_t n = 0; n < bytes; n += kinds[k].unit.n) ub_buf_add(&b, kinds[k].unit);
            if (!ub_buf_add(&b, kinds[k].tail)) return 2;
            if (kinds[k].base.n && ub_url_parse(&a, &ctx, kinds[k].base, NULL, &base, NULL, NULL) != UB_OK) return 2;
            snprintf(name, sizeof name, "%s:%zu", kinds[k].name, bytes);
            CALLGRIND_ZERO_STATS;
            read_all(&a, &ctx, ub_buf_str(&b), kinds[k].base.n ? &base : NULL);
            CALLGRIND_DUMP_STATS_AT(name);
        }
    return 0;
}
