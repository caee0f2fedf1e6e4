/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Properties of disarming over all development mail: what was cleaned makes no contact before a click, cleaning twice is
 * cleaning once, and a message with nothing to clean comes out as it came.
 */
#include "support.h"

#include "disarm.h"
#include "silent.h"

typedef struct reader {
    ub_arena a;
    ub_url_ctx urls;
    ub_charset_cache charsets;
    ub_mime m;
    ub_found f;
} reader;

static size_t n_mails, n_changed, n_failed, n_signatures, n_broken;

static void read_message(reader *r, const char *name, ub_str raw)
{
    ub_find_opts opts = { .urls = &r->urls, .charsets = &r->charsets };
    ub_err err = { 0 };
    ub_arena_reset(&r->a, 8 << 20);
    if (ub_mime_parse(&r->a, raw, NULL, &r->m, NULL, &err) != UB_OK || ub_find(&r->a, &r->m, &opts, &r->f, NULL, &err) != UB_OK)
        fail_msg("%s: %s", name, err.what);
}

static ub_str clean(reader *r, const char *name, ub_str raw, ub_disarmed *out)
{
    const ub_find_opts find = { .urls = &r->urls, .charsets = &r->charsets };
    const ub_disarm_opts opts = { .no_header = true, .charsets = &r->charsets, .find = &find };
    ub_err err = { 0 };
    ub_buf b;
    read_message(r, name, raw);
    if (ub_disarm(&r->a, &r->m, &r->f, &opts, out, &err) != UB_OK) fail_msg("%s: %s", name, err.what);
    b = ub_buf_in(&r->a);
    for (size_t i = 0; i < out->pieces.n; i++) ub_buf_add(&b, out->pieces.p[i]);
    assert_false(b.failed);
    return ub_buf_str(&b);
}

/* Nothing that is left may be anything but a link. */
static void still_dangerous(const char *name, const reader *r)
{
    ub_loud loud = ub_find_loud(&r->f);
    if (loud.doc == UB_NONE || n_failed++ >= 60) return;
    const ub_doc *d = &r->f.docs.p[loud.doc];
    ub_str text = ub_str_to(ub_str_from(d->bytes, loud.at.at), loud.at.n < 200 ? loud.at.n : 200);
    print_error("%s: %s (%s, %s): %.*s\n", name, loud.what, ub_doc_kind_name((ub_doc_kind)d->kind), d->reading, UB_F(text));
}

/* What is foretold of signatures is what then happens. */
static void foretold(reader *r, const char *name, const ub_disarmed *done)
{
    const ub_disarm_opts opts = { .no_header = true, .charsets = &r->charsets };
    ub_disarmed said;
    assert_int_equal(ub_disarm_foresee(&r->a, &r->m, &r->f, &opts, &said, NULL), UB_OK);
    assert_int_equal(said.dkim.n, done->dkim.n);
    for (size_t i = 0; i < said.dkim.n; i++) {
        n_signatures++;
        if (!ub_str_eq(said.dkim.p[i].domain, done->dkim.p[i].domain) || said.dkim.p[i].broken != done->dkim.p[i].broken) {
            if (n_failed++ < 60)
                print_error("%s: the signature of %.*s is said to be %s and is not\n", name, UB_F(said.dkim.p[i].domain), said.dkim.p[i].broken ? "broken" : "kept");
        }
        n_broken += done->dkim.p[i].broken;
    }
}

static reader first, second;

static void see(void *ctx, const char *name, ub_str raw)
{
    ub_disarmed one, two;
    (void)ctx;
    ub_str once = clean(&first, name, raw, &one);
    read_message(&second, name, raw);
    foretold(&second, name, &one);
    ub_str twice = clean(&second, name, once, &two);
    n_mails++;
    n_changed += one.changed;
    if (!one.changed && !ub_str_eq(once, raw)) fail_msg("%s: changed, and says that it was not", name);
    if (!ub_str_eq(once, twice)) {
        size_t at = 0;
        while (at < once.n && at < twice.n && once.p[at] == twice.p[at]) at++;
        if (n_failed++ < 60)
            print_error("%s: cleaning again changes it at byte %zu: \"%.*s\" to \"%.*s\"\n", name, at,
                        UB_F(ub_str_to(ub_str_from(once, at > 30 ? at - 30 : 0), 100)), UB_F(ub_str_to(ub_str_from(twice, at > 30 ? at - 30 : 0), 100)));
    }
    still_dangerous(name, &second);
}

static void cleaned_mail_is_silent_and_stays_as_it_is(void **state)
{
    (void)state;
    assert_int_equal(ub_arena_open(&first.a, (size_t)2 << 30, NULL), UB_OK);
    assert_int_equal(ub_arena_open(&second.a, (size_t)2 << 30, NULL), UB_OK);
    ub_test_each_mail(see, NULL);
    print_message("# %zu messages, %zu changed, %zu signatures, %zu of them broken, %zu complaints\n", n_mails, n_changed, n_signatures, n_broken, n_failed);
    assert_true(n_mails == 0 || (n_broken > 100 && n_signatures - n_broken > 100));
    assert_int_equal(n_failed, 0);
    ub_arena_close(&first.a);
    ub_arena_close(&second.a);
    ub_url_ctx_deinit(&first.urls);
    ub_url_ctx_deinit(&second.urls);
    ub_charset_cache_deinit(&first.charsets);
    ub_charset_cache_deinit(&second.charsets);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(cleaned_mail_is_silent_and_stays_as_it_is) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
