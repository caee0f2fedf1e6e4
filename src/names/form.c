/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form: a name as bytes into its forms: rows of tokens in lower-case Latin letters.
 *
 * One pass decodes, folds and cuts.  Letters of other scripts are read by table (roman_table.c), Hangul by arithmetic, runs
 * of Chinese characters by han.c, which may add forms.  Beside this runs the exact key: a hash of the words as they were
 * written, case and accents and punctuation apart, in their own script, so that two characters that sound alike stay two.
 */
#include "han.h"
#include "score.h"

#include <unicode/utf8.h>

/* ------------------------------------------------------------------------------------------------ code points */

static uint32_t next_point(const char **p, const char *end)
{
    size_t i = 0, n = (size_t)(end - *p);
    UChar32 c;
    U8_NEXT(*p, i, n, c);
    *p += i;
    return c < 0 ? 0xFFFD : (uint32_t)c;
}

/* Roman letters of one code point, NULL when it is none that we know. */
static const char *roman(uint32_t c)
{
    size_t lo = 0, hi = ub_n_romans;
    if (c > 0xFFFF) return NULL;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (ub_romans[mid].first <= c) lo = mid + 1;
        else hi = mid;
    }
    if (lo == 0 || c - ub_romans[lo - 1].first > 15) return NULL;
    const char *t = ub_romans[lo - 1].text[c - ub_romans[lo - 1].first];
    return *t ? t : NULL;
}

/* Marks that belong to a letter, and letters without a sound: nothing, and no end of a word. */
static bool passed_over(uint32_t c)
{
    return (c >= 0x300 && c <= 0x36F) || (c >= 0x2B0 && c <= 0x2FF) || (c >= 0x591 && c <= 0x5C7 && c != 0x5BE)
        || (c >= 0x610 && c <= 0x61A) || c == 0x621 || c == 0x640 || (c >= 0x64B && c <= 0x65F) || c == 0x670
        || (c >= 0x6D6 && c <= 0x6ED && c != 0x6D5 && c != 0x6DE && c != 0x6E9) || c == '\'' || c == '`' || c == 0xB4
        || c == 0x44A || c == 0x44C || c == 0x42A || c == 0x42C || (c >= 0x2018 && c <= 0x201B) || c == 0x2032 || c == 0x5F3
        || c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0xFEFF || (c >= 0x900 && c <= 0x903) || c == 0x94D
        || c == 0x9CD || c == 0xCCD || (c >= 0xE47 && c <= 0xE4E) || (c >= 0x1037 && c <= 0x103A) || (c >= 0x17B4 && c <= 0x17D3)
        || c == 0x30FC || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFF07;
}

static bool is_han(uint32_t c) { return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || c == 0x3005; }
static bool is_dot(uint32_t c) { return c == 0xB7 || c == 0x2022 || c == 0x2027 || c == 0x30FB || c == 0xFF65; }
static bool is_hangul(uint32_t c) { return c >= 0xAC00 && c <= 0xD7A3; }
static bool is_bare(uint32_t c)
{
    return (c >= 0x590 && c <= 0x77F) || (c >= 0x900 && c <= 0xEFF) || (c >= 0x1000 && c <= 0x109F) || (c >= 0x1200 && c <= 0x137F)
        || (c >= 0x1780 && c <= 0x17FF) || (c >= 0xFB1D && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFC);
}

/* As the exact key sees it: small letters; spellings of one Arabic letter are one. */
static uint32_t exact_point(uint32_t c)
{
    if (c >= 0x410 && c <= 0x42F) return c + 0x20;
    if (c >= 0x400 && c <= 0x40F) return c + 0x50;
    if (c >= 0x460 && c <= 0x52F) return c | 1;
    if (c >= 0x391 && c <= 0x3A9) return c + 0x20;
    if (c >= 0x531 && c <= 0x556) return c + 0x30;
    switch (c) {
    case 0x622: case 0x623: case 0x625: case 0x671: return 0x627;
    case 0x649: case 0x6CC: return 0x64A;
    case 0x6A9: return 0x643;
    case 0x629: case 0x6C1: case 0x6D5: return 0x647;
    default: return c;
    }
}

