/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the html room share: name tables, the stack, the list of active formatting elements. */
#ifndef UB_HTML_INSIDE_H
#define UB_HTML_INSIDE_H

#include "html.h"

/* ------------------------------------------------------------------------------------------------ names.c */

typedef struct ub_names {
    const char (*keys)[16];          /* by id, padded with NUL; of longer names the first 16 bytes */
    const uint16_t *slots;           /* ids by the hash of the key */
    const uint16_t *longer;          /* ids of names over 16 bytes, 0 at the end */
    const ub_str *names;
    uint64_t k1;
    unsigned shift;
} ub_names;

extern const char ub_html_tag_keys[][16], ub_html_attr_keys[][16];
extern const uint16_t ub_html_tag_slots[], ub_html_tag_long[], ub_html_attr_slots[], ub_html_attr_long[];

/* Here, so that the compiler knows what is in them. */
static const ub_names ub_html_tags = { ub_html_tag_keys, ub_html_tag_slots, ub_html_tag_long, ub_html_tag_names, UB_TAG_HASH };
static const ub_names ub_html_attrs = { ub_html_attr_keys, ub_html_attr_slots, ub_html_attr_long, ub_html_attr_names, UB_ATTR_HASH };

/* The slot of a 16-byte key; tools/html-names computes the same. */
static inline unsigned ub_names_slot(const ub_names *t, uint64_t lo, uint64_t hi)
{
    return (unsigned)((lo * t->k1 + hi * UINT64_C(0xC2B2AE3D27D4EB4F)) >> t->shift);
}

/* The id of a name of at most 16 bytes, lower case, padded with NUL. */
static inline unsigned ub_names_key(const ub_names *t, const char key[16])
{
    uint64_t lo, hi;
    unsigned id;
    memcpy(&lo, key, 8);
    memcpy(&hi, key + 8, 8);
    id = t->slots[ub_names_slot(t, lo, hi)];
    return memcmp(t->keys[id], key, 16) == 0 ? id : 0;
}

/* Tags of one or two letters, as most are, without a hash: `key` is the name as a number, lower case. */
typedef struct ub_name_tiny { uint16_t key, id; } ub_name_tiny;
extern const ub_name_tiny ub_html_tiny[2048];
static inline unsigned ub_names_tiny(uint32_t key)
{
    const ub_name_tiny *t = &ub_html_tiny[(key & 0x1F) << 6 | (key >> 8 & 0x1F) | (key >> 9 & 0x20)];
    return t->key == key ? t->id : 0;
}

unsigned ub_html_names_find(const ub_names *t, ub_str name);      /* any length, any case; 0: none of them */

/* Entities, see tools/html-entities. */
#define UB_HTML_N_REFS 2231
extern const char ub_html_ref_names[], ub_html_ref_text[];
extern const uint16_t ub_html_ref_at[UB_HTML_N_REFS + 1], ub_html_ref_text_at[UB_HTML_N_REFS];
extern const uint8_t ub_html_ref_text_n[UB_HTML_N_REFS];
extern const uint16_t ub_html_ref_first[59];

/* ------------------------------------------------------------------------------------------------ stack.c */

/* What the tree builder does with an element of this name, see elements.c. */
enum {
    P_SPECIAL  = 1 << 0,
    P_BLOCK    = 1 << 1,     /* special and neither address, div nor p: what stops the search for an open li, dd, dt */
    P_SCOPE    = 1 << 2,     /* bounds the default scope */
    P_IMPLIED  = 1 << 3,     /* its end tag is implied */
    P_IMPLIED2 = 1 << 4,     /* .. thoroughly (13.2.6.3) */
    P_FORMAT   = 1 << 5,
    P_HEADING  = 1 << 6,
    P_BREAKOUT = 1 << 7,     /* ends foreign content */
    P_CONTEXT  = 1 << 8,     /* template, noscript, select: kept in h->ctx */
    P_TEXT_IP  = 1 << 9,     /* nodes: MathML text integration point */
    P_HTML_IP  = 1 << 10,    /* nodes: HTML integration point */
    P_GONE     = 1 << 11,    /* nodes: taken off the stack while others stand on it; no longer seen */
    P_ANNOTATION_XML = 1 << 12,
    P_KEPT     = 1 << 13,    /* nodes: while others are forgotten */
};

