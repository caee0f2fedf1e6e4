/* SPDX-License-Identifier: Apache-2.0 */
/* screen_out: hits of screening as JSON and as text, for `screen` and `scan --screen`. */
#ifndef UB_CLI_SCREEN_OUT_H
#define UB_CLI_SCREEN_OUT_H

#include "report.h"
#include "screen.h"

/* A number that may have no value: null then. */
void ub_screen_out_number(ub_json *j, const char *key, double value);

/* "hits":[..], and "hits_omitted" where there are more. */
void ub_screen_out_json(ub_json *j, const ub_lists *lists, const ub_screen_answer *answer);

/* What stands behind "QUERY: ": list, uid, name, value, reasons; with `explain` what the list knows, in lines of its own.
 * Ends the line. */
void ub_screen_out_hit(ub_out *out, const ub_lists *lists, const ub_screen_hit *h, bool explain);

#endif
