/* SPDX-License-Identifier: Apache-2.0 */
/* Slices: comparing, cutting, searching.  ASCII rules only. */
#include "base.h"

int ub_hex(unsigned char c)
{
    if (ub_is_digit(c)) return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool same_nocase(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ub_lower((unsigned char)a[i]) != ub_lower((unsigned char)b[i])) return false;
    return true;
}

bool ub_str_eq_nocase(ub_str a, ub_str b) { return a.n == b.n && same_nocase(a.p, b.p, a.n); }

int ub_str_cmp(ub_str a, ub_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int r = n ? memcmp(a.p, b.p, n) : 0;
    return r ? r : (a.n > b.n) - (a.n < b.n);
}

int ub_str_cmp_nocase(ub_str a, ub_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    for (size_t i = 0; i < n; i++) {
        int d = ub_lower((unsigned char)a.p[i]) - ub_lower((unsigned char)b.p[i]);
        if (d) return d;
    }
    return (a.n > b.n) - (a.n < b.n);
}

bool ub_str_starts(ub_str s, ub_str prefix) { return s.n >= prefix.n && ub_str_eq(ub_str_to(s, prefix.n), prefix); }

bool ub_str_starts_nocase(ub_str s, ub_str prefix)
{
    return s.n >= prefix.n && same_nocase(s.p, prefix.p, prefix.n);
}

bool ub_str_ends(ub_str s, ub_str suffix)
{
    return s.n >= suffix.n && ub_str_eq(ub_str_from(s, s.n - suffix.n), suffix);
}

bool ub_str_ends_nocase(ub_str s, ub_str suffix)
{
    return s.n >= suffix.n && same_nocase(s.p + (s.n - suffix.n), suffix.p, suffix.n);
}

ub_str ub_str_trim(ub_str s)
{
    while (s.n && ub_is_space((unsigned char)s.p[0])) s.p++, s.n--;
    while (s.n && ub_is_space((unsigned char)s.p[s.n - 1])) s.n--;
    return s;
}

size_t ub_str_chr(ub_str s, unsigned char c)
{
    const char *q = s.n ? memchr(s.p, c, s.n) : NULL;
    return q ? (size_t)(q - s.p) : s.n;
}

size_t ub_str_find(ub_str s, ub_str needle)
{
    const char *q;
    if (needle.n == 0) return 0;
    q = s.n >= needle.n ? memmem(s.p, s.n, needle.p, needle.n) : NULL;
    return q ? (size_t)(q - s.p) : s.n;
}

size_t ub_str_find_nocase(ub_str s, ub_str needle)
{
    if (needle.n == 0) return 0;
    for (size_t i = 0; i + needle.n <= s.n; i++)
        if (same_nocase(s.p + i, needle.p, needle.n)) return i;
    return s.n;
}

ub_str ub_str_cut(ub_str *rest, unsigned char c)
{
    size_t i = ub_str_chr(*rest, c);
    ub_str head = ub_str_to(*rest, i);
    *rest = ub_str_from(*rest, i + 1);
    return head;
}

bool ub_str_uint(ub_str s, uint64_t max, uint64_t *value)
{
    uint64_t v = 0;
    if (s.n == 0) return false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned digit = ub_str_at(s, i) - '0';
        if (digit > 9 || v > (max - digit) / 10 || digit > max) return false;
        v = v * 10 + digit;
    }
    *value = v;
    return true;
}
