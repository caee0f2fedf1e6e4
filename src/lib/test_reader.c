/* SPDX-License-Identifier: Apache-2.0 */
/* The calls of libunbeacon, through its public header alone. */
#include "unbeacon/unbeacon.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char mail[] =
    "From: News <news@paper.example>\n"
    "To: Anna <anna@reader.example>\n"
    "Subject: Today\n"
    "Content-Type: text/html\n"
    "\n"
    "<p>Hello <a href=\"https://paper.example/today\">today</a>"
    "<img src=\"https://t.paper.example/o.gif?u=anna@reader.example\" width=1 height=1>\n";

static ub_reader *opened(void)
{
    ub_reader *r = NULL;
    assert_int_equal(ub_reader_open(&r), UB_DONE);
    assert_non_null(r);
    return r;
}

static void is(ub_text text, const char *want)
{
    assert_int_equal(text.n, strlen(want));
    assert_memory_equal(text.p, want, text.n);
}

static void a_picture_that_names_its_reader_is_found(void **state)
{
    ub_reader *r = opened();
    const ub_reference *f;
    (void)state;
    assert_null(ub_reader_verdict(r));
    assert_null(ub_reader_next(r));
    assert_int_equal(ub_reader_scan(r, mail, strlen(mail)), UB_DONE);
    assert_string_equal(ub_reader_verdict(r), "tracked");
    for (int round = 0; round < 2; round++) {      /* after the last the list begins again */
        while ((f = ub_reader_next(r)) && !strcmp(f->kind, "lookup")) { }      /* of the link's host */
        assert_non_null(f);
        assert_string_equal(f->vector, "img-src");
        assert_string_equal(f->kind, "beacon");
        assert_string_equal(f->trigger, "open");
        assert_string_equal(f->part, "1");
        assert_string_equal(f->action, "removed");
        assert_string_equal(f->reading, "all");
        assert_non_null(strstr(f->reasons, "hidden-size"));
        assert_non_null(strstr(f->reasons, "token-address"));
        assert_string_equal(f->leaks, "address time client");
        is(f->url, "https://t.paper.example/o.gif?u=anna@reader.example");
        is(f->raw, "https://t.paper.example/o.gif?u=anna@reader.example");
        is(f->host, "t.paper.example");
        is(f->token, "anna@reader.example");
        assert_int_equal(f->line, 1);
        assert_int_equal(f->names_reader, 1);
        assert_int_equal(f->hidden, 1);
        assert_true(f->confidence > 0.5 && f->confidence <= 1);
        assert_null(ub_reader_next(r));
    }
    assert_string_equal(ub_reader_error(r), "");
    ub_reader_close(r);
}

static void plain_links_are_listed_on_request(void **state)
{
    ub_reader *r = opened();
    int n = 0;
    (void)state;
    assert_int_equal(ub_reader_set(r, "all-links", "yes"), UB_DONE);
    assert_int_equal(ub_reader_scan(r, mail, strlen(mail)), UB_DONE);
    for (const ub_reference *f; (f = ub_reader_next(r));) n += !strcmp(f->kind, "link");
    assert_int_equal(n, 1);
    ub_reader_close(r);
}

/* Cleaned, it has the words and the link, no picture and our field before everything; cleaned without the field and read
 * again, nothing is left to find and nothing changes. */
static void what_was_cleaned_contacts_nobody(void **state)
{
    ub_reader *r = opened();
    const char *text, *again;
    size_t n, n_again;
    char *copy;
    (void)state;
    assert_int_equal(ub_reader_scan(r, mail, strlen(mail)), UB_DONE);
    assert_int_equal(ub_reader_clean(r, &text, &n), UB_DONE);
    assert_int_equal(text[n], 0);
    assert_memory_equal(text, "Unbeacon: ", 10);
    assert_non_null(strstr(text, "Hello"));
    assert_non_null(strstr(text, "https://paper.example/today"));
    assert_null(strstr(text, "o.gif"));
    assert_int_equal(ub_reader_set(r, "header", "no"), UB_DONE);
    assert_int_equal(ub_reader_clean(r, &text, &n), UB_DONE);
    assert_memory_equal(text, "From: News", 10);
    copy = malloc(n);
    assert_non_null(copy);
    memcpy(copy, text, n);
    assert_int_equal(ub_reader_scan(r, copy, n), UB_DONE);
    assert_string_equal(ub_reader_verdict(r), "clean");
    assert_int_equal(ub_reader_clean(r, &again, &n_again), UB_DONE);
    assert_int_equal(n, n_again);
    assert_memory_equal(copy, again, n);
    free(copy);
    ub_reader_close(r);
}

