/* SPDX-License-Identifier: Apache-2.0 */
/* inside: what the files of the room disarm share. */
#ifndef UB_DISARM_INSIDE_H
#define UB_DISARM_INSIDE_H

#include "disarm.h"

/* ------------------------------------------------------------------------------------------------ edits */

/* Put `put` in place of bytes [at, at + n). */
typedef struct edit {
    uint32_t at, n;
    uint32_t order;      /* of insertion, so that sorting is stable */
    ub_str put;
} edit;

typedef struct edits {
    edit *p;
    size_t n, cap;
} edits;

/* False at the arena's ceiling. */
bool edit_add(ub_arena *a, edits *list, size_t at, size_t n, ub_str put);

/* The same for an edit that stands before most others, so that the list stays sorted. */
bool edit_add_first(ub_arena *a, edits *list, size_t at, size_t n, ub_str put);

/* Sort; an edit inside a larger one goes; of two that overlap in part the second begins behind the first. */
void edits_settle(edits *list);

/* The text with all edits done, in `a`; the text itself when there are none. */
ub_status edits_apply(ub_arena *a, ub_str text, edits *list, ub_str *out, ub_err *err);

/* ------------------------------------------------------------------------------------------------ one message */

/* What has to happen to a part.  Bits of job.todo. */
enum {
    TODO_TYPE = 1 << 0,        /* Content-Type is written anew: clients disagree on it */
    TODO_CTE = 1 << 1,         /* Content-Transfer-Encoding and the body are written anew */
    TODO_CHARSET = 1 << 2,     /* the text becomes UTF-8, header and meta say so */
    TODO_BOUNDARY = 1 << 3,    /* delimiters are written anew */
    TODO_HEADER = 1 << 4,      /* lines that are no fields go */
    TODO_BODY = 1 << 5,        /* the decoded body has edits */
    TODO_UNWRAP = 1 << 6,      /* the signed container becomes its content */
    TODO_WITHHOLD = 1 << 7,
    TODO_DROP = 1 << 8,        /* a preamble or epilogue that somebody would read */
    TODO_INSIDE = 1 << 9,      /* something below it has edits */
    TODO_TEXT = 1 << 10,       /* a text that some client takes for HTML: its tags become words */
    TODO_BELOW = 1 << 11,      /* all that is below it was marked */
    TODO_AGAIN = 1 << 12,      /* something was cut out of its markup: what is left is read again */
};

typedef struct job {
    ub_arena *a;
    ub_mime *m;
    const ub_found *f;
    const ub_disarm_opts *opts;
    ub_disarmed *out;
    ub_err *err;
    uint16_t *todo;            /* for each part */
    uint32_t *body_doc;        /* for each part: its canonical body document, or UB_NONE */
    ub_str *new_body;          /* for each part: the decoded body with its edits; p NULL: none */
    edits *source;             /* for each source of the message */
    ub_str eol;                /* the message's line end */
    bool *goes;                /* mode trackers: for each span, whether it goes */
    ub_str *was;               /* with opts->link: for each span that is a rewritten link, what it was; else empty */
    bool last;                 /* read again often enough: what still makes contact is withheld */
    const ub_found *first;     /* reading again what was written: what was found in the message as it came; else NULL */
} job;

/* Does this span go, in the mode asked for? */
bool span_goes(const job *j, const ub_find_span *s);

/* Does it name a part of the message that says to be somewhere else, too?  The part loses its Content-Location, and the
 * picture stays. */
static inline bool span_is_cid(const job *j, const ub_find_span *s)
{
    return s->finding != UB_NONE && j->f->findings.p[s->finding].vector == UB_VEC_CID_FALLTHROUGH;
}

/* For `return edits_full(j)`: the arena has no room for another edit. */
static inline ub_status edits_full(job *j) { return ub_fail(j->err, UB_LIMIT, "too many edits", 0); }

/* ------------------------------------------------------------------------------------------------ plan.c */

/*
 * What plans and then writes calls these in this order; each fills job.todo, or adds edits to the sources.
 * plan_bodies      the canonical body document of each part; of a part without one, that of the reading which takes it for HTML
 * plan_docs        what the spans of each document ask for
 * plan_links       HTML whose only edit is the meta element against prefetching
 * plan_cids        parts that a cid: names and that have an address of their own
 * plan_cures       what is written anew is written so that nobody reads it otherwise, whether or not the other reading held anything
 * plan_signatures  a signed container around anything that changes becomes its content
 */
void plan_bodies(job *j);
ub_status plan_docs(job *j);
ub_status plan_links(job *j);
ub_status plan_cids(job *j);
void plan_cures(job *j);
void plan_signatures(job *j);

/* Is anything but a header to be written, of this message or of one that is encoded in it? */
bool plan_rewrites(const job *j);

/* The part whose writing cures what is wrong with `part`, and how it is read there; `part` itself where its edits count. */
uint32_t part_cured_by(const job *j, uint32_t part, uint8_t *reading);

static inline bool part_is_block(const ub_part *p)
{
    return p->kind == UB_PART_UU || p->kind == UB_PART_YENC || p->kind == UB_PART_BINHEX;
}

/* Where an encoded block of part `n` stands in the part's text. */
ub_span part_block_in_text(const job *j, uint32_t n, const ub_part *block);

/* ------------------------------------------------------------------------------------------------ markup.c */

/*
 * The edits of one body document: its spans cut so that what is left reads as it did, and for HTML the meta elements.
 * out    *edits  in the coordinates of the document
 *        *real   whether any of them is more than the prefetch-off meta
 */
ub_status markup_edits(job *j, uint32_t doc, edits *list, bool *real);

/* Make every declaration of a charset inside an HTML text say UTF-8. */
ub_status markup_say_utf8(job *j, ub_str text, ub_str *out);

/* A text part that some client takes for HTML, and that would then make contact: a space behind each "<" that could begin
 * markup.  People still read what was written; nobody's parser finds a tag.  From byte `from` to before `to`. */
ub_status text_edits(job *j, ub_str text, size_t from, size_t to, edits *list);

/* ------------------------------------------------------------------------------------------------ field.c */

/* Take one field out of the header of a part, line end included. */
ub_status field_cut(job *j, const ub_part *p, const ub_field *f);

/*
 * Replace what a part's header says about its content.  Empty slices leave that alone; `type` is a whole value with
 * parameters.  All fields of the name, however written, go; the new one stands where the first stood, or at the end.
 */
ub_status field_set_content(job *j, const ub_part *p, ub_str type, ub_str cte, ub_str disposition);

/* The part's Content-Type as all clients read it alike: one value a parameter, quoted; `charset` and `boundary` as given
 * where not empty. */
ub_status field_type_value(job *j, const ub_part *p, ub_str charset, ub_str boundary, ub_str *out);

/* ------------------------------------------------------------------------------------------------ dkim.c */

/* List the signatures of the message; they break with the edits of source 0, or anyway when the body is `rewritten`. */
ub_status dkim_look(job *j, bool rewritten);

/* ------------------------------------------------------------------------------------------------ body.c */

/*
 * Encode a decoded body for its place: with the part's own transfer encoding where that can carry it, else another.
 * in     anew   the encoding is chosen freely
 * out    *cte   which it is
 */
ub_status body_encode(job *j, uint32_t part, ub_str text, bool anew, ub_str *out, ub_cte *cte);

/* Base64 in lines of 76 letters with the message's line end. */
ub_status body_base64(job *j, ub_str text, ub_str *out);

/* Does a line of the text begin like a delimiter of a multipart around the part? */
bool body_has_delimiter(const job *j, uint32_t part, ub_str text);

#endif