/* What to do with a start tag or end tag in body. */
typedef enum ub_html_do {
    DO_OTHER, DO_BLOCK, DO_HEADING, DO_PRE, DO_LI, DO_DD, DO_FORM, DO_PLAINTEXT, DO_BUTTON, DO_A, DO_FORMAT, DO_NOBR,
    DO_OBJECT, DO_TABLE, DO_VOID_LIVE, DO_INPUT, DO_VOID, DO_HR, DO_IMAGE, DO_TEXTAREA, DO_XMP, DO_IFRAME, DO_RAW,
    DO_NOSCRIPT, DO_SELECT, DO_OPTION, DO_OPTGROUP, DO_RB, DO_RT, DO_FOREIGN, DO_TABLE_PART, DO_HTML, DO_BODY,
    DO_FRAMESET, DO_HEAD_VOID, DO_HEAD_RAW, DO_SCRIPT, DO_TITLE, DO_TEMPLATE, DO_P, DO_BR, DO_IGNORE,
} ub_html_do;

struct ub_html_element { uint8_t start, end; uint16_t props; };
extern const ub_html_element ub_html_elements[UB_TAG_COUNT];

/* Node 0 is none: its serial is 0, below all others.  32 bytes, so that a deep stack stays in the cache. */
struct ub_html_node {
    uint16_t below, above;           /* neighbours on the stack; `below` chains the free nodes */
    uint16_t same_below, same_above; /* open elements of the same name and kind */
    uint16_t scope_below, block_below;
    uint16_t fmt;                    /* entry in the list of active formatting elements */
    uint16_t props;
    uint32_t serial;                 /* grows up the stack; a clone of a formatting element has that of its parent */
    uint32_t tag;                    /* id, or UB_TAG_COUNT + index of the word */
    uint32_t html_serial;            /* foreign: serial of the nearest HTML element below */
    uint8_t ns;
};
static_assert(sizeof(struct ub_html_node) == 32 && UB_HTML_DEPTH_MAX <= UINT16_MAX, "places on the stack are 16 bits");

struct ub_html_word {
    ub_str name;                     /* in the text */
    uint32_t hash;
    uint16_t top_of[2];
};

static inline ub_html_node *ub_node(ub_html *h, uint32_t i) { return &h->nodes[i]; }
static inline const ub_html_element *ub_element(uint32_t tag)
{
    return &ub_html_elements[tag < UB_TAG_COUNT ? tag : UB_TAG_OTHER];
}

/* The topmost open element of this name: HTML (foreign 0) or foreign (1). */
static inline uint16_t *ub_top_of(ub_html *h, uint32_t tag, unsigned foreign)
{
    return tag < UB_TAG_COUNT ? &h->top_of[tag][foreign] : &h->words[tag - UB_TAG_COUNT].top_of[foreign];
}
static inline uint32_t ub_serial_of(ub_html *h, uint32_t tag) { return h->nodes[h->top_of[tag][0]].serial; }
static inline bool ub_is_open(const ub_html *h, uint32_t tag) { return h->top_of[tag][0] != 0; }

/* Is the current node an HTML element of this name? */
static inline bool ub_current_is(const ub_html *h, uint32_t tag)
{
    return h->nodes[h->top].tag == tag && h->nodes[h->top].ns == UB_HTML_NS_HTML;
}

