/* SPDX-License-Identifier: Apache-2.0 */
/* Transfer encodings and digests: expected values from RFC 2045, RFC 4648, FIPS 180-4 and by hand. */
#include "support.h"

#include "codec.h"

static void names_of_encodings_are_found(void **state)
{
    static const struct { ub_str label; ub_cte want; } cases[] = {
        { UB_LIT("7bit"), UB_CTE_IDENTITY },   { UB_LIT("8BIT"), UB_CTE_IDENTITY },
        { UB_LIT("binary"), UB_CTE_IDENTITY }, { UB_LIT(""), UB_CTE_IDENTITY },
        { UB_LIT(" Base64\r\n"), UB_CTE_BASE64 }, { UB_LIT("QUOTED-PRINTABLE"), UB_CTE_QP },
        { UB_LIT("x-uuencode"), UB_CTE_UU },   { UB_LIT("uuencode"), UB_CTE_UU }, { UB_LIT("x-uue"), UB_CTE_UU },
        { UB_LIT("x-yenc"), UB_CTE_YENC },     { UB_LIT("mac-binhex40"), UB_CTE_BINHEX },
        { UB_LIT("x-gzip"), UB_CTE_GZIP },     { UB_LIT("base65"), UB_CTE_UNKNOWN },
        { UB_LIT("base64x"), UB_CTE_UNKNOWN }, { UB_LIT("bas"), UB_CTE_UNKNOWN },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++)
        assert_int_equal(ub_cte_find(cases[i].label), cases[i].want);
}

struct decoding { const char *name; unsigned flags; ub_str in, want; unsigned odd; };

static void check(ub_cte cte, const struct decoding *cases, size_t n)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    assert_int_equal(ub_arena_open(&a, 1 << 20, NULL), UB_OK);
    for (size_t i = 0; i < n; i++) {
        ub_str got;
        unsigned odd;
        ub_arena_reset(&a, 1 << 16);
        assert_int_equal(ub_codec_decode(&a, cte, cases[i].flags, cases[i].in, &got, &odd, NULL, NULL), UB_OK);
        ub_assert_str(cases[i].name, got, cases[i].want);
        if (odd != cases[i].odd) fail_msg("%s: odd %#x, want %#x", cases[i].name, odd, cases[i].odd);
    }
}

