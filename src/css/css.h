/* SPDX-License-Identifier: Apache-2.0 */
/*
 * css: CSS Syntax Level 3 over bytes, with the source span of everything.  https://drafts.csswg.org/css-syntax-3/
 *
 * Four readers, each a struct of the caller, none with a tree:
 *
 *     ub_css         tokens                                       no memory at all
 *     ub_css_walk    rules and declarations of a sheet or a style attribute
 *     ub_css_parts   component values: tokens with their depth and the function around them
 *     ub_css_refs    what names a resource in a value or a prelude
 *
 * The bytes are walked as they are.  They may be UTF-8 or any charset that agrees with ASCII below 0x80 and uses no such
 * byte inside a character; bytes from 0x80 on are parts of names.  (The newest draft keeps a few of them out of names,
 * U+0080..U+00B6 for one; no browser does, and nothing that loads begins with one.)  So no input is copied and every
 * span points into it.  Other charsets are decoded first; ub_css_charset() says from what.
 *
 * The input stays with the caller and must outlive what points into it.  No input is an error.  All readers are linear
 * in the input, in time and memory, whatever it holds.
 */
#ifndef UB_CSS_H
#define UB_CSS_H

#include "base.h"
#include "codec.h"

/* ------------------------------------------------------------------------------------------------ tokens */

/* CSS Syntax 4, "Tokenization".  A comment is a token here, since its bytes have to be somewhere; everything but
 * ub_css_next() passes over it. */
typedef enum ub_css_kind {
    UB_CSS_EOF,
    UB_CSS_COMMENT,
    UB_CSS_SPACE,
    UB_CSS_IDENT,
    UB_CSS_FUNCTION,        /* its text includes the "(" */
    UB_CSS_AT_KEYWORD,
    UB_CSS_HASH,
    UB_CSS_STRING,
    UB_CSS_BAD_STRING,      /* ended by a newline, which is not part of it */
    UB_CSS_URL,             /* url( without quotes, up to its ")" */
    UB_CSS_BAD_URL,
    UB_CSS_DELIM,           /* one byte, which is its text */
    UB_CSS_NUMBER,
    UB_CSS_PERCENTAGE,
    UB_CSS_DIMENSION,
    UB_CSS_UNICODE_RANGE,   /* only where ub_css.unicode_ranges is set */
    UB_CSS_CDO,             /* <!-- */
    UB_CSS_CDC,             /* --> */
    UB_CSS_COLON,
    UB_CSS_SEMICOLON,
    UB_CSS_COMMA,
    UB_CSS_OPEN_SQUARE,
    UB_CSS_CLOSE_SQUARE,
    UB_CSS_OPEN_PAREN,
    UB_CSS_CLOSE_PAREN,
    UB_CSS_OPEN_BRACE,
    UB_CSS_CLOSE_BRACE,
    UB_CSS_N_KINDS
} ub_css_kind;

const char *ub_css_kind_name(ub_css_kind kind);           /* "ident", "at-keyword", .. */

enum {
    UB_CSS_ESCAPED  = 1,    /* the value is not its bytes: ub_css_value() makes it */
    UB_CSS_ID       = 2,    /* hash: its value could be an identifier */
    UB_CSS_INTEGER  = 4,    /* number, percentage, dimension: neither a point nor an exponent */
    UB_CSS_UNCLOSED = 8,    /* string, url, comment: the end of the input ended it */
};

typedef struct ub_css_token {
    uint8_t kind;           /* ub_css_kind */
    uint8_t flags;
    ub_str text;            /* all of it in the input */
    ub_str value;           /* still escaped: the name of ident, function, at-keyword and hash; what stands inside the
                               quotes of a string or bad string; the URL of a url without the white space around it; the
                               unit of a dimension (its number is what of `text` stands before); else empty */
} ub_css_token;

typedef struct ub_css {
    const char *p, *end;    /* what is not yet read; may be moved between tokens */
    bool unicode_ranges;    /* read U+26-3F as one token: the value of a unicode-range descriptor */
} ub_css;

