/* SPDX-License-Identifier: Apache-2.0 */
#include "pick.h"

#include <stdlib.h>

ub_status ub_pick_message(ub_pick *c, ub_box *box, ub_err *err)
{
    ub_box_item item;
    ub_status s;
    uint64_t seen = 0;
    while ((s = ub_box_next(box, &item, err)) == UB_OK) {
        if (!item.primary) continue;
        seen++;
        if (c->number ? seen != c->number : seen != 1) {
            if (c->number) continue;
            return ub_fail(err, UB_SYNTAX, "holds more than one message; say which, as in --message 3", 0);
        }
        if (item.kind != UB_BOX_MESSAGE) {
            *err = item.err;
            return err->status ? err->status : UB_LIMIT;
        }
        c->item = item;
        if (!(c->copy = malloc(item.raw.n + 1))) return ub_fail(err, UB_NOMEM, "no memory", 0);
        if (item.raw.n) memcpy(c->copy, item.raw.p, item.raw.n);
        c->item.raw.p = c->copy;
        c->item.notes = NULL, c->item.n_notes = 0;
        if (c->number) return UB_OK;
    }
    if (s != UB_ABSENT) return s;
    if (c->copy) return UB_OK;
    if (c->number > 1 || seen) return ub_fail(err, UB_SYNTAX, "has no message of this number", 0);
    c->item = (ub_box_item){ .kind = UB_BOX_MESSAGE, .path = box->path };      /* no bytes are a message too */
    return UB_OK;
}
