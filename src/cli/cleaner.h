/* SPDX-License-Identifier: Apache-2.0 */
/* cleaner: one message disarmed, as the options of `clean` say. */
#ifndef UB_CLI_CLEANER_H
#define UB_CLI_CLEANER_H

#include "flow.h"

typedef struct ub_cleaner {
    ub_flow flow;
    ub_disarm_opts opts;
    ub_disarmed out;
    int withheld_dir;         /* where withheld parts are put as files, or -1 */
} ub_cleaner;

/* Read `raw` and disarm it: c->out.  fails  UB_LIMIT, UB_NOMEM */
ub_status ub_cleaner_read(ub_cleaner *c, ub_str raw, ub_err *err);

/* The folder for withheld parts, made when it is not there.  fails  UB_IO */
ub_status ub_cleaner_withhold_in(ub_cleaner *c, const char *dir, ub_err *err);

/* The name of the file of withheld part `n`, from 1, of the message `id`. */
void ub_cleaner_withheld_name(char out[128], ub_str id, unsigned n);

/* Write the withheld parts of the message just read into files, each whole or not at all.  fails  UB_IO */
ub_status ub_cleaner_put_withheld(const ub_cleaner *c, ub_str id, ub_err *err);

#endif
