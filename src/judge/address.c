/* SPDX-License-Identifier: Apache-2.0 */
/* Peel encodings off a token, compare with the message's addresses and their digests. */
#include "address.h"

#include <stdio.h>

#include "codec.h"

/* A digest that mailers are known to use, and CRC-32. */
static const struct digest { const char *name; int kind; uint8_t size; } digests[] = {
    { "crc32", -1, 4 },          { "md5", UB_MD5, 16 },       { "sha1", UB_SHA1, 20 },     { "sha224", UB_SHA224, 28 },
    { "sha256", UB_SHA256, 32 }, { "sha384", UB_SHA384, 48 }, { "sha512", UB_SHA512, 64 },
};
enum { N_DIGESTS = UB_COUNT(digests) };

/* One digest of one form of one address; `inner` is what was digested first, or -1. */
struct row {
    uint8_t value[UB_DIGEST_MAX];
    uint8_t index, form;
    int8_t inner;
};

/* The forms of all addresses with their digests: made once a message, when the first token has a digest's length. */
struct form_digests {
    uint8_t value[N_DIGESTS][UB_DIGEST_MAX];
    uint8_t index, form;
};

struct ub_address_digests {
    struct form_digests *forms;
    size_t n_forms;
    struct table { struct row *p; size_t n; bool made; } twice[N_DIGESTS];
};

void ub_addresses_init(ub_addresses *t, ub_arena *a) { *t = (ub_addresses){ .a = a }; }

void ub_addresses_add(ub_addresses *t, ub_str address)
{
    address = ub_str_trim(address);
    size_t at = ub_str_chr(address, '@');
    if (t->n == UB_ADDRESSES_MAX || at == 0 || at + 1 >= address.n || address.n > 320) return;
    for (size_t i = 0; i < t->n; i++)
        if (ub_str_eq(t->address[i], address)) return;
    t->address[t->n++] = address;
    t->digests = NULL;
}

/* ------------------------------------------------------------------------------------------------ forms */

static const struct form { bool user, untagged; char letters; } forms[UB_ADDRESS_FORMS] = {
    [UB_ADDRESS_WRITTEN] = { false, false, 0 },     [UB_ADDRESS_LOWER] = { false, false, 'l' },
    [UB_ADDRESS_UPPER] = { false, false, 'u' },     [UB_ADDRESS_UNTAGGED] = { false, true, 'l' },
    [UB_ADDRESS_USER] = { true, false, 0 },         [UB_ADDRESS_USER_LOWER] = { true, false, 'l' },
    [UB_ADDRESS_USER_UNTAGGED] = { true, true, 'l' },
};

/* Write the address in one form; false when that is the same text as another form, or too short to say anything. */
static bool form_of(ub_str address, ub_address_form form, char out[320], ub_str *text)
{
    const struct form *f = &forms[form];
    size_t at = ub_str_chr(address, '@'), plus = ub_str_chr(ub_str_to(address, at), '+'), n = 0;
    bool changed = f->letters == 0 || f->untagged;
    if (f->untagged && plus >= at) return false;
    if (f->user && at < 3) return false;             /* "jo" is in too many words */
    for (size_t i = 0; i < (f->user ? at : address.n); i++) {
        unsigned char c = (unsigned char)address.p[i], d = c;
        if (f->untagged && i >= plus && i < at) continue;
        if (f->letters == 'l') d = ub_lower(c);
        else if (f->letters == 'u' && c >= 'a' && c <= 'z') d = (unsigned char)(c - 0x20);
        changed |= d != c;
        out[n++] = (char)d;
    }
    *text = ub_str_of(out, n);
    return changed;
}

/* ------------------------------------------------------------------------------------------------ digests */

static bool digest(size_t which, ub_str text, uint8_t *out)
{
    if (digests[which].kind < 0) {
        uint32_t crc = ub_crc32(0, text);
        for (int i = 0; i < 4; i++) out[i] = (uint8_t)(crc >> (24 - 8 * i));
        return true;
    }
    return ub_digest((ub_digest_kind)digests[which].kind, text, out, NULL) == UB_OK;
}

