/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TNEF: attributes one behind the other, some of which hold MAPI properties.
 *
 * Every length is checked against what is left before it is used, and each step moves on, so that any bytes are read in one
 * pass.
 */
#include "inside.h"

#define SIGNATURE 0x223E9F78u
#define VALUES_MAX 65536u       /* values of one property */

/* Attributes, [MS-OXTNEF] 2.1.3. */
enum { ATT_ATTACH_TITLE = 0x8010, ATT_ATTACH_DATA = 0x800F, ATT_ATTACH_REND = 0x9002, ATT_MESSAGE_PROPS = 0x9003, ATT_ATTACHMENT = 0x9005 };

bool ub_tnef_is(ub_str text) { return text.n >= 6 && u32(text, 0) == SIGNATURE; }

void ub_tnef_init(ub_tnef *t, ub_str text) { *t = (ub_tnef){ .text = text, .at = ub_tnef_is(text) ? 6 : text.n }; }

/* ------------------------------------------------------------------------------------------------ properties */

/* PSETID_Common, in which reminders and verbs are named. */
static const char common[16] = { 0x08, 0x20, 0x06, 0x00, 0, 0, 0, 0, (char)0xC0, 0, 0, 0, 0, 0, 0, 0x46 };

enum { WHAT_NOTHING = UB_TNEF_KINDS, WHAT_DATA };      /* besides ub_tnef_kind */

/* Property ids, [MS-OXPROPS]. */
static uint32_t what_of(uint32_t id, bool attachment)
{
    switch (id) {
    case 0x1013: return UB_TNEF_HTML;                   /* PidTagHtml */
    case 0x1009: return UB_TNEF_RTF;                    /* PidTagRtfCompressed */
    case 0x0029: return attachment ? WHAT_NOTHING : (uint32_t)UB_TNEF_READ_RECEIPT;
    case 0x0023: return attachment ? WHAT_NOTHING : (uint32_t)UB_TNEF_DELIVERY_RECEIPT;
    case 0x3701: return WHAT_DATA;                      /* PidTagAttachDataBinary, PidTagAttachDataObject */
    case 0x3704: case 0x3707: return UB_TNEF_NAME;      /* PidTagAttachFilename, PidTagAttachLongFilename */
    case 0x3708: case 0x370D: return UB_TNEF_PATH;      /* PidTagAttachPathname, PidTagAttachLongPathname */
    default: return WHAT_NOTHING;
    }
}

static uint32_t what_of_named(uint32_t lid)
{
    return lid == 0x851F ? (uint32_t)UB_TNEF_REMINDER : lid == 0x8520 ? (uint32_t)UB_TNEF_VOTING : WHAT_NOTHING;
}

/* Bytes of a value of fixed size, padding included; 0: it brings its length along; 1: no such type. */
static size_t size_of(uint32_t type)
{
    switch (type) {
    case 0x0002: case 0x0003: case 0x0004: case 0x000A: case 0x000B: return 4;
    case 0x0005: case 0x0006: case 0x0007: case 0x0014: case 0x0040: return 8;
    case 0x0048: return 16;
    case 0x000D: case 0x001E: case 0x001F: case 0x0102: return 0;
    default: return 1;
    }
}

static size_t room(const ub_tnef *t) { return t->prop_end - t->prop; }

/* A property's head: type, id, name, number of values.  False when it is broken. */
static bool property(ub_tnef *t)
{
    uint32_t type, id, what;
    if (room(t) < 4) return false;
    type = u16(t->text, t->prop);
    id = u16(t->text, t->prop + 2);
    t->prop += 4;
    what = what_of(id, t->attachment);
    if (id >= 0x8000) {
        bool ours, by_text;
        if (room(t) < 24) return false;
        ours = memcmp(t->text.p + t->prop, common, 16) == 0;
        by_text = u32(t->text, t->prop + 16) != 0;
        id = u32(t->text, t->prop + 20);
        t->prop += 24;
        what = ours && !by_text ? what_of_named(id) : WHAT_NOTHING;
        if (by_text) {
            size_t n = ((size_t)id + 3) & ~(size_t)3;
            if (room(t) < n) return false;
            t->prop += n;
        }
    }
    t->value_type = type & 0x0FFF;
    t->value_what = what;
    t->values_left = 1;
    if (type & 0x1000 || size_of(t->value_type) == 0) {
        if (room(t) < 4) return false;
        t->values_left = u32(t->text, t->prop);
        t->prop += 4;
    }
    return size_of(t->value_type) != 1 && t->values_left <= VALUES_MAX;
}