static inline void ub_css_init(ub_css *c, ub_str text)
{
    const char *p = text.p ? text.p : "";
    *c = (ub_css){ p, p + text.n, false };
}

/*
 * ub_css_next - the next token, comments included; UB_CSS_EOF at the end, again and again.
 *
 * The texts of all tokens, one after another, are the input.
 * cost   one pass; a byte may be looked at twice
 * spec   CSS Syntax 4.3
 */
void ub_css_next(ub_css *c, ub_css_token *t);

/* ------------------------------------------------------------------------------------------------ names and values */

/*
 * ub_css_value - the value of a token with its escapes decoded.
 *
 * out    *out   `t->value` itself where nothing is to decode, else in `a`.  Escapes are written as UTF-8, NUL, surrogates
 *               and what lies beyond U+10FFFF become U+FFFD, escaped newlines in strings vanish; other bytes stay.
 * fails  UB_LIMIT at the ceiling of `a`
 * cost   one pass; at most 6 bytes of `a` for each byte of the value, and 64
 * spec   CSS Syntax 3.3, 4.3.5 to 4.3.7
 */
ub_status ub_css_value(ub_arena *a, const ub_css_token *t, ub_str *out);

/* The same for a slice that was a value: `is_string` says whether of a string, where a backslash may hide a newline.  In
 * another charset than UTF-8 decode the slice first and then call this. */
ub_status ub_css_decode(ub_arena *a, ub_str raw, bool is_string, ub_str *out);

/* Is the value of the token `name`?  ASCII case is ignored, escapes are seen through, nothing is allocated. */
bool ub_css_name_is(const ub_css_token *t, ub_str name);
bool ub_css_name_starts(const ub_css_token *t, ub_str prefix);

/* First and last code point of a unicode-range token. */
void ub_css_unicode_range(const ub_css_token *t, uint32_t *first, uint32_t *last);

/* At-rules we know by name.  UB_CSS_AT_NONE: no at-rule; UB_CSS_AT_OTHER: an unknown one. */
typedef enum ub_css_at {
    UB_CSS_AT_NONE, UB_CSS_AT_OTHER,
    UB_CSS_AT_CHARSET, UB_CSS_AT_COLOR_PROFILE, UB_CSS_AT_CONTAINER, UB_CSS_AT_COUNTER_STYLE, UB_CSS_AT_DOCUMENT,
    UB_CSS_AT_FONT_FACE, UB_CSS_AT_FONT_FEATURE_VALUES, UB_CSS_AT_FONT_PALETTE_VALUES, UB_CSS_AT_FUNCTION,
    UB_CSS_AT_IMPORT, UB_CSS_AT_KEYFRAMES, UB_CSS_AT_LAYER, UB_CSS_AT_MEDIA, UB_CSS_AT_NAMESPACE, UB_CSS_AT_PAGE,
    UB_CSS_AT_POSITION_TRY, UB_CSS_AT_PROPERTY, UB_CSS_AT_SCOPE, UB_CSS_AT_STARTING_STYLE, UB_CSS_AT_SUPPORTS,
    UB_CSS_AT_VIEW_TRANSITION, UB_CSS_AT_VIEWPORT,
    UB_CSS_N_AT
} ub_css_at;

/* Functions that load, that take a bare string for a URL, or through which one can come.  Vendor prefixes are folded. */
typedef enum ub_css_fn {
    UB_CSS_FN_NONE, UB_CSS_FN_OTHER,
    UB_CSS_FN_ALPHA_IMAGE_LOADER, UB_CSS_FN_ATTR, UB_CSS_FN_CROSS_FADE, UB_CSS_FN_ELEMENT, UB_CSS_FN_ENV,
    UB_CSS_FN_EXPRESSION, UB_CSS_FN_FILTER, UB_CSS_FN_FORMAT, UB_CSS_FN_ICM_FILTER, UB_CSS_FN_IF, UB_CSS_FN_IMAGE,
    UB_CSS_FN_IMAGE_RECT, UB_CSS_FN_IMAGE_SET, UB_CSS_FN_LAYER, UB_CSS_FN_LOCAL, UB_CSS_FN_PAINT, UB_CSS_FN_SCOPE,
    UB_CSS_FN_SRC, UB_CSS_FN_SUPPORTS, UB_CSS_FN_SYMBOLS, UB_CSS_FN_TECH, UB_CSS_FN_TYPE, UB_CSS_FN_URL,
    UB_CSS_FN_VAR,
    UB_CSS_N_FN             /* below 64 */
} ub_css_fn;

