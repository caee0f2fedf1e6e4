/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gen-han-readings JYUTPING > src/names/han_table.c
 *
 * Writes the table of readings of Chinese characters: Mandarin as ICU reads them (Han-Latin, whose data are CLDR's and
 * Unihan's), family names as ICU reads those (Han-Latin/Names), Cantonese from lines "CHARACTER jyutping" of the most
 * common characters (one reading a character, without its tone, as the npm package to-jyutping 3.1.1 gives it; BSD-2-Clause,
 * Copyright (c) 2024 Cantonese Computational Linguistics Infrastructure Development Workgroup).
 * Built by hand:  cc gen-han-readings.c $(pkg-config --cflags --libs icu-i18n)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/utrans.h>
#include <unicode/ustring.h>

enum { FIRST = 0x4E00, LAST = 0x9FFF, N = LAST - FIRST + 1 };
static char plain[N][8], family[N][8], canton[N][8];
static char sounds[2][1000][8];
static int n_sounds[2];

static int cmp(const void *x, const void *y) { return strcmp(x, y); }

static int sound(int t, const char *s)
{
    for (int i = 0; i < n_sounds[t]; i++)
        if (strcmp(sounds[t][i], s) == 0) return i;
    return -1;
}

static void add(int t, const char *s)
{
    if (*s && sound(t, s) < 0) strcpy(sounds[t][n_sounds[t]++], s);
}

static UTransliterator *open(const char *rule)
{
    UErrorCode e = U_ZERO_ERROR;
    UChar id[80];
    u_uastrcpy(id, rule);
    UTransliterator *t = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &e);
    if (U_FAILURE(e)) { fprintf(stderr, "%s: %s\n", rule, u_errorName(e)); exit(2); }
    return t;
}

static void read_one(const UTransliterator *t, UChar c, UChar next, char out[8])
{
    UErrorCode e = U_ZERO_ERROR;
    UChar b[80] = { c, next };
    char text[200];
    int32_t n = next ? 2 : 1, limit = n, k;
    utrans_transUChars(t, b, &n, 80, 0, &limit, &e);
    u_strToUTF8(text, sizeof text, &k, b, n, &e);
    k = (int32_t)strspn(text, "abcdefghijklmnopqrstuvwxyz");
    if (U_FAILURE(e) || k > 7) k = 0;
    memcpy(out, text, (size_t)k);
}

static void write_sounds(int t, const char *name, const char *what)
{
    printf("/* %s */\nconst char ub_%s_sounds[][8] = {", what, name);
    for (int i = 0; i < n_sounds[t]; i++) printf("%s\"%s\",", i % 14 ? " " : "\n    ", sounds[t][i]);
    printf("\n};\n");
    if (t == 0) printf("const size_t ub_n_%s_sounds = %d;\n", name, n_sounds[t]);
    printf("\n");
}

int main(int argc, char **argv)
{
    UTransliterator *p = open("Han-Latin; Latin-ASCII; Lower"), *f = open("Han-Latin/Names; Latin-ASCII; Lower");
    FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (!in) return 2;
    for (char line[100]; fgets(line, sizeof line, in);) {
        unsigned a = (unsigned char)line[0], b = (unsigned char)line[1], c = (unsigned char)line[2];
        unsigned u = (a & 15) << 12 | (b & 63) << 6 | (c & 63);
        if (a >> 4 == 14 && u >= FIRST && u <= LAST && line[3] == ' ')
            snprintf(canton[u - FIRST], 8, "%.*s", (int)strspn(line + 4, "abcdefghijklmnopqrstuvwxyz"), line + 4);
    }
    for (int i = 0; i < N; i++) {
        read_one(p, (UChar)(FIRST + i), 0, plain[i]);
        read_one(f, (UChar)(FIRST + i), 0x660E, family[i]);
        add(0, plain[i]);
        add(0, family[i]);
        add(1, canton[i]);
    }
    for (int t = 0; t < 2; t++) {
        strcpy(sounds[t][n_sounds[t]++], "");
        qsort(sounds[t], (size_t)n_sounds[t], 8, cmp);
    }
    printf("/* SPDX-License-Identifier: Apache-2.0 */\n/*\n * Readings of Chinese characters.  Written by tools/gen-han-readings.c; sources are told there.\n */\n"
           "#include \"forms.h\"\n\n");
    write_sounds(0, "pinyin", "Syllables of Mandarin, sorted; the first is none.");
    write_sounds(1, "jyutping", "Syllables of Cantonese, sorted; the first is none.");
    printf("/* For U+4E00 and on: syllable of Mandarin. */\nconst uint16_t ub_han_pinyin[%d] = {", N);
    for (int i = 0; i < N; i++) printf("%s%d,", i % 24 ? "" : "\n    ", sound(0, plain[i]));
    printf("\n};\n\n/* The same for Cantonese, of common characters. */\nconst uint16_t ub_han_jyutping[%d] = {", N);
    for (int i = 0; i < N; i++) printf("%s%d,", i % 24 ? "" : "\n    ", sound(1, canton[i]));
    printf("\n};\n\n/* Family names that are read in their own way. */\nconst ub_han_family ub_han_families[] = {\n");
    int n = 0;
    for (int i = 0; i < N; i++)
        if (strcmp(plain[i], family[i])) n += printf("    { 0x%X, \"%s\" },\n", FIRST + i, family[i]) > 0;
    printf("};\nconst size_t ub_n_han_families = %d;\n", n);
    return 0;
}
