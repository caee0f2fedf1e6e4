/* SPDX-License-Identifier: Apache-2.0 */
/* progress: one line on standard error while something takes long; only on a terminal. */
#ifndef UB_CLI_PROGRESS_H
#define UB_CLI_PROGRESS_H

#include "team.h"

typedef struct ub_progress_line {
    bool wanted, shown;
    double last;             /* seconds, when it was written */
} ub_progress_line;

/* `quiet`: never. */
ub_progress_line ub_progress_begin(bool quiet);

/* Write it anew, when it is time to. */
void ub_progress_show(ub_progress_line *line, const ub_progress *p);

/* Take it away: something else is to be written to the terminal. */
void ub_progress_clear(ub_progress_line *line);

#endif
