/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of this room share with one another and with nobody else.
 *
 * A message is read by one `finder`.  Each text in it is read by one `walk`, and a walk may begin others: a data: document,
 * a srcdoc.  Trouble is sticky: finder.status stops every loop, and is what ub_find() returns.
 */
#ifndef UB_FIND_INSIDE_H
#define UB_FIND_INSIDE_H

#include "allow.h"
#include "css.h"
#include "doc.h"
#include "find.h"
#include "scan.h"

#define HOWS 4u
#define DEPTH_MAX 16u               /* documents within documents, whatever the options say */

/* ------------------------------------------------------------------------------------------------ state */

struct node;
struct hide_rule;

/* Hosts of links that were seen, so that each is one lookup. */
struct host_set {
    ub_str *p;
    uint32_t cap, n;
};

struct finder {
    ub_arena *a;
    ub_arena level[2 * DEPTH_MAX + 2];   /* stacks of the readers of each depth of documents, used again for each document; the
                                            odd ones are for stretches within one, html_within() */
    bool have_level[2 * DEPTH_MAX + 2];
    ub_arena levels;                     /* what they are cut from: the far end of `a` */
    ub_mime *m;
    ub_find_opts o;
    ub_found *f;
    ub_notes *notes;
    ub_err *err;
    ub_status status;
    ub_url_ctx own_urls;

    uint32_t part;                  /* being walked */
    bool called_text;               /* the part at hand is HTML only to clients that do not believe its type */
    uint16_t carrier;
    bool spans_full, budget_full;   /* limits met */
    uint64_t budget, nested_left;   /* bytes that may yet be walked */
    size_t n_links, n_contacts;
    ub_str last_host, last_site;    /* the same host comes many times */
    struct called { const char *text; uint16_t vector; } hows[HOWS];      /* of readings of references: see how_vector() */
    unsigned n_hows;
    struct host_set hosts;
    bool have_cids;                 /* cid_parts was made */
    struct { struct { ub_str id, location; } *p; size_t n, cap; } cid_parts;   /* parts named by an id that lie elsewhere */
    struct { uint32_t *p; size_t n, cap; } hashes;      /* of the first findings: see again_drop() */
    uint32_t *bases;                /* of each part: see fields.c */
    struct { struct node *p; size_t cap; } stacks[DEPTH_MAX + 1];              /* of open elements, used again */
    struct { struct hide_rule *p; size_t cap; uint32_t *buckets; } hides[DEPTH_MAX + 1];
};

struct tag;

/* What a relative reference is resolved against. */
struct base {
    bool set;
    uint8_t from;                   /* 0 none, BASE_FIELD, BASE_XML, BASE_HTML: a later one wins over an earlier */
    bool used;                      /* something loads through it */
    ub_url url;
    uint32_t finding;               /* the finding of the base itself, or UB_NONE */
    const ub_field *field;          /* BASE_FIELD: the header field it stands in, reported once it is used */
    uint32_t field_part;
};
enum { BASE_NONE, BASE_FIELD, BASE_XML, BASE_HTML };

/* Where a token stands: what spans and findings say about it. */
struct place {
    ub_span attr, decl, tag;
    uint16_t tag_id, attr_id;
    uint8_t flags;                  /* UB_SPANF_* */
    ub_str element, attribute, rel, media, alt;
    uint32_t loads;                 /* LOAD_* */
    uint16_t form;
    uint16_t modifier;              /* vector that is more telling than form, or UB_VEC_NONE */
    uint16_t context;               /* the same, from what is around */
    uint8_t trigger;                /* 0: that of the vector */
    struct tag *of;                 /* the tag at hand, which is asked for its look once something is found; or NULL */
};

/* An open element. */
struct node {
    uint16_t tag;
    uint8_t ns, slots_have;         /* bits of NODE_* */
    bool watched;                   /* a link, an element with a span, or a context */
    bool look_done, visible;
    uint32_t same;                  /* the next outer one of this name, index + 1 */
    uint32_t span;                  /* ELEMENT span that ends with it, or UB_NONE */
    uint32_t link, n_link;          /* its findings, to be told what their text is */
    uint32_t text_at;
    ub_html_span style, cls, id, width, height, bgcolor, color;
    uint32_t bits;                  /* memo: UB_LOOK_* of it and all around it */
    ub_str bg, fg;                  /* memo: colours in force */
};
enum { NODE_STYLE = 1, NODE_CLASS = 2, NODE_ID = 4, NODE_WIDTH = 8, NODE_HEIGHT = 16, NODE_HIDDEN = 32, NODE_BGCOLOR = 64, NODE_COLOR = 128 };

/* A rule of a style element that hides what it selects. */
struct hide_rule {
    ub_str name;                    /* of the class, id or element */
    char kind;                      /* '.', '#', or 0 for an element */
    ub_str also;                    /* "p" of p.x, or empty */
    uint32_t next;                  /* in its bucket, index + 1 */
    ub_look look;
    ub_str bg, fg;
};
#define HIDE_BUCKETS 256u

