/* SPDX-License-Identifier: Apache-2.0 */
#include "find_test.h"

int bench_open(void **state)
{
    static struct bench b;
    memset(&b, 0, sizeof b);
    if (ub_arena_open(&b.a, (size_t)1 << 30, NULL) != UB_OK) return -1;
    ub_charset_cache_init(&b.charsets);
    *state = &b;
    return 0;
}

int bench_close(void **state)
{
    struct bench *b = *state;
    ub_url_ctx_deinit(&b->urls);
    ub_charset_cache_deinit(&b->charsets);
    ub_arena_close(&b->a);
    return 0;
}

void bench_message(struct bench *b, ub_str raw)
{
    ub_err err = { 0 };
    ub_str copy;
    ub_arena_reset(&b->a, (size_t)16 << 20);
    b->notes = (ub_notes){ .a = &b->a };
    b->opts.urls = &b->urls;
    b->opts.charsets = &b->charsets;
    assert_true(ub_str_copy(&b->a, raw, &copy));
    assert_int_equal(ub_mime_parse(&b->a, copy, NULL, &b->mime, &b->notes, &err), UB_OK);
    assert_int_equal(ub_find(&b->a, &b->mime, &b->opts, &b->found, &b->notes, &err), UB_OK);
}

void bench_find(struct bench *b, char how, const char *text)
{
    static char raw[1 << 20];
    const char *before = "", *after = "";
    switch (how) {
    case 'H': before = "Content-Type: text/html; charset=utf-8\n\n"; break;
    case 'S': before = "Content-Type: text/html; charset=utf-8\n\n<style>"; after = "</style><p>x"; break;
    case 'D': before = "Content-Type: text/html; charset=utf-8\n\n<style>p{"; after = "}</style><p>x"; break;
    default: break;
    }
    int n = snprintf(raw, sizeof raw, "%s%s%s", before, text, after);
    assert_true(n > 0 && (size_t)n < sizeof raw);
    bench_message(b, ub_str_of(raw, (size_t)n));
}

static bool is_named(uint16_t v, const char *name) { return ub_str_eq(ub_vectors[v].id, ub_str_of(name, strlen(name))); }

const ub_finding *bench_has(const struct bench *b, const char *vector, const char *url)
{
    for (size_t i = 0; i < b->found.findings.n; i++) {
        const ub_finding *x = &b->found.findings.p[i];
        if (!is_named(x->vector, vector) && !is_named(x->form, vector) && !is_named(x->carrier, vector)) continue;
        if (!url) return x;
        const char *bar = strchr(url, '|');
        ub_str want = ub_str_of(url, bar ? (size_t)(bar - url) : strlen(url));
        if (bar && !ub_str_eq_nocase(x->host, ub_str_of(bar + 1, strlen(bar + 1)))) continue;
        if ((bar && !want.n) || ub_str_eq(x->url, want)) return x;
    }
    return NULL;
}

size_t bench_contacts(const struct bench *b)
{
    size_t n = 0;
    for (size_t i = 0; i < b->found.findings.n; i++) {
        const ub_finding *x = &b->found.findings.p[i];
        n += ub_trigger_unasked((ub_trigger)x->trigger) && x->kind != UB_KIND_LOOKUP && !(x->flags & UB_FINDING_IF_TOKEN);
    }
    return n;
}

size_t bench_edits(const struct bench *b)
{
    size_t n = 0;
    for (size_t i = 0; i < b->found.spans.n; i++) n += b->found.spans.p[i].unit != UB_UNIT_LINK;
    return n;
}

void bench_print(const struct bench *b)
{
    for (size_t i = 0; i < b->found.findings.n; i++) {
        const ub_finding *x = &b->found.findings.p[i];
        print_message("#     finding %s form %s carrier %s host %.*s url %.*s reading %s\n", ub_vectors[x->vector].id.p, ub_vectors[x->form].id.p,
                      ub_vectors[x->carrier].id.p, UB_F(x->host), UB_F(x->url), x->reading);
    }
    for (size_t i = 0; i < b->found.spans.n; i++) {
        const ub_find_span *s = &b->found.spans.p[i];
        ub_str t = ub_find_str(&b->found, s);
        print_message("#     span %s/%s \"%.*s\"\n", ub_unit_name(s->unit), ub_cause_name(s->cause), (int)(t.n < 100 ? t.n : 100), t.p);
    }
}
