/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Percent-encoding and -decoding, and the sets that say what is encoded where.
 *
 * The table is written as the standard writes it, each set on top of the one before, and folded by the compiler.
 * WHATWG URL 1.3 and 3.1, read 2026-11.
 */
#include "inside.h"

#include <unicode/ucnv.h>

#define C0(c)       ((c) <= 0x1F || (c) >= 0x7F)
#define FRAGMENT(c) (C0(c) || (c) == ' ' || (c) == '"' || (c) == '<' || (c) == '>' || (c) == '`')
#define QUERY(c)    (C0(c) || (c) == ' ' || (c) == '"' || (c) == '#' || (c) == '<' || (c) == '>')
#define PATH(c)     (QUERY(c) || (c) == '?' || (c) == '^' || (c) == '`' || (c) == '{' || (c) == '}')
#define USERINFO(c) (PATH(c) || (c) == '/' || (c) == ':' || (c) == ';' || (c) == '=' || (c) == '@' || (c) == '[' \
                     || (c) == '\\' || (c) == ']' || (c) == '|')
#define HOST(c)     ((c) == 0 || (c) == '\t' || (c) == '\n' || (c) == '\r' || (c) == ' ' || (c) == '#' || (c) == '/' \
                     || (c) == ':' || (c) == '<' || (c) == '>' || (c) == '?' || (c) == '@' || (c) == '[' \
                     || (c) == '\\' || (c) == ']' || (c) == '^' || (c) == '|')
#define DOMAIN(c)   (HOST(c) || C0(c) || (c) == '%' || ((c) >= 'A' && (c) <= 'Z'))

#define B(c) (C0(c) * SET_C0 | FRAGMENT(c) * SET_FRAGMENT | QUERY(c) * SET_QUERY \
              | (QUERY(c) || (c) == '\'') * SET_SPECIAL_QUERY | PATH(c) * SET_PATH | USERINFO(c) * SET_USERINFO \
              | HOST(c) * SET_HOST | DOMAIN(c) * SET_DOMAIN \
              | (PATH(c) || (c) == '/' || (c) == '\\') * SET_SEGMENT | (C0(c) || (c) == '?' || (c) == '#') * SET_OPAQUE)
#define B4(c)  B(c), B((c) + 1), B((c) + 2), B((c) + 3)
#define B16(c) B4(c), B4((c) + 4), B4((c) + 8), B4((c) + 12)
#define B64(c) B16(c), B16((c) + 16), B16((c) + 32), B16((c) + 48)
const uint16_t ub_url_sets[256] = { B64(0), B64(64), B64(128), B64(192) };

int ub_url_utf8(const char *p, const char *end)
{
    const unsigned char *u = (const unsigned char *)p;
    size_t left = (size_t)(end - p);
    unsigned lo = 0x80, hi = 0xBF;
    int n;
    if (u[0] < 0x80) return 1;
    if (u[0] < 0xC2 || u[0] > 0xF4) return -1;
    n = u[0] < 0xE0 ? 2 : u[0] < 0xF0 ? 3 : 4;
    if (u[0] == 0xE0) lo = 0xA0;
    if (u[0] == 0xED) hi = 0x9F;
    if (u[0] == 0xF0) lo = 0x90;
    if (u[0] == 0xF4) hi = 0x8F;
    for (int i = 1; i < n; i++, lo = 0x80, hi = 0xBF)
        if ((size_t)i >= left || u[i] < lo || u[i] > hi) return -i;
    return n;
}

static const char hex[] = "0123456789ABCDEF";

static void put_escape(char *to, unsigned char c)
{
    to[0] = '%';
    to[1] = hex[c >> 4];
    to[2] = hex[c & 15];
}

static bool add_escaped(ub_buf *b, const char *p, size_t n)
{
    if (b->cap - b->n < 3 * n && !ub_buf_room(b, 3 * n)) return false;
    for (size_t i = 0; i < n; i++, b->n += 3) put_escape(b->p + b->n, (unsigned char)p[i]);
    return true;
}