static void base64_is_read_as_clients_read_it(void **state)
{
    static const struct decoding cases[] = {
        /* RFC 4648 section 10 */
        { "empty",  0, UB_LIT(""),         UB_LIT(""),       0 },
        { "f",      0, UB_LIT("Zg=="),     UB_LIT("f"),      0 },
        { "fo",     0, UB_LIT("Zm8="),     UB_LIT("fo"),     0 },
        { "foo",    0, UB_LIT("Zm9v"),     UB_LIT("foo"),    0 },
        { "foob",   0, UB_LIT("Zm9vYg=="), UB_LIT("foob"),   0 },
        { "fooba",  0, UB_LIT("Zm9vYmE="), UB_LIT("fooba"),  0 },
        { "foobar", 0, UB_LIT("Zm9vYmFy"), UB_LIT("foobar"), 0 },
        { "line ends inside a group", 0, UB_LIT("Zm\r\n9v\nY m\tF\ry\r\n"), UB_LIT("foobar"), 0 },
        { "junk is skipped", 0, UB_LIT("Zm9*v!Ym.Fy"), UB_LIT("foobar"), UB_ODD_JUNK },
        { "junk stops", UB_B64_JUNK_STOP, UB_LIT("Zm9vYm!Fy"), UB_LIT("foob"), UB_ODD_JUNK },
        { "markup among the junk", 0, UB_LIT("Zm9v<b>"), UB_LIT("foo"), UB_ODD_JUNK | UB_ODD_MARKUP | UB_ODD_SHORT },
        { "missing padding, two letters", 0, UB_LIT("Zm9vYg"), UB_LIT("foob"), UB_ODD_SHORT },
        { "missing padding, three", 0, UB_LIT("Zm9vYmE"), UB_LIT("fooba"), UB_ODD_SHORT },
        { "one letter is nothing", 0, UB_LIT("Zm9vY"), UB_LIT("foo"), UB_ODD_SHORT },
        { "one padding of two", 0, UB_LIT("Zg="), UB_LIT("f"), UB_ODD_SHORT },
        { "too much padding", 0, UB_LIT("Zm8=="), UB_LIT("fo"), UB_ODD_PAD },
        { "goes on after padding", 0, UB_LIT("Zg==Zm9v"), UB_LIT("ffoo"), UB_ODD_AFTER_PAD },
        { "stops at padding", UB_B64_STOP, UB_LIT("Zg==Zm9v"), UB_LIT("f"), 0 },
        /* "=ZyB": 0, 25, 50, 1 are 01 9C 81, less one byte for the '='; "zcmM": CD C9 8C; the last '=' opens a group. */
        { "padding takes a place", 0, UB_LIT("PGlt=ZyBzcmM="), UB_LIT("<im\x01\x9c\xCD\xC9\x8C"), UB_ODD_AFTER_PAD | UB_ODD_PAD },
        { "padding is skipped", UB_B64_SKIP, UB_LIT("PGlt=ZyBzcmM="), UB_LIT("<img src"), UB_ODD_AFTER_PAD | UB_ODD_PAD },
        { "padding resets", UB_B64_RESET, UB_LIT("Zg=Zm9v"), UB_LIT("ffoo"), UB_ODD_AFTER_PAD },
        { "url-safe letters are junk", 0, UB_LIT("Pz-_"), UB_LIT("?"), UB_ODD_URLSAFE | UB_ODD_JUNK | UB_ODD_SHORT },
        { "url-safe letters", UB_B64_URL, UB_LIT("Pz-_"), UB_LIT("??\xBF"), UB_ODD_URLSAFE },
        { "as it stands", UB_CODEC_RAW, UB_LIT("Zg=="), UB_LIT("Zg=="), 0 },
    };
    (void)state;
    check(UB_CTE_BASE64, cases, UB_COUNT(cases));
}

static void quoted_printable_is_read_as_clients_read_it(void **state)
{
    static const struct decoding cases[] = {
        { "text", 0, UB_LIT("plain\r\ntext"), UB_LIT("plain\r\ntext"), 0 },
        /* RFC 2045 6.7 */
        { "escapes", 0, UB_LIT("=0D=0Aa=3Db=C3=A9"), UB_LIT("\r\na=b\xC3\xA9"), 0 },
        { "soft breaks", 0, UB_LIT("Now's the time =\r\nfor all =\nfolk"), UB_LIT("Now's the time for all folk"), 0 },
        { "soft break inside a word", 0, UB_LIT("ht=\r\ntp:/=\n/x"), UB_LIT("http://x"), 0 },
        { "bare CR", 0, UB_LIT("a=\rb"), UB_LIT("ab"), 0 },
        { "lower case", 0, UB_LIT("=3c=3D"), UB_LIT("<="), UB_ODD_LOWER },
        { "space in a soft break", 0, UB_LIT("a= \t\r\nb"), UB_LIT("ab"), UB_ODD_SOFT },
        { "space in a soft break, Thunderbird", UB_QP_THUNDERBIRD, UB_LIT("a= \t\r\nb"), UB_LIT("a= \t\r\nb"),
          UB_ODD_ESCAPE | UB_ODD_TRAIL },
        { "space and no break", 0, UB_LIT("a= b"), UB_LIT("a= b"), UB_ODD_ESCAPE },
        { "invalid escape", 0, UB_LIT("=ZZ=3D=4"), UB_LIT("=ZZ==4"), UB_ODD_ESCAPE | UB_ODD_SHORT },
        { "escape behind an invalid one", 0, UB_LIT("==3Dx =4=3D"), UB_LIT("==x =4="), UB_ODD_ESCAPE },
        { "escape behind an invalid one, Thunderbird", UB_QP_THUNDERBIRD, UB_LIT("==3Dx =4=3D"), UB_LIT("==3Dx =4=3D"),
          UB_ODD_ESCAPE },
        { "last byte", 0, UB_LIT("a="), UB_LIT("a"), UB_ODD_SHORT },
        { "NUL", 0, UB_LIT("<img=00src>"), { "<img\0src>", 9 }, UB_ODD_NUL },
        { "NUL, Thunderbird", UB_QP_THUNDERBIRD, UB_LIT("<img=00src>"), UB_LIT("<img src>"), UB_ODD_NUL },
        { "trailing space", 0, UB_LIT("a \r\nb\t\n"), UB_LIT("a \r\nb\t\n"), UB_ODD_TRAIL },
        { "trailing space trimmed", UB_QP_TRIM, UB_LIT("a \r\nb c\t \n=20\n"), UB_LIT("a\r\nb c\n \n"), UB_ODD_TRAIL },
        { "trailing escaped space", 0, UB_LIT("a=20\r\nb"), UB_LIT("a \r\nb"), 0 },
        { "8-bit bytes", 0, UB_LIT("\xE9=\n\xFF"), UB_LIT("\xE9\xFF"), 0 },
    };
    (void)state;
    check(UB_CTE_QP, cases, UB_COUNT(cases));
}

