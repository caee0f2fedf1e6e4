/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The finder on all development mail: nothing fails, nothing that a quick script saw is missed, and HTTPLeaks.
 *
 * index.tsv counts what html.parser and regular expressions saw: a baseline to compare with, not the truth.  Where it counts
 * more than we report, the message stands in the table below with the rule that says why.
 */
#include "find_test.h"

struct counted { ub_str path; unsigned img, css, links, forms, scripts; };

struct mail {
    struct bench *b;
    struct counted *rows;
    size_t n_rows, n, img, less[5], more[5];
    size_t unseen_limits, dirty_without_finding;
    uint64_t walked, bytes;
    bool failed;
};

/*
 * Where the script counts more, by rule:
 *   i  never.
 *   c  it counts "@import url(..)" twice, once as an import and once as a url: so never less than half, and never none.
 *   l  links in comments, in textarea and title, and in attributes' values: to every reader they are text.
 *   f  forms without an action, or with a relative one: nothing says where to.
 *   s  scripts that are data (JSON-LD), or whose address is relative: nothing says from where.
 */
static int by_path(const void *a, const void *b)
{
    return ub_str_cmp(((const struct counted *)a)->path, ((const struct counted *)b)->path);
}

static unsigned number(ub_str *line)
{
    uint64_t v = 0;
    (void)ub_str_uint(ub_str_cut(line, '\t'), 1000000, &v);
    return (unsigned)v;
}

static void load(struct mail *m, ub_arena *a)
{
    const char *path = ub_test_corpus("mail/index.tsv");
    ub_str all = ub_test_read(a, path);
    (void)ub_str_cut(&all, '\n');
    m->rows = UB_NEW(a, struct counted, 9000);
    assert_non_null(m->rows);
    while (all.n && m->n_rows < 9000) {
        ub_str line = ub_str_cut(&all, '\n');
        struct counted *r = &m->rows[m->n_rows++];
        r->path = ub_str_cut(&line, '\t');
        for (int i = 0; i < 5; i++) (void)ub_str_cut(&line, '\t');   /* sha256 .. html_parts */
        r->img = number(&line);
        (void)number(&line);
        r->css = number(&line);
        r->links = number(&line);
        (void)number(&line);
        (void)number(&line);
        r->forms = number(&line);
        r->scripts = number(&line);
    }
    qsort(m->rows, m->n_rows, sizeof *m->rows, by_path);
}

static const struct counted *row_of(const struct mail *m, ub_str name)
{
    for (int tries = 0; tries < 2; tries++) {
        struct counted key = { .path = name };
        const struct counted *r = bsearch(&key, m->rows, m->n_rows, sizeof key, by_path);
        if (r) return r;
        if (ub_str_starts(name, UB_S("fixtures/"))) name = ub_str_from(name, 9);
    }
    return NULL;
}

static bool is_form(const ub_finding *x, const char *const *forms)
{
    for (; *forms; forms++)
        if (ub_str_eq(ub_vectors[x->form].id, ub_str_of(*forms, strlen(*forms)))) return true;
    return false;
}

static void compare(struct mail *m, const char *name, const struct counted *r)
{
    static const char *const imgs[] = { "img-src", "image-alias-src", "input-image", NULL };
    static const char *const csss[] = { "css-background", "css-background-image", "css-import-url", "css-import-string", "css-import-cond", "css-font-face",
                                        "css-unicode-range", "css-list-style", "link-stylesheet", "link-alt-stylesheet", "body-background", "table-background",
                                        "cell-background", "any-background", "css-content", "unknown-css", "css-var", "css-behavior", "link-icon", "vml-fill-src",
                                        "link-preconnect", "link-subresource", NULL };
    static const char *const links[] = { "a-href", "a-href-redirect", "unsubscribe-link", "area-href", "a-hidden-link", NULL };
    static const char *const forms[] = { "form-action", NULL };
    static const char *const scripts[] = { "script-src", "script-inline", "script-module", NULL };
    static const char *const *const lists[] = { imgs, csss, links, forms, scripts };
    const unsigned theirs[] = { r->img, r->css, r->links, r->forms, r->scripts };
    for (size_t k = 0; k < UB_COUNT(lists); k++) {
        unsigned ours = 0;
        for (size_t i = 0; i < m->b->found.findings.n; i++) ours += is_form(&m->b->found.findings.p[i], lists[k]);
        if (ours > theirs[k]) m->more[k]++;
        if (ours >= theirs[k]) continue;
        m->less[k]++;
        if (m->b->found.findings_omitted > 0 || (k > 0 && (k != 1 || ours * 2 >= theirs[k]))) continue;
        print_message("# less %c %s: %u of %u\n", "iclfs"[k], name, ours, theirs[k]);
        m->failed = true;
    }
}

