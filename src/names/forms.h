/* SPDX-License-Identifier: Apache-2.0 */
/*
 * forms: what the files of the name matcher share.  Other rooms include match.h.
 *
 * A name becomes forms; a form is a row of tokens in lower-case Latin letters; a token is a row of units, which are sounds as
 * far as spelling tells them, and has keys, which are what all its usual spellings have in common.
 */
#ifndef UB_NAMES_FORMS_H
#define UB_NAMES_FORMS_H

#include "base.h"

/* ------------------------------------------------------------------------------------------------ tables */

typedef struct ub_roman_block { uint16_t first; char text[16][6]; } ub_roman_block;
extern const ub_roman_block ub_romans[];           /* sorted; letters of 16 code points in Latin letters, "" none */
extern const size_t ub_n_romans;

typedef struct ub_han_family { uint16_t c; char text[8]; } ub_han_family;
extern const char ub_pinyin_sounds[][8], ub_jyutping_sounds[][8];
extern const size_t ub_n_pinyin_sounds, ub_n_han_families;
extern const uint16_t ub_han_pinyin[0x5200], ub_han_jyutping[0x5200];
extern const ub_han_family ub_han_families[];      /* sorted */

/* ------------------------------------------------------------------------------------------------ forms */

enum {
    UB_TOKENS_MAX = 16,        /* tokens of a form that are scored; what follows counts for exactness only */
    UB_NAME_TOKEN_MAX = 40,    /* letters of a token */
    UB_UNITS_MAX = 24,
    UB_FORMS_MAX = 4,          /* ways to read one name */
};

typedef enum ub_token_kind {
    UB_TOKEN_WORD,
    UB_TOKEN_NUMBER,           /* digits, number words, ordinals; `value` says which */
    UB_TOKEN_INITIAL,          /* one letter */
    UB_TOKEN_LEGAL,            /* a legal form; `value` is its ub_legal */
    UB_TOKEN_PARTICLE,         /* al, bin, de, the, and .. */
    UB_TOKEN_TITLE,            /* mr, sheikh, president .. */
    UB_TOKEN_GENERIC,          /* what companies do rather than who they are: group, trading, bank */
    UB_TOKEN_PLACE,            /* a country, or a word for one of its peoples; `value` tells which */
} ub_token_kind;

/* Families of legal forms that stand for each other. */
typedef enum ub_legal { UB_LEGAL_NONE, UB_LEGAL_STOCK, UB_LEGAL_LIMITED, UB_LEGAL_PARTNERS, UB_LEGAL_OTHER } ub_legal;

enum {
    UB_TOKEN_BARE = 1,         /* written without its vowels: Arabic, Hebrew, Indic scripts */
    UB_TOKEN_JOINED = 2,       /* a hyphen or nothing parts it from the one before */
    UB_TOKEN_ROMAN = 4,        /* a number in Roman digits */
    UB_TOKEN_DOTTED = 8,       /* letters with dots: A.B.C. */
};

typedef struct ub_name_token {
    uint64_t hash;             /* of its letters */
    uint64_t fine;             /* of its key with what kind of vowel stands where */
    uint64_t key[2];           /* what spellings have in common, two readings of doubtful letters; often the same */
    uint16_t at, value;
    uint8_t n, kind, flags, n_units, n_key[2];      /* n_units 0: units and keys are not filled */
    uint8_t units[UB_UNITS_MAX];
    char keytext[2][UB_UNITS_MAX];
} ub_name_token;

typedef struct ub_form {
    char text[UB_TOKENS_MAX * UB_NAME_TOKEN_MAX];
    ub_name_token token[UB_TOKENS_MAX];
    uint16_t n_text;
    uint8_t n;                 /* tokens */
    uint8_t n_family;          /* tokens before the first comma, 0 when there is none */
    bool han, bare, latin;     /* scripts met */
    bool other;                /* not the likeliest reading of its characters */
} ub_form;

#define UB_WORDS_TEXT 160
#define UB_WORDS_MAX 16
#define UB_HAN_MAX 24          /* Chinese characters of a name that are read */
typedef struct ub_forms {
    uint16_t han[UB_HAN_MAX];  /* its Chinese characters */
    uint8_t n_han;
    uint64_t exact[2];         /* of the whole name: as written, and with the part after the comma first; equal without comma */
    uint64_t bag;              /* of its words in any order: the sum of their ub_word_hash, 0 when it has none */
    char words[UB_WORDS_TEXT]; /* its words as written in Latin letters, small, without accents, one behind the other */
    uint8_t word_end[UB_WORDS_MAX], n_words;     /* 0 words: another script is in it, or it is too long */
    uint8_t n;
    ub_form form[UB_FORMS_MAX];
} ub_forms;

