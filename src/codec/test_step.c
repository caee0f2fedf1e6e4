/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Properties of the resumable decoders and encoders: the cut of the input does not matter, every block loop agrees with the
 * plain one, what was encoded decodes to itself, and time is linear.
 */
#include <time.h>

#include "support.h"

#include "b64.h"

/* A small generator, so that a failure comes back: xorshift64*. */
static uint64_t seed;
static uint32_t rnd(uint32_t below)
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return (uint32_t)((seed * UINT64_C(2685821657736338717)) >> 33) % below;
}

/* Text made of the bytes of `alphabet`, now and then of any byte. */
static ub_str random_text(char *p, size_t n, ub_str alphabet, uint32_t any_of)
{
    for (size_t i = 0; i < n; i++)
        p[i] = rnd(any_of) == 0 ? (char)rnd(256) : alphabet.p[rnd((uint32_t)alphabet.n)];
    return ub_str_of(p, n);
}

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void every_block_loop_agrees_with_the_plain_one(void **state)
{
    static const struct { const char *name; ub_str alphabet; uint32_t any_of; } texts[] = {
        { "letters", UB_LIT(letters), 1000000 }, { "some junk", UB_LIT(letters), 60 }, { "junk", UB_LIT("AZ=\r\n-_ <"), 10 },
        { "line ends", UB_LIT("AB\n"), 100 }, { "CRLF", UB_LIT("ABCDEFGHabcdefgh0123456789\r\n"), 1000 },
    };
    ub_b64_block loops[] = {
        ub_b64_block_plain,
#if defined(__x86_64__)
        __builtin_cpu_supports("ssse3") ? ub_b64_block_ssse3 : ub_b64_block_plain,
        __builtin_cpu_supports("avx2") ? ub_b64_block_avx2 : ub_b64_block_plain,
#endif
    };
    (void)state;
    seed = 1;
    for (int round = 0; round < 4000; round++) {
        size_t t = (size_t)round % UB_COUNT(texts), n = rnd(400);
        char *in = malloc(n + 1), *out[UB_COUNT(loops)];      /* exact sizes, for the sanitizers */
        size_t got[UB_COUNT(loops)];
        ub_odd odd[UB_COUNT(loops)];
        ub_str text = random_text(in, n, texts[t].alphabet, texts[t].any_of);
        for (size_t i = 0; i < UB_COUNT(loops); i++) {
            ub_b64 d;
            ub_b64_init(&d, round & 1 ? 0 : UB_B64_RESET);
            d.block = loops[i];
            out[i] = malloc(UB_B64_ROOM(n));
            got[i] = ub_b64_step(&d, text, out[i]);
            got[i] += ub_b64_finish(&d, out[i] + got[i]);
            odd[i] = d.odd;
            if (got[i] != got[0] || memcmp(out[i], out[0], got[i]) != 0 || !ub_odd_same(&odd[i], &odd[0]))
                fail_msg("%s, round %d, loop %zu differs", texts[t].name, round, i);
        }
        for (size_t i = 0; i < UB_COUNT(loops); i++) free(out[i]);
        free(in);
    }
}

static void every_byte_is_a_letter_or_not_to_all_loops(void **state)
{
    ub_b64_block loops[] = {
        ub_b64_block_plain,
#if defined(__x86_64__)
        __builtin_cpu_supports("ssse3") ? ub_b64_block_ssse3 : ub_b64_block_plain,
        __builtin_cpu_supports("avx2") ? ub_b64_block_avx2 : ub_b64_block_plain,
#endif
    };
    (void)state;
    for (unsigned c = 0; c < 256; c++)
        for (size_t at = 0; at < 64; at++)
            for (size_t i = 0; i < UB_COUNT(loops); i++) {
                char in[64], out[UB_B64_ROOM(64)];
                const char *p = in, *letter = c ? strchr(letters, (int)c) : NULL;
                memset(in, 'A', sizeof in);
                in[at] = (char)c;
                size_t n = loops[i](&p, in + sizeof in, out);
                if (letter) {
                    assert_int_equal(n, 48);
                    unsigned v = (unsigned)(letter - letters), bits = v << (18 - 6 * (at % 4));
                    char *o = out + at / 4 * 3;
                    assert_int_equal((unsigned char)o[0] << 16 | (unsigned char)o[1] << 8 | (unsigned char)o[2], bits);
                } else if (c != '\r' && c != '\n') assert_ptr_equal(p, in + at / 4 * 4);
            }
}

