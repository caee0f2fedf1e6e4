/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_match FOLDER - how fast names are screened, beside a scorer of OFAC's kind that looks at every name, in one run.
 *
 * FOLDER holds un/UN_consolidated.xml, ofac-2021-07/ and so on, unpacked, as the corpora are laid out.  Times are of this
 * process on one core; the two take turns, so that what else the machine does falls on both.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "index.h"
#include "ordinary.h"
#include "read.h"

enum { NAMES = 20000, ROUNDS = 5, BRUTE = 40 };

static ub_arena arena, scratch;
static ub_list lists[8];
static const ub_list *views[8];
static size_t n_lists;

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void die(const char *what, const char *why)
{
    fprintf(stderr, "bench_match: %s: %s\n", what, why);
    exit(2);
}

static ub_str slurp(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) die(path, "cannot be read");
    fseek(f, 0, SEEK_END);
    size_t n = (size_t)ftell(f);
    rewind(f);
    char *p = ub_arena_take(&arena, n + 1, 8);
    if (!p || fread(p, 1, n, f) != n) die(path, "cannot be read");
    fclose(f);
    return ub_str_of(p, n);
}

static void load(const char *folder, const char *const *names)
{
    ub_list_file files[8];
    ub_list_fault fault = { { 0 }, 0, 0, 0 };
    size_t n = 0;
    for (; names[n]; n++) {
        char path[1000];
        snprintf(path, sizeof path, "%s/%s", folder, names[n]);
        const char *name = strrchr(names[n], '/') + 1;
        files[n] = (ub_list_file){ ub_str_of(name, strlen(name)), slurp(path) };
    }
    if (ub_list_read(&arena, files, n, UB_S(""), 0, &lists[n_lists], &fault) != UB_OK) die(names[0], fault.err.what);
    views[n_lists] = &lists[n_lists];
    n_lists++;
}

/* Best score of OFAC's kind over all listed names: what a screening by percentages does. */
static int brute(ub_str name)
{
    int best = 0;
    for (size_t l = 0; l < n_lists; l++)
        for (uint32_t i = 0; i < lists[l].n_names; i++) {
            int s = ub_names_ofac_score(name, ub_list_str(&lists[l], lists[l].names[i].text));
            if (s > best) best = s;
        }
    return best;
}

int main(int argc, char **argv)
{
    static const char *const sets[][5] = {
        { "un/UN_consolidated.xml" },
        { "ofac-2021-07/sdn.csv", "ofac-2021-07/alt.csv", "ofac-2021-07/add.csv", "ofac-2021-07/sdn_comments.csv" },
        { "ofac-consolidated-nonsdn/cons_prim.csv", "ofac-consolidated-nonsdn/cons_alt.csv" },
        { "ofac-2026-excerpt/sdn.csv", "ofac-2026-excerpt/alt.csv", "ofac-2026-excerpt/add.csv" },
        { "uk/uk-sanctions-list.excerpt.csv" },
    };
    static struct { char p[UB_ORDINARY_NAME_MAX]; size_t n; } names[2][NAMES];
    size_t n[2] = { 0, 0 };
    double spent[3] = { 0 };
    unsigned asked[3] = { 0 }, alerts[3] = { 0 };
    ub_names_index ix;
    ub_names_finder *finder;
    ub_ordinary o;
    ub_str block;
    ub_err err = { 0 };
    if (argc != 2) die("usage", "bench_match FOLDER");
    if (ub_arena_open(&arena, (size_t)4 << 30, &err) != UB_OK || ub_arena_open(&scratch, 64 << 20, &err) != UB_OK) die("memory", err.what);
    for (size_t i = 0; i < UB_COUNT(sets); i++) load(argv[1], sets[i]);
    double from = cpu_s();
    if (ub_names_index_build(&arena, views, n_lists, &block, &err) != UB_OK) die("index", err.what);
    double built = cpu_s() - from;
    from = cpu_s();
    if (ub_names_index_open(block, false, &ix, &err) != UB_OK || ub_names_finder_open(&arena, &ix, &finder, &err) != UB_OK) die("index", err.what);
    printf("listed names %u, index %.1f MB, built in %.2f s, opened in %.1f ms\n", ub_ix_head_of(&ix)->n_names, (double)block.n / 1e6, built, 1e3 * (cpu_s() - from));
    if (ub_ordinary_open(&arena, &o, &err) != UB_OK) die("ordinary names", err.what);
    for (uint64_t seed = 1; n[0] < NAMES || n[1] < NAMES;) {
        char name[UB_ORDINARY_NAME_MAX];
        const char *culture;
        size_t len = ub_ordinary_draw(&o, &seed, name, &culture);
        int other = ub_script_of(ub_str_of(name, len)) != UB_SCRIPT_LATIN;
        if (n[other] == NAMES) continue;
        memcpy(names[other][n[other]].p, name, len);
        names[other][n[other]++].n = len;
    }
    for (unsigned r = 0; r < ROUNDS; r++) {
        for (int other = 0; other < 2; other++) {
            double start = cpu_s();
            for (size_t i = 0; i < NAMES; i++) {
                ub_names_query q = { .name = ub_str_of(names[other][i].p, names[other][i].n) };
                ub_names_hit *hits;
                size_t k;
                scratch.at = scratch.start;
                if (ub_names_find(finder, &scratch, &q, UB_NAMES_THRESHOLD, &hits, &k, &err) != UB_OK) die("find", err.what);
                alerts[other] += k > 0;
            }
            spent[other] += cpu_s() - start;
            asked[other] += NAMES;
        }
        double start = cpu_s();
        for (size_t i = r * BRUTE; i < (r + 1) * BRUTE; i++) alerts[2] += brute(ub_str_of(names[0][i].p, names[0][i].n)) >= 85;
        spent[2] += cpu_s() - start;
        asked[2] += BRUTE;
    }
    static const char *const what[] = { "Latin names", "other scripts", "OFAC-style, every name, at 85" };
    for (int i = 0; i < 3; i++)
        printf("%-30s %10.0f names/s, alerts %.4f %%\n", what[i], asked[i] / spent[i], 100.0 * alerts[i] / asked[i]);
    uint64_t counts[3];
    ub_names_finder_counts(finder, counts);
    printf("a name: %.1f words weighed, %.3f listed names matched in full\n", (double)counts[0] / (asked[0] + asked[1]), (double)counts[1] / (asked[0] + asked[1]));
    return 0;
}
