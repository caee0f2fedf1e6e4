/* SPDX-License-Identifier: Apache-2.0 */
/*
 * allow: what is known inert, by name and by value; and what is known to load, with the name of its vector.
 *
 * Private to the room.  Written from the standards (HTML living standard with its obsolete features, SVG 1.1/2/Tiny 1.2,
 * MathML 3, CSS snapshot 2025), from Microsoft's VML and Office HTML references and from the survey of vectors; read
 * 2026-11-24.  A name that is in no table is unknown, and unknown is judged by its value.
 */
#ifndef UB_FIND_ALLOW_H
#define UB_FIND_ALLOW_H

#include "base.h"
#include "css.h"
#include "html.h"
#include "vectors.h"

/* ------------------------------------------------------------------------------------------------ elements */

enum tag_policy {
    TAG_UNKNOWN,      /* loses its tags, keeps its children */
    TAG_PASS,
    TAG_LOAD,         /* is for loading and nothing else: loses its tags; what is inside is fallback and stays */
    TAG_ALL,          /* goes with its content: code, or data that is not shown */
    TAG_LINK, TAG_META, TAG_BASE, TAG_STYLE, TAG_SCRIPT, TAG_TEMPLATE,   /* looked at one by one */
};
enum {
    TAGF_VOID = 1,    /* has no content, in HTML */
    TAGF_RAW = 2,     /* its content is text that is not shown and that other readers take for markup */
    TAGF_CTX = 4,     /* names a context: what is inside is found in an unusual place */
};
typedef struct tag_info {
    uint8_t policy, flags;
    uint16_t context;       /* TAGF_CTX: vector of what loads inside */
} tag_info;
extern const tag_info ub_find_tags[UB_TAG_COUNT];

/* The policy of an element whose name is not interned: Office's prefixes pass. */
enum tag_policy ub_find_tag_policy(ub_str name);
/* An element of VML that is written without its prefix. */
ub_html_tag_id ub_find_vml_tag(ub_str name);

/* ------------------------------------------------------------------------------------------------ attributes */

enum attr_class {
    ATTR_VALUE,       /* unknown: judged by value */
    ATTR_INERT,       /* whatever it says */
    ATTR_URL,         /* one reference */
    ATTR_URLS,        /* several, with white space between */
    ATTR_SRCSET,
    ATTR_SRCDOC,
    ATTR_STYLE,
    ATTR_CSS,         /* one value of CSS: SVG's presentation attributes */
    ATTR_EVENT,       /* a script */
    ATTR_ANIMATE,     /* what an SVG animation writes into another attribute */
    ATTR_CONTENT,     /* meta@content; elsewhere judged by value */
    ATTR_PARAM,       /* param@value; elsewhere inert */
    ATTR_CARRIER,     /* an address that no reader fetches but that travels along */
};

/* Attributes whose text is wanted once something was found: their places among those of the tag. */
enum attr_slot {
    SLOT_NONE, SLOT_STYLE, SLOT_CLASS, SLOT_ID, SLOT_WIDTH, SLOT_HEIGHT, SLOT_HIDDEN, SLOT_ALT, SLOT_REL, SLOT_MEDIA, SLOT_TYPE,
    SLOT_LOADING, SLOT_CROSSORIGIN, SLOT_REFERRERPOLICY, SLOT_ATTRIBUTENAME, SLOT_HTTP_EQUIV, SLOT_NAME, SLOT_PROPERTY,
    SLOT_CONTENT, SLOT_SHADOWROOTMODE, SLOT_COLOR, SLOT_BGCOLOR, SLOT_POPOVER, SLOT_HREF, SLOT_SIZE, SLOT_ROLE,
    SLOT_COUNT
};

typedef struct attr_info {
    uint8_t cls, slot;
    uint16_t first, n;      /* rows of ub_find_loads about it */
    uint16_t vector;        /* on an element without a row */
} attr_info;
extern const attr_info ub_find_attrs[UB_ATTR_COUNT];

/* Is the attribute's name one that no reader takes for markup?  Misquoted values leave names such as `sans-serif;"`. */
bool ub_find_plain_name(ub_str name);

/* ------------------------------------------------------------------------------------------------ loads */

enum {
    LOAD_LINK = 1,          /* a link: kept, as long as it has a scheme that links have */
    LOAD_FRAME = 2,         /* data: and javascript: in it are documents */
    LOAD_FORM = 4,
    LOAD_SVG = 8,           /* the row counts only in SVG */
    LOAD_SHEET = 16,        /* data: in it is a style sheet */
    LOAD_IMAGE = 32,        /* data: of raster images in it is shown and stays */
    LOAD_TAG = 64,          /* the whole tag goes, not the attribute alone */
};
typedef struct load_row {
    uint16_t attr, tag, vector, flags;
} load_row;
extern const load_row ub_find_loads[];

/* The row for an attribute of an element, NULL when there is none.  `ns` is ub_html_ns. */
const load_row *ub_find_load(unsigned attr, unsigned tag, unsigned ns);

/* ------------------------------------------------------------------------------------------------ values */

/* Only numbers, dimensions, plain identifiers, colours, listed functions, and text of these: nothing that is an address? */
bool ub_find_value_inert(ub_str value);

/* Is there nothing in dead text that another reader could take for markup, a style rule or an address? */
bool ub_find_dead_inert(ub_str text);

/* ------------------------------------------------------------------------------------------------ css */

/* Functions that compute and never load. */
bool ub_find_fn_inert(const ub_css_token *function);

/* Properties that load, and the vector of each; UB_VEC_NONE for any other. */
uint16_t ub_find_property(ub_str name);
/* Properties of which any string is text. */
bool ub_find_property_text(ub_str name);

#endif
