/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hosts: IPv4 in all its spellings, IPv6, domains, and the opaque ones of schemes that are not special.
 * WHATWG URL 3.5, read 2026-11.
 */
#include "inside.h"

/* ------------------------------------------------------------------------------------------------ IPv4 */

/* "IPv4 number parser": decimal, octal with a leading 0, hexadecimal with 0x.  False: not a number.  Values beyond
 * 2^32 are held there, which is enough to refuse them later. */
static bool ipv4_number(ub_str s, uint64_t *value)
{
    unsigned radix = 10;
    uint64_t v = 0;
    if (s.n == 0) return false;
    if (s.n >= 2 && s.p[0] == '0' && (s.p[1] == 'x' || s.p[1] == 'X')) s = ub_str_from(s, 2), radix = 16;
    else if (s.n >= 2 && s.p[0] == '0') s = ub_str_from(s, 1), radix = 8;
    for (size_t i = 0; i < s.n; i++) {
        int d = ub_hex((unsigned char)s.p[i]);
        if (d < 0 || (unsigned)d >= radix) return false;
        v = v * radix + (unsigned)d;
        if (v > UINT32_MAX) v = (uint64_t)UINT32_MAX + 1;
    }
    *value = v;
    return true;
}

static bool all_digits(ub_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!ub_is_digit((unsigned char)s.p[i])) return false;
    return s.n > 0;
}

/* The label behind the last dot; a dot at the very end is not counted. */
static ub_str last_label(ub_str s)
{
    const char *dot;
    if (s.n > 1 && s.p[s.n - 1] == '.') s.n--;
    dot = s.n ? memrchr(s.p, '.', s.n) : NULL;
    return dot ? ub_str_range(dot + 1, ub_str_end(s)) : s;
}

/* "ends in a number checker" */
static bool ends_in_number(ub_str s)
{
    ub_str last = last_label(s);
    uint64_t v;
    return all_digits(last) || ipv4_number(last, &v);
}

static char *put_decimal(char *to, unsigned v)
{
    if (v >= 100) *to++ = (char)('0' + v / 100);
    if (v >= 10) *to++ = (char)('0' + v / 10 % 10);
    *to++ = (char)('0' + v % 10);
    return to;
}

/* "IPv4 parser" for a domain that ends in a number. */
static ub_status ipv4(ub_arena *a, ub_str s, struct host *out, struct odd *odd, const char **what)
{
    ub_str rest = s;
    uint64_t v[4], address;
    size_t n = 0;
    char text[16], *to = text;
    if (s.p[s.n - 1] == '.') rest.n--;
    for (bool more = true; more; n++) {
        size_t dot = ub_str_chr(rest, '.');
        if (n == 4) return *what = "IPv4 address of more than four numbers", UB_SYNTAX;
        if (!ipv4_number(ub_str_to(rest, dot), &v[n])) return *what = "not a number in IPv4 address", UB_SYNTAX;
        more = dot < rest.n;
        rest = ub_str_from(rest, dot + 1);
    }
    for (size_t i = 0; i + 1 < n; i++)
        if (v[i] > 255) return *what = "number too large in IPv4 address", UB_SYNTAX;
    if (v[n - 1] >= UINT64_C(1) << (8 * (5 - n))) return *what = "number too large in IPv4 address", UB_SYNTAX;
    address = v[n - 1];
    for (size_t i = 0; i + 1 < n; i++) address |= v[i] << (8 * (3 - i));
    for (int shift = 24; shift >= 0; shift -= 8) {
        to = put_decimal(to, address >> shift & 255);
        if (shift) *to++ = '.';
    }
    out->kind = UB_URL_HOST_IPV4;
    if (ub_str_eq(s, ub_str_range(text, to))) return out->s = s, UB_OK;
    odd_add(odd, UB_URL_ODD_HOST_IPV4, s.p);
    return ub_str_copy(a, ub_str_range(text, to), &out->s) ? UB_OK : UB_LIMIT;
}

/* ------------------------------------------------------------------------------------------------ IPv6 */

/* The dotted part at the end of an IPv6 address: exactly four decimal numbers without leading zeros. */
static bool ipv6_dotted(ub_str s, uint16_t two[2])
{
    unsigned v[4];
    size_t i = 0;
    for (int k = 0; k < 4; k++) {
        if (k && (i == s.n || s.p[i++] != '.')) return false;
        if (i == s.n || !ub_is_digit((unsigned char)s.p[i])) return false;
        v[k] = (unsigned)(s.p[i++] - '0');
        while (i < s.n && ub_is_digit((unsigned char)s.p[i])) {
            if (v[k] == 0) return false;
            v[k] = v[k] * 10 + (unsigned)(s.p[i++] - '0');
            if (v[k] > 255) return false;
        }
    }
    two[0] = (uint16_t)(v[0] << 8 | v[1]);
    two[1] = (uint16_t)(v[2] << 8 | v[3]);
    return i == s.n;
}

