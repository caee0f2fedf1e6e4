/* SPDX-License-Identifier: Apache-2.0 */
/* pick: one message out of a mailbox. */
#ifndef UB_CLI_PICK_H
#define UB_CLI_PICK_H

#include "box.h"

typedef struct ub_pick {
    uint64_t number;      /* which, from 1; 0: there must be only one */
    ub_box_item item;     /* without notes */
    char *copy;           /* of its bytes; for free() */
} ub_pick;

/*
 * Read on until it is known.  No bytes are a message too.
 * fails  UB_SYNTAX: there are several, or there is no such number; what ub_box_next fails with
 */
ub_status ub_pick_message(ub_pick *p, ub_box *box, ub_err *err);

#endif
