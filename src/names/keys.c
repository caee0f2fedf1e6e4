/* SPDX-License-Identifier: Apache-2.0 */
/* What is exactly on a list. */
#include "keys.h"

#include "fold.h"
#include "wallet.h"

#include <libpsl.h>
#include <stdlib.h>

const char *ub_key_kind_name(ub_key_kind k)
{
    static const char *const names[] = { "name", "wallet", "email", "domain", "domain", "id" };
    static_assert(UB_COUNT(names) == UB_KEY_COUNT, "a name for each kind");
    return (size_t)k < UB_COUNT(names) ? names[k] : "unknown";
}

uint64_t ub_key_hash(ub_key_kind kind, ub_str s)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325) ^ (uint64_t)kind * UINT64_C(0x9E3779B97F4A7C15);
    for (size_t i = 0; i < s.n; i++) h = (h ^ ub_str_at(s, i)) * UINT64_C(0x100000001b3);
    h ^= h >> 32;
    h *= UINT64_C(0xd6e8feb86659fd93);
    return h ^ h >> 32;
}

static ub_str lower(ub_arena *a, ub_str s)
{
    char *p = ub_arena_take(a, s.n, 1);
    if (!p) return UB_S("");
    for (size_t i = 0; i < s.n; i++) p[i] = (char)ub_lower((unsigned char)s.p[i]);
    return ub_str_of(p, s.n);
}

/* ------------------------------------------------------------------------------------------------ normal forms */

bool ub_key_host(ub_arena *a, ub_str text, ub_str *host, ub_str *path)
{
    size_t scheme, end = 0, at;
    text = ub_str_trim(text);
    scheme = ub_str_find(text, UB_S("://"));
    if (scheme < text.n && scheme < 10) text = ub_str_from(text, scheme + 3);
    while (end < text.n && !memchr("/?#", text.p[end], 3)) end++;
    *path = ub_str_from(text, end);
    text = ub_str_to(text, end);
    if ((at = ub_str_chr(text, '@')) < text.n) text = ub_str_from(text, at + 1);
    text = ub_str_to(text, ub_str_chr(text, ':'));
    while (text.n && text.p[text.n - 1] == '.') text.n--;
    if (text.n == 0 || text.n > 253 || ub_str_chr(text, '.') == text.n) return false;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (!ub_is_alnum(c) && c != '-' && c != '.' && c != '_' && c < 0x80) return false;
        if (c == '.' && (i == 0 || text.p[i - 1] == '.')) return false;
    }
    *host = lower(a, text);
    if (ub_str_starts(*host, UB_S("www.")) && ub_str_chr(ub_str_from(*host, 4), '.') < host->n - 4) *host = ub_str_from(*host, 4);
    while (path->n && (path->p[path->n - 1] == '/' || ub_is_space((unsigned char)path->p[path->n - 1]))) path->n--;
    if (path->n && path->p[0] == '/') *path = ub_str_from(*path, 1);
    return host->n > 0;
}

static bool normal_site(ub_arena *a, ub_str text, ub_str *out)
{
    ub_str host, path;
    ub_buf b;
    if (!ub_key_host(a, text, &host, &path)) return false;
    if (!path.n || !ub_key_shared(host)) return *out = host, true;
    b = ub_buf_in(a);
    ub_buf_add(&b, host);
    ub_buf_char(&b, '/');
    ub_buf_add(&b, lower(a, path));                        /* names of accounts there do not mind case */
    *out = ub_buf_str(&b);
    return !b.failed;
}

static bool normal_wallet(ub_arena *a, ub_str text, ub_str *out)
{
    static const ub_str prefix = UB_LIT("bitcoincash:");
    ub_wallet w;
    text = ub_str_trim(text);
    if (text.n == 0) return false;
    if (ub_wallet_parse(text, &w, NULL) == UB_OK && (w.kind == UB_WALLET_HEX || w.kind == UB_WALLET_BECH32
                                                     || w.kind == UB_WALLET_BECH32M || w.kind == UB_WALLET_CASHADDR)) {
        if (w.kind == UB_WALLET_CASHADDR && ub_str_starts_nocase(text, prefix)) text = ub_str_from(text, prefix.n);
        *out = lower(a, text);
        return out->n > 0;
    }
    *out = text;                                           /* what is listed wrongly is still found as it is listed */
    return true;
}