static void only_what_clients_read_apart_is_read_again(void **state)
{
    unsigned flags[UB_CODEC_READINGS];
    (void)state;
    assert_int_equal(ub_codec_readings(UB_CTE_BASE64, 0, flags), 0);
    assert_int_equal(ub_codec_readings(UB_CTE_BASE64, UB_ODD_SHORT | UB_ODD_PAD, flags), 0);
    assert_int_equal(ub_codec_readings(UB_CTE_BASE64, UB_ODD_AFTER_PAD, flags), 2);
    assert_int_equal(flags[0], UB_B64_STOP);
    assert_int_equal(flags[1], UB_B64_SKIP);
    assert_int_equal(ub_codec_readings(UB_CTE_BASE64, ~0u, flags), UB_CODEC_READINGS);
    assert_int_equal(flags[0], UB_CODEC_RAW);
    assert_int_equal(ub_codec_readings(UB_CTE_QP, UB_ODD_LOWER, flags), 0);
    assert_int_equal(ub_codec_readings(UB_CTE_QP, UB_ODD_NUL | UB_ODD_TRAIL, flags), 2);
    assert_string_equal(ub_codec_reading_name(UB_B64_STOP), "base64-stop");
    assert_string_equal(ub_codec_reading_name(0), "default");
}

static void uuencode_and_yenc_are_read(void **state)
{
    static const struct decoding uu[] = {
        /* The example of POSIX uuencode's manual pages. */
        { "cat", 0, UB_LIT("begin 644 cat.txt\n#0V%T\n`\nend\n"), UB_LIT("Cat"), 0 },
        { "text before and CRLF", 0, UB_LIT("Hello\r\n\r\nbegin 644 cat.txt\r\n#0V%T\r\n \r\nend\r\nbye"), UB_LIT("Cat"), 0 },
        { "no end", 0, UB_LIT("begin 644 cat.txt\n#0V%T"), UB_LIT("Cat"), UB_ODD_SHORT },
        { "stripped blanks", 0, UB_LIT("begin 644 a\n#04\n`\nend\n"), UB_LIT("A"), UB_ODD_SHORT },
        { "line that begins like the end", 0, UB_LIT("begin 644 a\nendAAAAAAA\nend\n"), UB_LIT("\x38\x48\x61\x86\x18"),
          UB_ODD_JUNK },
        { "base64", 0, UB_LIT("begin-base64 644 a\nZm9v\nYg==\n====\n"), UB_LIT("foob"), 0 },
        { "no begin", 0, UB_LIT("#0V%T\nend\n"), UB_LIT(""), UB_ODD_SHORT },
    };
    static const struct decoding yenc[] = {
        { "escapes", 0, UB_LIT("=ybegin line=128 size=4 name=a b.txt\r\n\x8b\x8c=}=j\r\n=yend size=4\r\n"),
          UB_LIT("ab\x13\x00"), 0 },
        { "wrong size", 0, UB_LIT("=ybegin line=128 size=4 name=a\n\x8b\n=yend size=4\n"), UB_LIT("a"), UB_ODD_CHECK },
        { "checksum", 0, UB_LIT("=ybegin line=128 size=1 name=a\n\x8b\n=yend size=1 crc32=e8b7be43\n"), UB_LIT("a"), 0 },
        { "part", 0, UB_LIT("=ybegin part=1 line=128 size=9 name=a\n=ypart begin=1 end=1\n\x8b\n=yend size=1 part=1 "
          "pcrc32=e8b7be43 crc32=00000000\n"), UB_LIT("a"), 0 },
        { "no end", 0, UB_LIT("=ybegin line=128 size=1 name=a\n\x8b"), UB_LIT("a"), UB_ODD_SHORT },
    };
    (void)state;
    check(UB_CTE_UU, uu, UB_COUNT(uu));
    check(UB_CTE_YENC, yenc, UB_COUNT(yenc));
}