/* ------------------------------------------------------------------------------------------------ cutting */

/* The exact key: words before and after the first comma, as polynomials, so that they can be put in either order; and the words
 * themselves. */
typedef struct exact {
    ub_forms *out;
    uint64_t word, part[2], power[2];
    uint32_t n;                /* letters so far */
    bool any, comma, plain;    /* plain: all in Latin letters, and there was room */
} exact;
#define EXACT_P UINT64_C(0x9FB21C651E98DF25)

static void exact_add(exact *x, uint32_t c)
{
    x->word = ub_word_add(x->word, c);
    x->any = true;
    if (c < 0x80 && x->n < UB_WORDS_TEXT) x->out->words[x->n++] = (char)c;
    else x->plain = false;
}

static void exact_break(exact *x)
{
    if (!x->any) return;
    uint64_t h = ub_word_hash(x->word);
    x->part[x->comma] = x->part[x->comma] * EXACT_P + h;
    x->power[x->comma] *= EXACT_P;
    x->out->bag += h;
    if (x->out->n_words < UB_WORDS_MAX) x->out->word_end[x->out->n_words++] = (uint8_t)x->n;
    else x->plain = false;
    x->word = 0;
    x->any = false;
}

typedef struct cutter {
    ub_form *f;
    exact x;
    ub_name_token now;              /* the token being written */
    bool open, joined;
    bool korean;               /* the first token is a Korean family name */
    bool greek;                /* the token being written is Greek */
    uint32_t latinised;        /* tokens in Greek letters that Latin ends otherwise */
    bool abd, god;             /* a token begins with the one, ends like the other */
    bool small;                /* a particle */
} cutter;

static void put(cutter *c, char letter)
{
    if (!c->open) {
        if (c->f->n == UB_TOKENS_MAX) return;
        memset(&c->now, 0, offsetof(ub_name_token, units));
        c->now.at = c->f->n_text;
        c->now.flags = c->joined ? UB_TOKEN_JOINED : 0;
        c->open = true;
    }
    if (c->now.n < UB_NAME_TOKEN_MAX) c->f->text[c->f->n_text++] = letter, c->now.n++;
}

static void put_text(cutter *c, const char *text)
{
    for (; *text; text++) put(c, *text);
}

/* Digits, perhaps with an English ordinal's ending. */
static bool number_of(ub_str s, uint16_t *value)
{
    uint32_t v = 0;
    size_t i = 0;
    for (; i < s.n && ub_is_digit((unsigned char)s.p[i]); i++) v = (v * 10 + (unsigned)(s.p[i] - '0')) % 65521;
    ub_str rest = ub_str_from(s, i);
    *value = (uint16_t)v;
    if (i == 0) return false;
    return rest.n == 0 || (rest.n == 2 && (!memcmp(rest.p, "st", 2) || !memcmp(rest.p, "nd", 2) || !memcmp(rest.p, "rd", 2) || !memcmp(rest.p, "th", 2)));
}

static const char *const romans[] = { "ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx" };
static const uint8_t roman_values[] = { 2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 };

