/* SPDX-License-Identifier: Apache-2.0 */
/* index: the flat block of an index, as index.c writes it and find.c reads it.  All offsets are from the head. */
#ifndef UB_NAMES_INDEX_H
#define UB_NAMES_INDEX_H

#include "match.h"
#include "score.h"

#define UB_INDEX_MAGIC "ubNAMES\1"
#define UB_INDEX_VERSION 10u
#define UB_INDEX_ORDER 0x01020304u

typedef struct ub_ix_name {
    uint32_t list, name, entry;    /* of the list; `entry` in facts: list's base added */
    uint32_t form;                 /* first of its forms */
    uint8_t n_forms, strong, zero[2];
} ub_ix_name;

typedef struct ub_ix_form {
    uint32_t name, token;          /* first of its tokens in `tokens` */
    uint8_t n, n_family, slack, words; /* slack: what its initials and numbers could bring, in tenths of a nat; words: tokens that count
                                        * when they have no partner */
    float most;                    /* the most that all its tokens can bring */
} ub_ix_form;

typedef struct ub_ix_word {        /* a token that lists have */
    ub_name_token t;                    /* `at` is unused */
    ub_worth worth;
    uint32_t text, post, n_post;
} ub_ix_word;

typedef struct ub_ix_facts {       /* of an entry */
    uint16_t born[4][2];           /* years, from and to; 0 none */
    uint32_t born_on[4];           /* whole days, 0 none */
    char country[6][2];
    uint8_t n_born, n_country, kind, zero;
} ub_ix_facts;

typedef struct ub_ix_chance { uint64_t hash; float p; uint32_t cultures; } ub_ix_chance;     /* open addressing; hash 0 is empty; a bit for
                                        * each culture of the ordinary names that has it */
typedef struct ub_ix_known {           /* a token that ordinary names or several entries of a list have; open addressing, hash 0 is empty */
    uint64_t hash;
    float p, info, bound, most;        /* see ub_worth; the gain of what is nearest */
    uint32_t cultures, zero;
    uint32_t near, n_near;             /* what it brings with words of the lists, the most first, and then with forms that have it as several
                                        * words, the most first; n_near is UB_IX_MANY where it is to be looked up */
} ub_ix_known;
typedef struct ub_ix_near { uint32_t value; float gain; } ub_ix_near;                /* a word, or UB_IX_FORM | form */
#define UB_IX_MANY UINT32_MAX
typedef struct ub_ix_exact { uint64_t hash; uint32_t name, zero; } ub_ix_exact;      /* the same; name + 1, 0 is empty */
typedef struct ub_ix_slip { uint64_t key; uint32_t name, zero; } ub_ix_slip;         /* by buckets of its first bits; see slip.h */
typedef struct ub_ix_sign { uint32_t sign, value; } ub_ix_sign;                      /* a word, or UB_IX_FORM | form */
#define UB_IX_FORM 0x80000000u

enum { UB_IX_TAIL = 64 };
typedef struct ub_ix_tail {            /* e[i] ordinary names in a million reach s[i]; rising s */
    uint32_t n;
    float s[UB_IX_TAIL], e[UB_IX_TAIL];
    float slope;                       /* beyond the last: e falls by exp(-slope) a nat */
} ub_ix_tail;
typedef struct ub_ix_head {
    char magic[8];
    uint32_t order, version;
    uint64_t size, check;              /* bytes in all; hash of this head with `check` 0 */
    uint64_t at_names, at_forms, at_tokens, at_words, at_texts, at_posts, at_facts, at_buckets, at_signs, at_filter, at_known, at_keys, at_exact, at_slip_buckets, at_slips, at_slip_filter, at_near;
    uint32_t n_names, n_forms, n_tokens, n_words, n_texts, n_posts, n_facts, n_signs, n_slips, n_near, n_lists;
    uint32_t bits_buckets, bits_filter, bits_known, bits_keys, bits_exact, bits_slips, bits_slip_filter;
    uint32_t base[UB_NAMES_LISTS_MAX]; /* of the facts of each list */
    float kin[32];                     /* by the bit of a culture: how much likelier another word of it is beside one of it, in nats */
    ub_ix_tail tail;                   /* calibrated: chance hits by score */
    ub_ix_tail by_rarity, by_tokens;   /* the same by the rarity of what is as listed but for one slip; by the score of tokens alone */
} ub_ix_head;

static inline const ub_ix_head *ub_ix_head_of(const ub_names_index *ix) { return ix->head; }
#define UB_IX(ix, type, what) ((const type *)(const void *)((ix)->at + ub_ix_head_of(ix)->at_##what))

static inline uint32_t ub_ix_slot(uint64_t h, uint32_t bits) { return (uint32_t)(h * UINT64_C(0x9E3779B97F4A7C15) >> (64 - bits)); }
static inline uint64_t ub_ix_word_hash(const ub_name_token *t)
{
    uint64_t h = ub_mix(t->hash, (uint64_t)(t->kind == UB_TOKEN_NUMBER) << 1 | (t->flags & UB_TOKEN_BARE));
    return h ? h : 1;
}

/* Chance hits in a million for a score, and the score that has so many. */
double ub_ix_evalue(const ub_ix_tail *t, float score);
float ub_ix_score_for(const ub_ix_tail *t, double evalue);

/* The score that has as many chance hits as this rarity of what is as listed but for one slip. */
float ub_ix_slip_score(const ub_ix_head *h, float rarity);

/* What a token is worth: of a list, and of a query, where the key matters only without vowels.  *known is NULL when nobody has it. */
ub_worth ub_ix_worth(const ub_names_index *ix, const ub_name_token *t);
ub_worth ub_ix_worth_asked(const ub_names_index *ix, const ub_name_token *t, const ub_ix_known **known);

/* For benchmarks: words weighed, forms matched in full, queries that had to look at every form. */
void ub_names_finder_counts(const ub_names_finder *finder, uint64_t counts[3]);

/* For calibration: the best score of a name's tokens, 0 below `least`, and the rarity of the rarest that is as listed but for
 * one slip, -1000 without.  False when the name is on a list. */
bool ub_names_best_score(ub_names_finder *finder, ub_str name, float least, float *score, float *rarity);

/* For building: what a token brings with the words of the lists, and in which forms it is several words; UB_IX_MANY with more than
 * `max`. */
uint32_t ub_names_weigh(ub_names_finder *finder, const ub_form *of_one_token, ub_ix_near *out, uint32_t max);

/* How common a token is; NULL when nobody has it. */
const ub_ix_known *ub_ix_known_of(const ub_names_index *ix, const ub_name_token *t);

#endif
