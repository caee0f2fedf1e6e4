/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gen-romans > src/names/roman_table.c
 *
 * Writes the table of letters in Latin letters, for every script of which names are written but Han and Hangul.  Cyrillic,
 * Arabic, Hebrew and Greek by the tables below (BGN/PCGN without apostrophes, made one letter or digraph a sound); the rest as
 * ICU's Any-Latin reads a letter alone, its vowel signs too.  ICU is needed only here.
 * Built by hand:  cc gen-romans.c $(pkg-config --cflags --libs icu-i18n)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utrans.h>
#include <unicode/ustring.h>

/* One script, from its first code point on: readings separated by spaces, "-" for a letter without a sound. */
static const struct { unsigned first; const char *text; } own[] = {
    /* Cyrillic, U+0430 .. U+045F */
    { 0x430, "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya "
             "e yo dj g ye dz i yi j lj nj c k i u dz" },
    { 0x490, "g g gh gh gh gh zh zh z z q q k k k k k k ng ng n n ph ph kh kh s s t t u u u u kh kh ts ts ch ch ch ch h h" },
    { 0x4D8, "a a a a zh zh z z dz dz i i i i o o o o o o e e u u u u u u ch ch g g y y" },
    /* Arabic, U+0621 .. U+063A, U+0641 .. U+064A */
    { 0x621, "- a a w i y a b a t th j h kh d dh r z s sh s dh t dh a gh" },
    { 0x641, "f q k l m n h w a y" },
    /* Persian, Urdu, Pashto */
    { 0x671, "a" }, { 0x679, "t" }, { 0x67C, "t" }, { 0x67E, "p" }, { 0x681, "z" }, { 0x685, "s" }, { 0x686, "ch" }, { 0x688, "d" }, { 0x689, "d" }, { 0x691, "r" }, { 0x693, "r" }, { 0x696, "zh" }, { 0x698, "zh" }, { 0x69A, "sh" }, { 0x6A9, "k" }, { 0x6AB, "g" }, { 0x6AF, "g" }, { 0x6BA, "n" }, { 0x6BC, "n" }, { 0x6BE, "h" }, { 0x6C0, "h" }, { 0x6C1, "h" }, { 0x6C3, "h" }, { 0x6CC, "y" }, { 0x6CD, "y" }, { 0x6D0, "y" }, { 0x6D2, "y" }, { 0x6D3, "y" }, { 0x6D5, "h" },
    /* Hebrew, U+05D0 .. U+05EA */
    { 0x5D0, "a b g d h v z h t y k k l m m n n s a p p ts ts k r sh t" },
    /* Armenian, U+0561; Georgian, U+10D0; Khmer, U+1780 */
    { 0x561, "a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts u p k o f" },
    { 0x10D0, "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h" },
    { 0x1780, "k kh k kh ng ch ch ch ch nh d th d th n t th t th n b ph p ph m y r l v s s s h l a" },
    /* Greek, U+03B1 .. U+03CE */
    { 0x3B1, "a v g d e z i th i k l m n x o p r s s t y f ch ps o i y o y o" },
};

static char out[0x10000][8];

static void icu(void)
{
    UErrorCode e = U_ZERO_ERROR;
    UChar id[80];
    u_uastrcpy(id, "Any-Latin; NFD; [:Mn:] Remove; Latin-ASCII; Lower");
    UTransliterator *t = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &e);
    if (U_FAILURE(e)) exit(2);
    for (int c = 0xC0; c < 0x10000; c++) {
        if ((c >= 0x3400 && c <= 0x9FFF) || (c >= 0xA000 && c <= 0xFAFF) || !(u_isalpha(c) || u_charType(c) == U_COMBINING_SPACING_MARK || u_charType(c) == U_NON_SPACING_MARK)) continue;
        if (u_charType(c) == U_MODIFIER_LETTER && c < 0x900) continue;
        UChar b[80] = { (UChar)c };
        char text[200];
        int32_t n = 1, limit = 1, k = 0, m = 0;
        e = U_ZERO_ERROR;
        utrans_transUChars(t, b, &n, 80, 0, &limit, &e);
        u_strToUTF8(text, sizeof text, &k, b, n, &e);
        if (U_FAILURE(e)) continue;
        for (int i = 0; i < k && m < 7; i++)
            if (text[i] >= 'a' && text[i] <= 'z') out[c][m++] = text[i];
        out[c][m] = 0;
    }
}

int main(void)
{
    icu();
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        unsigned c = own[i].first;
        char text[1000], *save = NULL;
        snprintf(text, sizeof text, "%s", own[i].text);
        for (char *w = strtok_r(text, " ", &save); w; w = strtok_r(NULL, " ", &save)) snprintf(out[c++], 8, "%s", strcmp(w, "-") ? w : "");
    }
    /* Presentation forms and accented letters follow what they stand for; capitals follow their small letters. */
    for (int c = 0xC0; c < 0x10000; c++) {
        int l = u_tolower(c);
        if (l != c && l < 0x10000) memcpy(out[c], out[l], 8);
    }
    printf("/* SPDX-License-Identifier: Apache-2.0 */\n/*\n * Letters in Latin letters.  Written by tools/gen-romans.c; sources are told there.\n */\n#include \"forms.h\"\n\n"
           "const ub_roman_block ub_romans[] = {\n");
    for (int b = 0xC0 >> 4; b < 0x1000; b++) {
        int any = 0;
        for (int i = 0; i < 16; i++) any |= out[b << 4 | i][0];
        if (!any) continue;
        printf("    { 0x%X, {", b << 4);
        for (int i = 0; i < 16; i++) printf(" \"%.5s\",", out[b << 4 | i]);
        printf(" } },\n");
    }
    printf("};\nconst size_t ub_n_romans = sizeof ub_romans / sizeof ub_romans[0];\n");
    return 0;
}