bool ub_html_stack_init(ub_html *h);
uint32_t ub_html_push(ub_html *h, uint32_t tag, unsigned ns, unsigned props);
uint32_t ub_html_push_html(ub_html *h, uint32_t tag, unsigned props);   /* the same in HTML's namespace */
void ub_html_pop(ub_html *h);
void ub_html_pop_to(ub_html *h, uint32_t node);              /* .. and `node` itself */
void ub_html_unlink(ub_html *h, uint32_t node);              /* take it out of the middle */
uint32_t ub_html_move_above(ub_html *h, uint32_t node, uint32_t block);   /* the adoption agency's clone */
uint32_t ub_html_word_of(ub_html *h, ub_str name);           /* node.tag of a name that is not interned */
uint32_t ub_html_find_block(ub_html *h);

/* The serial of the topmost P_BLOCK element, and of the topmost special element. */
static inline uint32_t ub_html_block_serial(ub_html *h)
{
    const ub_html_node *n = &h->nodes[h->top_block];
    return __builtin_expect(n->props & P_GONE, 0) ? ub_html_find_block(h) : n->serial;
}
static inline uint32_t ub_html_special_serial(ub_html *h)
{
    const uint32_t s = ub_html_block_serial(h), div = ub_serial_of(h, UB_TAG_DIV), p = ub_serial_of(h, UB_TAG_P),
                   address = ub_serial_of(h, UB_TAG_ADDRESS), a = div > p ? div : p, b = s > address ? s : address;
    return a > b ? a : b;
}

static inline bool ub_in_scope(ub_html *h, uint32_t tag)
{
    uint32_t t = h->top_of[tag][0];
    return t && h->nodes[t].serial >= h->nodes[h->top_scope].serial;
}
static inline bool ub_in_button_scope(ub_html *h, uint32_t tag)
{
    return ub_in_scope(h, tag) && ub_serial_of(h, tag) >= ub_serial_of(h, UB_TAG_BUTTON);
}
static inline bool ub_in_list_scope(ub_html *h, uint32_t tag)
{
    return ub_in_scope(h, tag) && ub_serial_of(h, tag) >= ub_serial_of(h, UB_TAG_OL)
        && ub_serial_of(h, tag) >= ub_serial_of(h, UB_TAG_UL);
}
static inline bool ub_in_table_scope(ub_html *h, uint32_t tag)
{
    uint32_t s = ub_serial_of(h, tag);
    return s && s >= ub_serial_of(h, UB_TAG_TABLE) && s >= ub_serial_of(h, UB_TAG_TEMPLATE);
}

/* ------------------------------------------------------------------------------------------------ fmt.c */

/* One entry of the list of active formatting elements.  Entry 0 is none; its `next` is the first. */
struct ub_html_fmt {
    uint16_t prev, next;             /* `prev` chains the free entries */
    uint16_t same_prev, same_next;   /* entries with the same name */
    uint16_t node;                   /* on the stack, 0 when it is not; 1, which is always there, of markers and of entry 0 */
    uint16_t tag;                    /* UB_TAG_OTHER: a marker */
    uint32_t order;                  /* grows along the list */
    uint32_t at, n;                  /* its tag in the text */
    uint64_t hash;                   /* of its attributes, 0 before it is asked for */
};
static_assert(sizeof(struct ub_html_fmt) == 32, "");

bool ub_html_fmt_init(ub_html *h);
void ub_html_fmt_push(ub_html *h, uint32_t node, uint32_t tag);
/*
 * The start of a link in a link, or of a nobr in a nobr, which end each other, where nothing stands in or behind the one
 * that ends: the new one takes its place, which is what the adoption agency and pushing come to.  False: they are needed.
 */
bool ub_html_fmt_renew(ub_html *h, uint32_t tag, unsigned props);
void ub_html_fmt_marker(ub_html *h);
void ub_html_fmt_forget(ub_html *h);                         /* what is open no more */
void ub_html_fmt_clear(ub_html *h);                          /* to the last marker */
void ub_html_fmt_remove(ub_html *h, uint32_t entry);
uint32_t ub_html_fmt_find(ub_html *h, uint32_t tag);         /* the last one since the marker */
void ub_html_reopen(ub_html *h);                             /* reconstruct the active formatting elements */
bool ub_html_adopt(ub_html *h, uint32_t tag);                /* the adoption agency; false: "any other end tag" */

