/* SPDX-License-Identifier: Apache-2.0 */
/*
 * url: one reference, read the way browsers read it, and then the ways mail clients and Windows read it.
 *
 * The first half is the WHATWG URL standard (https://url.spec.whatwg.org/, read 2026-11): ub_url_parse.  The second is
 * what the standard does not know: UNC paths, WebDAV, file: with a host, program handlers: ub_url_classify.  Nothing
 * here contacts anybody or looks a name up.
 */
#ifndef UB_URL_H
#define UB_URL_H

#include "base.h"

/* ------------------------------------------------------------------------------------------------ context */

/*
 * What is costly to open and shared by many URLs: ICU's UTS 46 tables and the public suffix list.  Starts as { 0 };
 * each is opened by the first URL that needs it: UTS 46 by a host with a character outside ASCII, the list by
 * ub_url_site.  One context a thread.  Where a context is asked for, NULL works and opens and closes for that call.
 *
 *     UB_CLEANUP(ub_url_ctx_deinit) ub_url_ctx ctx = { 0 };
 */
typedef struct ub_url_ctx {
    const char *psl_path;     /* NULL: the newest list of the machine; else this file */
    void *idna, *psl, *sites; /* ours */
    bool idna_tried, psl_tried;
} ub_url_ctx;
void ub_url_ctx_deinit(ub_url_ctx *ctx);      /* NULL-safe, idempotent */

/* ------------------------------------------------------------------------------------------------ parsing */

/* The special schemes of the standard; all others are UB_URL_OTHER. */
typedef enum ub_url_scheme {
    UB_URL_OTHER = 0, UB_URL_FILE, UB_URL_FTP, UB_URL_HTTP, UB_URL_HTTPS, UB_URL_WS, UB_URL_WSS,
} ub_url_scheme;

typedef enum ub_url_host_kind {
    UB_URL_HOST_NONE = 0,   /* no host at all: mailto:a@b.example */
    UB_URL_HOST_EMPTY,      /* an empty one: file:///etc/motd */
    UB_URL_HOST_DOMAIN,     /* lower case, ASCII, punycode */
    UB_URL_HOST_IPV4,       /* four decimal numbers, whatever they were written as */
    UB_URL_HOST_IPV6,       /* within brackets */
    UB_URL_HOST_OPAQUE,     /* of a scheme that is not special: not lower-cased, not decoded */
} ub_url_host_kind;

/* What a strict reader would object to.  Each is a note, too, once a URL: "url-control" and so on. */
enum {
    UB_URL_ODD_TRIMMED     = 1u << 0,    /* control characters or spaces around it */
    UB_URL_ODD_TAB_NEWLINE = 1u << 1,    /* tabs or line ends within it, which are dropped */
    UB_URL_ODD_BACKSLASH   = 1u << 2,    /* a backslash read as a slash */
    UB_URL_ODD_SLASHES     = 1u << 3,    /* not two slashes where there should be two */
    UB_URL_ODD_USERINFO    = 1u << 4,    /* user name or password */
    UB_URL_ODD_HOST_ESCAPE = 1u << 5,    /* percent-encoded host */
    UB_URL_ODD_HOST_IDN    = 1u << 6,    /* host with characters outside ASCII */
    UB_URL_ODD_HOST_IPV4   = 1u << 7,    /* IPv4 address not written as four decimal numbers */
    UB_URL_ODD_HOST_CASE   = 1u << 8,    /* upper case in the host */
    UB_URL_ODD_PORT        = 1u << 9,    /* empty or default port, or one with leading zeros */
    UB_URL_ODD_DOTS        = 1u << 10,   /* "." or ".." segments */
    UB_URL_ODD_ENCODED     = 1u << 11,   /* bytes that had to be percent-encoded */
    UB_URL_ODD_UTF8        = 1u << 12,   /* malformed UTF-8, read as U+FFFD */
    UB_URL_ODD_QUERY       = 1u << 13,   /* query outside ASCII: its bytes depend on the document's charset */
    UB_URL_ODD_DRIVE       = 1u << 14,   /* drive letter written with "|" */
    UB_URL_N_ODD           = 15
};

