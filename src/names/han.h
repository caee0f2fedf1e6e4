/* SPDX-License-Identifier: Apache-2.0 */
/* han: Chinese characters in names, and Chinese names in Latin letters. */
#ifndef UB_NAMES_HAN_H
#define UB_NAMES_HAN_H

#include "forms.h"

typedef struct ub_han_run { uint16_t c[UB_HAN_MAX]; uint8_t n; } ub_han_run;

/* Add a run of characters to form 0, read in Mandarin: family name and given name when the name can be a person's (2 to 4
 * characters, the family name with the reading it has as such), else one token for what stands between known words.
 * `foreign`: a dot follows, as within foreign names. */
void ub_han_put(const ub_han_run *run, ub_form *f, ub_forms *all, bool foreign);

/* Further readings of a name in Chinese characters: Japanese, Korean; for lists Cantonese and Wade-Giles too. */
void ub_han_forms(ub_forms *all, int how);

/* A name in Latin letters that may be Wade-Giles: a second form in pinyin. */
void ub_wade_forms(ub_forms *all);

#endif