bool ub_url_encode(ub_buf *b, ub_str s, unsigned set, struct odd *odd)
{
    const char *p = s.p, *end = ub_str_end(s);
    while (p < end) {
        const char *q = set_find(p, end, set);
        int n;
        if (!put(b, p, (size_t)(q - p))) return false;
        if (q == end) break;
        odd_add(odd, UB_URL_ODD_ENCODED, q);
        n = ub_url_utf8(q, end);
        if (n < 0) odd_add(odd, UB_URL_ODD_UTF8, q);
        if (!(n < 0 ? ub_buf_add(b, UB_S("%EF%BF%BD")) : add_escaped(b, q, (size_t)n))) return false;
        p = q + (n < 0 ? -n : n);
    }
    return !b->failed;
}

bool ub_url_encode_opaque(ub_buf *b, ub_str s, bool more, struct odd *odd)
{
    bool space = more && s.n && s.p[s.n - 1] == ' ';
    if (!ub_url_encode(b, ub_str_to(s, s.n - space), SET_C0, odd)) return false;
    return !space || ub_buf_add(b, UB_S("%20"));
}

/* ------------------------------------------------------------------------------------------------ other charsets */

static bool add_encoded_bytes(ub_buf *b, const char *p, size_t n, unsigned set)
{
    for (size_t i = 0; i < n; i++)
        if (!(in_set((unsigned char)p[i], set) ? add_escaped(b, p + i, 1) : ub_buf_char(b, p[i]))) return false;
    return true;
}

/* A code point that the charset cannot write: "&#8224;", its marks percent-encoded so that the server sees it whole. */
static bool add_reference(ub_buf *b, uint32_t c)
{
    char digits[16], *p = digits + sizeof digits;
    do *--p = (char)('0' + c % 10);
    while (c /= 10);
    return ub_buf_add(b, UB_S("%26%23")) && ub_buf_add(b, ub_str_range(p, digits + sizeof digits))
        && ub_buf_add(b, UB_S("%3B"));
}

uint32_t ub_url_code_point(const char *p, int n)
{
    const unsigned char *u = (const unsigned char *)p;
    switch (n) {
    case 1: return u[0];
    case 2: return (u[0] & 31u) << 6 | (u[1] & 63u);
    case 3: return (u[0] & 15u) << 12 | (u[1] & 63u) << 6 | (u[2] & 63u);
    case 4: return (u[0] & 7u) << 18 | (u[1] & 63u) << 12 | (u[2] & 63u) << 6 | (u[3] & 63u);
    default: return 0xFFFD;
    }
}

/* ICU writes private-use code points in GB18030 that the standard's index leaves out, and control bytes that shift
 * ISO-2022-JP; both are errors there.  Encoding standard 10.2.2 and 12.2.2. */
static bool cannot_encode(uint32_t *c, bool iso2022jp, bool gb)
{
    if (iso2022jp && (*c == 0x0E || *c == 0x0F || *c == 0x1B)) return *c = 0xFFFD, true;
    return gb && *c == 0xE5E5;
}

static bool is_utf(UConverter *cnv)
{
    switch (ucnv_getType(cnv)) {
    case UCNV_UTF8: case UCNV_UTF16: case UCNV_UTF16_BigEndian: case UCNV_UTF16_LittleEndian:
    case UCNV_UTF32: case UCNV_UTF32_BigEndian: case UCNV_UTF32_LittleEndian: case UCNV_UTF7: case UCNV_CESU8:
        return true;
    default:
        return false;
    }
}

enum { BYTES_A_CHARACTER = 32 };      /* more than any charset needs for one, shifts included */

