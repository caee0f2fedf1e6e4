/* SPDX-License-Identifier: Apache-2.0 */
/*
 * css: at-rules and functions by name.
 *
 * CSSWG drafts and the vendor forms of Gecko, WebKit, Presto and MSHTML, read 2026-11-24.  Sorted bytewise.
 */
#include "css_class.h"

struct row { ub_str name; uint8_t id; };

static const struct row at_rules[] = {
    { UB_LIT("-moz-document"),       UB_CSS_AT_DOCUMENT },
    { UB_LIT("-moz-keyframes"),      UB_CSS_AT_KEYFRAMES },
    { UB_LIT("-ms-viewport"),        UB_CSS_AT_VIEWPORT },
    { UB_LIT("-o-keyframes"),        UB_CSS_AT_KEYFRAMES },
    { UB_LIT("-o-viewport"),         UB_CSS_AT_VIEWPORT },
    { UB_LIT("-webkit-keyframes"),   UB_CSS_AT_KEYFRAMES },
    { UB_LIT("charset"),             UB_CSS_AT_CHARSET },
    { UB_LIT("color-profile"),       UB_CSS_AT_COLOR_PROFILE },
    { UB_LIT("container"),           UB_CSS_AT_CONTAINER },
    { UB_LIT("counter-style"),       UB_CSS_AT_COUNTER_STYLE },
    { UB_LIT("document"),            UB_CSS_AT_DOCUMENT },
    { UB_LIT("font-face"),           UB_CSS_AT_FONT_FACE },
    { UB_LIT("font-feature-values"), UB_CSS_AT_FONT_FEATURE_VALUES },
    { UB_LIT("font-palette-values"), UB_CSS_AT_FONT_PALETTE_VALUES },
    { UB_LIT("function"),            UB_CSS_AT_FUNCTION },
    { UB_LIT("import"),              UB_CSS_AT_IMPORT },
    { UB_LIT("keyframes"),           UB_CSS_AT_KEYFRAMES },
    { UB_LIT("layer"),               UB_CSS_AT_LAYER },
    { UB_LIT("media"),               UB_CSS_AT_MEDIA },
    { UB_LIT("namespace"),           UB_CSS_AT_NAMESPACE },
    { UB_LIT("page"),                UB_CSS_AT_PAGE },
    { UB_LIT("position-try"),        UB_CSS_AT_POSITION_TRY },
    { UB_LIT("property"),            UB_CSS_AT_PROPERTY },
    { UB_LIT("scope"),               UB_CSS_AT_SCOPE },
    { UB_LIT("starting-style"),      UB_CSS_AT_STARTING_STYLE },
    { UB_LIT("supports"),            UB_CSS_AT_SUPPORTS },
    { UB_LIT("view-transition"),     UB_CSS_AT_VIEW_TRANSITION },
    { UB_LIT("viewport"),            UB_CSS_AT_VIEWPORT },
};

static const struct row functions[] = {
    { UB_LIT("-moz-element"),        UB_CSS_FN_ELEMENT },
    { UB_LIT("-moz-image-rect"),     UB_CSS_FN_IMAGE_RECT },
    { UB_LIT("-webkit-cross-fade"),  UB_CSS_FN_CROSS_FADE },
    { UB_LIT("-webkit-image-set"),   UB_CSS_FN_IMAGE_SET },
    { UB_LIT("alphaimageloader"),    UB_CSS_FN_ALPHA_IMAGE_LOADER },
    { UB_LIT("attr"),                UB_CSS_FN_ATTR },
    { UB_LIT("cross-fade"),          UB_CSS_FN_CROSS_FADE },
    { UB_LIT("element"),             UB_CSS_FN_ELEMENT },
    { UB_LIT("env"),                 UB_CSS_FN_ENV },
    { UB_LIT("expression"),          UB_CSS_FN_EXPRESSION },
    { UB_LIT("filter"),              UB_CSS_FN_FILTER },
    { UB_LIT("format"),              UB_CSS_FN_FORMAT },
    { UB_LIT("icmfilter"),           UB_CSS_FN_ICM_FILTER },
    { UB_LIT("if"),                  UB_CSS_FN_IF },
    { UB_LIT("image"),               UB_CSS_FN_IMAGE },
    { UB_LIT("image-set"),           UB_CSS_FN_IMAGE_SET },
    { UB_LIT("layer"),               UB_CSS_FN_LAYER },
    { UB_LIT("local"),               UB_CSS_FN_LOCAL },
    { UB_LIT("paint"),               UB_CSS_FN_PAINT },
    { UB_LIT("scope"),               UB_CSS_FN_SCOPE },
    { UB_LIT("src"),                 UB_CSS_FN_SRC },
    { UB_LIT("supports"),            UB_CSS_FN_SUPPORTS },
    { UB_LIT("symbols"),             UB_CSS_FN_SYMBOLS },
    { UB_LIT("tech"),                UB_CSS_FN_TECH },
    { UB_LIT("type"),                UB_CSS_FN_TYPE },
    { UB_LIT("url"),                 UB_CSS_FN_URL },
    { UB_LIT("var"),                 UB_CSS_FN_VAR },
};

_Static_assert(UB_CSS_N_FN < 64, "a bit each in ub_css_part.within");
_Static_assert(UB_CSS_N_AT < 128, "seven bits in the stack of blocks");

static uint8_t find(const struct row *rows, size_t n, const ub_css_token *t, uint8_t other)
{
    size_t from = 0, to = n;
    if (!(t->flags & UB_CSS_ESCAPED)) {
        while (from < to) {
            size_t mid = (from + to) / 2;
            int d = ub_str_cmp_nocase(t->value, rows[mid].name);
            if (d == 0) return rows[mid].id;
            if (d < 0) to = mid;
            else from = mid + 1;
        }
        return other;
    }
    for (size_t i = 0; i < n; i++)
        if (ub_css_name_is(t, rows[i].name)) return rows[i].id;
    return other;
}

ub_css_at ub_css_at_of(const ub_css_token *t)
{
    return (ub_css_at)find(at_rules, UB_COUNT(at_rules), t, UB_CSS_AT_OTHER);
}

ub_css_fn ub_css_fn_of(const ub_css_token *t)
{
    return (ub_css_fn)find(functions, UB_COUNT(functions), t, UB_CSS_FN_OTHER);
}
