/* SPDX-License-Identifier: Apache-2.0 */
/* Lists together with the index of their names: kept, made anew, tidied; and what both say of a query. */
#include "index.h"
#include "matching.h"
#include "support.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct fixture {
    ub_arena a;
    ub_lists lists;
    char dir[64];
};

static void add_list(struct fixture *f)
{
    ub_list_builder b;
    ub_list l;
    ub_list_begin(&b, &f->lists.a);
    ub_list_add_entry(&b, UB_S("1"), UB_ENTRY_PERSON)->listed = 20240325;
    ub_list_family(&b, ub_list_add_name(&b, UB_S("LINDQVIST, Anneli Svetlana"), UB_NAME_PRIMARY, UB_NAME_STRONG), UB_S("LINDQVIST"), false);
    ub_list_add_entry(&b, UB_S("2"), UB_ENTRY_ENTITY);
    ub_list_add_name(&b, UB_S("SVETLOGORSK TRADING LLC"), UB_NAME_PRIMARY, UB_NAME_STRONG);
    ub_list_add_fact(&b, UB_FACT_WEBSITE, UB_S(""), UB_S("svetlogorsk.example"));
    assert_int_equal(ub_list_finish(&b, UB_S("test"), 20240325, &l, NULL), UB_OK);
    assert_int_equal(ub_lists_add(&f->lists, &l, NULL), UB_OK);
}

static int open_fixture(void **state)
{
    static struct fixture f;
    memset(&f, 0, sizeof f);
    *state = &f;
    strcpy(f.dir, "/tmp/ub-match-XXXXXX");
    if (ub_arena_open(&f.a, 64 << 20, NULL) != UB_OK || ub_arena_open(&f.lists.a, 64 << 20, NULL) != UB_OK || !mkdtemp(f.dir)) return -1;
    add_list(&f);
    return 0;
}

static int close_fixture(void **state)
{
    struct fixture *f = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", f->dir);
    ub_arena_close(&f->a);
    ub_lists_close(&f->lists);
    return system(command);
}

static size_t count_kept(const char *folder, char *one)
{
    DIR *d = opendir(folder);
    size_t n = 0;
    if (!d) return 0;
    for (struct dirent *e; (e = readdir(d)) != NULL; )
        if (strstr(e->d_name, ".names")) n++, snprintf(one, 512, "%s/%s", folder, e->d_name);
    closedir(d);
    return n;
}

static void an_index_is_kept_and_made_anew_when_it_is_damaged(void **state)
{
    struct fixture *f = *state;
    char folder[128], one[512];
    ub_matching m;
    snprintf(folder, sizeof folder, "%s/deep/index", f->dir);
    assert_int_equal(ub_matching_open(&m, &f->lists, folder, NULL), UB_OK);
    assert_non_null(m.cache.map);                          /* it works from the file it wrote */
    ub_matching_close(&m);
    assert_int_equal(count_kept(folder, one), 1);
    assert_int_equal(truncate(one, 1000), 0);
    assert_int_equal(ub_matching_open(&m, &f->lists, folder, NULL), UB_OK);
    assert_non_null(m.cache.map);
    ub_matching_close(&m);
    assert_int_equal(count_kept(folder, one), 1);
}

/* The file of a kept index, its checksum right, and in it what another has written. */
static void write_otherwise(struct fixture *f, const char *path, void (*change)(ub_ix_head *h, char *block))
{
    ub_cache c;
    assert_int_equal(ub_cache_open(&c, path, "nidx", UB_INDEX_VERSION, NULL), UB_OK);
    char *block = ub_arena_take(&f->a, c.section[0].n, 64);
    ub_str changed = ub_str_of(block, c.section[0].n);
    memcpy(block, c.section[0].p, changed.n);
    ub_cache_close(&c);
    ub_ix_head *h = (ub_ix_head *)(void *)block;
    change(h, block);
    h->check = 0;
    h->check = ub_hash_bytes(block, sizeof *h);
    assert_int_equal(ub_cache_write(path, "nidx", UB_INDEX_VERSION, &changed, 1, NULL), UB_OK);
}

static void a_token_outside(ub_ix_head *h, char *block) { ((uint32_t *)(void *)(block + h->at_tokens))[0] = h->n_words; }
static void a_name_that_no_list_has(ub_ix_head *h, char *block) { ((ub_ix_name *)(void *)(block + h->at_names))[0].name = h->n_names; }
static void a_list_more(ub_ix_head *h, char *block) { (void)block; h->base[h->n_lists++] = h->n_facts; }
static void an_entry_less(ub_ix_head *h, char *block)
{
    for (uint32_t i = 0; i < h->n_names; i++) ((ub_ix_name *)(void *)(block + h->at_names))[i].entry = 0;
    h->n_facts--;
}

