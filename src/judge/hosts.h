/* SPDX-License-Identifier: Apache-2.0 */
/* hosts: names of hosts as people write them, and the site they belong to.  Part of the room judge. */
#ifndef UB_JUDGE_HOSTS_H
#define UB_JUDGE_HOSTS_H

#include "url.h"

/* As the DNS has it: lower case, punycode.  *out is empty when it is no name.  fails  UB_LIMIT, UB_NOMEM */
ub_status ub_dns_name(ub_arena *a, ub_url_ctx *urls, ub_str host, ub_str *out);

/* The registrable domain of such a name; the name itself where there is none, or no list.  A slice of `host`. */
ub_str ub_dns_site(ub_url_ctx *urls, ub_str host);

#endif
