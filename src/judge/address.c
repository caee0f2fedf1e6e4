/* SPDX-License-Identifier: Apache-2.0 */
/* Peel encodings off a token, and compare with the message's addresses. */
#include "address.h"

#include <stdio.h>

#include "codec.h"
#include "digests.h"
#include "scan.h"

void ub_addresses_init(ub_addresses *t, ub_arena *a, ub_address_cache *cache)
{
    t->a = a;
    t->cache = cache;
    t->n = 0;
    t->user_lengths = 0;
    t->digests = NULL;
    t->peeled = NULL;
}

void ub_addresses_let_go(ub_addresses *t)
{
    t->cache = NULL;
    t->digests = NULL;
}

void ub_addresses_add(ub_addresses *t, ub_str address)
{
    address = ub_str_trim(address);
    size_t at = ub_str_chr(address, '@');
    if (t->n == UB_ADDRESSES_MAX || at == 0 || at + 1 >= address.n || address.n > UB_ADDRESS_BYTES) return;
    for (size_t i = 0; i < t->n; i++)
        if (ub_str_eq(t->address[i], address)) return;
    t->user_n[t->n] = (uint16_t)at;
    t->user_lengths |= UINT64_C(1) << (at & 63);
    t->address[t->n++] = address;
    t->digests = NULL;
}

/* ------------------------------------------------------------------------------------------------ steps */

/* What was peeled off so far, the last first. */
struct steps {
    const struct steps *before;
    const char *name;
};

static void say_steps(const struct steps *steps, char *out, size_t size)
{
    const char *names[UB_PEEL_LEVELS + 4];
    size_t n = 0, at = 0;
    for (; steps && n < UB_COUNT(names); steps = steps->before) names[n++] = steps->name;
    out[0] = 0;
    while (n-- > 0 && at < size) at += (size_t)snprintf(out + at, size - at, "%s%s", at ? " " : "", names[n]);
}

