/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_codec: our base64 and quoted-printable decoders against GMime's step functions, on the bodies of real mail.
 *
 *     UNBEACON_CORPORA=BUILD/corpora nice bench_codec [PAIRS]
 *
 * Alternating pairs on one core by CPU time; prints the medians and the median of the ratios.
 */
#include <gmime/gmime.h>
#include <time.h>

#include "support.h"
#include "crude.h"

enum { MAX_PAIRS = 101, MIN_BYTES = 256 << 10 };

struct bodies {
    char *p;
    size_t n, cap;
    struct { size_t at, n; } *body;
    size_t n_bodies, cap_bodies;
};

static struct bodies sets[2];      /* base64, QP */
static char *output;

static void keep(void *ctx, ub_cte cte, ub_str body)
{
    struct bodies *b = &sets[cte == UB_CTE_QP];
    (void)ctx;
    if (b->n + body.n + 64 > b->cap) b->p = realloc(b->p, b->cap = (b->n + body.n + 64) * 2);
    if (b->n_bodies == b->cap_bodies) b->body = realloc(b->body, (b->cap_bodies = b->cap_bodies * 2 + 64) * sizeof *b->body);
    memcpy(b->p + b->n, body.p, body.n);
    b->body[b->n_bodies].at = b->n;
    b->body[b->n_bodies++].n = body.n;
    b->n += body.n;
}

static void see(void *ctx, const char *name, ub_str raw)
{
    (void)name;
    crude_bodies(raw, keep, ctx);
}

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static size_t ours_base64(ub_str in)
{
    ub_b64 d;
    ub_b64_init(&d, 0);
    size_t n = ub_b64_step(&d, in, output);
    return n + ub_b64_finish(&d, output + n);
}

static size_t ours_qp(ub_str in)
{
    ub_qp d;
    ub_qp_init(&d, 0);
    size_t n = ub_qp_step(&d, in, output);
    return n + ub_qp_finish(&d, output + n);
}

static size_t gmime_base64(ub_str in)
{
    int state = 0;
    guint32 save = 0;
    return g_mime_encoding_base64_decode_step((const unsigned char *)in.p, in.n, (unsigned char *)output, &state, &save);
}

static size_t gmime_qp(ub_str in)
{
    int state = 0;
    guint32 save = 0;
    return g_mime_encoding_quoted_decode_step((const unsigned char *)in.p, in.n, (unsigned char *)output, &state, &save);
}

static size_t copy(ub_str in)
{
    memcpy(output, in.p, in.n);
    return in.n;
}

static double run(const struct bodies *b, size_t (*decode)(ub_str), size_t *out)
{
    double from = cpu_s();
    *out = 0;
    for (size_t i = 0; i < b->n_bodies; i++) *out += decode(ub_str_of(b->p + b->body[i].at, b->body[i].n));
    return cpu_s() - from;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void compare(const char *name, const struct bodies *b, size_t (*ours)(ub_str), size_t (*theirs)(ub_str), int pairs)
{
    double us[MAX_PAIRS], them[MAX_PAIRS], ratio[MAX_PAIRS];
    size_t our_out = 0, their_out = 0;
    for (int i = 0; i < pairs; i++) {
        us[i] = run(b, ours, &our_out);
        them[i] = run(b, theirs, &their_out);
        ratio[i] = them[i] / us[i];
    }
    qsort(us, (size_t)pairs, sizeof *us, by_value);
    qsort(them, (size_t)pairs, sizeof *them, by_value);
    qsort(ratio, (size_t)pairs, sizeof *ratio, by_value);
    printf("%-18s %5.1f MB in %zu bodies: ours %6.0f MB/s (%zu out), other %6.0f MB/s (%zu out), ratio %.2f\n", name,
           (double)b->n / 1e6, b->n_bodies, (double)b->n / us[pairs / 2] / 1e6, our_out,
           (double)b->n / them[pairs / 2] / 1e6, their_out, ratio[pairs / 2]);
}

static void measure(void **state)
{
    int pairs = *(int *)*state;
    size_t longest = MIN_BYTES;
    ub_test_each_mail(see, NULL);
    for (int s = 0; s < 2; s++)
        for (size_t i = 0; i < sets[s].n_bodies; i++)
            if (sets[s].body[i].n > longest) longest = sets[s].body[i].n;
    output = malloc(longest + 4096);
    compare("base64 / GMime", &sets[0], ours_base64, gmime_base64, pairs);
    compare("base64 / memcpy", &sets[0], ours_base64, copy, pairs);
    compare("QP / GMime", &sets[1], ours_qp, gmime_qp, pairs);
    compare("QP / memcpy", &sets[1], ours_qp, copy, pairs);
}

int main(int argc, char **argv)
{
    int pairs = argc > 1 ? atoi(argv[1]) : 7;
    if (pairs < 1 || pairs > MAX_PAIRS) pairs = 7;
    const struct CMUnitTest tests[] = { cmocka_unit_test_prestate(measure, &pairs) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
