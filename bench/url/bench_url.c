/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many URLs of real mail a second.  usage: bench_url FOLDER|LIST [PASSES]
 *
 * From a folder (the unpacked corpus's "mail") every http(s) URL of its raw bytes is taken, quoted-printable undone;
 * a list has one URL a line.  CPU time of this process, median of the passes.
 */
#include "url.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum { PASSES_MAX = 99 };

struct list {
    ub_arena a;
    struct { ub_str *p; size_t n, cap; } urls;
    size_t bytes;
};

static void keep(struct list *l, ub_str url)
{
    ub_str copy, *slot = NULL;
    if (!ub_str_copy(&l->a, url, &copy) || !(slot = UB_PUSH(&l->a, &l->urls))) {
        fprintf(stderr, "bench_url: out of memory\n");
        exit(2);
    }
    *slot = copy;
    l->bytes += copy.n;
}

/* One URL from `p` on, quoted-printable undone where it shows by "=3D" or a soft line break. */
static const char *take(struct list *l, const char *p, const char *end)
{
    char url[2048];
    size_t n = 0;
    for (; p < end && n < sizeof url; p++) {
        unsigned char c = (unsigned char)*p;
        if (c == '=' && end - p > 2 && p[1] == '\r' && p[2] == '\n') { p += 2; continue; }
        if (c == '=' && end - p > 1 && p[1] == '\n') { p++; continue; }
        if (c == '=' && end - p > 2 && p[1] == '3' && p[2] == 'D') p += 2;
        else if (c <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>' || c == ')' || c >= 0x7F) break;
        url[n++] = (char)c;
    }
    if (n > 10) keep(l, ub_str_of(url, n));
    return p;
}

static void extract(struct list *l, ub_str raw)
{
    const char *p = raw.p, *end = ub_str_end(raw);
    while (end - p > 8 && (p = memchr(p, 'h', (size_t)(end - p)))) {
        ub_str here = ub_str_range(p, end);
        if (ub_str_starts(here, UB_S("http://")) || ub_str_starts(here, UB_S("https://"))) p = take(l, p, end);
        else p++;
    }
}

static void read_path(struct list *l, const char *path, bool lines)
{
    struct stat st;
    FILE *f;
    char *p;
    if (stat(path, &st) != 0) return;
    if (S_ISDIR(st.st_mode)) {
        struct dirent **entries;
        int n = scandir(path, &entries, NULL, alphasort);
        for (int i = 0; i < n; i++) {
            char below[4096];
            snprintf(below, sizeof below, "%s/%s", path, entries[i]->d_name);
            if (entries[i]->d_name[0] != '.') read_path(l, below, false);
            free(entries[i]);
        }
        if (n >= 0) free(entries);
        return;
    }
    if (!(f = fopen(path, "rb")) || !(p = malloc((size_t)st.st_size + 1))) return;
    ub_str raw = ub_str_of(p, fread(p, 1, (size_t)st.st_size, f)), rest = raw;
    fclose(f);
    if (lines) while (rest.n) keep(l, ub_str_trim(ub_str_cut(&rest, '\n')));
    else extract(l, raw);
    free(p);
}

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int by_value(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

enum what { PARSE, CLASSIFY, SITE };

static size_t pass(struct list *l, ub_url_ctx *ctx, enum what what)
{
    size_t sum = 0;
    for (size_t i = 0; i < l->urls.n; i++) {
        ub_arena scratch = l->a;
        ub_url url;
        ub_url_readings all;
        ub_url_site_info site;
        if (what == CLASSIFY) {
            if (ub_url_classify(&scratch, ctx, l->urls.p[i], NULL, &all, NULL, NULL) == UB_OK) sum += all.n;
            continue;
        }
        if (ub_url_parse(&scratch, ctx, l->urls.p[i], NULL, &url, NULL, NULL) != UB_OK) continue;
        sum += url.in_text;
        if (what == SITE && ub_url_site(ctx, url.host, &site, NULL) == UB_OK) sum += site.site.n;
    }
    return sum;
}

int main(int argc, char **argv)
{
    static const char *const names[] = { "parse", "classify", "parse and site" };
    struct list l = { 0 };
    UB_CLEANUP(ub_url_ctx_deinit) ub_url_ctx ctx = { 0 };
    int passes = argc > 2 ? atoi(argv[2]) : 7;
    struct stat st;
    if (argc < 2 || passes < 1 || passes > PASSES_MAX || stat(argv[1], &st) != 0
        || ub_arena_open(&l.a, (size_t)1 << 30, NULL) != UB_OK) {
        fprintf(stderr, "usage: bench_url FOLDER|LIST [PASSES]\n");
        return 2;
    }
    read_path(&l, argv[1], !S_ISDIR(st.st_mode));
    if (!l.urls.n) return 1;
    printf("%zu URLs, mean %zu bytes, %zu not copied\n", l.urls.n, l.bytes / l.urls.n, pass(&l, &ctx, PARSE));
    for (int what = PARSE; what <= SITE; what++) {
        double s[PASSES_MAX];
        for (int i = 0; i < passes; i++) {
            double start = cpu_s();
            volatile size_t sum = pass(&l, &ctx, (enum what)what);
            (void)sum;
            s[i] = cpu_s() - start;
        }
        qsort(s, (size_t)passes, sizeof s[0], by_value);
        printf("%-15s %6.2f M URLs/s  %5.0f MB/s\n", names[what], (double)l.urls.n / s[passes / 2] / 1e6,
               (double)l.bytes / s[passes / 2] / 1e6);
    }
    ub_arena_close(&l.a);
    return 0;
}