enum { ROOM_BYTES = 1 << 14 };

struct result { char out[ROOM_BYTES]; size_t n; ub_odd odd; };

/* Decode `in`, cut anywhere when `cut`. */
static void decode(ub_cte cte, unsigned flags, ub_str in, bool cut, struct result *r)
{
    ub_b64 b64;
    ub_qp qp;
    ub_uu uu;
    ub_yenc yenc;
    size_t at = 0;
    r->n = 0;
    ub_b64_init(&b64, flags);
    ub_qp_init(&qp, flags);
    ub_uu_init(&uu, flags & 1);
    ub_yenc_init(&yenc, flags & 1);
    do {
        ub_str piece = ub_str_from(in, at);
        if (cut) piece = ub_str_to(piece, rnd(rnd(4) ? 5 : 100));
        char *o = r->out + r->n;
        r->n += cte == UB_CTE_BASE64 ? ub_b64_step(&b64, piece, o) : cte == UB_CTE_QP ? ub_qp_step(&qp, piece, o)
            : cte == UB_CTE_UU ? ub_uu_step(&uu, piece, o) : ub_yenc_step(&yenc, piece, o);
        at += piece.n;
        if (!cut) break;
    } while (at < in.n);
    char *o = r->out + r->n;
    r->n += cte == UB_CTE_BASE64 ? ub_b64_finish(&b64, o) : cte == UB_CTE_QP ? ub_qp_finish(&qp, o)
        : cte == UB_CTE_UU ? ub_uu_finish(&uu, o) : ub_yenc_finish(&yenc, o);
    r->odd = cte == UB_CTE_BASE64 ? b64.odd : cte == UB_CTE_QP ? qp.odd : cte == UB_CTE_UU ? uu.odd : yenc.odd;
}

static void the_cut_of_the_input_does_not_matter(void **state)
{
    static const struct { ub_cte cte; unsigned flags[6]; size_t n; ub_str alphabet; ub_str begin; } cases[] = {
        { UB_CTE_BASE64, { 0, UB_B64_STOP, UB_B64_SKIP, UB_B64_RESET, UB_B64_JUNK_STOP, UB_B64_URL }, 6,
          UB_LIT("ABCDwxyz01+/ABCDwxyz01+/ABCDwxyz01+/\r\n=-"), UB_LIT("") },
        { UB_CTE_QP, { 0, UB_QP_THUNDERBIRD, UB_QP_TRIM }, 3, UB_LIT("=====abcdef012349AF \t\r\n\r\nxyz"), UB_LIT("") },
        { UB_CTE_UU, { 0, 1 }, 2, UB_LIT("M#%$`end begin \n\nABCDEFGH"), UB_LIT("begin 644 x\n") },
        { UB_CTE_YENC, { 0, 1 }, 2, UB_LIT("==yendypart abc size=crc32=\r\n"), UB_LIT("=ybegin line=1 size=1 name=x\n") },
    };
    static struct result whole, cut;
    (void)state;
    seed = 2;
    for (size_t i = 0; i < UB_COUNT(cases); i++)
        for (int round = 0; round < 3000; round++) {
            char in[2000];
            unsigned flags = cases[i].flags[(size_t)round % cases[i].n];
            size_t n = rnd(rnd(2) ? 60 : 1800), head = round & 2 ? cases[i].begin.n : 0;
            if (head) memcpy(in, cases[i].begin.p, head);
            random_text(in + head, n, cases[i].alphabet, 200);
            if (cases[i].cte == UB_CTE_QP && n > 1100 && rnd(8) == 0) memset(in + 20, ' ', 1050);
            ub_str text = ub_str_of(in, head + n);
            decode(cases[i].cte, flags, text, false, &whole);
            decode(cases[i].cte, flags, text, true, &cut);
            if (whole.n != cut.n || memcmp(whole.out, cut.out, whole.n) != 0)
                fail_msg("%s, round %d: other bytes when cut", ub_cte_name(cases[i].cte), round);
            if (!ub_odd_same(&whole.odd, &cut.odd))
                fail_msg("%s, round %d: other oddities when cut", ub_cte_name(cases[i].cte), round);
        }
}