static ub_status make_forms(ub_addresses *t)
{
    struct ub_address_digests *d = UB_NEW(t->a, struct ub_address_digests, 1);
    if (!d || !(d->forms = UB_NEW(t->a, struct form_digests, t->n * UB_ADDRESS_FORMS))) return UB_LIMIT;
    for (size_t i = 0; i < t->n; i++)
        for (int form = 0; form < UB_ADDRESS_FORMS; form++) {
            struct form_digests *f = &d->forms[d->n_forms];
            char text[320];
            ub_str s;
            bool ok = true;
            if (!form_of(t->address[i], (ub_address_form)form, text, &s)) continue;
            for (size_t which = 0; which < N_DIGESTS; which++) ok &= digest(which, s, f->value[which]);
            if (!ok) continue;      /* a policy forbids one of them: then none of this form is known */
            f->index = (uint8_t)i;
            f->form = (uint8_t)form;
            d->n_forms++;
        }
    t->digests = d;
    return UB_OK;
}

static void add_row(struct table *table, size_t which, size_t inner, ub_str text, const struct form_digests *f)
{
    struct row *r = &table->p[table->n];
    if (!digest(which, text, r->value)) return;
    r->index = f->index;
    r->form = f->form;
    r->inner = (int8_t)inner;
    table->n++;
}

/* Digests of digests: of each digest of each form, raw and in hexadecimal of either case. */
static ub_status make_twice(ub_addresses *t, size_t which)
{
    struct ub_address_digests *d = t->digests;
    struct table *table = &d->twice[which];
    table->p = UB_NEW(t->a, struct row, d->n_forms * 3 * N_DIGESTS + 1);
    if (!table->p) return UB_LIMIT;
    for (size_t i = 0; i < d->n_forms; i++)
        for (size_t inner = 0; inner < N_DIGESTS; inner++) {
            const struct form_digests *f = &d->forms[i];
            size_t n = digests[inner].size;
            ub_str raw = ub_str_of((const char *)f->value[inner], n);
            char hex[2 * UB_DIGEST_MAX];
            add_row(table, which, inner, raw, f);
            ub_hex_write(raw, hex);
            add_row(table, which, inner, ub_str_of(hex, 2 * n), f);
            for (size_t k = 0; k < 2 * n; k++)
                if (hex[k] >= 'a') hex[k] = (char)(hex[k] & 0xDF);
            add_row(table, which, inner, ub_str_of(hex, 2 * n), f);
        }
    table->made = true;
    return UB_OK;
}

static void say_digest(ub_address_hit *hit, uint8_t index, uint8_t form, const char *steps, size_t which, int inner)
{
    *hit = (ub_address_hit){ .index = index, .form = (ub_address_form)form };
    snprintf(hit->steps, sizeof hit->steps, "%s%s%s%s%s", steps, *steps ? " " : "", digests[which].name,
             inner < 0 ? "" : " ", inner < 0 ? "" : digests[inner].name);
}

static ub_status find_digest(ub_addresses *t, ub_str raw, ub_address_hit *hit, const char *steps)
{
    size_t which = 0;
    while (which < N_DIGESTS && digests[which].size != raw.n) which++;
    if (which == N_DIGESTS) return UB_ABSENT;
    if (!t->digests && make_forms(t) != UB_OK) return UB_LIMIT;
    const struct ub_address_digests *d = t->digests;
    for (size_t i = 0; i < d->n_forms; i++)
        if (!memcmp(d->forms[i].value[which], raw.p, raw.n)) {
            say_digest(hit, d->forms[i].index, d->forms[i].form, steps, which, -1);
            return UB_OK;
        }
    if (raw.n < 16) return UB_ABSENT;      /* four bytes are met too often to be compared with hundreds */
    if (!d->twice[which].made && make_twice(t, which) != UB_OK) return UB_LIMIT;
    for (size_t i = 0; i < d->twice[which].n; i++) {
        const struct row *r = &d->twice[which].p[i];
        if (memcmp(r->value, raw.p, raw.n)) continue;
        say_digest(hit, r->index, r->form, steps, which, r->inner);
        return UB_OK;
    }
    return UB_ABSENT;
}

/* ------------------------------------------------------------------------------------------------ plain text */

static bool is_word(char c) { return ub_is_alnum((unsigned char)c) || (unsigned char)c >= 0x80; }