ub_css_at ub_css_at_of(const ub_css_token *at_keyword);
ub_css_fn ub_css_fn_of(const ub_css_token *function);

/* ------------------------------------------------------------------------------------------------ structure */

typedef enum ub_css_entry {
    UB_CSS_SHEET,           /* a style element, a sheet: CSS Syntax 5.4.1 */
    UB_CSS_RULES,           /* the same without CDO and CDC: a list of rules as CSSOM reads it */
    UB_CSS_BLOCK,           /* a style attribute: the contents of a block, 5.4.4 */
    UB_CSS_DECLARATIONS,    /* the same as engines without nesting read it (CSS Syntax 2013, 5.4.4): a bad declaration
                               goes to the next ";", a "}" ends nothing */
} ub_css_entry;

typedef enum ub_css_event_kind {
    UB_CSS_END,             /* nothing more */
    UB_CSS_RULE,            /* a qualified rule: prelude and "{".  Always opens a block. */
    UB_CSS_AT_RULE,         /* name and prelude; opens a block or not */
    UB_CSS_DECLARATION,
    UB_CSS_JUNK,            /* what readers of today throw away: a broken declaration, a rule without a block, a rule
                               that no grammar can hold.  Its bytes may mean something to others. */
    UB_CSS_BLOCK_END,
} ub_css_event_kind;

enum {
    UB_CSS_OPENS     = 1,   /* a block follows, and one UB_CSS_BLOCK_END for it */
    UB_CSS_IMPORTANT = 2,
    UB_CSS_CUSTOM    = 4,   /* declaration: the name begins with "--" */
    UB_CSS_CUT       = 8,   /* the end of the input ended it where something was still open; block end: no "}" */
};

typedef struct ub_css_event {
    uint8_t kind;           /* ub_css_event_kind */
    uint8_t flags;
    uint8_t at;             /* at-rule: which it is.  Else the innermost at-rule around, ub_css_at */
    bool in_rule;           /* the innermost block around is that of a qualified rule */
    uint32_t depth;         /* blocks around it; a block end has that of its rule */
    uint32_t kinds;         /* bit 1 << kind for each token kind of UB_CSS_CARE in `body`, UB_CSS_CARE_ESCAPED for an
                               escape; 0: there are only names, numbers, hashes, commas, delimiters and spaces */
    ub_css_token name;      /* at-rule: the at-keyword; declaration: the property; else kind UB_CSS_EOF */
    ub_str body;            /* prelude or value without white space and comments around it and without "!important"; one byte
                               of newline stays where it ended a bad string or follows a backslash */
    ub_str text;            /* where it stands: rule and at-rule up to their "{" or ";" inclusive, a declaration without
                               its ";", all of the junk, the "}".  Between the texts there is only white space, comments,
                               ";", and in a sheet CDO and CDC. */
} ub_css_event;

#define UB_CSS_BIT(kind) (UINT32_C(1) << (kind))
#define UB_CSS_CARE \
    (UB_CSS_BIT(UB_CSS_COMMENT) | UB_CSS_BIT(UB_CSS_FUNCTION) | UB_CSS_BIT(UB_CSS_AT_KEYWORD) | UB_CSS_BIT(UB_CSS_STRING) \
     | UB_CSS_BIT(UB_CSS_BAD_STRING) | UB_CSS_BIT(UB_CSS_URL) | UB_CSS_BIT(UB_CSS_BAD_URL) | UB_CSS_BIT(UB_CSS_CDO) \
     | UB_CSS_BIT(UB_CSS_CDC) | UB_CSS_BIT(UB_CSS_COLON) | UB_CSS_BIT(UB_CSS_SEMICOLON) | UB_CSS_BIT(UB_CSS_OPEN_SQUARE) \
     | UB_CSS_BIT(UB_CSS_CLOSE_SQUARE) | UB_CSS_BIT(UB_CSS_OPEN_PAREN) | UB_CSS_BIT(UB_CSS_CLOSE_PAREN) \
     | UB_CSS_BIT(UB_CSS_OPEN_BRACE) | UB_CSS_BIT(UB_CSS_CLOSE_BRACE))
