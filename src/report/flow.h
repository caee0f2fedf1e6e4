/* SPDX-License-Identifier: Apache-2.0 */
/* flow: one message through the rooms, from bytes to judged findings, and on to the disarmed message. */
#ifndef UB_FLOW_H
#define UB_FLOW_H

#include "box.h"
#include "report.h"
#include "url.h"

/* What is kept between messages. */
typedef struct ub_flow {
    ub_arena arena;
    ub_charset_cache charsets;
    ub_url_ctx urls;
    ub_judge_cache cache;
    ub_mime mime;
    ub_found found;
    ub_judged judged;
    ub_notes notes;
    const ub_roster *roster;      /* the caller's: whom others may pose as; NULL */
    const ub_trusted *trusted;    /* .. and hosts whose Authentication-Results count; NULL */
    const struct ub_rules *rules;    /* the caller's, after ub_flow_open(): lists of trackers; NULL: none */
    bool clean_links;             /* disarming cleans links, too */
    ub_link_opts links;           /* how */
} ub_flow;

/* The address space that a message of so many bytes may take: decoded bodies, their conversions, edits.  Only what is touched
 * is backed by memory.  fails  UB_NOMEM */
ub_status ub_flow_arena(ub_arena *a, uint64_t message_bytes, ub_err *err);

/* fails  UB_NOMEM */
ub_status ub_flow_open(ub_flow *f, uint64_t max_message_bytes, ub_err *err);
void ub_flow_close(ub_flow *f);

/* What was known of the message before is gone; its memory is there for the next. */
void ub_flow_forget(ub_flow *f);

/*
 * ub_flow_read - read one message, after ub_flow_forget().
 * in     recipients  addresses besides those of its header, `n` of them; they live as long as the message
 * fails  UB_LIMIT, UB_NOMEM
 */
ub_status ub_flow_read(ub_flow *f, ub_str raw, const ub_str *recipients, size_t n, ub_err *err);

/* Disarm the message just read.  `opts` is the caller's own choice; what the flow knows is filled in.  fails  UB_LIMIT */
ub_status ub_flow_disarm(ub_flow *f, const ub_disarm_opts *opts, ub_disarmed *out, ub_err *err);

/* What reports want to know about the message just read, which came as `item`. */
ub_report_message ub_flow_report(ub_flow *f, const ub_box_item *item);

#endif
