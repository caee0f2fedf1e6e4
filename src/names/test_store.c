/* SPDX-License-Identifier: Apache-2.0 */
/* Folding, keys, caches, and the versions of lists that are installed. */
#include "cache.h"
#include "fold.h"
#include "keys.h"
#include "source.h"
#include "store.h"
#include "support.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    ub_arena a;
    char dir[64];
};

static int open_fixture(void **state)
{
    static struct fixture f;
    memset(&f, 0, sizeof f);
    *state = &f;
    strcpy(f.dir, "/tmp/ub-store-XXXXXX");
    return ub_arena_open(&f.a, (size_t)1 << 30, NULL) == UB_OK && mkdtemp(f.dir) ? 0 : -1;
}

static int close_fixture(void **state)
{
    struct fixture *f = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", f->dir);
    ub_arena_close(&f->a);
    return system(command);
}

/* ------------------------------------------------------------------------------------------------ folding */

static void names_fold_to_what_people_do_not_type_differently(void **state)
{
    struct fixture *f = *state;
    static const struct { ub_str in, want; } cases[] = {
        { UB_LIT("ZHAO, Guangzong"), UB_LIT("zhao guangzong") }, { UB_LIT("  Al-Zawahiri  "), UB_LIT("al zawahiri") },
        { UB_LIT("O'Brien"), UB_LIT("obrien") }, { UB_LIT("O’Brien"), UB_LIT("obrien") }, { UB_LIT("Müller"), UB_LIT("muller") },
        { UB_LIT("Mu\xCC\x88ller"), UB_LIT("muller") }, { UB_LIT("Søren Łódź Æsir Straße"), UB_LIT("soren lodz aesir strasse") },
        { UB_LIT("CO., LTD."), UB_LIT("co ltd") }, { UB_LIT("S.A."), UB_LIT("sa") }, { UB_LIT("Щукин"), UB_LIT("щукин") },
        { UB_LIT("ЩУКИН"), UB_LIT("щукин") }, { UB_LIT("倪 高彬"), UB_LIT("倪高彬") }, { UB_LIT("倪, 高彬"), UB_LIT("倪高彬") },
        { UB_LIT("倪高彬 Ni"), UB_LIT("倪高彬 ni") }, { UB_LIT("مُحَمَّد"), UB_LIT("محمد") }, { UB_LIT("محـــمد"), UB_LIT("محمد") },
        { UB_LIT("ＮＩ　ＧＡＯＢＩＮ"), UB_LIT("ni gaobin") }, { UB_LIT("ﬁrm №1"), UB_LIT("firm no1") }, { UB_LIT("..."), UB_LIT("") },
        { UB_LIT("a\xFF" "b"), UB_LIT("a b") }, { UB_LIT(""), UB_LIT("") }, { UB_LIT("İstanbul ısı"), UB_LIT("istanbul isi") },
    };
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_buf b = ub_buf_in(&f->a);
        assert_true(ub_fold(cases[i].in, &b));
        ub_assert_str(cases[i].in.p, ub_buf_str(&b), cases[i].want);
    }
}

/* ------------------------------------------------------------------------------------------------ keys */

