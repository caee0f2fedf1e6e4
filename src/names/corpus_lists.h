/* SPDX-License-Identifier: Apache-2.0 */
/* corpus_lists: the sanctions lists of the corpora, for tests and benchmarks of the matcher. */
#ifndef UB_NAMES_CORPUS_LISTS_H
#define UB_NAMES_CORPUS_LISTS_H

#include "read.h"
#include "support.h"

/* Read files of sanctions/ as one list.  `names` are separated by spaces.  Skips as ub_test_corpus does. */
static inline ub_list ub_corpus_list(ub_arena *a, const char *names)
{
    ub_list_file files[8];
    ub_list_fault fault = { { 0 }, 0, 0, 0 };
    ub_list list;
    size_t n = 0;
    for (const char *p = names; *p; n++) {
        char path[200];
        size_t len = strcspn(p, " ");
        const char *slash = memchr(p, '/', len);
        assert_true(n < 8);
        snprintf(path, sizeof path, "sanctions/%.*s", (int)len, p);
        files[n].name = ub_str_of(slash + 1, len - (size_t)(slash + 1 - p));
        files[n].data = ub_test_read(a, ub_test_corpus(path));
        p += len + (p[len] == ' ');
    }
    if (ub_list_read(a, files, n, UB_S(""), 0, &list, &fault) != UB_OK) fail_msg("%s: row %zu: %s", names, fault.row, fault.err.what);
    return list;
}

#define UB_CORPUS_UN "un/UN_consolidated.xml"
#define UB_CORPUS_SDN_2021 "ofac-2021-07/sdn.csv ofac-2021-07/alt.csv ofac-2021-07/add.csv ofac-2021-07/sdn_comments.csv"
#define UB_CORPUS_NON_SDN "ofac-consolidated-nonsdn/cons_prim.csv ofac-consolidated-nonsdn/cons_alt.csv"
#define UB_CORPUS_SDN_2026 "ofac-2026-excerpt/sdn.csv ofac-2026-excerpt/alt.csv ofac-2026-excerpt/add.csv"
#define UB_CORPUS_UK "uk/uk-sanctions-list.excerpt.csv"

#endif
