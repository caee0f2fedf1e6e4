/* SPDX-License-Identifier: Apache-2.0 */
/* mail_text: what a body says to its reader, as UTF-8 without markup. */
#ifndef UB_CLI_MAIL_TEXT_H
#define UB_CLI_MAIL_TEXT_H

#include "find.h"

/* Told of each piece: whose words they are, "body", "quoted" or "signature", and the text, which lives until the call returns. */
typedef ub_status (*ub_mail_text_piece)(void *ctx, const char *role, ub_str text);

/*
 * ub_mail_text - the text of one document, piece by piece in order.
 *
 * Markup is gone, character references are read, what stands in one line of a paragraph stays together, and an empty line parts
 * paragraphs.  Text that is hidden by style is text.  Quoted is what stands in blockquote, behind ">", and below the line that
 * mailers put above a message that they pass on; a signature begins with the line "-- ".
 *
 * in     d      HTML or plain text, of which the first UB_MAIL_TEXT_MAX bytes are read; of other kinds there is nothing to tell
 * fails  what `piece` returns; UB_LIMIT, UB_NOMEM
 * cost   linear in the document
 */
#define UB_MAIL_TEXT_MAX ((size_t)32 << 20)
ub_status ub_mail_text(ub_arena *a, ub_charset_cache *charsets, const ub_doc *d, ub_mail_text_piece piece, void *ctx, ub_err *err);

#endif