/* Addresses of the header are no links, and a link is one although its host may be looked up before the click. */
static void our_field_counts_what_can_be_clicked(void **state)
{
    static const char three[] = "Return-Path: <a@paper.example>\nFrom: a@paper.example\nContent-Type: text/html\n\n"
        "<a href=\"https://paper.example/1\">1</a> <a href=\"https://paper.example/2\">2</a> <a href=\"mailto:a@paper.example\">3</a>\n";
    ub_reader *r = opened();
    const char *text;
    size_t n;
    (void)state;
    assert_int_equal(ub_reader_scan(r, three, strlen(three)), UB_DONE);
    assert_int_equal(ub_reader_clean(r, &text, &n), UB_DONE);
    if (!strstr(text, "; removed=0; links=3; withheld=0;")) fail_msg("%.100s", text);
    ub_reader_close(r);
}

static void a_from_line_is_carried_through(void **state)
{
    static const char from[] = "From news@paper.example Sat Nov  9 00:25:00 2024\n";
    ub_reader *r = opened();
    char whole[sizeof from + sizeof mail];
    const char *text;
    size_t n;
    (void)state;
    strcpy(whole, from);
    strcat(whole, mail);
    assert_int_equal(ub_reader_scan(r, whole, strlen(whole)), UB_DONE);
    assert_int_equal(ub_reader_clean(r, &text, &n), UB_DONE);
    assert_memory_equal(text, from, strlen(from));
    assert_memory_equal(text + strlen(from), "Unbeacon: ", 10);
    ub_reader_close(r);
}

static void json_is_one_object_about_the_message(void **state)
{
    ub_reader *r = opened();
    const char *text;
    size_t n;
    (void)state;
    assert_int_equal(ub_reader_set(r, "path", "inbox/1"), UB_DONE);
    assert_int_equal(ub_reader_set(r, "hashes", "yes"), UB_DONE);
    assert_int_equal(ub_reader_scan(r, mail, strlen(mail)), UB_DONE);
    assert_int_equal(ub_reader_json(r, &text, &n), UB_DONE);
    assert_int_equal(strlen(text), n);
    assert_memory_equal(text, "{\"schema\":1,\"type\":\"message\",\"source\":{\"path\":\"inbox/1\",", 56);
    assert_int_equal(text[n - 1], '}');
    assert_null(strchr(text, '\n'));
    assert_non_null(strstr(text, "\"verdict\":\"tracked\""));
    assert_non_null(strstr(text, "\"raw_sha256\":\""));
    assert_int_equal(ub_reader_vectors(r, &text, &n), UB_DONE);
    assert_non_null(strstr(text, "\"id\":\"img-src\""));
    ub_reader_close(r);
}

/* The mark is the address of somebody whom only the envelope names. */
static void the_envelope_names_recipients_too(void **state)
{
    static const char blind[] = "To: list@paper.example\nContent-Type: text/html\n\n<img src=\"https://t.example/a?x=bea@reader.example\">\n";
    ub_reader *r = opened();
    const ub_reference *f;
    (void)state;
    for (int told = 0; told < 2; told++) {
        assert_int_equal(ub_reader_set(r, "recipient", told ? "bea@reader.example" : ""), UB_DONE);
        assert_int_equal(ub_reader_scan(r, blind, strlen(blind)), UB_DONE);
        f = ub_reader_next(r);
        assert_non_null(f);
        assert_true((strstr(f->reasons, "token-address") != NULL) == told);
    }
    ub_reader_close(r);
}

static void any_bytes_are_a_message(void **state)
{
    static const char *const odd[] = { "", "\n", "x", "\xFF\xFE\n\n\r\r", "From ", "Content-Type: multipart/mixed; boundary=\"" };
    ub_reader *r = opened();
    const char *text;
    size_t n;
    (void)state;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        assert_int_equal(ub_reader_scan(r, odd[i], strlen(odd[i])), UB_DONE);
        assert_string_equal(ub_reader_verdict(r), "clean");
        assert_int_equal(ub_reader_json(r, &text, &n), UB_DONE);
        assert_int_equal(ub_reader_set(r, "header", "no"), UB_DONE);
        assert_int_equal(ub_reader_clean(r, &text, &n), UB_DONE);
        if (strncmp(odd[i], "From ", 5)) assert_int_equal(n, strlen(odd[i])), assert_memory_equal(text, odd[i], n);
    }
    assert_int_equal(ub_reader_scan(r, NULL, 0), UB_DONE);
    ub_reader_close(r);
}

