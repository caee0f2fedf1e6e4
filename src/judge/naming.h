/* SPDX-License-Identifier: Apache-2.0 */
/* naming: what public lists of trackers call the things that were found.  Part of the room judge. */
#ifndef UB_JUDGE_NAMING_H
#define UB_JUDGE_NAMING_H

#include "deception.h"
#include "judge.h"
#include "rules.h"

/*
 * ub_naming - look every finding up that leads to a server of the web.
 * in     from  whose mail it is: the page of the lists' rules
 * out    judged: `list`, `list_line`, UB_REASON_LIST_TRACKER, and a confidence that may rise.  Never a kind or a verdict: with
 *        lists or without, the same is found
 * cost   one ub_rules_find() for each URL that differs from the ones before it
 */
void ub_naming(const ub_rules *rules, const ub_found *found, const ub_sender *from, ub_judged *judged);

#endif
