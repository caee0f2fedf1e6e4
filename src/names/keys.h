/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keys: what is exactly on a list: names, wallets, emails, sites, numbers, each by the hash of its normal form.
 */
#ifndef UB_NAMES_KEYS_H
#define UB_NAMES_KEYS_H

#include "list.h"

typedef enum ub_key_kind {
    UB_KEY_NAME,           /* ub_fold */
    UB_KEY_WALLET,         /* as it stands; hexadecimal, Bech32 and CashAddr in lower case, CashAddr without its prefix */
    UB_KEY_EMAIL,          /* lower case */
    UB_KEY_DOMAIN,         /* registrable domain of a listed site; never that of a provider whom many share */
    UB_KEY_SITE,           /* host without "www.", and path where the host belongs to such a provider */
    UB_KEY_ID,             /* letters and digits, in capitals; an IMO number without its letters */
    UB_KEY_COUNT,
} ub_key_kind;

const char *ub_key_kind_name(ub_key_kind k);   /* as in JSON: "name", "wallet", "email", "domain", "domain", "id" */

typedef struct ub_key {
    uint64_t hash;         /* of kind and normal form */
    uint32_t at;           /* index of the name or fact */
    uint8_t kind, zero[3];
} ub_key;

typedef struct ub_keys {
    const ub_key *p;       /* sorted by hash, then at */
    size_t n;
} ub_keys;

#define UB_KEY_TEXT_MAX 8192           /* bytes of a normal form; what is longer has no key */
#define UB_KEY_ID_MIN 5                /* letters and digits of a number that can identify; shorter ones are common */

/*
 * ub_key_normal - the normal form of `text`.
 * out    *out   UTF-8 in `a`
 * fails  false: `text` is nothing of that kind, or the arena is full
 */
bool ub_key_normal(ub_arena *a, ub_key_kind kind, ub_str text, ub_str *out);

uint64_t ub_key_hash(ub_key_kind kind, ub_str normal);

/* All keys of a list.  Names of persons have a second key with the family name at the other end.
 * fails  UB_LIMIT, UB_NOMEM.  cost  linear, and a sort */
ub_status ub_keys_build(ub_arena *a, const ub_list *l, ub_keys *keys, ub_err *err);

/* The keys of that hash: [*from, returned value).  Their owners still have to be compared: ub_key_is. */
size_t ub_keys_find(const ub_keys *keys, uint64_t hash, size_t *from);

/* Has the owner of this key the normal form `normal`?  Uses `scratch`. */
bool ub_key_is(ub_arena scratch, const ub_list *l, const ub_key *k, ub_str normal);

/* Host and path of a URL, or of what people type for one: "https://www.A.example/b" is "a.example" and "b".
 * out    *host  lower case in `a`, without port, userinfo and trailing dot; false when it has no dot or a strange letter */
bool ub_key_host(ub_arena *a, ub_str text, ub_str *host, ub_str *path);

/* Is this host, or one above it, a provider at whom many people have addresses or pages? */
bool ub_key_shared(ub_str host);       /* `host` in lower case */
bool ub_key_shared_sorted(void);       /* for the test of the table */

#endif
