/* SPDX-License-Identifier: Apache-2.0 */
/* Inside codec: the generated tables of character sets and their labels. */
#ifndef UB_CHARSET_TABLES_H
#define UB_CHARSET_TABLES_H

#include "codec.h"

typedef struct ub_charset_label {
    ub_str label;
    uint16_t charset;     /* index into ub_charsets */
    bool whatwg;
} ub_charset_label;

extern const ub_charset ub_charsets[];
extern const size_t ub_n_charsets;
extern const ub_charset_label ub_charset_labels[];      /* as written, sorted */
extern const size_t ub_n_charset_labels;
extern const ub_charset_label ub_charset_folded[];      /* letters and digits alone, sorted */
extern const size_t ub_n_charset_folded;
extern const uint16_t ub_jis0208[94 * 94];               /* rows and cells from 1; 0xFFFD where there is none */

#endif
