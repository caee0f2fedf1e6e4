/* SPDX-License-Identifier: Apache-2.0 */
/* trackers: the lists of trackers that scan and explain ask: where they are, and how trouble with them is told. */
#ifndef UB_CLI_TRACKERS_H
#define UB_CLI_TRACKERS_H

#include "listed.h"
#include "rules_store.h"

/* A list of uBlock Origin's, as Debian's packages bring it. */
typedef struct ub_trackers_file { char path[UB_LISTED_PATH_MAX]; } ub_trackers_file;
#define UB_TRACKERS_FILES_MAX 4

/* The lists of trackers in a folder of uBlock Origin's assets: `option`, or where Debian's packages put it; "off": none.
 * How many. */
size_t ub_trackers_ublock(const char *option, ub_trackers_file file[UB_TRACKERS_FILES_MAX]);

/*
 * ub_trackers_open - the lists that answer.
 *
 * in     folder  NULL, or a folder of list files to use instead of those that are installed; nothing is installed
 *        may_be_none  the folder is for other lists as well
 *        ublock  see above; not asked when there is a folder
 * out    *r      what could be opened; with none of them there is nothing that asks cost.  ub_rules_deinit() ends it
 * returns an exit status: 0, or that of trouble with a folder the user named.  Other trouble is told, and the lists are left out
 */
int ub_trackers_open(ub_rules *r, const char *folder, bool may_be_none, const char *ublock);

/* The row of a command's options. */
#define UB_OPT_UBLOCK(at) { "ublock", 0, UB_OPT_TEXT, (at), "off|DIR", "off: do not use the lists of Debian's uBlock Origin; DIR: its assets" }

#endif
