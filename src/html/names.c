/* SPDX-License-Identifier: Apache-2.0 */
/* Names to ids, for callers and for the rare name that is over 16 bytes. */
#include "inside.h"

unsigned ub_html_names_find(const ub_names *t, ub_str name)
{
    char key[16] = { 0 };
    if (name.n > 16) {
        for (const uint16_t *id = t->longer; *id; id++)
            if (ub_str_eq_nocase(t->names[*id], name)) return *id;
        return 0;
    }
    for (size_t i = 0; i < name.n; i++) {
        if (!name.p[i]) return 0;
        key[i] = (char)ub_lower((unsigned char)name.p[i]);
    }
    return ub_names_key(t, key);
}

ub_html_tag_id ub_html_tag(ub_str name) { return (ub_html_tag_id)ub_html_names_find(&ub_html_tags, name); }
ub_html_attr_id ub_html_attribute(ub_str name) { return (ub_html_attr_id)ub_html_names_find(&ub_html_attrs, name); }

/* No interned name is longer than `buf`. */
static ub_str without_nul(ub_str name, char buf[32])
{
    size_t n = 0;
    for (size_t i = 0; i < name.n && n < 32; i++)
        if (name.p[i]) buf[n++] = name.p[i];
    return ub_str_of(buf, n);
}

ub_html_tag_id ub_html_tag_without_nul(ub_str name)
{
    char buf[32];
    return ub_html_tag(without_nul(name, buf));
}

ub_html_attr_id ub_html_attribute_without_nul(ub_str name)
{
    char buf[32];
    return ub_html_attribute(without_nul(name, buf));
}
