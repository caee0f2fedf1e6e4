/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Character sets: labels against the table of the Encoding Standard, decoding against its algorithms worked by hand, the map
 * against what it must mean.
 */
#include "support.h"

#include "codec.h"

static void every_label_of_the_standard_is_found(void **state)
{
    /* https://encoding.spec.whatwg.org/#names-and-labels, as Node.js 20 carries it: 228 labels with the five below. */
    static const struct { const char *name, *labels; } sets[] = {
        { "utf-8", "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf8 utf-8 x-unicode20utf8" },
        { "ibm866", "866 cp866 csibm866 ibm866" },
        { "iso-8859-2", "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2" },
        { "iso-8859-3", "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3" },
        { "iso-8859-4", "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4" },
        { "iso-8859-5",
          "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988" },
        { "iso-8859-6",
          "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e "
          "iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987" },
        { "iso-8859-7",
          "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7 "
          "iso_8859-7:1987 sun_eu_greek" },
        { "iso-8859-8",
          "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 "
          "iso_8859-8 iso_8859-8:1988 visual" },
        { "iso-8859-8-i", "csiso88598i iso-8859-8-i logical" },
        { "iso-8859-10", "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6" },
        { "iso-8859-13", "iso-8859-13 iso8859-13 iso885913" },
        { "iso-8859-14", "iso-8859-14 iso8859-14 iso885914" },
        { "iso-8859-15", "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9" },
        { "iso-8859-16", "iso-8859-16" },
        { "koi8-r", "cskoi8r koi koi8 koi8-r koi8_r" },
        { "koi8-u", "koi8-ru koi8-u" },
        { "macintosh", "csmacintosh mac macintosh x-mac-roman" },
        { "windows-874", "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874" },
        { "windows-1250", "cp1250 windows-1250 x-cp1250" },
        { "windows-1251", "cp1251 windows-1251 x-cp1251" },
        { "windows-1252",
          "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 "
          "iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252" },
        { "windows-1253", "cp1253 windows-1253 x-cp1253" },
        { "windows-1254",
          "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 "
          "windows-1254 x-cp1254" },
        { "windows-1255", "cp1255 windows-1255 x-cp1255" },
        { "windows-1256", "cp1256 windows-1256 x-cp1256" },
        { "windows-1257", "cp1257 windows-1257 x-cp1257" },
        { "windows-1258", "cp1258 windows-1258 x-cp1258" },
        { "x-mac-cyrillic", "x-mac-cyrillic x-mac-ukrainian" },
        { "gbk", "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk" },
        { "gb18030", "gb18030" },
        { "big5", "big5 big5-hkscs cn-big5 csbig5 x-x-big5" },
        { "euc-jp", "cseucpkdfmtjapanese euc-jp x-euc-jp" },
        { "iso-2022-jp", "csiso2022jp iso-2022-jp" },
        { "shift_jis", "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis" },
        { "euc-kr",
          "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 "
          "windows-949" },
        { "replacement", "replacement" },
        { "utf-16be", "unicodefffe utf-16be" },
        { "utf-16le", "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16le utf-16" },
        { "x-user-defined", "x-user-defined" },
        /* "replacement" to the standard; mail clients decode them. */
        { "iso-2022-kr", "csiso2022kr iso-2022-kr" }, { "hz-gb-2312", "hz-gb-2312" },
        { "iso-2022-cn", "iso-2022-cn" }, { "iso-2022-cn-ext", "iso-2022-cn-ext" },
    };
    size_t n = 0;
    (void)state;
    for (size_t i = 0; i < UB_COUNT(sets); i++) {
        ub_str rest = ub_str_of(sets[i].labels, strlen(sets[i].labels));
        while (rest.n) {
            char upper[64];
            ub_str label = ub_str_cut(&rest, ' ');
            ub_label_kind kind;
            const ub_charset *cs = ub_charset_find(label, &kind);
            if (!cs || strcmp(cs->name, sets[i].name) != 0)
                fail_msg("%.*s: got %s, want %s", UB_F(label), cs ? cs->name : "nothing", sets[i].name);
            assert_int_equal(kind, i < UB_COUNT(sets) - 4 ? UB_LABEL_WHATWG : UB_LABEL_MAIL);
            for (size_t k = 0; k < label.n; k++)
                upper[k] = (char)(ub_is_alpha((unsigned char)label.p[k]) ? label.p[k] & ~0x20 : label.p[k]);
            assert_ptr_equal(ub_charset_find(ub_str_of(upper, label.n), NULL), cs);
            n++;
        }
    }
    assert_int_equal(n, 228);
}

