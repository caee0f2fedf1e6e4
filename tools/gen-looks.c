/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gen-looks > src/judge/looks_table.c
 *
 * Writes the table of letters and digits that look like others: the prototypes of Unicode's confusables (UTS 39, 4), as ICU
 * has them, without marks and in lower case, until nothing changes; where a letter has no prototype, that of its small or
 * capital letter.  Small capitals and letters with a stroke, which UTS 39 keeps apart, stand in the list below.  ICU's spoof
 * checker is needed only here.
 * Built by hand:  cc gen-looks.c $(pkg-config --cflags --libs icu-i18n)
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>
#include <unicode/uversion.h>

/* The rest of the small capitals; letters that differ from a Latin one by a stroke, a hook or a tail. */
static const struct { UChar32 code; const char *look; } own[] = {
    { 0x1D00, "a" }, { 0x299, "b" }, { 0x432, "b" }, { 0x1D05, "d" }, { 0x1D07, "e" }, { 0x262, "g" }, { 0x29C, "h" }, { 0x43D, "h" },
    { 0x26A, "l" }, { 0x1D0A, "j" }, { 0x1D0B, "k" }, { 0x43A, "k" }, { 0x138, "k" }, { 0x3BA, "k" }, { 0x29F, "l" }, { 0x1D0D, "m" },
    { 0x43C, "m" }, { 0x28D, "m" }, { 0x274, "n" }, { 0x1D18, "p" }, { 0x280, "r" }, { 0x1D1B, "t" }, { 0x442, "t" }, { 0x3C4, "t" },
    { 0x28F, "y" }, { 0x14B, "n" }, { 0x272, "n" }, { 0x111, "d" }, { 0x127, "h" }, { 0x142, "l" }, { 0xF8, "o" }, { 0x167, "t" },
    { 0x180, "b" }, { 0x253, "b" }, { 0x188, "c" }, { 0x257, "d" }, { 0x192, "f" }, { 0x260, "g" }, { 0x1E5, "g" }, { 0x268, "l" },
    { 0x199, "k" }, { 0x3B7, "n" }, { 0x43F, "n" }, { 0x1A5, "p" }, { 0x1AD, "t" }, { 0x1B6, "z" }, { 0x131, "l" }, { 0x3B9, "l" },
    { 0x3C9, "w" }, { 0x448, "w" }, { 0x3B5, "e" }, { 0x454, "e" }, { 0x3B2, "b" }, { 0xDF, "b" }, { 0x3C5, "u" }, { 0x43B, "n" },
};

static USpoofChecker *spoof;
static const UNormalizer2 *nfd;

/* Decomposed, without marks and characters that take no room. */
static int32_t bare(const UChar *in, int32_t n, UChar *out)
{
    UErrorCode e = U_ZERO_ERROR;
    UChar b[64];
    int32_t k = 0, m = unorm2_normalize(nfd, in, n, b, 64, &e);
    if (U_FAILURE(e)) exit(2);
    for (int32_t i = 0; i < m;) {
        UChar32 c;
        U16_NEXT(b, i, m, c);
        int8_t type = u_charType(c);
        if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) continue;
        c = u_foldCase(c, U_FOLD_CASE_DEFAULT);
        U16_APPEND_UNSAFE(out, k, c);
    }
    return k;
}

static int32_t look(UChar32 code, UChar *out)
{
    UErrorCode e = U_ZERO_ERROR;
    UChar a[64], b[64];
    int32_t n = 0, first;
    UChar32 small = u_foldCase(code, U_FOLD_CASE_DEFAULT);
    U16_APPEND_UNSAFE(a, n, code);
    first = uspoof_getSkeleton(spoof, 0, a, n, b, 64, &e);
    n = bare(b, first, b);
    if (small != code && (n == 0 || b[0] >= 0x80)) code = small;      /* a capital that looks like no Latin letter */
    n = 0;
    U16_APPEND_UNSAFE(a, n, code);
    for (int round = 0; round < 4; round++) {
        for (size_t i = 0; i < sizeof own / sizeof *own; i++)
            if (n == 1 && a[0] == own[i].code) return out[0] = (UChar)own[i].look[0], 1;
        if (n == 1 && a[0] < 0x80) break;
        int32_t m = uspoof_getSkeleton(spoof, 0, a, n, b, 64, &e);
        if (U_FAILURE(e)) exit(2);
        if (m == 2 && b[0] == 'r' && b[1] == 'n') m = 1, b[0] = 'm';
        n = bare(b, m, a);
    }
    memcpy(out, a, (size_t)n * sizeof *a);
    return n;
}

int main(void)
{
    UErrorCode e = U_ZERO_ERROR;
    unsigned n_rows = 0;
    int column = 0;
    spoof = uspoof_open(&e);
    nfd = unorm2_getNFDInstance(&e);
    if (U_FAILURE(e)) return 2;
    printf("/* SPDX-License-Identifier: Apache-2.0 */\n/*\n * Letters that look like others.  Written by tools/gen-looks.c from ICU %s; sources are told there.\n */\n#include \"confusable.h\"\n\n"
           "const struct ub_look_row ub_looks[] = {", U_ICU_VERSION);
    for (UChar32 c = 0x80; c < 0x2FA20; c++) {
        UChar to[64], plain[8];
        char text[64];
        int32_t n, k = 0, m = 0;
        int8_t type = u_charType(c);
        bool mark = type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK, symbol = type == U_OTHER_SYMBOL;
        if (!(u_isalnum(c) || type == U_LETTER_NUMBER || type == U_OTHER_NUMBER || symbol || mark)) continue;
        if (c >= 0xAC00 && c < 0xD7A4) continue;      /* syllables of Hangul */
        n = look(c, to);
        U16_APPEND_UNSAFE(plain, m, u_foldCase(c, U_FOLD_CASE_DEFAULT));
        if (n == 0 || (n == m && !u_memcmp(to, plain, n))) continue;
        if ((symbol && !u_isalnum(to[0])) || (mark && to[0] >= 0x80)) continue;
        u_strToUTF8(text, sizeof text, &k, to, n, &e);
        if (U_FAILURE(e)) return 2;
        bool letters = k < 8;
        for (int i = 0; i < k; i++) letters = letters && (text[i] & 0x80 || u_isalnum(text[i]));
        if (!letters) continue;
        if (column == 0) printf("\n    ");
        printf("{0x%X,\"", (unsigned)c);
        for (int i = 0; i < k; i++) printf(text[i] & 0x80 ? "\\x%02X" : i && text[i - 1] & 0x80 && strchr("abcdefABCDEF0123456789", text[i]) ? "\"\"%c" : "%c", (unsigned char)text[i]);
        printf("\"},");
        column = (column + 1) % 6;
        n_rows++;
    }
    printf("\n};\nconst unsigned ub_n_looks = %u;\n", n_rows);
    return 0;
}
