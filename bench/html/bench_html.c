/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_html FILE [ROUNDS] - how fast the html stage is: tokens, attribute spans, the tree's influence; nothing decoded.
 *
 * FILE holds records of a length (32 bits, this machine's order) and as many bytes of HTML; extract_html writes one.
 * The median of ROUNDS (default 7) passes by process CPU time is printed; ROUNDS 0 makes one pass and prints no time,
 * for counting instructions.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "html.h"

struct counts { uint64_t bytes, parts, tokens, starts, attrs, dropped; };

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void pass(ub_str all, ub_arena *a, ub_html *h, struct counts *c)
{
    *c = (struct counts){ 0 };
    while (all.n >= 4) {
        uint32_t n;
        const ub_html_token *t;
        memcpy(&n, all.p, 4);
        ub_arena scratch = *a;
        if (ub_html_init(h, &scratch, ub_str_of(all.p + 4, n), 0, NULL) != UB_OK) exit(1);
        while ((t = ub_html_next(h))->kind != UB_HTML_EOF) {
            c->tokens++;
            if (t->kind != UB_HTML_START) continue;
            c->starts++;
            c->attrs += t->n_attrs;
            c->dropped += t->flags >> 1 & 1;
        }
        c->parts++;
        c->bytes += n;
        all = ub_str_from(all, 4 + (size_t)n);
    }
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    FILE *f = argc > 1 ? fopen(argv[1], "rb") : NULL;
    int rounds = argc > 2 ? atoi(argv[2]) : 7;
    double seconds[100];
    ub_arena a = { 0 };
    struct counts c;
    size_t n;
    char *p;
    if (!f || rounds < 0 || rounds > 100) {
        fprintf(stderr, "usage: bench_html FILE [ROUNDS]\n");
        return 2;
    }
    fseek(f, 0, SEEK_END);
    n = (size_t)ftell(f);
    rewind(f);
    p = malloc(n ? n : 1);
    ub_html *h = malloc(sizeof *h);
    if (!p || !h || fread(p, 1, n, f) != n || ub_arena_open(&a, (size_t)64 << 20, NULL) != UB_OK) return 1;
    fclose(f);
    pass(ub_str_of(p, n), &a, h, &c);
    for (int i = 0; i < rounds; i++) {
        double from = cpu_s();
        pass(ub_str_of(p, n), &a, h, &c);
        seconds[i] = cpu_s() - from;
    }
    printf("%llu parts, %llu bytes, %llu tokens, %llu start tags (%llu dropped), %llu attributes\n",
           (unsigned long long)c.parts, (unsigned long long)c.bytes, (unsigned long long)c.tokens,
           (unsigned long long)c.starts, (unsigned long long)c.dropped, (unsigned long long)c.attrs);
    if (rounds) {
        qsort(seconds, (size_t)rounds, sizeof *seconds, by_size);
        printf("median %.4f s, %.0f MB/s; best %.0f MB/s\n", seconds[rounds / 2], (double)c.bytes / seconds[rounds / 2] / 1e6,
               (double)c.bytes / seconds[0] / 1e6);
    }
    ub_arena_close(&a);
    free(h);
    free(p);
    return 0;
}
