/* SPDX-License-Identifier: Apache-2.0 */
/*
 * match: names that may be on a list.
 *
 * Names are compared as what they sound like, in any script and order.  The answer is no percentage but an E-value: how many
 * names in a million ordinary ones would be as close to something on these lists by chance.  See score.h for how.
 */
#ifndef UB_NAMES_MATCH_H
#define UB_NAMES_MATCH_H

#include "list.h"

/* ------------------------------------------------------------------------------------------------ the index */

/*
 * ub_names_index_build - one index over several lists.
 *
 * in     lists   as they will be given to every later call, in this order
 * out    *block  bytes without a pointer in them, in `a`, to be written to a file as they are and mapped again; about 600
 *                bytes a listed name.  The same lists give the same bytes, on machines of the same byte order.
 * fails  UB_LIMIT at the arena's ceiling, or beyond UB_NAMES_LISTED_MAX names; UB_NOMEM
 * cost   linear in the lists, and 100,000 ordinary names are screened to calibrate: some seconds in all, 150 MB of `a`
 */
#define UB_NAMES_LISTED_MAX 1000000u
#define UB_NAMES_LISTS_MAX 64
ub_status ub_names_index_build(ub_arena *a, const ub_list *const *lists, size_t n_lists, ub_str *block, ub_err *err);

/* An index as it lies in memory.  A view: `block` stays with the caller. */
typedef struct ub_names_index { const void *head; const char *at; } ub_names_index;

/*
 * ub_names_index_open - use a block.
 * in     block   8-byte aligned; as built by this version, perhaps read from a file
 * fails  UB_SYNTAX: not such a block, of another version or byte order, damaged in its head, cut short, or a place in it that
 *        lies outside it; a changed score is not noticed: hash the file where that matters
 * cost   every index in it is looked at once, about a millisecond a megabyte; `trusted`: only the head
 */
ub_status ub_names_index_open(ub_str block, bool trusted, ub_names_index *ix, ub_err *err);

/* ------------------------------------------------------------------------------------------------ asking */

typedef struct ub_names_query {
    ub_str name;           /* UTF-8, or anything */
    ub_entry_kind kind;    /* UB_ENTRY_UNKNOWN: not known, nothing is concluded from it */
    ub_day birth;          /* 0: not known; 19851027, 19850000 */
    ub_str country;        /* ISO 3166 alpha-2, any case; empty: not known */
} ub_names_query;

typedef struct ub_names_hit {
    uint32_t list, entry;  /* index in `lists`, in its entries */
    uint32_t name;         /* in its names: the one that matched best */
    bool exact;            /* a primary name or strong alias, letter for letter: case, accents, punctuation and the order of
                            * its words apart.  Such a hit is always returned */
    double evalue;         /* chance hits as good as this in a million ordinary names */
    float score;           /* in nats; for ranking, and to tell why */
    ub_str reasons[12];    /* of its name: "near-exact", "same: guangzong", "typo: zhoa/zhao", "order", .. ; in the arena.  What
                            * birth, country and kind say goes into the score; to put it into words, see ub_screen_context */
    uint8_t n_reasons;
} ub_names_hit;

/* Who asks: one for each thread.  Lives in the arena it was opened with. */
typedef struct ub_names_finder ub_names_finder;
/* fails  UB_LIMIT.  cost: 300 KB of `a` */
ub_status ub_names_finder_open(ub_arena *a, const ub_names_index *ix, ub_names_finder **finder, ub_err *err);

#define UB_NAMES_THRESHOLD 50.0    /* E-value: one chance hit in 20,000 names */
#define UB_NAMES_HITS_MAX 50

/*
 * ub_names_find - who on the lists may this be?
 *
 * out    *hits   in `a`, at most UB_NAMES_HITS_MAX, the best first, one for each entry: exact ones, and those whose E-value
 *                is at most `threshold`.  With more, the worst are left out, exact ones last.
 * fails  UB_LIMIT at the arena's ceiling
 * cost   about two microseconds for an ordinary name against 29,000 listed ones (bench/names); nothing is taken from `a` but
 *        for hits
 */
ub_status ub_names_find(ub_names_finder *finder, ub_arena *a, const ub_names_query *q, double threshold,
                        ub_names_hit **hits, size_t *n_hits, ub_err *err);

/* The same by looking at every listed name, in order; for tests. */
ub_status ub_names_find_slowly(ub_names_finder *finder, ub_arena *a, const ub_names_query *q, double threshold,
                               ub_names_hit **hits, size_t *n_hits, ub_err *err);

/* ------------------------------------------------------------------------------------------------ two names */

typedef struct ub_names_pair {
    bool match;            /* score >= 0.5 */
    float score;           /* 0 .. 1: chance that somebody who compared many such pairs calls it one name */
    ub_str reasons[12];    /* in the arena */
    uint8_t n_reasons;
} ub_names_pair;

/*
 * ub_names_compare - may two names be one party's?
 *
 * in     kind    what both are; UB_ENTRY_UNKNOWN where not known
 * out    *pair   score and match are the same whichever name comes first
 * fails  UB_LIMIT at the arena's ceiling
 * cost   some microseconds; at most 16 words of each name are looked at
 */
ub_status ub_names_compare(ub_arena *a, ub_entry_kind kind, ub_str name1, ub_str name2, ub_names_pair *pair, ub_err *err);

/*
 * ub_names_ofac_score - the score that OFAC's own search would give, 0 .. 100, by what it tells of itself (FAQ 246, 247, 249):
 * the higher of Jaro-Winkler over the whole name and over its parts.  For comparing with policies that are written in such
 * scores; our own answer does not rest on it.
 */
int ub_names_ofac_score(ub_str query, ub_str listed);

#endif
