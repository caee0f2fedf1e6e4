/* SPDX-License-Identifier: Apache-2.0 */
/*
 * score: two tokens, two forms.
 *
 * A score is in nats: how much more likely it is that the query names the listed party than that it names an ordinary person.
 * A token that agrees brings -ln of the chance that an ordinary name has one as close (its information); spelling costs;
 * tokens without a partner and contradictions subtract.
 */
#ifndef UB_NAMES_SCORE_H
#define UB_NAMES_SCORE_H

#include "forms.h"

/* What one token is worth. */
typedef struct ub_worth {
    float p_raw, p_key;        /* chance that a token of an ordinary name is this one; that it has this one's key */
    float info, bound;         /* what it brings when it agrees; the most that anything can bring for it */
    bool known;                /* it is somebody's name, or on a list more than once */
} ub_worth;
ub_worth ub_worth_of(const ub_name_token *t, float p_raw, float p_key);

/* Cost of writing one token for the other, in nats: 0 the same; symmetric.  UB_COST_MAX and more: not another spelling. */
#define UB_COST_MAX 3.0f
float ub_token_cost(const ub_name_token *x, const ub_name_token *y);
/* The same; when it is more than `most`, something more than `most`. */
float ub_token_cost_to(const ub_name_token *x, const ub_name_token *y, float most);

/* Letters to insert, drop, change or swap (neighbours), counted to `max` + 1.  Symmetric. */
unsigned ub_letters_apart(ub_str x, ub_str y, unsigned max);

/* May they be two spellings of one name at all?  Their keys are equal, or their letters with at most one left out of each; for
 * long keys with one class left out of each, for short ones with vowels of one kind.  A token without vowels by its key. */
bool ub_tokens_near(const ub_name_token *x, ub_str x_text, const ub_name_token *y, ub_str y_text);
/* The hashes by which that is found: near if and only if a listed token's and a query's share one. */
enum { UB_SIGNS_MAX = 6 * (UB_UNITS_MAX + 1) + UB_NAME_TOKEN_MAX + 5 };
unsigned ub_token_signs(const ub_name_token *t, ub_str text, bool listed, uint32_t out[UB_SIGNS_MAX]);
/* The same where one of the tokens is several run together: the letters, or a key that is not short, must be equal. */
bool ub_tokens_joinable(const ub_name_token *x, const ub_name_token *y);
unsigned ub_merge_signs(const ub_name_token *t, uint32_t out[3]);

/* What a pair of tokens brings: query token x, list token y.  0: no match.  *how says which rule. */
typedef enum ub_how { UB_HOW_NONE, UB_HOW_SAME, UB_HOW_SPELLING, UB_HOW_TYPO, UB_HOW_INITIAL, UB_HOW_JOINED, UB_HOW_NUMBER } ub_how;
float ub_token_gain(const ub_name_token *x, ub_str x_text, ub_worth xw, const ub_name_token *y, ub_str y_text, ub_worth yw, ub_how *how);
/* The same; 0 where it is less than `need`. */
float ub_token_gain_of(const ub_name_token *x, ub_str x_text, ub_worth xw, const ub_name_token *y, ub_str y_text, ub_worth yw, float need, ub_how *how);

#define UB_SLIP_MOST 8.6f      /* the most that a slip brings where nobody is called as it is written */

/* A side of a comparison: a form, what its tokens are worth, and its tokens run together. */
enum { UB_SPANS_MAX = 3 * UB_TOKENS_MAX };
typedef struct ub_name_span {
    ub_name_token t;               /* by ub_span_make; t.n is 0 where the run is too long or short */
    char text[UB_NAME_TOKEN_MAX];
    uint32_t mask;                 /* of its tokens: i .. i + n */
    uint8_t i, n, how;             /* an ub_merge_how */
    bool made;
} ub_name_span;
typedef struct ub_side {
    const ub_form *f;
    ub_worth worth[UB_TOKENS_MAX];
    ub_name_span *spans;            /* UB_SPANS_MAX of them */
    unsigned n_spans;
} ub_side;
/* Which tokens may run together; and what these are then, of one run and of all. */
void ub_side_spans(ub_side *s);
void ub_span_make(const ub_side *s, ub_name_span *v);
void ub_spans_make(ub_side *s);
/* What the tokens of a span are worth, and what the span brings against one token of the other side that is worth `whole`. */
float ub_span_parts(const ub_side *s, const ub_name_span *v);
#define UB_INFO_MOST 12.5f     /* no token brings more */
#define UB_SPAN_COST 0.3f      /* of a run */
float ub_span_gain(const ub_name_span *v, float parts, const ub_name_token *t, float whole);

#define UB_INITIAL_GAIN 1.0f   /* an initial for a word */
#define UB_NOT_LISTED 3.0f     /* what a word of the query without a partner takes; and the least that one of the list does */
#define UB_ONLY_LISTED 0.7f

/* How the tokens of two forms go together. */
typedef struct ub_link { float gain; uint32_t x, y; uint8_t how; } ub_link;
typedef struct ub_match {
    float score;
    ub_link link[UB_TOKENS_MAX];
    unsigned n_links;
    uint32_t left_x, left_y;   /* words without a partner */
    bool order;                /* in another order than a family name moved to the other end */
    bool number;               /* numbers that contradict */
    bool legal;                /* legal forms that contradict */
    bool patronymic;           /* patronymics that contradict */
} ub_match;

/* The links that together gain most, no token in two of them.  Returns how many; at most UB_LINKS_MAX are considered. */
enum { UB_LINKS_MAX = 96 };
unsigned ub_assign(const ub_link *links, unsigned n, ub_link out[UB_TOKENS_MAX]);

bool ub_out_of_order(const ub_match *m);
bool ub_token_counts(const ub_name_token *t); /* when it has no partner; it is neither particle, title nor legal form */
uint32_t ub_words_of(const ub_form *f);       /* the tokens that do */
unsigned ub_legal_of(const ub_form *f);       /* ub_legal of its last legal form */
/* The tokens that name a father: a patronymic, or what stands behind "bin" and its like. */
uint32_t ub_fathers_of(const ub_form *f);

/* cost   tokens squared times letters squared; at most 20,000 steps of search, beyond that the best found so far */
void ub_forms_match(const ub_side *x, const ub_side *y, ub_match *m);

/* Jaro-Winkler as SimMetrics has it (no gate before the prefix bonus), in 0 .. 1.  Symmetric. */
float ub_jaro_winkler(ub_str x, ub_str y);

#endif