static void what_was_encoded_decodes_to_itself(void **state)
{
    static const unsigned b64_flags[] = { 0, UB_B64_STOP, UB_B64_SKIP, UB_B64_RESET, UB_B64_JUNK_STOP, UB_B64_URL };
    static const unsigned qp_flags[] = { 0, UB_QP_THUNDERBIRD, UB_QP_TRIM };
    static const unsigned lines[] = { 76, 0, 64, 4 };
    static struct result r;
    char in[1000], out[6000];
    (void)state;
    seed = 3;
    for (int round = 0; round < 3000; round++) {
        size_t n = rnd(1000), at = 0, o = 0;
        ub_str text = random_text(in, n, UB_S("abc =\r\n.From \t\xE9"), 20);
        unsigned line = lines[round % 4];
        ub_b64_out e;
        ub_b64_encode_init(&e, line, round & 4);
        while (at < n) {
            ub_str piece = ub_str_to(ub_str_from(text, at), 1 + rnd(50));
            o += ub_b64_encode_step(&e, piece, out + o);
            at += piece.n;
        }
        o += ub_b64_encode_finish(&e, out + o);
        assert_true(o <= ub_b64_encoded_room(n, line));
        decode(UB_CTE_BASE64, b64_flags[(size_t)round % UB_COUNT(b64_flags)], ub_str_of(out, o), true, &r);
        ub_assert_str("base64", ub_str_of(r.out, r.n), text);
        assert_int_equal(r.odd.set, 0);
        for (size_t i = 0, column = 0; i < o; i++) {
            column = out[i] == '\n' ? 0 : column + 1;
            if (line) assert_true(column <= line + 1);
        }

        ub_qp_out q;
        ub_qp_encode_init(&q, true, true);
        for (at = o = 0; at < n;) {
            ub_str piece = ub_str_to(ub_str_from(text, at), 1 + rnd(50));
            o += ub_qp_encode_step(&q, piece, out + o);
            at += piece.n;
        }
        o += ub_qp_encode_finish(&q, out + o);
        assert_true(o <= ub_qp_encoded_room(n));
        unsigned flags = qp_flags[(size_t)round % UB_COUNT(qp_flags)];
        if (flags == UB_QP_THUNDERBIRD && memchr(in, 0, n)) flags = 0;      /* it reads =00 as a space */
        decode(UB_CTE_QP, flags, ub_str_of(out, o), true, &r);
        ub_assert_str("QP", ub_str_of(r.out, r.n), text);
        assert_int_equal(r.odd.set & ~(unsigned)UB_ODD_NUL, 0);
        for (size_t i = 0, column = 0; i < o; i++) {
            column = out[i] == '\n' ? 0 : column + (out[i] != '\r');
            assert_true(column <= 76);
            if (column == 1) assert_true(out[i] != '.' && out[i] != 'F');
        }
    }
}

static void encoders_write_what_the_standard_shows(void **state)
{
    static const struct { ub_str in, want; } b64[] = {      /* RFC 4648 10 */
        { UB_LIT(""), UB_LIT("") }, { UB_LIT("f"), UB_LIT("Zg==\n") }, { UB_LIT("fo"), UB_LIT("Zm8=\n") },
        { UB_LIT("foobar"), UB_LIT("Zm9vYmFy\n") },
    };
    static const struct { ub_str in, want; } qp[] = {       /* RFC 2045 6.7 */
        { UB_LIT("a=b\n"), UB_LIT("a=3Db\n") }, { UB_LIT("x \r\ny\t"), UB_LIT("x=20\ny=09") },
        { UB_LIT("a\rb"), UB_LIT("a=0Db") }, { UB_LIT("\xC3\xA9\0"), UB_LIT("=C3=A9=00") },
        { UB_LIT("\nFrom x\n."), UB_LIT("\n=46rom x\n=2E") }, { UB_LIT("a b"), UB_LIT("a b") },
    };
    char out[100];
    (void)state;
    for (size_t i = 0; i < UB_COUNT(b64); i++) {
        ub_b64_out e;
        ub_b64_encode_init(&e, 76, false);
        size_t n = ub_b64_encode_step(&e, b64[i].in, out);
        n += ub_b64_encode_finish(&e, out + n);
        ub_assert_str("base64", ub_str_of(out, n), b64[i].want);
    }
    for (size_t i = 0; i < UB_COUNT(qp); i++) {
        ub_qp_out e;
        ub_qp_encode_init(&e, false, false);
        size_t n = ub_qp_encode_step(&e, qp[i].in, out);
        n += ub_qp_encode_finish(&e, out + n);
        ub_assert_str("QP", ub_str_of(out, n), qp[i].want);
    }
}