static void values_have_normal_forms(void **state)
{
    struct fixture *f = *state;
    static const struct { ub_key_kind kind; ub_str in, want; } cases[] = {
        { UB_KEY_EMAIL, UB_LIT(" Info@A.Example "), UB_LIT("info@a.example") }, { UB_KEY_EMAIL, UB_LIT("mailto:a@b.example"), UB_LIT("a@b.example") },
        { UB_KEY_SITE, UB_LIT("https://www.A.example:8080/x?y"), UB_LIT("a.example") }, { UB_KEY_SITE, UB_LIT("facebook.com/SomeBody/"), UB_LIT("facebook.com/somebody") },
        { UB_KEY_SITE, UB_LIT("http://user@a.example."), UB_LIT("a.example") }, { UB_KEY_DOMAIN, UB_LIT("WWW.x.a.example"), UB_LIT("x.a.example") },
        { UB_KEY_ID, UB_LIT("IMO 9826902"), UB_LIT("9826902") }, { UB_KEY_ID, UB_LIT("imo9826902"), UB_LIT("9826902") },
        { UB_KEY_ID, UB_LIT("d 366-871"), UB_LIT("D366871") },
        { UB_KEY_WALLET, UB_LIT("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), UB_LIT("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed") },
        { UB_KEY_WALLET, UB_LIT("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"), UB_LIT("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa") },
        { UB_KEY_WALLET, UB_LIT("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"), UB_LIT("qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a") },
    };
    static const struct { ub_key_kind kind; ub_str in; } none[] = {
        { UB_KEY_EMAIL, UB_LIT("a@") }, { UB_KEY_EMAIL, UB_LIT("@b") }, { UB_KEY_EMAIL, UB_LIT("a b@c") }, { UB_KEY_EMAIL, UB_LIT("a@b@c") },
        { UB_KEY_SITE, UB_LIT("localhost") }, { UB_KEY_SITE, UB_LIT("a..b") }, { UB_KEY_SITE, UB_LIT("") }, { UB_KEY_ID, UB_LIT("1234") },
        { UB_KEY_ID, UB_LIT("ABCDEFG") }, { UB_KEY_NAME, UB_LIT("--") },
    };
    ub_str out;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        assert_true(ub_key_normal(&f->a, cases[i].kind, cases[i].in, &out));
        ub_assert_str(cases[i].in.p, out, cases[i].want);
    }
    for (size_t i = 0; i < UB_COUNT(none); i++)
        if (ub_key_normal(&f->a, none[i].kind, none[i].in, &out)) fail_msg("\"%.*s\" is a %s", UB_F(none[i].in), ub_key_kind_name(none[i].kind));
}

static void shared_hosts_are_sorted_and_all_below_them_are_shared(void **state)
{
    static const ub_str shared[] = { UB_LIT("163.com"), UB_LIT("alibaba.com"), UB_LIT("aliexpress.com"), UB_LIT("zoom.us"), UB_LIT("de-de.facebook.com") };
    static const ub_str own[] = { UB_LIT(""), UB_LIT("com"), UB_LIT("notfacebook.com"), UB_LIT("facebook.com.example"), UB_LIT("0.example"), UB_LIT("zz") };
    (void)state;
    assert_true(ub_key_shared_sorted());
    for (size_t i = 0; i < UB_COUNT(shared); i++)
        if (!ub_key_shared(shared[i])) fail_msg("%s", shared[i].p);
    for (size_t i = 0; i < UB_COUNT(own); i++)
        if (ub_key_shared(own[i])) fail_msg("%s", own[i].p);
}

static void a_key_has_a_longest_text(void **state)
{
    struct fixture *f = *state;
    char *p = ub_arena_take(&f->a, UB_KEY_TEXT_MAX + 1, 1);
    ub_str out;
    memset(p, 'a', UB_KEY_TEXT_MAX + 1);
    assert_true(ub_key_normal(&f->a, UB_KEY_NAME, ub_str_of(p, UB_KEY_TEXT_MAX), &out));
    assert_false(ub_key_normal(&f->a, UB_KEY_NAME, ub_str_of(p, UB_KEY_TEXT_MAX + 1), &out));
}

static size_t found(struct fixture *f, const ub_list *l, const ub_keys *k, ub_key_kind kind, const char *text)
{
    ub_str normal;
    size_t from, to, n = 0;
    if (!ub_key_normal(&f->a, kind, ub_str_of(text, strlen(text)), &normal)) return 0;
    to = ub_keys_find(k, ub_key_hash(kind, normal), &from);
    for (; from < to; from++) n += k->p[from].kind == kind && ub_key_is(f->a, l, &k->p[from], normal);
    return n;
}

static void what_is_listed_is_found_by_its_key(void **state)
{
    struct fixture *f = *state;
    ub_list_builder b;
    ub_list l;
    ub_keys k;
    ub_list_begin(&b, &f->a);
    ub_list_add_entry(&b, UB_S("1"), UB_ENTRY_PERSON);
    ub_list_family(&b, ub_list_add_name(&b, UB_S("ZHAO, Guangzong"), UB_NAME_PRIMARY, UB_NAME_STRONG), UB_S("ZHAO"), false);
    ub_list_add_fact(&b, UB_FACT_WEBSITE, UB_S(""), UB_S("http://www.news.front.co.uk/about"));
    ub_list_add_fact(&b, UB_FACT_WEBSITE, UB_S(""), UB_S("www.facebook.com/front"));
    ub_list_add_fact(&b, UB_FACT_WEBSITE, UB_S(""), UB_S("gmail.com"));
    ub_list_add_fact(&b, UB_FACT_WEBSITE, UB_S(""), UB_S("co.uk"));
    ub_list_add_fact(&b, UB_FACT_EMAIL, UB_S(""), UB_S("Boss@Front.co.uk"));
    assert_int_equal(ub_list_finish(&b, UB_S("test"), 0, &l, NULL), UB_OK);
    assert_int_equal(ub_keys_build(&f->a, &l, &k, NULL), UB_OK);
    assert_int_equal(found(f, &l, &k, UB_KEY_NAME, "Guangzong Zhao"), 1);
    assert_int_equal(found(f, &l, &k, UB_KEY_NAME, "zhao guangzong"), 1);
    assert_int_equal(found(f, &l, &k, UB_KEY_NAME, "guangzong"), 0);
    assert_int_equal(found(f, &l, &k, UB_KEY_SITE, "news.front.co.uk"), 1);
    assert_int_equal(found(f, &l, &k, UB_KEY_DOMAIN, "front.co.uk"), 1);
    assert_int_equal(found(f, &l, &k, UB_KEY_DOMAIN, "co.uk"), 0);
    assert_int_equal(found(f, &l, &k, UB_KEY_DOMAIN, "facebook.com"), 0);
    assert_int_equal(found(f, &l, &k, UB_KEY_DOMAIN, "gmail.com"), 0);
    assert_int_equal(found(f, &l, &k, UB_KEY_SITE, "https://facebook.com/Front"), 1);
    assert_int_equal(found(f, &l, &k, UB_KEY_SITE, "https://facebook.com/other"), 0);
    assert_int_equal(found(f, &l, &k, UB_KEY_EMAIL, "boss@front.co.uk"), 1);
}

/* Each listed name, wallet, email and number of the list of July 2021 is found by itself. */
static void all_of_a_real_list_is_found_by_itself(void **state)
{
    struct fixture *f = *state;
    ub_list_file files[3] = { { UB_S("sdn.csv"), ub_test_read(&f->a, ub_test_corpus("sanctions/ofac-2021-07/sdn.csv")) } };
    ub_list l;
    ub_keys k;
    ub_list_fault fault;
    files[1] = (ub_list_file){ UB_S("alt.csv"), ub_test_read(&f->a, ub_test_corpus("sanctions/ofac-2021-07/alt.csv")) };
    files[2] = (ub_list_file){ UB_S("c.csv"), ub_test_read(&f->a, ub_test_corpus("sanctions/ofac-2021-07/sdn_comments.csv")) };
    assert_int_equal(ub_list_read(&f->a, files, 3, UB_S(""), 0, &l, &fault), UB_OK);
    assert_int_equal(ub_keys_build(&f->a, &l, &k, NULL), UB_OK);
    for (uint32_t i = 0; i < l.n_names; i++) {
        char text[UB_LIST_NAME_MAX + 1];
        ub_str s = ub_list_str(&l, l.names[i].text);
        ub_arena keep = f->a;
        memcpy(text, s.p, s.n);
        text[s.n] = 0;
        if (found(f, &l, &k, UB_KEY_NAME, text) < 1) fail_msg("%s", text);
        f->a = keep;
    }
    for (uint32_t i = 0; i < l.n_facts; i++) {
        char text[1024];
        ub_str s = ub_list_str(&l, l.facts[i].value), normal;
        ub_key_kind kind = l.facts[i].kind == UB_FACT_WALLET ? UB_KEY_WALLET : l.facts[i].kind == UB_FACT_EMAIL ? UB_KEY_EMAIL : UB_KEY_ID;
        ub_arena keep = f->a;
        if (l.facts[i].kind != UB_FACT_WALLET && l.facts[i].kind != UB_FACT_EMAIL && l.facts[i].kind != UB_FACT_ID) continue;
        snprintf(text, sizeof text, "%.*s", UB_F(s));
        if (ub_key_normal(&f->a, kind, s, &normal) && found(f, &l, &k, kind, text) < 1) fail_msg("%s", text);
        f->a = keep;
    }
}

/* ------------------------------------------------------------------------------------------------ caches */

static void a_cache_gives_back_what_was_written(void **state)
{
    struct fixture *f = *state;
    char path[128];
    ub_cache c;
    const ub_str s[3] = { UB_S("one"), UB_S(""), UB_S("three, and longer than sixty-four bytes, so that it goes over a line of the cache") };
    snprintf(path, sizeof path, "%s/c", f->dir);
    assert_int_equal(ub_cache_open(&c, path, "test", 1, NULL), UB_ABSENT);
    assert_int_equal(ub_cache_write(path, "test", 1, s, 3, NULL), UB_OK);
    assert_int_equal(ub_cache_open(&c, path, "test", 1, NULL), UB_OK);
    assert_int_equal(c.n, 3);
    for (int i = 0; i < 3; i++) ub_assert_str("section", c.section[i], s[i]);
    ub_cache_close(&c);
    assert_int_equal(ub_cache_open(&c, path, "test", 2, NULL), UB_SYNTAX);
    assert_int_equal(ub_cache_open(&c, path, "tost", 1, NULL), UB_SYNTAX);
}

static void every_flipped_bit_of_a_cache_is_noticed(void **state)
{
    struct fixture *f = *state;
    char path[128];
    const ub_str s[2] = { UB_S("some bytes"), UB_S("some more bytes") };
    ub_str whole;
    int fd;
    snprintf(path, sizeof path, "%s/c", f->dir);
    assert_int_equal(ub_cache_write(path, "test", 1, s, 2, NULL), UB_OK);
    whole = ub_test_read(&f->a, path);
    fd = open(path, O_WRONLY | O_CLOEXEC);
    for (size_t bit = 0; bit < whole.n * 8; bit++) {
        ub_cache c;
        char byte = (char)(whole.p[bit / 8] ^ 1 << bit % 8);
        assert_int_equal(pwrite(fd, &byte, 1, (off_t)(bit / 8)), 1);
        if (ub_cache_open(&c, path, "test", 1, NULL) != UB_SYNTAX) fail_msg("bit %zu", bit);
        assert_int_equal(pwrite(fd, whole.p + bit / 8, 1, (off_t)(bit / 8)), 1);
    }
    close(fd);
    for (size_t n = 0; n < whole.n; n += 7) {
        ub_cache c;
        assert_int_equal(truncate(path, (off_t)n), 0);
        assert_int_equal(ub_cache_open(&c, path, "test", 1, NULL), UB_SYNTAX);
    }
}

static void a_cache_has_so_many_sections(void **state)
{
    struct fixture *f = *state;
    char path[128];
    ub_str s[UB_CACHE_SECTIONS_MAX + 1] = { 0 };
    snprintf(path, sizeof path, "%s/c", f->dir);
    assert_int_equal(ub_cache_write(path, "test", 1, s, UB_CACHE_SECTIONS_MAX, NULL), UB_OK);
    assert_int_equal(ub_cache_write(path, "test", 1, s, UB_CACHE_SECTIONS_MAX + 1, NULL), UB_LIMIT);
}

static void folders_are_made_with_those_above_them(void **state)
{
    struct fixture *f = *state;
    char path[128];
    struct stat st;
    ub_err err;
    snprintf(path, sizeof path, "%s/a/b/c", f->dir);
    assert_int_equal(ub_cache_folders(path, NULL), UB_OK);
    assert_int_equal(ub_cache_folders(path, NULL), UB_OK);
    assert_int_equal(stat(path, &st), 0);
    assert_true(S_ISDIR(st.st_mode));
    snprintf(path, sizeof path, "%s/file", f->dir);
    assert_int_equal(ub_source_pack(path, UB_S("x"), NULL), UB_OK);
    strcat(path, "/below");
    assert_int_equal(ub_cache_folders(path, &err), UB_IO);
    assert_int_equal(err.os, ENOTDIR);
    assert_int_equal(ub_cache_folders("", NULL), UB_IO);
}

/* ------------------------------------------------------------------------------------------------ the store */

#define ROW(uid, name) uid ",\"" name "\",\"individual\",\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n"

static ub_status install(struct fixture *f, const char *text, ub_day date, ub_version *v, bool *known)
{
    const ub_list_file file = { UB_S("sdn.csv"), ub_str_of(text, strlen(text)) };
    ub_list l;
    ub_list_fault fault;
    ub_version version;
    bool k;
    return ub_store_add(&f->a, f->dir, &file, 1, UB_S(""), date, 20200101, &l, v ? v : &version, known ? known : &k, &fault);
}

static bool lists_name(const ub_lists *s, size_t i, const char *name)
{
    for (uint32_t k = 0; k < s->one[i].list.n_names; k++)
        if (ub_str_eq(ub_list_str(&s->one[i].list, s->one[i].list.names[k].text), ub_str_of(name, strlen(name)))) return true;
    return false;
}

static void each_day_is_answered_by_its_version(void **state)
{
    struct fixture *f = *state;
    static const struct { ub_day as_of; const char *name; bool later; } cases[] = {
        { 20210101, "OLD, One", false }, { 20210630, "OLD, One", false }, { 20210701, "NEW, Two", false }, { 0, "NEW, Two", false },
        { 20991231, "NEW, Two", false }, { 20191231, "OLD, One", true },
    };
    ub_lists s;
    assert_int_equal(ub_lists_open(&s, f->dir, 0, NULL), UB_ABSENT);
    assert_int_equal(install(f, ROW("2", "NEW, Two"), 20210701, NULL, NULL), UB_OK);
    assert_int_equal(install(f, ROW("1", "OLD, One"), 0, NULL, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        assert_int_equal(ub_lists_open(&s, f->dir, cases[i].as_of, NULL), UB_OK);
        assert_int_equal(s.n, 1);
        assert_true(lists_name(&s, 0, cases[i].name));
        assert_int_equal(s.one[0].later, cases[i].later);
        ub_lists_close(&s);
    }
}

/* OFAC's CSV files do not say their day: a file that was added in pieces, say, has two versions of one. */
static void of_one_day_the_version_that_was_installed_last_answers(void **state)
{
    struct fixture *f = *state;
    static const char *const names[] = { "FIRST, One", "SECOND, Two", "THIRD, Three", "FOURTH, Four", "FIFTH, Five", "SIXTH, Six" };
    static const char *const rows[] = { ROW("1", "FIRST, One"), ROW("2", "SECOND, Two"), ROW("3", "THIRD, Three"), ROW("4", "FOURTH, Four"),
                                        ROW("5", "FIFTH, Five"), ROW("6", "SIXTH, Six") };
    for (size_t i = 0; i < UB_COUNT(names); i++) {
        ub_lists s;
        assert_int_equal(install(f, rows[i], 20210701, NULL, NULL), UB_OK);
        assert_int_equal(ub_lists_open(&s, f->dir, 0, NULL), UB_OK);
        assert_true(lists_name(&s, 0, names[i]));
        ub_lists_close(&s);
        usleep(20000);      /* a file system's clock may tick a hundred times a second */
    }
}

static void the_same_file_is_installed_once(void **state)
{
    struct fixture *f = *state;
    ub_version *v, added;
    size_t n;
    bool known;
    assert_int_equal(install(f, ROW("1", "OLD, One"), 20210701, &added, &known), UB_OK);
    assert_false(known);
    assert_int_equal(install(f, ROW("1", "OLD, One"), 20220701, &added, &known), UB_OK);
    assert_true(known);
    assert_int_equal(added.date, 20210701);
    assert_int_equal(ub_versions_read(&f->a, f->dir, UB_VERSION_NAMES, &v, &n, NULL), UB_OK);
    assert_int_equal(n, 1);
    assert_int_equal(ub_version_remove(f->dir, &v[0], NULL), UB_OK);
    assert_int_equal(ub_versions_read(&f->a, f->dir, UB_VERSION_NAMES, &v, &n, NULL), UB_OK);
    assert_int_equal(n, 0);
    assert_int_equal(rmdir(f->dir), 0);                    /* nothing of it is left */
    assert_int_equal(mkdir(f->dir, 0700), 0);
}

static void a_broken_file_leaves_the_old_version_in_force(void **state)
{
    struct fixture *f = *state;
    ub_lists s;
    assert_int_equal(install(f, ROW("1", "OLD, One"), 20210701, NULL, NULL), UB_OK);
    assert_int_equal(install(f, ROW("1", "OLD, One") "2,\"CUT", 20220701, NULL, NULL), UB_SYNTAX);
    assert_int_equal(ub_lists_open(&s, f->dir, 0, NULL), UB_OK);
    assert_int_equal(s.one[0].list.date, 20210701);
    ub_lists_close(&s);
}

/* Installing where no file may grow over so many bytes. */
static ub_status install_within(struct fixture *f, rlim_t max_bytes)
{
    struct rlimit was, now;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    ub_status s;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    now = (struct rlimit){ max_bytes, was.rlim_max };
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &now), 0);
    s = install(f, ROW("2", "NEW, Two"), 20220701, NULL, NULL);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    signal(SIGXFSZ, handler);
    return s;
}