#define UB_CSS_CARE_ESCAPED (UINT32_C(1) << 31)

/* A rule inside this many blocks is not entered: it is one junk event with all its block, its references still to be found
 * in it, and a note says css-depth. */
#define UB_CSS_DEPTH_MAX 500

/* Brackets or blocks that are open, a byte each. */
typedef struct ub_css_stack {
    uint8_t *p;
    size_t n, cap;
} ub_css_stack;

typedef struct ub_css_walk {
    ub_css c;
    ub_arena *a;
    ub_notes *notes;
    const char *start;
    uint8_t entry;
    bool seen_rule;         /* something that ends the place of @import */
    ub_css_stack blocks, brackets;
} ub_css_walk;

/*
 * ub_css_walk_init, ub_css_walk_next - rules and declarations, one event a call.
 *
 * in     a      for what is open, two bytes a level; untouched while there are neither blocks nor brackets
 *        notes  NULL, or what was odd, at byte offsets of `text`: css-bad-string, css-bad-url, css-backslash,
 *               css-comment-marker, css-depth, css-escaped-name, css-import-misplaced, css-import-unterminated, css-old-engine,
 *               css-stray-brace, css-unclosed
 * out    *ev    UB_CSS_END at the end, again and again
 * fails  UB_LIMIT at the ceiling of `a`; the walk is over then
 * cost   one pass.  Whether "a:b{" is a declaration or a rule is known at its "{", so little is read twice: what stands
 *        between a name and its colon, behind a "!", and between a block and what ends its declaration.
 * spec   CSS Syntax 5.4, with one reading made where the draft asks for the grammar: all that is well formed is valid.  It
 *        makes no difference to what ends where.  Two things no grammar takes are not entered but junk: a rule whose
 *        prelude is "name:", and at the top one that begins "--name:".  A "}" too many in a style attribute ends it by the
 *        draft; by its text of 2013, and in engines that follow it, it begins a bad declaration: the walk goes on like that,
 *        and a note says so.
 */
void ub_css_walk_init(ub_css_walk *w, ub_arena *a, ub_notes *notes, ub_str text, ub_css_entry entry);
ub_status ub_css_walk_next(ub_css_walk *w, ub_css_event *ev);

/* ------------------------------------------------------------------------------------------------ component values */

typedef struct ub_css_part {
    ub_css_token t;
    size_t depth;           /* functions and brackets around it; an opening token and its closing one have the same */
    uint8_t in;             /* the innermost function around it, ub_css_fn; brackets without a name are looked through */
    uint8_t fn;             /* function tokens: which it is */
    bool closes;            /* a closing bracket that matches; one that does not is a value like any other */
    uint64_t within;        /* bit UINT64_C(1) << fn for each function around it */
} ub_css_part;

typedef struct ub_css_parts {
    ub_css c;
    ub_arena *a;
    ub_css_stack brackets;
    uint32_t open[UB_CSS_N_FN];
    uint64_t within;
} ub_css_parts;

/*
 * ub_css_parts_init, ub_css_parts_next - the tokens of a value or a prelude, with their nesting.
 *
 * For the `body` of an event, an SVG presentation attribute, a media attribute.  Comments are passed over, white space is
 * not.  At the end everything is closed; the last part is UB_CSS_EOF, with the depth that was open.
 * fails  UB_LIMIT at the ceiling of `a`
 * spec   CSS Syntax 5.4.7 to 5.4.10
 */