static void classify(cutter *c)
{
    ub_form *f = c->f;
    ub_name_token *t = &c->now;
    ub_str text = ub_str_of(f->text + t->at, t->n), canon;
    uint16_t value = 0;
    if (number_of(text, &value)) {
        t->kind = UB_TOKEN_NUMBER;
        t->value = value;
        return;
    }
    if (text.n == 1) {
        t->kind = UB_TOKEN_INITIAL;
        return;
    }
    if (t->flags & UB_TOKEN_BARE) {
        t->kind = (uint8_t)ub_word_kind_bare(text);
        return;
    }
    t->kind = (uint8_t)ub_word_kind(text, &t->value, &canon);
    if (canon.p != text.p && canon.n <= UB_NAME_TOKEN_MAX && t->at + canon.n <= sizeof f->text) {
        memcpy(f->text + t->at, canon.p, canon.n);
        t->n = (uint8_t)canon.n;
        f->n_text = (uint16_t)(t->at + canon.n);
    }
    if (t->kind == UB_TOKEN_WORD) t->kind = (uint8_t)ub_word_kind_slipped(text, &t->value);
    if (t->kind == UB_TOKEN_WORD)
        for (size_t i = 0; i < UB_COUNT(romans); i++)
            if (strlen(romans[i]) == text.n && memcmp(romans[i], text.p, text.n) == 0) {
                t->value = roman_values[i];
                t->flags |= UB_TOKEN_ROMAN;
            }
}

/* Two letters that are one sound in Greek, as the table of letters writes them. */
static void read_greek(ub_form *f, ub_name_token *t)
{
    static const char pairs[][2][3] = { { "nt", "d" }, { "mp", "b" }, { "gk", "g" }, { "oy", "u" }, { "ai", "e" }, { "ei", "i" }, { "oi", "i" } };
    char *p = f->text + t->at;
    unsigned n = 0;
    for (unsigned i = 0; i < t->n; i++) {
        char c = p[i];
        for (size_t k = 0; i + 1 < t->n && k < UB_COUNT(pairs); k++)
            if (p[i] == pairs[k][0][0] && p[i + 1] == pairs[k][0][1]) {
                c = pairs[k][1][0];
                i++;
                break;
            }
        p[n++] = c;
    }
    t->n = (uint8_t)n;
    f->n_text = (uint16_t)(t->at + n);
}

/* What ends in -dros, -tros: Latin has it, and with it English, as -der and -ter: Alexander, Leander.  Passports keep -ros. */
static bool ends_otherwise(ub_str s)
{
    return s.n > 5 && (ub_str_ends(s, UB_S("dros")) || ub_str_ends(s, UB_S("tros")));
}

static void end_token(cutter *c)
{
    c->joined = false;
    if (!c->open) return;
    ub_form *f = c->f;
    c->open = false;
    if (c->greek) {
        read_greek(f, &c->now);
        if (ends_otherwise(ub_token_text(f, &c->now))) c->latinised |= 1u << f->n;
    }
    c->greek = false;
    classify(c);
    ub_token_hash(&c->now, f->text + c->now.at);
    c->abd |= c->now.n >= 3 && memcmp(f->text + c->now.at, "abd", 3) == 0;
    c->god |= c->now.n >= 4 && f->text[c->now.at + c->now.n - 1] == 'h' && memmem(f->text + c->now.at, c->now.n, "ll", 2) != NULL;
    c->small |= c->now.kind == UB_TOKEN_PARTICLE;
    f->token[f->n++] = c->now;
}

/* "A.B.C", "L.L.C.": a dot after one letter goes on when another single letter follows. */
static bool dot_goes_on(const cutter *c, const char *p, const char *end)
{
    if (!c->open || !(c->now.n == 1 || (c->now.flags & UB_TOKEN_DOTTED)) || p == end) return false;
    uint32_t next = next_point(&p, end);
    if (!(next < 0x80 ? ub_is_alpha((unsigned char)next) : roman(next) != NULL && next < 0x590)) return false;
    if (p == end) return true;
    next = next_point(&p, end);
    return next == '.' || (next < 0x80 && !ub_is_alnum((unsigned char)next));
}

static void end_word(cutter *c)
{
    end_token(c);
    exact_break(&c->x);
}

