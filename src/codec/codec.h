/* SPDX-License-Identifier: Apache-2.0 */
/*
 * codec: transfer encodings, character sets, digests.
 *
 * Clients read broken encodings in different ways.  A decoder here reads in one named way, chosen by flags, and collects
 * what was odd; from that the caller learns whether another client would get other bytes, and only then decodes again.
 * Everything is linear in its input, takes memory from the caller's arena only, and resumes at any byte.
 */
#ifndef UB_CODEC_H
#define UB_CODEC_H

#include "base.h"

/* ------------------------------------------------------------------------------------------------ transfer encodings */

typedef enum ub_cte {
    UB_CTE_IDENTITY,   /* 7bit, 8bit, binary, and no value at all */
    UB_CTE_BASE64,
    UB_CTE_QP,
    UB_CTE_UU,
    UB_CTE_YENC,
    UB_CTE_BINHEX,     /* BinHex 4.0: gives the data fork */
    UB_CTE_GZIP,       /* also zlib's own wrapping */
    UB_CTE_UNKNOWN,    /* RFC 2045 6.4: to be taken as octets; clients show it as it stands */
} ub_cte;

/*
 * ub_cte_find - the encoding a Content-Transfer-Encoding names.
 * label  white space around it and case do not matter; comments, parameters and quotes are the caller's to take off
 */
ub_cte ub_cte_find(ub_str label);
const char *ub_cte_name(ub_cte cte);                       /* "base64", "quoted-printable", "x-uuencode", .. */

/* Readings.  Zero is the one that finds most: junk is skipped, reading goes on after padding. */
enum {
    /* base64, what '=' does; the default is Thunderbird's: it takes a place in its group of four, the group gives as many
     * bytes fewer as it holds '=', and the next group follows. */
    UB_B64_STOP = 1 << 0,        /* the first '=' ends the data (GMime, Perl, most strict readers) */
    UB_B64_SKIP = 1 << 1,        /* '=' is junk, the bits go on where they were (PHP) */
    UB_B64_RESET = 1 << 2,       /* '=' ends its group early and the next letter begins a new one (concatenated streams) */
    UB_B64_JUNK_STOP = 1 << 3,   /* a byte that is neither of the alphabet, '=' nor white space ends the data */
    UB_B64_URL = 1 << 4,         /* '-' and '_' are 62 and 63 (Node.js) */
    /* QP; the default is RFC 2045's advice and PHP's habit: an invalid escape stays and reading goes on behind its '='; white
     * space between '=' and the line end belongs to the soft break. */
    UB_QP_THUNDERBIRD = 1 << 5,  /* an invalid escape stays with the two bytes behind it, '= ' is invalid, =00 is a space */
    UB_QP_TRIM = 1 << 6,         /* white space at the end of a line is dropped (RFC 2045 6.7 rule 3, Python) */
    /* any */
    UB_CODEC_RAW = 1 << 7,       /* as it stands: a reader that gives up shows the undecoded text */
};

/* What a decoder met that not every client reads alike. */
enum {
    UB_ODD_JUNK = 1 << 0,        /* base64: bytes outside the alphabet; uu, yEnc, BinHex: lines or bytes of another form */
    UB_ODD_URLSAFE = 1 << 1,     /* base64: '-' or '_' */
    UB_ODD_MARKUP = 1 << 2,      /* base64: '<' is among the junk */
    UB_ODD_AFTER_PAD = 1 << 3,   /* base64: letters after a '=' */
    UB_ODD_PAD = 1 << 4,         /* base64: '=' where none belongs, or too many */
    UB_ODD_SHORT = 1 << 5,       /* the end came too early: missing padding, truncated escape or line, no end mark */
    UB_ODD_ESCAPE = 1 << 6,      /* QP: '=' and no two hexadecimal digits behind it */
    UB_ODD_SOFT = 1 << 7,        /* QP: white space between '=' and the line end */
    UB_ODD_TRAIL = 1 << 8,       /* QP: white space at the end of a line */
    UB_ODD_LOWER = 1 << 9,       /* QP: lower-case digits; every client known reads them */
    UB_ODD_NUL = 1 << 10,        /* QP: =00 */
    UB_ODD_CHECK = 1 << 11,      /* yEnc, BinHex, gzip: the checksum or size does not agree */
};