#define UB_URL_MAX ((size_t)1 << 30)     /* bytes of one URL */
/* Of a host outside ASCII, ignored code points not counted: bytes of all, code points of a label. */
#define UB_URL_IDN_MAX       ((size_t)2560)
#define UB_URL_IDN_LABEL_MAX ((size_t)256)

/*
 * A URL.  Every slice is a piece of `href`, absent ones are empty; `has_` tells an absent part from an empty one.
 *
 *     https://user:pass@host.example:8080/path?query#fragment
 *     scheme  username password      port path query fragment        without the marks between them
 *
 * `path` begins with a slash unless `opaque` (mailto:, data:, ..).  A host has its brackets, a port is never the
 * scheme's default.
 */
typedef struct ub_url {
    ub_str href;              /* the written form */
    ub_str scheme, username, password, host, port, path, query, fragment;
    ub_url_scheme scheme_id;
    ub_url_host_kind host_kind;
    uint32_t odd;             /* UB_URL_ODD_ bits */
    uint16_t port_number;     /* the default one where none is written; 0 where there is no default */
    bool has_host, has_port, has_query, has_fragment;
    bool opaque;              /* the path is one string, not a list of segments */
    bool in_text;             /* zero-copy: href is a piece of the `text` that was parsed */
} ub_url;

/*
 * ub_url_parse - read one reference as a browser would.
 *
 * in     text   bytes, taken as UTF-8; malformed UTF-8 is read as U+FFFD, as a browser would
 *        base   NULL, or a URL from this call, to resolve against
 *        ctx    see above
 * out    *url   set on UB_OK, untouched otherwise.  url->in_text says where its slices live: in `text` when it was
 *               normal already (no allocation then), else in `a`; never in `base`
 *        notes  what a strict reader would object to, each kind once; parsing goes on
 * fails  UB_SYNTAX: a browser makes no request for this (err->at is the byte in `text`, as near as can be told);
 *        UB_LIMIT: over UB_URL_MAX or the arena's ceiling; UB_NOMEM: ICU
 * cost   linear; one pass for normal http(s).  At most 12 * text.n + base->href.n + 128 bytes of `a` stay taken (a malformed
 *        byte becomes nine), for a host outside ASCII 16 KiB more
 * spec   WHATWG URL 4.4 "URL parsing", 3.5 "host parsing"; UTS 46 with CheckHyphens false, CheckBidi and CheckJoiners
 *        true, non-transitional, VerifyDnsLength false
 *
 * A host outside ASCII over UB_URL_IDN_MAX or UB_URL_IDN_LABEL_MAX is UB_SYNTAX: its ASCII form is over the 253 bytes
 * (63 in a label) that a resolver takes, since a code point of it comes from at most four (ten bytes) of the input.
 * The standard has no such limit; Chromium's is 1000 UTF-16 units a label.  A host with characters that are newer than
 * ICU's Unicode (15.0 in ICU 72) is UB_SYNTAX, too, and a newer browser may read it: UB_SYNTAX is not "harmless".
 */
ub_status ub_url_parse(ub_arena *a, ub_url_ctx *ctx, ub_str text, const ub_url *base,
                       ub_url *url, ub_notes *notes, ub_err *err);

/*
 * ub_url_parse_as - the same in a document that is not UTF-8: the query of a special URL is encoded in its charset.
 *
 * in     charset  the converter's name in ICU ("windows-1252"), or NULL for UTF-8.  UTF-16 counts as UTF-8 here, as the
 *                 standard says; a name that ICU does not know, too
 * cost   as above, with 17 for 12
 * spec   WHATWG URL 4.4 "query state", 1.3 "percent-encode after encoding"
 */
ub_status ub_url_parse_as(ub_arena *a, ub_url_ctx *ctx, ub_str text, const ub_url *base, const char *charset,
                          ub_url *url, ub_notes *notes, ub_err *err);

