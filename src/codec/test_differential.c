/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our decoders against GMime's and GLib's on every encoded body of the development mail.  A body that decodes otherwise is
 * explained by what was odd in it, and by the reading of ours that gives the oracle's bytes; anything else fails.
 */
#include <gmime/gmime.h>

#include "support.h"
#include "crude.h"

/* Why another reader may have other bytes, and which client reads it our way. */
static struct reason {
    ub_cte cte;
    unsigned odd;            /* any of these was met */
    const char *why;
    size_t n;
} reasons[] = {
    { UB_CTE_BASE64, UB_ODD_AFTER_PAD, "GMime ends at the first '='; Thunderbird goes on after it", 0 },
    { UB_CTE_BASE64, UB_ODD_PAD, "padding where none belongs; Thunderbird counts it as a place", 0 },
    { UB_CTE_BASE64, UB_ODD_SHORT, "GMime drops an unfinished group; PHP and Python's lenient reader give what it holds", 0 },
    { UB_CTE_QP, UB_ODD_ESCAPE, "GMime and Thunderbird pass the two bytes behind a bad '='; PHP reads them", 0 },
    { UB_CTE_QP, UB_ODD_SOFT, "GMime and Thunderbird keep '= '; PHP and Python take it as a soft break (RFC 2045 6.7 rule 3)", 0 },
    { UB_CTE_QP, UB_ODD_SHORT, "GMime drops a '=4' at the end; PHP keeps it", 0 },
};

static struct {
    ub_arena a;
    size_t n[2], bytes[2], differ[2], glib_differ, unexplained, by_reading;
} seen;

static void explain(ub_cte cte, unsigned odd, ub_str body, const char *oracle)
{
    for (size_t i = 0; i < UB_COUNT(reasons); i++)
        if (reasons[i].cte == cte && (reasons[i].odd & odd)) {
            reasons[i].n++;
            return;
        }
    seen.unexplained++;
    print_error("%s differs from %s, odd %#x: \"%.*s\"\n", ub_cte_name(cte), oracle, odd, (int)(body.n < 200 ? body.n : 200), body.p);
}

static void see_body(void *ctx, ub_cte cte, ub_str body)
{
    ub_str ours;
    unsigned odd, flags[UB_CODEC_READINGS];
    int state = 0;
    guint32 save = 0;
    bool qp = cte == UB_CTE_QP;
    (void)ctx;
    ub_arena_reset(&seen.a, 1 << 20);
    unsigned char *out = ub_arena_take(&seen.a, body.n + 16, 1);
    assert_non_null(out);
    assert_int_equal(ub_codec_decode(&seen.a, cte, 0, body, &ours, &odd, NULL, NULL), UB_OK);
    size_t n = qp ? g_mime_encoding_quoted_decode_step((const unsigned char *)body.p, body.n, out, &state, &save)
        : g_mime_encoding_base64_decode_step((const unsigned char *)body.p, body.n, out, &state, &save);
    seen.n[qp]++;
    seen.bytes[qp] += body.n;
    if (!ub_str_eq(ours, ub_str_of((char *)out, n))) {
        seen.differ[qp]++;
        explain(cte, odd, body, "GMime");
        for (size_t i = ub_codec_readings(cte, odd, flags); i-- > 0;) {
            ub_arena scratch = seen.a;
            ub_str other;
            assert_int_equal(ub_codec_decode(&scratch, cte, flags[i], body, &other, NULL, NULL, NULL), UB_OK);
            if (!ub_str_eq(other, ub_str_of((char *)out, n))) continue;
            seen.by_reading++;
            break;
        }
    }
    if (qp) return;
    /* GLib reads '=' as a zero letter and takes bytes back at the end of its input. */
    gint gstate = 0;
    guint gsave = 0;
    n = g_base64_decode_step(body.p, body.n, out, &gstate, &gsave);
    if (!ub_str_eq(ours, ub_str_of((char *)out, n))) {
        seen.glib_differ++;
        explain(cte, odd, body, "GLib");
    }
}

static void see_mail(void *ctx, const char *name, ub_str raw)
{
    (void)name;
    crude_bodies(raw, see_body, ctx);
}

static void every_body_decodes_as_gmime_has_it_or_says_why(void **state)
{
    (void)state;
    assert_int_equal(ub_arena_open(&seen.a, (size_t)1 << 30, NULL), UB_OK);
    ub_test_each_mail(see_mail, NULL);
    ub_arena_close(&seen.a);
    print_message("# base64: %zu bodies, %zu bytes, %zu differ from GMime, %zu from GLib\n", seen.n[0], seen.bytes[0],
                  seen.differ[0], seen.glib_differ);
    print_message("# QP: %zu bodies, %zu bytes, %zu differ from GMime\n", seen.n[1], seen.bytes[1], seen.differ[1]);
    print_message("# %zu differences from GMime are the bytes of another reading of ours\n", seen.by_reading);
    for (size_t i = 0; i < UB_COUNT(reasons); i++) print_message("# %zu: %s\n", reasons[i].n, reasons[i].why);
    assert_int_equal(seen.unexplained, 0);
    assert_true(seen.n[0] > 1500 && seen.n[1] > 2500);     /* the scan does find bodies */
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_body_decodes_as_gmime_has_it_or_says_why) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
