/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mailer: whose URL is this, and what does each slot of it hold?  Part of the room judge.
 *
 * Bulk mailers write the customer and the recipient into every link; redirectors and mail gateways write the real target
 * into theirs.  services.def names them, grammars.def says how their URLs are built.  Nothing is asked of anybody: a
 * target is known only where it stands in the URL.
 */
#ifndef UB_JUDGE_MAILER_H
#define UB_JUDGE_MAILER_H

#include "base.h"
#include "mime.h"
#include "url.h"

/* ------------------------------------------------------------------------------------------------ services */

typedef enum ub_service_id {
    UB_SERVICE_NONE,
#define UB_SERVICE(id, name, title, kind) UB_SERVICE_##id,
#include "services.def"
#undef UB_SERVICE
    UB_SERVICES
} ub_service_id;

typedef enum ub_service_kind {
    UB_SERVICE_IS_MAILER,       /* sends for its customers */
    UB_SERVICE_IS_REDIRECT,     /* forwards clicks */
    UB_SERVICE_IS_GATEWAY,      /* the reader's own side: rewrites links of mail that comes in */
    UB_SERVICE_IS_STORE,        /* keeps pictures for others, and does not tell them who fetches which */
} ub_service_kind;

typedef struct ub_service {
    ub_str name, title;         /* "sendgrid", "Twilio SendGrid" */
    ub_service_kind kind;
} ub_service;
/* UB_SERVICE_NONE has an empty name. */
const ub_service *ub_service_of(ub_service_id id);

/* ------------------------------------------------------------------------------------------------ grammars */

/* In which part of a URL something stands. */
typedef enum ub_slot { UB_SLOT_HOST, UB_SLOT_USER, UB_SLOT_PATH, UB_SLOT_QUERY, UB_SLOT_FRAGMENT } ub_slot;

/* How a target is written. */
typedef enum ub_wrap {
    UB_WRAP_NONE,
#define UB_WRAP(id, name) UB_WRAP_##id,
#include "wraps.def"
#undef UB_WRAP
    UB_WRAPS
} ub_wrap;

#define UB_COMMON_MAX 6

/* A URL of a service we know.  Slices of the URL's href; an empty one: no such slot, or not known. */
typedef struct ub_grammar {
    uint16_t service;           /* ub_service_id */
    uint8_t wrap;               /* ub_wrap of `wrapped` */
    uint8_t n_common;
    bool any_host;              /* known by its path alone: anybody's server could answer such URLs */
    bool opened;                /* by ub_wrap_open(): `wrapped` tells no more than the target does */
    ub_str tenant;              /* names the customer: the same for all readers */
    ub_str recipient;           /* names the reader, or the message that only this reader gets */
    ub_str wrapped;             /* holds the target */
    ub_str common[UB_COMMON_MAX];   /* link, campaign, list, signature of these: the same for all readers, too */
    uint8_t slot;               /* where the recipient stands: ub_slot, .. */
    unsigned number;            /* .. UB_SLOT_PATH, UB_SLOT_HOST: which segment or label, from 0, .. */
    ub_str key;                 /* .. UB_SLOT_QUERY: the name of the pair */
} ub_grammar;

#define UB_GRAMMAR_KEY_MAX 37       /* bytes of the longest domain or segment that has one */

/* Which domains and segments have a grammar, of those asked for lately.  { 0 } at first; one a thread. */
typedef struct ub_grammar_cache { struct ub_keyed *places; } ub_grammar_cache;      /* ours */
void ub_grammar_cache_deinit(ub_grammar_cache *c);      /* NULL-safe, idempotent */

/*
 * ub_grammar_match - read a URL by the grammar of the service that it belongs to.
 *
 * in     cache  NULL: none
 *        url    http or https
 *        site   its registrable domain, as ub_url_site() says: the end of url->host
 * out    *out   on true; all zero on false
 * cost   a binary search by domain and one by the first segment, unless the cache knows them; then the few rows of that key; linear in
 *        the URL
 */
bool ub_grammar_match(ub_grammar_cache *cache, const ub_url *url, ub_str site, ub_grammar *out);

/* Does the slice of the same URL tell nothing, since it lies in a slot that is the same for all readers?  Where anybody could
 * answer, only if another slot names the reader: nobody hides a token by using a mailer's grammar. */
bool ub_grammar_common(const ub_grammar *g, ub_str value);

/* ------------------------------------------------------------------------------------------------ headers */

/* Who sent the message for its sender, as its header says. */
typedef struct ub_mailer {
    uint16_t service;           /* ub_service_id; UB_SERVICE_NONE: no field of a mailer's */
    ub_str tenant;              /* which customer; empty: not said */
    ub_str field;               /* the name of the field that says so */
} ub_mailer;

/*
 * ub_mailer_find - read the fields that mailers write, by headers.def.
 * out    *out  the first field that a row fits; a later one of the same service that names the customer
 * cost   a binary search for each field that begins with X- or F
 */
void ub_mailer_find(const ub_mime *msg, ub_mailer *out);

/* ------------------------------------------------------------------------------------------------ wrappers */

#define UB_WRAP_LAYERS 8            /* one inside the other */
#define UB_WRAP_BYTES  65536u       /* of a URL that is opened */

/*
 * ub_wrap_open - the target of a URL, where it stands there: one layer.
 *
 * in,out g        of ub_grammar_match(url)
 * out    *target  set on UB_OK; lives in `a`.  http or https, with a host; its href is never longer than url->href
 * fails  UB_ABSENT: nothing stands there, or nothing that is a URL; UB_LIMIT: the arena is full
 * cost   linear in the URL
 */
ub_status ub_wrap_open(ub_arena *a, ub_url_ctx *ctx, const ub_url *url, ub_grammar *g, ub_url *target);

#endif
