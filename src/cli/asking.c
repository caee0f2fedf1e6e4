/* SPDX-License-Identifier: Apache-2.0 */
/* Lists and whatever answers questions about them. */
#include "asking.h"

#include "cli.h"
#include "fold.h"
#include "listed.h"

int ub_asking_open(ub_asking *asking, bool only_pairs, const char *folder, const char *dir, ub_day as_of)
{
    ub_err err = { 0 };
    int status = only_pairs ? 0 : ub_listed_open(&asking->lists, folder, dir, as_of);
    if (status) return status;
    if (ub_arena_open(&asking->scratch, UB_ASKING_SCRATCH_MAX, &err) == UB_OK) return 0;
    ub_cli_complain_err("screen", &err);
    ub_lists_close(&asking->lists);
    return UB_EXIT_TEMPORARY;
}

void ub_asking_close(ub_asking *asking)
{
    ub_arena_close(&asking->scratch);
    ub_lists_close(&asking->lists);
}

ub_status ub_asking_ask(ub_asking *asking, ub_arena *a, const ub_screen_query *q, ub_screen_answer *answer, ub_err *err)
{
    return ub_screen_exact(&asking->lists, a, q, answer, err);
}

ub_status ub_asking_compare(ub_arena *a, ub_entry_kind kind, ub_str name1, ub_str name2, ub_asking_pair *pair, ub_err *err)
{
    ub_buf x = ub_buf_in(a), y = ub_buf_in(a);
    (void)kind;
    memset(pair, 0, sizeof *pair);
    if (!ub_fold(name1, &x) || !ub_fold(name2, &y)) return ub_fail(err, UB_LIMIT, "too much for one query", 0);
    pair->match = ub_str_eq(ub_buf_str(&x), ub_buf_str(&y));
    pair->score = pair->match;
    if (pair->match) pair->reasons[pair->n_reasons++] = UB_S("exact-name");
    return UB_OK;
}
