/* SPDX-License-Identifier: Apache-2.0 */
/* White space and comments of RFC 5322 3.2.2, as leniently as they are met. */
#include "internal.h"

void skip_white(struct cursor *c)
{
    while (c->p < c->end && is_white((unsigned char)*c->p)) c->p++;
}

/* Behind the ')' of the comment at `p`, NULL when it is not closed. */
static const char *comment_end(const char *p, const char *end)
{
    size_t depth = 0;
    for (; p < end; p++) {
        if (*p == '\\') {
            if (++p == end) return NULL;
        } else if (*p == '(') {
            depth++;
        } else if (*p == ')' && --depth == 0) {
            return p + 1;
        }
    }
    return NULL;
}

void skip_one_comment(struct cursor *c)
{
    const char *q = c->no_comments ? NULL : comment_end(c->p, c->end);
    if (!q) {
        c->no_comments = true;
        return;
    }
    c->saw_comment = true;
    c->p = q;
}

void skip_cfws(struct cursor *c)
{
    for (;;) {
        skip_white(c);
        if (c->p == c->end || *c->p != '(' || c->no_comments) return;
        skip_one_comment(c);
    }
}