/* One '@', something on both sides.  Quoted local parts and comments are not for lists. */
static bool normal_email(ub_arena *a, ub_str text, ub_str *out)
{
    size_t at;
    text = ub_str_trim(text);
    if (ub_str_starts_nocase(text, UB_S("mailto:"))) text = ub_str_from(text, 7);
    at = ub_str_chr(text, '@');
    if (at == 0 || at + 1 >= text.n || text.n > 320 || ub_str_chr(ub_str_from(text, at + 1), '@') < text.n - at - 1) return false;
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] <= ' ' || memchr("<>(),;:\"", text.p[i], 8)) return false;
    *out = lower(a, text);
    return out->n > 0;
}

static bool normal_id(ub_arena *a, ub_str text, ub_str *out)
{
    ub_buf b = ub_buf_in(a);
    uint64_t number;
    bool digit = false;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c >= 0x80) ub_buf_char(&b, (char)c);
        if (!ub_is_alnum(c)) continue;
        digit |= ub_is_digit(c);
        ub_buf_char(&b, ub_is_alpha(c) ? (char)(c & ~0x20) : (char)c);
    }
    *out = ub_buf_str(&b);
    if (out->n == 10 && ub_str_starts(*out, UB_S("IMO")) && ub_str_uint(ub_str_from(*out, 3), 9999999, &number)) *out = ub_str_from(*out, 3);
    return !b.failed && digit && out->n >= UB_KEY_ID_MIN;
}

bool ub_key_normal(ub_arena *a, ub_key_kind kind, ub_str text, ub_str *out)
{
    ub_buf b = ub_buf_in(a);
    ub_str path;
    if (text.n > UB_KEY_TEXT_MAX) return false;
    switch (kind) {
    case UB_KEY_NAME:
        if (!ub_fold(text, &b)) return false;
        *out = ub_buf_str(&b);
        return out->n > 0;
    case UB_KEY_WALLET: return normal_wallet(a, text, out);
    case UB_KEY_EMAIL:  return normal_email(a, text, out);
    case UB_KEY_DOMAIN: return ub_key_host(a, text, out, &path);
    case UB_KEY_SITE:   return normal_site(a, text, out);
    case UB_KEY_ID:     return normal_id(a, text, out);
    default:            return false;
    }
}

/* ------------------------------------------------------------------------------------------------ building */

struct builder {
    ub_arena *a, scratch;
    const ub_list *l;
    psl_ctx_t *psl;
    struct { ub_key *p; size_t n, cap; } keys;
    bool failed;
};

static void add(struct builder *b, ub_key_kind kind, uint32_t at, ub_str normal)
{
    ub_key *k = normal.n ? UB_PUSH(b->a, &b->keys) : NULL;
    if (k) *k = (ub_key){ .hash = ub_key_hash(kind, normal), .at = at, .kind = (uint8_t)kind };
    else if (normal.n) b->failed = true;
}

/* "ZHAO, Guangzong" is also "Guangzong ZHAO", "Gaobin NI" also "NI Gaobin": the name with its family name at the other end.
 * False when the list marks none. */
static bool turned(ub_arena *a, const ub_list *l, const ub_list_name *n, ub_str *out)
{
    ub_str whole = ub_list_str(l, n->text), family = ub_list_str(l, n->family), before, behind;
    ub_buf b = ub_buf_in(a);
    if (!family.n || family.n >= whole.n || n->family.at < n->text.at || n->family.at + family.n > n->text.at + whole.n) return false;
    before = ub_str_to(whole, n->family.at - n->text.at);
    behind = ub_str_from(whole, n->family.at - n->text.at + family.n);
    if (before.n) ub_buf_add(&b, family), ub_buf_char(&b, ' '), ub_buf_add(&b, before), ub_buf_char(&b, ' '), ub_buf_add(&b, behind);
    else ub_buf_add(&b, behind), ub_buf_char(&b, ' '), ub_buf_add(&b, family);
    *out = ub_buf_str(&b);
    return !b.failed;
}

static void name_keys(struct builder *b, uint32_t at)
{
    const ub_list_name *n = &b->l->names[at];
    ub_arena scratch = b->scratch;
    ub_str normal = { 0 }, other;
    if (ub_key_normal(&scratch, UB_KEY_NAME, ub_list_str(b->l, n->text), &normal)) add(b, UB_KEY_NAME, at, normal);
    if (turned(&scratch, b->l, n, &other) && ub_key_normal(&scratch, UB_KEY_NAME, other, &other) && !ub_str_eq(normal, other))
        add(b, UB_KEY_NAME, at, other);
}

