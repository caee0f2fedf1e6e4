/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vectors: the table of all ways in which a message makes contact, and the words that go with it.
 *
 * The one place where they are named: `unbeacon vectors`, the manual page and the ids in JSON come from it.  The rows are in
 * vectors.def.  The table names what was found; it does not decide what gets through (that is allow.h).
 */
#ifndef UB_VECTORS_H
#define UB_VECTORS_H

#include "base.h"

/* UB_VEC_NONE, then one constant a row: UB_VEC_IMG_SRC is "img-src". */
typedef enum ub_vector_id {
    UB_VEC_NONE,
#define V(name, id, table, where, trigger, leaks, kind, action, seen, about) UB_VEC_##name,
#include "vectors.def"
#undef V
    UB_VEC_COUNT
} ub_vector_id;

/* What sets it off. */
typedef enum ub_trigger {
    UB_TRIGGER_NONE,      /* nothing */
    UB_TRIGGER_ARRIVAL,   /* delivery, before any person */
    UB_TRIGGER_PREVIEW,   /* the message list */
    UB_TRIGGER_OPEN,
    UB_TRIGGER_SCROLL,
    UB_TRIGGER_HOVER,     /* pointer, selection, focus */
    UB_TRIGGER_PRINT,
    UB_TRIGGER_VERIFY,    /* checking a signature */
    UB_TRIGGER_REPLY,     /* answering, forwarding, quoting */
    UB_TRIGGER_CLICK,     /* also sending a form */
    UB_TRIGGER_MENU,      /* a context menu or developer tools */
    UB_TRIGGER_OPENDOC,   /* opening an attachment */
    UB_TRIGGER_COUNT
} ub_trigger;
const char *ub_trigger_name(ub_trigger t);                /* "arrival", .. */
/* Does it happen although the reader clicks nothing and opens no attachment?  From arrival to reply. */
static inline bool ub_trigger_unasked(ub_trigger t) { return t >= UB_TRIGGER_ARRIVAL && t <= UB_TRIGGER_REPLY; }

/* What it gives away: bits, in the order of JSON's "leaks". */
enum {
    UB_LEAK_ADDRESS = 1 << 0,      /* the reader's network address, or the resolver's */
    UB_LEAK_TIME = 1 << 1,
    UB_LEAK_CLIENT = 1 << 2,       /* program, device, screen */
    UB_LEAK_IDENTITY = 1 << 3,     /* cookies, account name, mail address */
    UB_LEAK_CREDENTIAL = 1 << 4,   /* proof of a password */
    UB_LEAK_CONTENT = 1 << 5,      /* of the message, of files, what is typed */
};
#define UB_LEAK_N 6
const char *ub_leak_name(unsigned bit_number);            /* 0 <= bit_number < UB_LEAK_N: "address", .. */

/* The kinds of a finding, as interface.md promises them. */
typedef enum ub_kind {
    UB_KIND_BEACON, UB_KIND_REMOTE, UB_KIND_TRACKING_LINK, UB_KIND_LINK, UB_KIND_LOOKUP, UB_KIND_RECEIPT, UB_KIND_CREDENTIAL,
    UB_KIND_FORM, UB_KIND_SCRIPT, UB_KIND_EXTERNAL_DOCUMENT,
    UB_KIND_COUNT
} ub_kind;
const char *ub_kind_name(ub_kind k);                      /* "beacon", .., "tracking-link" */

typedef enum ub_action { UB_ACTION_REMOVED, UB_ACTION_REWRITTEN, UB_ACTION_KEPT, UB_ACTION_WITHHELD, UB_ACTION_COUNT } ub_action;
const char *ub_action_name(ub_action a);

/* Who reports a vector. */
typedef enum ub_vector_seen {
    UB_SEEN_READ,         /* ub_find() */
    UB_SEEN_JUDGE,        /* the judge, who knows tokens */
    UB_SEEN_LATER,        /* a reader of attachments */
    UB_SEEN_OUTSIDE,      /* nobody: it is not in the message */
    UB_SEEN_GUARD,        /* nobody may: it makes no contact */
    UB_SEEN_COUNT
} ub_vector_seen;
const char *ub_vector_seen_name(ub_vector_seen s);        /* "read", .. */

typedef struct ub_vector {
    ub_str id;            /* "img-src" */
    char table;           /* 'A'..'I': where the survey lists it; '-' ours */
    ub_str where;         /* "img@src" */
    uint8_t trigger;      /* ub_trigger */
    uint8_t leaks;        /* UB_LEAK_* */
    uint8_t kind;         /* ub_kind before anybody judged it */
    uint8_t action;       /* ub_action: what `clean` does by default */
    uint8_t seen;         /* ub_vector_seen */
    ub_str about;         /* one sentence for a person */
} ub_vector;

/* Sorted by id.  [0] stands for UB_VEC_NONE and has empty texts. */
extern const ub_vector ub_vectors[UB_VEC_COUNT];

/* UB_VEC_NONE when there is none of that id. */
ub_vector_id ub_vector_find(ub_str id);

#endif