/* "IPv6 parser" */
static bool ipv6_pieces(ub_str s, uint16_t piece[8])
{
    size_t i = 0;
    int n = 0, compress = -1;
    memset(piece, 0, 8 * sizeof piece[0]);
    if (s.n && s.p[0] == ':') {
        if (s.n < 2 || s.p[1] != ':') return false;
        i = 2;
        compress = n = 1;
    }
    while (i < s.n) {
        unsigned v = 0;
        size_t start = i;
        if (n == 8) return false;
        if (s.p[i] == ':') {
            if (compress >= 0) return false;
            i++;
            compress = ++n;
            continue;
        }
        while (i < s.n && i - start < 4 && ub_hex((unsigned char)s.p[i]) >= 0)
            v = v << 4 | (unsigned)ub_hex((unsigned char)s.p[i++]);
        if (i < s.n && s.p[i] == '.') {
            if (i == start || n > 6 || !ipv6_dotted(ub_str_from(s, start), piece + n)) return false;
            n += 2;
            break;
        }
        if (i < s.n && s.p[i] == ':') {
            if (++i == s.n) return false;
        } else if (i < s.n) return false;
        piece[n++] = (uint16_t)v;
    }
    if (compress >= 0) {
        for (int k = 7, move = n - compress; k > 0 && move > 0; k--, move--) {
            uint16_t other = piece[compress + move - 1];
            piece[compress + move - 1] = piece[k];
            piece[k] = other;
        }
        return true;
    }
    return n == 8;
}

/* "IPv6 serializer": the first of the longest runs of two or more zeros is left out. */
static char *put_ipv6(char *to, const uint16_t piece[8])
{
    int gap = -1, gap_n = 1;
    for (int i = 0; i < 8; i++) {
        int k = i;
        while (k < 8 && piece[k] == 0) k++;
        if (k - i > gap_n) gap = i, gap_n = k - i;
        if (k > i) i = k - 1;
    }
    *to++ = '[';
    for (int i = 0; i < 8; i++) {
        static const char digits[] = "0123456789abcdef";
        bool started = false;
        if (i == gap) {
            *to++ = ':';
            if (i == 0) *to++ = ':';
            i += gap_n - 1;
            continue;
        }
        for (int shift = 12; shift >= 0; shift -= 4) {
            unsigned d = piece[i] >> shift & 15;
            if (d || started || shift == 0) *to++ = digits[d], started = true;
        }
        if (i < 7) *to++ = ':';
    }
    *to++ = ']';
    return to;
}

static ub_status ipv6(ub_arena *a, ub_str in, struct host *out, const char **what)
{
    uint16_t piece[8];
    char text[64];
    ub_str got;
    if (in.n < 2 || in.p[in.n - 1] != ']' || !ipv6_pieces(ub_str_of(in.p + 1, in.n - 2), piece))
        return *what = "not an IPv6 address", UB_SYNTAX;
    got = ub_str_range(text, put_ipv6(text, piece));
    out->kind = UB_URL_HOST_IPV6;
    if (ub_str_eq(got, in)) return out->s = in, UB_OK;
    return ub_str_copy(a, got, &out->s) ? UB_OK : UB_LIMIT;
}

/* ------------------------------------------------------------------------------------------------ domains */

static ub_status opaque_host(ub_arena *a, ub_str in, struct host *out, struct odd *odd, const char **what)
{
    const char *end = ub_str_end(in), *bad = set_find(in.p, end, SET_HOST);
    ub_buf b;
    if (bad < end) return *what = "forbidden character in host", UB_SYNTAX;
    out->kind = in.n ? UB_URL_HOST_OPAQUE : UB_URL_HOST_EMPTY;
    out->s = in;
    if (set_find(in.p, end, SET_C0) == end) return UB_OK;
    b = ub_buf_in(a);
    if (!ub_url_encode(&b, in, SET_C0, odd)) return UB_LIMIT;
    out->s = ub_buf_str(&b);
    return UB_OK;
}

static ub_status lower(ub_arena *a, ub_str in, ub_str *out)
{
    char *p = ub_arena_take(a, in.n, 1);
    if (!p) return UB_LIMIT;
    for (size_t i = 0; i < in.n; i++) p[i] = (char)ub_lower((unsigned char)in.p[i]);
    *out = ub_str_of(p, in.n);
    return UB_OK;
}

ub_status ub_url_host(ub_arena *a, ub_url_ctx *ctx, ub_str in, bool opaque, struct host *out, struct odd *odd,
                      const char **what)
{
    ub_str domain;
    const char *end;
    ub_status s;
    if (in.n && in.p[0] == '[') return ipv6(a, in, out, what);
    if (opaque) return opaque_host(a, in, out, odd, what);
    /* The usual case: lower-case ASCII without an escape, and no copy. */
    end = ub_str_end(in);
    if (set_find(in.p, end, SET_DOMAIN) < end) {
        if (!ub_url_decode(a, in, false, &domain)) return UB_LIMIT;
        if (domain.p != in.p) odd_add(odd, UB_URL_ODD_HOST_ESCAPE, in.p);
        if (set_find(domain.p, ub_str_end(domain), SET_DOMAIN) < ub_str_end(domain)) {
            bool ascii = true, upper = false;
            for (size_t i = 0; i < domain.n; i++) {
                ascii = ascii && (unsigned char)domain.p[i] < 0x80;
                upper = upper || (unsigned char)(domain.p[i] - 'A') < 26;
            }
            if (upper) odd_add(odd, UB_URL_ODD_HOST_CASE, in.p);
            if (!ascii) odd_add(odd, UB_URL_ODD_HOST_IDN, in.p);
            s = ascii ? lower(a, domain, &domain) : ub_url_idna(a, ctx, domain, &domain, what);
            if (s != UB_OK) return s;
            if (set_find(domain.p, ub_str_end(domain), SET_DOMAIN) < ub_str_end(domain))
                return *what = "forbidden character in host", UB_SYNTAX;
        }
    } else domain = in;
    if (domain.n == 0) return *what = "host is empty", UB_SYNTAX;
    if (ends_in_number(domain)) return ipv4(a, domain, out, odd, what);
    *out = (struct host){ domain, UB_URL_HOST_DOMAIN };
    return UB_OK;
}
