/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_css: how fast the style of the development mail is read.
 *
 *     UNBEACON_CORPORA=BUILD/corpora bench_css [ROUNDS [attributes|sheets]]
 *
 * Prints CPU time for walking all attributes and all sheets, for their tokens alone, and for walking them with every
 * reference looked up as the finder does: where an event says that there is something to look at.
 */
#include <time.h>

#include "support.h"
#include "css_corpus.h"

struct styles {
    ub_arena a;
    struct { ub_str *p; size_t n, cap; } list[2];
    size_t bytes[2];
};

static void keep(void *ctx, ub_str style, bool is_sheet)
{
    struct styles *s = ctx;
    ub_str *own = UB_PUSH(&s->a, &s->list[is_sheet]);
    if (!own || !ub_str_copy(&s->a, style, own)) abort();
    s->bytes[is_sheet] += style.n;
}

static size_t read_tokens(ub_arena *a, ub_str style, ub_css_entry entry)
{
    size_t n = 0;
    ub_css c;
    ub_css_token t;
    (void)a;
    (void)entry;
    ub_css_init(&c, style);
    do ub_css_next(&c, &t), n++; while (t.kind != UB_CSS_EOF);
    return n;
}

static size_t read_events(ub_arena *a, ub_str style, ub_css_entry entry)
{
    ub_arena scratch = *a;
    size_t n = 0;
    ub_css_walk w;
    ub_css_event ev;
    ub_css_walk_init(&w, &scratch, NULL, style, entry);
    do n++; while (ub_css_walk_next(&w, &ev) == UB_OK && ev.kind != UB_CSS_END);
    return n;
}

static size_t read_references(ub_arena *a, ub_str style, ub_css_entry entry)
{
    const uint32_t look = UB_CSS_BIT(UB_CSS_URL) | UB_CSS_BIT(UB_CSS_BAD_URL) | UB_CSS_BIT(UB_CSS_FUNCTION);
    ub_arena scratch = *a;
    size_t n = 0;
    ub_css_walk w;
    ub_css_event ev;
    ub_css_walk_init(&w, &scratch, NULL, style, entry);
    while (ub_css_walk_next(&w, &ev) == UB_OK && ev.kind != UB_CSS_END) {
        ub_arena inner = scratch;
        ub_css_refs r;
        ub_css_ref ref;
        bool bare = ev.kind == UB_CSS_AT_RULE && ev.at == UB_CSS_AT_IMPORT;
        if (!bare && !(ev.kinds & look)) continue;
        ub_css_refs_init(&r, &inner, ev.body, bare);
        while (ub_css_refs_next(&r, &ref) == UB_OK) n++;
    }
    return n;
}

static void run(struct styles *s, int which, const char *what, int rounds, size_t (*read)(ub_arena *, ub_str, ub_css_entry))
{
    struct timespec from, to;
    size_t n = 0;
    double took;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (int k = 0; k < rounds; k++)
        for (size_t i = 0; i < s->list[which].n; i++)
            n += read(&s->a, s->list[which].p[i], which ? UB_CSS_SHEET : UB_CSS_BLOCK);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    took = ((double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9) / rounds;
    printf("%-10s %-10s %8zu of %9zu bytes: %9zu in %.4f s, %.0f MB/s\n", which ? "sheets" : "attributes", what,
        s->list[which].n, s->bytes[which], n / (size_t)rounds, took, (double)s->bytes[which] / took / 1e6);
}

int main(int argc, char **argv)
{
    struct styles s = { 0 };
    int rounds = argc > 1 ? atoi(argv[1]) : 10;
    if (ub_arena_open(&s.a, (size_t)1 << 30, NULL) != UB_OK || rounds < 1) return 2;
    css_corpus_each(keep, &s);
    for (int which = 0; which < 2; which++) {
        if (argc > 2 && strcmp(argv[2], which ? "sheets" : "attributes")) continue;
        run(&s, which, "tokens", rounds, read_tokens);
        run(&s, which, "events", rounds, read_events);
        run(&s, which, "references", rounds, read_references);
    }
    return 0;
}