/* Length of what stands between local part and host: an at sign as such, as "=" (VERP) or in words. */
static size_t at_sign(ub_str text)
{
    static const ub_str signs[] = { UB_LIT("@"), UB_LIT("="), UB_LIT("_at_"), UB_LIT(".at."), UB_LIT("-at-") };
    for (size_t i = 0; i < UB_COUNT(signs); i++)
        if (ub_str_starts_nocase(text, signs[i])) return signs[i].n;
    return 0;
}

/* The address in the text, case folded, and not as a piece of a longer word. */
static bool contains(ub_str text, ub_str user, ub_str host)
{
    for (size_t from = 0; from + user.n + host.n < text.n;) {
        size_t at = from + ub_str_find_nocase(ub_str_from(text, from), user), sign;
        ub_str behind = ub_str_from(text, at + user.n);
        if (at >= text.n) return false;
        from = at + 1;
        if ((at > 0 && is_word(text.p[at - 1])) || !(sign = at_sign(behind))) continue;
        behind = ub_str_from(behind, sign);
        if (ub_str_starts_nocase(behind, host) && (behind.n == host.n || !is_word(behind.p[host.n]))) return true;
    }
    return false;
}

static ub_status find_plain(ub_addresses *t, ub_str text, ub_address_hit *hit, const char *steps)
{
    for (size_t i = 0; i < t->n; i++) {
        ub_str host = t->address[i], user = ub_str_cut(&host, '@');
        bool whole = contains(text, user, host);
        /* The local part alone says something only when it is the whole text and no word by chance. */
        if (!whole && !(user.n >= 6 && ub_str_eq_nocase(text, user))) continue;
        *hit = (ub_address_hit){ .index = i, .form = whole ? UB_ADDRESS_WRITTEN : UB_ADDRESS_USER };
        snprintf(hit->steps, sizeof hit->steps, "%s", steps);
        return UB_OK;
    }
    return UB_ABSENT;
}

/* ------------------------------------------------------------------------------------------------ peeling */

static bool peel_percent(ub_str in, ub_buf *out)
{
    bool any = false;
    for (size_t i = 0; i < in.n; i++) {
        int high = in.p[i] == '%' && i + 2 < in.n ? ub_hex((unsigned char)in.p[i + 1]) : -1;
        int low = high >= 0 ? ub_hex((unsigned char)in.p[i + 2]) : -1;
        if (low >= 0) ub_buf_char(out, (char)(high << 4 | low)), i += 2, any = true;
        else ub_buf_char(out, in.p[i] == '+' ? ' ' : in.p[i]);
    }
    return any;
}

static bool peel_hex(ub_str in, ub_buf *out)
{
    if (in.n < 8 || in.n % 2) return false;
    for (size_t i = 0; i < in.n; i += 2) {
        int high = ub_hex((unsigned char)in.p[i]), low = ub_hex((unsigned char)in.p[i + 1]);
        if (high < 0 || low < 0) return false;
        ub_buf_char(out, (char)(high << 4 | low));
    }
    return true;
}

/* Base64 of either alphabet, with '.', '~' or '=' as padding and none at all. */
static bool peel_base64(ub_str in, ub_buf *out)
{
    uint32_t bits = 0;
    unsigned n = 0;
    while (in.n && strchr("=.~", in.p[in.n - 1])) in.n--;
    if (in.n < 8 || in.n % 4 == 1) return false;
    for (size_t i = 0; i < in.n; i++) {
        unsigned char c = (unsigned char)in.p[i];
        unsigned v = c >= 'A' && c <= 'Z' ? c - 'A' + 0u : c >= 'a' && c <= 'z' ? c - 'a' + 26u : ub_is_digit(c) ? c - '0' + 52u
                   : c == '+' || c == '-' || c == ' ' ? 62 : c == '/' || c == '_' ? 63 : 64;
        if (v == 64) return false;
        bits = bits << 6 | v;
        if (++n == 4) {
            ub_buf_char(out, (char)(bits >> 16)), ub_buf_char(out, (char)(bits >> 8)), ub_buf_char(out, (char)bits);
            n = 0;
        }
    }
    if (n == 2) ub_buf_char(out, (char)(bits >> 4));
    if (n == 3) ub_buf_char(out, (char)(bits >> 10)), ub_buf_char(out, (char)(bits >> 2));
    return true;
}

