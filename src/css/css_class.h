/* SPDX-License-Identifier: Apache-2.0 */
/* css, inside the room: what a byte can be.  CSS Syntax 4.2, "Definitions". */
#ifndef UB_CSS_CLASS_H
#define UB_CSS_CLASS_H

#include "css.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum {
    NAME    = 1,     /* ident code point; not NUL, which is one but has to be decoded */
    START   = 2,     /* ident-start code point, NUL too */
    DIGIT   = 4,
    SPACE   = 8,
    NEWLINE = 16,
    URL     = 32,    /* stands for itself in a url without quotes */
    STRING  = 64,    /* stands for itself in a string, but for the other quote */
    PLAIN   = 128,   /* in a value it is, or is part of, a token that UB_CSS_CARE does not list, whatever stands around it */
};

extern const uint8_t ub_css_class[256];

static inline unsigned class_of(char c) { return ub_css_class[(unsigned char)c]; }

/* May a name go on, or begin, at p?  A backslash before anything but a newline is an escape, before the end as well. */
static inline bool is_escape(const char *p, const char *end)
{
    return *p == '\\' && (p + 1 == end || !(class_of(p[1]) & NEWLINE));
}
static inline bool is_name(const char *p, const char *end)
{
    return p < end && ((class_of(*p) & (NAME | START)) || is_escape(p, end));
}
static inline bool is_start(const char *p, const char *end)
{
    if (p == end) return false;
    if (*p == '-') {
        p++;
        return p < end && ((class_of(*p) & START) || *p == '-' || is_escape(p, end));
    }
    return (class_of(*p) & START) || is_escape(p, end);
}

/*
 * The first byte of [p, end) that is not of class NAME, not PLAIN.  Most names and values are shorter than sixteen bytes, so
 * one step is all it takes.  For PLAIN the vector stops at a few bytes too many, "=", "?" and "|", and the table decides.
 */
#ifdef __SSE2__
static inline __m128i in_range(__m128i v, char from, char to)
{
    const __m128i d = _mm_sub_epi8(v, _mm_set1_epi8(from));
    return _mm_cmpeq_epi8(_mm_min_epu8(d, _mm_set1_epi8((char)(to - from))), d);
}
#endif

static inline const char *skip_name(const char *p, const char *end)
{
#ifdef __SSE2__
    while (end - p >= 16) {
        const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        const __m128i a = in_range(_mm_or_si128(v, _mm_set1_epi8(0x20)), 'a', 'z'), d = in_range(v, '0', '9');
        const __m128i c = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('-')), _mm_cmpeq_epi8(v, _mm_set1_epi8('_')));
        /* The top bit of v itself marks what is not ASCII. */
        unsigned mask = (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(a, d), _mm_or_si128(c, v)));
        if (mask != 0xFFFF) return p + __builtin_ctz(~mask);
        p += 16;
    }
#endif
    while (p < end && (class_of(*p) & NAME)) p++;
    return p;
}

static inline const char *skip_plain(const char *p, const char *end)
{
    for (int i = 0; i < 2; i++, p++)        /* between quotes and between brackets there is often no more than one byte */
        if (p == end || !(class_of(*p) & PLAIN)) return p;
#ifdef __SSE2__
    while (end - p >= 16) {
        const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        const __m128i a = _mm_or_si128(in_range(v, '!', '"'), in_range(v, '\'', ')'));
        const __m128i b = _mm_or_si128(in_range(v, ':', '@'), in_range(_mm_or_si128(v, _mm_set1_epi8(0x20)), '{', '}'));
        const __m128i c = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('/')), _mm_cmpeq_epi8(v, _mm_setzero_si128()));
        unsigned mask = (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(a, b), c));
        if (mask == 0) p += 16;
        else {
            p += __builtin_ctz(mask);
            if (!(class_of(*p) & PLAIN)) return p;
            p++;
        }
    }
#endif
    while (p < end && (class_of(*p) & PLAIN)) p++;
    return p;
}

/* The end of the name at p; *flags gets UB_CSS_ESCAPED when it does not stand for itself. */
const char *ub_css_name_end(const char *p, const char *end, uint8_t *flags);

/*
 * ub_css_special - the next token that structure or references may hang on, or UB_CSS_EOF.
 *
 * What it passes over is one run of names, numbers, hashes, commas, delimiters and white space.  It gives comments, strings,
 * urls, functions, brackets, names and dimensions with escapes and, unless it is asked for `references` alone, at-keywords,
 * ":", ";", CDO, CDC, the delimiters ! < > @ and a backslash.
 */
void ub_css_special(ub_css *c, ub_css_token *t, bool references);

#endif