/* One code point into `bytes`; the number of them, or -1 when the charset has none for it. */
static int encode_one(UConverter *cnv, uint32_t c, char *bytes)
{
    UChar u[2] = { (UChar)c, 0 };
    const UChar *from = u;
    char *to = bytes;
    UErrorCode e = U_ZERO_ERROR;
    int n = 1;
    if (c > 0xFFFF) u[0] = (UChar)(0xD7C0 + (c >> 10)), u[1] = (UChar)(0xDC00 | (c & 0x3FF)), n = 2;
    ucnv_fromUnicode(cnv, &to, bytes + BYTES_A_CHARACTER, &from, u + n, NULL, false, &e);
    return U_FAILURE(e) ? -1 : (int)(to - bytes);
}

/* What brings a charset with states back to ASCII. */
static int encode_end(UConverter *cnv, char *bytes)
{
    const UChar none = 0, *from = &none;
    char *to = bytes;
    UErrorCode e = U_ZERO_ERROR;
    ucnv_fromUnicode(cnv, &to, bytes + BYTES_A_CHARACTER, &from, &none, NULL, true, &e);
    ucnv_resetFromUnicode(cnv);
    return (int)(to - bytes);
}

bool ub_url_encode_as(ub_buf *b, ub_str s, unsigned set, const char *charset, struct odd *odd)
{
    UErrorCode e = U_ZERO_ERROR;
    UConverter *cnv = charset && s.n ? ucnv_open(charset, &e) : NULL;
    char bytes[BYTES_A_CHARACTER];
    bool iso2022jp, gb, ok = true;
    if (!cnv || U_FAILURE(e) || is_utf(cnv)) {
        if (cnv) ucnv_close(cnv);
        return ub_url_encode(b, s, set, odd);
    }
    iso2022jp = ucnv_getType(cnv) == UCNV_ISO_2022;
    gb = strcmp(ucnv_getName(cnv, &e), "gb18030") == 0;
    ucnv_setFromUCallBack(cnv, UCNV_FROM_U_CALLBACK_STOP, NULL, NULL, NULL, &e);
    for (const char *p = s.p, *end = ub_str_end(s); ok && p < end; ) {
        int n = ub_url_utf8(p, end);
        uint32_t c = ub_url_code_point(p, n);
        int got = cannot_encode(&c, iso2022jp, gb) ? -1 : encode_one(cnv, c, bytes);
        if (in_set((unsigned char)*p, set)) odd_add(odd, n < 0 ? UB_URL_ODD_UTF8 : UB_URL_ODD_ENCODED, p);
        /* The Japanese charsets of the standard write the minus sign as the full-width one. */
        if (got < 0 && c == 0x2212) got = encode_one(cnv, 0xFF0D, bytes);
        if (got >= 0) ok = add_encoded_bytes(b, bytes, (size_t)got, set);
        else ok = add_encoded_bytes(b, bytes, (size_t)encode_end(cnv, bytes), set) && add_reference(b, c);
        p += n < 0 ? -n : n;
    }
    if (ok) ok = add_encoded_bytes(b, bytes, (size_t)encode_end(cnv, bytes), set);
    ucnv_close(cnv);
    return ok;
}

/* ------------------------------------------------------------------------------------------------ decoding */

bool ub_url_decode(ub_arena *a, ub_str raw, bool plus, ub_str *out)
{
    size_t at = ub_str_chr(raw, '%'), n;
    char *p;
    if (plus) {
        size_t other = ub_str_chr(raw, '+');
        if (other < at) at = other;
    }
    if (at == raw.n) return *out = raw, true;
    if (!(p = ub_arena_take(a, raw.n, 1))) return false;
    memcpy(p, raw.p, at);
    for (n = at; at < raw.n; at++) {
        unsigned char c = (unsigned char)raw.p[at];
        if (c == '%' && raw.n - at > 2) {
            int h = ub_hex((unsigned char)raw.p[at + 1]), l = ub_hex((unsigned char)raw.p[at + 2]);
            if (h >= 0 && l >= 0) c = (unsigned char)(h << 4 | l), at += 2;
        } else if (c == '+' && plus) c = ' ';
        p[n++] = (char)c;
    }
    *out = ub_str_of(p, n);
    return true;
}
