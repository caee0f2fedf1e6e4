/* SPDX-License-Identifier: Apache-2.0 */
/*
 * find: every reference of a message, and a span for every token of it that is not known to be inert.
 *
 * One call reads a parsed message once and answers with three lists: `docs`, the texts that were walked; `spans`, what in
 * them would have to be edited for silence, and the links, which stay; `findings`, what was found out about each reference.
 * What is reported and what is removed cannot differ, and nothing behind this room parses HTML or CSS again.
 *
 * The rule is an allow-list judged by value (allow.h): a token passes when its name is known inert, or when its name is not
 * a known loader and its value holds only numbers, dimensions, plain identifiers, colours and listed functions.  The table of
 * vectors (vectors.h) names findings; it does not decide what passes.
 *
 * Nothing is looked up, fetched or opened.
 */
#ifndef UB_FIND_H
#define UB_FIND_H

#include "base.h"
#include "codec.h"
#include "html.h"
#include "mime.h"
#include "url.h"
#include "vectors.h"

/* ------------------------------------------------------------------------------------------------ documents */

typedef enum ub_doc_kind {
    UB_DOC_FIELDS,        /* the header of a part; `bytes` are those of the source it lies in */
    UB_DOC_HTML,
    UB_DOC_XML,           /* SVG, XHTML or other XML, read with the HTML tokenizer: all a browser or an XML reader would fetch */
    UB_DOC_CSS,           /* a sheet of its own: a text/css part, a data: sheet */
    UB_DOC_TEXT,          /* plain text: only its addresses */
    UB_DOC_ENRICHED,      /* text/enriched, text/richtext */
    UB_DOC_FILE,          /* a container of documents, which are nested in it: TNEF.  It goes as a whole */
    UB_DOC_KINDS
} ub_doc_kind;
const char *ub_doc_kind_name(ub_doc_kind k);              /* "fields", .. */

/* One text that was walked. */
typedef struct ub_doc {
    uint8_t kind;             /* ub_doc_kind */
    uint8_t depth;            /* 0, or how many documents it lies in */
    bool canonical;           /* the reading the clean message is written from: at most one body document a part.  The others
                                 say what else some client would see in the same bytes */
    bool called_text;         /* HTML only to clients that do not believe the part's type, which is that of a text */
    bool converted;           /* `bytes` are UTF-8 made from the part's bytes, or an attribute's decoded value; see `map` */
    uint32_t part;            /* number in ub_mime.parts */
    uint32_t parent;          /* the document it is nested in (srcdoc, data:), or UB_NONE */
    uint32_t span;            /* the span of the parent that holds it, or UB_NONE: to take that out takes this document out.
                                 UB_NONE although there is a parent: all of it is inert, or its bytes are an inert token's */
    ub_span within;           /* the bytes of the parent that it was made from */
    ub_str bytes;             /* what was walked; every span of the document counts in it */
    ub_str source;            /* what `map` leads back to: the transfer-decoded part.  Not converted: the same as bytes */
    ub_map map;
    const ub_charset *charset;  /* it was read in; NULL: none said, none needed */
    const char *reading;      /* "all", else the client's: a reading of mime, "base64-stop", "base64-on", "charset utf-7", .. */
    uint32_t first_span, n_spans;   /* its spans, which stand together in document order.  Those of nested ones stand elsewhere */
} ub_doc;

/* ------------------------------------------------------------------------------------------------ spans */

/* What an edit would take out or put something else in place of. */
typedef enum ub_unit {
    UB_UNIT_ATTR,         /* an attribute: name, value, quotes */
    UB_UNIT_TAG,          /* one tag, start or end; the content of the element stays */
    UB_UNIT_ELEMENT,      /* from its start tag to its end tag, content included; to the document's end when unclosed */
    UB_UNIT_COMMENT,      /* a comment or what is read as one */
    UB_UNIT_MARKUP,       /* a doctype, <? .. >, <! .. > */
    UB_UNIT_DEAD,         /* text that no reader shows: content of iframe, noembed, a CDATA section, .. */
    UB_UNIT_URL,          /* a reference in a CSS value: "url(..)" or a string.  `decl` holds it */
    UB_UNIT_DECL,         /* a CSS declaration, without its ";" */
    UB_UNIT_AT_RULE,      /* a CSS at-rule, its block included */
    UB_UNIT_RULE,         /* a CSS rule, its block included */
    UB_UNIT_CSS,          /* other bytes of a sheet: what readers of today throw away, a comment */
    UB_UNIT_FIELD,        /* a header field with its line end */
    UB_UNIT_VALUE,        /* a piece of a header field's value */
    UB_UNIT_PART,         /* the whole part; at 0, all of the document */
    UB_UNIT_LINK,         /* kept: a link's attribute, or an address in text.  Never an edit in the way of silence */
    UB_UNITS
} ub_unit;
const char *ub_unit_name(ub_unit u);                      /* "attr", .. */

