/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base64 in blocks: sixteen or thirty-two letters at a time where the processor can.
 *
 * A byte is a letter when the bits that its two halves look up have none in common; its value is the byte plus what its high
 * half looks up ('/' apart).  Every block is decoded whole, and then only the groups before the first byte that is no letter
 * count: so lines of any length run without a branch that depends on the text.  Method: W. Mula and D. Lemire, "Faster Base64
 * Encoding and Decoding Using AVX2 Instructions", 2018.
 */
#include "b64.h"

#if defined(__x86_64__)
#include <immintrin.h>

/* Behind the groups before the first bad byte: true when a line end was stepped over and blocks may go on. */
static inline bool past_line_end(const char **p)
{
    const char *q = *p;
    if (*q == '\r') q++;
    if (*q == '\n') q++;
    if (q == *p) return false;
    *p = q;
    return true;
}

#define LOW_BITS  0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A
#define HIGH_BITS 0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10
#define ADDENDS   0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0
#define GATHER    2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1

/* Least input for a block: what is stored, 16 or 32 bytes, has room in the output of that much input. */
enum { NEED_16 = 24, NEED_32 = 44 };

__attribute__((target("ssse3")))
size_t ub_b64_block_ssse3(const char **from, const char *end, char *out)
{
    const __m128i low_bits = _mm_setr_epi8(LOW_BITS), high_bits = _mm_setr_epi8(HIGH_BITS);
    const __m128i addends = _mm_setr_epi8(ADDENDS), gather = _mm_setr_epi8(GATHER), slash = _mm_set1_epi8('/');
    const char *p = *from;
    char *o = out;
    while (end - p >= NEED_16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i high = _mm_and_si128(_mm_srli_epi32(v, 4), slash), low = _mm_and_si128(v, slash);
        __m128i clash = _mm_and_si128(_mm_shuffle_epi8(low_bits, low), _mm_shuffle_epi8(high_bits, high));
        unsigned bad = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(clash, _mm_setzero_si128())) ^ 0xFFFFu;
        v = _mm_add_epi8(v, _mm_shuffle_epi8(addends, _mm_add_epi8(_mm_cmpeq_epi8(v, slash), high)));
        v = _mm_madd_epi16(_mm_maddubs_epi16(v, _mm_set1_epi32(0x01400140)), _mm_set1_epi32(0x00011000));
        _mm_storeu_si128((__m128i *)(void *)o, _mm_shuffle_epi8(v, gather));
        if (bad == 0) {
            p += 16;
            o += 12;
            continue;
        }
        unsigned good = (unsigned)__builtin_ctz(bad);
        p += good & ~3u;
        o += (good >> 2) * 3;
        if ((good & 3) || !past_line_end(&p)) break;
    }
    *from = p;
    o += ub_b64_block_plain(from, end, o);
    return (size_t)(o - out);
}

__attribute__((target("avx2")))
size_t ub_b64_block_avx2(const char **from, const char *end, char *out)
{
    const __m256i low_bits = _mm256_setr_epi8(LOW_BITS, LOW_BITS), high_bits = _mm256_setr_epi8(HIGH_BITS, HIGH_BITS);
    const __m256i addends = _mm256_setr_epi8(ADDENDS, ADDENDS), gather = _mm256_setr_epi8(GATHER, GATHER);
    const __m256i slash = _mm256_set1_epi8('/'), close_up = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7);
    const char *p = *from;
    char *o = out;
    while (end - p >= NEED_32) {
        __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)p);
        __m256i high = _mm256_and_si256(_mm256_srli_epi32(v, 4), slash), low = _mm256_and_si256(v, slash);
        __m256i clash = _mm256_and_si256(_mm256_shuffle_epi8(low_bits, low), _mm256_shuffle_epi8(high_bits, high));
        unsigned bad = ~(unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(clash, _mm256_setzero_si256()));
        v = _mm256_add_epi8(v, _mm256_shuffle_epi8(addends, _mm256_add_epi8(_mm256_cmpeq_epi8(v, slash), high)));
        v = _mm256_madd_epi16(_mm256_maddubs_epi16(v, _mm256_set1_epi32(0x01400140)), _mm256_set1_epi32(0x00011000));
        v = _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(v, gather), close_up);
        _mm256_storeu_si256((__m256i *)(void *)o, v);
        if (bad == 0) {
            p += 32;
            o += 24;
            continue;
        }
        unsigned good = (unsigned)__builtin_ctz(bad);
        p += good & ~3u;
        o += (good >> 2) * 3;
        if ((good & 3) || !past_line_end(&p)) {
            *from = p;
            return (size_t)(o - out);
        }
    }
    *from = p;
    o += ub_b64_block_ssse3(from, end, o);
    return (size_t)(o - out);
}

ub_b64_block ub_b64_block_best(void)
{
    if (__builtin_cpu_supports("avx2")) return ub_b64_block_avx2;
    if (__builtin_cpu_supports("ssse3")) return ub_b64_block_ssse3;
    return ub_b64_block_plain;
}

#else

ub_b64_block ub_b64_block_best(void)
{
    return ub_b64_block_plain;
}

#endif
