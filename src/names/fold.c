/* SPDX-License-Identifier: Apache-2.0 */
/* Names without what people type differently. */
#include "fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

/* Letters with a stroke or a ligature have no decomposition in Unicode; people type the plain letter. */
static const struct { uint32_t letter; char plain[3]; } plain_letters[] = {
    { 0xDF, "ss" }, { 0xE6, "ae" }, { 0xF0, "d" }, { 0xF8, "o" }, { 0xFE, "th" }, { 0x111, "d" }, { 0x127, "h" }, { 0x131, "i" },
    { 0x138, "k" }, { 0x142, "l" }, { 0x14B, "n" }, { 0x153, "oe" }, { 0x167, "t" }, { 0x180, "b" }, { 0x19E, "n" }, { 0x1B6, "z" },
    { 0x1E5, "g" }, { 0x253, "b" }, { 0x256, "d" }, { 0x257, "d" }, { 0x268, "i" }, { 0x289, "u" },
};

struct folder {
    ub_buf *out;
    size_t from;           /* where our text begins in out */
    bool space, han;       /* a space is due before the next letter; the letter before is Han */
};

static void put(struct folder *f, uint32_t c)
{
    bool han = c >= 0x2E80 && (u_hasBinaryProperty((UChar32)c, UCHAR_IDEOGRAPHIC) != 0);
    if (f->space && f->out->n > f->from && !(han && f->han)) ub_buf_char(f->out, ' ');
    f->space = false;
    f->han = han;
    if (c < 0x80) ub_buf_char(f->out, (char)c);
    else ub_buf_utf8(f->out, c);
}

/* One character that is decomposed and case-folded already. */
static void one(struct folder *f, UChar32 c)
{
    if (c < 0x80) {
        if (ub_is_alnum((unsigned char)c)) put(f, ub_lower((unsigned char)c));
        else if (c != '\'' && c != '.' && c != '`') f->space = true;
        return;
    }
    switch (u_charType(c)) {
    case U_NON_SPACING_MARK: case U_ENCLOSING_MARK: case U_COMBINING_SPACING_MARK: case U_FORMAT_CHAR: return;
    case U_MODIFIER_LETTER:
        if (c == 0x640 || (c >= 0x2B9 && c <= 0x2C1)) return;          /* tatweel; what stands for an apostrophe */
        break;
    case U_FINAL_PUNCTUATION: case U_INITIAL_PUNCTUATION:
        if (c == 0x2018 || c == 0x2019 || c == 0x201B) return;         /* typographic apostrophes */
        f->space = true;
        return;
    default: break;
    }
    if (!u_isalnum(c)) { f->space = true; return; }
    for (size_t i = 0; i < UB_COUNT(plain_letters); i++)
        if (plain_letters[i].letter == (uint32_t)c) {
            for (const char *p = plain_letters[i].plain; *p; p++) put(f, (unsigned char)*p);
            return;
        }
    put(f, (uint32_t)c);
}

static void decomposed(struct folder *f, const UNormalizer2 *nfkd, UChar32 c)
{
    UChar buf[32];
    UErrorCode e = U_ZERO_ERROR;
    int32_t n = nfkd ? unorm2_getDecomposition(nfkd, c, buf, 32, &e) : -1;
    if (n < 0 || U_FAILURE(e)) {
        UChar32 folded = u_foldCase(c, U_FOLD_CASE_DEFAULT);
        one(f, folded);
        return;
    }
    for (int32_t i = 0; i < n; ) {
        UChar32 d;
        U16_NEXT(buf, i, n, d);
        one(f, u_foldCase(d, U_FOLD_CASE_DEFAULT));
    }
}

bool ub_fold(ub_str text, ub_buf *out)
{
    struct folder f = { out, out->n, false, false };
    const UNormalizer2 *nfkd = NULL;
    for (size_t i = 0; i < text.n; ) {
        UChar32 c = (unsigned char)text.p[i];
        if (c < 0x80) {
            one(&f, c);
            i++;
            continue;
        }
        if (!nfkd) {
            UErrorCode e = U_ZERO_ERROR;
            nfkd = unorm2_getNFKDInstance(&e);
        }
        U8_NEXT(text.p, i, text.n, c);
        if (c < 0) f.space = true;
        else decomposed(&f, nfkd, c);
    }
    return !out->failed;
}
