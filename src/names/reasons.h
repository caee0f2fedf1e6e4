/* SPDX-License-Identifier: Apache-2.0 */
/* reasons: what is known of a party beside its name, and why a hit is one. */
#ifndef UB_NAMES_REASONS_H
#define UB_NAMES_REASONS_H

#include "index.h"

/* What birth, country and kind add or take away, in nats; and the most they could add. */
float ub_facts_score(const ub_names_query *q, const ub_ix_facts *x);
float ub_facts_most(const ub_names_query *q);

typedef struct ub_reasons { ub_arena *a; ub_str *out; unsigned n, max; bool failed; } ub_reasons;
void ub_reason_add(ub_reasons *r, const char *rule, ub_str what, ub_str other);       /* "rule", "rule: what", "rule: what/other" */
void ub_reasons_match(ub_reasons *r, const ub_form *x, const ub_form *y, const ub_match *m);

#endif