static ub_status find_digest(ub_addresses *t, ub_str raw, ub_address_hit *hit, const struct steps *steps)
{
    char before[sizeof hit->steps - 16];
    digest_hit d;
    ub_status s = digests_find(t, raw, &d);
    if (s != UB_OK) return s;
    say_steps(steps, before, sizeof before);
    *hit = (ub_address_hit){ .index = d.index, .form = d.form };
    snprintf(hit->steps, sizeof hit->steps, "%s%s%s%s%s", before, *before ? " " : "", d.name, d.inner ? " " : "", d.inner ? d.inner : "");
    return UB_OK;
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

/* What a text is made of, learned in one pass: most peel nothing and hold no address. */
enum {
    OF_HEX = 1, OF_BASE32 = 2, OF_BASE64 = 4,      /* all bytes are */
    HAS_SIGN = 8, HAS_PERCENT = 16, HAS_LINK = 32, /* some byte is: "@" or "="; "%"; "_", "." or "-" */
};
#define DIGIT_01 (OF_HEX | OF_BASE64)
#define DIGIT    (OF_HEX | OF_BASE32 | OF_BASE64)
#define LETTER   (OF_BASE32 | OF_BASE64)
static const uint8_t byte_is[256] = {
    ['0'] = DIGIT_01, ['1'] = DIGIT_01, ['2'] = DIGIT, ['3'] = DIGIT, ['4'] = DIGIT, ['5'] = DIGIT, ['6'] = DIGIT, ['7'] = DIGIT,
    ['8'] = DIGIT_01, ['9'] = DIGIT_01,
    ['a'] = LETTER | OF_HEX, ['b'] = LETTER | OF_HEX, ['c'] = LETTER | OF_HEX, ['d'] = LETTER | OF_HEX, ['e'] = LETTER | OF_HEX,
    ['f'] = LETTER | OF_HEX, ['g'] = LETTER, ['h'] = LETTER, ['i'] = LETTER, ['j'] = LETTER, ['k'] = LETTER, ['l'] = LETTER,
    ['m'] = LETTER, ['n'] = LETTER, ['o'] = LETTER, ['p'] = LETTER, ['q'] = LETTER, ['r'] = LETTER, ['s'] = LETTER, ['t'] = LETTER,
    ['u'] = LETTER, ['v'] = LETTER, ['w'] = LETTER, ['x'] = LETTER, ['y'] = LETTER, ['z'] = LETTER,
    ['A'] = LETTER | OF_HEX, ['B'] = LETTER | OF_HEX, ['C'] = LETTER | OF_HEX, ['D'] = LETTER | OF_HEX, ['E'] = LETTER | OF_HEX,
    ['F'] = LETTER | OF_HEX, ['G'] = LETTER, ['H'] = LETTER, ['I'] = LETTER, ['J'] = LETTER, ['K'] = LETTER, ['L'] = LETTER,
    ['M'] = LETTER, ['N'] = LETTER, ['O'] = LETTER, ['P'] = LETTER, ['Q'] = LETTER, ['R'] = LETTER, ['S'] = LETTER, ['T'] = LETTER,
    ['U'] = LETTER, ['V'] = LETTER, ['W'] = LETTER, ['X'] = LETTER, ['Y'] = LETTER, ['Z'] = LETTER,
    ['+'] = OF_BASE64, [' '] = OF_BASE64, ['/'] = OF_BASE64, ['-'] = OF_BASE64 | HAS_LINK, ['_'] = OF_BASE64 | HAS_LINK,
    ['.'] = HAS_LINK, ['@'] = HAS_SIGN, ['='] = HAS_SIGN, ['%'] = HAS_PERCENT,
};

struct make {
    unsigned some, all;       /* HAS_* of the text; OF_* of it without its padding */
    size_t unpadded;          /* bytes before a tail of "=", "." and "~" */
};

static struct make make_of(ub_str text)
{
    struct make m = { 0, OF_HEX | OF_BASE32 | OF_BASE64, text.n };
    while (m.unpadded && (text.p[m.unpadded - 1] == '=' || text.p[m.unpadded - 1] == '.' || text.p[m.unpadded - 1] == '~')) {
        m.unpadded--;
        m.some |= byte_is[ub_str_at(text, m.unpadded)];
        m.all &= text.p[m.unpadded] == '=' ? OF_BASE32 | OF_BASE64 : OF_BASE64;
    }
    for (size_t i = 0; i < m.unpadded; i++) {
        unsigned is = byte_is[ub_str_at(text, i)];
        m.some |= is;
        m.all &= is;
    }
    return m;
}

/* "_at_", ".at.", "-at-" somewhere? */
static bool has_at_word(ub_str text)
{
    const char *end = ub_str_end(text);
    for (const char *p = text.p; (p = ub_scan3(p, end, '_', '.', '-')) < end; p++)
        if (end - p > 3 && (p[1] | 0x20) == 'a' && (p[2] | 0x20) == 't' && p[3] == p[0]) return true;
    return false;
}

enum { USER_LEAST = 6 };

bool ub_addresses_user(const ub_addresses *t, ub_str token)
{
    if (token.n < USER_LEAST || !(t->user_lengths >> (token.n & 63) & 1)) return false;
    for (size_t i = 0; i < t->n; i++)
        if (t->user_n[i] == token.n && ub_str_eq_nocase(ub_str_to(t->address[i], token.n), token)) return true;
    return false;
}

static ub_status find_plain(ub_addresses *t, ub_str text, const struct make *m, ub_address_hit *hit, const struct steps *steps)
{
    bool sign = m->some & HAS_SIGN || (m->some & HAS_LINK && has_at_word(text));
    for (size_t i = 0; i < t->n; i++) {
        ub_str host = ub_str_from(t->address[i], t->user_n[i] + 1u), user = ub_str_to(t->address[i], t->user_n[i]);
        ub_str untagged = ub_str_to(user, ub_str_chr(user, '+'));
        bool tagless = untagged.n && untagged.n < user.n && sign && contains(text, untagged, host);
        bool whole = tagless || (sign && contains(text, user, host));
        /* The local part alone says something only when it is the whole text and no word by chance. */
        if (!whole && !(user.n >= USER_LEAST && user.n == text.n && ub_str_eq_nocase(text, user))) continue;
        *hit = (ub_address_hit){ .index = i, .form = tagless ? UB_ADDRESS_UNTAGGED : whole ? UB_ADDRESS_WRITTEN : UB_ADDRESS_USER };
        say_steps(steps, hit->steps, sizeof hit->steps);
        return UB_OK;
    }
    return UB_ABSENT;
}

/* ------------------------------------------------------------------------------------------------ peeling */

/* Each writes at most as many bytes as it reads, and says how many; 0: there is nothing to peel.  `digest`: what comes out may be the
 * raw bytes of one, so it need not be readable; false when it is called. */

static size_t peel_percent(ub_str in, const struct make *m, char *out, bool *digest)
{
    bool any = false;
    size_t n = 0;
    (void)digest;
    if (!(m->some & HAS_PERCENT)) return 0;
    for (size_t i = 0; i < in.n; i++) {
        int high = in.p[i] == '%' && i + 2 < in.n ? ub_hex((unsigned char)in.p[i + 1]) : -1;
        int low = high >= 0 ? ub_hex((unsigned char)in.p[i + 2]) : -1;
        if (low >= 0) out[n++] = (char)(high << 4 | low), i += 2, any = true;
        else out[n++] = in.p[i] == '+' ? ' ' : in.p[i];
    }
    return any ? n : 0;
}

static size_t peel_hex(ub_str in, const struct make *m, char *out, bool *digest)
{
    if (!(m->all & OF_HEX) || in.n < 8 || in.n % 2) return 0;
    *digest = digest_has_size(in.n / 2);
    for (size_t i = 0; i < in.n; i += 2) out[i / 2] = (char)(ub_hex((unsigned char)in.p[i]) << 4 | ub_hex((unsigned char)in.p[i + 1]));
    return in.n / 2;
}

static bool is_control(unsigned char c) { return c < 0x20 || c == 0x7F; }

/* Of bits that are left over in the last letter all are zero: RFC 4648 3.5. */
static bool none_left(unsigned value, size_t letters, unsigned bits_each)
{
    unsigned left = (unsigned)(letters * bits_each % 8);
    return left < bits_each && !(value & ((1u << left) - 1));
}

/* Base64 of either alphabet, with '.', '~' or '=' as padding and none at all.  Words are base64, too: unless a digest may come out, the
 * first byte that no text has ends it.  Of ten thousand million digests not one is written in hexadecimal digits alone. */
static size_t peel_base64(ub_str in, const struct make *m, char *out, bool *digest)
{
    /* Values of the letters, 0 for what is none. */
    static const uint8_t value[256] = {
        ['B'] = 1, ['C'] = 2, ['D'] = 3, ['E'] = 4, ['F'] = 5, ['G'] = 6, ['H'] = 7, ['I'] = 8, ['J'] = 9, ['K'] = 10, ['L'] = 11,
        ['M'] = 12, ['N'] = 13, ['O'] = 14, ['P'] = 15, ['Q'] = 16, ['R'] = 17, ['S'] = 18, ['T'] = 19, ['U'] = 20, ['V'] = 21,
        ['W'] = 22, ['X'] = 23, ['Y'] = 24, ['Z'] = 25, ['a'] = 26, ['b'] = 27, ['c'] = 28, ['d'] = 29, ['e'] = 30, ['f'] = 31,
        ['g'] = 32, ['h'] = 33, ['i'] = 34, ['j'] = 35, ['k'] = 36, ['l'] = 37, ['m'] = 38, ['n'] = 39, ['o'] = 40, ['p'] = 41,
        ['q'] = 42, ['r'] = 43, ['s'] = 44, ['t'] = 45, ['u'] = 46, ['v'] = 47, ['w'] = 48, ['x'] = 49, ['y'] = 50, ['z'] = 51,
        ['0'] = 52, ['1'] = 53, ['2'] = 54, ['3'] = 55, ['4'] = 56, ['5'] = 57, ['6'] = 58, ['7'] = 59, ['8'] = 60, ['9'] = 61,
        ['+'] = 62, ['-'] = 62, [' '] = 62, ['/'] = 63, ['_'] = 63,
    };
    size_t n = 0, i = 0, whole;
    uint32_t bits = 0;
    in.n = m->unpadded;
    if (!(m->all & OF_BASE64) || in.n < 8 || in.n % 4 == 1) return 0;
    *digest = !(m->all & OF_HEX) && digest_has_size(in.n * 6 / 8) && none_left(value[ub_str_at(in, in.n - 1)], in.n, 6);
    for (whole = in.n & ~(size_t)3; i < whole; i += 4, n += 3) {
        bits = (uint32_t)value[ub_str_at(in, i)] << 18 | (uint32_t)value[ub_str_at(in, i + 1)] << 12
             | (uint32_t)value[ub_str_at(in, i + 2)] << 6 | value[ub_str_at(in, i + 3)];
        out[n] = (char)(bits >> 16), out[n + 1] = (char)(bits >> 8), out[n + 2] = (char)bits;
        if (!*digest && (is_control(bits >> 16 & 0xFF) || is_control(bits >> 8 & 0xFF) || is_control(bits & 0xFF))) return 0;
    }
    for (bits = 0; i < in.n; i++) bits = bits << 6 | value[ub_str_at(in, i)];
    if (in.n % 4 == 2) out[n++] = (char)(bits >> 4);
    if (in.n % 4 == 3) out[n++] = (char)(bits >> 10), out[n++] = (char)(bits >> 2);
    return n;
}

static unsigned value_of_base32(char letter)
{
    unsigned char c = ub_lower((unsigned char)letter);
    return c >= 'a' ? c - 'a' + 0u : c - '2' + 26u;
}

static size_t peel_base32(ub_str in, const struct make *m, char *out, bool *digest)
{
    uint32_t bits = 0;
    unsigned n = 0;
    size_t at = 0;
    in.n = m->unpadded;
    if (!(m->all & OF_BASE32) || in.n < 8) return 0;
    *digest = digest_has_size(in.n * 5 / 8) && none_left(value_of_base32(in.p[in.n - 1]), in.n, 5);
    for (size_t i = 0; i < in.n; i++) {
        bits = bits << 5 | value_of_base32(in.p[i]);
        n += 5;
        if (n >= 8) out[at++] = (char)(bits >> (n -= 8));
        else continue;
        if (!*digest && is_control((unsigned char)out[at - 1])) return 0;
    }
    return at;
}

/* Letters turned keep the at sign, so without one there is nothing to find. */
static size_t peel_rot13(ub_str in, const struct make *m, char *out, bool *digest)
{
    bool any = false;
    (void)digest;
    if (!(m->some & HAS_SIGN)) return 0;
    for (size_t i = 0; i < in.n; i++) {
        unsigned char c = (unsigned char)in.p[i], l = ub_lower(c);
        bool letter = ub_is_alpha(c);
        any |= letter;
        out[i] = (char)(!letter ? c : l < 'n' ? c + 13 : c - 13);
    }
    return any ? in.n : 0;
}

static size_t peel_reverse(ub_str in, const struct make *m, char *out, bool *digest)
{
    (void)digest;
    if (!(m->some & HAS_SIGN)) return 0;
    for (size_t i = 0; i < in.n; i++) out[i] = in.p[in.n - 1 - i];
    return in.n;
}

/* `again`: other encodings may be inside; the ones that never fail are only tried once. */
static const struct peel { const char *name; size_t (*peel)(ub_str in, const struct make *m, char *out, bool *digest); bool again; } peels[] = {
    { "percent", peel_percent, true }, { "hex", peel_hex, true }, { "base64", peel_base64, true }, { "base32", peel_base32, true },
    { "rot13", peel_rot13, false },    { "reversed", peel_reverse, false },
};

static bool readable(ub_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (is_control((unsigned char)s.p[i])) return false;
    return ub_utf8_valid_to(s) == s.n;
}

/* `level`: how many encodings may be around this one already; `depth`: which buffer is free. */
static ub_status look(ub_addresses *t, ub_str text, unsigned level, unsigned depth, const struct steps *steps, ub_address_hit *hit)
{
    struct make m = make_of(text);
    ub_status s = find_plain(t, text, &m, hit, steps);
    if (s != UB_ABSENT || level == UB_PEEL_LEVELS || text.n < 6) return s;
    if (!(m.all && text.n >= 8) && !(m.some & (HAS_PERCENT | HAS_SIGN))) return UB_ABSENT;
    for (size_t i = 0; i < UB_COUNT(peels); i++) {
        struct steps more = { steps, peels[i].name };
        ub_str inner = { t->peeled + (size_t)depth * UB_TOKEN_MAX, 0 };
        bool digest = false;
        if (!(inner.n = peels[i].peel(text, &m, t->peeled + (size_t)depth * UB_TOKEN_MAX, &digest))) continue;
        if (digest) {
            /* A digest in hexadecimal is "md5", not "hex md5": that is how people speak of it. */
            s = find_digest(t, inner, hit, peels[i].peel == peel_hex ? steps : &more);
            if (s != UB_ABSENT) return s;
        }
        if (!readable(inner)) continue;
        /* Percent signs around all of it are the URL's, and no level. */
        s = look(t, inner, !peels[i].again ? UB_PEEL_LEVELS : level + (steps || peels[i].peel != peel_percent), depth + 1, &more, hit);
        if (s != UB_ABSENT) return s;
    }
    return UB_ABSENT;
}

bool ub_address_none(ub_str text)
{
    struct make m = make_of(text);
    char out[UB_NONE_MAX];
    if (text.n > sizeof out || m.some & (HAS_SIGN | HAS_PERCENT) || (m.some & HAS_LINK && has_at_word(text))) return false;
    if (!m.all || text.n < 8) return true;
    for (size_t i = 0; i < UB_COUNT(peels); i++) {
        bool digest = false;
        ub_str inner = ub_str_of(out, peels[i].peel(text, &m, out, &digest));
        if (inner.n && (digest || readable(inner))) return false;
    }
    return true;
}

ub_status ub_addresses_find(ub_addresses *t, ub_str token, ub_address_hit *hit)
{
    if (t->n == 0 || token.n < 3) return UB_ABSENT;
    if (!t->peeled && !(t->peeled = ub_arena_take(t->a, (UB_PEEL_LEVELS + 1ul) * UB_TOKEN_MAX, 1))) return UB_LIMIT;
    return look(t, ub_str_to(token, UB_TOKEN_MAX), 0, 0, NULL, hit);
}
