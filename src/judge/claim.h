/* SPDX-License-Identifier: Apache-2.0 */
/* Names of the roster in texts of a message.  Of the room judge. */
#ifndef UB_JUDGE_CLAIM_H
#define UB_JUDGE_CLAIM_H

#include "roster.h"

/* How a name has to stand in a text. */
typedef enum ub_claim_how {
    UB_CLAIM_LOOSE,      /* the whole text, with words around it that such names have; a name of several words anywhere */
    UB_CLAIM_WHOLE,      /* the whole text, with such words around it; and no name of one word, which may be just that */
} ub_claim_how;

/*
 * ub_claim_name - whose name does a short text hold, as a display name does?
 *
 * Words in another order count for names of two to four words.  At most the first 64 words are looked at.
 * out    *who  in ub_roster.who, on true
 * cost   linear in the text
 */
bool ub_claim_name(const ub_roster *r, ub_str text, ub_claim_how how, uint32_t *who);

/* The same for what stands before an @, where a domain's label counts, too. */
bool ub_claim_local(const ub_roster *r, ub_str local, uint32_t *who);

/* Does a text of any length hold a name of `who` of at least so many letters?  Letters that look alike are one.  cost  linear */
bool ub_claim_mentions(const ub_roster *r, ub_str text, uint32_t who, unsigned letters);

/* How many words a name has, as they are counted here. */
unsigned ub_claim_words(ub_str name);

/* A key for the words of a name in any order.  0: it has fewer than two or more than four. */
uint64_t ub_claim_bag(ub_str name);

#endif