static void binhex_and_gzip_are_read(void **state)
{
    /* Written by a separate program from RFC 1741 and RFC 1952: <img src=x>, eight times a, 90, b; and <img>. */
    static const char hqx[] = ":\"Q%ZD(4YE!\"849K8G(4iG!#3\"48!N!3\"9caTE@FJFh*M2AJqBC!)N!\"Lk08!!!:";
    static const struct decoding binhex[] = {
        { "data fork", 0, { hqx, sizeof hqx - 1 }, UB_LIT("<img src=x>aaaaaaaa\x90" "b"), 0 },
        { "text before", 0, UB_LIT("(This file must be converted with BinHex 4.0)\r\n\r\n:\"Q%ZD(4YE!\"849K8G(4iG!#3\"48!N!3\r\n"
          "\"9caTE@FJFh*M2AJqBC!)N!\"Lk08!!!:\r\n"), UB_LIT("<img src=x>aaaaaaaa\x90" "b"), 0 },
        { "cut off", 0, { hqx, 40 }, UB_LIT("<img"), UB_ODD_SHORT },   /* 39 letters, 29 bytes, 25 of header */
        { "nothing", 0, UB_LIT("text: no colon first"), UB_LIT(""), UB_ODD_SHORT },
    };
    static const struct decoding gz[] = {
        { "gzip", 0, UB_LIT("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xb3\xc9\xcc\x4d\xb7\x03\x00\xab\xa2\x0f\x4f\x05\x00\x00\x00"),
          UB_LIT("<img>"), 0 },
        { "two members", 0, UB_LIT("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xb3\xc9\xcc\x4d\xb7\x03\x00\xab\xa2\x0f\x4f\x05\x00\x00\x00"
          "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xb3\xc9\xcc\x4d\xb7\x03\x00\xab\xa2\x0f\x4f\x05\x00\x00\x00"), UB_LIT("<img><img>"), 0 },
        { "zlib", 0, UB_LIT("\x78\x9c\xb3\xc9\xcc\x4d\xb7\x03\x00\x05\x28\x01\xb8"), UB_LIT("<img>"), 0 },
        { "cut off", 0, UB_LIT("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xb3\xc9\xcc\x4d\xb7\x03\x00\xab"), UB_LIT("<img>"), UB_ODD_SHORT },
        { "wrong checksum", 0, UB_LIT("\x78\x9c\xb3\xc9\xcc\x4d\xb7\x03\x00\x05\x28\x01\xb9"), UB_LIT("<img>"), UB_ODD_CHECK },
        { "no gzip", 0, UB_LIT("<img>"), UB_LIT(""), UB_ODD_JUNK },
        { "nothing", 0, UB_LIT(""), UB_LIT(""), UB_ODD_SHORT },
    };
    (void)state;
    check(UB_CTE_BINHEX, binhex, UB_COUNT(binhex));
    check(UB_CTE_GZIP, gz, UB_COUNT(gz));
}

