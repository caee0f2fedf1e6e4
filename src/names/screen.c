/* SPDX-License-Identifier: Apache-2.0 */
/* What lists say exactly. */
#include "screen.h"

#include "date.h"
#include "wallet.h"

void ub_screen_reason(ub_screen_hit *h, ub_str reason)
{
    if (h->n_reasons < UB_SCREEN_REASONS_MAX && reason.n) h->reasons[h->n_reasons++] = reason;
}

/* "WORD: TEXT" as a reason. */
static void reason_with(ub_arena *a, ub_screen_hit *h, const char *word, ub_str text)
{
    ub_buf b = ub_buf_in(a);
    ub_buf_add(&b, ub_str_of(word, strlen(word)));
    ub_buf_add(&b, UB_S(": "));
    ub_buf_add(&b, text);
    if (!b.failed && text.n) ub_screen_reason(h, ub_buf_str(&b));
}

/* ------------------------------------------------------------------------------------------------ what it may be */

static size_t count(ub_str s, bool (*is)(unsigned char))
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) n += is((unsigned char)s.p[i]);
    return n;
}

static bool is_blank(unsigned char c) { return c <= ' '; }

/* One word with a dot between letters, or a URL. */
static bool may_be_host(ub_str s)
{
    size_t dot = ub_str_chr(s, '.');
    return !count(s, is_blank) && dot > 0 && dot + 1 < s.n && ub_str_chr(s, '@') == s.n;
}

/* Digits, and not much else: "D366 871", "IMO 9826902", "0046455922". */
static bool may_be_id(ub_str s)
{
    size_t digits = count(s, ub_is_digit);
    return digits >= 4 && 2 * digits >= count(s, ub_is_alnum) && s.n <= 64;
}

/* ------------------------------------------------------------------------------------------------ hits */

static ub_screen_hit *add_hit(ub_arena *a, ub_screen_answer *answer, uint32_t list, uint32_t entry, ub_key_kind kind)
{
    ub_screen_hit *h;
    if (answer->n >= UB_SCREEN_HITS_MAX) return answer->omitted++, NULL;
    h = UB_PUSH(a, answer);
    if (h) *h = (ub_screen_hit){ .list = list, .entry = entry, .kind = kind, .exact = true, .evalue = UB_SCREEN_NO_VALUE, .ofac_score = -1 };
    return h;
}

/* Is the entry of this hit among the hits [from, to), as a site or as its domain? */
static bool is_told(const ub_screen_answer *answer, size_t from, size_t to, const ub_screen_hit *h)
{
    for (size_t i = from; i < to; i++) {
        const ub_screen_hit *o = &answer->p[i];
        if (o->list == h->list && o->entry == h->entry && (o->kind == UB_KEY_SITE || o->kind == UB_KEY_DOMAIN)) return true;
    }
    return false;
}

/* The same for keys of one hash, where an entry's stand together. */
static bool is_last(const ub_screen_answer *answer, uint32_t list, uint32_t entry, ub_key_kind kind)
{
    const ub_screen_hit *h = answer->n ? &answer->p[answer->n - 1] : NULL;
    return h && h->list == list && h->entry == entry && h->kind == kind;
}

static void tell_name(ub_screen_hit *h, const ub_list_name *n)
{
    static const ub_str types[] = { UB_LIT("primary-name"), UB_LIT("alias"), UB_LIT("former-name"), UB_LIT("new-name"), UB_LIT("maiden-name") };
    ub_screen_reason(h, UB_S("exact-name"));
    ub_screen_reason(h, types[n->type]);
}

static void tell_fact(ub_arena *a, const ub_list *l, ub_screen_hit *h, const ub_list_fact *f, ub_key_kind kind)
{
    static const ub_str words[UB_KEY_COUNT] = {
        [UB_KEY_WALLET] = UB_LIT("listed-wallet"), [UB_KEY_EMAIL] = UB_LIT("listed-email"), [UB_KEY_DOMAIN] = UB_LIT("domain-of-listed-site"),
        [UB_KEY_SITE] = UB_LIT("listed-site"), [UB_KEY_ID] = UB_LIT("listed-number"),
    };
    ub_screen_reason(h, words[kind]);
    if (kind == UB_KEY_WALLET) {
        ub_wallet w;
        reason_with(a, h, "asset", ub_list_str(l, f->type));
        if (ub_wallet_parse(ub_list_str(l, f->value), &w, NULL) != UB_OK) ub_screen_reason(h, UB_S("listed-with-a-wrong-checksum"));
        else if (w.checked) ub_screen_reason(h, UB_S("checksum-holds"));
    }
    if (kind == UB_KEY_ID) {
        reason_with(a, h, "number", ub_list_str(l, f->type));
        reason_with(a, h, "issued-by", ub_list_str(l, f->place));
    }
}

/* Look one normal form up in all lists. */
static void look(const ub_lists *s, ub_arena *a, ub_screen_answer *answer, ub_key_kind kind, ub_str normal)
{
    uint64_t hash = ub_key_hash(kind, normal);
    for (size_t i = 0; i < s->n; i++) {
        const ub_lists_one *one = &s->one[i];
        const ub_list *l = &one->list;
        size_t k, end = ub_keys_find(&one->keys, hash, &k);
        for (; k < end; k++) {
            const ub_key *key = &one->keys.p[k];
            uint32_t entry;
            ub_screen_hit *h;
            if (key->kind != kind || !ub_key_is(*a, l, key, normal)) continue;
            entry = kind == UB_KEY_NAME ? l->names[key->at].entry : l->facts[key->at].entry;
            if (kind == UB_KEY_NAME && l->names[key->at].strength != UB_NAME_STRONG) continue;
            if (ub_lists_in_force(s, i, entry) == UB_NOT_YET || is_last(answer, (uint32_t)i, entry, kind)) continue;
            if (!(h = add_hit(a, answer, (uint32_t)i, entry, kind))) continue;
            if (kind == UB_KEY_NAME) h->matched = ub_list_str(l, l->names[key->at].text), tell_name(h, &l->names[key->at]);
            else h->matched = ub_list_str(l, l->facts[key->at].value), tell_fact(a, l, h, &l->facts[key->at], kind);
        }
    }
}