/* One value.  UB_ABSENT: of no interest. */
static ub_status value(ub_tnef *t, ub_tnef_item *item)
{
    size_t n = size_of(t->value_type), padded = n;
    ub_str bytes;
    t->values_left--;
    if (n == 0) {
        if (room(t) < 4) return UB_SYNTAX;
        n = u32(t->text, t->prop);
        padded = (n + 3) & ~(size_t)3;
        t->prop += 4;
        if (room(t) < n) return UB_SYNTAX;
        if (padded > room(t)) padded = room(t);
    }
    if (room(t) < n) return UB_SYNTAX;
    bytes = ub_str_of(t->text.p + t->prop, n);
    t->prop += padded;
    if (t->value_what == WHAT_NOTHING) return UB_ABSENT;
    if (t->value_type == 0x000B && !(bytes.p[0] | bytes.p[1])) return UB_ABSENT;
    if (t->value_what == WHAT_DATA) {
        /* An object is led in by the id of its interface. */
        if (t->value_type == 0x000D) bytes = ub_str_from(bytes, 16);
        *item = (ub_tnef_item){ ub_tnef_is(bytes) ? UB_TNEF_MESSAGE : UB_TNEF_FILE, bytes, false };
        return UB_OK;
    }
    *item = (ub_tnef_item){ (ub_tnef_kind)t->value_what, bytes, t->value_type == 0x001F };
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ attributes */

static ub_status properties(ub_tnef *t, ub_tnef_item *item)
{
    while (t->values_left || t->props_left) {
        if (t->values_left) {
            ub_status s = value(t, item);
            if (s == UB_OK) return s;
            if (s == UB_SYNTAX) break;
            continue;
        }
        t->props_left--;
        if (!property(t)) break;
    }
    if (t->values_left || t->props_left) {
        t->values_left = t->props_left = 0;
        t->prop_end = 0;
        return UB_SYNTAX;
    }
    t->prop_end = 0;
    return UB_ABSENT;
}

/* The end of a text that a NUL ends. */
static ub_str to_nul(ub_str s) { return ub_str_to(s, ub_str_chr(s, 0)); }

static ub_status attribute(ub_tnef *t, ub_tnef_item *item)
{
    uint32_t id, n;
    ub_str body;
    if (t->text.n - t->at < 9) return t->at = t->text.n, UB_SYNTAX;
    id = u16(t->text, t->at + 1);
    n = u32(t->text, t->at + 5);
    t->at += 9;
    if (n > t->text.n - t->at) return t->at = t->text.n, UB_SYNTAX;
    body = ub_str_of(t->text.p + t->at, n);
    t->at += n;
    t->at += t->text.n - t->at < 2 ? t->text.n - t->at : 2;      /* checksum */
    switch (id) {
    case ATT_ATTACH_REND: *item = (ub_tnef_item){ UB_TNEF_ATTACHMENT, body, false }; return UB_OK;
    case ATT_ATTACH_TITLE: *item = (ub_tnef_item){ UB_TNEF_NAME, to_nul(body), false }; return UB_OK;
    case ATT_ATTACH_DATA: *item = (ub_tnef_item){ ub_tnef_is(body) ? UB_TNEF_MESSAGE : UB_TNEF_FILE, body, false }; return UB_OK;
    case ATT_MESSAGE_PROPS: case ATT_ATTACHMENT:
        if (n < 4) return UB_SYNTAX;
        t->prop = (size_t)(body.p - t->text.p) + 4;
        t->prop_end = (size_t)(body.p - t->text.p) + n;
        t->props_left = u32(body, 0);
        t->values_left = 0;
        t->attachment = id == ATT_ATTACHMENT;
        return UB_ABSENT;
    default: return UB_ABSENT;
    }
}

ub_status ub_tnef_next(ub_tnef *t, ub_tnef_item *item)
{
    for (;;) {
        ub_status s;
        if (t->prop_end) s = properties(t, item);
        else if (t->at < t->text.n) s = attribute(t, item);
        else return UB_ABSENT;
        if (s != UB_ABSENT) return s;
    }
}
