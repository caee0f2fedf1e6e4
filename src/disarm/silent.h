/* SPDX-License-Identifier: Apache-2.0 */
/* silent: what must hold of a cleaned message that was read again.  For the test over real mail and the fuzz target. */
#ifndef UB_DISARM_SILENT_H
#define UB_DISARM_SILENT_H

#include "disarm.h"

/* The first span or finding that is not silent; UB_NONE in `doc` when there is none. */
typedef struct ub_loud {
    uint32_t doc;
    ub_span at;
    const char *what;
} ub_loud;

/* Does the span name nothing: a tag or an attribute that nobody knows? */
static inline bool ub_span_is_words(const ub_find_span *s)
{
    return s->finding == UB_NONE && s->cause != UB_CAUSE_REFERENCE && s->cause != UB_CAUSE_EMBEDDED && s->cause != UB_CAUSE_SCRIPT
           && s->cause != UB_CAUSE_FIELD;
}

/* In a text that is called plain such a tag is words, to whoever takes the text for HTML. */
static inline bool ub_loud_words(const ub_found *f, const ub_find_span *s)
{
    return f->docs.p[s->doc].called_text && ub_span_is_words(s);
}

static inline ub_loud ub_find_loud(const ub_found *f)
{
    for (size_t i = 0; i < f->spans.n; i++) {
        const ub_find_span *s = &f->spans.p[i];
        if (s->unit != UB_UNIT_LINK && !ub_loud_words(f, s)) return (ub_loud){ s->doc, s->at, ub_unit_name((ub_unit)s->unit) };
    }
    for (size_t i = 0; i < f->findings.n; i++) {
        const ub_finding *g = &f->findings.p[i];
        if (ub_trigger_unasked((ub_trigger)g->trigger) && g->kind != UB_KIND_LOOKUP && !(g->flags & UB_FINDING_IF_TOKEN))
            return (ub_loud){ g->doc, g->at, ub_vectors[g->vector].id.p };
    }
    return (ub_loud){ .doc = UB_NONE };
}

#endif
