/* SPDX-License-Identifier: Apache-2.0 */
/* Lists in use together with the index of their names. */
#include "matching.h"

#include "codec.h"
#include "index.h"
#include "wallet.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define KIND "nidx"
#define PATH_MAX_BYTES 4096
#define BUILD_MAX ((size_t)4 << 30)    /* address space */
#define BUILD_LEAST ((size_t)32 << 20)

/* ------------------------------------------------------------------------------------------------ the index in its file */

/* What tells one set of lists from another: their names and hashes in order, and how a reader numbered what is in them, for an
 * index keeps numbers of entries and names. */
static ub_status name_of(const ub_lists *lists, char hex[65], ub_err *err)
{
    UB_CLEANUP(ub_hasher_close) ub_hasher h = { 0 };
    uint8_t sum[32];
    const uint32_t version = UB_LIST_VERSION;
    ub_status s = ub_hasher_open(&h, UB_SHA256, err);
    if (s == UB_OK) s = ub_hasher_add(&h, ub_str_of((const char *)&version, sizeof version), err);
    for (size_t i = 0; s == UB_OK && i < lists->n; i++) {
        const ub_list *l = &lists->one[i].list;
        s = ub_hasher_add(&h, ub_list_str(l, l->name), err);
        if (s == UB_OK) s = ub_hasher_add(&h, ub_str_of((const char *)l->sha256, 32), err);
        const uint32_t counts[] = { l->n_entries, l->n_names, l->n_text };
        if (s == UB_OK) s = ub_hasher_add(&h, ub_str_of((const char *)counts, sizeof counts), err);
    }
    if (s == UB_OK) s = ub_hasher_finish(&h, sum, err);
    ub_hex_write(ub_str_of((const char *)sum, 32), hex);
    hex[64] = 0;
    return s;
}

/* Remove the oldest indices, so that UB_MATCHING_KEPT stay. */
static void tidy(const char *folder)
{
    for (;;) {
        DIR *d = opendir(folder);
        char oldest[256] = "";
        struct timespec when = { 0 };
        size_t n = 0;
        if (!d) return;
        for (struct dirent *e; (e = readdir(d)) != NULL; ) {
            struct stat st;
            size_t len = strlen(e->d_name);
            if (len < 6 || len >= sizeof oldest || strcmp(e->d_name + len - 6, ".names") || fstatat(dirfd(d), e->d_name, &st, 0) != 0) continue;
            if (!n++ || st.st_mtim.tv_sec < when.tv_sec || (st.st_mtim.tv_sec == when.tv_sec && st.st_mtim.tv_nsec < when.tv_nsec)) {
                when = st.st_mtim;
                strcpy(oldest, e->d_name);
            }
        }
        if (n > UB_MATCHING_KEPT && unlinkat(dirfd(d), oldest, 0) != 0) n = 0;
        closedir(d);
        if (n <= UB_MATCHING_KEPT + 1) return;
    }
}

/* Are the entries and names that the index tells of there? */
static bool is_of(const ub_names_index *ix, const ub_lists *lists)
{
    const ub_ix_head *h = ub_ix_head_of(ix);
    const ub_ix_name *names = UB_IX(ix, ub_ix_name, names);
    uint32_t base = 0;
    if (h->n_lists != lists->n) return false;
    for (size_t i = 0; i < lists->n; base += lists->one[i++].list.n_entries)
        if (h->base[i] != base) return false;
    for (uint32_t i = 0; i < h->n_names; i++)
        if (names[i].name >= lists->one[names[i].list].list.n_names) return false;
    return h->n_facts == base;
}

static bool open_kept(ub_matching *m, const ub_lists *lists, const char *path)
{
    if (ub_cache_open(&m->cache, path, KIND, UB_INDEX_VERSION, NULL) != UB_OK) return false;
    /* A checksum is no signature: whoever could write there could point outside.  Looking costs two milliseconds. */
    if (m->cache.n == 1 && ub_names_index_open(m->cache.section[0], false, &m->index, NULL) == UB_OK && is_of(&m->index, lists)) return true;
    ub_cache_close(&m->cache);
    return false;
}

static ub_status build(ub_matching *m, const ub_lists *lists, const char *path, ub_err *err)
{
    const ub_list *all[UB_LISTS_MAX];
    ub_str block;
    ub_status s = ub_arena_open_upto(&m->built, BUILD_MAX, BUILD_LEAST, err);
    for (size_t i = 0; i < lists->n; i++) all[i] = &lists->one[i].list;
    if (s != UB_OK || (s = ub_names_index_build(&m->built, all, lists->n, &block, err)) != UB_OK) return s;
    if (path && ub_cache_write(path, KIND, UB_INDEX_VERSION, &block, 1, NULL) == UB_OK && open_kept(m, lists, path)) {
        ub_arena_close(&m->built);
        return UB_OK;
    }
    return ub_names_index_open(block, true, &m->index, err);
}

ub_status ub_matching_open(ub_matching *m, const ub_lists *lists, const char *folder, ub_err *err)
{
    char hex[65], path[PATH_MAX_BYTES];
    bool kept;
    ub_status s;
    memset(m, 0, sizeof *m);
    if ((s = name_of(lists, hex, err)) != UB_OK) return s;
    kept = folder && snprintf(path, sizeof path, "%s/%s.names", folder, hex) < (int)sizeof path;
    if (!kept || !open_kept(m, lists, path)) {
        if (kept) kept = ub_cache_folders(folder, NULL) == UB_OK;
        s = build(m, lists, kept ? path : NULL, err);
        if (kept) tidy(folder);
    }
    if (s == UB_OK) s = ub_arena_open(&m->a, 16 << 20, err);
    if (s == UB_OK) s = ub_names_finder_open(&m->a, &m->index, &m->finder, err);
    if (s != UB_OK) ub_matching_close(m);
    return s;
}

