/* SPDX-License-Identifier: Apache-2.0 */
/*
 * css, tests only: the specification written down once more, slowly.
 *
 * Every function of css_reference.c is one algorithm of CSS Syntax 3 (editor's draft of 2026), step by step: preprocessed
 * code points in an array, tokens in an array, recursion, marks that are gone back to.  It shares no code with the room.
 */
#ifndef UB_CSS_REFERENCE_H
#define UB_CSS_REFERENCE_H

#include "css.h"

typedef struct reference_token {
    ub_css_kind kind;
    bool integer, id, unclosed;
    size_t from, to;             /* bytes of the input */
    size_t value_at, value_n;    /* in reference.values */
} reference_token;

typedef struct reference_event {
    ub_css_event_kind kind;
    unsigned flags;              /* UB_CSS_OPENS, UB_CSS_IMPORTANT, UB_CSS_CUSTOM */
    size_t depth;
    size_t from, to;             /* text */
    size_t body_from, body_to;   /* equal when empty, and then of no meaning */
} reference_event;

typedef struct reference {
    reference_token *tokens;     /* comments left out; the last one is UB_CSS_EOF */
    size_t n_tokens;
    reference_event *events;
    size_t n_events;
    char *values;
    size_t n_values;
} reference;

/* Read `text`.  The recursion is as deep as the input nests; reference_openers() bounds how deep that can be. */
reference reference_read(ub_str text, ub_css_entry entry);
void reference_free(reference *r);

/* How many bytes could open something. */
size_t reference_openers(ub_str text);

/* The first difference between the room and the reference as text, NULL when there is none. */
const char *reference_difference(ub_arena *a, ub_str text, ub_css_entry entry);

#endif
