/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scan: find the first byte of a small set, sixteen at a time.
 *
 * memchr() is the right call for one byte.  These are for two to four, inline because the tokenizers call them once a
 * token.  SSE2 is part of every x86-64, so nothing is chosen at run time; elsewhere the compiler's own vectors do it.
 * None reads a byte outside [p, end).
 */
#ifndef UB_SCAN_H
#define UB_SCAN_H

#include <stddef.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* First of a, b, c, d in [p, end), else end.  Repeat a byte to look for fewer: constants fold away. */
static inline const char *ub_scan4(const char *p, const char *end, char a, char b, char c, char d)
{
#ifdef __SSE2__
    if (end - p >= 16) {
        const __m128i va = _mm_set1_epi8(a), vb = _mm_set1_epi8(b), vc = _mm_set1_epi8(c), vd = _mm_set1_epi8(d);
        const char *last = end - 16;      /* the last sixteen may have been looked at already */
        for (;; p = p + 16 < last ? p + 16 : last) {
            __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
            __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, va), _mm_cmpeq_epi8(v, vb)),
                                       _mm_or_si128(_mm_cmpeq_epi8(v, vc), _mm_cmpeq_epi8(v, vd)));
            unsigned mask = (unsigned)_mm_movemask_epi8(hit);
            if (mask) return p + __builtin_ctz(mask);
            if (p == last) return end;
        }
    }
#endif
    while (p < end && *p != a && *p != b && *p != c && *p != d) p++;
    return p;
}

static inline const char *ub_scan3(const char *p, const char *end, char a, char b, char c)
{
    return ub_scan4(p, end, a, b, c, c);
}

static inline const char *ub_scan2(const char *p, const char *end, char a, char b)
{
    return ub_scan4(p, end, a, b, b, b);
}

static inline const char *ub_scan1(const char *p, const char *end, char a)
{
    const char *q = p < end ? (const char *)memchr(p, (unsigned char)a, (size_t)(end - p)) : NULL;
    return q ? q : end;
}

/* How many bytes of [p, end) are `c`. */
static inline size_t ub_scan_count(const char *p, const char *end, char c)
{
    size_t n = 0;
#ifdef __SSE2__
    const __m128i what = _mm_set1_epi8(c), zero = _mm_setzero_si128();
    while (end - p >= 16) {
        /* 255 times at most, so that no counter of a byte runs over. */
        size_t blocks = (size_t)(end - p) / 16 < 255 ? (size_t)(end - p) / 16 : 255;
        __m128i each = zero, sums;
        for (size_t i = 0; i < blocks; i++, p += 16)
            each = _mm_sub_epi8(each, _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)p), what));
        sums = _mm_sad_epu8(each, zero);
        n += (size_t)_mm_cvtsi128_si32(sums) + (size_t)_mm_cvtsi128_si32(_mm_srli_si128(sums, 8));
    }
#endif
    for (; p < end; p++) n += *p == c;
    return n;
}

/* First byte of [p, end) with its top bit set, else end: is this ASCII? */
static inline const char *ub_scan_nonascii(const char *p, const char *end)
{
#ifdef __SSE2__
    while (end - p >= 16) {
        unsigned mask = (unsigned)_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(const void *)p));
        if (mask) return p + __builtin_ctz(mask);
        p += 16;
    }
#endif
    while (p < end && (unsigned char)*p < 0x80) p++;
    return p;
}

/* Which of these are among the bytes of [p, end): one with its top bit set, a NUL. */
enum { UB_ODD_BYTE_HIGH = 1, UB_ODD_BYTE_NUL = 2 };
static inline unsigned ub_scan_odd(const char *p, const char *end)
{
    unsigned odd = 0;
#ifdef __SSE2__
    if (end - p >= 16) {
        const char *last = end - 16;      /* the last sixteen may have been looked at already */
        __m128i high = _mm_setzero_si128(), nul = _mm_setzero_si128();
        for (;; p = p + 16 < last ? p + 16 : last) {
            __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
            high = _mm_or_si128(high, v);
            nul = _mm_or_si128(nul, _mm_cmpeq_epi8(v, _mm_setzero_si128()));
            if (p == last) break;
        }
        return (_mm_movemask_epi8(high) ? UB_ODD_BYTE_HIGH : 0u) | (_mm_movemask_epi8(nul) ? UB_ODD_BYTE_NUL : 0u);
    }
#endif
    for (; p < end; p++) odd |= ((unsigned char)*p >= 0x80 ? UB_ODD_BYTE_HIGH : 0u) | (*p == 0 ? UB_ODD_BYTE_NUL : 0u);
    return odd;
}

#endif
