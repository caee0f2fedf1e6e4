/* SPDX-License-Identifier: Apache-2.0 */
/*
 * han: Chinese characters in names, and Chinese names in Latin letters.
 *
 * A name in characters says nothing of the language it is read in, so it gets a form for each: Mandarin, with the readings
 * that characters have as family names; Japanese and Korean where the tables know all of it; Cantonese and Wade-Giles on the
 * list's side only, so that a query stays cheap.
 */
#include "han.h"

static const struct { const char *text, *word; } words[] = {
#define WORD(text, word) { text, word },
#define FAMILY(text)
#define JA_FAMILY(text, reading)
#define JA_GIVEN(text, reading)
#define KO(text, reading)
#include "han_words.def"
#undef WORD
#undef FAMILY
#undef JA_FAMILY
#undef JA_GIVEN
#undef KO
};
static const char *const families[] = {
#define WORD(text, word)
#define FAMILY(text) text,
#define JA_FAMILY(text, reading)
#define JA_GIVEN(text, reading)
#define KO(text, reading)
#include "han_words.def"
#undef FAMILY
#undef JA_FAMILY
#undef JA_GIVEN
#undef KO
};
static const struct reading { const char *text, *word; } ja_family[] = {
#define FAMILY(text)
#define JA_FAMILY(text, reading) { text, reading },
#define JA_GIVEN(text, reading)
#define KO(text, reading)
#include "han_words.def"
#undef JA_FAMILY
#undef JA_GIVEN
}, ja_given[] = {
#define JA_FAMILY(text, reading)
#define JA_GIVEN(text, reading) { text, reading },
#include "han_words.def"
#undef JA_GIVEN
#undef KO
}, korean[] = {
#define JA_GIVEN(text, reading)
#define KO(text, reading) { text, reading },
#include "han_words.def"
#undef KO
};

/* ------------------------------------------------------------------------------------------------ characters */

static unsigned char_of(const char *utf8)
{
    const unsigned char *s = (const unsigned char *)utf8;
    return (s[0] & 15u) << 12 | (s[1] & 63u) << 6 | (s[2] & 63u);
}

/* How many characters of `text` stand at c[0 .. n): all of them, or 0. */
static unsigned starts(const uint16_t *c, unsigned n, const char *text)
{
    unsigned k = 0;
    for (; text[3 * k]; k++)
        if (k >= n || char_of(text + 3 * k) != c[k]) return 0;
    return k;
}

static const char *mandarin(uint16_t c) { return c >= 0x4E00 && c <= 0x9FFF ? ub_pinyin_sounds[ub_han_pinyin[c - 0x4E00]] : ""; }
static const char *cantonese(uint16_t c) { return c >= 0x4E00 && c <= 0x9FFF ? ub_jyutping_sounds[ub_han_jyutping[c - 0x4E00]] : ""; }

static const char *family_reading(uint16_t c)
{
    size_t lo = 0, hi = ub_n_han_families;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (ub_han_families[mid].c == c) return ub_han_families[mid].text;
        if (ub_han_families[mid].c < c) lo = mid + 1;
        else hi = mid;
    }
    return mandarin(c);
}

/* ------------------------------------------------------------------------------------------------ tokens */

static ub_name_token *begin_token(ub_form *f)
{
    if (f->n == UB_TOKENS_MAX) return NULL;
    ub_name_token *t = &f->token[f->n];
    memset(t, 0, sizeof *t);
    t->at = f->n_text;
    return t;
}

static void add_text(ub_form *f, ub_name_token *t, const char *text)
{
    for (; t && *text && t->n < UB_NAME_TOKEN_MAX; text++) f->text[f->n_text++] = *text, t->n++;
}

