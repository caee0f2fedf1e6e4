/* SPDX-License-Identifier: Apache-2.0 */
/*
 * threads FILE... - two threads, each with a reader of its own, find and write the same as one reader after the other.
 *
 * Each file is one message.  Both threads read all files at the same time, one forwards, one backwards.  Prints TAP.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unbeacon/unbeacon.h>

enum { ROUNDS = 3 };

typedef struct bytes { char *p; size_t n; } bytes;

static bytes *mails;
static size_t n_mails;

static bytes copy_of(const char *p, size_t n)
{
    bytes b = { malloc(n + 1), n };
    if (!b.p) exit(2);
    memcpy(b.p, p, n);
    return b;
}

static bytes read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    bytes b = { 0 };
    long n;
    if (!f || fseek(f, 0, SEEK_END) || (n = ftell(f)) < 0 || fseek(f, 0, SEEK_SET)) exit(2);
    b = (bytes){ malloc((size_t)n + 1), (size_t)n };
    if (!b.p || fread(b.p, 1, b.n, f) != b.n) exit(2);
    fclose(f);
    return b;
}

/* What is said of a message and written for it. */
typedef struct answer { bytes json, clean; } answer;

typedef struct work {
    int backwards, failed;
    answer *answers;
} work;

static int ask(ub_reader *r, bytes mail, answer *a)
{
    const char *text;
    size_t n;
    free(a->json.p);
    free(a->clean.p);
    *a = (answer){ 0 };
    if (ub_reader_scan(r, mail.p, mail.n) != UB_DONE || ub_reader_json(r, &text, &n) != UB_DONE) return -1;
    a->json = copy_of(text, n);
    if (ub_reader_clean(r, &text, &n) != UB_DONE) return -1;
    a->clean = copy_of(text, n);
    return 0;
}

static void *run(void *arg)
{
    work *w = arg;
    ub_reader *r;
    if (ub_reader_open(&r) != UB_DONE) return w->failed = 1, NULL;
    for (size_t i = 0; i < ROUNDS * n_mails; i++) {
        size_t at = w->backwards ? n_mails - 1 - i % n_mails : i % n_mails;
        if (ask(r, mails[at], &w->answers[at]) != 0) w->failed = 1;
    }
    ub_reader_close(r);
    return NULL;
}

static int same(bytes a, bytes b) { return a.n == b.n && memcmp(a.p, b.p, a.n) == 0; }

int main(int argc, char **argv)
{
    work alone = { 0 }, two[2] = { { .backwards = 0 }, { .backwards = 1 } };
    pthread_t thread[2];
    size_t n_same = 0;
    n_mails = (size_t)argc - 1;
    mails = calloc(n_mails + 1, sizeof *mails);
    alone.answers = calloc(n_mails + 1, sizeof(answer));
    if (!mails || !alone.answers) return 2;
    for (size_t i = 0; i < n_mails; i++) mails[i] = read_file(argv[i + 1]);
    run(&alone);
    for (int t = 0; t < 2; t++) {
        two[t].answers = calloc(n_mails + 1, sizeof(answer));
        if (!two[t].answers || pthread_create(&thread[t], NULL, run, &two[t])) return 2;
    }
    for (int t = 0; t < 2; t++) pthread_join(thread[t], NULL);
    for (size_t i = 0; i < n_mails; i++)
        for (int t = 0; t < 2; t++)
            n_same += same(two[t].answers[i].json, alone.answers[i].json) && same(two[t].answers[i].clean, alone.answers[i].clean);
    int held = n_mails > 0 && n_same == 2 * n_mails && !alone.failed && !two[0].failed && !two[1].failed;
    printf("%sok 1 - two threads with a reader each say and write the same as one reader after the other\n1..1\n", held ? "" : "not ");
    for (size_t i = 0; i < n_mails; i++) {
        for (int t = 0; t < 2; t++) free(two[t].answers[i].json.p), free(two[t].answers[i].clean.p);
        free(alone.answers[i].json.p), free(alone.answers[i].clean.p), free(mails[i].p);
    }
    for (int t = 0; t < 2; t++) free(two[t].answers);
    free(alone.answers);
    free(mails);
    return !held;
}
