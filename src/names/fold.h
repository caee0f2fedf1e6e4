/* SPDX-License-Identifier: Apache-2.0 */
/* fold: names without what people type differently: case, diacritics, punctuation. */
#ifndef UB_NAMES_FOLD_H
#define UB_NAMES_FOLD_H

#include "base.h"

/*
 * ub_fold - add the folded form of `text` to `out`.
 *
 * NFKD, marks and format characters dropped, case folded, a few letters that do not decompose spelt out (ø o, ł l, đ d, ß ss,
 * æ ae); apostrophes, dots and tatweel vanish, other punctuation and spaces become one space, none at the ends and none between
 * two Han characters.  Two names are exactly equal when their folded forms are.
 * fails  false at the arena's ceiling; *out holds a part then
 * cost   linear; ASCII needs no table
 */
bool ub_fold(ub_str text, ub_buf *out);

#endif