static void see(void *ctx, const char *name, ub_str raw)
{
    struct mail *m = ctx;
    const struct counted *r = row_of(m, ub_str_of(name, strlen(name)));
    bench_message(m->b, raw);
    m->n++;
    m->bytes += raw.n;
    m->walked += m->b->found.walked_bytes;
    for (size_t i = 0; i < m->b->found.unseen.n; i++) m->unseen_limits += m->b->found.unseen.p[i].why == UB_UNSEEN_LIMIT;
    if (!r) {
        print_message("# %s is not in index.tsv\n", name);
        m->failed = true;
        return;
    }
    m->img += r->img;
    compare(m, name, r);
}

static void all_development_mail_is_read_without_an_error(void **state)
{
    struct mail m = { .b = *state };
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    assert_int_equal(ub_arena_open(&a, (size_t)64 << 20, NULL), UB_OK);
    load(&m, &a);
    ub_test_each_mail(see, &m);
    print_message("# %zu messages, %llu bytes, %llu walked, %zu parts beyond a limit\n", m.n, (unsigned long long)m.bytes, (unsigned long long)m.walked, m.unseen_limits);
    for (size_t k = 0; k < 5; k++) print_message("# %c: less in %zu, more in %zu messages\n", "iclfs"[k], m.less[k], m.more[k]);
    assert_false(m.failed);
}

/* Every address that a probe of HTTPLeaks names, the page being written so that each has a name of its own. */
static void each_probe_of_httpleaks_is_reported(void **state)
{
    struct bench *b = *state;
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    ub_str page, message, mark = UB_S("https://leaking.via/");
    ub_buf raw;
    size_t probes = 0, missing = 0;
    assert_int_equal(ub_arena_open(&a, (size_t)16 << 20, NULL), UB_OK);
    page = ub_test_read(&a, ub_test_corpus("html/httpleaks-leak.html"));
    raw = ub_buf_in(&a);
    ub_buf_add(&raw, UB_S("Content-Type: text/html; charset=utf-8\n\n"));
    ub_buf_add(&raw, page);
    message = ub_buf_str(&raw);
    bench_message(b, message);
    for (size_t at = 0; at < page.n; ) {
        ub_str rest = ub_str_from(page, at), name;
        size_t n = ub_str_find(rest, mark), len = 0;
        bool seen = false;
        if (n >= rest.n) break;
        name = ub_str_from(rest, n + mark.n);
        while (len < name.n && (ub_is_alnum(ub_str_at(name, len)) || name.p[len] == '-')) len++;
        name = ub_str_of(rest.p + n, mark.n + len);
        at += n + mark.n;
        probes++;
        for (size_t i = 0; i < b->found.findings.n && !seen; i++) {
            ub_str url = b->found.findings.p[i].url;
            seen = ub_str_starts(url, name) && (url.n == name.n || !(ub_is_alnum(ub_str_at(url, name.n)) || url.p[name.n] == '-'));
        }
        if (!seen) print_message("# not reported: %.*s\n", UB_F(name)), missing++;
    }
    /* Its percent-encoded and base64 ones, which do not stand there to be read. */
    bool packed[2] = { false, false };
    for (size_t i = 0; i < b->found.findings.n; i++) {
        packed[0] |= ub_str_eq(b->found.findings.p[i].url, UB_S("https://leaking.via/svg-via-data"));
        packed[1] |= ub_str_eq(b->found.findings.p[i].url, UB_S("https://leaking.via/iframe-javascript-src-3"));
    }
    assert_true(packed[0] && packed[1]);
    print_message("# %zu probes\n", probes);
    assert_true(probes > 200);
    assert_int_equal(missing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_probe_of_httpleaks_is_reported),
        cmocka_unit_test(all_development_mail_is_read_without_an_error),
    };
    return cmocka_run_group_tests_name("find mail", tests, bench_open, bench_close);
}