static void other_labels_of_mail_are_found(void **state)
{
    static const struct { ub_str label; const char *name; ub_charset_kind set; ub_label_kind kind; } cases[] = {
        { UB_LIT("UTF-7"), "utf-7", UB_CHARSET_STATEFUL, UB_LABEL_MAIL },
        { UB_LIT("unicode-1-1-utf-7"), "utf-7", UB_CHARSET_STATEFUL, UB_LABEL_MAIL },
        { UB_LIT(" \"utf-8\" "), "utf-8", UB_CHARSET_ASCII, UB_LABEL_WHATWG },
        { UB_LIT("utf-32be"), "utf-32be", UB_CHARSET_WIDE, UB_LABEL_MAIL },
        { UB_LIT("utf-16"), "utf-16le", UB_CHARSET_WIDE, UB_LABEL_WHATWG },
        { UB_LIT("cp037"), "ibm037", UB_CHARSET_EBCDIC, UB_LABEL_ICU },
        { UB_LIT("IBM1047"), "ibm1047", UB_CHARSET_EBCDIC, UB_LABEL_ICU },
        { UB_LIT("x-mac-turkish"), "x-mac-turkish", UB_CHARSET_ASCII, UB_LABEL_ICU },
        { UB_LIT("cp437"), "ibm437", UB_CHARSET_ASCII, UB_LABEL_ICU },
        { UB_LIT("CP850"), "ibm850", UB_CHARSET_ASCII, UB_LABEL_ICU },
        { UB_LIT("cp936"), "gbk", UB_CHARSET_TRAIL, UB_LABEL_ICU },
        { UB_LIT("cp949"), "euc-kr", UB_CHARSET_TRAIL, UB_LABEL_ICU },
        { UB_LIT("johab"), "johab", UB_CHARSET_TRAIL, UB_LABEL_MAIL },
        { UB_LIT("euc-tw"), "euc-tw", UB_CHARSET_ASCII, UB_LABEL_MAIL },
        { UB_LIT("latin_1"), "windows-1252", UB_CHARSET_ASCII, UB_LABEL_ICU },
        { UB_LIT("ISO 8859-1"), "windows-1252", UB_CHARSET_ASCII, UB_LABEL_ICU },
        { UB_LIT("csWindows31J"), "shift_jis", UB_CHARSET_TRAIL, UB_LABEL_ICU },
        { UB_LIT("euc-jp"), "euc-jp", UB_CHARSET_ASCII, UB_LABEL_WHATWG },
        { UB_LIT("iso-2022-jp"), "iso-2022-jp", UB_CHARSET_STATEFUL, UB_LABEL_WHATWG },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_label_kind kind;
        const ub_charset *cs = ub_charset_find(cases[i].label, &kind);
        if (!cs || strcmp(cs->name, cases[i].name) != 0 || cs->kind != cases[i].set || kind != cases[i].kind)
            fail_msg("%.*s: got %s", UB_F(cases[i].label), cs ? cs->name : "nothing");
    }
    assert_null(ub_charset_find(UB_S(""), NULL));
    assert_null(ub_charset_find(UB_S("--"), NULL));
    assert_null(ub_charset_find(UB_S("no-such-charset"), NULL));
    assert_null(ub_charset_find(UB_S("utf-8-------------------------------------------------------------------------x"), NULL));
}

static void byte_order_marks_are_seen(void **state)
{
    static const struct { ub_str in; const char *name; size_t n; } cases[] = {
        { UB_LIT("\xEF\xBB\xBF<"), "utf-8", 3 },   { UB_LIT("\xFE\xFF\0<"), "utf-16be", 2 },
        { UB_LIT("\xFF\xFE<\0"), "utf-16le", 2 },  { UB_LIT("\xFF\xFE\0\0"), "utf-16le", 2 },
        { UB_LIT("\xEF\xBB"), NULL, 0 },           { UB_LIT("<html>"), NULL, 0 }, { UB_LIT(""), NULL, 0 },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        size_t n = 0;
        const ub_charset *cs = ub_charset_bom(cases[i].in, &n);
        if (!cases[i].name) assert_null(cs);
        else {
            assert_non_null(cs);
            assert_string_equal(cs->name, cases[i].name);
            assert_int_equal(n, cases[i].n);
        }
    }
}

#define BAD "\xEF\xBF\xBD"

