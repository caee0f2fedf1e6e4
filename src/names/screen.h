/* SPDX-License-Identifier: Apache-2.0 */
/* screen: what lists say of a name, an address, a site, a wallet or a number. */
#ifndef UB_NAMES_SCREEN_H
#define UB_NAMES_SCREEN_H

#include "store.h"

/* What is asked for.  AUTO looks in all that the text could be. */
typedef enum ub_screen_what {
    UB_SCREEN_AUTO, UB_SCREEN_NAME, UB_SCREEN_WALLET, UB_SCREEN_EMAIL, UB_SCREEN_DOMAIN, UB_SCREEN_ID,
} ub_screen_what;

typedef struct ub_screen_query {
    ub_str text;
    ub_screen_what what;
    ub_entry_kind kind;    /* what the party is, UB_ENTRY_UNKNOWN when not known */
    ub_day birth;          /* 0: not known */
    ub_str country;        /* ISO 3166 alpha-2, empty: not known */
} ub_screen_query;

#define UB_SCREEN_NO_VALUE (-1.0)
#define UB_SCREEN_REASONS_MAX 16
#define UB_SCREEN_HITS_MAX 1000        /* hits of one query; more are counted */

typedef struct ub_screen_hit {
    uint32_t list, entry;  /* of ub_lists */
    ub_str matched;        /* the name or value on the list that matched */
    ub_key_kind kind;
    bool exact;
    double evalue;         /* chance hits in a million names, UB_SCREEN_NO_VALUE where that has no meaning */
    int ofac_score;        /* -1: not computed */
    uint8_t n_reasons;
    ub_str reasons[UB_SCREEN_REASONS_MAX];
} ub_screen_hit;

typedef struct ub_screen_answer {
    ub_screen_hit *p;
    size_t n, cap, omitted;
    bool bad_wallet;       /* the text has the form of a wallet address, but its checksum does not hold */
} ub_screen_answer;

/*
 * ub_screen_exact - what is on the lists exactly.
 *
 * Names: folded, with the family name at either end; primary names and strong aliases only, weak ones are no hits alone.
 * Domains: a host hits when it is the registrable domain of a listed site or lies below it.
 * out    *answer  one hit for each entry and kind, in the order of the lists; lives in `a`
 * fails  UB_LIMIT: the arena is full
 * cost   some binary searches a list
 */
ub_status ub_screen_exact(const ub_lists *lists, ub_arena *a, const ub_screen_query *q, ub_screen_answer *answer, ub_err *err);

/* Add a reason; what is over UB_SCREEN_REASONS_MAX is dropped. */
void ub_screen_reason(ub_screen_hit *h, ub_str reason);

/* What speaks for or against beside the name: birth, country, kind of party, listing.  Adds reasons, hides nothing. */
void ub_screen_context(const ub_lists *lists, ub_arena *a, const ub_screen_query *q, ub_screen_hit *h);

#endif