static bool peel_base32(ub_str in, ub_buf *out)
{
    uint32_t bits = 0;
    unsigned n = 0;
    while (in.n && in.p[in.n - 1] == '=') in.n--;
    if (in.n < 8) return false;
    for (size_t i = 0; i < in.n; i++) {
        unsigned char c = ub_lower((unsigned char)in.p[i]);
        unsigned v = c >= 'a' && c <= 'z' ? c - 'a' + 0u : c >= '2' && c <= '7' ? c - '2' + 26u : 32;
        if (v == 32) return false;
        bits = bits << 5 | v;
        n += 5;
        if (n >= 8) ub_buf_char(out, (char)(bits >> (n -= 8)));
    }
    return true;
}

/* Letters turned keep the at sign, so without one there is nothing to find. */
static bool has_at(ub_str in) { return ub_str_chr(in, '@') < in.n || ub_str_chr(in, '=') < in.n; }

static bool peel_rot13(ub_str in, ub_buf *out)
{
    bool any = false;
    if (!has_at(in)) return false;
    for (size_t i = 0; i < in.n; i++) {
        unsigned char c = (unsigned char)in.p[i], l = ub_lower(c);
        bool letter = ub_is_alpha(c);
        any |= letter;
        ub_buf_char(out, (char)(!letter ? c : l < 'n' ? c + 13 : c - 13));
    }
    return any;
}

static bool peel_reverse(ub_str in, ub_buf *out)
{
    if (!has_at(in)) return false;
    for (size_t i = in.n; i > 0; i--) ub_buf_char(out, in.p[i - 1]);
    return true;
}

/* `opaque`: what comes out may be the raw bytes of a digest, so it need not be readable.
 * `again`: other encodings may be inside; the ones that never fail are only tried once. */
static const struct peel { const char *name; bool (*peel)(ub_str in, ub_buf *out); bool opaque, again; } peels[] = {
    { "percent", peel_percent, false, true }, { "hex", peel_hex, true, true },
    { "base64", peel_base64, true, true },    { "base32", peel_base32, true, true },
    { "rot13", peel_rot13, false, false },    { "reversed", peel_reverse, false, false },
};

static bool readable(ub_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (ub_str_at(s, i) < 0x20 || ub_str_at(s, i) == 0x7F) return false;
    return ub_utf8_valid_to(s) == s.n;
}

static ub_status look(ub_addresses *t, ub_arena scratch, ub_str text, unsigned level, const char *steps, ub_address_hit *hit)
{
    ub_status s = find_plain(t, text, hit, steps);
    if (s != UB_ABSENT || level == UB_PEEL_LEVELS || text.n < 6) return s;
    for (size_t i = 0; i < UB_COUNT(peels); i++) {
        ub_arena below = scratch;
        ub_buf out = ub_buf_in(&below);
        char more[48];
        if (!peels[i].peel(text, &out) || out.failed) continue;
        ub_str inner = ub_buf_str(&out);
        snprintf(more, sizeof more, "%s%s%s", steps, *steps ? " " : "", peels[i].name);
        if (peels[i].opaque) {
            /* A digest in hexadecimal is "md5", not "hex md5": that is how people speak of it. */
            s = find_digest(t, inner, hit, peels[i].peel == peel_hex ? steps : more);
            if (s != UB_ABSENT) return s;
        }
        if (!readable(inner)) continue;
        s = look(t, below, inner, peels[i].again ? level + 1 : UB_PEEL_LEVELS, more, hit);
        if (s != UB_ABSENT) return s;
    }
    return UB_ABSENT;
}

ub_status ub_addresses_find(ub_addresses *t, ub_str token, ub_address_hit *hit)
{
    /* Digest tables are kept in t->a and must not stand in the scratch, so the scratch is the far half of what is left. */
    ub_arena scratch = *t->a;
    if (t->n == 0 || token.n < 3) return UB_ABSENT;
    scratch.at += ub_arena_left(t->a) / 2;
    return look(t, scratch, ub_str_to(token, UB_TOKEN_MAX), 0, "", hit);
}