static void texts_are_decoded_as_the_standard_says(void **state)
{
    static const struct { const char *label; ub_str in, want; } cases[] = {
        { "utf-8", UB_LIT(""), UB_LIT("") },
        { "utf-8", UB_LIT("caf\xC3\xA9"), UB_LIT("caf\xC3\xA9") },
        { "utf-8", UB_LIT("\xEF\xBB\xBF<p>"), UB_LIT("<p>") },
        { "utf-8", UB_LIT("\xC0\xBCimg"), UB_LIT(BAD BAD "img") },                  /* overlong '<' */
        { "utf-8", UB_LIT("\xE0\x80\xBC\xF5\xED\xA0\x80x"), UB_LIT(BAD BAD BAD BAD BAD BAD BAD "x") },
        { "utf-8", UB_LIT("\xE2\x82<b>\xF0\x9F\x98"), UB_LIT(BAD "<b>" BAD) },      /* longest valid beginning: one each */
        { "us-ascii", UB_LIT("\x80\xE9"), UB_LIT("\xE2\x82\xAC\xC3\xA9") },         /* windows-1252 */
        { "windows-1252", UB_LIT("\x81"), UB_LIT("\xC2\x81") },
        { "iso-8859-16", UB_LIT("\xA4"), UB_LIT("\xE2\x82\xAC") },
        { "windows-1253", UB_LIT("\xAA<"), UB_LIT(BAD "<") },
        { "koi8-u", UB_LIT("\xAE"), UB_LIT("\xD1\x9E") },
        { "x-user-defined", UB_LIT("\x80"), UB_LIT("\xEF\x9E\x80") },
        { "utf-16le", UB_LIT("<\0\x3D\xD8\x00\xDE>\0"), UB_LIT("<\xF0\x9F\x98\x80>") },
        { "utf-16le", UB_LIT("\x3D\xD8<\0\0\xDE<"), UB_LIT(BAD "<" BAD BAD) },      /* lone halves, odd byte */
        { "utf-16", UB_LIT("\xFE\xFF\0<"), UB_LIT("<") },
        { "utf-16be", UB_LIT("\0<\0i"), UB_LIT("<i") },
        { "utf-32", UB_LIT("<\0\0\0\0\xD8\0\0\0\0\x11\0"), UB_LIT("<" BAD BAD) },
        { "utf-32be", UB_LIT("\0\0\0<\0\x01\xF6\0"), UB_LIT("<\xF0\x9F\x98\x80") },
        { "utf-7", UB_LIT("+ADw-img src=+ACI-x+ACI +- a+b"), UB_LIT("<img src=\"x\" + a") },   /* RFC 2152; "+b" is six bits */
        { "utf-7", UB_LIT("+2D3eAA-+2D0-+3gA."), UB_LIT("\xF0\x9F\x98\x80" BAD BAD ".") },
        { "utf-7", UB_LIT("Hi Mom -+Jjo--!"), UB_LIT("Hi Mom -\xE2\x98\xBA-!") },              /* RFC 2152's example */
        { "utf-7", UB_LIT("+ADw\r\n+"), UB_LIT("<\r\n") },
        { "utf-7-imap", UB_LIT("~peter/&U,BTFw-/&ZeVnLIqe-&-"), UB_LIT("~peter/\xE5\x8F\xB0\xE5\x8C\x97/\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E&") },
        { "shift_jis", UB_LIT("\x93\xFA\x96\x7B"), UB_LIT("\xE6\x97\xA5\xE6\x9C\xAC") },       /* nihon */
        { "shift_jis", UB_LIT("\x81\"<\x81\x7F\\~"), UB_LIT(BAD "\"<" BAD "\x7F\\~") },
        { "shift_jis", UB_LIT("\x80\xB1\x1A"), UB_LIT("\xC2\x80\xEF\xBD\xB1\x1A") },
        { "gbk", UB_LIT("\xD6\xD0\xCE\xC4\x80"), UB_LIT("\xE4\xB8\xAD\xE6\x96\x87\xE2\x82\xAC") },
        { "gb2312", UB_LIT("\x81\"\x81<\xFF<"), UB_LIT(BAD "\"" BAD "<" BAD "<") },
        { "gb18030", UB_LIT("\x81\x30\x81\x30\x90\x30\x81\x30\x81\x30<"), UB_LIT("\xC2\x80\xF0\x90\x80\x80" BAD "0<") },
        { "big5", UB_LIT("\xA4\xA4\xA4\xE5"), UB_LIT("\xE4\xB8\xAD\xE6\x96\x87") },
        { "big5", UB_LIT("\x81@\xA4\x8F\"\x88\x62"), UB_LIT(BAD "@" BAD "\"\xC3\x8A\xCC\x84") },
        { "big5", UB_LIT("\x8E\x69"), UB_LIT("\xE7\xAE\xB8") },
        { "euc-jp", UB_LIT("\xC6\xFC\x8E\xB1\x8F\xA2\xAF\xA4<"), UB_LIT("\xE6\x97\xA5\xEF\xBD\xB1\xCB\x98" BAD "<") },
        { "euc-kr", UB_LIT("\xC7\xD1\x81\x41\xC9\xA1\x81["), UB_LIT("\xED\x95\x9C\xEA\xB0\x82" BAD BAD "[") },
        { "iso-2022-jp", UB_LIT("\x1B$BF|K\\\x1B(B<"), UB_LIT("\xE6\x97\xA5\xE6\x9C\xAC<") },
        { "iso-2022-jp", UB_LIT("\x1B(J\\~\x1B(I1\x1B(B"), UB_LIT("\xC2\xA5\xE2\x80\xBE\xEF\xBD\xB1") },
        { "iso-2022-jp", UB_LIT("\x1B$(D<b>"), UB_LIT(BAD "$(D<b>") },               /* no such escape for browsers */
        { "iso-2022-jp", UB_LIT("\x1B$B<\x1B(B>"), UB_LIT(BAD ">") },
        { "hz-gb-2312", UB_LIT("~{VPND~}<b>~~"), UB_LIT("\xE4\xB8\xAD\xE6\x96\x87<b>~") },
        { "iso-2022-kr", UB_LIT("\x1B$)C\x0EGQ\x0F<"), UB_LIT("\xED\x95\x9C<") },
        { "johab", UB_LIT("\xD0\x65<\x84\""), UB_LIT("\xED\x95\x9C<" BAD "\"") },
        { "cp037", UB_LIT("\x4C\x89\x94\x87\x6E"), UB_LIT("<img>") },
        { "cp437", UB_LIT("<\x82>"), UB_LIT("<\xC3\xA9>") },
        { "replacement", UB_LIT("<img>"), UB_LIT(BAD) },
    };
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    ub_charset_cache cache;
    (void)state;
    ub_charset_cache_init(&cache);
    assert_int_equal(ub_arena_open(&a, 1 << 20, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        const ub_charset *cs = ub_charset_find(ub_str_of(cases[i].label, strlen(cases[i].label)), NULL);
        ub_str got = { 0 };
        ub_map map;
        assert_non_null(cs);
        ub_arena_reset(&a, 1 << 20);
        assert_int_equal(ub_charset_decode(&a, i % 2 ? &cache : NULL, cs, cases[i].in, &got, &map, NULL, NULL), UB_OK);
        ub_assert_str(cases[i].label, got, cases[i].want);
        assert_int_equal(map.out_bytes, got.n);
        assert_int_equal(map.in_bytes, cases[i].in.n);
    }
    ub_charset_cache_deinit(&cache);
}

static void the_map_leads_back_to_the_source(void **state)
{
    static const struct { const char *label; ub_str in; ub_str find; size_t at, n; } cases[] = {
        { "utf-8", UB_LIT("ab<img>"), UB_LIT("<img>"), 2, 5 },
        { "utf-8", UB_LIT("\xEF\xBB\xBF" "ab<img>"), UB_LIT("<img>"), 5, 5 },
        { "utf-8", UB_LIT("\xFF\xE2\x82<img>"), UB_LIT("<img>"), 3, 5 },
        { "windows-1252", UB_LIT("\xE9\xE9<\xE9>"), UB_LIT("<\xC3\xA9>"), 2, 3 },
        { "utf-16le", UB_LIT("\xFF\xFE" "a\0\x3D\xD8\x00\xDE<\0b\0>\0"), UB_LIT("<b>"), 8, 6 },
        { "utf-7", UB_LIT("a+ADw-b+AD4-"), UB_LIT("<"), 2, 3 },
        { "utf-7", UB_LIT("+ADwAYg-"), UB_LIT("b"), 3, 4 },        /* its first bits are in the letter at 3 */
        { "shift_jis", UB_LIT("\x93\xFA<\x96\x7B>"), UB_LIT("<\xE6\x9C\xAC>"), 2, 4 },
        { "gbk", UB_LIT("\x81\"<b>"), UB_LIT("\"<b>"), 1, 4 },
        { "iso-2022-jp", UB_LIT("\x1B$BF|\x1B(B<b>"), UB_LIT("<b>"), 8, 3 },
        { "hz-gb-2312", UB_LIT("~{VPND~}<b>"), UB_LIT("<b>"), 8, 3 },
        { "big5", UB_LIT("\x88\x62<b>"), UB_LIT("\xCC\x84<"), 0, 3 },
        { "cp037", UB_LIT("\x40\x4C\x89\x6E"), UB_LIT("<i>"), 1, 3 },
    };
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 20, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        const ub_charset *cs = ub_charset_find(ub_str_of(cases[i].label, strlen(cases[i].label)), NULL);
        ub_str got = { 0 };
        ub_map map;
        size_t at, n;
        ub_arena_reset(&a, 1 << 20);
        assert_int_equal(ub_charset_decode(&a, NULL, cs, cases[i].in, &got, &map, NULL, NULL), UB_OK);
        size_t found = ub_str_find(got, cases[i].find);
        assert_true(found < got.n);
        ub_map_span(&map, found, cases[i].find.n, &at, &n);
        if (at != cases[i].at || n != cases[i].n)
            fail_msg("case %zu, %s: got %zu + %zu, want %zu + %zu", i, cases[i].label, at, n, cases[i].at, cases[i].n);
        assert_int_equal(ub_map_source(&map, got.n), cases[i].in.n);
        assert_int_equal(ub_map_source(&map, got.n + 5), cases[i].in.n);
    }
}