/* Why the token is not known to be inert. */
typedef enum ub_cause {
    UB_CAUSE_REFERENCE,   /* it names something outside the message: see `finding` */
    UB_CAUSE_RELATIVE,    /* a relative reference with nothing to resolve it against */
    UB_CAUSE_SCRIPT,      /* program code, an event handler, javascript: */
    UB_CAUSE_EMBEDDED,    /* holds a document that is not inert */
    UB_CAUSE_ELEMENT,     /* an element we do not know, or one that is for loading */
    UB_CAUSE_ATTRIBUTE,   /* an attribute we do not know, with a value that is not inert */
    UB_CAUSE_STYLE,       /* a declaration or rule we do not know, with a value that is not inert */
    UB_CAUSE_DEAD,        /* dead content with something in it that another reader would take for markup */
    UB_CAUSE_SYNTAX,      /* written so that readers differ on what it is */
    UB_CAUSE_HINT,        /* makes what others do worse: x-dns-prefetch-control, ping policies, autofocus */
    UB_CAUSE_LINK,        /* UB_UNIT_LINK */
    UB_CAUSE_FIELD,       /* a field that asks for contact */
    UB_CAUSES
} ub_cause;
const char *ub_cause_name(ub_cause c);                    /* "reference", .. */

/*
 * A token that is not known to be inert, or a link.  Spans of one document are in order of their beginning; one holds the
 * other or they are apart, and what lies inside a span is listed behind it.  There is one exception: where two readings of
 * noscript have parted (`<noscript><p title="</noscript>..">`), spans of one reading may cut those of the other, and stretches
 * that several readers take differently (an unclosed tag, a CDATA section, the content of an iframe) are listed behind the
 * document's tokens around them.  Whoever edits merges what overlaps.
 */
typedef struct ub_find_span {
    uint32_t doc;
    ub_span at;               /* bytes of the document */
    ub_span attr;             /* the attribute it stands in, or n 0 */
    ub_span decl;             /* the declaration it stands in, or n 0 */
    ub_span tag;              /* the tag it stands in, or n 0 */
    uint32_t finding;         /* the first finding about it, or UB_NONE; more may follow, see ub_finding.span */
    uint32_t keep;            /* 0, or 1 + the place in ub_found.keeps of what is good in a style attribute that goes */
    uint16_t tag_id;          /* ub_html_tag_id of that tag */
    uint16_t attr_id;         /* ub_html_attr_id */
    uint8_t unit, cause;      /* ub_unit, ub_cause */
    uint8_t flags;            /* UB_SPANF_* */
} ub_find_span;

enum {
    UB_SPANF_END_TAG = 1 << 0,     /* UB_UNIT_TAG: it is the end tag */
    UB_SPANF_DECODED = 1 << 1,     /* the value had to be decoded, so the whole attribute is the unit, though only a piece is bad */
    UB_SPANF_DEAD = 1 << 2,        /* inside dead content: template, an unclosed tag, a dropped tag */
    UB_SPANF_COND = 1 << 3,        /* inside a conditional comment */
    UB_SPANF_INSIDE = 1 << 4,      /* inside the span before it that is large enough to hold it */
};

/* ------------------------------------------------------------------------------------------------ findings */

/* Signs that nobody is meant to see it: own attributes and style, rules of the message's own style elements with simple
 * selectors (name, .class, #id), and the elements around it. */
enum {
    UB_LOOK_DISPLAY_NONE = 1 << 0,      /* also the attribute hidden */
    UB_LOOK_INVISIBLE = 1 << 1,         /* visibility:hidden, opacity under 0.05, mso-hide:all */
    UB_LOOK_TINY = 1 << 2,              /* it, or a box around it that clips: width or height of at most 3 px */
    UB_LOOK_CLIPPED = 1 << 3,           /* max-height, max-width, clip or overflow:hidden leaves at most 3 px */
    UB_LOOK_OFFSCREEN = 1 << 4,         /* moved out by 100 px or more */
    UB_LOOK_FONT_ZERO = 1 << 5,         /* font-size at most 2 px */
    UB_LOOK_SAME_COLOUR = 1 << 6,       /* text in the colour of its own background */
    UB_LOOK_BY_PARENT = 1 << 7,         /* one of the others comes from an element around it */
    UB_LOOK_BY_RULE = 1 << 8,           /* one of the others comes from a style element */
};

typedef struct ub_look {
    int32_t width, height;    /* px as declared by style, else by attribute; -1 not said, -2 not in px */
    uint32_t bits;            /* UB_LOOK_* */
} ub_look;

