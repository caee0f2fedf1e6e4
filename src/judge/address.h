/* SPDX-License-Identifier: Apache-2.0 */
/*
 * address: does this token carry a recipient's address?  Part of the room judge.
 *
 * A sender who wants to know which address opened writes the address into the URL: in plain, under nested encodings, or
 * as a digest, sometimes a digest of a digest.  Encodings are peeled off the token; digests are compared with those of
 * the message's own addresses, which are only computed when a token has a digest's length.
 */
#ifndef UB_JUDGE_ADDRESS_H
#define UB_JUDGE_ADDRESS_H

#include "base.h"

#define UB_ADDRESS_BYTES 320        /* a longer one is left out */
#define UB_ADDRESSES_MAX 64         /* addresses of one message that are looked for; the rest is left out */
#define UB_PEEL_LEVELS 3            /* encodings one inside the other, percent signs around all of it not counted */
#define UB_TOKEN_MAX 4096           /* longer tokens are looked at in their first bytes */

/* How the address was written before it was encoded or digested. */
typedef enum ub_address_form {
    UB_ADDRESS_WRITTEN, UB_ADDRESS_LOWER, UB_ADDRESS_UPPER,
    UB_ADDRESS_UNTAGGED,            /* user+tag@host without +tag, lower case */
    UB_ADDRESS_USER,                /* the part before @, as written */
    UB_ADDRESS_USER_LOWER,
    UB_ADDRESS_USER_UNTAGGED,       /* the same without +tag, lower case */
    UB_ADDRESS_FORMS
} ub_address_form;

/*
 * Digests of addresses, kept from one message to the next: a mailbox has few readers.  { 0 } at first; memory is taken when the
 * first digest is asked for.  One message at a time.
 */
typedef struct ub_address_cache {
    struct ub_digested *places;           /* ours */
    uint32_t message;
} ub_address_cache;
void ub_address_cache_deinit(ub_address_cache *c);      /* NULL-safe, idempotent */

typedef struct ub_addresses {
    ub_arena *a;
    ub_address_cache *cache;              /* NULL: none */
    ub_str address[UB_ADDRESSES_MAX];
    size_t n;
    uint16_t user_n[UB_ADDRESSES_MAX];    /* bytes before the @ */
    uint64_t user_lengths;                /* the same as bits, modulo 64 */
    struct ub_address_digests *digests;   /* ours: made on demand */
    char *peeled;                         /* the same: UB_TOKEN_MAX bytes for each level */
} ub_addresses;

/* What was found: `address[index]` as `form`, and the steps from the token to it, outermost first: "base64 md5". */
typedef struct ub_address_hit {
    size_t index;
    ub_address_form form;
    char steps[64];                 /* NUL-terminated; empty when it stands there in plain */
} ub_address_hit;

/* Start with none.  What is kept lives in `a`, and in `cache` (NULL: none) until it serves the next message. */
void ub_addresses_init(ub_addresses *t, ub_arena *a, ub_address_cache *cache);

/* Leave the cache to the next message; what is asked from then on is worked out anew. */
void ub_addresses_let_go(ub_addresses *t);

/* Add an address of the message (views the caller's bytes).  Without an @, empty, repeated or too many: left out. */
void ub_addresses_add(ub_addresses *t, ub_str address);

/* Does the token hold no address, whoever's, in plain, encoded or as a digest?  It may be a local part, and nothing else.  False where
 * that takes a closer look.  At most UB_NONE_MAX bytes. */
bool ub_address_none(ub_str token);
#define UB_NONE_MAX 64u

/* Is it the local part of one of them, and long enough to be no word by chance? */
bool ub_addresses_user(const ub_addresses *t, ub_str token);

/*
 * ub_addresses_find - the first way in which `token` carries one of the addresses.
 *
 * in     token    as it stands in the URL: percent signs and all
 * out    *hit     on UB_OK
 * fails  UB_ABSENT: it carries none that we can see; UB_LIMIT: the arena is full
 * cost   linear in the token for each of the encodings it may be in; digests of one length once
 *        for an address as long as the cache keeps it
 */
ub_status ub_addresses_find(ub_addresses *t, ub_str token, ub_address_hit *hit);

#endif
