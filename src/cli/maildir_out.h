/* SPDX-License-Identifier: Apache-2.0 */
/* maildir_out, mbox_out: how a cleaned message is kept.  https://cr.yp.to/proto/maildir.html, RFC 4155 */
#ifndef UB_CLI_MAILDIR_OUT_H
#define UB_CLI_MAILDIR_OUT_H

#include "box.h"
#include "report.h"

/*
 * ub_mbox_put - append a message to an mbox.
 *
 * The From_ line, its line end and the empty line behind the message are kept as they came, or made.  Quoting that came
 * is copied; a line that begins with "From " gets one '>', so that all readers cut the same; Content-Length is redone.
 *
 * in     item     where it came from
 *        pieces   the message
 *        a        scratch
 * fails  UB_LIMIT
 */
ub_status ub_mbox_put(ub_out *out, const ub_box_item *item, const ub_str *pieces, size_t n_pieces, ub_arena *a, ub_err *err);

/*
 * ub_maildir_put - write a message into a Maildir that nobody else writes to.
 *
 * A message of a Maildir keeps its folder, its name with its flags, and its time; ",S=" and ",W=" in the name are redone.
 * Any other goes to cur, its flags from Status and X-Status.
 *
 * in     dir      the new Maildir, whose folders are made as needed
 *        top_n    bytes of item->path that name the old one, with the slash
 * fails  UB_IO
 */
ub_status ub_maildir_put(int dir, size_t top_n, const ub_box_item *item, const ub_str *pieces, size_t n_pieces, ub_err *err);
ub_status ub_maildir_begin(int dir, ub_err *err);      /* its empty folders */

/* 16 hexadecimal digits that tell the message from others: of its path and offset. */
void ub_item_digest(const ub_box_item *item, size_t top_n, char out[17]);

#endif