/* ------------------------------------------------------------------------------------------------ linear */

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double cost(ub_arena *a, ub_cte cte, ub_str unit, size_t n)
{
    double best = 1e9;
    for (int i = 0; i < 5; i++) {
        ub_arena_reset(a, SIZE_MAX / 2);
        char *p = ub_arena_take(a, n, 1);
        ub_str text = ub_str_of(p, n), out;
        for (size_t k = 0; k < n; k++) p[k] = unit.p[k % unit.n];
        double from = cpu_s();
        if (cte == UB_CTE_UNKNOWN) {
            size_t at = 0;
            ub_block b;
            while (ub_block_next(text, &at, &b) == UB_OK)
                assert_int_equal(ub_block_decode(a, text, &b, &out, NULL, NULL, NULL), UB_OK);
        } else assert_int_equal(ub_codec_decode(a, cte, 0, text, &out, NULL, NULL, NULL), UB_OK);
        double took = cpu_s() - from;
        if (took < best) best = took;
    }
    return best;
}

static void time_is_linear(void **state)
{
    static const struct { const char *name; ub_cte cte; ub_str unit; } cases[] = {
        { "base64 padding", UB_CTE_BASE64, UB_LIT("=") },       { "base64 junk", UB_CTE_BASE64, UB_LIT("\x80") },
        { "base64 of one-letter lines", UB_CTE_BASE64, UB_LIT("A\n") },
        { "base64 and padding", UB_CTE_BASE64, UB_LIT("AAA=A===") },
        { "QP =", UB_CTE_QP, UB_LIT("=") },                     { "QP soft breaks", UB_CTE_QP, UB_LIT("=\n") },
        { "QP = and spaces", UB_CTE_QP, UB_LIT("=                                                  ") },
        { "QP spaces", UB_CTE_QP, UB_LIT(" ") },                { "QP bad escapes", UB_CTE_QP, UB_LIT("=4=4") },
        { "uu lines", UB_CTE_UU, UB_LIT("begin 644 a\nMAAAA\nend") }, { "yEnc", UB_CTE_YENC, UB_LIT("=ybegin line=1 size=1 name=\n=y\n") },
        { "BinHex", UB_CTE_BINHEX, UB_LIT(":!!!\n") },
        { "begin lines", UB_CTE_UNKNOWN, UB_LIT("begin 644 a\n") },
        { "begin lines without end", UB_CTE_UNKNOWN, UB_LIT("begin 644 a\nM\n(This file must be converted with BinHex\n=ybegin line= name=\n") },
        { "blocks", UB_CTE_UNKNOWN, UB_LIT("begin 644 a\n#0V%T\n`\nend\n") },
        { "one line", UB_CTE_UNKNOWN, UB_LIT("begin 644 ") },   { "bare CR", UB_CTE_UNKNOWN, UB_LIT("\r") },
        { "words that begin", UB_CTE_UNKNOWN, UB_LIT("b\r\n") },
    };
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&a, (size_t)1 << 30, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        double one = cost(&a, cases[i].cte, cases[i].unit, 1 << 18), four = cost(&a, cases[i].cte, cases[i].unit, 1 << 20);
        /* Four times the input: about four times the time; sixteen when it is not linear.  A hundred microseconds of slack. */
        if (four > 9 * one + 1e-4) fail_msg("%s: %.6f s, and %.6f s for four times as much", cases[i].name, one, four);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_block_loop_agrees_with_the_plain_one),
        cmocka_unit_test(every_byte_is_a_letter_or_not_to_all_loops),
        cmocka_unit_test(the_cut_of_the_input_does_not_matter), cmocka_unit_test(what_was_encoded_decodes_to_itself),
        cmocka_unit_test(encoders_write_what_the_standard_shows), cmocka_unit_test(time_is_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