/*
 * ub_codec_decode - a whole body at once.
 *
 * in     cte    how; IDENTITY and UNKNOWN give `in` itself
 *        flags  which reading, 0 for the default
 * out    *out   on UB_OK; views `in` or lives in `a`
 *        *odd   UB_ODD_*, what was met; may be NULL
 *        notes  one note for each kind of oddity, at its first place in `in`
 * fails  UB_LIMIT when the arena is full (gzip: or the output passes 64 MiB and 256 times the input)
 * cost   one pass; at most in.n + 1,003 bytes of `a`, gzip and BinHex excepted
 */
ub_status ub_codec_decode(ub_arena *a, ub_cte cte, unsigned flags, ub_str in, ub_str *out, unsigned *odd,
                          ub_notes *notes, ub_err *err);

/*
 * ub_codec_readings - which other readings a body deserves after decoding it with flags 0 met `odd`.
 * out    flags[]  a value for each, most wide-spread first; two may still give the same bytes
 * returns how many, 0 when all clients agree: the usual case, and free to ask
 */
#define UB_CODEC_READINGS 6
size_t ub_codec_readings(ub_cte cte, unsigned odd, unsigned flags[UB_CODEC_READINGS]);

/* Name of a reading, for notes and findings: "default", "base64-stop", "qp-thunderbird", .. */
const char *ub_codec_reading_name(unsigned flags);

/*
 * The resumable forms.  init, any number of steps, finish: the bytes that come out and `odd` do not depend on how the input
 * was cut.  `out` has room for ROOM(in.n) bytes and does not overlap `in`; step and finish return how many were written.
 * `odd_at[i]` is the offset in the whole input of the first oddity 1 << i.  spec: RFC 4648, RFC 2045 6.7 and 6.8
 */
#define UB_ODD_KINDS 12
typedef struct ub_odd {
    unsigned set;
    size_t at[UB_ODD_KINDS];
} ub_odd;

typedef struct ub_b64 {
    ub_odd odd;
    size_t seen;              /* bytes of input before this step */
    unsigned flags;
    uint32_t bits;            /* the letters of an unfinished group */
    uint8_t n, pads;          /* how many, and how many of them are '=' */
    bool padded, done;
    size_t (*block)(const char **from, const char *end, char *out);   /* chosen by what the processor can do */
} ub_b64;

#define UB_B64_ROOM(n) ((n) / 4 * 3 + 6)
void ub_b64_init(ub_b64 *d, unsigned flags);
size_t ub_b64_step(ub_b64 *d, ub_str in, char *out);
size_t ub_b64_finish(ub_b64 *d, char *out);                /* at most 2 bytes */

typedef struct ub_qp {
    ub_odd odd;
    size_t seen;
    size_t eq_at;             /* offset of the '=' being read */
    unsigned flags;
    uint8_t state;
    uint8_t hold;             /* the byte after '=' */
    bool space;               /* the last byte of text was white space */
    uint16_t n_white;
    char white[1000];         /* white space that waits for what follows it; a legal line is shorter */
} ub_qp;

#define UB_QP_ROOM(n) ((n) + 1003)
void ub_qp_init(ub_qp *d, unsigned flags);
size_t ub_qp_step(ub_qp *d, ub_str in, char *out);
size_t ub_qp_finish(ub_qp *d, char *out);                  /* at most 1001 bytes */

/* uuencode, and its sister "begin-base64": data starts behind a `begin` line and ends at `end`.  A line too short for its
 * length byte gives what it holds (Thunderbird adds zeros).  With `body` the begin line is taken as read. */
