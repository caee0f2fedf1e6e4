/* SPDX-License-Identifier: Apache-2.0 */
/* mention: names of listed parties in running text. */
#ifndef UB_NAMES_MENTION_H
#define UB_NAMES_MENTION_H

#include "matching.h"

/* Told of each: the words as they stand, white space made one space, and what ub_screen says of them.  Both live until the call
 * returns. */
typedef ub_status (*ub_mention_tell)(void *ctx, ub_str name, const ub_screen_answer *answer);

/*
 * ub_mentions_find - look the names in a text up.
 *
 * A name is looked for where words with capitals stand together, at most UB_MENTION_WORDS of them, words such as "bin", "of" and
 * "de" and one comma between them.  Of those that overlap the best one counts: exact before alike, then the longer, then the rarer.
 * Names have five letters; what is like a weak alias, or part of the name of a company or ship, does not count.  A word that stands
 * alone counts when it is no first word of a sentence, and is exactly a listed name that is rare.  In scripts without capitals a
 * name may begin at each word, or letter where words are not parted.  So names that are not exact have to be rarer by
 * UB_MENTION_BARE there; names have two words, or two to four letters, two only where nothing else stands beside them, and longer
 * ones have to stand as they are listed.
 *
 * in     text       UTF-8.  An empty line parts names, the end of a line does not
 *        threshold  of E-values, as for ub_screen
 * fails  what `tell` returns; UB_LIMIT at the arena's ceiling
 * cost   linear in the text: some ten microseconds a word with a capital, a hundred a word without capitals
 */
#define UB_MENTION_WORDS 8u
#define UB_MENTION_BARE 50
ub_status ub_mentions_find(const ub_lists *lists, ub_matching *m, ub_arena *a, ub_str text, double threshold, ub_mention_tell tell, void *ctx,
                           ub_err *err);

#endif