static void a_kept_index_that_points_elsewhere_is_made_anew(void **state)
{
    void (*const changes[])(ub_ix_head *h, char *block) = { a_token_outside, a_name_that_no_list_has, a_list_more, an_entry_less };
    struct fixture *f = *state;
    char folder[128], one[512];
    ub_matching m;
    snprintf(folder, sizeof folder, "%s/index", f->dir);
    assert_int_equal(ub_matching_open(&m, &f->lists, folder, NULL), UB_OK);
    ub_str right;
    assert_true(ub_str_copy(&f->a, m.cache.section[0], &right));
    ub_matching_close(&m);
    assert_int_equal(count_kept(folder, one), 1);
    for (size_t i = 0; i < UB_COUNT(changes); i++) {
        write_otherwise(f, one, changes[i]);
        assert_int_equal(ub_matching_open(&m, &f->lists, folder, NULL), UB_OK);
        assert_true(ub_str_eq(m.cache.section[0], right));
        ub_matching_close(&m);
    }
}

static void where_nothing_can_be_written_the_index_lives_in_memory(void **state)
{
    struct fixture *f = *state;
    char folder[128];
    ub_matching m;
    int fd;
    snprintf(folder, sizeof folder, "%s/file", f->dir);
    fd = open(folder, O_CREAT | O_WRONLY, 0600);           /* a file where the folder should be */
    close(fd);
    assert_int_equal(ub_matching_open(&m, &f->lists, folder, NULL), UB_OK);
    assert_null(m.cache.map);
    assert_non_null(m.finder);
    ub_matching_close(&m);
}

static void the_oldest_indices_go_when_there_are_too_many(void **state)
{
    struct fixture *f = *state;
    char one[512];
    ub_matching m;
    for (int i = 0; i < UB_MATCHING_KEPT; i++) {
        struct timespec times[2] = { { .tv_sec = 1000 + i }, { .tv_sec = 1000 + i } };
        int fd;
        snprintf(one, sizeof one, "%s/%d.names", f->dir, i);
        fd = open(one, O_CREAT | O_WRONLY, 0600);
        futimens(fd, times);
        close(fd);
    }
    assert_int_equal(ub_matching_open(&m, &f->lists, f->dir, NULL), UB_OK);
    ub_matching_close(&m);
    assert_int_equal(count_kept(f->dir, one), UB_MATCHING_KEPT);
    snprintf(one, sizeof one, "%s/0.names", f->dir);
    assert_int_equal(access(one, F_OK), -1);
    snprintf(one, sizeof one, "%s/1.names", f->dir);
    assert_int_equal(access(one, F_OK), 0);
}

static ub_screen_answer ask(struct fixture *f, ub_matching *m, const char *text, double threshold)
{
    const ub_screen_query q = { .text = ub_str_of(text, strlen(text)) };
    ub_screen_answer answer;
    assert_int_equal(ub_screen(&f->lists, m, &f->a, &q, threshold, true, &answer, NULL), UB_OK);
    return answer;
}

static void exact_names_are_hits_at_any_threshold_and_ranked_first(void **state)
{
    struct fixture *f = *state;
    ub_matching m;
    ub_screen_answer answer;
    assert_int_equal(ub_matching_open(&m, &f->lists, NULL, NULL), UB_OK);
    answer = ask(f, &m, "Anneli Svetlana Lindqvist", 0);
    assert_int_equal(answer.n, 1);
    assert_true(answer.p[0].exact && answer.p[0].evalue >= 0);
    assert_int_equal(ask(f, &m, "LINDQVIST, Anneli Svetlana", 0).p[0].ofac_score, 100);
    assert_int_equal(ask(f, &m, "Aneli Svetlanna Lindkvist", 0).n, 0);
    answer = ask(f, &m, "Aneli Svetlanna Lindkvist", 1e6);
    assert_true(answer.n >= 1 && !answer.p[0].exact && answer.p[0].entry == 0);
    answer = ask(f, &m, "svetlogorsk.example", 1e6);       /* a host is not asked for as a name */
    assert_int_equal(answer.n, 1);
    assert_int_equal(answer.p[0].kind, UB_KEY_SITE);
    ub_matching_close(&m);
}

static void what_was_listed_later_is_no_hit_by_any_way(void **state)
{
    struct fixture *f = *state;
    ub_matching m;
    f->lists.as_of = 20210114;
    f->lists.one[0].later = true;
    assert_int_equal(ub_matching_open(&m, &f->lists, NULL, NULL), UB_OK);
    assert_int_equal(ask(f, &m, "Anneli Svetlana Lindqvist", 1e6).n, 0);
    assert_int_equal(ask(f, &m, "Aneli Svetlanna Lindkvist", 1e6).n, 0);
    assert_true(ask(f, &m, "Svetlogorsk Trading LLC", 1e6).n >= 1);        /* the list does not say since when */
    ub_matching_close(&m);
}