static void look_text(const ub_lists *s, ub_arena *a, ub_screen_answer *answer, ub_key_kind kind, ub_str text)
{
    ub_str normal;
    if (ub_key_normal(a, kind, text, &normal)) look(s, a, answer, kind, normal);
}

/* A host and every domain above it that has two labels or more. */
static void look_host(const ub_lists *s, ub_arena *a, ub_screen_answer *answer, ub_str text)
{
    ub_str host, path;
    size_t before = answer->n;
    look_text(s, a, answer, UB_KEY_SITE, text);
    if (!ub_key_host(a, text, &host, &path)) return;
    for (; ub_str_chr(host, '.') < host.n; ub_str_cut(&host, '.')) {
        size_t from = answer->n, keep = from;
        look(s, a, answer, UB_KEY_DOMAIN, host);           /* a listed site is not told again as a listed domain */
        for (size_t i = from; i < answer->n; i++)
            if (!is_told(answer, before, from, &answer->p[i])) answer->p[keep++] = answer->p[i];
        answer->n = keep;
    }
}

/* ------------------------------------------------------------------------------------------------ context */

static void tell_birth(const ub_list *l, ub_arena *a, const ub_list_entry *e, ub_day birth, ub_screen_hit *h)
{
    bool any = false;
    ub_str other = { 0 };
    for (uint32_t i = 0; birth && i < e->n_facts; i++) {
        const ub_list_fact *f = &l->facts[e->fact + i];
        ub_days span = { f->from, f->to, f->circa };
        if (f->kind != UB_FACT_BIRTH || !f->from) continue;
        any = true;
        if (ub_days_hold(span, birth)) { reason_with(a, h, "birth-agrees", ub_list_str(l, f->value)); return; }
        other = ub_list_str(l, f->value);
    }
    if (any) reason_with(a, h, "birth-differs", other);
}

static void tell_country(const ub_list *l, ub_arena *a, const ub_list_entry *e, ub_str country, ub_screen_hit *h)
{
    bool any = false;
    for (uint32_t i = 0; country.n == 2 && i < e->n_facts; i++) {
        const ub_list_fact *f = &l->facts[e->fact + i];
        if (f->kind != UB_FACT_COUNTRY || f->place.n != 2) continue;
        any = true;
        if (ub_str_eq_nocase(ub_list_str(l, f->place), country)) { reason_with(a, h, "country-agrees", ub_list_str(l, f->value)); return; }
    }
    if (any) ub_screen_reason(h, UB_S("country-differs"));
}

void ub_screen_context(const ub_lists *lists, ub_arena *a, const ub_screen_query *q, ub_screen_hit *h)
{
    const ub_list *l = &lists->one[h->list].list;
    const ub_list_entry *e = &l->entries[h->entry];
    tell_birth(l, a, e, q->birth, h);
    tell_country(l, a, e, q->country, h);
    if (q->kind != UB_ENTRY_UNKNOWN && e->kind != UB_ENTRY_UNKNOWN && q->kind != e->kind) ub_screen_reason(h, UB_S("kind-differs"));
    if (ub_lists_in_force(lists, h->list, h->entry) == UB_PERHAPS) ub_screen_reason(h, UB_S("day-of-listing-unknown"));
}

ub_status ub_screen_exact(const ub_lists *lists, ub_arena *a, const ub_screen_query *q, ub_screen_answer *answer, ub_err *err)
{
    ub_str text = ub_str_trim(q->text);
    bool all = q->what == UB_SCREEN_AUTO, email = ub_str_chr(text, '@') < text.n;
    ub_wallet w;
    ub_status is_wallet = ub_wallet_parse(text, &w, NULL);
    memset(answer, 0, sizeof *answer);
    answer->bad_wallet = is_wallet == UB_SYNTAX;
    if (q->what == UB_SCREEN_WALLET || (all && text.n >= 20 && !count(text, is_blank))) look_text(lists, a, answer, UB_KEY_WALLET, text);
    if (q->what == UB_SCREEN_EMAIL || (all && email)) {
        look_text(lists, a, answer, UB_KEY_EMAIL, text);
        if (email && !ub_key_shared(ub_str_from(text, ub_str_chr(text, '@') + 1)))
            look_host(lists, a, answer, ub_str_from(text, ub_str_chr(text, '@') + 1));
    }
    if (q->what == UB_SCREEN_DOMAIN || (all && may_be_host(text))) look_host(lists, a, answer, text);
    if (q->what == UB_SCREEN_ID || (all && may_be_id(text))) look_text(lists, a, answer, UB_KEY_ID, text);
    if (q->what == UB_SCREEN_NAME || (all && is_wallet == UB_ABSENT && !email)) look_text(lists, a, answer, UB_KEY_NAME, text);
    for (size_t i = 0; i < answer->n; i++) ub_screen_context(lists, a, q, &answer->p[i]);
    return ub_arena_left(a) < 4096 ? ub_fail(err, UB_LIMIT, "too much for one query", 0) : UB_OK;
}
