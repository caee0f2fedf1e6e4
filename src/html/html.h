/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html: the WHATWG tokenizer over bytes, with source spans, steered by what a tree builder would do, without a tree.
 *
 * spec   https://html.spec.whatwg.org/ 13.2.5 (tokenization), 13.2.6 (tree construction), 13.2.3.2 (prescan)
 *
 * The text is walked as it is: UTF-8 or any ASCII-compatible charset, high bytes are just text.  Every byte belongs to
 * exactly one token, in order.  A light stack of open elements (ids and namespaces, no nodes) decides what decides the
 * tokenizer's state and whether a tree builder would keep a tag.  We want what is *seen*: a tag that a tree builder
 * ignores is reported all the same, with UB_HTML_DROPPED.
 *
 *     ub_html h;
 *     if ((s = ub_html_init(&h, a, text, 0, err)) != UB_OK) return s;
 *     for (const ub_html_token *t; (t = ub_html_next(&h))->kind != UB_HTML_EOF; )
 *         if (t->kind == UB_HTML_START)
 *             for (uint32_t i = 0; i < t->n_attrs; i++) ...
 *
 * cost   linear in time for every input.  Memory of the arena: 14 KiB to begin with; at most 2 MiB for the deepest stack
 *        (UB_HTML_DEPTH_MAX), 3 MiB for attributes (UB_HTML_ATTRS_MAX), 14 MiB for names that are not interned.  When the
 *        arena is full reading goes on, with less exact influence of the tree, and a note says so.
 */
#ifndef UB_HTML_H
#define UB_HTML_H

#include "base.h"
#include "html_names.h"

/* ------------------------------------------------------------------------------------------------ tokens */

/* Bytes of the text: offset and length. */
typedef struct ub_html_span { uint32_t at, n; } ub_html_span;

typedef enum ub_html_kind {
    UB_HTML_EOF,
    UB_HTML_TEXT,
    UB_HTML_START,
    UB_HTML_END,
    UB_HTML_COMMENT,     /* and what becomes one: see ub_html_comment_kind */
    UB_HTML_DOCTYPE,
} ub_html_kind;

typedef enum ub_html_ns { UB_HTML_NS_HTML, UB_HTML_NS_SVG, UB_HTML_NS_MATH } ub_html_ns;

/* In which tokenizer state text stands, so how it decodes. */
typedef enum ub_html_content {
    UB_HTML_DATA,        /* character references are decoded */
    UB_HTML_RCDATA,      /* the same; title, textarea */
    UB_HTML_RAWTEXT,     /* none are; style, xmp, iframe, noembed, noframes, noscript with scripting on */
    UB_HTML_SCRIPT,
    UB_HTML_PLAINTEXT,
    UB_HTML_CDATA,       /* a CDATA section in foreign content, or (as a start state) the content of one */
} ub_html_content;

/* Where a comment came from. */
typedef enum ub_html_comment_kind {
    UB_HTML_COMMENT_PLAIN,       /* <!-- .. --> */
    UB_HTML_COMMENT_COND,        /* <!--[if ..]> .. <![endif]-->: `inner` is the markup that Word and old MSHTML read */
    UB_HTML_COMMENT_COND_SHOWN,  /* <!--[if !mso]><!--> and <!--<![endif]-->: what stands between is markup to all */
    UB_HTML_COMMENT_REVEALED,    /* <![if !mso]>, <![endif]>: a bogus comment; hides what follows from Word only */
    UB_HTML_COMMENT_BOGUS,       /* <!x>, </1> */
    UB_HTML_COMMENT_PI,          /* <?xml .. > */
    UB_HTML_COMMENT_CDATA,       /* <![CDATA[ outside foreign content: ends at the first ">" */
    UB_HTML_COMMENT_NOTHING,     /* "</>": no token at all */
} ub_html_comment_kind;