/* A relative reference before any base. */
struct pending {
    uint32_t span;
    ub_span at;
    ub_str value;
    struct place place;
    ub_look look;
};

struct walk {
    struct finder *f;
    struct walk *outer;             /* the walk it is nested in */
    uint32_t doc;
    uint8_t kind;
    const ub_charset *charset;
    bool amp, canonical;
    const char *reading;
    uint16_t context;               /* of the whole document: data-nested, iframe-srcdoc, .. */
    uint8_t trigger;                /* 0, or what sets the whole document off */
    struct base base;
    const ub_html *h;               /* reader of the token at hand */
    uint16_t cond;                  /* vector of the conditional comment it is in, or UB_VEC_NONE */
    ub_str cond_text;
    uint16_t revealed;              /* the same for <![if ..]>, until <![endif]> */
    ub_str revealed_text;
    uint8_t flags;                  /* UB_SPANF_* of all spans at present */
    uint32_t within_n, floor;       /* conditional comments around; open elements that they may not close */
    uint32_t pieces;                /* where the tag at hand begins that comes in pieces, plus 1; 0: it comes whole */
    uint32_t ahead_end;             /* where the element ends that only those who read ahead see; see scanned_ahead() */
    struct { struct node *p; size_t n, cap; } open;
    uint32_t top[UB_TAG_COUNT];     /* topmost open element of each name, index + 1 */
    uint32_t link_node;             /* index + 1 of the innermost open link */
    struct { struct hide_rule *p; size_t n, cap; } rules;
    uint32_t *buckets, *spare_buckets;
    struct { struct pending *p; size_t n, cap; } pending;
    const ub_look *late_look;       /* of a reference that waited for its base */
    bool script_data;               /* the open script element is data, not code */
    uint16_t script_form;
    uint32_t script_span;
};

/* What became of a reference. */
enum outcome { REF_INERT, REF_LINK, REF_RELATIVE, REF_BAD };

static inline bool going(const struct finder *f) { return f->status == UB_OK; }
bool out_of_memory(struct finder *f);                     /* false, for `return out_of_memory(f)` */

/* ------------------------------------------------------------------------------------------------ find.c */

/* A new document; UB_NONE in trouble. */
uint32_t doc_add(struct finder *f, const ub_doc *doc);
/* Walk one document that lies in `outer`.  Returns whether something in it is not inert. */
bool walk_nested(struct walk *outer, ub_doc_kind kind, ub_str bytes, ub_span within, uint16_t context);
void unseen_add(struct finder *f, uint32_t part, ub_unseen why, const char *limit);
/* Walk all of a document. */
void walk_run(struct walk *w);
/* A sub-arena for a document of this depth, or for a stretch within one. */
ub_arena *level_arena(struct finder *f, unsigned depth, bool within);
/* Does the message have a part of this Content-ID whose content lies elsewhere? */
bool cid_elsewhere(struct finder *f, ub_str cid, ub_str *location);

/* ------------------------------------------------------------------------------------------------ kinds.c */

/* What a part, or a file in one, is read as. */
enum part_is { IS_TEXT, IS_HTML, IS_XML, IS_CSS, IS_ENRICHED, IS_TNEF, IS_INERT, IS_RASTER, IS_UNKNOWN };
enum part_is kind_by_media(const ub_part *p);
enum part_is kind_by_name(ub_str file_name);
/* What a file's name makes of the part at hand, whose type says nothing. */
enum part_is kind_by_part_name(struct finder *f);
/* What content begins like, whatever its type says. */
enum part_is kind_by_content(ub_str head);
/* The same for a part's body, of which only the beginning is decoded. */
enum part_is kind_by_first_bytes(struct finder *f, const ub_part *p);
/* The vector that a part is by the way it is reached, or UB_VEC_NONE. */
uint16_t carrier_of(struct finder *f, uint32_t part, enum part_is is);

/* ------------------------------------------------------------------------------------------------ settle.c */

/* At the end: spans in order, nested documents tied to their span, findings placed and cut to their limit. */
void found_settle(struct finder *f);

/* ------------------------------------------------------------------------------------------------ spans.c */

static inline ub_span span_of(size_t at, size_t n) { return (ub_span){ (uint32_t)at, (uint32_t)n }; }
static inline ub_span span_html(ub_html_span s) { return (ub_span){ s.at, s.n }; }
static inline ub_str doc_bytes(const struct walk *w) { return w->f->f->docs.p[w->doc].bytes; }
static inline ub_span span_in(const struct walk *w, ub_str s)
{
    ub_str doc = doc_bytes(w);
    return (ub_span){ (uint32_t)(s.p - doc.p), (uint32_t)s.n };
}

/* Add a span; UB_NONE in trouble or at the limit.  `p` may be NULL. */
uint32_t span_add(struct walk *w, const struct place *p, ub_unit unit, ub_cause cause, ub_span at);
/* The findings from number `from` on are about this span. */
void span_claim(struct walk *w, uint32_t span, size_t from);
static inline size_t findings_now(const struct walk *w) { return w->f->f->findings.n; }