typedef struct ub_uu {
    ub_odd odd;
    size_t seen;
    uint8_t state, want, n;   /* bytes still due on this line; letters of the unfinished group */
    uint8_t n_head;
    bool base64, ended;
    uint32_t bits;
    char head[16];            /* the beginning of the line, until it is clear what it is */
    ub_b64 b64;
} ub_uu;

#define UB_UU_ROOM(n) ((n) + 72)
void ub_uu_init(ub_uu *d, bool body);
size_t ub_uu_step(ub_uu *d, ub_str in, char *out);
size_t ub_uu_finish(ub_uu *d, char *out);                  /* at most 66 bytes */

/* yEnc 1.3: =ybegin, =ypart, data, =yend.  With `body` the header line is taken as read. */
typedef struct ub_yenc {
    ub_odd odd;
    size_t seen;
    uint8_t state;
    bool escaped, ended, part, has_crc, has_size;
    uint32_t crc, want_crc;
    uint64_t out_bytes, want_bytes;
    uint16_t n_line;
    char line[256];           /* a control line, as far as it is of interest */
} ub_yenc;

#define UB_YENC_ROOM(n) ((n) + 16)
void ub_yenc_init(ub_yenc *d, bool body);
size_t ub_yenc_step(ub_yenc *d, ub_str in, char *out);
size_t ub_yenc_finish(ub_yenc *d, char *out);              /* writes nothing; checks size and checksum */

/*
 * Encoders.  Lines of at most `line` letters (a multiple of 4; 0 = no breaks), each ended by `crlf ? CRLF : LF`.
 * Whatever was encoded decodes to the same bytes in every reading.
 */
typedef struct ub_b64_out {
    uint32_t bits;
    uint8_t n;
    bool crlf;
    unsigned line, column;
} ub_b64_out;

size_t ub_b64_encoded_room(size_t n, unsigned line);       /* for all steps together with finish */
void ub_b64_encode_init(ub_b64_out *e, unsigned line, bool crlf);
size_t ub_b64_encode_step(ub_b64_out *e, ub_str in, char *out);
size_t ub_b64_encode_finish(ub_b64_out *e, char *out);     /* padding, and the line end when a line was begun */

/* QP of text: line ends in the input (LF or CRLF) stay line ends, written as `crlf` says; with `binary` they are escaped.
 * Lines are at most 76 bytes.  White space at a line's end, "From " and "." at its start are escaped. */
typedef struct ub_qp_out {
    bool crlf, binary;
    bool holds;               /* white space or CR that waits for what follows it */
    char held;
    unsigned column;
} ub_qp_out;

size_t ub_qp_encoded_room(size_t n);                       /* for one step of n bytes and finish */
void ub_qp_encode_init(ub_qp_out *e, bool crlf, bool binary);
size_t ub_qp_encode_step(ub_qp_out *e, ub_str in, char *out);
size_t ub_qp_encode_finish(ub_qp_out *e, char *out);

/* ------------------------------------------------------------------------------------------------ blocks in text */

/* A uuencoded, yEnc or BinHex block inside text, as older clients show it: an attachment. */
typedef struct ub_block {
    ub_cte cte;
    size_t at, n;             /* the whole block with its first and last line */
    size_t body_at, body_n;   /* what ub_block_decode reads */
    ub_str name;              /* file name as written; views the text, may be empty */
    bool closed;              /* its end line was seen; otherwise it runs to the next block or to the end */
    bool likely;              /* its first line has the right form: prose may begin a line with "begin 100 " */
    bool base64;              /* begin-base64 */
} ub_block;

/*
 * ub_block_next - the next block that begins at or behind `*from`.
 * out    *b, and *from behind it
 * fails  UB_ABSENT: no more
 * cost   linear in what lies between *from before and after; a missing end is looked for once
 */