static void a_message_over_the_limit_is_refused_and_the_next_is_read(void **state)
{
    ub_reader *r = opened();
    char *large = malloc(20000);
    const char *text;
    size_t n;
    (void)state;
    assert_non_null(large);
    memset(large, 'a', 20000);
    assert_int_equal(ub_reader_set(r, "max-message", "10000"), UB_DONE);
    assert_int_equal(ub_reader_scan(r, large, 10000), UB_DONE);
    assert_int_equal(ub_reader_scan(r, large, 10001), UB_TOO_MUCH);
    assert_true(strlen(ub_reader_error(r)) > 0);
    assert_null(ub_reader_verdict(r));
    assert_null(ub_reader_next(r));
    assert_int_equal(ub_reader_json(r, &text, &n), UB_BAD_CALL);
    assert_int_equal(ub_reader_clean(r, &text, &n), UB_BAD_CALL);
    assert_int_equal(ub_reader_scan(r, large, 20000), UB_TOO_MUCH);
    assert_int_equal(ub_reader_scan(r, mail, strlen(mail)), UB_DONE);
    assert_string_equal(ub_reader_verdict(r), "tracked");
    free(large);
    ub_reader_close(r);
}

/* 32 MB: more than the arena of a fresh reader is made for. */
static void large_messages_are_read_and_small_ones_after_them(void **state)
{
    enum { LARGE = 32 << 20 };
    ub_reader *r = opened();
    char *large = malloc(LARGE);
    const char *text;
    size_t n;
    (void)state;
    assert_non_null(large);
    memset(large, '\n', LARGE);
    memcpy(large, mail, strlen(mail));
    for (size_t i = strlen(mail); i < LARGE; i++) large[i] = (i & 63) ? 'a' : '\n';
    assert_int_equal(ub_reader_scan(r, large, LARGE), UB_DONE);
    assert_string_equal(ub_reader_verdict(r), "tracked");
    assert_int_equal(ub_reader_clean(r, &text, &n), UB_DONE);
    assert_true(n > LARGE - 1000);
    assert_int_equal(ub_reader_scan(r, mail, strlen(mail)), UB_DONE);
    assert_string_equal(ub_reader_verdict(r), "tracked");
    free(large);
    ub_reader_close(r);
}

static void wrong_calls_are_answered(void **state)
{
    static const char *const wrong[][2] = {
        { "mode", "gentle" }, { "links", "open" }, { "nodo", "strict" }, { "max-message", "" }, { "max-message", "0" }, { "max-message", "12k" },
        { "max-message", "4294967296" }, { "header", "" }, { "", "" }, { NULL, "x" }, { "mode", NULL },
    };
    ub_reader *r = opened();
    const char *text;
    size_t n;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(ub_reader_set(r, wrong[i][0], wrong[i][1]), UB_BAD_CALL);
        assert_true(strlen(ub_reader_error(r)) > 0);
    }
    assert_int_equal(ub_reader_json(r, &text, &n), UB_BAD_CALL);
    assert_int_equal(ub_reader_clean(r, &text, &n), UB_BAD_CALL);
    assert_int_equal(ub_reader_scan(r, NULL, 3), UB_BAD_CALL);
    assert_int_equal(ub_reader_json(r, NULL, &n), UB_BAD_CALL);
    assert_int_equal(ub_reader_clean(r, &text, NULL), UB_BAD_CALL);
    assert_int_equal(ub_reader_vectors(r, NULL, NULL), UB_BAD_CALL);
    ub_reader_close(r);
    ub_reader_close(NULL);
    assert_int_equal(ub_reader_open(NULL), UB_BAD_CALL);
    assert_int_equal(ub_reader_scan(NULL, "", 0), UB_BAD_CALL);
    assert_int_equal(ub_reader_set(NULL, "mode", "strict"), UB_BAD_CALL);
    assert_null(ub_reader_next(NULL));
    assert_null(ub_reader_verdict(NULL));
    assert_string_equal(ub_reader_error(NULL), "no reader");
}

/* Trackers only: the picture without a mark stays, the one with a mark goes. */
static void only_what_names_the_reader_goes_when_asked(void **state)
{
    static const char two[] =
        "To: anna@reader.example\nContent-Type: text/html\n\n<img src=\"https://paper.example/logo.png\" width=90 height=40>"
        "<img src=\"https://t.paper.example/o.gif?u=anna@reader.example\" width=1 height=1>\n";
    ub_reader *r = opened();
    const char *text;
    size_t n;
    (void)state;
    assert_int_equal(ub_reader_set(r, "mode", "trackers"), UB_DONE);
    assert_int_equal(ub_reader_scan(r, two, strlen(two)), UB_DONE);
    assert_int_equal(ub_reader_clean(r, &text, &n), UB_DONE);
    assert_non_null(strstr(text, "logo.png"));
    assert_null(strstr(text, "o.gif"));
    for (const ub_reference *f; (f = ub_reader_next(r));)
        assert_string_equal(f->action, f->names_reader ? "removed" : "kept");
    ub_reader_close(r);
}