static void blocks_are_found_in_text(void **state)
{
    static const struct { const char *name; ub_str text; size_t n; struct { ub_cte cte; size_t at; ub_str name, data; bool closed, likely; } b[2]; }
    cases[] = {
        { "none", UB_LIT("begin with this\r\nbegin 64 a\nbegin 99999 a\n begin 644 a\n=ybegin size=1\n"), 0, { { 0 } } },
        { "uuencode", UB_LIT("Hello\r\nbegin 644 my cat.txt\r\n#0V%T\r\n`\r\nend\r\nbye\r\n"), 1,
          { { UB_CTE_UU, 7, UB_LIT("my cat.txt"), UB_LIT("Cat"), true, true } } },
        { "two", UB_LIT("begin 0755 a\n#0V%T\nend\nx\nbegin-base64 644 b\nZm9v\n====\n"), 2,
          { { UB_CTE_UU, 0, UB_LIT("a"), UB_LIT("Cat"), true, true }, { UB_CTE_UU, 25, UB_LIT("b"), UB_LIT("foo"), true, true } } },
        { "a false begin hides no true one", UB_LIT("begin 100 days\nprose\nbegin 644 b\n#0V%T\n`\nend\n"), 2,
          { { UB_CTE_UU, 0, UB_LIT("days"), UB_LIT("\x48\xF4\xC5"), false, false }, { UB_CTE_UU, 21, UB_LIT("b"), UB_LIT("Cat"), true, true } } },
        { "yEnc", UB_LIT("x\n=ybegin line=128 size=1 name=a b.txt \n\x8b\n=yend size=1\n"), 1,
          { { UB_CTE_YENC, 2, UB_LIT("a b.txt"), UB_LIT("a"), true, true } } },
        { "BinHex", UB_LIT("(This file must be converted with BinHex 4.0)\n\n:\"Q%ZD(4YE!\"849K8G(4iG!#3\"48!N!3\n"
          "\"9caTE@FJFh*M2AJqBC!)N!\"Lk08!!!:\nrest"), 1,
          { { UB_CTE_BINHEX, 0, UB_LIT(""), UB_LIT("<img src=x>aaaaaaaa\x90" "b"), true, true } } },
        { "bare CR", UB_LIT("begin 644 a\r#0V%T\rend\r"), 1, { { UB_CTE_UU, 0, UB_LIT("a"), UB_LIT("Cat"), true, true } } },
    };
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 20, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        size_t from = 0, n = 0;
        ub_block b;
        ub_str data;
        for (; ub_block_next(cases[i].text, &from, &b) == UB_OK; n++) {
            assert_true(n < cases[i].n);
            assert_int_equal(b.cte, cases[i].b[n].cte);
            assert_int_equal(b.at, cases[i].b[n].at);
            assert_int_equal(b.closed, cases[i].b[n].closed);
            assert_int_equal(b.likely, cases[i].b[n].likely);
            ub_assert_str(cases[i].name, b.name, cases[i].b[n].name);
            assert_int_equal(ub_block_decode(&a, cases[i].text, &b, &data, NULL, NULL, NULL), UB_OK);
            ub_assert_str(cases[i].name, data, cases[i].b[n].data);
        }
        if (n != cases[i].n) fail_msg("%s: %zu blocks", cases[i].name, n);
    }
}