void ub_matching_close(ub_matching *m)
{
    if (!m) return;
    ub_cache_close(&m->cache);
    ub_arena_close(&m->built);
    ub_arena_close(&m->a);
    m->finder = NULL;
}

/* ------------------------------------------------------------------------------------------------ asking */

static void add_reasons(ub_screen_hit *h, const ub_names_hit *from)
{
    for (size_t i = 0; i < from->n_reasons; i++)
        if (!ub_str_eq(from->reasons[i], UB_S("exact"))) ub_screen_reason(h, from->reasons[i]);
}

/* The hit of that entry among the exact names, NULL when there is none. */
static ub_screen_hit *exact_hit(const ub_screen_answer *answer, size_t from, size_t to, const ub_names_hit *n)
{
    for (size_t i = from; i < to; i++)
        if (answer->p[i].list == n->list && answer->p[i].entry == n->entry) return &answer->p[i];
    return NULL;
}

/* False at the arena's ceiling. */
static bool add_alike(const ub_lists *lists, ub_arena *a, const ub_screen_query *q, ub_screen_answer *answer, const ub_names_hit *n)
{
    const ub_list *l = &lists->one[n->list].list;
    ub_screen_hit *h;
    if (answer->n >= UB_SCREEN_HITS_MAX) return answer->omitted++, true;
    if (!(h = UB_PUSH(a, answer))) return false;
    *h = (ub_screen_hit){ .list = n->list, .entry = n->entry, .kind = UB_KEY_NAME, .exact = n->exact, .evalue = n->evalue, .ofac_score = -1,
                          .matched = ub_list_str(l, l->names[n->name].text) };
    if (l->names[n->name].strength == UB_NAME_WEAK) ub_screen_reason(h, UB_S("weak-alias"));
    add_reasons(h, n);
    ub_screen_context(lists, a, q, h);
    return true;
}

static int by_evalue(const void *x, const void *y)
{
    const ub_screen_hit *a = x, *b = y;
    bool known_a = a->evalue >= 0, known_b = b->evalue >= 0;
    if (a->exact != b->exact) return a->exact ? -1 : 1;
    if (known_a != known_b) return known_a ? -1 : 1;
    if (a->evalue < b->evalue || a->evalue > b->evalue) return a->evalue < b->evalue ? -1 : 1;
    if (a->list != b->list) return a->list < b->list ? -1 : 1;
    return (a->entry > b->entry) - (a->entry < b->entry);
}

/* A URL, or small letters with a dot and an end of letters: nobody writes a name so. */
static bool is_plainly_a_host(ub_str s)
{
    ub_str end = s;
    if (ub_str_find(s, UB_S("://")) < s.n) return true;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= ' ' || c >= 0x80 || (c >= 'A' && c <= 'Z')) return false;
        if (c == '.') end = ub_str_from(s, i + 1);
    }
    return end.n < s.n && end.n >= 2 && ub_is_alpha((unsigned char)end.p[0]);
}

enum { ROOM = 4096 };        /* with less left, ub_screen_context may have had no room for a reason */

static bool asks_a_name(const ub_screen_query *q)
{
    ub_wallet w;
    ub_str text = ub_str_trim(q->text);
    if (q->what != UB_SCREEN_AUTO) return q->what == UB_SCREEN_NAME;
    return ub_str_chr(text, '@') == text.n && !is_plainly_a_host(text) && ub_wallet_parse(text, &w, NULL) == UB_ABSENT;
}

ub_status ub_screen(const ub_lists *lists, ub_matching *m, ub_arena *a, const ub_screen_query *q, double threshold, bool ofac,
                    ub_screen_answer *answer, ub_err *err)
{
    const ub_names_query asked = { .name = q->text, .kind = q->kind, .birth = q->birth, .country = q->country };
    ub_names_hit *hits = NULL;
    size_t n = 0, names = 0, exact;
    ub_status s = ub_screen_exact(lists, a, q, answer, err);
    if (s != UB_OK || !asks_a_name(q)) return s;
    if ((s = ub_names_find(m->finder, a, &asked, threshold, &hits, &n, err)) != UB_OK) return s;
    while (names < answer->n && answer->p[names].kind != UB_KEY_NAME) names++;     /* names come last */
    exact = answer->n;
    for (size_t i = 0; i < n; i++) {
        ub_screen_hit *h = exact_hit(answer, names, exact, &hits[i]);
        if (h) {
            h->evalue = hits[i].evalue;
            add_reasons(h, &hits[i]);
        } else if (ub_lists_in_force(lists, hits[i].list, hits[i].entry) != UB_NOT_YET && !add_alike(lists, a, q, answer, &hits[i]))
            return ub_fail(err, UB_LIMIT, "too much for one query", 0);
    }
    if (ub_arena_left(a) < ROOM) return ub_fail(err, UB_LIMIT, "too much for one query", 0);
    for (size_t i = names; ofac && i < answer->n; i++) answer->p[i].ofac_score = ub_names_ofac_score(q->text, answer->p[i].matched);
    if (answer->n > names) qsort(answer->p + names, answer->n - names, sizeof *answer->p, by_evalue);
    return UB_OK;
}