static void close_token(ub_form *f, ub_name_token *t)
{
    if (!t || t->n == 0) return;
    ub_str canon, text = ub_token_text(f, t);
    ub_token_kind kind = ub_word_kind(text, &t->value, &canon);
    t->kind = t->n == 1 ? UB_TOKEN_INITIAL : kind == UB_TOKEN_PARTICLE || kind == UB_TOKEN_TITLE ? UB_TOKEN_WORD : (uint8_t)kind;
    ub_token_hash(t, f->text + t->at);
    f->n++;
}

static void put_word(ub_form *f, const char *text)
{
    while (*text) {
        ub_name_token *t = begin_token(f);
        for (; *text && *text != ' '; text++)
            if (t && t->n < UB_NAME_TOKEN_MAX) f->text[f->n_text++] = *text, t->n++;
        if (*text) text++;
        close_token(f, t);
    }
}

static void put_sounds(ub_form *f, const uint16_t *c, unsigned n, const char *(*sound)(uint16_t))
{
    ub_name_token *t = begin_token(f);
    for (unsigned i = 0; i < n; i++) add_text(f, t, sound(c[i]));
    close_token(f, t);
}

static unsigned family_length(const uint16_t *c, unsigned n)
{
    for (size_t i = 0; i < UB_COUNT(families); i++)
        if (n > 2 && starts(c, n, families[i])) return 2;
    return 1;
}

static const char *word_at(const uint16_t *c, unsigned n, unsigned *took)
{
    for (size_t i = 0; i < UB_COUNT(words); i++)
        if ((*took = starts(c, n, words[i].text)) != 0) return words[i].word;
    return NULL;
}

void ub_han_put(const ub_han_run *run, ub_form *f, ub_forms *all, bool foreign)
{
    unsigned k, n = run->n;
    bool person = f->n == 0 && n >= 2 && n <= 4 && !foreign;
    if (f->n == 0) all->n_han = 0;
    for (unsigned i = 0; i < n && all->n_han < UB_HAN_MAX; i++) all->han[all->n_han++] = run->c[i];
    for (unsigned i = 0; i < n && person; i++) person = !word_at(run->c + i, n - i, &k);
    if (person) {
        unsigned family = family_length(run->c, n);
        put_sounds(f, run->c, family, family == 1 ? family_reading : mandarin);
        put_sounds(f, run->c + family, n - family, mandarin);
        return;
    }
    if (n == 1) {
        put_sounds(f, run->c, 1, f->n == 0 ? family_reading : mandarin);
        return;
    }
    for (unsigned i = 0, from = 0; i <= n; i++) {
        const char *w = i < n ? word_at(run->c + i, n - i, &k) : NULL;
        if (i < n && !w) continue;
        if (i > from) put_sounds(f, run->c + from, i - from, mandarin);
        if (w) {
            put_word(f, w);
            i += k - 1;
            from = i + 1;
        }
    }
}

/* ------------------------------------------------------------------------------------------------ other readings */

static ub_form *new_form(ub_forms *all)
{
    if (all->n == UB_FORMS_MAX) return NULL;
    ub_form *f = &all->form[all->n];
    f->n_text = f->n = f->n_family = 0;
    f->bare = f->latin = false;
    f->han = f->other = true;
    return f;
}

static const char *lookup(const struct reading *t, size_t n_t, const uint16_t *c, unsigned n)
{
    for (size_t i = 0; i < n_t; i++)
        if (strlen(t[i].text) == 3u * n && starts(c, n, t[i].text) == n) return t[i].word;
    return NULL;
}

static void japanese(ub_forms *all)
{
    for (unsigned k = 1; k < all->n_han; k++) {
        const char *family = lookup(ja_family, UB_COUNT(ja_family), all->han, k);
        const char *given = lookup(ja_given, UB_COUNT(ja_given), all->han + k, all->n_han - k);
        ub_form *f;
        if (!family || !given || !(f = new_form(all))) continue;
        put_word(f, family);
        put_word(f, given);
        all->n++;
        return;
    }
}