/*
 * ub_url_write - put the parts together again, for a URL whose parts were changed.
 *
 * out    *href  in `a`.  For an unchanged URL the same bytes as url->href
 * fails  UB_LIMIT
 * spec   WHATWG URL 4.5 "URL serializing"
 */
ub_status ub_url_write(ub_arena *a, const ub_url *url, ub_str *href, ub_err *err);

/*
 * ub_url_host_unicode - the host for people to read: punycode labels decoded.
 *
 * A label that does not decode to a valid one stays as it is.  Says nothing about look-alikes.
 * out    *out   url->host itself when there is nothing to decode, else in `a`
 * fails  UB_LIMIT, UB_NOMEM
 */
ub_status ub_url_host_unicode(ub_arena *a, ub_url_ctx *ctx, const ub_url *url, ub_str *out, ub_err *err);

/* ------------------------------------------------------------------------------------------------ sites */

typedef enum ub_url_site_kind {
    UB_URL_SITE_REGISTRABLE = 0,   /* "a.b.example.co.uk": site "example.co.uk" */
    UB_URL_SITE_SUFFIX,            /* the host is a public suffix itself, or no name of the DNS: site is the host */
    UB_URL_SITE_LOCAL,             /* one label, or empty: site is the host */
    UB_URL_SITE_ADDRESS,           /* an IP address: site is the host */
} ub_url_site_kind;

typedef struct ub_url_site_info {
    ub_str site, suffix;           /* pieces of the host, without a dot at the end; suffix "co.uk" */
    ub_url_site_kind kind;
    bool hosted;                   /* the suffix is a company's, and the site its customer: "customer.github.io" */
} ub_url_site_info;

/*
 * ub_url_site - who registered this host, by the public suffix list.
 *
 * in     host   as ub_url_parse writes it: lower case, ASCII
 * out    *out   slices of `host`; set on UB_ABSENT, too (site is the host)
 * fails  UB_ABSENT: a list is needed and there is none
 * cost   at most about a microsecond whatever the length, far less for a host seen lately; the first call of a context
 *        opens the list (0.1 ms for the compiled one of Debian, some ms for a text file)
 * spec   https://publicsuffix.org/list/, both sections, unlisted top-level domains counting as suffixes
 */
ub_status ub_url_site(ub_url_ctx *ctx, ub_str host, ub_url_site_info *out, ub_err *err);

/* ------------------------------------------------------------------------------------------------ slots */

/*
 * The pieces of a URL, one call a piece, left to right, raw: nothing is copied or decoded.
 *
 *     ub_url_pair pair;
 *     for (ub_str rest = url.query; ub_url_query_next(&rest, &pair); ) ..
 *
 * Empty pairs ("a=1&&b=2") are skipped, empty segments and labels are not.  "/a/" has the segments "a" and "".
 */
typedef struct ub_url_pair {
    ub_str key, value;
    bool has_value;           /* "a=" has an empty one, "a" none */
} ub_url_pair;
bool ub_url_query_next(ub_str *rest, ub_url_pair *pair);
bool ub_url_segment_next(ub_str *rest, ub_str *segment);     /* rest begins as url.path */
bool ub_url_label_next(ub_str *rest, ub_str *label);         /* rest begins as url.host; the root's empty label is none */

/*
 * ub_url_decode - percent-decode; with `plus` a "+" becomes a space, as forms do it.
 *
 * out    *out   `raw` itself when there is nothing to decode, else bytes in `a`: any bytes, NUL too
 * fails  false at the arena's ceiling
 */
bool ub_url_decode(ub_arena *a, ub_str raw, bool plus, ub_str *out);

/* ------------------------------------------------------------------------------------------------ classes */