/* Flags of a token. */
enum {
    UB_HTML_SELF_CLOSING = 1 << 0,   /* start or end tag written with "/>" */
    UB_HTML_DROPPED      = 1 << 1,   /* a tree builder ignores this tag, or never gets it (see UNCLOSED) */
    UB_HTML_MERGED       = 1 << 2,   /* a second html or body: attributes that the first lacks are added to it */
    UB_HTML_UNCLOSED     = 1 << 3,   /* the text ends inside the tag or comment; browsers drop such a tag */
    UB_HTML_PARTIAL      = 1 << 4,   /* the same tag goes on in the next token (over UB_HTML_ATTRS_MAX attributes) */
    UB_HTML_IN_TEMPLATE  = 1 << 5,   /* in a template: not rendered, yet preload scanners fetch it */
    UB_HTML_IN_NOSCRIPT  = 1 << 6,   /* in a noscript that is read as markup (scripting off) */
    UB_HTML_IN_SELECT    = 1 << 7,
    UB_HTML_BREAKOUT     = 1 << 8,   /* an HTML tag that ended foreign content */
    UB_HTML_FORCE_QUIRKS = 1 << 9,   /* doctype */
    UB_HTML_HAS_PUBLIC   = 1 << 10,  /* doctype: there is a public identifier, empty or not */
    UB_HTML_HAS_SYSTEM   = 1 << 11,
    UB_HTML_HAS_NAME     = 1 << 12,
    UB_HTML_OLD_PARSER   = 1 << 13,  /* older or other parsers cut this token differently: see `inner` and the notes */
};

typedef enum ub_html_quirks { UB_HTML_NO_QUIRKS, UB_HTML_LIMITED_QUIRKS, UB_HTML_QUIRKS } ub_html_quirks;

/* Flags of an attribute. */
enum {
    UB_HTML_A_DECODE    = 1 << 0,    /* the value holds "&", NUL or CR: ub_html_value() makes a copy */
    UB_HTML_A_DUPLICATE = 1 << 1,    /* an earlier attribute of the tag has this name; browsers take the first */
    UB_HTML_A_NAME_ODD  = 1 << 2,    /* the name holds capitals or NUL */
    UB_HTML_A_VALUE     = 1 << 3,    /* there is a "=" with a value, empty or not */
    UB_HTML_A_NAME_NUL  = 1 << 4,    /* the name holds NUL, which old MSHTML skipped (ev-attr-nul) */
    UB_HTML_A_BACKTICK  = 1 << 5,    /* the unquoted value begins with "`", a quote to old MSHTML */
};

typedef struct ub_html_attr {
    uint16_t id;             /* ub_html_attr_id; UB_ATTR_OTHER: only the name tells */
    uint8_t quote;           /* '"', '\'', or 0 */
    uint8_t flags;           /* UB_HTML_A_* */
    ub_html_span name;       /* as written */
    ub_html_span value;      /* raw, between the quotes */
    uint32_t end;            /* the attribute is [name.at, end), closing quote included */
} ub_html_attr;

typedef struct ub_html_token {
    uint8_t kind;            /* ub_html_kind */
    uint8_t ns;              /* tags: ub_html_ns in which the element is, or would be */
    uint8_t content;         /* text: ub_html_content */
    uint8_t comment;         /* ub_html_comment_kind */
    uint16_t flags;
    uint16_t tag;            /* tags: ub_html_tag_id; text: that of the element whose content it is, 0 if not known */
    ub_html_span span;       /* the whole token */
    ub_html_span name;       /* tags, doctype: the name as written; comments: the data */
    ub_html_span inner;      /* comments: their data, conditional ones: the markup in them.  CDATA: its content.
                                Unclosed tags: what follows their first ">", which parsers that do not wait for the
                                quote read as markup.  Walk it with ub_html_within() if that reading counts. */
    uint32_t n_attrs;
    const ub_html_attr *attrs;   /* until the next call of ub_html_next() */
    ub_html_span pub, sys;   /* doctype: public and system identifier */
} ub_html_token;

/* ------------------------------------------------------------------------------------------------ reading */

/* Flags of ub_html_init(). */
enum {
    UB_HTML_SCRIPTING  = 1 << 0,   /* read as a client with scripts on: noscript is raw text */
    UB_HTML_NO_TREE    = 1 << 1,   /* the tokenizer alone: tags change no state (for tests and for odd texts) */
    UB_HTML_SRCDOC     = 1 << 2,   /* an iframe srcdoc document: no quirks without doctype */
};

#define UB_HTML_DEPTH_MAX 16384u   /* open elements; beyond it only the innermost 1,024 are known (note html-depth) */
#define UB_HTML_ATTRS_MAX 65536u   /* attributes in one token; a tag with more comes in several (UB_HTML_PARTIAL) */
#define UB_HTML_TEXT_MAX  0xFFFFFF00u

/* Private: one open element, one entry of the list of active formatting elements, one unknown name. */
typedef struct ub_html_node ub_html_node;
typedef struct ub_html_fmt ub_html_fmt;
typedef struct ub_html_word ub_html_word;
typedef struct ub_html_element ub_html_element;
struct ub_html_dup;

