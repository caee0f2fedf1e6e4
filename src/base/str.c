/* SPDX-License-Identifier: Apache-2.0 */
/* Slices: comparing, cutting, searching.  ASCII rules only. */
#include "base.h"
#include "scan.h"

static uint64_t load8(const char *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return v;
}

static uint64_t load4(const char *p)
{
    uint32_t v;
    memcpy(&v, p, 4);
    return v;
}

/* Up to eight bytes: those of texts of one length stand in the same places, where there are fewer some of them twice. */
static uint64_t load_short(const char *p, size_t n)
{
    if (n == 8) return load8(p);
    if (n >= 4) return load4(p) | load4(p + n - 4) << 32;
    return n ? (unsigned char)p[0] | (uint64_t)(unsigned char)p[n / 2] << 8 | (uint64_t)(unsigned char)p[n - 1] << 16 : 0;
}

/* Do they differ in nothing but the case of letters?  Mostly they differ in other bits than the one that makes the case. */
static bool same8(uint64_t a, uint64_t b)
{
    uint64_t differ = a ^ b;
    return !(differ & ~(0x20 * UINT64_C(0x0101010101010101))) && (!differ || ub_lower8(a) == ub_lower8(b));
}

bool ub_str_same_nocase(const char *a, const char *b, size_t n)
{
    for (; n > 8; a += 8, b += 8, n -= 8)
        if (!same8(load8(a), load8(b))) return false;
    return same8(load_short(a, n), load_short(b, n));
}

int ub_str_cmp(ub_str a, ub_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int r = n ? memcmp(a.p, b.p, n) : 0;
    return r ? r : (a.n > b.n) - (a.n < b.n);
}

size_t ub_str_row(const void *rows, size_t n, size_t size, ub_str key)
{
    const char *const first = rows;
    size_t low = 0, high = n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (ub_str_cmp(*(const ub_str *)(const void *)(first + mid * size), key) < 0) low = mid + 1;
        else high = mid;
    }
    return low < n && ub_str_eq(*(const ub_str *)(const void *)(first + low * size), key) ? low : n;
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

size_t ub_str_find(ub_str s, ub_str needle)
{
    const char *p = s.p, *end, *q;
    if (needle.n == 0) return 0;
    if (s.n < needle.n) return s.n;
    end = s.p + (s.n - needle.n) + 1;
    if (needle.n == 1) return ub_str_chr(s, (unsigned char)needle.p[0]);
    /* Where the first and the last byte are right; libraries go byte by byte for needles as short as ours.  A needle that is
     * right there in too many places is left to the library, whose search is linear whatever the needle. */
#ifdef __SSE2__
    size_t vain = 0;
    const __m128i first = _mm_set1_epi8(needle.p[0]), last = _mm_set1_epi8(needle.p[needle.n - 1]);
    for (; end - p >= 16 && vain < 64 + (size_t)(p - s.p) / 16; p += 16) {
        __m128i a = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(p + needle.n - 1));
        unsigned mask = (unsigned)_mm_movemask_epi8(_mm_and_si128(_mm_cmpeq_epi8(a, first), _mm_cmpeq_epi8(b, last)));
        for (; mask; mask &= mask - 1, vain++) {
            unsigned i = (unsigned)__builtin_ctz(mask);
            if (memcmp(p + i, needle.p, needle.n) == 0) return (size_t)(p + i - s.p);
        }
    }
#endif
    if (end - p < 16) {
        for (; p < end && (p = ub_scan1(p, end, needle.p[0])) < end; p++)
            if (p[needle.n - 1] == needle.p[needle.n - 1] && memcmp(p, needle.p, needle.n) == 0) return (size_t)(p - s.p);
        return s.n;
    }
    q = memmem(p, (size_t)(ub_str_end(s) - p), needle.p, needle.n);
    return q ? (size_t)(q - s.p) : s.n;
}

size_t ub_str_find_nocase(ub_str s, ub_str needle)
{
    unsigned char c;
    const char *p = s.p, *end;
    if (needle.n == 0) return 0;
    if (s.n < needle.n) return s.n;
    c = (unsigned char)needle.p[0];
    end = s.p + (s.n - needle.n) + 1;
    for (; (p = ub_scan2(p, end, (char)ub_lower(c), (char)(ub_is_alpha(c) ? c & 0xDF : c))) < end; p++)
        if (ub_str_same_nocase(p, needle.p, needle.n)) return (size_t)(p - s.p);
    return s.n;
}

uint64_t ub_str_hash(ub_str s, uint64_t seed)
{
    uint64_t h = seed ^ s.n;
    const bool eight = s.n >= 8;
    for (; s.n >= 8; s.p += 8, s.n -= 8) {
        h = (h ^ load8(s.p)) * UINT64_C(0x9E3779B97F4A7C15);
        h ^= h >> 29;
    }
    h = (h ^ (eight ? load8(s.p + s.n - 8) : load_short(s.p, s.n))) * UINT64_C(0x9E3779B97F4A7C15);
    h = (h ^ h >> 32) * UINT64_C(0xC2B2AE3D27D4EB4F);
    return h ^ h >> 32;
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
