/* SPDX-License-Identifier: Apache-2.0 */
/* css, inside the room: what a byte can be.  CSS Syntax 4.2, "Definitions". */
#ifndef UB_CSS_CLASS_H
#define UB_CSS_CLASS_H

#include "css.h"

enum {
    NAME    = 1,     /* ident code point; not NUL, which is one but has to be decoded */
    START   = 2,     /* ident-start code point, NUL too */
    DIGIT   = 4,
    SPACE   = 8,
    NEWLINE = 16,
    URL     = 32,    /* stands for itself in a url without quotes */
    STRING  = 64,    /* stands for itself in a string, but for the other quote */
    PLAIN   = 128,   /* in a value it is, or is part of, a token that UB_CSS_CARE does not list, whatever stands around it */
};

extern const uint8_t ub_css_class[256];

static inline unsigned class_of(char c) { return ub_css_class[(unsigned char)c]; }

/* May a name go on, or begin, at p?  A backslash before anything but a newline is an escape, before the end as well. */
static inline bool is_escape(const char *p, const char *end)
{
    return *p == '\\' && (p + 1 == end || !(class_of(p[1]) & NEWLINE));
}
static inline bool is_name(const char *p, const char *end)
{
    return p < end && ((class_of(*p) & (NAME | START)) || is_escape(p, end));
}
static inline bool is_start(const char *p, const char *end)
{
    if (p == end) return false;
    if (*p == '-') {
        p++;
        return p < end && ((class_of(*p) & START) || *p == '-' || is_escape(p, end));
    }
    return (class_of(*p) & START) || is_escape(p, end);
}

/* The end of the name at p; *flags gets UB_CSS_ESCAPED when it does not stand for itself. */
const char *ub_css_name_end(const char *p, const char *end, uint8_t *flags);

#endif