/* Registrable domain of a host, as a view of it; empty when it is a suffix itself. */
static ub_str registrable(psl_ctx_t *psl, ub_arena *a, ub_str host)
{
    char *z = ub_arena_take(a, host.n + 1, 1);
    const char *r;
    if (!z) return UB_S("");
    memcpy(z, host.p, host.n);
    z[host.n] = 0;
    r = psl_registrable_domain(psl, z);
    return r ? ub_str_from(host, (size_t)(r - z)) : UB_S("");
}

static void site_keys(struct builder *b, uint32_t at, ub_str value)
{
    ub_arena scratch = b->scratch;
    ub_str host, path, normal;
    if (!ub_key_host(&scratch, value, &host, &path)) return;
    if (normal_site(&scratch, value, &normal)) add(b, UB_KEY_SITE, at, normal);
    if (!ub_key_shared(host)) add(b, UB_KEY_DOMAIN, at, registrable(b->psl, &scratch, host));
}

static void fact_keys(struct builder *b, uint32_t at)
{
    static const struct { ub_fact_kind fact; ub_key_kind key; } kinds[] = {
        { UB_FACT_WALLET, UB_KEY_WALLET }, { UB_FACT_EMAIL, UB_KEY_EMAIL }, { UB_FACT_ID, UB_KEY_ID },
    };
    const ub_list_fact *f = &b->l->facts[at];
    ub_arena scratch = b->scratch;
    ub_str value = ub_list_str(b->l, f->value), normal;
    if (f->kind == UB_FACT_WEBSITE) site_keys(b, at, value);
    for (size_t i = 0; i < UB_COUNT(kinds); i++)
        if (kinds[i].fact == f->kind && ub_key_normal(&scratch, kinds[i].key, value, &normal)) add(b, kinds[i].key, at, normal);
}

static int by_hash(const void *x, const void *y)
{
    const ub_key *a = x, *b = y;
    if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

ub_status ub_keys_build(ub_arena *a, const ub_list *l, ub_keys *keys, ub_err *err)
{
    UB_CLEANUP(ub_arena_close) ub_arena scratch = { 0 };
    struct builder b = { .a = a, .l = l };
    ub_status s = ub_arena_open(&scratch, 1 << 20, err);
    if (s != UB_OK) return s;
    b.scratch = scratch;
    b.psl = psl_latest(NULL);
    if (!b.psl) return ub_fail(err, UB_NOMEM, "no list of public suffixes", 0);
    for (uint32_t i = 0; i < l->n_names; i++) name_keys(&b, i);
    for (uint32_t i = 0; i < l->n_facts; i++) fact_keys(&b, i);
    psl_free(b.psl);
    if (b.failed) return ub_fail(err, UB_LIMIT, "the list is larger than what is allowed", 0);
    if (b.keys.n) qsort(b.keys.p, b.keys.n, sizeof *b.keys.p, by_hash);
    *keys = (ub_keys){ b.keys.p, b.keys.n };
    return UB_OK;
}

size_t ub_keys_find(const ub_keys *keys, uint64_t hash, size_t *from)
{
    size_t lo = 0, hi = keys->n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (keys->p[mid].hash < hash) lo = mid + 1;
        else hi = mid;
    }
    for (*from = lo; lo < keys->n && keys->p[lo].hash == hash; lo++) continue;
    return lo;
}

bool ub_key_is(ub_arena scratch, const ub_list *l, const ub_key *k, ub_str normal)
{
    ub_str form, host, path;
    if (k->kind == UB_KEY_NAME) {
        if (ub_key_normal(&scratch, UB_KEY_NAME, ub_list_str(l, l->names[k->at].text), &form) && ub_str_eq(form, normal)) return true;
        return turned(&scratch, l, &l->names[k->at], &form) && ub_key_normal(&scratch, UB_KEY_NAME, form, &form)
            && ub_str_eq(form, normal);
    }
    if (k->kind == UB_KEY_DOMAIN) {                        /* the listed host is the domain or lies below it */
        if (!ub_key_host(&scratch, ub_list_str(l, l->facts[k->at].value), &host, &path) || !ub_str_ends(host, normal)) return false;
        return host.n == normal.n || host.p[host.n - normal.n - 1] == '.';
    }
    return ub_key_normal(&scratch, (ub_key_kind)k->kind, ub_list_str(l, l->facts[k->at].value), &form) && ub_str_eq(form, normal);
}
