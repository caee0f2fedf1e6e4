/* SPDX-License-Identifier: Apache-2.0 */
/* Slices: comparing, cutting, searching.  ASCII rules only. */
#include "base.h"
#include "scan.h"

bool ub_str_same_nocase(const char *a, const char *b, size_t n)
{
    size_t i = 0;
    for (; n - i >= 8; i += 8) {
        uint64_t x, y;
        memcpy(&x, a + i, 8);
        memcpy(&y, b + i, 8);
        if (x != y && ub_lower8(x) != ub_lower8(y)) return false;
    }
    for (; i < n; i++)
        if (a[i] != b[i] && ub_lower((unsigned char)a[i]) != ub_lower((unsigned char)b[i])) return false;
    return true;
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
#ifdef __SSE2__
    /* Where the first and the last byte are right; libraries go byte by byte for needles as short as ours.  A needle that is
     * right there in too many places is left to the library, whose search is linear whatever the needle. */
    const __m128i first = _mm_set1_epi8(needle.p[0]), last = _mm_set1_epi8(needle.p[needle.n - 1]);
    for (size_t vain = 0; end - p >= 16 && vain < 64 + (size_t)(p - s.p) / 16; p += 16) {
        __m128i a = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(p + needle.n - 1));
        unsigned mask = (unsigned)_mm_movemask_epi8(_mm_and_si128(_mm_cmpeq_epi8(a, first), _mm_cmpeq_epi8(b, last)));
        for (; mask; mask &= mask - 1, vain++) {
            unsigned i = (unsigned)__builtin_ctz(mask);
            if (memcmp(p + i, needle.p, needle.n) == 0) return (size_t)(p + i - s.p);
        }
    }
#endif
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

/* Up to seven bytes as one number, whole: two loads that overlap cost less than a copy of so many bytes. */
static inline uint64_t few(const char *p, size_t n)
{
    uint32_t first, last;
    if (n < 4) return n ? (unsigned char)p[0] | (uint64_t)(unsigned char)p[n / 2] << 8 | (uint64_t)(unsigned char)p[n - 1] << 16 : 0;
    memcpy(&first, p, 4);
    memcpy(&last, p + n - 4, 4);
    return first | (uint64_t)last << 32;
}

uint64_t ub_str_hash(ub_str s, uint64_t seed)
{
    uint64_t h = seed ^ s.n, v;
    const bool eight = s.n >= 8;
    for (; s.n >= 8; s.p += 8, s.n -= 8) {
        memcpy(&v, s.p, 8);
        h = (h ^ v) * UINT64_C(0x9E3779B97F4A7C15);
        h ^= h >> 29;
    }
    if (!eight) v = few(s.p, s.n);
    else memcpy(&v, s.p + s.n - 8, 8);
    h = (h ^ v) * UINT64_C(0x9E3779B97F4A7C15);
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
