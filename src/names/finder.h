/* SPDX-License-Identifier: Apache-2.0 */
/* finder: what find.c, which answers, and block.c, which leaves out what cannot be a hit, share. */
#ifndef UB_NAMES_FINDER_H
#define UB_NAMES_FINDER_H

#include "index.h"

enum { UB_WEIGHED_BITS = 12, UB_WEIGHED = 1 << UB_WEIGHED_BITS, UB_SEEN_BITS = 14, UB_SEEN = 1 << UB_SEEN_BITS, UB_RUNS_BITS = 12, UB_RUNS = 1 << UB_RUNS_BITS };

typedef struct ub_candidate { uint32_t name, form; float score; bool exact, slip; uint8_t q_form; } ub_candidate;

enum { UB_NONE_YET = 254, UB_SEVERAL };

struct ub_names_finder {
    ub_names_index ix;
    uint32_t epoch;
    struct ub_weighed { uint32_t epoch, word; float gain; bool scan; uint8_t by, of; } weighed[UB_WEIGHED];       /* a word's best gain; the
                                        * last token of the query it was weighed against; the one it is near to, or UB_SEVERAL */
    uint16_t weighed_at[UB_WEIGHED / 2 + 1];   /* where they are */
    struct { uint32_t epoch, form; } seen[UB_SEEN];
    struct ub_run { uint32_t epoch, form; float gain; bool scan; uint8_t by; } runs[UB_RUNS];     /* a form with tokens that are tokens of the
                                        * query when they are run together: what these bring at most; the last of the query's */
    uint16_t run_at[UB_RUNS / 2 + 1];
    unsigned n_weighed, n_seen, n_runs;
    unsigned n_words, n_small;         /* its words that count, and how many of them are initials and numbers */
    uint32_t span_hits;                /* tokens of the query that are in a span which was found */
    float form_most;                   /* what facts, initials and slips could bring to any form beside what its tokens are worth */
    bool calibrating;
    bool scanning;                     /* are the forms of the words now looked up to be looked at? */
    float most_of[UB_TOKENS_MAX];      /* what a token of the query brings at most, with what was found for it */
    float rarity_least;                /* what a query has to have for `threshold` */
    float rarity;                      /* of the query, which is as listed but for one slip; -1000 when it is not */
    bool crowded;                      /* a table is full: every form is looked at */
    ub_forms forms;
    ub_form listed;
    ub_name_span spans[2][UB_SPANS_MAX];
    ub_candidate best[UB_NAMES_HITS_MAX];
    unsigned n_best;
    uint64_t n_crowded, n_weighed_all;
    uint32_t n_tried_now;              /* forms matched for this form of the query */
    uint64_t n_tried;                  /* forms matched in full, for benchmarks */
    float least;                       /* score to reach */
    const ub_names_query *q;
    double threshold;
    float least_for;                   /* score for `threshold` */
    uint64_t n_asked;
};

static inline bool ub_finder_looked_up(const ub_name_token *t)
{
    return t->kind == UB_TOKEN_WORD || t->kind == UB_TOKEN_GENERIC || t->kind == UB_TOKEN_PLACE;
}

/* What the tokens of a form of the query are worth; known[i] is NULL where nobody has it. */
void ub_finder_worths(const ub_names_finder *f, ub_side *side, const ub_ix_known *known[UB_TOKENS_MAX]);

/* A form of the list, to be matched; it stands in f->listed. */
void ub_finder_listed(ub_names_finder *f, const ub_ix_form *x, ub_side *side);

/* Match one form of the list, or all, with a form of the query, and keep what reaches the score. */
void ub_finder_try(ub_names_finder *f, ub_side *side, uint8_t q_form, uint32_t form);
void ub_finder_try_all(ub_names_finder *f, ub_side *side, uint8_t q_form);

/* The same for all forms that may reach the score. */
void ub_finder_block(ub_names_finder *f, uint8_t q_form);

#endif