/* Private: the tag that the tree builder sees. */
typedef struct ub_html_tag_now {
    uint32_t tag;                /* id, or UB_TAG_COUNT + index of the word */
    const ub_html_element *el;
    uint16_t flags;              /* of the token: what becomes of it */
    bool self_closing;
    uint8_t ns;
} ub_html_tag_now;

/* The reader.  Its members are private but for `text`, `notes` and `quirks`. */
typedef struct ub_html {
    ub_str text;
    ub_notes *notes;             /* may be set after init; NULL: none are kept */
    ub_html_quirks quirks;       /* after the doctype */

    const char *p, *end;         /* end: of the stretch that is read */
    ub_html_token tok;
    ub_html_tag_now now;
    ub_arena *a;
    ub_html_attr *attrs;
    size_t attrs_cap;
    uint32_t tag_serial;         /* stamps `seen`, so that it need not be cleared for each tag */
    bool tree, scripting, srcdoc;
    bool in_tag, in_tag_closing; /* a tag goes on at `p` */
    uint8_t content;             /* state of the tokenizer at `p` */
    uint16_t content_tag;        /* its appropriate end tag */
    ub_str content_name;         /* .. and its name */

    uint8_t mode;                /* insertion mode */
    uint8_t ctx_ns;              /* fragment: namespace of the context element */
    uint16_t ctx_tag;            /* fragment: its tag, 0 none */
    uint16_t ctx_flags;
    bool fragment, frameset_ok, noted_depth, noted_fmt;
    uint32_t ctx;                /* context flags of the stack: UB_HTML_IN_* */
    uint32_t n_template, n_noscript, n_select;
    uint32_t form, form_serial;  /* form element pointer; UINT32_MAX: an element that is not open */
    uint32_t top, top_scope, top_block, serial;
    ub_html_node *nodes;
    uint32_t nodes_used, nodes_cap, nodes_free;
    ub_html_fmt *fmts;
    uint32_t fmts_used, fmts_cap, fmts_free, fmt_top, fmt_order, fmt_last[16];
    uint64_t reopened;           /* elements that reconstruction opened again, see fmt.c */
    uint8_t *templates;          /* stack of template insertion modes */
    uint32_t templates_n;
    size_t templates_cap;
    ub_html_word *words;         /* names that are not interned */
    uint32_t words_n, words_cap;
    uint32_t *word_slots;
    uint32_t word_slots_n;
    struct ub_html_dup *dup_slots, *dup_spare;   /* unknown attribute names of one tag, see attrs.c */
    uint32_t dup_slots_n, dup_slots_cap, dup_spare_cap, dup_n;
    ub_html_span dup_names[16];  /* the first of them */
    uint32_t dup_late;           /* where the first name is that still has to be looked up; 0: none */
    uint32_t seen[UB_ATTR_COUNT];
    uint16_t top_of[UB_TAG_COUNT][2];   /* topmost open element of each name: HTML, foreign */
} ub_html;

/*
 * ub_html_init - begin to read a document.
 *
 * in     text   at most UB_HTML_TEXT_MAX bytes; stays the caller's and must outlive the reader
 *        a      for the stack and attributes; nothing is taken per token
 * fails  UB_LIMIT (the text is too long, or the arena has no room for the first 14 KiB)
 */
ub_status ub_html_init(ub_html *h, ub_arena *a, ub_str text, unsigned flags, ub_err *err);

/*
 * ub_html_within - the same for a stretch [from, to) of a text: an inner span.  Spans count in the outer text.
 * The stretch is read as a document of its own.
 */
ub_status ub_html_within(ub_html *h, ub_arena *a, ub_str text, ub_html_span stretch, unsigned flags, ub_err *err);

/* Where the raw text of an element of this name ends, which begins at `p`: at the first "</name" that ends it, or at `end`. */
const char *ub_html_raw_end(const char *p, const char *end, ub_str name);

/* Read as the content of an element (fragment parsing, 13.4), or begin in another tokenizer state with `last` as the
 * last start tag (the name is lower case).  To be called before the first ub_html_next(). */
void ub_html_fragment(ub_html *h, ub_html_ns ns, ub_str context);
void ub_html_state(ub_html *h, ub_html_content content, ub_str last);

/* The next token, owned by `h` and valid until the next call.  After the last one, UB_HTML_EOF again and again. */
const ub_html_token *ub_html_next(ub_html *h);

/* The bytes of a span. */
static inline ub_str ub_html_str(const ub_html *h, ub_html_span s) { return (ub_str){ h->text.p + s.at, s.n }; }

/* ------------------------------------------------------------------------------------------------ decoding */

