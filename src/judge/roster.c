/* SPDX-License-Identifier: Apache-2.0 */
/* A roster: read, and put into its table. */
#include "roster.h"

#include "claim.h"
#include "hosts.h"
#include "roster_table.h"

enum { GAP_LEAST = 2 };      /* letters of a label whose neighbours are looked for */

struct hashes hashes_of(const ub_word *w)
{
    struct hashes h;
    h.upto[0] = 0;
    for (unsigned i = 0; i < w->n; i++) h.upto[i + 1] = h.upto[i] * ROSTER_BASE + w->c[i] + 1;
    return h;
}

/* ------------------------------------------------------------------------------------------------ the table */

static void put(ub_roster *r, uint64_t key, uint32_t index)
{
    size_t mask = r->n_slots - 1, i = (size_t)(key >> 7);
    for (; r->slots[i & mask].key; i++)
        if (r->slots[i & mask].key == key && r->slots[i & mask].index == index) return;
    r->slots[i & mask] = (struct ub_roster_slot){ key, index };
}

static void put_home(ub_roster *r, uint32_t index)
{
    const ub_home *home = &r->homes.p[index];
    put(r, roster_mix(ub_str_hash(home->site, 0), KEY_SITE), index);
    if (home->mailer) return;
    for (unsigned how = 0; how < UB_LOOK_HOWS; how++) {
        const ub_word *w = &home->word[how];
        struct hashes h = hashes_of(w);
        put(r, roster_mix(h.upto[w->n], key_kind(KEY_WORD, (ub_look_how)how)), index);
        if (w->n < GAP_LEAST || (how != UB_LOOK_PLAIN && how != UB_LOOK_PAIRS)) continue;
        put(r, roster_mix(h.upto[w->n], key_kind(KEY_GAP, (ub_look_how)how)), index);
        for (unsigned i = 0; i < w->n; i++) put(r, roster_mix(hash_without(&h, r->power, w->n, i), key_kind(KEY_GAP, (ub_look_how)how)), index);
    }
}

static void put_name(ub_roster *r, uint32_t index)
{
    const ub_called *name = &r->names.p[index];
    struct hashes h = hashes_of(&name->word);
    put(r, roster_mix(h.upto[name->word.n], key_kind(KEY_NAME, UB_LOOK_PAIRS)), index);
    if (name->bag) put(r, name->bag, index);
}

