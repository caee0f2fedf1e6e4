/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shape: what a token looks like, and how much it could tell apart.  Part of the room judge.
 *
 * A value that names one reader among many has to carry enough bits to do so.  Words, dates and sizes carry few; digests,
 * UUIDs and random letters carry many.
 */
#ifndef UB_JUDGE_SHAPE_H
#define UB_JUDGE_SHAPE_H

#include "base.h"

typedef enum ub_shape {
    UB_SHAPE_EMPTY,
    UB_SHAPE_WORDS,      /* words, short numbers, versions, sizes, file names: "spring-sale-2024", "logo_600x200.png" */
    UB_SHAPE_NUMBER,     /* a counter or an id of five digits or more, words about it or not: "1234567", "Q172668", "msid-63909515" */
    UB_SHAPE_TIME,       /* seconds or milliseconds of our days, or a date in digits */
    UB_SHAPE_UUID,
    UB_SHAPE_HEX,        /* 16 digits or more: digests, random ids */
    UB_SHAPE_JWT,        /* header.payload.signature */
    UB_SHAPE_ADDRESS,    /* an email address */
    UB_SHAPE_URL,        /* another URL */
    UB_SHAPE_OPAQUE,     /* letters and digits in no order that people use */
} ub_shape;
const char *ub_shape_name(ub_shape shape);      /* "words", "uuid", .. */

typedef struct ub_shape_info {
    ub_shape shape;
    uint16_t bits;       /* about how many bits it carries, at most 9999 */
    uint16_t digits;     /* UB_SHAPE_OPAQUE: how many decimal digits; UINT16_MAX of what is longer than is looked at */
} ub_shape_info;

/*
 * ub_shape_of - classify one slot of a URL.
 * in     token  percent-decoded
 * cost   one pass over the first 4,096 bytes
 */
ub_shape_info ub_shape_of(ub_str token);

/* Does an email address stand in what the token is in base64 or hexadecimal digits?  Looks at its first 512 bytes. */
bool ub_shape_holds_address(ub_str token);

#endif