enum {
    UB_FORMS_QUERY = 0,
    UB_FORMS_LIST = 1,         /* Wade-Giles and Cantonese readings of Chinese characters too */
    UB_FORMS_LATE = 2,         /* as a query, but what tokens sound like is left to ub_form_sounds where vowels are written */
};
/*
 * ub_forms_make - read a name.
 * cost   linear in name.n
 */
void ub_forms_make(ub_str name, int how, ub_forms *out);

static inline ub_str ub_token_text(const ub_form *f, const ub_name_token *t) { return ub_str_of(f->text + t->at, t->n); }

/* Fill a token from its letters: its hash; its units and keys; all.  `flags` may hold UB_TOKEN_BARE. */
void ub_token_hash(ub_name_token *t, const char *text);
void ub_token_sounds(ub_name_token *t, const char *text);
void ub_token_finish(ub_name_token *t, const char *text);
/* Units and keys of all tokens that have none yet. */
void ub_form_sounds(ub_form *f);

/* A token of letters that stand nowhere in a name: tokens i .. i + n of `f` run together.  False when that is longer than a token
 * can be.  `text` takes the letters. */
typedef enum { UB_MERGE_ALL, UB_MERGE_WORDS, UB_MERGE_LIKENED } ub_merge_how;   /* without particles; with the l of the article left
                                        * out, as it is spoken before s, n, r and their like: "as Sabbar" */
bool ub_token_merge(const ub_form *f, unsigned i, unsigned n, ub_merge_how how, char text[UB_NAME_TOKEN_MAX], ub_name_token *out);

/* What a word is, by words.def.  Returns the kind; *value goes with it, and *canon is how it is written otherwise, or `word`. */
ub_token_kind ub_word_kind(ub_str word, uint16_t *value, ub_str *canon);
/* The same of a word that is written without its vowels: a particle, a title, else a word. */
ub_token_kind ub_word_kind_bare(ub_str word);
/* What it would be with one slip put right: a legal form of ten letters or more, "corporation"; else a word. */
ub_token_kind ub_word_kind_slipped(ub_str word, uint16_t *value);
/* Join what is one thing in several words ("joint stock company"), by words.c. */
void ub_words_join(ub_form *f);
bool ub_words_sorted(void);                     /* for the test of its table */

/* Is it a row of syllables of Mandarin?  Their numbers in ub_pinyin_sounds go to `syllables` (at most `max`); returns how
 * many, 0 when it is none. */
unsigned ub_pinyin_split(ub_str letters, uint16_t *syllables, unsigned max);

#define UB_HASH_START UINT64_C(0x9E3779B97F4A7C15)
static inline uint64_t ub_mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * UINT64_C(0xD6E8FEB86659FD93);
    return h ^ h >> 32;
}
uint64_t ub_hash_bytes(const char *p, size_t n);

/* The first eight letters as a number that is in order as they are; 0 behind the end. */
static inline uint64_t ub_eight_bytes(const char *p)                /* there are eight */
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap64(v) : v;
}
static inline uint64_t ub_eight_letters(const char *p, size_t n)
{
    uint64_t v = 0;
    if (n >= 8) return ub_eight_bytes(p);
    for (size_t i = 0; i < n; i++) v = v << 8 | (unsigned char)p[i];
    return n ? v << 8 * (8 - n) : 0;
}

/* Of a word by its letters: begin with 0, add one after another, and finish. */
#define UB_WORD_P UINT64_C(0x9FB21C651E98DF25)
static inline uint64_t ub_word_add(uint64_t h, uint32_t c) { return (h + c) * UB_WORD_P; }
static inline uint64_t ub_word_hash(uint64_t h) { return ub_mix(UB_HASH_START, h); }

/* ------------------------------------------------------------------------------------------------ units */

/* Sounds.  The letters a to z are 1 .. 26; digraphs follow. */
enum {
    UNIT_SH = 27, UNIT_CH, UNIT_ZH, UNIT_KH, UNIT_GH, UNIT_TS, UNIT_TH, UNIT_DH, UNIT_DJ, UNIT_OU,
    UNIT_COUNT,
};
#define UNIT(letter) ((uint8_t)((letter) - 'a' + 1))
static inline bool ub_unit_vowel(uint8_t u)
{
    return u == UNIT('a') || u == UNIT('e') || u == UNIT('i') || u == UNIT('o') || u == UNIT('u') || u == UNIT('y') || u == UNIT_OU;
}

#endif