static ub_status make_table(ub_arena *a, ub_roster *r)
{
    size_t keys = 2 * r->names.n, n = 16;
    for (size_t i = 0; i < r->homes.n; i++) keys += 8 + r->homes.p[i].word[UB_LOOK_PLAIN].n + r->homes.p[i].word[UB_LOOK_PAIRS].n;
    while (n < 2 * keys) n *= 2;
    if (!(r->slots = UB_NEW(a, struct ub_roster_slot, n))) return UB_LIMIT;
    r->n_slots = n;
    r->power[0] = 1;
    for (unsigned i = 0; i < UB_WORD_MAX; i++) r->power[i + 1] = r->power[i] * ROSTER_BASE;
    for (uint32_t i = 0; i < r->homes.n; i++) put_home(r, i);
    for (uint32_t i = 0; i < r->names.n; i++) put_name(r, i);
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ its text */

/* Labels of letters, digits and hyphens, none of them empty: browsers take more for a host than anybody can register. */
static bool can_be_registered(ub_str host)
{
    for (size_t i = 0; i < host.n; i++) {
        char c = host.p[i];
        if (c == '.' ? i == 0 || i + 1 == host.n || host.p[i - 1] == '.' : !ub_is_alnum((unsigned char)c) && c != '-') return false;
    }
    return host.n > 0;
}

static ub_status add_home(ub_arena *a, ub_url_ctx *urls, ub_roster *r, ub_str value, bool mailer, const char **what)
{
    ub_url_site_info info;
    ub_url url = { .host_kind = UB_URL_HOST_DOMAIN };
    ub_str text;
    ub_home *home;
    ub_status s = ub_dns_name(a, urls, value, &url.host);
    if (s != UB_OK) return s;
    (void)ub_url_site(urls, url.host, &info, NULL);
    if (!can_be_registered(url.host) || info.kind != UB_URL_SITE_REGISTRABLE) return *what = "is no domain that somebody can have", UB_SYNTAX;
    if (!(home = UB_PUSH(a, &r->homes))) return UB_LIMIT;
    *home = (ub_home){ .who = (uint32_t)r->who.n - 1, .site = info.site, .suffix = info.suffix, .mailer = mailer };
    home->label = ub_str_to(info.site, info.site.n - info.suffix.n - 1);
    url.host = home->label;
    if ((s = ub_url_host_unicode(a, urls, &url, &text, NULL)) != UB_OK) return s;
    for (unsigned how = 0; how < UB_LOOK_HOWS; how++) home->word[how] = ub_word_of(text, (ub_look_how)how);
    return UB_OK;
}

static ub_status add_name(ub_arena *a, ub_roster *r, ub_str value, const char **what)
{
    ub_called *name = UB_PUSH(a, &r->names);
    if (!name) return UB_LIMIT;
    *name = (ub_called){ .who = (uint32_t)r->who.n - 1, .name = value, .word = ub_word_of(value, UB_LOOK_PAIRS), .tokens = ub_claim_words(value),
                          .bag = ub_claim_bag(value) };
    if (name->word.cut || !name->word.n) return *what = "is no name of 1 to 64 letters", UB_SYNTAX;
    return UB_OK;
}

static ub_status read_line(ub_arena *a, ub_url_ctx *urls, ub_roster *r, ub_str line, const char **what)
{
    static const ub_str keys[] = { UB_LIT("name"), UB_LIT("domain"), UB_LIT("mailer") };
    ub_str key, value = line;
    if (!line.n || line.p[0] == '#' || line.p[0] == ';') return UB_OK;
    if (r->names.n + r->homes.n >= UB_ROSTER_MAX) return *what = "more names and domains than a roster may hold", UB_LIMIT;
    if (line.p[0] == '[') {
        ub_protected *who;
        ub_str name = ub_str_trim(ub_str_of(line.p + 1, line.n < 2 ? 0 : line.n - 2));
        if (line.p[line.n - 1] != ']' || !name.n) return *what = "a section is [NAME]", UB_SYNTAX;
        if (!(who = UB_PUSH(a, &r->who))) return UB_LIMIT;
        who->name = name;
        return add_name(a, r, name, what);
    }
    key = ub_str_trim(ub_str_cut(&value, '='));
    value = ub_str_trim(value);
    if (!value.n) return *what = "neither a [section] nor 'key = value'", UB_SYNTAX;
    if (!r->who.n) return *what = "stands before the first [section]", UB_SYNTAX;
    if (ub_str_eq_nocase(key, keys[0])) return add_name(a, r, value, what);
    if (ub_str_eq_nocase(key, keys[1])) return add_home(a, urls, r, value, false, what);
    if (ub_str_eq_nocase(key, keys[2])) return add_home(a, urls, r, value, true, what);
    return *what = "a key is name, domain or mailer", UB_SYNTAX;
}

ub_status ub_roster_read(ub_arena *a, ub_url_ctx *urls, ub_str text, ub_roster *out, ub_err *err)
{
    ub_str rest = text;
    *out = (ub_roster){ .n_slots = 0 };
    rest = ub_str_without_bom(rest);
    while (rest.n) {
        size_t at = (size_t)(rest.p - text.p);
        const char *what = "the arena is full";
        ub_status s = read_line(a, urls, out, ub_str_trim(ub_str_cut(&rest, '\n')), &what);
        if (s != UB_OK) return ub_fail(err, s, s == UB_NOMEM ? "no memory" : what, at);
    }
    return make_table(a, out) == UB_OK ? UB_OK : ub_fail(err, UB_LIMIT, "the arena is full", 0);
}