/*
 * ub_html_value - an attribute's value as a browser has it: references by the rules for attributes, NUL as U+FFFD,
 * CRLF and CR as LF.
 *
 * out    *out   the raw bytes where nothing is to be decoded, else a copy in `a`.  What references stand for is written
 *               in UTF-8, whatever the charset of the text: decode the text first where high bytes matter.
 * fails  false at the arena's ceiling
 */
bool ub_html_value(ub_arena *a, const ub_html *h, const ub_html_attr *attr, ub_str *out);

/* A text token's text, by its content kind.  NUL stays in data and CDATA (a tree builder drops it there). */
bool ub_html_text(ub_arena *a, const ub_html *h, const ub_html_token *t, ub_str *out);

/* A comment's data (t->name), a tag's or attribute's name (lower case), or a doctype's identifier, with NUL as U+FFFD. */
bool ub_html_data(ub_arena *a, const ub_html *h, ub_html_span s, ub_str *out);
bool ub_html_name(ub_arena *a, const ub_html *h, ub_html_span s, ub_str *out);

/*
 * ub_html_ref - read one character reference at the "&" that text begins with.
 *
 * in     in_attribute   apply the exception for attributes (13.2.5.73)
 * out    *used          bytes of `text` that it takes; 0 when it is no reference
 *        c[2]           its code points, c[1] 0 when there is one
 */
void ub_html_ref(ub_str text, bool in_attribute, size_t *used, uint32_t c[2]);

/* Ids of names and names of ids; `name` in any case. */
ub_html_tag_id ub_html_tag(ub_str name);
ub_html_attr_id ub_html_attribute(ub_str name);
/* The ids that old MSHTML saw, which skipped NUL in names (ev-attr-nul): for tags with UB_HTML_OLD_PARSER and attributes with
 * UB_HTML_A_NAME_NUL. */
ub_html_tag_id ub_html_tag_without_nul(ub_str name);
ub_html_attr_id ub_html_attribute_without_nul(ub_str name);
extern const ub_str ub_html_tag_names[UB_TAG_COUNT], ub_html_attr_names[UB_ATTR_COUNT];

/* ------------------------------------------------------------------------------------------------ both readings */

/*
 * With scripting off the content of noscript is markup, with scripting on it is raw text that ends at the first
 * "</noscript".  Mostly both readings are one again behind that end tag.  Where they are not, as in
 * <noscript><p title="</noscript><img ..>">, the second reading is walked too, to the end of the text.  There are two
 * readings, however many noscripts: at most twice the bytes are walked, and once where nothing is ambiguous.
 */
enum { UB_HTML_READ_OFF = 1, UB_HTML_READ_ON = 2, UB_HTML_READ_BOTH = 3 };

/* Private: where a reader stands. */
typedef struct ub_html_stand {
    uint32_t top, serial;
    uint8_t mode;
    bool frameset_ok;
    uint32_t form, fmt, order;
} ub_html_stand;

typedef struct ub_html_both {
    ub_html off, on;             /* on: only when `forked` */
    unsigned reading;            /* of the last token: which clients see it */
    bool forked;                 /* the readings have parted */
    bool have_off, have_on;
    unsigned flags;
    uint32_t raw_end;            /* where the raw text reading of the open noscript ends; UINT32_MAX: none is open */
    ub_html_stand before;        /* where the reader stood before it */
    const char *found;           /* the last "</noscript" that was looked for */
} ub_html_both;

ub_status ub_html_both_init(ub_html_both *b, ub_arena *a, ub_str text, unsigned flags, ub_err *err);
/* As ub_html_next(); tokens come ordered by where they begin.  b->reading says which readings have the token; *of is the
 * reader that it belongs to.  Markup in a noscript comes with UB_HTML_READ_OFF; the raw text that it is to the other
 * reading comes too where the readings have parted. */
const ub_html_token *ub_html_both_next(ub_html_both *b, const ub_html **of);

/* ------------------------------------------------------------------------------------------------ prescan */

/*
 * ub_html_prescan - the charset label that a meta element declares, found before parsing.
 *
 * in     text    the first bytes of the document: at most 1,024 for a browser (UB_HTML_PRESCAN_BYTES); all of it for
 *                clients that look further
 *        known   says whether a label names an encoding; NULL: any label counts
 * out    *label  bytes of `text`
 * fails  UB_ABSENT
 * spec   13.2.3.2.  That UTF-16 means UTF-8 here and x-user-defined means windows-1252 is the caller's business.
 */
#define UB_HTML_PRESCAN_BYTES 1024
ub_status ub_html_prescan(ub_str text, bool (*known)(void *ctx, ub_str label), void *ctx, ub_str *label);

#endif
