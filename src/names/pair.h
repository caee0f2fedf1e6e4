/* SPDX-License-Identifier: Apache-2.0 */
/* pair: what two names have in common, as numbers; pair_weights.def says which and what they weigh. */
#ifndef UB_NAMES_PAIR_H
#define UB_NAMES_PAIR_H

#include "match.h"
#include "score.h"

enum {
#define W(name, weight) UB_PAIR_##name,
#include "pair_weights.def"
#undef W
    UB_PAIR_FEATURES,
};

/* The same whichever form comes first when the names are put in order before.  *m says how the tokens go together. */
void ub_pair_features(ub_entry_kind kind, const ub_form *x, const ub_form *y, float f[UB_PAIR_FEATURES], ub_match *m);
/* What two names in Chinese characters add. */
void ub_pair_han(const ub_forms *x, const ub_forms *y, float f[UB_PAIR_FEATURES]);

#endif
