/* SPDX-License-Identifier: Apache-2.0 */
/*
 * digests: is this a digest of one of the message's addresses, or a digest of such a digest?  Part of the room judge, and only
 * of address.c's business.
 *
 * Of each digest only its first four bytes are kept, so those of an address are small enough to stay from message to message:
 * a mailbox has few readers, and to make all digests of one address costs more than all the rest of judging its message.
 * What begins alike is made again and compared whole.
 */
#ifndef UB_JUDGE_DIGESTS_H
#define UB_JUDGE_DIGESTS_H

#include "address.h"

typedef struct digest_hit {
    size_t index;             /* of the address */
    ub_address_form form;
    const char *name;         /* "md5" */
    const char *inner;        /* NULL, or that of which it is a digest */
} digest_hit;

/* Has a digest that we know so many bytes? */
bool digest_has_size(size_t n);

/*
 * digests_find - whose digest it is: the first address and form, those of digests last.
 * fails  UB_ABSENT: nobody's; UB_LIMIT: the arena is full
 * cost   a pass over the beginnings; the digests of that length are made once a message, or once as long as the cache keeps them
 */
ub_status digests_find(ub_addresses *t, ub_str raw, digest_hit *hit);

#endif