static const char *korean_of(uint16_t c)
{
    for (size_t i = 0; i < UB_COUNT(korean); i++)
        for (const char *p = korean[i].text; *p; p += 3)
            if (char_of(p) == c) return korean[i].word;
    return "";
}

/* Family name, then each syllable a token, as Korean names stand on the lists. */
static void by_syllable(ub_forms *all, const char *(*sound)(uint16_t))
{
    ub_form *f = new_form(all);
    for (unsigned i = 0; i < all->n_han; i++)
        if (!*sound(all->han[i])) return;
    for (unsigned i = 0; f && i < all->n_han; i++) put_sounds(f, all->han + i, 1, sound);
    if (f) all->n++;
}

/* Pinyin to Wade-Giles, without apostrophes. */
static const char *const wade_initials[][2] = {
    { "zh", "ch" }, { "ch", "ch" }, { "sh", "sh" }, { "b", "p" }, { "p", "p" }, { "d", "t" }, { "t", "t" }, { "g", "k" }, { "k", "k" },
    { "j", "ch" }, { "q", "ch" }, { "x", "hs" }, { "z", "ts" }, { "c", "ts" }, { "r", "j" }, { "m", "m" }, { "f", "f" }, { "n", "n" },
    { "l", "l" }, { "h", "h" }, { "s", "s" }, { "y", "y" }, { "w", "w" },
};

static void to_wade(const char *s, char out[12])
{
    const char *rest = s, *initial = "", *from = "";
    for (size_t i = 0; i < UB_COUNT(wade_initials); i++) {
        size_t n = strlen(wade_initials[i][0]);
        if (strncmp(s, wade_initials[i][0], n) == 0) {
            from = wade_initials[i][0], initial = wade_initials[i][1], rest = s + n;
            break;
        }
    }
    bool hissing = strcmp(from, "zh") == 0 || strcmp(from, "ch") == 0 || strcmp(from, "sh") == 0 || strcmp(from, "r") == 0;
    bool dental = strcmp(from, "z") == 0 || strcmp(from, "c") == 0 || strcmp(from, "s") == 0;
    const char *final = rest;
    if (strcmp(rest, "i") == 0 && hissing) final = "ih";
    else if (strcmp(rest, "i") == 0 && dental) {
        initial = strcmp(from, "s") == 0 ? "ss" : "tz";
        final = "u";
    } else if (strcmp(rest, "ong") == 0) final = "ung";
    else if (strcmp(rest, "iong") == 0) final = "iung";
    else if (strcmp(rest, "ian") == 0) final = "ien";
    else if (strcmp(rest, "ie") == 0) final = "ieh";
    else if (strcmp(rest, "ue") == 0) final = "ueh";
    else if (strcmp(s, "yan") == 0) final = "en";
    else if (strcmp(s, "ye") == 0) final = "eh";
    else if (strcmp(s, "you") == 0) final = "u";
    else if (strcmp(rest, "e") == 0 && (*from == 'g' || *from == 'k' || *from == 'h') && !from[1]) final = "o";
    else if (strcmp(rest, "uo") == 0 && *from && strchr("dtnlzcsr", *from) && !from[1]) final = "o";
    else if (strcmp(rest, "ui") == 0 && (strcmp(from, "g") == 0 || strcmp(from, "k") == 0)) final = "uei";
    size_t n = strlen(initial), m = strlen(final);
    if (n + m > 11) m = 11 - n;
    memcpy(out, initial, n);
    memcpy(out + n, final, m);
    out[n + m] = 0;
}

static void wade(ub_forms *all)
{
    ub_form *f = new_form(all);
    if (!f) return;
    for (unsigned i = 0; i < all->n_han; i++) {
        char text[12];
        const char *s = i == 0 ? family_reading(all->han[0]) : mandarin(all->han[i]);
        if (!*s) return;
        to_wade(s, text);
        ub_name_token *t = begin_token(f);
        add_text(f, t, text);
        close_token(f, t);
    }
    all->n++;
}