/* A syllable of Hangul in the Revised Romanisation, with the consonants as initials are usually written in names. */
static void put_hangul(cutter *c, uint32_t s)
{
    static const char *const first[] = { "k", "k", "n", "t", "t", "r", "m", "p", "p", "s", "s", "", "ch", "ch", "ch", "k", "t", "p", "h" };
    static const char *const vowel[] = { "a", "ae", "ya", "yae", "o", "e", "yo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "u", "ui", "i" };
    static const char *const last[] = { "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t" };
    s -= 0xAC00;
    put_text(c, first[s / 588]);
    put_text(c, vowel[s % 588 / 28]);
    put_text(c, last[s % 28]);
}

/* Korean names are a family name of one syllable and a given name of one to three. */
static void korean(cutter *c, uint32_t syllable, const char *p, const char *end)
{
    bool first = !c->open;
    unsigned n = 1;
    put_hangul(c, syllable);
    exact_add(&c->x, syllable);
    for (; first && n < 5 && p < end && is_hangul(next_point(&p, end)); n++) {}
    if (first && n >= 2 && n <= 4) {
        end_token(c);
        c->joined = true;
        if (c->f->n == 1) c->korean = true;
    }
}

static bool letter(cutter *c, uint32_t p)
{
    const char *r = roman(p);
    if (!r) return false;
    put_text(c, r);
    c->greek |= p >= 0x370 && p < 0x400;
    if (is_bare(p)) {
        c->now.flags |= UB_TOKEN_BARE;
        c->f->bare = true;
    }
    if (p < 0x250 || (p >= 0x1E00 && p < 0x1F00)) for (; *r; r++) exact_add(&c->x, (unsigned char)*r);
    else exact_add(&c->x, exact_point(p));
    return true;
}

/* Make room for a token behind token i: its first `n` letters stay, the others become the next token. */
static bool split_token(ub_form *f, unsigned i, unsigned n)
{
    ub_name_token *t = &f->token[i];
    if (f->n == UB_TOKENS_MAX) return false;
    memmove(t + 1, t, (f->n - i) * sizeof *t);
    f->n++;
    if (f->n_family > i) f->n_family++;
    t->n = (uint8_t)n;
    t[1].at = (uint16_t)(t[1].at + n);
    t[1].n = (uint8_t)(t[1].n - n);
    t[1].flags |= UB_TOKEN_JOINED;
    ub_token_hash(t, f->text + t->at);
    ub_token_hash(&t[1], f->text + t[1].at);
    return true;
}

/* Arabic: what is written as one word with the article; the article is a token of its own.  God is not. */
static void split_article(ub_form *f, unsigned i)
{
    ub_name_token *t = &f->token[i];
    ub_str s = ub_token_text(f, t);
    if (!(t->flags & UB_TOKEN_BARE) || t->kind != UB_TOKEN_WORD || s.n < 4 || !ub_str_starts(s, UB_S("al")) || ub_str_starts(s, UB_S("allh"))) return;
    if (split_token(f, i, 2)) f->token[i].kind = UB_TOKEN_PARTICLE;
}

static void shorten(ub_form *f, unsigned i, unsigned n)
{
    f->token[i].n = (uint8_t)n;
    f->token[i].kind = UB_TOKEN_WORD;
    ub_token_hash(&f->token[i], f->text + f->token[i].at);
}

/* Without vowels, a doubled l would be two. */
static void write_bare(ub_form *f, unsigned i, const char *text)
{
    memcpy(f->text + f->token[i].at, text, strlen(text));
    shorten(f, i, (unsigned)strlen(text));
}

/* Habibullah, Habib Ullah: God is a word of its own. */
static void split_god(ub_form *f, unsigned i)
{
    ub_name_token *t = &f->token[i];
    ub_str s = ub_token_text(f, t);
    if (t->kind != UB_TOKEN_WORD && t->kind != UB_TOKEN_PARTICLE) return;
    if ((t->flags & UB_TOKEN_BARE) && ub_str_ends(s, UB_S("allh"))) {
        if (s.n > 5 && !ub_str_starts(s, UB_S("abd"))) {
            if (!split_token(f, i, (unsigned)s.n - 4)) return;
            i++;
        }
        if (f->token[i].n == 4) write_bare(f, i, "alh");
        return;
    }
    if (s.n < 5 || !ub_str_ends(s, UB_S("llah")) || !strchr("aou", s.p[s.n - 5]) || ub_str_starts(s, UB_S("abd"))) return;
    if (s.n > 7) {
        if (!split_token(f, i, (unsigned)s.n - 5)) return;
        i++;
    }
    if (f->token[i].n != 5) return;
    f->text[f->token[i].at] = 'a';
    shorten(f, i, 5);
}

/*
 * "Servant of": Abdul Karim, Abdelkarim, Abd al-Karim, Abderrahmane are written as one likes.  All become abd and the other
 * word; the article and what it was made like to is left out.  Abdullah stays whole.
 */
static void split_servant(ub_form *f, unsigned i)
{
    ub_name_token *t = &f->token[i];
    ub_str s = ub_token_text(f, t);
    if (t->kind != UB_TOKEN_WORD || !ub_str_starts(s, UB_S("abd")) || s.n == 3) return;
    const char *p = s.p;
    size_t vowel = s.n > 4 && p[3] == 'o' && p[4] == 'u' ? 2 : strchr("aeiou", p[3]) ? 1 : 0, at = 3 + vowel;
    if (!vowel) return;
    if (ub_str_starts(ub_str_from(s, at), UB_S("ll"))) {          /* Abdullah */
        if (t->flags & UB_TOKEN_BARE) write_bare(f, i, "abdlh");
        return;
    }
    ub_str rest = ub_str_from(s, at);
    if (rest.n <= 1) {                                            /* Abdul, Abdou, Abdu Karim */
        if (i + 1 < f->n && (rest.n == 0 || strchr("lrsdnzt", rest.p[0])) && f->token[i + 1].kind != UB_TOKEN_LEGAL) shorten(f, i, 3);
        return;
    }
    size_t skip = rest.p[0] == 'l' || rest.p[0] == rest.p[1] ? 1 : rest.p[0] == 's' && rest.p[1] == 'h' && rest.n > 5 && rest.p[2] == 's' ? 2 : 0;
    if (!skip || rest.n - skip < 3) return;
    if (split_token(f, i, (unsigned)(at + skip))) shorten(f, i, 3);
}

static bool same_tokens(const ub_form *f, const ub_form *g)
{
    if (f->n != g->n) return false;
    for (unsigned i = 0; i < f->n; i++)
        if (f->token[i].hash != g->token[i].hash) return false;
    return true;
}

/* "Abd Allah" is Abdullah. */
static void join_abdullah(ub_form *f, unsigned i)
{
    if (i + 1 >= f->n) return;
    ub_name_token *t = &f->token[i];
    ub_str a = ub_token_text(f, t), b = ub_token_text(f, t + 1);
    if (!ub_str_eq(a, UB_S("abd")) || !(ub_str_eq(b, UB_S("allah")) || ub_str_eq(b, UB_S("ullah")) || ub_str_eq(b, UB_S("allh")))) return;
    if (t[1].at != t->at + 3) return;
    t->n = (uint8_t)(a.n + b.n);
    ub_token_hash(t, f->text + t->at);
    if (t->flags & UB_TOKEN_BARE) write_bare(f, i, "abdlh");
    memmove(t + 1, t + 2, (f->n - i - 2) * sizeof *t);
    f->n--;
    if (f->n_family > i + 1) f->n_family--;
}

/* Family names as the South writes them; form 0 has them as the North does. */
static void southern(ub_forms *all)
{
    static const char *const names[][2] = {
        { "i", "lee" }, { "pak", "park" }, { "choe", "choi" }, { "chong", "jung" }, { "no", "noh" }, { "yu", "yoo" }, { "im", "lim" }, { "yun", "yoon" },
        { "o", "oh" }, { "u", "woo" }, { "sin", "shin" }, { "so", "seo" }, { "paek", "baek" }, { "chon", "jeon" }, { "chu", "joo" },
    };
    ub_form *f = &all->form[0], *g = &all->form[1];
    ub_str family = ub_token_text(f, &f->token[0]);
    for (size_t i = 0; i < UB_COUNT(names); i++) {
        ub_str to = ub_str_of(names[i][1], strlen(names[i][1]));
        if (!ub_str_eq(family, ub_str_of(names[i][0], strlen(names[i][0])))) continue;
        *g = *f;
        if (g->n_text + to.n > sizeof g->text) return;
        ub_name_token *t = &g->token[0];
        t->at = g->n_text;
        t->n = (uint8_t)to.n;
        t->kind = UB_TOKEN_WORD;
        memcpy(g->text + g->n_text, to.p, to.n);
        g->n_text = (uint16_t)(g->n_text + to.n);
        ub_token_hash(t, g->text + t->at);
        all->n = 2;
        return;
    }
}

/* Greek names as Latin ends them; form 0 has them letter for letter. */
static void latinise(ub_forms *all, uint32_t tokens)
{
    ub_form *g = &all->form[1];
    *g = all->form[0];
    for (unsigned i = 0; i < g->n; i++) {
        ub_name_token *t = &g->token[i];
        if (!(tokens >> i & 1) || !ends_otherwise(ub_token_text(g, t))) continue;      /* words may have been joined */
        memcpy(g->text + t->at + t->n - 3, "er", 2);
        t->n--;
        ub_token_hash(t, g->text + t->at);
    }
    all->n = 2;
}

/* "Gao Bin Ni": where every word is a row of syllables of Mandarin, "bin" is no Arabic particle. */
static void name_in_pinyin(ub_form *f)
{
    uint16_t syllables[2];
    for (unsigned i = 0; i < f->n; i++)
        if (!ub_pinyin_split(ub_token_text(f, &f->token[i]), syllables, 2)) return;
    for (unsigned i = 0; i < f->n; i++)
        if (f->token[i].kind == UB_TOKEN_PARTICLE) f->token[i].kind = UB_TOKEN_WORD;
}

/* A legal form stands first or last, or beside another: "Iyad ag Ghali" is no company. */
static void legal_forms_at_ends(ub_form *f)
{
    unsigned first = 0, last = f->n;
    while (first < f->n && f->token[first].kind == UB_TOKEN_LEGAL) first++;
    while (last > first && f->token[last - 1].kind == UB_TOKEN_LEGAL) last--;
    for (unsigned i = first; i < last; i++)
        if (f->token[i].kind == UB_TOKEN_LEGAL && f->token[i].n <= 2) f->token[i].kind = UB_TOKEN_WORD;
}

/* What needs the whole name: the exact key in both orders, words that are made of several or are several, other readings. */
static void finish(const cutter *c, int how, ub_forms *out)
{
    ub_form *f = c->f;
    if (f->n_family == f->n) f->n_family = 0;
    out->exact[0] = c->x.part[0] * c->x.power[1] + c->x.part[1];
    out->exact[1] = c->x.part[1] * c->x.power[0] + c->x.part[0];
    if (!c->x.plain) out->n_words = 0;
    if (f->bare) for (unsigned i = f->n; i-- > 0;) split_article(f, i);
    if (how == UB_FORMS_LIST && (c->abd || c->god)) out->form[1] = *f;
    if (c->abd) for (unsigned i = f->n; i-- > 0;) join_abdullah(f, i), split_servant(f, i);
    if (c->god) for (unsigned i = f->n; i-- > 0;) split_god(f, i);
    /* A slip in such a name may hide what it is made of: lists keep it as it is written too. */
    if (how == UB_FORMS_LIST && (c->abd || c->god)) out->n = same_tokens(f, &out->form[1]) ? 1 : 2;
    if (f->n > 1) ub_words_join(f);
    if (f->n > 2) legal_forms_at_ends(f);
    if (c->small && f->n > 1 && f->n <= 4) name_in_pinyin(f);
    if (f->n > 1 && f->token[f->n - 1].kind == UB_TOKEN_PARTICLE) f->token[f->n - 1].kind = UB_TOKEN_WORD;   /* Zhang Bin */
    if (c->korean && out->n == 1) southern(out);
    if (c->latinised && out->n == 1) latinise(out, c->latinised);
    if (f->han) ub_han_forms(out, how);
    else if (f->latin && how != UB_FORMS_LIST) ub_wade_forms(out);
    for (unsigned i = 0; i < out->n && (how != UB_FORMS_LATE || f->bare || f->han); i++) ub_form_sounds(&out->form[i]);
}

void ub_forms_make(ub_str name, int how, ub_forms *out)
{
    ub_form *f = &out->form[0];
    cutter c = { .f = f, .x = { .out = out, .power = { 1, 1 }, .plain = true } };
    const char *p = name.p, *end = ub_str_end(name);
    ub_han_run han = { 0 };
    out->n = 1;
    out->n_han = out->n_words = 0;
    out->bag = 0;
    f->n_text = f->n = f->n_family = 0;
    f->han = f->bare = f->latin = f->other = false;
    while (p < end) {
        unsigned char b = (unsigned char)*p;
        if (ub_is_alnum(b)) {
            if (b >= 'A') f->latin = true;
            put(&c, (char)ub_lower(b));
            exact_add(&c.x, ub_lower(b));
            p++;
            continue;
        }
        if (b == ' ' || b == '-') {
            end_word(&c);
            c.joined = b == '-';
            p++;
            continue;
        }
        uint32_t u = next_point(&p, end);
        if (passed_over(u)) continue;
        if (u == '.') {
            if (dot_goes_on(&c, p, end)) c.now.flags |= UB_TOKEN_DOTTED;
            else if (!(c.open && p < end && !ub_is_alnum((unsigned char)*p) && *p != '-' && (unsigned char)*p < 0x80)) end_word(&c);
        } else if (u == ',' || u == 0x60C || u == 0xFF0C) {
            end_word(&c);
            if (!c.x.comma && f->n) {
                c.x.comma = true;
                f->n_family = f->n;
            }
        } else if (u == '&' || u == '+') {
            end_word(&c);
            put_text(&c, "and");
            exact_add(&c.x, 'a'), exact_add(&c.x, 'n'), exact_add(&c.x, 'd');
            end_word(&c);
        } else if (u == '%') {
            end_token(&c);
            put_text(&c, "percent");
            exact_add(&c.x, u);
        } else if (is_han(u)) {
            if (han.n == 0) end_token(&c);
            exact_add(&c.x, u);
            if (han.n < UB_HAN_MAX) han.c[han.n++] = (uint16_t)u;
            const char *q = p;
            if (p == end || !is_han(next_point(&q, end))) {
                q = p;
                f->han = true;
                ub_han_put(&han, f, out, p < end && is_dot(next_point(&q, end)));
                han.n = 0;
            }
        } else if (u >= 0xFF01 && u <= 0xFF5E) {                   /* full width */
            unsigned char a = (unsigned char)(u - 0xFF01 + '!');
            if (!ub_is_alnum(a)) end_word(&c);
            else put(&c, (char)ub_lower(a)), exact_add(&c.x, ub_lower(a));
        } else if (u >= 0x660 && u <= 0x669) {
            put(&c, (char)('0' + u - 0x660)), exact_add(&c.x, '0' + u - 0x660);
        } else if (u >= 0x6F0 && u <= 0x6F9) {
            put(&c, (char)('0' + u - 0x6F0)), exact_add(&c.x, '0' + u - 0x6F0);
        } else if (is_hangul(u)) {
            korean(&c, u, p, end);
        } else if (!letter(&c, u)) {
            end_word(&c);
        }
    }
    end_word(&c);
    finish(&c, how, out);
}
