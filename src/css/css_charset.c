/* SPDX-License-Identifier: Apache-2.0 */
/* css: the charset of a sheet that comes as bytes.  CSS Syntax 3.2, "The input byte stream". */
#include "css.h"

/* Take `label` when a browser knows it; remember the first one that only others know. */
static bool take(ub_css_charset_choice *out, ub_str label, ub_css_charset_from from)
{
    ub_label_kind kind = UB_LABEL_WHATWG;
    const ub_charset *cs = label.n ? ub_charset_find(label, &kind) : NULL;
    if (!cs) return false;
    if (kind != UB_LABEL_WHATWG || !cs->whatwg) {
        if (!out->also) out->also = cs;
        return false;
    }
    out->cs = cs;
    out->from = (uint8_t)from;
    return true;
}

/* The label of the rule: these bytes and no others, before the first byte outside ASCII, within 1024 bytes. */
static ub_str rule_label(ub_str bytes)
{
    const ub_str head = UB_S("@charset \"");
    size_t n = 0;
    if (!ub_str_starts(bytes, head)) return (ub_str){ bytes.p, 0 };
    bytes = ub_str_from(ub_str_to(bytes, 1024), head.n);
    while (n < bytes.n && ub_str_at(bytes, n) < 0x80 && bytes.p[n] != '"') n++;
    if (n + 1 >= bytes.n || bytes.p[n] != '"' || bytes.p[n + 1] != ';') n = 0;
    return ub_str_to(bytes, n);
}

ub_css_charset_choice ub_css_charset(ub_str bytes, ub_str protocol, ub_str environment)
{
    ub_css_charset_choice out = { 0 };
    out.cs = ub_charset_bom(bytes, &out.bom_n);
    if (out.cs) {
        out.from = UB_CSS_CHARSET_BOM;
        return out;
    }
    out.bom_n = 0;
    if (take(&out, protocol, UB_CSS_CHARSET_PROTOCOL)) return out;
    if (take(&out, rule_label(bytes), UB_CSS_CHARSET_RULE)) {
        /* The rule could be read, so this is no UTF-16, whatever it says. */
        if (out.cs->kind == UB_CHARSET_WIDE) out.cs = ub_charset_find(UB_S("utf-8"), NULL);
        return out;
    }
    if (take(&out, environment, UB_CSS_CHARSET_ENVIRONMENT)) return out;
    out.cs = ub_charset_find(UB_S("utf-8"), NULL);
    out.from = UB_CSS_CHARSET_DEFAULT;
    return out;
}
