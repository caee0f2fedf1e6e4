/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disarm: the same message, looking the same, contacting nobody.
 *
 * The spans of `find` become an edit list over the message's bytes; everything else is copied as it came.  What has to be
 * written anew is written in the one form that all clients read alike.  The order when aims collide: silent, text, looks,
 * bytes.
 */
#ifndef UB_DISARM_H
#define UB_DISARM_H

#include "base.h"
#include "find.h"
#include "mime.h"

typedef enum ub_disarm_mode {
    UB_DISARM_STRICT,       /* nothing makes contact before a click */
    UB_DISARM_TRACKERS,     /* only what is judged to identify the reader goes: the findings in `cut` */
} ub_disarm_mode;

typedef enum ub_withheld {
    UB_WITHHELD_ATTACH,     /* what could not be read safely stays, as withheld-N.bin */
    UB_WITHHELD_DROP,
} ub_withheld;

/*
 * What becomes of a link in HTML: *anew, plain ASCII in `a`; empty: it stays.  Asked for each, and again for what came of it:
 * then it has to stay.
 * in     href  as a browser has it, references decoded
 * fails  UB_LIMIT
 */
typedef ub_status ub_disarm_link(const void *ctx, ub_arena *a, ub_str href, ub_str *anew);

typedef struct ub_disarm_opts {
    ub_disarm_mode mode;
    ub_withheld withheld;
    bool no_csp;            /* without the Content-Security-Policy of edited HTML parts */
    bool no_header;         /* without the field `Unbeacon:` */
    const char *verdict;    /* for that field */
    const bool *cut;        /* UB_DISARM_TRACKERS: for each finding, whether it goes */
    bool link_token;        /* the host of some link carries a token: then even a signed part gets the prefetch-off meta */
    ub_disarm_link *link;   /* NULL: links stay as they are.  Those of signed parts stay anyway */
    const void *link_ctx;
    ub_charset_cache *charsets;
    const ub_find_opts *find;   /* as the message was read; NULL for the defaults */
} ub_disarm_opts;

typedef enum ub_signature_state {
    UB_SIGNATURE_NONE, UB_SIGNATURE_KEPT, UB_SIGNATURE_REMOVED,
} ub_signature_state;
const char *ub_signature_state_name(ub_signature_state s);     /* "none", "kept", "removed" */

/* A DKIM signature of the message and whether our edits break it. */
typedef struct ub_dkim {
    ub_str domain;
    bool broken;
} ub_dkim;

/* What could not be read safely, for whoever keeps it elsewhere. */
typedef struct ub_withheld_part {
    uint32_t part;
    ub_str bytes;           /* header and body as they came */
} ub_withheld_part;

typedef struct ub_disarmed {
    struct { ub_str *p; size_t n, cap; } pieces;       /* one after the other: the message.  They view the input or `a` */
    uint64_t bytes;
    bool changed;                                      /* more than our own field */
    uint8_t *action;                                   /* ub_action for each finding */
    ub_str *was;                                       /* with opts->link, for each finding: of a link that was rewritten, what it was,
                                                          references decoded; else empty */
    uint32_t n_removed, n_links, n_withheld, n_unread;
    ub_signature_state signature;
    struct { ub_dkim *p; size_t n, cap; } dkim;
    struct { ub_withheld_part *p; size_t n, cap; } withheld;
} ub_disarmed;

/*
 * ub_disarm - write the message anew.
 *
 * in     msg, found   of the same message, from ub_mime_parse() and ub_find()
 *        opts         NULL: strict, with our field, the verdict "remote"
 * out    *out         set on UB_OK; views `msg`'s sources or lives in `a`
 * fails  UB_LIMIT: the arena is full; UB_NOMEM.  Nothing is written then
 * cost   one copy of each part that has an edit; linear
 */
ub_status ub_disarm(ub_arena *a, ub_mime *msg, const ub_found *found, const ub_disarm_opts *opts, ub_disarmed *out,
                    ub_err *err);

/*
 * ub_disarm_foresee - which DKIM signatures would break if the message were written anew; nothing is written.
 *
 * out    *out  only `dkim` is set, as ub_disarm() would set it; empty when the message has no DKIM-Signature
 * fails  as ub_disarm()
 * cost   without a signature next to nothing; else a look at each span, and at the head of an HTML part that has only links
 */
ub_status ub_disarm_foresee(ub_arena *a, const ub_mime *msg, const ub_found *found, const ub_disarm_opts *opts, ub_disarmed *out,
                            ub_err *err);

#endif
