/* SPDX-License-Identifier: Apache-2.0 */
/* flow: one message through the rooms, from bytes to judged findings. */
#ifndef UB_CLI_FLOW_H
#define UB_CLI_FLOW_H

#include "box.h"
#include "report.h"
#include "url.h"

/* What is kept between messages. */
typedef struct ub_flow {
    ub_arena arena;
    ub_charset_cache charsets;
    ub_url_ctx urls;
    ub_mime mime;
    ub_found found;
    ub_judged judged;
    ub_notes notes;
} ub_flow;

/* fails  UB_NOMEM */
ub_status ub_flow_open(ub_flow *f, uint64_t max_message_bytes, ub_err *err);
void ub_flow_close(ub_flow *f);

/* Read one message; what was known of the one before is gone.  fails  UB_LIMIT, UB_NOMEM */
ub_status ub_flow_read(ub_flow *f, ub_str raw, ub_err *err);

/* What reports want to know about the message just read. */
ub_report_message ub_flow_report(ub_flow *f, const ub_box_item *item);

#endif
