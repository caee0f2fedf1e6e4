/* SPDX-License-Identifier: Apache-2.0 */
/* rules_store: lists of trackers that are installed, and those that others keep.  Part of the room judge. */
#ifndef UB_JUDGE_RULES_STORE_H
#define UB_JUDGE_RULES_STORE_H

#include "rules.h"
#include "versions.h"

/*
 * ub_rules_install - read a list and keep it among the installed ones (versions.h, UB_VERSION_RULES).
 * in     name, date, fallback   as ub_ruleset_read(); `fallback` is the date when neither says one
 * out    *version  *known: it was there already.  *set: as read, in `a`
 * fails  with *fault as ub_ruleset_read(), UB_SYNTAX also for a name that is none; what is installed stays as it was
 */
ub_status ub_rules_install(ub_arena *a, const char *dir, const ub_list_file *file, ub_str name, ub_day date, ub_day fallback,
                           ub_ruleset *set, ub_version *version, bool *known, ub_list_fault *fault);

/* Take one installed version in.  A compiled file that is wrong is made anew from its source, which must be what it was.
 * fails  UB_SYNTAX: neither can be had; UB_IO, UB_LIMIT */
ub_status ub_rules_add_version(ub_rules *r, const char *dir, const ub_version *v, ub_err *err);

/* Take the newest of each in.  *failed: the first that could not be, with its trouble in `err`; the others are in.
 * fails  as ub_versions_read() */
ub_status ub_rules_add_installed(ub_rules *r, const char *dir, ub_version *failed, ub_err *err);

/*
 * ub_rules_add_source - take in a list as it is published, which stays where it is.
 * in     cache   NULL, or the folder where what was compiled of it is kept for as long as the file does not change
 * fails  with *fault as ub_ruleset_read(); UB_IO
 */
ub_status ub_rules_add_source(ub_rules *r, const char *path, const char *cache, ub_list_fault *fault);

#endif