static void links_are_cleaned_when_asked(void **state)
{
    static const char wrapped[] = "Content-Type: text/html\n\n<a href=\"https://www.google.com/url?q=https%3A%2F%2Fpaper.example%2F%3Futm_id%3D1&amp;sa=D\">x</a>\n";
    ub_reader *r = opened();
    const char *text;
    size_t n;
    (void)state;
    assert_int_equal(ub_reader_scan(r, wrapped, strlen(wrapped)), UB_DONE);
    assert_int_equal(ub_reader_clean(r, &text, &n), UB_DONE);
    assert_non_null(strstr(text, "href=\"https://www.google.com/url?q="));
    assert_int_equal(ub_reader_set(r, "links", "clean"), UB_DONE);
    assert_int_equal(ub_reader_clean(r, &text, &n), UB_DONE);
    assert_non_null(strstr(text, "<a href=\"https://paper.example/\">x</a>"));
    assert_int_equal(ub_reader_set(r, "links", "keep"), UB_DONE);
    assert_int_equal(ub_reader_clean(r, &text, &n), UB_DONE);
    assert_non_null(strstr(text, "href=\"https://www.google.com/url?q="));
    ub_reader_close(r);
}

#define SIGNED(h) "DKIM-Signature: v=1; a=rsa-sha256; d=paper.example;\n s=x; h=" h "; bh=x; b=x\nFrom: a@paper.example\n"

/* RFC 6376: a signature covers the body and the fields that h= names. */
static void signatures_that_cleaning_breaks_are_named(void **state)
{
    static const struct { const char *mail; int broken; } cases[] = {
        { SIGNED("from:to") "\nnothing to do here\n", 0 },
        { SIGNED("from:to") "Content-Type: text/html\n\n<img src=\"https://a.example/b.png\">\n", 1 },
        { SIGNED("From : Subject") "Disposition-Notification-To: a@paper.example\n\ntext\n", 0 },
        { SIGNED("From : disposition-notification-to") "Disposition-Notification-To: a@paper.example\n\ntext\n", 1 },
        { SIGNED("from") "Content-Type: text/html\n\n<a href=\"https://a.example/\">the meta against prefetching</a>\n", 1 },
    };
    ub_reader *r = opened();
    const char *text;
    size_t n;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int cleaned = 0; cleaned < 2; cleaned++) {      /* as foreseen, and as it came to be */
            assert_int_equal(ub_reader_scan(r, cases[i].mail, strlen(cases[i].mail)), UB_DONE);
            if (cleaned) assert_int_equal(ub_reader_clean(r, &text, &n), UB_DONE);
            assert_int_equal(ub_reader_json(r, &text, &n), UB_DONE);
            if (!strstr(text, cases[i].broken ? "\"signatures\":[{\"kind\":\"dkim\",\"domain\":\"paper.example\",\"broken_by_us\":true}]"
                                              : "\"signatures\":[{\"kind\":\"dkim\",\"domain\":\"paper.example\",\"broken_by_us\":false}]"))
                fail_msg("case %zu: %s", i, strstr(text, "\"signatures\""));
        }
    }
    assert_int_equal(ub_reader_scan(r, mail, strlen(mail)), UB_DONE);
    assert_int_equal(ub_reader_json(r, &text, &n), UB_DONE);
    assert_non_null(strstr(text, "\"signatures\":[]"));
    ub_reader_close(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_that_names_its_reader_is_found), cmocka_unit_test(plain_links_are_listed_on_request),
        cmocka_unit_test(what_was_cleaned_contacts_nobody), cmocka_unit_test(our_field_counts_what_can_be_clicked),
        cmocka_unit_test(a_from_line_is_carried_through),
        cmocka_unit_test(json_is_one_object_about_the_message), cmocka_unit_test(the_envelope_names_recipients_too),
        cmocka_unit_test(any_bytes_are_a_message), cmocka_unit_test(a_message_over_the_limit_is_refused_and_the_next_is_read),
        cmocka_unit_test(large_messages_are_read_and_small_ones_after_them), cmocka_unit_test(wrong_calls_are_answered),
        cmocka_unit_test(links_are_cleaned_when_asked), cmocka_unit_test(only_what_names_the_reader_goes_when_asked), cmocka_unit_test(signatures_that_cleaning_breaks_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
