/* SPDX-License-Identifier: Apache-2.0 */
/* Which DKIM signatures of a message our edits break.  Nothing is verified: that was for whoever received it.  RFC 6376 3.5 */
#include "inside.h"

static ub_str tag_of(ub_str value, char tag)
{
    while (value.n) {
        ub_str one = ub_str_trim(ub_str_cut(&value, ';')), name = ub_str_trim(ub_str_cut(&one, '='));
        if (name.n == 1 && ub_lower((unsigned char)name.p[0]) == (unsigned char)tag) return ub_str_trim(one);
    }
    return (ub_str){ 0 };
}

static bool listed(ub_str list, ub_str name)
{
    while (list.n)
        if (ub_str_eq_nocase(ub_str_trim(ub_str_cut(&list, ':')), name)) return true;
    return false;
}

/* Do the edits touch what a signature covers: the body, or a field that it names? */
static bool breaks(const job *j, const ub_part *root, ub_str h)
{
    const edits *list = &j->source[0];
    for (size_t i = 0; i < list->n; i++) {
        const edit *e = &list->p[i];
        if (e->at >= root->header.at + root->header.n) return true;
        for (uint32_t k = 0; k < root->n_fields; k++) {
            const ub_field *f = ub_mime_each_field(j->m, root, k);
            bool touched = e->at < f->value.at + f->value.n && e->at + e->n > f->name.at;
            if (touched && listed(h, ub_field_name(j->m, root, f))) return true;
        }
    }
    return false;
}

ub_status dkim_look(job *j, bool rewritten)
{
    const ub_part *root = &j->m->parts.p[0];
    for (const ub_field *f = ub_mime_field(j->m, root, UB_HDR_DKIM_SIGNATURE, NULL); f && j->out->dkim.n < 50;
         f = ub_mime_field(j->m, root, UB_HDR_DKIM_SIGNATURE, f)) {
        ub_str value;
        ub_dkim *d = UB_PUSH(j->a, &j->out->dkim);
        if (!d || !ub_mime_unfold(j->a, ub_field_value(j->m, root, f), &value)) return ub_fail(j->err, UB_LIMIT, "too many signatures", 0);
        *d = (ub_dkim){ tag_of(value, 'd'), rewritten || breaks(j, root, tag_of(value, 'h')) };
    }
    return UB_OK;
}
