/* SPDX-License-Identifier: Apache-2.0 */
/*
 * regex: the regular expressions that lists of trackers use, in time linear in the text.  Part of the room judge.
 *
 * All states are followed at once, so nothing backtracks.  What cannot be done that way is refused: looking ahead or behind,
 * references to groups.  Bytes, not characters; the first group can be asked for.
 * spec   ECMA-262 22.2.1, without u and v: literals, classes, \d \w \s \b and their capitals, groups, | * + ? {m,n}, lazy
 *        ones, ^ and $
 */
#ifndef UB_JUDGE_REGEX_H
#define UB_JUDGE_REGEX_H

#include "base.h"

#define UB_REGEX_MAX 2048u             /* bytes of an expression */
#define UB_REGEX_STEPS_MAX 2000u       /* of a compiled one, {m,n} written out */
#define UB_REGEX_DEPTH_MAX 32u         /* groups within groups */

/* One step of a compiled expression; `to` counts from the step itself. */
typedef struct ub_regex_step {
    uint8_t op, c;                     /* ours */
    uint16_t set;                      /* a set of bytes, counted from the expression's first */
    int16_t to, or_to;
} ub_regex_step;

typedef struct ub_regex_set { uint64_t bits[4]; } ub_regex_set;

/* An expression: pieces of arrays that many share, so that it can lie in a mapped file. */
typedef struct ub_regex {
    uint32_t steps_at, sets_at;
    uint16_t n_steps, n_sets;
    uint32_t need_at;                  /* in `text`: bytes that every match holds; none: need_n 0 */
    uint16_t need_n;
    uint16_t nocase;                   /* the text to match has to be in lower case */
    uint32_t word_at;                  /* in `text`: letters and digits that stand between marks, or at an end, in every match */
    uint32_t word_n;                   /* 0: none that we see */
} ub_regex;

typedef struct ub_regex_pool {
    struct { ub_regex_step *p; size_t n, cap; } steps;
    struct { ub_regex_set *p; size_t n, cap; } sets;
    ub_buf *text;
} ub_regex_pool;

/* What matching needs of the pool. */
typedef struct ub_regex_view {
    const ub_regex_step *steps;
    const ub_regex_set *sets;
    const char *text;
} ub_regex_view;

/*
 * ub_regex_compile
 * in     whole  it has to match all of the text, as if between ^(?: and )$
 * fails  UB_SYNTAX: not an expression; UB_ABSENT: one that is not done here, err->what says why; UB_LIMIT: too long or large
 *        (err->at 0 and the arena full: err->what says so)
 */
ub_status ub_regex_compile(ub_arena *a, ub_regex_pool *pool, ub_str expression, bool nocase, bool whole, ub_regex *re, ub_err *err);

/* Are all its numbers within arrays of `n_steps`, `n_sets` and `n_text`?  For files that somebody else wrote. */
bool ub_regex_holds(const ub_regex *re, const ub_regex_view *v, size_t n_steps, size_t n_sets, size_t n_text);

/*
 * ub_regex_match - does it match somewhere in `text`?
 * out    *group  the first group of the leftmost match, p NULL when it has none; `group` may be NULL
 * cost   text.n times the number of steps at most
 */
bool ub_regex_match(const ub_regex *re, const ub_regex_view *v, ub_str text, ub_str *group);

#endif