ub_status ub_block_next(ub_str text, size_t *from, ub_block *b);
ub_status ub_block_decode(ub_arena *a, ub_str text, const ub_block *b, ub_str *out, unsigned *odd,
                          ub_notes *notes, ub_err *err);

/* ------------------------------------------------------------------------------------------------ character sets */

typedef enum ub_charset_kind {
    UB_CHARSET_ASCII,      /* every byte under 0x80 is that ASCII character wherever it stands: walk the bytes */
    UB_CHARSET_TRAIL,      /* ASCII bytes may be second halves: Shift_JIS, GBK, gb18030, Big5, Johab, UHC */
    UB_CHARSET_STATEFUL,   /* ASCII bytes may mean others after a shift: ISO-2022-*, HZ, UTF-7 */
    UB_CHARSET_WIDE,       /* UTF-16, UTF-32 */
    UB_CHARSET_EBCDIC,     /* some ASCII character is another byte: EBCDIC, GSM 03.38, Adobe Standard */
} ub_charset_kind;

typedef struct ub_charset {
    const char *name;          /* canonical: WHATWG's where it has one, else MIME's or ICU's; lower case */
    const char *icu;           /* ICU converter, NULL when the decoder is ours */
    ub_charset_kind kind;
    uint8_t own;               /* which of our decoders, 0 = ICU */
    bool whatwg;               /* a browser knows it; otherwise a browser takes its default */
    const char *also;          /* another set that some clients take for the same label; NULL */
    const uint16_t *high;      /* one-byte sets: code points of 0x80..0xFF, 0xFFFD where there is none */
} ub_charset;

/* Does the text need a walk of its own after decoding? */
static inline bool ub_charset_own_walk(const ub_charset *cs) { return cs->kind != UB_CHARSET_ASCII; }

/* How sure the label is. */
typedef enum ub_label_kind {
    UB_LABEL_WHATWG,       /* a label of the Encoding Standard: every browser */
    UB_LABEL_MAIL,         /* not there, but mail clients know it: utf-7, hz-gb-2312, cp037 .. */
    UB_LABEL_ICU,          /* an alias of ICU's, or one up to punctuation ("latin_1"): only some */
} ub_label_kind;

/*
 * ub_charset_find - the set a label names; NULL when nobody knows it.
 * label  as it stood; white space around it, case and quotes do not matter
 * kind   may be NULL
 * note   hz-gb-2312, iso-2022-kr and -cn are WHATWG's "replacement": browsers show nothing, mail clients decode them
 */
const ub_charset *ub_charset_find(ub_str label, ub_label_kind *kind);

/* The set a byte order mark names, and its length; NULL without one.  WHATWG knows UTF-8 and UTF-16 alone, and FF FE 00 00 is
 * UTF-16 to it. */
const ub_charset *ub_charset_bom(ub_str in, size_t *n);

/* Open ICU converters, kept between messages: opening costs microseconds to a millisecond.  One thread at a time. */
#define UB_CHARSET_CACHE 8
typedef struct ub_charset_cache {
    struct { const ub_charset *cs; void *converter; uint64_t used; } slot[UB_CHARSET_CACHE];
    uint64_t clock;
} ub_charset_cache;

static inline void ub_charset_cache_init(ub_charset_cache *c) { memset(c, 0, sizeof *c); }
void ub_charset_cache_deinit(ub_charset_cache *c);         /* NULL-safe, idempotent */

/* Which source byte made this byte of UTF-8: runs of characters with equal lengths. */
typedef struct ub_map_run {
    uint32_t out, in;          /* where the run begins */
    uint8_t out_n, in_n;       /* bytes a character takes on either side */
} ub_map_run;

typedef struct ub_map {
    const ub_map_run *p;
    size_t n;                  /* 0: out byte i is source byte i */
    size_t in_bytes, out_bytes;
} ub_map;