static void oddities_are_noted_at_their_place(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    ub_notes notes = { .a = &a };
    ub_str out;
    size_t from = 0;
    ub_block b;
    ub_err err;
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 20, NULL), UB_OK);
    assert_int_equal(ub_codec_decode(&a, UB_CTE_BASE64, 0, UB_S("Zm*9v.Zg==Zg=="), &out, NULL, &notes, NULL), UB_OK);
    assert_int_equal(notes.n, 2);
    assert_string_equal(notes.p[0].name, "codec-junk");
    assert_int_equal(notes.p[0].at, 2);
    assert_string_equal(notes.p[1].name, "codec-after-padding");
    assert_int_equal(notes.p[1].at, 10);
    notes.n = 0;
    assert_int_equal(ub_codec_decode(&a, UB_CTE_QP, 0, UB_S("ab=ZZ \r\n=3d"), &out, NULL, &notes, NULL), UB_OK);
    assert_int_equal(notes.n, 3);
    assert_string_equal(notes.p[0].name, "codec-bad-escape");
    assert_int_equal(notes.p[0].at, 2);
    assert_string_equal(notes.p[1].name, "codec-trailing-space");
    assert_int_equal(notes.p[1].at, 6);
    assert_string_equal(notes.p[2].name, "codec-lower-case-escape");
    assert_int_equal(notes.p[2].at, 8);
    notes.n = 0;
    assert_int_equal(ub_block_next(UB_S("x\nbegin 644 a\n#0V\nend\n"), &from, &b), UB_OK);
    assert_int_equal(ub_block_decode(&a, UB_S("x\nbegin 644 a\n#0V\nend\n"), &b, &out, NULL, &notes, NULL), UB_OK);
    assert_string_equal(notes.p[0].name, "codec-short");
    assert_int_equal(notes.p[0].at, 17);

    ub_arena small = { 0 };
    char text[8000];
    memset(text, 'A', sizeof text);
    assert_int_equal(ub_arena_open(&small, 1024, NULL), UB_OK);
    for (ub_cte cte = UB_CTE_BASE64; cte <= UB_CTE_YENC; cte++)
        assert_int_equal(ub_codec_decode(&small, cte, 0, ub_str_of(text, sizeof text), &out, NULL, NULL, &err), UB_LIMIT);
    assert_int_equal(ub_codec_decode(&small, UB_CTE_GZIP, 0, UB_S("\x1f\x8b"), &out, NULL, NULL, &err), UB_LIMIT);
    ub_arena_close(&small);
}

static void nothing_is_a_body_too(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    unsigned char sum[UB_DIGEST_MAX];
    ub_str out, none = { NULL, 0 };
    size_t from = 0;
    ub_block b;
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 20, NULL), UB_OK);
    assert_int_equal(ub_cte_find(none), UB_CTE_IDENTITY);
    for (ub_cte cte = UB_CTE_IDENTITY; cte <= UB_CTE_UNKNOWN; cte++) {
        assert_int_equal(ub_codec_decode(&a, cte, 0, none, &out, NULL, NULL, NULL), UB_OK);
        assert_int_equal(out.n, 0);
    }
    assert_int_equal(ub_block_next(none, &from, &b), UB_ABSENT);
    assert_int_equal(ub_digest(UB_SHA1, none, sum, NULL), UB_OK);
    assert_int_equal(sum[0], 0xda);         /* da39a3ee.. */
    assert_int_equal(ub_crc32(0, none), 0);
}

