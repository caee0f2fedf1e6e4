/* SPDX-License-Identifier: Apache-2.0 */
/* Content-Type's first half: type and subtype.  RFC 2045 5.1 */
#include "internal.h"

static const struct { ub_str name; uint8_t type; } types[] = {
    { UB_LIT("application"), UB_TYPE_APPLICATION }, { UB_LIT("audio"), UB_TYPE_AUDIO }, { UB_LIT("font"), UB_TYPE_FONT },
    { UB_LIT("image"), UB_TYPE_IMAGE }, { UB_LIT("message"), UB_TYPE_MESSAGE }, { UB_LIT("model"), UB_TYPE_MODEL },
    { UB_LIT("multipart"), UB_TYPE_MULTIPART }, { UB_LIT("text"), UB_TYPE_TEXT }, { UB_LIT("video"), UB_TYPE_VIDEO },
};

int type_number(ub_str type)
{
    for (size_t i = 0; i < UB_COUNT(types); i++)
        if (ub_str_eq_nocase(type, types[i].name)) return types[i].type;
    return 0;
}

/* Compare "type/subtype" in two pieces with a name of the table. */
static int media_cmp(ub_str type, ub_str subtype, ub_str name)
{
    size_t slash = ub_str_chr(name, '/');
    int c = ub_str_cmp_nocase(type, ub_str_to(name, slash));
    return c ? c : ub_str_cmp_nocase(subtype, ub_str_from(name, slash + 1));
}

ub_media ub_media_find(ub_str type, ub_str subtype)
{
    size_t lo = 1, hi = UB_MEDIA_N;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = media_cmp(type, subtype, ub_media_names[mid]);
        if (c == 0) return (ub_media)mid;
        if (c < 0) hi = mid;
        else lo = mid + 1;
    }
    return UB_MEDIA_OTHER;
}

/* A run of bytes that are neither white space nor one of the separators that matter here. */
static ub_str token(struct cursor *c)
{
    const char *from = c->p;
    for (; c->p < c->end; c->p++) {
        unsigned char b = (unsigned char)*c->p;
        if (is_white(b) || b == '/' || b == ';' || b == '"' || b == ',' || (b == '(' && !c->no_comments)) break;
    }
    return ub_str_range(from, c->p);
}

void type_parse(ub_str value, struct type_value *out)
{
    struct cursor c = cursor_of(value);
    *out = (struct type_value){ 0 };
    skip_cfws(&c);
    out->type = token(&c);
    skip_cfws(&c);
    if (c.p < c.end && *c.p == '/') {
        c.p++;
        skip_cfws(&c);
        out->subtype = token(&c);
        skip_cfws(&c);
    }
    out->ok = out->type.n && out->subtype.n;
    out->comment = c.saw_comment;
    if (c.p < c.end && *c.p == ';') c.p++;
    else if (c.p < c.end) out->junk = true;
    out->params = ub_str_range(c.p, c.end);
}
