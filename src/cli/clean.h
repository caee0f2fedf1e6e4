/* SPDX-License-Identifier: Apache-2.0 */
/* clean: what the two halves of the command share. */
#ifndef UB_CLI_CLEAN_H
#define UB_CLI_CLEAN_H

#include "box.h"
#include "cleaner.h"
#include "protect.h"
#include "report.h"

typedef enum ub_clean_form { UB_CLEAN_AS_IS, UB_CLEAN_MBOX, UB_CLEAN_MAILDIR } ub_clean_form;

typedef struct ub_clean_opts {
    const char *in, *out, *report;      /* out: NULL, "-" or a path */
    ub_clean_form form;
    ub_disarm_opts disarm;
    const char *withheld;               /* NULL, or a folder */
    ub_box_opts box;
    ub_protect protect;                 /* opened before either half */
    unsigned jobs;
    const struct ub_rules *rules;       /* NULL, or lists of trackers */
    bool clean_links, quiet, verbose;
} ub_clean_opts;

/* A whole mailbox or folder.  Returns the exit status. */
int ub_clean_mailbox(const ub_clean_opts *o);

/* What was done with the message just read, as lines of the report. */
void ub_clean_report(ub_out *out, ub_cleaner *c, const ub_box_item *item, ub_str id);

#endif
