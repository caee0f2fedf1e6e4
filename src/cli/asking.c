/* SPDX-License-Identifier: Apache-2.0 */
/* Lists and whatever answers questions about them. */
#include "asking.h"

#include "cli.h"
#include "listed.h"

#include <stdio.h>
#include <stdlib.h>

bool ub_asking_index_folder(const char *folder, const char *dir, char out[UB_LISTED_PATH_MAX])
{
    char path[UB_LISTED_PATH_MAX];
    if (folder) return ub_cli_place(out, UB_LISTED_PATH_MAX, "XDG_CACHE_HOME", ".cache", "unbeacon/index");
    return ub_listed_dir(dir, path) && snprintf(out, UB_LISTED_PATH_MAX, "%s/.index", path) < UB_LISTED_PATH_MAX;
}

int ub_asking_open(ub_asking *asking, bool only_pairs, const char *folder, const char *dir, ub_day as_of)
{
    ub_err err = { 0 };
    char index[UB_LISTED_PATH_MAX];
    ub_status s = ub_arena_open(&asking->scratch, UB_ASKING_SCRATCH_MAX, &err);
    int status = s == UB_OK && !only_pairs ? ub_listed_open(&asking->lists, folder, dir, as_of) : 0;
    if (status) return ub_arena_close(&asking->scratch), status;
    if (s == UB_OK && !only_pairs)
        s = ub_matching_open(&asking->matching, &asking->lists, ub_asking_index_folder(folder, dir, index) ? index : NULL, &err);
    if (s == UB_OK) return 0;
    ub_asking_close(asking);
    return ub_cli_failed("screen", &err);
}

void ub_asking_close(ub_asking *asking)
{
    ub_arena_close(&asking->scratch);
    ub_matching_close(&asking->matching);
    ub_lists_close(&asking->lists);
}

ub_status ub_asking_ask(ub_asking *asking, ub_arena *a, const ub_screen_query *q, ub_screen_answer *answer, ub_err *err)
{
    return ub_screen(&asking->lists, &asking->matching, a, q, asking->threshold, asking->ofac, answer, err);
}
