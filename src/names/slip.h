/* SPDX-License-Identifier: Apache-2.0 */
/*
 * slip: a name that is as listed but for one slip of the pen, whatever the order of its words; or but for the spaces.
 *
 * By keys: each word of a name, whole and with each letter left out in turn, together with the other words as they are.  Two
 * names of equal words that differ in one letter (another, one less, one more, one moved) share a key, and no others do.
 */
#ifndef UB_NAMES_SLIP_H
#define UB_NAMES_SLIP_H

#include "forms.h"

enum { UB_SLIP_KEYS_MAX = UB_WORDS_TEXT + 3 * UB_WORDS_MAX };

/* fewer letters than these cannot tell whom they mean */
enum { UB_SLIP_LETTERS = 6 };

/* The keys of a name, of the list's side or the query's; none where it is not in Latin letters.  Returns how many. */
unsigned ub_slip_keys(const ub_forms *f, bool listed, uint64_t out[UB_SLIP_KEYS_MAX]);

static inline ub_str ub_forms_word(const ub_forms *f, unsigned i)
{
    unsigned from = i ? f->word_end[i - 1] : 0;
    return ub_str_of(f->words + from, f->word_end[i] - from);
}

#endif
