/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The open boundaries of a walk, sorted, so that one line is compared with all of them at once.
 *
 * A line is a delimiter of some boundary only if that boundary is a prefix of it, and all prefixes of one line stand on one
 * chain: each string's longest proper prefix in the set is its `up`.  So a lookup is a binary search, then a climb to the part
 * of the chain that fits (`jump` makes it logarithmic), then at most three steps.  The cost of a line does not grow with the
 * depth of nesting, whatever the boundaries are.
 */
#ifndef UB_MIME_BOUNDS_H
#define UB_MIME_BOUNDS_H

#include "base.h"

/* Longer ones are sorted by their beginning and compared as a whole only when that fits. */
#define BOUND_MAX 256

struct bound {
    ub_str s, full;
    uint32_t frame;        /* depth of the multipart in the walk: larger is further in */
    uint32_t up, jump;     /* one more than the index of the last entry of the next shorter prefix; 0 is none */
    uint32_t rank;         /* length of the chain above */
    uint32_t outer;        /* outermost frame with this very string */
    uint32_t outermost;    /* outermost frame with this string or a prefix of it */
    bool exact;            /* the line's own white space at the end counts */
};

struct bounds {
    struct bound *p;       /* sorted by string, then by frame */
    uint32_t n, cap;
};

enum bound_match { BOUND_NONE, BOUND_OPEN, BOUND_CLOSE, BOUND_PREFIX };

struct bound_hit {
    enum bound_match match;
    uint32_t frame;        /* innermost for OPEN and CLOSE, outermost for PREFIX */
    uint32_t outer;        /* outermost frame that matches the line as a whole too (equal boundaries) */
    uint32_t prefix;       /* outermost frame whose boundary is a prefix of the line; UINT32_MAX when none */
};

bool bounds_push(ub_arena *a, struct bounds *b, ub_str boundary, uint32_t frame, bool exact);
void bounds_pop(struct bounds *b, ub_str boundary, uint32_t frame);
bool bounds_has(const struct bounds *b, ub_str boundary);

/* `line` is what stands behind "--", without its line end. */
struct bound_hit bounds_find(const struct bounds *b, ub_str line);

#endif