void ub_han_forms(ub_forms *all, int how)
{
    if (all->n_han < 2 || all->n_han > 5) return;
    japanese(all);
    by_syllable(all, korean_of);
    if (how == UB_FORMS_LIST) {
        if (all->n_han < 5) by_syllable(all, cantonese);
        if (all->n_han < 5) wade(all);
    }
}

/* ------------------------------------------------------------------------------------------------ Latin letters */

static int syllable_at(const char *p, size_t n)
{
    size_t lo = 1, hi = ub_n_pinyin_sounds;
    uint64_t asked = ub_eight_letters(p, n);
    if (n >= sizeof ub_pinyin_sounds[0]) return 0;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        uint64_t v = ub_eight_bytes(ub_pinyin_sounds[mid]);
        if (v == asked) return (int)mid;
        if (asked < v) hi = mid;
        else lo = mid + 1;
    }
    return 0;
}

unsigned ub_pinyin_split(ub_str s, uint16_t *syllables, unsigned max)
{
    if (s.n == 0 || s.n > UB_NAME_TOKEN_MAX || max == 0) return 0;
    uint8_t took[UB_NAME_TOKEN_MAX + 1] = { 0 };                       /* length of the syllable at i on a way to the end */
    uint8_t count[UB_NAME_TOKEN_MAX + 1] = { 0 };
    for (size_t i = s.n; i-- > 0;)
        for (size_t n = s.n - i < 6 ? s.n - i : 6; n > 0; n--) {
            if (i + n < s.n && !took[i + n]) continue;
            if ((took[i] && count[i] <= count[i + n] + 1) || (n == 1 && !strchr("aeo", s.p[i])) || !syllable_at(s.p + i, n)) continue;
            took[i] = (uint8_t)n;
            count[i] = (uint8_t)(count[i + n] + 1);
        }
    if (!took[0] || count[0] > max) return 0;
    unsigned k = 0;
    for (size_t i = 0; i < s.n; i += took[i]) syllables[k++] = (uint16_t)syllable_at(s.p + i, took[i]);
    return k;
}

#define LETTER(c) (1u << ((c) - 'a'))

/* One syllable of Wade-Giles at `p`: the number of its pinyin, 0 when it is none.  Without apostrophes the voiceless sounds
 * are lost: ch is read zh or j, k g, p b, t d, ts z. */
