/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mail_html: the HTML parts of a message, split crudely; for tests and benchmarks of this room only.
 *
 * It knows multipart by its boundary, message/rfc822, base64 and quoted-printable.  What the mime room knows of readings,
 * broken headers and charsets is not here.
 */
#ifndef UB_MAIL_HTML_H
#define UB_MAIL_HTML_H

#include "base.h"

/* Call `see` for each text/html part.  The bytes are as decoded; those that are not UTF-8 are taken for Latin-1 and
 * become UTF-8.  They live in `a`. */
void ub_mail_html(ub_arena *a, ub_str message, void (*see)(void *ctx, ub_str html), void *ctx);

#endif