static void bad_text_is_noted(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    ub_str got;
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 20, NULL), UB_OK);
    ub_notes notes = { .a = &a };
    assert_int_equal(ub_charset_decode(&a, NULL, ub_charset_find(UB_S("utf-8"), NULL), UB_S("ab\xFF" "c\xFF"), &got, NULL,
        &notes, NULL), UB_OK);
    assert_int_equal(notes.n, 1);
    assert_string_equal(notes.p[0].name, "charset-invalid");
    assert_int_equal(notes.p[0].at, 2);
    assert_int_equal(ub_charset_decode(&a, NULL, ub_charset_find(UB_S("gbk"), NULL), UB_S("a\x81\"c"), &got, NULL,
        &notes, NULL), UB_OK);
    assert_int_equal(notes.n, 3);
    assert_string_equal(notes.p[2].name, "charset-swallow");
}

static void a_full_arena_is_a_limit(void **state)
{
    static const char text[4096] = { (char)0xE9, (char)0xE9, 'a', 'b' };
    static const char *const labels[] = { "utf-8", "windows-1251", "utf-16le", "gbk", "iso-2022-jp", "utf-7", "cp037" };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(labels); i++) {
        UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
        ub_str got;
        ub_map map;
        ub_err err;
        assert_int_equal(ub_arena_open(&a, 4096, NULL), UB_OK);
        assert_int_equal(ub_charset_decode(&a, NULL, ub_charset_find(ub_str_of(labels[i], strlen(labels[i])), NULL),
            ub_str_of(text, sizeof text), &got, &map, NULL, &err), UB_LIMIT);
    }
}

