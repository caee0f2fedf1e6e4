/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the characters of the East Asian sets begin and end, as the Encoding Standard has it (WHATWG Encoding 10 to 13).
 *
 * ICU gives an invalid second byte back to the text; the standard does so only with ASCII.  What then is text, and what the
 * second half of a character, differs from there on.  So invalid sequences are found here and blotted out before ICU reads.
 */
#include "utf.h"
#include "scan.h"

static bool in(unsigned c, unsigned low, unsigned high) { return c - low <= high - low; }

/* A lead byte at p and its trail: 2 when they may be a pair, else minus the bytes that are one error. */
static int pair(const unsigned char *p, size_t n, bool trail_ok)
{
    if (n < 2) return -1;
    return trail_ok ? 2 : p[1] < 0x80 ? -1 : -2;
}

static int gb18030(const unsigned char *p, size_t n)
{
    if (p[0] == 0x80 || p[0] == 0xFF) return -1;          /* 80 is the euro sign all the same: ub_icu_decode */
    if (n >= 2 && in(p[1], 0x30, 0x39))
        return n >= 4 && in(p[2], 0x81, 0xFE) && in(p[3], 0x30, 0x39) ? 4 : -1;
    return pair(p, n, n >= 2 && (in(p[1], 0x40, 0x7E) || in(p[1], 0x80, 0xFE)));
}

static int euc_jp(const unsigned char *p, size_t n)
{
    if (p[0] == 0x8E && n >= 2 && in(p[1], 0xA1, 0xDF)) return 2;
    if (p[0] == 0x8F && n >= 2 && in(p[1], 0xA1, 0xFE)) {
        if (n < 3) return -2;
        return in(p[2], 0xA1, 0xFE) ? 3 : p[2] < 0x80 ? -2 : -3;
    }
    if (p[0] == 0x8E || p[0] == 0x8F) return pair(p, n, false);
    if (!in(p[0], 0xA1, 0xFE)) return -1;
    return pair(p, n, n >= 2 && in(p[1], 0xA1, 0xFE));
}

/* Bytes of the character at p, which is not ASCII; minus those of one error. */
static int character(uint8_t own, const unsigned char *p, size_t n)
{
    switch (own) {
    case OWN_ICU_GBK: return gb18030(p, n);
    case OWN_ICU_EUC_JP: return euc_jp(p, n);
    case OWN_ICU_BIG5:
        if (!in(p[0], 0x81, 0xFE)) return -1;
        return pair(p, n, n >= 2 && (in(p[1], 0x40, 0x7E) || in(p[1], 0xA1, 0xFE)));
    case OWN_ICU_EUC_KR:
        if (!in(p[0], 0x81, 0xFE)) return -1;
        return pair(p, n, n >= 2 && in(p[1], 0x41, 0xFE));
    default:                                              /* Shift_JIS */
        if (in(p[0], 0xA1, 0xDF)) return 1;               /* 80 is U+0080: ub_icu_decode */
        if (!in(p[0], 0x81, 0x9F) && !in(p[0], 0xE0, 0xFC)) return -1;
        return pair(p, n, n >= 2 && (in(p[1], 0x40, 0x7E) || in(p[1], 0x80, 0xFC)));
    }
}

/* Overwrite the n bytes at `at` in a copy of the text, which is made when first needed. */
static bool blot(ub_arena *a, ub_str text, ub_str *out, size_t at, size_t n)
{
    if (out->p == text.p && !ub_str_copy(a, text, out)) return false;
    memset((char *)(uintptr_t)out->p + at, UB_BLOT, n);
    return true;
}

/* In ISO 2022 an escape sequence begins with one of these; another ESC is an error, and a flood of them is slow in ICU. */
static bool blot_escapes(ub_arena *a, ub_str text, ub_str *out)
{
    const char *p = text.p, *end = text.p + text.n;
    while ((p = ub_scan1(p, end, 0x1B)) < end) {
        p++;
        if (p < end && memchr("$(.NO", *p, 5)) continue;
        if (!blot(a, text, out, (size_t)(p - 1 - text.p), 1)) return false;
    }
    return true;
}

bool ub_pairs_blot(ub_arena *a, uint8_t own, ub_str text, ub_str *out)
{
    const char *p = text.p, *end = text.p + text.n;
    *out = text;
    if (own == OWN_ICU_ISO2022) return blot_escapes(a, text, out);
    while ((p = ub_scan_nonascii(p, end)) < end) {
        int n = character(own, (const unsigned char *)p, (size_t)(end - p));
        if (n < 0 && !blot(a, text, out, (size_t)(p - text.p), (size_t)-n)) return false;
        p += n < 0 ? -n : n;
    }
    return true;
}

size_t ub_pairs_error(uint8_t own, ub_str text, size_t at)
{
    int n = own == OWN_ICU_ISO2022 ? -1 : character(own, (const unsigned char *)text.p + at, text.n - at);
    return n < 0 ? (size_t)-n : 1;
}
