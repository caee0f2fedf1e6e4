/* SPDX-License-Identifier: Apache-2.0 */
/* The sets and labels that the first readers need; the whole of WHATWG's table and ICU's follows. */
#include "charset_tables.h"
#include "utf.h"

const ub_charset ub_charsets[] = {
    { "utf-8", NULL, UB_CHARSET_ASCII, OWN_UTF8, true, NULL, NULL },
    { "utf-16le", NULL, UB_CHARSET_WIDE, OWN_UTF16LE, true, "utf-16be", NULL },
    { "utf-16be", NULL, UB_CHARSET_WIDE, OWN_UTF16BE, true, NULL, NULL },
    { "utf-7", NULL, UB_CHARSET_STATEFUL, OWN_UTF7, false, NULL, NULL },
    { "iso-2022-jp", "ISO-2022-JP", UB_CHARSET_STATEFUL, OWN_ICU, true, NULL, NULL },
    { "windows-1252", "ibm-5348_P100-1997", UB_CHARSET_ASCII, OWN_ICU, true, NULL, NULL },
    { "gbk", "windows-936-2000", UB_CHARSET_TRAIL, OWN_ICU, true, NULL, NULL },
};
const size_t ub_n_charsets = UB_COUNT(ub_charsets);

const ub_charset_label ub_charset_labels[] = {
    { UB_LIT("gb2312"), 6, true }, { UB_LIT("gbk"), 6, true }, { UB_LIT("iso-2022-jp"), 4, true },
    { UB_LIT("iso-8859-1"), 5, true }, { UB_LIT("us-ascii"), 5, true }, { UB_LIT("utf-16"), 1, true },
    { UB_LIT("utf-16be"), 2, true }, { UB_LIT("utf-16le"), 1, true }, { UB_LIT("utf-7"), 3, false },
    { UB_LIT("utf-8"), 0, true }, { UB_LIT("utf8"), 0, true }, { UB_LIT("windows-1252"), 5, true },
};
const size_t ub_n_charset_labels = UB_COUNT(ub_charset_labels);

const ub_charset_label ub_charset_folded[] = { { UB_LIT("utf8"), 0, true } };
const size_t ub_n_charset_folded = UB_COUNT(ub_charset_folded);