/* ------------------------------------------------------------------------------------------------ refs.c */

/*
 * Take a reference apart and report it.
 * value  decoded; at: where it stands in the document, as written
 */
enum outcome ref_see(struct walk *w, const struct place *p, ub_str value, ub_span at);
/* Report without parsing: scripts, receipts, things without an address.  `scheme` is the vector of the scheme or UB_VEC_NONE.
 * NULL in trouble and beyond the limit. */
ub_finding *report(struct walk *w, const struct place *p, ub_span at, uint16_t scheme, ub_str url, ub_str host);
ub_str site_of(struct finder *f, ub_str host);
/* Resolve against the walk's base, if it has one. */
void base_set(struct walk *w, ub_str value, unsigned from, uint32_t finding);
void pend(struct walk *w, const struct place *p, uint32_t span, ub_str value, ub_span at);
void base_settle(struct walk *w);                         /* at the end of a document: relative references that waited */
/* Addresses inside a script or another text that is not parsed: a finding each, at least one in all if `always`. */
void ref_text(struct walk *w, const struct place *p, ub_str text, ub_span at, bool always);
/* The next address in plain text from *from on; false: none. */
bool address_next(ub_str text, size_t *from, ub_span *at);

/* ------------------------------------------------------------------------------------------------ html_walk.c, tags.c, css_walk.c, .. */

void html_run(struct walk *w);
/* A stretch that some reader takes for markup; flags of ub_html_within(). */
void html_within(struct walk *w, ub_html_span stretch, unsigned flags);

/* tags.c: one start tag. */
struct tag {
    const ub_html_token *t;
    const tag_info *info;
    uint16_t id;                    /* t->tag, or what an unprefixed VML name stands for */
    uint8_t policy;
    uint32_t have;                  /* bits 1 << SLOT_* */
    uint32_t slot[SLOT_COUNT];      /* index of the attribute */
    ub_str name;
    bool looked;                    /* memo: `look` is known */
    ub_look look;
};
void tag_start(struct walk *w, const ub_html_token *t);
ub_str tag_slot(struct walk *w, const struct tag *g, unsigned slot);   /* decoded value, empty when absent */
static inline ub_str str_of(const struct walk *w, ub_html_span s) { return ub_str_of(doc_bytes(w).p + s.at, s.n); }
static inline ub_span attr_span(const ub_html_attr *a) { return span_of(a->name.at, a->end - a->name.at); }
bool slot_is(struct walk *w, const struct tag *g, unsigned slot, ub_str word);
void place_attr(const struct walk *w, const ub_html_attr *a, struct place *p);
/* Is there an address in a text that no reader is known to fetch?  Where it begins. */
bool address_in(ub_str v, ub_str *address);
bool attr_value(struct walk *w, const ub_html_attr *at, ub_str *out);   /* decoded, in UTF-8 where it is not ASCII */

/* head.c: elements of which one attribute says what another one does. */
void link_tag(struct walk *w, const struct tag *g, struct place *p);
void base_tag(struct walk *w, const struct tag *g, struct place *p);
void meta_content(struct walk *w, const struct tag *g, const ub_html_attr *a, struct place *p);
void script_tag(struct walk *w, const struct tag *g);

/* elements.c: the stack of open elements. */
void open_push(struct walk *w, const struct tag *g, uint32_t span, size_t link_from);
void open_end(struct walk *w, const ub_html_token *t);
void open_implied(struct walk *w, const ub_html_token *t);   /* before a start tag: what it ends */
void open_close_all(struct walk *w, uint32_t at);
bool open_has(const struct walk *w, unsigned tag);

/* look.c */
/* Of the tag at hand; NULL: nothing is known. */
ub_look look_of(struct walk *w, struct tag *g);
void look_declaration(ub_look *look, ub_str *fg, ub_str *bg, ub_str name, ub_str value);
void look_rule(struct walk *w, ub_str selectors, const ub_look *look, ub_str fg, ub_str bg);

/* sheet.c */
void sheet_walk(struct walk *w, ub_str text, ub_css_entry entry, const struct place *p, bool svg);
/* A style attribute or one value: `text` may be a decoded copy, then the whole attribute is the unit. */
void style_attr(struct walk *w, const struct place *p, ub_str text, bool decoded);
/* One value.  Returns whether something in it is not inert; adds spans only if `spans`. */
bool css_value(struct walk *w, const struct place *p, ub_str body, bool decoded);

/* fields.c */
void fields_walk(struct finder *f, uint32_t part);
void fields_base(struct walk *w);                         /* Content-Base and Content-Location as base of the part's document */
void fields_base_used(struct walk *w);                    /* .. something loads through it: report it */
void mime_rows(struct finder *f, uint32_t part);          /* message/external-body and its like */

/* text.c */
void text_run(struct walk *w);
void enriched_run(struct walk *w);

/* file.c */
void file_run(struct walk *w);

/* nested.c */
enum outcome data_see(struct walk *w, const struct place *p, ub_str value, ub_span at);

#endif
