/* SPDX-License-Identifier: Apache-2.0 */
/* The pieces of a URL: pairs of a query, segments of a path, labels of a host. */
#include "url.h"

bool ub_url_query_next(ub_str *rest, ub_url_pair *pair)
{
    while (rest->n) {
        ub_str one = ub_str_cut(rest, '&');
        size_t eq = ub_str_chr(one, '=');
        if (!one.n) continue;
        *pair = (ub_url_pair){ ub_str_to(one, eq), ub_str_from(one, eq + 1), eq < one.n };
        return true;
    }
    return false;
}

bool ub_url_segment_next(ub_str *rest, ub_str *segment)
{
    size_t end;
    if (!rest->n || rest->p[0] != '/') return false;
    *rest = ub_str_from(*rest, 1);
    end = ub_str_chr(*rest, '/');
    *segment = ub_str_to(*rest, end);
    *rest = ub_str_from(*rest, end);
    return true;
}

bool ub_url_label_next(ub_str *rest, ub_str *label)
{
    if (!rest->n) return false;
    *label = ub_str_cut(rest, '.');
    return true;
}