enum {
    UB_FINDING_IF_TOKEN = 1 << 0,  /* a field that is never edited: report it only if a label or local part carries a token */
    UB_FINDING_RELATIVE = 1 << 1,  /* written relative; `url` is what base, Content-Location, .. make of it */
    UB_FINDING_TEXT_ONLY = 1 << 2, /* no URL reader takes it: `url` is empty */
    UB_FINDING_DEAD = 1 << 3,      /* in dead content */
    UB_FINDING_BASE = 1 << 4,      /* other references resolve against it */
    UB_FINDING_LINK = 1 << 5,      /* counted as a link: see ub_found */
};

/* One reference, bare: nobody has judged it yet. */
typedef struct ub_finding {
    uint16_t vector;          /* ub_vector_id, the most telling: that of the scheme (unc-img), else of what is around it
                                 (noscript-img, mso-cond-img, data-nested), else of a modifier (img-lazy), else `form` */
    uint16_t form;            /* by element and attribute, or property, alone: img-src */
    uint16_t carrier;         /* how its part is reached: mime-rfc822, mime-amp; UB_VEC_NONE for the message itself */
    uint8_t kind, trigger, leaks, action;   /* by default; ub_kind, ub_trigger, UB_LEAK_*, ub_action */
    uint32_t part, doc, span;
    ub_span at;               /* the reference in the bytes of the document */
    uint32_t byte, length;    /* in the transfer-decoded part before charset conversion; of fields: in the message.  Of a nested
                                 document: of the token that holds it */
    uint32_t line;            /* of `byte`, from 1 */
    ub_str raw;               /* as written */
    ub_str url;               /* resolved; of a mail address or a path of Windows: normalized */
    ub_str host, site;        /* of `url`; site: the registrable domain, or the host where there is none */
    const char *reading;      /* "all", else of which client */
    uint16_t tag_id, attr_id; /* the element and attribute it stands in; 0 none or another */
    ub_str element, attribute;/* their names as written; attribute: of CSS the property, of a field its name */
    ub_str rel, media, alt;   /* link@rel; the condition it hangs on (media, supports, selector, [if mso]); img@alt; as written */
    ub_span text;             /* links: from behind the start tag to the end tag, in the document; n 0 none */
    ub_look look;
    uint32_t flags;           /* UB_FINDING_* */
} ub_finding;

/* ------------------------------------------------------------------------------------------------ the answer */

typedef struct ub_unseen_part {
    uint32_t part;
    uint8_t why;              /* ub_unseen of mime.h */
    const char *limit;        /* UB_UNSEEN_LIMIT: which, "reading-limit", "depth", "spans", ..; else "" */
} ub_unseen_part;

#define UB_FINDINGS_MAX 1000u     /* a message */

typedef struct ub_found {
    struct { ub_doc *p; size_t n, cap; } docs;
    struct { ub_find_span *p; size_t n, cap; } spans;
    struct { ub_finding *p; size_t n, cap; } findings;  /* in the order they were met, at most UB_FINDINGS_MAX; when there are
                                                           more, links and lookups go first */
    struct { ub_unseen_part *p; size_t n, cap; } unseen;
    struct { ub_str *p; size_t n, cap; } keeps;         /* values of style attributes, as they stand between double quotes */
    size_t findings_omitted;
    uint64_t walked_bytes;                              /* of all readings */
} ub_found;

typedef struct ub_find_opts {
    const ub_mime_limits *mime;   /* NULL: the defaults */
    ub_url_ctx *urls;             /* public suffix list and UTS 46, kept between messages; NULL opens them for each call */
    ub_charset_cache *charsets;   /* the same for ICU's converters; NULL opens one for each use */
    uint32_t depth;               /* 0: 8      documents within documents */
    uint32_t nested_bytes;        /* 0: 16 MiB bytes of nested documents together, besides what reading_factor allows */
    uint32_t spans;               /* 0: 4,000,000 */
    uint32_t reading_factor;      /* 0: 8      bytes walked, as a multiple of the message (and at least 1 MiB) */
} ub_find_opts;

/*
 * ub_find - read a message that ub_mime_parse() took apart.
 *
 * in     msg    decoded bodies are added to its sources
 *        opts   NULL for the defaults
 * out    *found  set on UB_OK; its lists live in `a`, its slices view the message, its sources or `a`
 *        notes  find-nested-limit: a document within a document was too deep or too large to be entered
 * fails  UB_LIMIT: the arena is full.  Limits of `opts` are not failures: the part is listed in `unseen` and gets a
 *        UB_UNIT_PART span
 * cost   linear in the bytes walked
 */
ub_status ub_find(ub_arena *a, ub_mime *msg, const ub_find_opts *opts, ub_found *found, ub_notes *notes, ub_err *err);

/* The bytes of a span. */
static inline ub_str ub_find_str(const ub_found *f, const ub_find_span *s)
{
    return ub_str_of(f->docs.p[s->doc].bytes.p + s->at.at, s->at.n);
}

/* Does the document need an edit: has it a span that is no link? */
bool ub_find_dirty(const ub_found *f, uint32_t doc);

#endif