static void at_the_ceiling_of_memory_no_hit_is_lost_in_silence(void **state)
{
    enum { ALIKE = 40 };
    struct fixture *f = *state;
    const ub_screen_query q = { .text = UB_S("Anneli Svetlanna Lindkvist"), .birth = 19710203 };
    ub_list_builder b;
    ub_list l;
    ub_matching m;
    ub_screen_answer plenty, answer;
    unsigned limits = 0, whole = 0;
    ub_list_begin(&b, &f->lists.a);
    for (int i = 0; i < ALIKE; i++) {
        ub_list_add_entry(&b, UB_S("n"), UB_ENTRY_PERSON);
        ub_list_add_name(&b, UB_S("LINDQVIST, Anneli Svetlana"), UB_NAME_PRIMARY, UB_NAME_STRONG);
        ub_list_add_fact(&b, UB_FACT_BIRTH, UB_S(""), UB_S("3 Feb 1971"))->from = 19710203;
    }
    assert_int_equal(ub_list_finish(&b, UB_S("many"), 20240325, &l, NULL), UB_OK);
    assert_int_equal(ub_lists_add(&f->lists, &l, NULL), UB_OK);
    assert_int_equal(ub_matching_open(&m, &f->lists, NULL, NULL), UB_OK);
    assert_int_equal(ub_screen(&f->lists, &m, &f->a, &q, 1e6, false, &plenty, NULL), UB_OK);
    assert_true(plenty.n > ALIKE);
    for (size_t room = 0; room < 256 << 10; room += 64) {
        ub_arena small = f->a;
        small.end = small.at + room;
        ub_status s = ub_screen(&f->lists, &m, &small, &q, 1e6, false, &answer, NULL);
        if (s != UB_OK) {
            assert_int_equal(s, UB_LIMIT);
            limits++;
            continue;
        }
        whole++;
        assert_int_equal(answer.n, plenty.n);
        for (size_t k = 0; k < answer.n; k++) assert_int_equal(answer.p[k].n_reasons, plenty.p[k].n_reasons);
    }
    assert_true(limits > 0 && whole > 0);
    ub_matching_close(&m);
}

/* What a publisher has as one party with two names, or as two parties: as a reader may change its mind. */
static void read_as(struct fixture *f, bool apart)
{
    ub_list_builder b;
    ub_list l;
    ub_list_begin(&b, &f->lists.a);
    ub_list_add_entry(&b, UB_S("1"), UB_ENTRY_ENTITY);
    ub_list_add_name(&b, UB_S("SVETLOGORSK TRADING LLC"), UB_NAME_PRIMARY, UB_NAME_STRONG);
    if (apart) ub_list_add_entry(&b, UB_S("1a"), UB_ENTRY_ENTITY);
    ub_list_add_name(&b, UB_S("NORTHERN STAR SHIPPING"), apart ? UB_NAME_PRIMARY : UB_NAME_AKA, UB_NAME_STRONG);
    ub_list_add_entry(&b, UB_S("2"), UB_ENTRY_PERSON);
    ub_list_add_name(&b, UB_S("LINDQVIST, Anneli Svetlana"), UB_NAME_PRIMARY, UB_NAME_STRONG);
    assert_int_equal(ub_list_finish(&b, UB_S("test"), 20240325, &l, NULL), UB_OK);
    memset(l.sha256, 7, sizeof l.sha256);                          /* the same file */
    f->lists.n = 0;
    assert_int_equal(ub_lists_add(&f->lists, &l, NULL), UB_OK);
}

static void an_index_of_lists_that_were_numbered_otherwise_is_not_used(void **state)
{
    struct fixture *f = *state;
    char folder[128], one[512];
    ub_matching m;
    snprintf(folder, sizeof folder, "%s/index", f->dir);
    for (int apart = 0; apart < 2; apart++) {
        read_as(f, apart);
        assert_int_equal(f->lists.one[0].list.n_names, 3);
        assert_int_equal(ub_matching_open(&m, &f->lists, folder, NULL), UB_OK);
        assert_non_null(m.cache.map);
        ub_screen_answer answer = ask(f, &m, "Aneli Svetlanna Lindkvist", 1e6);
        assert_true(answer.n >= 1);
        assert_int_equal(answer.p[0].entry, 1 + apart);
        ub_matching_close(&m);
    }
    assert_int_equal(count_kept(folder, one), 2);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(an_index_is_kept_and_made_anew_when_it_is_damaged), WITH(a_kept_index_that_points_elsewhere_is_made_anew),
        WITH(where_nothing_can_be_written_the_index_lives_in_memory),
        WITH(the_oldest_indices_go_when_there_are_too_many), WITH(exact_names_are_hits_at_any_threshold_and_ranked_first),
        WITH(what_was_listed_later_is_no_hit_by_any_way), WITH(at_the_ceiling_of_memory_no_hit_is_lost_in_silence),
        WITH(an_index_of_lists_that_were_numbered_otherwise_is_not_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