/* What a reference makes somebody do.  The table of schemes is in schemes.c. */
typedef enum ub_url_class {
    UB_URL_INERT = 0,     /* the document itself ("", "#x"), about:, urn:: nothing is fetched */
    UB_URL_RELATIVE,      /* relative, and there is no base: nothing by itself */
    UB_URL_WEB,           /* http, https, ws, wss, webcal, feed */
    UB_URL_TRANSPORT,     /* another protocol that contacts its host: ftp, ldap, nntp, imap, rtsp */
    UB_URL_CREDENTIAL,    /* UNC path, file: with a host, WebDAV, smb: contact, and Windows signs on with the reader's account */
    UB_URL_LOCAL,         /* a file or resource of the reader's own machine */
    UB_URL_EMBEDDED,      /* in the message or in the reference itself: cid, mid, data, blob */
    UB_URL_SCRIPT,        /* javascript, vbscript */
    UB_URL_MAIL,          /* mailto */
    UB_URL_PHONE,         /* tel, sms, sip */
    UB_URL_HANDLER,       /* starts a program with it: ms-word, search-ms, intent, magnet */
    UB_URL_UNKNOWN,
    UB_URL_CLASSES
} ub_url_class;
const char *ub_url_class_name(ub_url_class c);      /* "inert", "web", .. */

/* When it can contact somebody: never by itself, on a click, or as soon as it stands where something is loaded. */
typedef enum ub_url_contact { UB_URL_NEVER = 0, UB_URL_ON_CLICK, UB_URL_ON_OPEN } ub_url_contact;

/*
 * What one kind of reader makes of a reference.
 *
 * `how` is static: the id of the vector in the house's table where there is one ("unc-img", "webdav-unc", "longpath-unc",
 * "file-host", "file-slashes", "moniker-link", "mailbox-link", "search-ms", "office-uri", ..), else one of "", "scheme",
 * "protocol-relative", "refused" (a browser refuses it, another reader may not), "nested" (a reference within it),
 * "other-base" (read as if the document were not of the same scheme), "www" (a name without a scheme), "trimmed"
 * (behind spaces that browsers keep), "escaped" (percent-decoded before its scheme is looked for), "userinfo" (a
 * backslash taken for a part of the user name), "drive".
 */
typedef struct ub_url_reading {
    ub_url_class cls;
    ub_url_contact contact;
    const char *how;
    const char *reader;       /* "browser", "windows", "outlook", "other" */
    ub_str host;              /* whom it contacts; empty: nobody, or not said.  Not normalized outside "browser" */
    ub_str target;            /* what is fetched there or handed over, raw: the nested reference, the path behind the host */
    uint16_t port;            /* 0: none said */
} ub_url_reading;

#define UB_URL_READINGS_MAX 6
typedef struct ub_url_readings {
    ub_url_reading r[UB_URL_READINGS_MAX];    /* r[0] is the browser's; the others differ from it and each other */
    size_t n;                                 /* at least 1 */
    bool parsed;                              /* the standard's parser accepted it, with the base */
    ub_url url;                               /* then this is it.  Else { 0 }, but for r[0].how "protocol-relative": as it
                                                 is read in a document of the web */
} ub_url_readings;

/*
 * ub_url_classify - everything a browser, Windows and Outlook may make of one reference.
 *
 * Over-reads rather than missing one: a reading is there when some reader is known or likely to read it so.  What the
 * standard's parser reads as http(s) always has a reading UB_URL_WEB with UB_URL_ON_OPEN, and so has what it refuses
 * although it begins like it.
 *
 * in     raw    as in ub_url_parse: entities and CSS escapes decoded
 *        base   NULL, or the document's
 * out    *out   set on UB_OK; slices in `raw`, `a` or static text
 *        notes  those of ub_url_parse
 * fails  UB_LIMIT, UB_NOMEM
 * cost   linear; for an absolute http(s) URL that of ub_url_parse
 */
ub_status ub_url_classify(ub_arena *a, ub_url_ctx *ctx, ub_str raw, const ub_url *base,
                          ub_url_readings *out, ub_notes *notes, ub_err *err);

#endif