void ub_css_parts_init(ub_css_parts *v, ub_arena *a, ub_str text);
ub_status ub_css_parts_next(ub_css_parts *v, ub_css_part *part);

/* ------------------------------------------------------------------------------------------------ references */

typedef enum ub_css_ref_kind {
    UB_CSS_REF_URL,         /* url(..) without quotes */
    UB_CSS_REF_CALL,        /* url("..") or src("..") */
    UB_CSS_REF_STRING,      /* a bare string where one is a URL: image-set("..") and others, @import ".." */
    UB_CSS_REF_OPAQUE,      /* url or src without a string, such as src(var(--u)); expression(; a filter of MSHTML */
    UB_CSS_REF_BAD,         /* a bad url or bad string where a URL goes: nothing today, something to an old engine */
} ub_css_ref_kind;

typedef struct ub_css_ref {
    uint8_t kind;           /* ub_css_ref_kind */
    uint8_t in;             /* the innermost function around it, ub_css_fn; not the url( or src( that it is */
    bool unclosed;          /* the end of the input ended it */
    bool modified;          /* something follows the string in its url( or src( */
    uint64_t within;        /* all functions around it, as in ub_css_part */
    size_t depth;
    ub_css_token t;         /* the token whose value is the URL; opaque: the function */
    ub_str span;            /* the reference in the input, from "url(" to its ")" where that follows the string */
} ub_css_ref;

typedef struct ub_css_refs {
    ub_css_parts parts;
    bool bare_strings;
} ub_css_refs;

/*
 * ub_css_refs_init, ub_css_refs_next - every reference of a value or prelude, in the order of the input.
 *
 * in     bare_strings  a string outside all functions is a URL: the preludes of @import and @namespace
 * out    *ref   set on UB_OK
 * fails  UB_ABSENT when there is none left, UB_LIMIT
 */
void ub_css_refs_init(ub_css_refs *r, ub_arena *a, ub_str text, bool bare_strings);
ub_status ub_css_refs_next(ub_css_refs *r, ub_css_ref *ref);

typedef struct ub_css_import {
    ub_css_ref ref;
    bool layered;           /* "layer" or "layer(..)" */
    ub_str layer;           /* the name inside "layer(..)", else empty */
    ub_str supports;        /* what stands inside "supports(..)" */
    ub_str media;           /* the rest, trimmed: media queries, and scope(..) of newer drafts */
} ub_css_import;

/*
 * ub_css_import_of - take the prelude of an @import apart.
 * fails  UB_ABSENT when it does not begin with a URL, UB_LIMIT
 * spec   CSS Cascading 5, section 2
 */
ub_status ub_css_import_of(ub_arena *a, ub_str prelude, ub_css_import *out);

/* ------------------------------------------------------------------------------------------------ a sheet as bytes */

typedef enum ub_css_charset_from {
    UB_CSS_CHARSET_BOM, UB_CSS_CHARSET_PROTOCOL, UB_CSS_CHARSET_RULE, UB_CSS_CHARSET_ENVIRONMENT, UB_CSS_CHARSET_DEFAULT,
} ub_css_charset_from;

typedef struct ub_css_charset_choice {
    const ub_charset *cs;       /* what a browser takes; never NULL */
    const ub_charset *also;     /* what a label named that no browser knows (utf-7 ..): a second reading; NULL */
    size_t bom_n;               /* bytes of the byte order mark, which is not part of the sheet */
    uint8_t from;               /* ub_css_charset_from */
} ub_css_charset_choice;

/*
 * ub_css_charset - the charset of a sheet: byte order mark, protocol, @charset, environment, UTF-8.
 *
 * in     protocol     label of the Content-Type or the data: URL, may be empty
 *        environment  label of the document that refers to the sheet, may be empty
 * spec   CSS Syntax 3.2.  The rule is a byte pattern, not a rule: one space, double quotes, lower case.
 */
ub_css_charset_choice ub_css_charset(ub_str bytes, ub_str protocol, ub_str environment);

#endif
