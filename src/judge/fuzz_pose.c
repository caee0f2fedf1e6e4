/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzz target: a roster, an empty line of three dashes, a message.
 *
 * Properties: a protected domain and a host below it are always true ones; a label of theirs with a letter left out, doubled or
 * swapped is like one; what the table says of a host, going through all of the roster says, too; no signal is without
 * reasons, and none takes a protected host for another's.
 */
#include <stdio.h>
#include <stdlib.h>

#include "judge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static ub_arena arena;
static ub_url_ctx urls;
static ub_charset_cache charsets;
static ub_roster roster;

static void die(const char *what, ub_str text)
{
    fprintf(stderr, "%s: %.*s\n", what, UB_F(ub_str_to(text, 400)));
    abort();
}

static ub_alike ask(ub_str host, ub_wary wary)
{
    uint32_t home = UINT32_MAX;
    ub_alike alike = ub_roster_host(&arena, &roster, &urls, host, wary, &home);
    if (alike != UB_ALIKE_NONE && home >= roster.homes.n) die("no such home", host);
    return alike;
}

static bool is_true(ub_str site)
{
    for (size_t i = 0; i < roster.homes.n; i++)
        if (ub_str_eq(roster.homes.p[i].site, site)) return true;
    return false;
}

/* The same without the table: letters and one edit, for names of six letters and more. */
static bool is_like(ub_str host)
{
    ub_url_site_info info;
    ub_url url = { .host_kind = UB_URL_HOST_DOMAIN };
    ub_str text;
    if (ub_url_site(&urls, host, &info, NULL) != UB_OK || info.kind != UB_URL_SITE_REGISTRABLE || host.n > 253) return false;
    url.host = ub_str_to(info.site, info.site.n - info.suffix.n - 1);
    if (ub_url_host_unicode(&arena, &urls, &url, &text, NULL) != UB_OK) return false;
    for (size_t i = 0; i < roster.homes.n; i++)
        for (unsigned how = 0; how < UB_LOOK_HOWS && !roster.homes.p[i].mailer; how++) {
            const ub_home *home = &roster.homes.p[i];
            ub_word w = ub_word_of(text, (ub_look_how)how);
            if (home->word[UB_LOOK_PLAIN].n < 6 || w.cut) continue;
            if (ub_word_eq(&w, &home->word[how])) return true;
            if ((how == UB_LOOK_PLAIN || how == UB_LOOK_PAIRS) && w.n && ub_word_edit(&w, &home->word[how]) == 1) return true;
        }
    return false;
}

static void check_host(ub_str host)
{
    ub_url_site_info info;
    ub_alike got;
    if (!host.n) return;
    (void)ub_url_site(&urls, host, &info, NULL);
    got = ask(host, UB_WARY_LINK);
    if ((got == UB_ALIKE_TRUE) != (info.kind == UB_URL_SITE_REGISTRABLE && host.n <= 253 && is_true(info.site))) die("true and not, or not and true", host);
    if (got != UB_ALIKE_TRUE && is_like(host) != (got >= UB_ALIKE_LETTERS && got <= UB_ALIKE_EDIT)
        && (got < UB_ALIKE_LETTERS || is_like(host))) die("the table and the list differ", host);
    for (ub_wary wary = UB_WARY_SENDER; wary <= UB_WARY_NAMED; wary++)
        if (got != UB_ALIKE_NONE && ask(host, wary) == UB_ALIKE_NONE) die("more wary, and less is told", host);
}

static void check_changed(const ub_home *home, char *text, size_t n)
{
    ub_str label = ub_str_of(text, n);
    memcpy(text + n, home->site.p + home->label.n, home->site.n - home->label.n);
    label.n += home->site.n - home->label.n;
    if (ask(label, UB_WARY_LINK) == UB_ALIKE_NONE) die("changed by one letter, and not told", label);
}

/* A label of plain letters, changed by a hand. */
static void check_home(const ub_home *home)
{
    char text[320];
    ub_str below = ub_str_of(text, (size_t)snprintf(text, sizeof text, "a.%.*s", (int)(home->site.n < 250 ? home->site.n : 250), home->site.p));
    if (home->site.n > 250) return;
    if (ask(home->site, UB_WARY_LINK) != UB_ALIKE_TRUE || ask(below, UB_WARY_LINK) != UB_ALIKE_TRUE) die("a true host is not", below);
    if (home->mailer || home->label.n < 6 || home->label.n > 60 || ub_str_starts(home->label, UB_S("xn--"))) return;
    for (size_t i = 0; i < home->label.n; i++)
        if (!ub_is_alpha((unsigned char)home->label.p[i])) return;
    for (size_t i = 0; i < home->label.n; i++) {
        memcpy(text, home->label.p, i);      /* left out */
        memcpy(text + i, home->label.p + i + 1, home->label.n - i - 1);
        check_changed(home, text, home->label.n - 1);
        memcpy(text, home->label.p, i + 1);      /* twice */
        memcpy(text + i + 1, home->label.p + i, home->label.n - i);
        check_changed(home, text, home->label.n + 1);
        if (i == 0) continue;
        memcpy(text, home->label.p, home->label.n);      /* swapped */
        text[i] = home->label.p[i - 1], text[i - 1] = home->label.p[i];
        check_changed(home, text, home->label.n);
    }
}

static void check_signals(const ub_judged *j)
{
    for (size_t i = 0; i < j->signals.n; i++) {
        const ub_signal *s = &j->signals.p[i];
        ub_url_site_info info;
        if (s->id >= UB_SIGNAL_N || !s->why || s->why >> UB_WHY_N || (i && s->id < s[-1].id)) die("a signal without reasons or order", s->value);
        if (s->id != UB_SIGNAL_LOOKALIKE) continue;
        (void)ub_url_site(&urls, s->value, &info, NULL);
        if (is_true(info.site) || !is_true(s->of)) die("a protected host is told", s->value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ub_str all = ub_str_of((const char *)data, size), raw;
    size_t at = ub_str_find(all, UB_S("\n---\n"));
    ub_trusted trusted = { .p = { UB_LIT("mx.home.test") }, .n = 1 };
    ub_find_opts find = { .urls = &urls, .charsets = &charsets };
    ub_judge_opts opts = { .urls = &urls, .charsets = &charsets, .roster = &roster, .trusted = &trusted };
    ub_mime m;
    ub_found f;
    ub_judged j;
    if (!arena.start && ub_arena_open(&arena, (size_t)1 << 28, NULL) != UB_OK) abort();
    ub_arena_reset(&arena, 1 << 20);
    raw = ub_str_from(all, at + 5);
    if (ub_roster_read(&arena, &urls, ub_str_to(all, at), &roster, NULL) != UB_OK) roster = (ub_roster){ .n_slots = 0 };
    for (size_t i = 0; i < roster.homes.n && i < 20; i++) check_home(&roster.homes.p[i]);
    if (ub_mime_parse(&arena, raw, NULL, &m, NULL, NULL) != UB_OK || ub_find(&arena, &m, &find, &f, NULL, NULL) != UB_OK) return 0;
    if (ub_judge(&arena, &m, &f, &opts, &j, NULL) != UB_OK) return 0;
    check_signals(&j);
    for (size_t i = 0; i < f.findings.n && i < 50; i++)
        if (ub_str_starts_nocase(f.findings.p[i].url, UB_S("http")) && f.findings.p[i].reading[0] == 'a') check_host(f.findings.p[i].host);
    return 0;
}
