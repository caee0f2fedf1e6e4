/* SPDX-License-Identifier: Apache-2.0 */
/* css, tests and benchmark only: the style of the development mail, taken out crudely. */
#ifndef UB_CSS_CORPUS_H
#define UB_CSS_CORPUS_H

#include "css.h"

/*
 * css_corpus_each - call `see` for each style attribute and each style element of the mail.
 *
 * A mail is searched as it stands, with quoted-printable decoded as if all of it were that, and in its base64 bodies.  What
 * is found twice is seen twice; entities stay.  `style` is dropped when the next mail is read.
 */
void css_corpus_each(void (*see)(void *ctx, ub_str style, bool is_sheet), void *ctx);

#endif
