/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doc: containers and documents that come as attachments.
 *
 * So far: Outlook's TNEF (winmail.dat), and the HTML that Outlook wraps in RTF.  What is not read here is listed as unseen
 * by `find`.
 */
#ifndef UB_DOC_H
#define UB_DOC_H

#include "base.h"

/* ------------------------------------------------------------------------------------------------ TNEF */

typedef enum ub_tnef_kind {
    UB_TNEF_HTML,               /* PR_HTML: the body; also of an embedded message, which stands in line with the rest */
    UB_TNEF_RTF,                /* PR_RTF_COMPRESSED: for ub_rtf_expand() */
    UB_TNEF_ATTACHMENT,         /* an attachment begins: the items up to the next one are about it */
    UB_TNEF_NAME,               /* its file name, bytes or (utf16) UTF-16LE */
    UB_TNEF_FILE,               /* its content */
    UB_TNEF_PATH,               /* it lies elsewhere: path or address */
    UB_TNEF_MESSAGE,            /* it is a message: another stream, for ub_tnef_init() */
    UB_TNEF_REMINDER,           /* PidLidReminderFileParameter: the sound of a reminder */
    UB_TNEF_READ_RECEIPT,       /* PR_READ_RECEIPT_REQUESTED is true */
    UB_TNEF_DELIVERY_RECEIPT,   /* PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED is true */
    UB_TNEF_VOTING,             /* PidLidVerbStream: buttons that send a message back */
    UB_TNEF_KINDS
} ub_tnef_kind;

typedef struct ub_tnef_item {
    ub_tnef_kind kind;
    ub_str bytes;               /* views the stream */
    bool utf16;                 /* little-endian UTF-16, not bytes of some code page */
} ub_tnef_item;

/* Where the reading stands.  Nothing is allocated. */
typedef struct ub_tnef {
    ub_str text;
    size_t at;                  /* next attribute */
    size_t prop, prop_end;      /* next MAPI property, within an attribute that holds some; 0 none */
    uint32_t props_left, values_left;
    uint32_t value_type, value_what;    /* of the property whose values are being read */
    bool attachment;            /* the properties are an attachment's */
} ub_tnef;

/* Does it begin like a TNEF stream? */
bool ub_tnef_is(ub_str text);
void ub_tnef_init(ub_tnef *t, ub_str text);

/*
 * ub_tnef_next - the next thing in the stream that is of interest here.
 *
 * returns UB_OK and *item; UB_ABSENT at the end; UB_SYNTAX where the stream is broken, with what was there before already
 *         given (a length that leads past the end, a type of property that does not exist, more than 65,536 values)
 * cost    linear in the stream over all calls; checksums are not looked at, as Outlook does not either
 * spec    [MS-OXTNEF], [MS-OXPROPS]
 */
ub_status ub_tnef_next(ub_tnef *t, ub_tnef_item *item);

/* ------------------------------------------------------------------------------------------------ RTF */

/*
 * ub_rtf_expand - undo the compression of PR_RTF_COMPRESSED.
 *
 * in     text   header of 16 bytes and content, LZFu or MELA (not compressed)
 * fails  UB_SYNTAX: another header; UB_LIMIT: the arena is full.  A stream that ends too early gives what it holds
 * cost   linear; LZFu gives at most 17 bytes for two of input.  All of it is given, whatever size the header says
 * spec   [MS-OXRTFCP]
 */
ub_status ub_rtf_expand(ub_arena *a, ub_str text, ub_str *rtf, ub_err *err);

/*
 * ub_rtf_html - the HTML that a mail program wrapped in RTF.
 *
 * out    *html  in `a`, in the RTF's code page; characters written by number are references such as &#8364;
 * fails  UB_ABSENT: it holds no HTML; UB_SYNTAX: 256 groups within one another; UB_LIMIT: the arena is full
 * cost   one pass
 * spec   [MS-OXRTFEX]
 */
ub_status ub_rtf_html(ub_arena *a, ub_str rtf, ub_str *html, ub_err *err);

#endif
