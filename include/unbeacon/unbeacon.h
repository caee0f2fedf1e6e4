/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libunbeacon: every way in which a message would contact somebody, and the same message contacting nobody.
 *
 *     ub_reader *r;
 *     if (ub_reader_open(&r) != UB_DONE) ..
 *     if (ub_reader_scan(r, bytes, n) == UB_DONE)
 *         for (const ub_reference *f; (f = ub_reader_next(r)); )
 *             printf("%s  %.*s\n", f->vector, (int)f->url.n, f->url.p);
 *     ub_reader_close(r);
 *
 * Manners.  Nothing is looked up, fetched, requested or resolved; no file is opened but the list of public suffixes.  Any
 * bytes are a message.  The library never prints, never ends the program, keeps no state of its own outside a reader, and
 * depends on no locale.  A reader belongs to one thread at a time; any number of readers may work at once.
 *
 * Compatibility.  The soname is 0 until version 1.0.  Structures grow at their end only and are handed out by the library,
 * never made by the caller.  Words such as "beacon" come from open lists: a newer library may say others.
 */
#ifndef UNBEACON_H
#define UNBEACON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define UNBEACON_API __attribute__((visibility("default")))
#else
#define UNBEACON_API
#endif

/* What a call answers.  ub_reader_error() has the words. */
enum {
    UB_DONE = 0,
    UB_TOO_MUCH = -1,      /* the message is over a limit; the next may do */
    UB_NO_MEMORY = -2,
    UB_BAD_CALL = -3,      /* no such option or value, or nothing was scanned yet */
};

/* Bytes with their number.  May hold any byte, also NUL, where they come from mail; a NUL that does not count follows only
 * where that is said. */
typedef struct ub_text {
    const char *p;
    size_t n;
} ub_text;

/* One place in a message that names something outside it, with our judgement.  The words are those of `unbeacon scan --json`;
 * see doc/json.md. */
typedef struct ub_reference {
    const char *vector;     /* the way of contact: "img-src" */
    const char *kind;       /* "beacon", "remote", "tracking-link", .. */
    const char *trigger;    /* "open", "click", .. */
    const char *part;       /* number of the part, as IMAP counts: "1.2" */
    const char *action;     /* what cleaning does by default, and after ub_reader_clean() what it did: "removed", "kept", .. */
    const char *reading;    /* "all", or of which clients */
    const char *reasons;    /* why it is thought to name the reader: "hidden-size token-entropy"; may be empty */
    const char *leaks;      /* "address time client" */
    ub_text url;            /* as resolved; valid UTF-8 */
    ub_text raw;            /* as written */
    ub_text host;
    ub_text site;           /* the registrable domain of the host */
    ub_text token;          /* what names the reader; n 0 when nothing does */
    uint64_t line;          /* of the transfer-decoded part, from 1 */
    uint64_t byte, length;  /* in the transfer-decoded part; of header fields, in the message */
    double confidence;      /* 0 to 1, that it names the reader */
    int names_reader;       /* 1: somebody who sees the request knows who it was */
    int hidden;             /* 1: nobody is meant to see it */
} ub_reference;

/* What reads one message after the other. */
typedef struct ub_reader ub_reader;

/* The version of the library, "0.1.0". */
UNBEACON_API const char *ub_version(void);

/*
 * ub_reader_open - make a reader.
 * out    *r     set always; NULL on failure
 * fails  UB_NO_MEMORY.  512 MiB of address space are reserved, less where less is allowed; memory is used only as messages
 *        need it
 */
UNBEACON_API int ub_reader_open(ub_reader **r);

/* What the reader handed out is gone with it.  NULL is allowed. */
UNBEACON_API void ub_reader_close(ub_reader *r);

/*
 * ub_reader_set - choose how messages are read and written, from the next call on.
 *
 *     name         values (the first is the default)
 *     mode         strict, trackers     what cleaning takes out: all contact before a click, or what names the reader
 *     links        keep, clean          cleaning takes known wrappers and tracking parameters off links, too
 *     withheld     attach, drop         what becomes of parts that could not be read safely
 *     header       yes, no              put the field Unbeacon: before a cleaned message
 *     csp          yes, no              put a Content-Security-Policy into HTML that is changed anyway
 *     all-links    no, yes              list links too that carry no mark of the reader
 *     hashes       no, yes              JSON has the SHA-256 of the message
 *     path         any text             where the message is from: JSON says it in `source`; "-" by default
 *     recipient    a mail address       somebody the message was sent to besides those in its header; may be given again.
 *                                       An empty value forgets them all
 *     max-message  bytes, as a number   larger messages are refused; 268435456 by default
 *
 * fails  UB_BAD_CALL, UB_NO_MEMORY.  Nothing changed then
 */
UNBEACON_API int ub_reader_set(ub_reader *r, const char *name, const char *value);

/*
 * ub_reader_scan - read one message.
 *
 * in     bytes  the message, n bytes, with or without a From_ line; any line ends.  Copied: it may go or change afterwards
 * fails  UB_TOO_MUCH, UB_NO_MEMORY.  Nothing is known about a message then; the reader can be used on
 * cost   linear in n, for every message.  What was handed out about the message before is gone
 */
UNBEACON_API int ub_reader_scan(ub_reader *r, const void *bytes, size_t n);

/* "clean", "remote", "tracked" or "targeted"; NULL when nothing was scanned. */
UNBEACON_API const char *ub_reader_verdict(const ub_reader *r);

/* The references of the message one after the other, NULL after the last; the call after that begins again.  Each is valid
 * until the next call with this reader. */
UNBEACON_API const ub_reference *ub_reader_next(ub_reader *r);

/*
 * ub_reader_json - the message as `unbeacon scan --json` writes it: one object of schema 1, no line end.
 * out    *text  *n bytes of UTF-8, and a NUL; valid until the next ub_reader_json, _vectors, _scan or _close
 * fails  UB_BAD_CALL, UB_NO_MEMORY, UB_TOO_MUCH
 */
UNBEACON_API int ub_reader_json(ub_reader *r, const char **text, size_t *n);

/*
 * ub_reader_clean - write the message that was scanned so that it looks the same and contacts nobody.
 * out    *bytes  *n bytes, and a NUL; valid until the next ub_reader_scan or _close.  A message in which nothing was to do
 *                comes out byte for byte, behind the field Unbeacon: if that is asked for
 * fails  UB_BAD_CALL, UB_NO_MEMORY, UB_TOO_MUCH.  Never hand the message on uncleaned then
 */
UNBEACON_API int ub_reader_clean(ub_reader *r, const char **bytes, size_t *n);

/*
 * ub_reader_vectors - every way of contact we know, as `unbeacon vectors --json` writes them: an object a line.
 * out, fails  as for ub_reader_json, but nothing need be scanned
 */
UNBEACON_API int ub_reader_vectors(ub_reader *r, const char **text, size_t *n);

/* What the last call that failed objected to, one clause; "" when none has.  Valid until the next call with this reader. */
UNBEACON_API const char *ub_reader_error(const ub_reader *r);

#ifdef __cplusplus
}
#endif

#endif
