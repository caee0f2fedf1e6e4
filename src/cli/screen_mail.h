/* SPDX-License-Identifier: Apache-2.0 */
/* screen_mail: what of one message is on the sanctions lists, for `scan --screen`. */
#ifndef UB_CLI_SCREEN_MAIL_H
#define UB_CLI_SCREEN_MAIL_H

#include "asking.h"
#include "flow.h"

/*
 * ub_screen_mail - screen a message that was read.
 *
 * Asked for are the names and addresses of its header (From, Sender, Reply-To, Return-Path, To, Cc), the hosts of its
 * references, and what in its texts has the form of a wallet or email address, or the number of a ship or passport.  With
 * `names` the names in its texts and its subject are, too, as ub_mentions_find does it.  Each is asked for once, a name in a text
 * is told once for each role; at most UB_SCREEN_MAIL_MAX of them.
 *
 * out    a line or an object for each that hits, behind what the message itself wrote; *hits is raised for each
 * fails  UB_LIMIT
 * cost   linear in the texts; some microseconds for each that is asked for
 */
#define UB_SCREEN_MAIL_MAX 10000u
typedef struct ub_screen_mail_opts { bool as_json, names; } ub_screen_mail_opts;
ub_status ub_screen_mail(ub_asking *asking, ub_flow *f, const ub_box_item *item, const ub_screen_mail_opts *o, ub_out *out, uint64_t *hits,
                         ub_err *err);

#endif