/* Is there something to reconstruct?  Asked once a text. */
static inline bool ub_html_can_reopen(const ub_html *h)
{
    return !h->fmts[h->fmt_top].node;
}
static inline void ub_reconstruct(ub_html *h)
{
    if (__builtin_expect(ub_html_can_reopen(h), 0)) ub_html_reopen(h);
}

/* ------------------------------------------------------------------------------------------------ body.c, modes.c */

typedef enum ub_html_mode {
    M_INITIAL, M_BEFORE_HTML, M_BEFORE_HEAD, M_IN_HEAD, M_IN_HEAD_NOSCRIPT, M_AFTER_HEAD, M_IN_BODY, M_IN_TABLE,
    M_IN_CAPTION, M_IN_COLUMN_GROUP, M_IN_TABLE_BODY, M_IN_ROW, M_IN_CELL, M_IN_TEMPLATE, M_AFTER_BODY, M_IN_FRAMESET,
    M_AFTER_FRAMESET, M_AFTER_AFTER_BODY, M_AFTER_AFTER_FRAMESET,
} ub_html_mode;

/* The tree builder's part in each token.  They may change the tokenizer's state. */
void ub_html_tree_start(ub_html *h, ub_html_tag_now *now);
void ub_html_tree_end(ub_html *h, ub_html_tag_now *now);
void ub_html_tree_text(ub_html *h, const char *from, const char *to, bool references);
void ub_html_tree_doctype(ub_html *h);

void ub_html_body_start(ub_html *h, ub_html_tag_now *now);
void ub_html_format_start(ub_html *h, ub_html_tag_now *now);     /* those of them that are DO_FORMAT */
void ub_html_format_end(ub_html *h, ub_html_tag_now *now);
void ub_html_body_end(ub_html *h, ub_html_tag_now *now);
bool ub_html_foreign_start(ub_html *h, ub_html_tag_now *now);   /* true: done; false: go on by the insertion mode */
bool ub_html_foreign_end(ub_html *h, ub_html_tag_now *now);
void ub_html_head_start(ub_html *h, ub_html_tag_now *now);      /* in-head rules for base .. template */
void ub_html_template_end(ub_html *h, ub_html_tag_now *now);
void ub_html_reset_mode(ub_html *h);
void ub_html_implied(ub_html *h, uint32_t except);
void ub_html_close_p(ub_html *h);
/* Attributes of the tag at hand. */
bool ub_html_has_attr(const ub_html *h, unsigned id);
bool ub_html_attr_is(const ub_html *h, unsigned id, ub_str want);    /* value, ASCII case folded, decoded */

/* What is in a text, as a set.  References count as what they stand for. */
enum { T_NUL = 1, T_SPACE = 2, T_OTHER = 4 };
unsigned ub_html_classify(const char *from, const char *to, bool references);

/* The state of the tokenizer that a raw text element sets. */
void ub_html_content_of(ub_html *h, ub_html_content content, uint32_t tag);

/* ------------------------------------------------------------------------------------------------ attrs.c, markup.c */

/* Of a name, whatever the case of its letters. */
uint32_t ub_html_name_hash(ub_str name);

/* Does the tag at hand have an attribute of this unknown name already?  Remembers it if not.  In tags with very many the
 * answer is no until ub_html_dup_late() has marked them all, from h->dup_late on, once the tag or a part of it is read. */
bool ub_html_dup_unknown(ub_html *h, const char *name, size_t n);
void ub_html_dup_late(ub_html *h);
bool ub_html_more_attrs(ub_html *h);

/* A comment, doctype, bogus comment or CDATA section at `p`, where "<!" or "<?" or "</" stands.  Returns its end. */
const char *ub_html_markup(ub_html *h, const char *p);

/* Of the attributes of a start tag, as they are written. */
uint64_t ub_html_attrs_hash(const ub_html *h, uint32_t at, uint32_t n);

#endif