/* Offset in the source of the character that byte `at` of the UTF-8 belongs to; at or beyond the end: its end.  O(log n). */
size_t ub_map_source(const ub_map *map, size_t at);
/* The source bytes of the UTF-8 bytes [at, at + n): from the first character's first byte to before the next character's. */
void ub_map_span(const ub_map *map, size_t at, size_t n, size_t *source_at, size_t *source_n);

/*
 * ub_charset_decode - bytes to UTF-8, as a browser would.
 *
 * in     cache  converters; NULL opens one for this call
 *        in     less than 4 GiB; a byte order mark of UTF-8, -16 or -32 is left out, and overrules the order that a
 *               UTF-16 or UTF-32 label named
 * out    *utf8  valid UTF-8: `in` itself where that is valid UTF-8 or ASCII already, else in `a`
 *        map    filled unless NULL; its runs live in `a`
 *        notes  charset-invalid at the first byte sequence that became U+FFFD; charset-swallow where the set's definition lets
 *               a bad sequence eat an ASCII byte in some clients (here it never does)
 * fails  UB_LIMIT (the arena is full, or 4 GiB), UB_NOMEM (ICU)
 * cost   one pass; takes 3 bytes of `a` for each byte of input (4 in sets that only ICU knows; one more where a sequence is
 *         invalid), and at most 12 a character for the map, doubled while it grows
 * spec   WHATWG Encoding 4; RFC 2152 for UTF-7
 */
ub_status ub_charset_decode(ub_arena *a, ub_charset_cache *cache, const ub_charset *cs, ub_str in, ub_str *utf8,
                            ub_map *map, ub_notes *notes, ub_err *err);

/* Offset of the first byte that is not part of valid UTF-8; in.n when all is. */
size_t ub_utf8_valid_to(ub_str in);

/* ------------------------------------------------------------------------------------------------ digests */

typedef enum ub_digest_kind {
    UB_MD5, UB_SHA1, UB_SHA224, UB_SHA256, UB_SHA384, UB_SHA512,
} ub_digest_kind;
#define UB_DIGEST_MAX 64

size_t ub_digest_size(ub_digest_kind kind);                /* 16, 20, 28, 32, 48, 64 */
const char *ub_digest_name(ub_digest_kind kind);           /* "md5", "sha1", .. */

/* One-shot; `out` has room for ub_digest_size bytes.  fails UB_NOMEM; UB_ABSENT where a policy forbids the digest. */
ub_status ub_digest(ub_digest_kind kind, ub_str in, void *out, ub_err *err);

/*
 * ub_digest_many - digests of `n` texts, sixteen side by side, without a library.
 * For short texts that are no secrets; one long text is faster through ub_digest().
 * out    out[i]  of in[i]; ub_digest_size bytes of it
 * cost   that of the longest among sixteen neighbours
 */
void ub_digest_many(ub_digest_kind kind, const ub_str *in, size_t n, uint8_t (*out)[UB_DIGEST_MAX]);

typedef struct ub_hasher {
    void *ctx;
    ub_digest_kind kind;
} ub_hasher;
ub_status ub_hasher_open(ub_hasher *h, ub_digest_kind kind, ub_err *err);
ub_status ub_hasher_add(ub_hasher *h, ub_str in, ub_err *err);
ub_status ub_hasher_finish(ub_hasher *h, void *out, ub_err *err);   /* and ready for the next, of the same kind */
void ub_hasher_close(ub_hasher *h);                        /* NULL-safe, idempotent; for UB_CLEANUP */

/* CRC-32 of zip, yEnc and Ethernet; start with 0, feed the result back in. */
uint32_t ub_crc32(uint32_t crc, ub_str in);

/* 2 * in.n lower-case digits, no NUL. */
void ub_hex_write(ub_str in, char *out);
void ub_hex_write_upper(ub_str in, char *out);             /* the same in upper case */

#endif
