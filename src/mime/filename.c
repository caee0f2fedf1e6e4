/* SPDX-License-Identifier: Apache-2.0 */
/* File names: all that any client may take.  RFC 2183 2.3, RFC 2045 (name), RFC 2231 */
#include "internal.h"

static bool add_name(ub_arena *a, ub_charset_cache *cache, ub_file_names *out, ub_str text, ub_hdr field, unsigned form)
{
    ub_file_name *f;
    if (form == UB_PARAM_PLAIN || form == UB_PARAM_LITERAL) {
        if (!text_in_charset(a, cache, UB_S(""), text, &text)) return false;
    }
    /* Few are compared: a field with hundreds of names is nobody's attachment. */
    for (size_t i = 0; i < out->n && i < 16; i++)
        if (ub_str_eq(out->p[i].text, text)) return true;
    f = UB_PUSH(a, out);
    if (!f) return false;
    *f = (ub_file_name){ .text = text, .field = (uint8_t)field, .form = (uint8_t)form };
    return true;
}

static bool names_of(ub_arena *a, ub_charset_cache *cache, const ub_mime *m, const ub_part *p, ub_hdr id, ub_str param,
                     const ub_mime_limits *limits, ub_file_names *out)
{
    for (const ub_field *f = NULL; (f = ub_mime_field(m, p, id, f)) != NULL;) {
        ub_params params;
        if (ub_mime_params(a, cache, ub_field_value(m, p, f), limits, &params, NULL) != UB_OK) return false;
        for (const ub_param *q = NULL; (q = ub_param_next(&params, param, q)) != NULL;)
            if (!add_name(a, cache, out, q->value, id, q->form)) return false;
    }
    return true;
}

ub_status ub_mime_file_names(ub_arena *a, ub_charset_cache *cache, const ub_mime *m, uint32_t part, const ub_mime_limits *limits,
                             ub_file_names *out, ub_err *err)
{
    const ub_part *p = &m->parts.p[part];
    *out = (ub_file_names){ 0 };
    if (p->block_name.n && !add_name(a, cache, out, p->block_name, UB_HDR_OTHER, UB_PARAM_PLAIN))
        return ub_fail(err, UB_LIMIT, "no room for file names", 0);
    if (!names_of(a, cache, m, p, UB_HDR_CONTENT_DISPOSITION, UB_S("filename"), limits, out)
        || !names_of(a, cache, m, p, UB_HDR_CONTENT_DISPOSITION, UB_S("name"), limits, out)
        || !names_of(a, cache, m, p, UB_HDR_CONTENT_TYPE, UB_S("name"), limits, out)
        || !names_of(a, cache, m, p, UB_HDR_CONTENT_TYPE, UB_S("filename"), limits, out))
        return ub_fail(err, UB_LIMIT, "no room for file names", 0);
    return UB_OK;
}
