/* SPDX-License-Identifier: Apache-2.0 */
/* Inside codec: the decoders of character sets and what they write to. */
#ifndef UB_UTF_H
#define UB_UTF_H

#include "codec.h"

/* Values of ub_charset.own.  The first are ICU's; those with a name are set right where ICU's tables are not WHATWG's. */
enum { OWN_ICU, OWN_ICU_BIG5, OWN_ICU_EUC_JP, OWN_ICU_EUC_KR, OWN_ICU_GBK, OWN_ICU_SHIFT_JIS,
    OWN_ICU_ISO2022, OWN_UTF8, OWN_ONE_BYTE, OWN_UTF16LE, OWN_UTF16BE, OWN_UTF32LE, OWN_UTF32BE, OWN_UTF7,
    OWN_UTF7_IMAP, OWN_REPLACEMENT, OWN_JOHAB, OWN_ISO2022JP };

/* Where UTF-8 goes, with the map beside it.  The room was made beforehand. */
typedef struct ub_utf_out {
    ub_arena *a;
    char *p;                    /* what was taken for the text */
    size_t n, room;
    bool mapped, failed;        /* failed: no room for the map, or for text beyond `room` */
    struct { ub_map_run *p; size_t n, cap; } runs;
    bool bad;                   /* something became U+FFFD, first at bad_at */
    size_t bad_at;
    bool saved;                 /* an ASCII byte was saved from a bad sequence: some clients swallow it */
} ub_utf_out;

bool ub_utf_open(ub_utf_out *o, ub_arena *a, size_t room, bool mapped);
/* One character made of the source bytes [in, in + in_n). */
void ub_utf_put(ub_utf_out *o, uint32_t code_point, size_t in, size_t in_n);
void ub_utf_bad(ub_utf_out *o, size_t in, size_t in_n);             /* U+FFFD */
void ub_utf_ascii(ub_utf_out *o, const char *p, size_t n, size_t in);   /* a run of ASCII, byte for byte */

void ub_utf8_decode(ub_utf_out *o, ub_str in, size_t skip);
void ub_one_byte_decode(ub_utf_out *o, ub_str in, const uint16_t *high);
void ub_utf16_decode(ub_utf_out *o, ub_str in, size_t skip, bool big);
void ub_utf32_decode(ub_utf_out *o, ub_str in, size_t skip, bool big);
void ub_utf7_decode(ub_utf_out *o, ub_str in, size_t skip, bool imap);
typedef struct ub_big5_pair { uint16_t pair; uint32_t code_point; } ub_big5_pair;
extern const ub_big5_pair ub_big5_pairs[];
extern const size_t ub_n_big5_pairs;

/* `text` with each invalid sequence overwritten by UB_BLOT, in a copy if there is one.  False: the arena is full. */
enum { UB_BLOT = 0x1A };
bool ub_pairs_blot(ub_arena *a, uint8_t own, ub_str text, ub_str *out);
size_t ub_pairs_error(uint8_t own, ub_str text, size_t at);         /* bytes of the invalid sequence at `at` */

void ub_iso2022jp_decode(ub_utf_out *o, ub_str in);
void ub_johab_decode(ub_utf_out *o, ub_str in);
ub_status ub_icu_decode(ub_utf_out *o, ub_charset_cache *cache, const ub_charset *cs, ub_str in, ub_err *err);

/* The next characters take in_n source bytes from `in` on and out_n bytes of UTF-8 each. */
void ub_utf_map(ub_utf_out *o, size_t in, size_t in_n, size_t out_n);

#endif
