/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mime: one message as every client would split it.
 *
 * ub_mime_parse() gives a flat array of parts: spans over the message's bytes, in document order.  Nothing is copied that is
 * not decoded, and nothing is parsed that nobody asks for: addresses, dates, parameters and encoded words are read on demand
 * from the fields they stand in.
 *
 * Where clients read the same bytes differently, the parts of the commonest reading belong to the reading "all"; every other
 * reading adds parts of its own (`reading` says which, `rereads` says which part's region they read again) and a note says
 * why.  Whoever walks all parts of the array has walked the union.  Each ambiguity adds one reading of its region, readings are
 * never multiplied, and all of them together stay under `reading_factor` times the message.
 *
 * Everything is linear in the message.  spec: RFC 5322, 2045-2049, 2047, 2183, 2231, 6532, 5652, 3274; RFC 7103 for what is bad
 */
#ifndef UB_MIME_H
#define UB_MIME_H

#include "base.h"
#include "codec.h"
#include "names.h"      /* ub_hdr (UB_HDR_CONTENT_TYPE, ..), ub_media (UB_MEDIA_TEXT_HTML, ..) */

/* ------------------------------------------------------------------------------------------------ shapes */

/* Bytes [at, at + n) of a source. */
typedef struct ub_span {
    uint32_t at, n;
} ub_span;

#define UB_NONE UINT32_MAX      /* no part, no field, no source */

/*
 * Bytes that parts lie in.  Source 0 is the message as given; the others are what had to be decoded to be split: a base64
 * message/rfc822, signed or compressed S/MIME content, a text in which blocks of uuencode were looked for.
 */
typedef struct ub_mime_source {
    ub_str bytes;
    uint32_t part;              /* whose decoded body it is; UB_NONE for source 0 */
} ub_mime_source;

/* One header field. */
typedef struct ub_field {
    ub_span name;               /* without white space before the colon */
    ub_span value;              /* raw: behind the colon, folds and all, without the last line end */
    uint32_t line;              /* of the name, counted from 0 at the start of its header */
    uint8_t id;                 /* ub_hdr */
    uint8_t flags;              /* UB_FIELD_* */
} ub_field;

enum {
    UB_FIELD_SPACE = 1 << 0,    /* white space before the colon */
    UB_FIELD_NAME = 1 << 1,     /* bytes in the name that may not be there: NUL, controls, 8-bit; `id` ignores them */
    UB_FIELD_FOLD = 1 << 2,     /* a fold before the colon: only some clients see a field */
    UB_FIELD_8BIT = 1 << 3,     /* the value has bytes over 127 */
    UB_FIELD_NUL = 1 << 4,      /* the value has a NUL */
};

typedef enum ub_part_kind {
    UB_PART_LEAF,               /* content; also what is unseen */
    UB_PART_MULTIPART,          /* its parts are its children, besides UB_PART_PREAMBLE and UB_PART_EPILOGUE */
    UB_PART_MESSAGE,            /* message/rfc822 and its like; the root of the message inside is its child */
    UB_PART_PREAMBLE,           /* what stands before the first delimiter, when not blank: some clients show it */
    UB_PART_EPILOGUE,           /* what stands behind the last, the same */
    UB_PART_UU,                 /* a block of uuencode within the text that is its parent */
    UB_PART_YENC,               /* the same for yEnc */
    UB_PART_BINHEX,             /* the same for BinHex 4.0 */
    UB_PART_SMIME,              /* application/pkcs7-mime whose content needs no key: the content's root is its child */
    UB_PART_HEADERS,            /* text/rfc822-headers, message/delivery-status: a child for each group of fields */
    UB_PART_GROUP,              /* such a group: a header without a body of its own */
    UB_PART_ARMOR,              /* a PGP message in the text that is its parent; unseen */
} ub_part_kind;
const char *ub_part_kind_name(ub_part_kind kind);          /* "leaf", "multipart", .. */

typedef enum ub_unseen {
    UB_SEEN,
    UB_UNSEEN_ENCRYPTED,        /* needs a key */
    UB_UNSEEN_LIMIT,            /* beyond a limit of ub_mime_limits; what was read so far stays */
    UB_UNSEEN_NO_READER,        /* nobody can unwrap it here */
} ub_unseen;
const char *ub_unseen_name(ub_unseen why);                 /* "", "encrypted", "limit", "no-reader" */

/* How a region was read.  The table in reading.c says for each what it does and which clients are known to do it. */
typedef enum ub_reading {
    UB_READ_ALL,                /* the commonest reading */
    UB_READ_LAST_TYPE,          /* the last of several Content-Type fields counts */
    UB_READ_FIRST_TYPE,         /* the first counts, where the commonest reading takes another */
    UB_READ_NO_TYPE,            /* an oddly written Content-Type is not seen */
    UB_READ_ODD_TYPE,           /* an oddly written Content-Type is seen */
    UB_READ_LAST_CTE,           /* the same for Content-Transfer-Encoding */
    UB_READ_FIRST_CTE,
    UB_READ_NO_CTE,             /* the encoding is not seen, or not obeyed */
    UB_READ_ODD_CTE,            /* an oddly written encoding is seen */
    UB_READ_BOUNDARY,           /* another value of the boundary parameter */
    UB_READ_NO_BOUNDARY,        /* the boundary parameter is not seen: the body is text */
    UB_READ_GUESSED_BOUNDARY,   /* without a usable parameter the first delimiter-like line is the boundary */
    UB_READ_PREFIX,             /* a line is a delimiter when it begins with the boundary, outermost first */
    UB_READ_OUTER,              /* of equal boundaries the outermost counts */
    UB_READ_AFTER_CLOSE,        /* delimiters behind the closing one count */
    UB_READ_CR,                 /* a lone CR ends a line */
    UB_READ_SHORT_HEADER,       /* a line without colon, or with a space before it, ends the header */
    UB_READ_BLANK_FOLD,         /* a line of only white space ends the header */
    UB_READ_LEADING_BLANK,      /* empty lines before the header are skipped */
    UB_READ_MULTIPART_CTE,      /* the transfer encoding of a multipart is undone */
    UB_READ_HTML,               /* text, or content of no or unknown type, is taken for HTML */
    UB_READ_MESSAGE,            /* content named like a message, or a first fragment, is read as one */
    UB_READ_N
} ub_reading;
const char *ub_reading_name(ub_reading r);                 /* "all", "last-content-type", .. */
const char *ub_reading_about(ub_reading r);                /* a sentence for people, with known clients */

enum {
    UB_TYPE_TEXT = 1, UB_TYPE_MULTIPART, UB_TYPE_MESSAGE, UB_TYPE_APPLICATION, UB_TYPE_IMAGE, UB_TYPE_AUDIO, UB_TYPE_VIDEO,
    UB_TYPE_FONT, UB_TYPE_MODEL,   /* 0: any other */
};

enum {
    UB_PARTF_TYPE_MISSING = 1 << 0,   /* no Content-Type: `media` is the default of its place */
    UB_PARTF_TYPE_BAD = 1 << 1,       /* one that cannot be read: the same */
    UB_PARTF_SIGNED = 1 << 2,         /* within multipart/signed or an S/MIME signature: see `signed_by` */
    UB_PARTF_SIGNATURE = 1 << 3,      /* the signature itself */
    UB_PARTF_ATTACHMENT = 1 << 4,     /* Content-Disposition: attachment */
    UB_PARTF_CLOSED = 1 << 5,         /* a multipart whose closing delimiter was seen */
    UB_PARTF_OPENED = 1 << 6,         /* a multipart of which any delimiter was seen */
    UB_PARTF_CR = 1 << 7,             /* lines end at a lone CR too */
    UB_PARTF_SIGNER = 1 << 8,         /* a signed container: multipart/signed, S/MIME signed-data */
    UB_PARTF_BASE64 = 1 << 9,         /* a block that begins with begin-base64 */
    UB_PARTF_INLINE = 1 << 10,        /* Content-Disposition: inline */
};

typedef struct ub_part {
    uint32_t parent, first_child, next;      /* part numbers or UB_NONE; a reading stands behind the part it re-reads */
    uint32_t rereads;                        /* the part whose region this one reads again, or UB_NONE */
    uint32_t signed_by;                      /* the nearest signed container around it, or UB_NONE */
    uint32_t source;                         /* where the spans lie */
    ub_span whole, header, body;             /* whole = header, its empty line, body; without the delimiters around it */
    uint32_t first_field, n_fields;          /* into ub_mime.fields */
    uint64_t field_ids;                      /* bit id % 64 of each: most questions for a field are answered by it */
    uint32_t type_field, cte_field;          /* the fields that counted, or UB_NONE */
    uint32_t decoded;                        /* source that holds the decoded body, or UB_NONE: ask ub_mime_body() */
    ub_str type_name, subtype_name;          /* as written; the default's when there is none */
    ub_str boundary;                         /* of a multipart, decoded; views the message or the arena */
    ub_str block_name;                       /* of a block: the file name as written */
    uint32_t number;                         /* among its siblings as paths count them, from 1; 0: not counted */
    uint16_t depth;                          /* the root is 0 */
    uint16_t media;                          /* ub_media */
    uint8_t type;                            /* UB_TYPE_* */
    uint8_t kind, reading, unseen, cte;      /* ub_part_kind, ub_reading, ub_unseen, ub_cte */
    uint16_t flags;                          /* UB_PARTF_* */
    uint16_t odd;                            /* UB_ODD_* met when `decoded` was made */
} ub_part;

typedef struct ub_mime {
    struct { ub_part *p; size_t n, cap; } parts;             /* document order; parts.p[0] is the root, never absent */
    struct { ub_field *p; size_t n, cap; } fields;
    struct { ub_mime_source *p; size_t n, cap; } sources;
    uint64_t reread_bytes;                                   /* bytes of regions read again by readings other than all */
    uint32_t n_readings;                                     /* how many regions were read again */
} ub_mime;

/* ------------------------------------------------------------------------------------------------ parsing */

typedef struct ub_mime_limits {
    uint32_t depth;             /* 100     parts within parts */
    uint32_t parts;             /* 10,000  of all readings together */
    uint32_t fields;            /* 100,000 of all headers together */
    uint32_t header_bytes;      /* 16 MiB  of one header */
    uint32_t readings;          /* 1,000   regions read again */
    uint32_t reading_factor;    /* 8       all readings' bytes, as a multiple of the message */
    uint32_t params;            /* 1,000   of one field */
    uint32_t addresses;         /* 10,000  of one field */
    uint32_t blocks;            /* 1,000   of uuencode or yEnc in one text */
    uint32_t expanded_bytes;    /* 64 MiB  by which all decoded sources may be larger than what they were decoded from */
} ub_mime_limits;
extern const ub_mime_limits ub_mime_limits_default;

/*
 * ub_mime_parse - the part tree of one message.
 *
 * in     raw     one message without its From_ line; any bytes, line ends LF, CRLF, CR or mixed; kept, not copied
 *        limits  NULL for the defaults
 * out    *msg    set on UB_OK, with at least the root; its arrays live in `a`, its spans view `raw`
 *        notes   what is odd, "mime-..", see ub_mime_note_text(); `at` counts in `raw` (for what lies in another source: the
 *                part of `raw` that it was decoded from)
 * fails  UB_LIMIT when raw is 4 GiB or more, or the arena is full.  Limits of ub_mime_limits are not failures: the rest
 *        becomes one part that is `unseen`
 * cost   one pass over raw, plus one over each region that is read again
 */
ub_status ub_mime_parse(ub_arena *a, ub_str raw, const ub_mime_limits *limits, ub_mime *msg, ub_notes *notes, ub_err *err);

static inline ub_str ub_mime_span(const ub_mime *m, uint32_t source, ub_span s)
{
    return ub_str_of(m->sources.p[source].bytes.p + s.at, s.n);
}
static inline ub_str ub_part_raw_body(const ub_mime *m, const ub_part *p) { return ub_mime_span(m, p->source, p->body); }
static inline ub_str ub_part_header(const ub_mime *m, const ub_part *p) { return ub_mime_span(m, p->source, p->header); }

/*
 * ub_mime_path - "1.2.1", numbered as IMAP does (RFC 3501 6.4.5) and as JSON's "part" shows it.
 *
 * Preambles and epilogues are not numbered ("1.preamble"); a multipart that is the root of its message is "0" behind its
 * message's own number; a reading has the number of the part it re-reads.
 * out    into  at least UB_MIME_PATH_MAX bytes; NUL-terminated
 * returns its length
 */
#define UB_MIME_PATH_MAX 1280
size_t ub_mime_path(const ub_mime *m, uint32_t part, char into[UB_MIME_PATH_MAX]);

/*
 * ub_mime_body - the transfer-decoded body of a part, all of it.
 *
 * Identity encodings view the message; what parsing had to decode already is given as it is.  Other readings of a broken
 * encoding: ub_codec_readings(p->cte, odd, ..), then ub_codec_decode() on ub_part_raw_body().
 * out    *odd   UB_ODD_* of codec.h; may be NULL
 *        notes  codec's, their place counted in the message as for ub_mime_parse(); with NULL a body is not decoded twice
 * fails  UB_LIMIT, as ub_codec_decode()
 */
ub_status ub_mime_body(ub_arena *a, ub_mime *m, uint32_t part, ub_str *out, unsigned *odd, ub_notes *notes, ub_err *err);

/* ------------------------------------------------------------------------------------------------ fields */

/* First field `id` of a part behind `after` (NULL: the first of all).  NULL when there is none.  Fields with UB_FIELD_FOLD are
 * skipped: ask for them with ub_mime_each_field(). */
const ub_field *ub_mime_field(const ub_mime *m, const ub_part *p, ub_hdr id, const ub_field *after);
/* The same by name, ASCII case folded. */
const ub_field *ub_mime_field_named(const ub_mime *m, const ub_part *p, ub_str name, const ub_field *after);
/* Field number i of a part, 0 <= i < n_fields. */
static inline const ub_field *ub_mime_each_field(const ub_mime *m, const ub_part *p, uint32_t i)
{
    return &m->fields.p[p->first_field + i];
}
static inline ub_str ub_field_name(const ub_mime *m, const ub_part *p, const ub_field *f)
{
    return ub_mime_span(m, p->source, f->name);
}
static inline ub_str ub_field_value(const ub_mime *m, const ub_part *p, const ub_field *f)
{
    return ub_mime_span(m, p->source, f->value);
}

ub_hdr ub_hdr_find(ub_str name);                           /* UB_HDR_OTHER when not known */
extern const ub_str ub_hdr_names[UB_HDR_N];
ub_media ub_media_find(ub_str type, ub_str subtype);       /* UB_MEDIA_OTHER when not known */
extern const ub_str ub_media_names[UB_MEDIA_N];            /* "text/html" */

/* A value without its folds: line ends go, the white space behind them stays (RFC 5322 2.2.3); trimmed.  Views `value` when
 * there is nothing to do.  False at the arena's ceiling. */
bool ub_mime_unfold(ub_arena *a, ub_str value, ub_str *out);

/*
 * ub_mime_text - an unstructured value (Subject, a display name) as UTF-8.
 *
 * Folds go, encoded words (RFC 2047, with the leniency of clients: in quotes, without space around them, Q with spaces,
 * base64 without padding, a character split between two words of one charset) are decoded, raw 8-bit bytes are UTF-8 when they
 * are valid UTF-8 and otherwise windows-1252.  White space between encoded words goes.  Control bytes stay.
 * in     cache  converters that stay open between calls; NULL opens them each time
 * out    *out   valid UTF-8; views `value` when there is nothing to do
 * fails  UB_LIMIT at the arena's ceiling; UB_NOMEM
 */
ub_status ub_mime_text(ub_arena *a, ub_charset_cache *cache, ub_str value, ub_str *out, ub_err *err);

/* ------------------------------------------------------------------------------------------------ parameters */

/* How a parameter's value came about.  RFC 2231; real mail and its readers add the others. */
typedef enum ub_param_form {
    UB_PARAM_PLAIN,             /* name=value or name="value", backslashes undone: all clients */
    UB_PARAM_EXTENDED,          /* name*=charset'language'value: all but old Outlook */
    UB_PARAM_CONTINUED,         /* name*0=..; name*1*=..: joined in the order of the numbers up to a gap; most clients */
    UB_PARAM_LITERAL,           /* name=value taken up to the next ';' as it stands, quotes, comments, spaces and all */
    UB_PARAM_WORDS,             /* a plain value with encoded words (RFC 2047) decoded: against the RFC, nearly all clients */
    UB_PARAM_PIECE,             /* one section of a continued value: what a client without RFC 2231 sees */
} ub_param_form;
const char *ub_param_form_name(ub_param_form form);
const char *ub_param_form_about(ub_param_form form);       /* a sentence for people: which clients take it */

typedef struct ub_param {
    ub_str name;                /* as written, without the "*0*" of RFC 2231 */
    ub_str value;               /* for EXTENDED, CONTINUED and WORDS: UTF-8; else the bytes */
    ub_str raw;                 /* the whole parameter as it stands; the first section's for CONTINUED */
    ub_str charset, language;   /* of RFC 2231, as written */
    uint8_t form;               /* ub_param_form */
    uint8_t flags;              /* UB_PARAMF_* */
} ub_param;

enum {
    UB_PARAMF_DUPLICATE = 1 << 0,   /* not the first of its name and form */
    UB_PARAMF_QUOTED = 1 << 1,
    UB_PARAMF_OPEN = 1 << 2,        /* the closing quote is missing */
    UB_PARAMF_JUNK = 1 << 3,        /* something stands between the value and the next ';' */
    UB_PARAMF_COMMENT = 1 << 4,     /* a comment beside name or value */
    UB_PARAMF_NO_SEMICOLON = 1 << 5,/* only white space before it */
    UB_PARAMF_GAP = 1 << 6,         /* sections missing: the value ends at the gap */
    UB_PARAMF_ESCAPE = 1 << 7,      /* a backslash was undone: the form LITERAL follows with it kept */
};

typedef struct ub_params {
    ub_param *p;                /* in the order of the field; what was made from a parameter stands right behind it */
    size_t n, cap;
    bool limit;                 /* there were more than limits->params */
} ub_params;

/*
 * ub_mime_params - all parameters of a Content-Type, Content-Disposition or the like: every candidate, in order.
 *
 * in     value   the field's raw value; its first token ("text/html") is skipped
 * out    *out    appended to nothing: set; views `value` or lives in `a`
 * fails  UB_LIMIT at the arena's ceiling
 * cost   linear; continued values are sorted
 */
ub_status ub_mime_params(ub_arena *a, ub_charset_cache *cache, ub_str value, const ub_mime_limits *limits, ub_params *out,
                         ub_err *err);

/* The first candidate called `name` behind `after` (NULL: of all); NULL when there is none.  The order is the one in which
 * clients are to be believed: EXTENDED or CONTINUED before PLAIN when one has `name` both ways, see ub_param_best(). */
const ub_param *ub_param_next(const ub_params *params, ub_str name, const ub_param *after);
const ub_param *ub_param_best(const ub_params *params, ub_str name);

/* ------------------------------------------------------------------------------------------------ file names */

typedef struct ub_file_name {
    ub_str text;                /* UTF-8, as the client would take it; path parts, control and direction marks and all */
    uint8_t field;              /* UB_HDR_CONTENT_DISPOSITION, UB_HDR_CONTENT_TYPE; UB_HDR_OTHER: the block's own line */
    uint8_t form;               /* ub_param_form */
} ub_file_name;

typedef struct ub_file_names {
    ub_file_name *p;
    size_t n, cap;
} ub_file_names;

/*
 * ub_mime_file_names - every name a client may give this part: filename before name, each distinct text once.
 * cost  parses both fields; ask for leaves only
 */
ub_status ub_mime_file_names(ub_arena *a, ub_charset_cache *cache, const ub_mime *m, uint32_t part, const ub_mime_limits *limits,
                             ub_file_names *out, ub_err *err);

/* ------------------------------------------------------------------------------------------------ addresses, ids, dates */

/* One mailbox of From, To, Cc, Reply-To and the like.  RFC 5322 3.4 and 4.4 (routes, comments, spaces), RFC 6532, RFC 6854. */
typedef struct ub_addr {
    ub_str name;                /* display name, UTF-8, encoded words decoded; without one: the comment beside the address */
    ub_str address;             /* local@domain without quotes, comments and white space; only the local part when NO_DOMAIN */
    ub_str local, domain;       /* its halves, cut at the last '@' outside quotes */
    ub_str route;               /* "@a,@b" of <@a,@b:c@d> */
    ub_str group;               /* name of the group it stands in, UTF-8 */
    ub_str raw;                 /* what it was read from, in `value` */
    uint8_t flags;              /* UB_ADDR_* */
} ub_addr;

enum {
    UB_ADDR_NO_DOMAIN = 1 << 0,     /* no '@' */
    UB_ADDR_GROUP = 1 << 1,         /* an empty group: `group` is all there is */
    UB_ADDR_COMMENT_NAME = 1 << 2,  /* the name was a comment */
    UB_ADDR_BARE = 1 << 3,          /* without angle brackets */
    UB_ADDR_BROKEN = 1 << 4,        /* not of the form: a missing '>', two addresses in one, words before a bare address */
    UB_ADDR_QUOTED_LOCAL = 1 << 5,
};

typedef struct ub_addrs {
    ub_addr *p;
    size_t n, cap;
    bool limit;                 /* there were more than limits->addresses */
} ub_addrs;

/*
 * ub_mime_addresses - the mailboxes of a field's raw value, in order.
 * out    *out  set; views `value` or lives in `a`
 * fails  UB_LIMIT at the arena's ceiling
 * cost   linear; a missing quote, parenthesis or bracket is looked for once
 */
ub_status ub_mime_addresses(ub_arena *a, ub_charset_cache *cache, ub_str value, const ub_mime_limits *limits, ub_addrs *out,
                            ub_err *err);

/* The next message id of Message-ID, References, In-Reply-To: what stands between '<' and '>' without white space and comments,
 * a word with an '@', or the only word there is; off the front of `*rest`.  `id` views it or lives in `a`.  False when there is
 * none, or no room.  RFC 5322 3.6.4 and 4.5.4 */
bool ub_mime_id_next(ub_arena *a, ub_str *rest, ub_str *id);

/*
 * ub_mime_date - a date field as seconds since 1970 UTC.
 * out    *utc_s; *zone_min (may be NULL): minutes east of UTC as written, 0 for "-0000" and unknown names
 * returns false when there is no day, month and year in it.  Reads obsolete zones, two-digit years, comments, asctime's
 *         order, ISO 8601, AM and PM, missing times and zones.  RFC 5322 3.3 and 4.3
 */
bool ub_mime_date(ub_str value, int64_t *utc_s, int *zone_min);

/* ------------------------------------------------------------------------------------------------ notes */

/* A sentence about a note of this room; NULL when the name is not one of them. */
const char *ub_mime_note_text(ub_str name);
ub_str ub_mime_note_name(size_t i);                        /* all of them, sorted; empty behind the last */

#endif