static int wade_at(const char *p, size_t n)
{
    static const char *const initials[][2] = {
        { "ch", "zh" }, { "hs", "x" }, { "ts", "z" }, { "tz", "z" }, { "ss", "s" }, { "sz", "s" }, { "sh", "sh" }, { "k", "g" }, { "p", "b" },
        { "t", "d" }, { "j", "r" },
    };
    static const char *const finals[][2] = {
        { "ih", "i" }, { "ung", "ong" }, { "iung", "iong" }, { "ien", "ian" }, { "ieh", "ie" }, { "ueh", "ue" }, { "uei", "ui" }, { "erh", "er" },
    };
    static const uint32_t last = LETTER('a') | LETTER('e') | LETTER('i') | LETTER('o') | LETTER('u') | LETTER('n') | LETTER('g') | LETTER('h') | LETTER('r');
    char text[12];
    const char *from = "", *initial = "";
    size_t k = 0, m;
    unsigned end = (unsigned)(p[n - 1] - 'a');
    if (n > 8 || end >= 26 || !(last >> end & 1)) return 0;
    for (size_t i = 0; i < UB_COUNT(initials) && k == 0; i++) {
        if (p[0] != initials[i][0][0]) continue;
        m = strlen(initials[i][0]);
        if (n > m && memcmp(p, initials[i][0], m) == 0) from = initials[i][0], initial = initials[i][1], k = m;
    }
    ub_str rest = ub_str_of(p + k, n - k), final = rest;
    if (strcmp(from, "ch") == 0 && rest.p[0] == 'i' && !ub_str_eq(rest, UB_S("ih"))) initial = "j";
    for (size_t i = 0; i < UB_COUNT(finals); i++)
        if (rest.p[0] == finals[i][0][0] && ub_str_eq(rest, ub_str_of(finals[i][0], strlen(finals[i][0])))) final = ub_str_of(finals[i][1], strlen(finals[i][1]));
    if (ub_str_eq(rest, UB_S("o")) && (strcmp(from, "k") == 0)) final = UB_S("e");
    else if (ub_str_eq(rest, UB_S("o")) && *from && strcmp(from, "p") != 0) final = UB_S("uo");
    else if (ub_str_eq(rest, UB_S("u")) && (strcmp(from, "tz") == 0 || strcmp(from, "ss") == 0 || strcmp(from, "sz") == 0)) final = UB_S("i");
    else if (ub_str_eq(rest, UB_S("ho"))) final = UB_S("he");
    else if (ub_str_eq(rest, UB_S("lo"))) final = UB_S("luo");
    else if (ub_str_eq(rest, UB_S("no"))) final = UB_S("nuo");
    else if (ub_str_eq(rest, UB_S("yen"))) final = UB_S("yan");
    else if (ub_str_eq(rest, UB_S("yeh"))) final = UB_S("ye");
    else if (ub_str_eq(rest, UB_S("yu"))) final = UB_S("you");
    else if (rest.n > 3 && k == 0 && ub_str_ends(rest, UB_S("ung"))) {
        memcpy(text, rest.p, rest.n);
        memcpy(text + rest.n - 3, "ong", 3);
        return syllable_at(text, rest.n);
    } else if (k == 0 && rest.n > 3 && (ub_str_ends(rest, UB_S("ien")) || ub_str_ends(rest, UB_S("ieh")))) {
        memcpy(text, rest.p, rest.n);
        if (rest.p[rest.n - 1] == 'n') text[rest.n - 2] = 'a';
        return syllable_at(text, rest.p[rest.n - 1] == 'n' ? rest.n : rest.n - 1);
    }
    m = strlen(initial);
    if (m + final.n > sizeof text) return 0;
    memcpy(text, initial, m);
    memcpy(text + m, final.p, final.n);
    return syllable_at(text, m + final.n);
}

/* The same for Wade-Giles, written again in pinyin.  False when a part is no syllable of it, or nothing changes. */
static bool wade_to_pinyin(ub_str s, char out[UB_NAME_TOKEN_MAX], uint8_t *n_out)
{
    if (s.n == 0 || s.n > 20) return false;
    uint8_t took[24] = { 0 };
    int which[24];
    for (size_t i = s.n; i-- > 0;)
        for (size_t n = s.n - i < 7 ? s.n - i : 7; n > 0 && !took[i]; n--) {
            if (i + n < s.n && !took[i + n]) continue;
            if ((which[i] = wade_at(s.p + i, n)) != 0) took[i] = (uint8_t)n;
        }
    if (!took[0]) return false;
    size_t k = 0;
    for (size_t i = 0; i < s.n; i += took[i]) {
        const char *t = ub_pinyin_sounds[which[i]];
        for (; *t && k < UB_NAME_TOKEN_MAX; t++) out[k++] = *t;
    }
    *n_out = (uint8_t)k;
    return k != s.n || memcmp(out, s.p, k) != 0;
}

/* Letters that Wade-Giles has and pinyin has not. */
static bool looks_wade(ub_str s)
{
    return ub_str_starts(s, UB_S("hs")) || ub_str_starts(s, UB_S("ts")) || ub_str_starts(s, UB_S("tz")) || ub_str_ends(s, UB_S("ih"))
        || ub_str_ends(s, UB_S("ung")) || ub_str_ends(s, UB_S("ieh")) || ub_str_ends(s, UB_S("ien")) || ub_str_ends(s, UB_S("erh"))
        || ub_str_find(s, UB_S("hs")) < s.n || ub_str_find(s, UB_S("kuo")) < s.n;
}

