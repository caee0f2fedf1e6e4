/* SPDX-License-Identifier: Apache-2.0 */
/* css: the table of bytes. */
#include "css_class.h"

#define ANY (URL | STRING)
const uint8_t ub_css_class[256] = {
    [0]             = START | STRING,           /* U+FFFD to the specification; who copies it has to look */
    [0x01 ... 0x08] = STRING | PLAIN,
    ['\t']          = SPACE | STRING | PLAIN,
    ['\n']          = SPACE | NEWLINE | PLAIN,
    [0x0B]          = STRING | PLAIN,
    ['\f']          = SPACE | NEWLINE | PLAIN,
    ['\r']          = SPACE | NEWLINE | PLAIN,
    [0x0E ... 0x1F] = STRING | PLAIN,
    [' ']           = SPACE | STRING | PLAIN,
    ['!']           = ANY,
    ['"']           = 0,
    ['#' ... '&']   = ANY | PLAIN,
    ['\'']          = 0,
    ['(' ... ')']   = STRING,
    ['*' ... ',']   = ANY | PLAIN,
    ['-']           = NAME | ANY | PLAIN,       /* the ">" of a CDC is not plain */
    ['.']           = ANY | PLAIN,
    ['/']           = ANY,
    ['0' ... '9']   = NAME | DIGIT | ANY | PLAIN,
    [':' ... '<']   = ANY,
    ['=']           = ANY | PLAIN,
    ['>']           = ANY,
    ['?']           = ANY | PLAIN,
    ['@']           = ANY,
    ['A' ... 'Z']   = NAME | START | ANY | PLAIN,
    ['[']           = ANY,
    ['\\']          = 0,
    [']']           = ANY,
    ['^']           = ANY | PLAIN,
    ['_']           = NAME | START | ANY | PLAIN,
    ['`']           = ANY | PLAIN,
    ['a' ... 'z']   = NAME | START | ANY | PLAIN,
    ['{']           = ANY,
    ['|']           = ANY | PLAIN,
    ['}']           = ANY,
    ['~']           = ANY | PLAIN,
    [0x7F]          = STRING | PLAIN,
    [0x80 ... 0xFF] = NAME | START | ANY | PLAIN,
};
