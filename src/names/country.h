/* SPDX-License-Identifier: Apache-2.0 */
/* country: from the names that lists and people use to ISO 3166-1 alpha-2. */
#ifndef UB_NAMES_COUNTRY_H
#define UB_NAMES_COUNTRY_H

#include "base.h"

/*
 * ub_country_code - "Iran", "Korea, North", "DEMOCRATIC REPUBLIC OF THE CONGO", "ru", "RUS"; case, a leading "the" and
 * what stands in brackets do not matter.
 * returns two capital letters, static; empty when we do not know it
 * cost   a binary search
 */
ub_str ub_country_code(ub_str name);

bool ub_country_sorted(void);          /* for the test of the table */

#endif
