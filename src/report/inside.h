/* SPDX-License-Identifier: Apache-2.0 */
/* inside: what the files of the room report share. */
#ifndef UB_REPORT_INSIDE_H
#define UB_REPORT_INSIDE_H

#include "report.h"

/* The members raw_sha256 and stable_sha256; a digest that cannot be had is left out. */
void report_hashes(ub_json *j, const ub_report_message *m);

#endif