static void digests_match_their_standards(void **state)
{
    static const struct { ub_digest_kind kind; const char *want; } cases[] = {   /* of "abc" */
        { UB_MD5, "900150983cd24fb0d6963f7d28e17f72" },
        { UB_SHA1, "a9993e364706816aba3e25717850c26c9cd0d89d" },
        { UB_SHA224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7" },
        { UB_SHA256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { UB_SHA384, "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7" },
        { UB_SHA512, "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f" },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        unsigned char out[UB_DIGEST_MAX];
        char hex[2 * UB_DIGEST_MAX];
        size_t n = ub_digest_size(cases[i].kind);
        assert_int_equal(ub_digest(cases[i].kind, UB_S("abc"), out, NULL), UB_OK);
        ub_hex_write(ub_str_of((char *)out, n), hex);
        ub_assert_str(ub_digest_name(cases[i].kind), ub_str_of(hex, 2 * n), ub_str_of(cases[i].want, 2 * n));
        UB_CLEANUP(ub_hasher_close) ub_hasher h = { 0 };
        assert_int_equal(ub_hasher_open(&h, cases[i].kind, NULL), UB_OK);
        for (int again = 0; again < 2; again++) {
            assert_int_equal(ub_hasher_add(&h, UB_S("a"), NULL), UB_OK);
            assert_int_equal(ub_hasher_add(&h, UB_S("bc"), NULL), UB_OK);
            assert_int_equal(ub_hasher_finish(&h, out, NULL), UB_OK);
            ub_hex_write(ub_str_of((char *)out, n), hex);
            ub_assert_str(ub_digest_name(cases[i].kind), ub_str_of(hex, 2 * n), ub_str_of(cases[i].want, 2 * n));
        }
    }
    assert_int_equal(ub_crc32(0, UB_S("123456789")), 0xCBF43926);     /* the check value of ISO 3309's CRC */
    assert_int_equal(ub_crc32(ub_crc32(0, UB_S("12345")), UB_S("6789")), 0xCBF43926);
}

/* Every length around the ends of blocks, against the library. */
static void many_digests_are_those_of_one_at_a_time(void **state)
{
    static char text[300];
    static ub_str in[300];
    static uint8_t out[300][UB_DIGEST_MAX];
    (void)state;
    for (size_t i = 0; i < sizeof text; i++) text[i] = (char)(i * 31 + 7);
    for (size_t i = 0; i < UB_COUNT(in); i++) in[i] = ub_str_of(text + i % 5, i * 97 % 290);
    for (int kind = UB_MD5; kind <= UB_SHA512; kind++)
        for (size_t n = 295; n <= 300; n++) {
            memset(out, 0xAA, sizeof out);
            ub_digest_many((ub_digest_kind)kind, in, n, out);
            for (size_t i = 0; i < n; i++) {
                uint8_t want[UB_DIGEST_MAX];
                assert_int_equal(ub_digest((ub_digest_kind)kind, in[i], want, NULL), UB_OK);
                assert_memory_equal(out[i], want, ub_digest_size((ub_digest_kind)kind));
            }
            if (n < 300) assert_int_equal(out[n][0], 0xAA);
        }
}

static void hexadecimal_is_written_at_every_length(void **state)
{
    char in[40], out[84], upper[84];
    (void)state;
    for (int k = 0; k < 256; k++)
        for (size_t n = 0; n < 8; n++) {
            for (size_t i = 0; i < n; i++) in[i] = (char)(k + 37 * (int)i);
            memset(out, 'x', sizeof out);
            ub_hex_write(ub_str_of(in, n), out);
            ub_hex_write_upper(ub_str_of(in, n), upper);
            for (size_t i = 0; i < n; i++) {
                char want[3];
                snprintf(want, sizeof want, "%02x", (unsigned)(unsigned char)in[i]);
                assert_memory_equal(out + 2 * i, want, 2);
                snprintf(want, sizeof want, "%02X", (unsigned)(unsigned char)in[i]);
                assert_memory_equal(upper + 2 * i, want, 2);
            }
            assert_int_equal(out[2 * n], 'x');
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_encodings_are_found),
        cmocka_unit_test(base64_is_read_as_clients_read_it),
        cmocka_unit_test(quoted_printable_is_read_as_clients_read_it),
        cmocka_unit_test(only_what_clients_read_apart_is_read_again),
        cmocka_unit_test(uuencode_and_yenc_are_read),
        cmocka_unit_test(binhex_and_gzip_are_read),
        cmocka_unit_test(blocks_are_found_in_text),
        cmocka_unit_test(oddities_are_noted_at_their_place), cmocka_unit_test(nothing_is_a_body_too),
        cmocka_unit_test(digests_match_their_standards), cmocka_unit_test(many_digests_are_those_of_one_at_a_time),
        cmocka_unit_test(hexadecimal_is_written_at_every_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