static void nothing_is_a_text_too(void **state)
{
    static const char *const labels[] = { "utf-8", "gbk", "windows-1251", "utf-16le", "utf-32", "utf-7", "iso-2022-jp", "iso-2022-kr", "johab",
        "cp037", "replacement" };
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    size_t n;
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 16, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(labels); i++) {
        ub_str got;
        ub_map map;
        assert_int_equal(ub_charset_decode(&a, NULL, ub_charset_find(ub_str_of(labels[i], strlen(labels[i])), NULL),
            (ub_str){ NULL, 0 }, &got, &map, NULL, NULL), UB_OK);
        assert_int_equal(got.n, 0);
        assert_int_equal(ub_map_source(&map, 0), 0);
    }
    assert_null(ub_charset_find((ub_str){ NULL, 0 }, NULL));
    assert_null(ub_charset_bom((ub_str){ NULL, 0 }, &n));
    assert_int_equal(ub_utf8_valid_to((ub_str){ NULL, 0 }), 0);
}

static void ascii_is_not_copied(void **state)
{
    static const char *const labels[] = { "utf-8", "gbk", "windows-1251", "shift_jis", "cp437" };
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    ub_str in = UB_S("<p>\\~\x1a"), got;
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 16, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(labels); i++) {
        assert_int_equal(ub_charset_decode(&a, NULL, ub_charset_find(ub_str_of(labels[i], strlen(labels[i])), NULL), in, &got,
            NULL, NULL, NULL), UB_OK);
        assert_ptr_equal(got.p, in.p);
        assert_int_equal(got.n, in.n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_label_of_the_standard_is_found), cmocka_unit_test(other_labels_of_mail_are_found),
        cmocka_unit_test(byte_order_marks_are_seen), cmocka_unit_test(texts_are_decoded_as_the_standard_says),
        cmocka_unit_test(the_map_leads_back_to_the_source), cmocka_unit_test(bad_text_is_noted),
        cmocka_unit_test(a_full_arena_is_a_limit), cmocka_unit_test(nothing_is_a_text_too),
        cmocka_unit_test(ascii_is_not_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
