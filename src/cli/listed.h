/* SPDX-License-Identifier: Apache-2.0 */
/* listed: what `lists`, `screen` and `scan --screen` share: where lists are, how files become lists, how trouble is told. */
#ifndef UB_CLI_LISTED_H
#define UB_CLI_LISTED_H

#include "report.h"
#include "rules.h"
#include "source.h"
#include "store.h"

#define UB_LISTED_PATH_MAX 4096

/* The folder of installed lists: `option`, else $XDG_DATA_HOME/unbeacon/lists, else ~/.local/share/unbeacon/lists, else
 * /var/lib/unbeacon/lists.  False when a path is too long. */
bool ub_listed_dir(const char *option, char out[UB_LISTED_PATH_MAX]);

/* A day from an option: "2021-01-14".  False after a complaint. */
bool ub_listed_day(const char *option, const char *text, ub_day *day);

/* The files of one list, read into memory. */
typedef struct ub_listed_set {
    char *path[UB_LIST_FILES_MAX];
    ub_source source[UB_LIST_FILES_MAX];
    ub_list_file file[UB_LIST_FILES_MAX];
    size_t n;
    ub_day changed;        /* the newest change of its files */
} ub_listed_set;

/* Who sees which lists; NULL: that kind is passed over. */
typedef struct ub_listed_see {
    void *ctx;
    int (*names)(void *ctx, ub_listed_set *set);     /* sanctions lists */
    int (*rules)(void *ctx, ub_listed_set *set);     /* lists of trackers, of one file each */
    int (*roster)(void *ctx, ub_listed_set *set);    /* the same of rosters */
} ub_listed_see;

/*
 * ub_listed_each - group files and folders into lists and show each.
 *
 * OFAC's CSV files of one folder, and of one name beginning ("sdn", "cons_"), are one list, any other file is one.  In folders
 * files that are no lists are passed over; named ones are complained of.
 * returns the worst exit status of those who saw them and of our own complaints
 */
int ub_listed_each(char **paths, int n, const ub_listed_see *see);

/* "unbeacon: PATH:ROW:COLUMN: WHAT". */
void ub_listed_complain(const ub_listed_set *set, const ub_list_fault *fault, const char *more);
/* What was odd, a line each, at most `max`, then how many more. */
void ub_listed_notes(const ub_list *l, const char *path, size_t max);
void ub_listed_rules_notes(const ub_ruleset *set, const char *path, size_t max);

/* Open the lists that answer: those of `folder` (read anew), or the installed ones.  An exit status, 0 when it went well. */
int ub_listed_open(ub_lists *lists, const char *folder, const char *dir, ub_day as_of);

#endif
