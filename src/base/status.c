/* SPDX-License-Identifier: Apache-2.0 */
/* Statuses and notes. */
#include "base.h"

static const char *const status_names[] = {
    [UB_OK] = "ok", [UB_ABSENT] = "absent", [UB_SYNTAX] = "syntax",
    [UB_LIMIT] = "limit", [UB_NOMEM] = "no memory", [UB_IO] = "input or output",
};

const char *ub_status_name(ub_status s) { return (size_t)s < UB_COUNT(status_names) ? status_names[s] : "unknown"; }

ub_status ub_fail(ub_err *err, ub_status status, const char *what, size_t at)
{
    if (err) *err = (ub_err){ .status = status, .what = what, .at = at };
    return status;
}

ub_status ub_fail_os(ub_err *err, const char *what, int os)
{
    if (err) *err = (ub_err){ .status = UB_IO, .what = what, .os = os };
    return UB_IO;
}

void ub_notes_add(ub_notes *notes, const char *name, size_t at, size_t n)
{
    ub_note *note;
    if (!notes) return;
    if (notes->n >= UB_NOTES_MAX || !notes->a) {
        notes->omitted++;
        return;
    }
    note = UB_PUSH(notes->a, notes);
    if (!note) notes->omitted++;
    else *note = (ub_note){ .name = name, .at = at, .n = n };
}
