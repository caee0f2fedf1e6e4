/* SPDX-License-Identifier: Apache-2.0 */
/* roster_store: rosters that are installed.  Part of the room judge. */
#ifndef UB_JUDGE_ROSTER_STORE_H
#define UB_JUDGE_ROSTER_STORE_H

#include "roster.h"
#include "versions.h"

/* Is it a roster?  By its first lines: comments, [NAME], then a section again or one of the keys.  cost: up to there */
bool ub_roster_detect(ub_str data);

/*
 * ub_roster_install - read a roster and keep it among the installed lists (versions.h, UB_VERSION_ROSTER).
 * in     name    empty: made from that of the file
 * out    *out    as read, in `a`; *version; *known: it was there already
 * fails  with *fault: UB_SYNTAX, also for a name that is none; UB_LIMIT; UB_IO.  What is installed stays as it was
 */
ub_status ub_roster_install(ub_arena *a, const char *dir, const ub_list_file *file, ub_str name, ub_day date, ub_roster *out,
                            ub_version *version, bool *known, ub_list_fault *fault);

/*
 * ub_roster_version - the text of one installed version.  What is damaged is made anew from what it was made from.
 * out    *text   in `a`
 * fails  UB_SYNTAX: neither can be had; UB_IO, UB_LIMIT
 */
ub_status ub_roster_version(ub_arena *a, const char *dir, const ub_version *v, ub_str *text, ub_err *err);

/*
 * ub_roster_installed - the text of the newest version of each, one behind the other.
 * out    *text   in `a`; empty when none is installed.  *failed: the first that could not be had, with its trouble in `err`
 * fails  as ub_versions_read()
 */
ub_status ub_roster_installed(ub_arena *a, const char *dir, ub_str *text, ub_version *failed, ub_err *err);

#endif