static bool may_be_wade(ub_str s)
{
    static const uint32_t first = LETTER('p') | LETTER('t') | LETTER('k') | LETTER('c') | LETTER('j') | LETTER('h') | LETTER('l') | LETTER('s')
        | LETTER('y') | LETTER('f') | LETTER('m') | LETTER('n') | LETTER('w'),
        last = LETTER('a') | LETTER('e') | LETTER('i') | LETTER('o') | LETTER('u') | LETTER('n') | LETTER('g') | LETTER('h') | LETTER('r'),
        never = LETTER('v') | LETTER('b') | LETTER('d') | LETTER('q') | LETTER('x');
    if (s.n < 2 || s.n > 16) return false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned c = (unsigned char)s.p[i] - 'a';
        if (c >= 26) continue;
        uint32_t bit = 1u << c;
        if ((bit & never) || (i == 0 && !(bit & first)) || (i + 1 == s.n && !(bit & last))) return false;
        if ((s.p[i] == 'r' && i + 1 < s.n) || (s.p[i] == 'z' && !(i == 1 && s.p[0] == 't'))) return false;
    }
    return ub_is_alpha((unsigned char)s.p[0]) && ub_is_alpha((unsigned char)s.p[s.n - 1]);
}

static bool wade_group(const ub_form *f, unsigned i)
{
    bool sure = false;
    do {
        ub_str s = ub_token_text(f, &f->token[i]);
        if (!may_be_wade(s)) return false;
        sure |= looks_wade(s);
    } while (++i < f->n && (f->token[i].flags & UB_TOKEN_JOINED));
    return sure;
}

void ub_wade_forms(ub_forms *all)
{
    const ub_form *f = &all->form[0];
    unsigned sure = 0, may = 0, group = 0;
    if (f->n < 2 || f->n > 12) return;
    for (unsigned i = 0; i < f->n; i++) {
        ub_str s = ub_token_text(f, &f->token[i]);
        bool m = may_be_wade(s);
        if (!m && f->n <= 4) return;
        may += m;
        sure += m && f->n > 4 && looks_wade(s);
    }
    if (!may || (f->n > 4 && !sure)) return;
    for (unsigned i = 0; i < f->n; i++)                           /* what hangs together by hyphens is all of one kind */
        if (!(f->token[i].flags & UB_TOKEN_JOINED)) group = f->n <= 4 || wade_group(f, i) ? group | 1u << i : group;
        else if (group & 1u << (i - 1)) group |= 1u << i;
    char text[12][UB_NAME_TOKEN_MAX];
    uint8_t n[12] = { 0 };
    bool changed = false;
    for (unsigned i = 0; i < f->n; i++) {
        ub_str s = ub_token_text(f, &f->token[i]);
        if (!(group >> i & 1) || !may_be_wade(s)) continue;
        if (!wade_to_pinyin(s, text[i], &n[i])) n[i] = 0;
        changed |= n[i] > 0;
    }
    ub_form *g = changed ? new_form(all) : NULL;
    if (!g) return;
    g->han = g->other = false;
    for (unsigned i = 0; i < f->n; i++) {
        const ub_name_token *from = &f->token[i];
        ub_str s = n[i] ? ub_str_of(text[i], n[i]) : ub_token_text(f, from);
        ub_name_token *t = &g->token[g->n++];
        *t = *from;
        t->at = g->n_text;
        memcpy(g->text + g->n_text, s.p, s.n);
        g->n_text = (uint16_t)(g->n_text + s.n);
        if (!n[i]) continue;
        t->n = (uint8_t)s.n;
        t->kind = UB_TOKEN_WORD;
        ub_token_hash(t, g->text + t->at);
    }
    g->n_family = f->n_family;
    all->n++;
}