static size_t entries_of(const char *dir)
{
    DIR *d = opendir(dir);
    size_t n = 0;
    if (!d) return 0;
    for (struct dirent *e; (e = readdir(d)) != NULL; ) n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

/* First not even the packed sources fit, then only they do. */
static void an_install_that_fails_leaves_the_store_as_it_was(void **state)
{
    struct fixture *f = *state;
    static const rlim_t limits[] = { 0, 400 };
    char folder[128];
    ub_version *v;
    size_t n;
    snprintf(folder, sizeof folder, "%s/ofac-sdn", f->dir);
    for (size_t i = 0; i < UB_COUNT(limits); i++) {
        assert_int_equal(install_within(f, limits[i]), UB_IO);
        assert_int_equal(entries_of(f->dir), 0);
    }
    assert_int_equal(install(f, ROW("1", "OLD, One"), 20210701, NULL, NULL), UB_OK);
    assert_int_equal(entries_of(folder), 2);
    for (size_t i = 0; i < UB_COUNT(limits); i++) {
        assert_int_equal(install_within(f, limits[i]), UB_IO);
        assert_int_equal(entries_of(folder), 2);
    }
    assert_int_equal(ub_versions_read(&f->a, f->dir, UB_VERSION_NAMES, &v, &n, NULL), UB_OK);
    assert_int_equal(n, 1);
    assert_int_equal(v[0].date, 20210701);
}

static void a_compiled_list_that_is_wrong_is_made_anew(void **state)
{
    struct fixture *f = *state;
    char path[256], source[256];
    ub_version v;
    ub_lists s;
    assert_int_equal(install(f, ROW("1", "OLD, One"), 20210701, &v, NULL), UB_OK);
    snprintf(path, sizeof path, "%s/ofac-sdn/20210701-%s.list", f->dir, v.sha256);
    for (off_t n = 0; n < 900; n += 300) {
        assert_int_equal(truncate(path, n), 0);
        assert_int_equal(ub_lists_open(&s, f->dir, 0, NULL), UB_OK);
        assert_true(lists_name(&s, 0, "OLD, One"));
        ub_lists_close(&s);
        assert_int_equal(ub_lists_open(&s, f->dir, 0, NULL), UB_OK);
        assert_non_null(s.one[0].cache.map);               /* and was written again */
        ub_lists_close(&s);
    }
    assert_int_equal(truncate(path, 0), 0);
    snprintf(source, sizeof source, "%s/ofac-sdn/20210701-%s.src/sdn.csv.gz", f->dir, v.sha256);
    assert_int_equal(ub_source_pack(source, UB_S(ROW("1", "OTHER, One")), NULL), UB_OK);
    assert_int_equal(ub_lists_open(&s, f->dir, 0, NULL), UB_SYNTAX);       /* not from sources that are others now */
}

static void a_later_list_leaves_out_what_was_listed_later(void **state)
{
    struct fixture *f = *state;
    const ub_list_file file = { UB_S("uk.csv"), UB_S("Report Date: 08-Oct-2026\nUnique ID,Name 6,Date Designated,Designation Type\n"
        "CYB1,A,25/03/2024,Individual\nCYB2,B,01/01/2019,Individual\nCYB3,C,,Individual\n") };
    ub_list l;
    ub_list_fault fault;
    ub_version v;
    bool known;
    ub_lists s;
    assert_int_equal(ub_store_add(&f->a, f->dir, &file, 1, UB_S(""), 0, 0, &l, &v, &known, &fault), UB_OK);
    assert_int_equal(ub_lists_open(&s, f->dir, 20210114, NULL), UB_OK);
    assert_true(s.one[0].later);
    assert_int_equal(ub_lists_in_force(&s, 0, 0), UB_NOT_YET);
    assert_int_equal(ub_lists_in_force(&s, 0, 1), UB_IN_FORCE);
    assert_int_equal(ub_lists_in_force(&s, 0, 2), UB_PERHAPS);
    ub_lists_close(&s);
}

static void sets_hash_as_sha256sum_would(void **state)
{
    struct fixture *f = *state;
    const ub_list_file files[2] = { { UB_S("b"), UB_S("2\n") }, { UB_S("a"), UB_S("1\n") } };
    uint8_t got[32];
    char hex[65] = { 0 }, command[256], want[65] = { 0 };
    FILE *p;
    assert_int_equal(ub_source_hash(files, 2, got, NULL), UB_OK);
    for (int i = 0; i < 32; i++) snprintf(hex + 2 * i, 3, "%02x", got[i]);
    snprintf(command, sizeof command, "cd %s && echo 1 > a && echo 2 > b && sha256sum a b | sha256sum", f->dir);
    p = popen(command, "r");
    assert_int_equal(fread(want, 1, 64, p), 64);
    pclose(p);
    assert_string_equal(hex, want);
}

static void packed_files_are_read_and_damage_is_noticed(void **state)
{
    struct fixture *f = *state;
    char path[128];
    ub_source s;
    struct stat st;
    snprintf(path, sizeof path, "%s/x.gz", f->dir);
    assert_int_equal(ub_source_pack(path, UB_S("hello, list; hello, list; hello, list"), NULL), UB_OK);
    assert_int_equal(ub_source_open(&s, path, NULL), UB_OK);
    ub_assert_str("unpacked", s.data, UB_S("hello, list; hello, list; hello, list"));
    ub_source_close(&s);
    assert_int_equal(stat(path, &st), 0);
    for (off_t n = st.st_size - 1; n > 2; n--) {
        assert_int_equal(truncate(path, n), 0);
        if (ub_source_open(&s, path, NULL) != UB_SYNTAX) fail_msg("cut to %d bytes", (int)n);
    }
    snprintf(path, sizeof path, "%s/none", f->dir);
    assert_int_equal(ub_source_open(&s, path, NULL), UB_IO);
}

static void names_of_lists_are_plain(void **state)
{
    (void)state;
    assert_true(ub_list_name_holds(UB_S("ofac-sdn")));
    assert_true(ub_list_name_holds(UB_S("abcdefghijklmnopqrstuvwxyz-01234")));
    assert_false(ub_list_name_holds(UB_S("abcdefghijklmnopqrstuvwxyz-012345")));
    assert_false(ub_list_name_holds(UB_S("../etc")));
    assert_false(ub_list_name_holds(UB_S("")));
    assert_false(ub_list_name_holds(UB_S("-x")));
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(names_fold_to_what_people_do_not_type_differently), WITH(values_have_normal_forms), WITH(a_key_has_a_longest_text),
        WITH(shared_hosts_are_sorted_and_all_below_them_are_shared),
        WITH(what_is_listed_is_found_by_its_key), WITH(all_of_a_real_list_is_found_by_itself),
        WITH(a_cache_gives_back_what_was_written), WITH(every_flipped_bit_of_a_cache_is_noticed), WITH(a_cache_has_so_many_sections),
        WITH(folders_are_made_with_those_above_them),
        WITH(each_day_is_answered_by_its_version), WITH(of_one_day_the_version_that_was_installed_last_answers), WITH(the_same_file_is_installed_once),
        WITH(a_broken_file_leaves_the_old_version_in_force), WITH(an_install_that_fails_leaves_the_store_as_it_was),
        WITH(a_compiled_list_that_is_wrong_is_made_anew),
        WITH(a_later_list_leaves_out_what_was_listed_later), WITH(sets_hash_as_sha256sum_would),
        WITH(packed_files_are_read_and_damage_is_noticed), WITH(names_of_lists_are_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
