/* SPDX-License-Identifier: Apache-2.0 */
/* Scripts of a label: UTS 39, 5.1 "mixed-script detection" and 5.2 "restriction levels". */
#include "deception.h"

#include <unicode/uscript.h>

#include "utf8.h"

/* A set of scripts; `all`: every one, which characters of no script stand for. */
enum { WORDS = (USCRIPT_CODE_LIMIT + 63) / 64 };
typedef struct set { uint64_t bits[WORDS]; } set;

static void put(set *s, UScriptCode code) { s->bits[code / 64] |= UINT64_C(1) << code % 64; }
static bool is_in(const set *s, UScriptCode code) { return s->bits[code / 64] >> code % 64 & 1; }

static bool meet(set *s, const set *other)
{
    uint64_t any = 0;
    for (size_t i = 0; i < WORDS; i++) any |= s->bits[i] &= other->bits[i];
    return any != 0;
}

/* The scripts that a character is written in, with the writing systems those belong to. */
static set scripts_of(uint32_t c)
{
    UScriptCode codes[32];
    UErrorCode e = U_ZERO_ERROR;
    set s = { { 0 } };
    int32_t n = uscript_getScriptExtensions((UChar32)c, codes, 32, &e);
    if (U_FAILURE(e) || n == 0) n = 1, codes[0] = USCRIPT_COMMON;
    for (int32_t i = 0; i < n; i++) {
        if (codes[i] == USCRIPT_COMMON || codes[i] == USCRIPT_INHERITED) memset(&s, 0xFF, sizeof s);
        else put(&s, codes[i]);
    }
    if (is_in(&s, USCRIPT_HAN)) put(&s, USCRIPT_HAN_WITH_BOPOMOFO), put(&s, USCRIPT_JAPANESE), put(&s, USCRIPT_KOREAN);
    if (is_in(&s, USCRIPT_HIRAGANA) || is_in(&s, USCRIPT_KATAKANA)) put(&s, USCRIPT_JAPANESE);
    if (is_in(&s, USCRIPT_HANGUL)) put(&s, USCRIPT_KOREAN);
    if (is_in(&s, USCRIPT_BOPOMOFO)) put(&s, USCRIPT_HAN_WITH_BOPOMOFO);
    return s;
}

bool ub_scripts_mixed(ub_str label)
{
    set one, with_latin;
    bool single = true, covered = true;
    memset(&one, 0xFF, sizeof one);
    with_latin = one;
    for (size_t i = 0; i < label.n;) {
        ub_utf8 c = ub_utf8_read(label, i);
        set s = scripts_of(c.code);
        i += c.n;
        single = meet(&one, &s) && single;
        if (!is_in(&s, USCRIPT_LATIN)) covered = meet(&with_latin, &s) && covered;
    }
    if (single) return false;
    return !covered || !(is_in(&with_latin, USCRIPT_JAPANESE) || is_in(&with_latin, USCRIPT_HAN_WITH_BOPOMOFO) || is_in(&with_latin, USCRIPT_KOREAN));
}
