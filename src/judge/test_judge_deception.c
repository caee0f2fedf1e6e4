/* SPDX-License-Identifier: Apache-2.0 */
/* Signals of one message.  What is expected was written by hand, from what stands in the message. */
#include "judge_test.h"

#include "deception.h"

static ub_str signals_alone(ub_str raw)
{
    ub_arena_reset(&arena, 1 << 20);
    return signals_text(signals_of(raw, (ub_judge_opts){ 0 }), false);
}

static ub_str signals_of_html(ub_str html)
{
    static char raw[1 << 16];
    int n = snprintf(raw, sizeof raw, "From: Bank <desk@bank.example>\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n%.*s\n", UB_F(html));
    return signals_alone(ub_str_of(raw, (size_t)n));
}

static const struct { const char *name; ub_str html, want; } links[] = {
    { "text names another site", UB_LIT("<a href=\"https://evil.example/x\">https://www.bank.example/login</a>"),
      UB_LIT("link-text-elsewhere evil.example|bank.example text-names-address") },
    { "text names its own site", UB_LIT("<a href=\"https://login.bank.example/x\">https://www.bank.example/login</a>"), UB_LIT("") },
    { "text names nothing", UB_LIT("<a href=\"https://evil.example/x\">log in now. Or later</a>"), UB_LIT("") },
    { "text is a bare name", UB_LIT("<a href=\"https://evil.example/x\">bank.com</a>"), UB_LIT("link-text-elsewhere evil.example|bank.com text-names-host") },
    { "text is the name of a file", UB_LIT("<a href=\"https://evil.example/x\">report.md</a> <a href=\"https://evil.example/x\">report.pdf</a>"), UB_LIT("") },
    { "text is an address of mail", UB_LIT("<a href=\"https://list.example/x\">anna@bank.com</a>"), UB_LIT("") },
    { "text in pieces", UB_LIT("<a href=\"https://evil.example/x\">https://<b>www.ba</b>&#8203;nk&#46;example</a>"),
      UB_LIT("link-text-elsewhere evil.example|bank.example text-names-address") },
    { "www in a sentence", UB_LIT("<a href=\"https://evil.example/x\">Visit www.bank.example today</a>"),
      UB_LIT("link-text-elsewhere evil.example|bank.example text-names-address") },
    { "the address leads on to what the text names", UB_LIT("<a href=\"https://r.example/?u=www.bank.example\">www.bank.example</a>"), UB_LIT("") },
    { "the name in the host does not", UB_LIT("<a href=\"https://bank.example.evil.test/\">www.bank.example</a>"),
      UB_LIT("link-text-elsewhere bank.example.evil.test|bank.example text-names-address") },
    { "user name like a host", UB_LIT("<a href=\"https://www.bank.com@evil.example/\">log in</a>"), UB_LIT("userinfo-host evil.example|www.bank.com user-name-like-host") },
    { "user name like an encoded address", UB_LIT("<a href=\"https://https%3a%2f%2fwww.bank.com%2flogin@evil.example/\">log in</a>"),
      UB_LIT("userinfo-host evil.example|www.bank.com user-name-like-host") },
    { "a user name", UB_LIT("<a href=\"ftp://anna@files.example/\">a</a><a href=\"https://anna@files.example/\">b</a>"), UB_LIT("") },
    { "bare address", UB_LIT("<a href=\"http://203.0.113.9/x\">a</a>"), UB_LIT("ip-host 203.0.113.9| ip-address") },
    { "bare address as one number", UB_LIT("<a href=\"http://0xCB007109/x\">a</a>"), UB_LIT("ip-host 203.0.113.9| ip-address ip-written-oddly") },
    { "own network", UB_LIT("<a href=\"http://192.168.1.1/x\">a</a><a href=\"http://127.0.0.1:8080/x\">a</a>"), UB_LIT("") },
    { "IPv6", UB_LIT("<a href=\"http://[2001:db8::1]/x\">a</a>"), UB_LIT("ip-host [2001:db8::1]| ip-address") },
    { "open redirect", UB_LIT("<a href=\"https://good.example/go?url=https%3A%2F%2Fevil.test%2Fx\">a</a>"), UB_LIT("open-redirect good.example|evil.test url-in-url") },
    { "open redirect in base64", UB_LIT("<a href=\"https://good.example/go?url=aHR0cHM6Ly9ldmlsLnRlc3QveA==\">a</a>"),
      UB_LIT("open-redirect good.example|evil.test url-in-url") },
    { "an address of the same site in it", UB_LIT("<a href=\"https://good.example/go?url=https%3A%2F%2Fwww.good.example%2Fx\">a</a>"), UB_LIT("") },
    { "the sender's own site in it", UB_LIT("<a href=\"https://share.example/go?url=https%3A%2F%2Fwww.bank.example%2Fx\">a</a>"), UB_LIT("") },
    { "a mailer that counts clicks", UB_LIT("<a href=\"https://u1234.ct.sendgrid.net/ls/click?upn=u001.Zm9vYmFyYmF6cXV4cXV1eGNvcmdl\">https://www.bank.example/login</a>"),
      UB_LIT("link-text-redirected u1234.ct.sendgrid.net|bank.example text-names-address known-redirector") },
    { "a redirector that says where it leads", UB_LIT("<a href=\"https://www.google.com/url?q=https%3A%2F%2Fevil.test%2Fx\">www.bank.example</a>"),
      UB_LIT("link-text-elsewhere evil.test|bank.example text-names-address; open-redirect www.google.com|evil.test url-in-url known-redirector") },
    { "a gateway around the link", UB_LIT("<a href=\"https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.test%2Fx&amp;data=05%7C02&amp;reserved=0\">www.bank.example</a>"),
      UB_LIT("link-text-elsewhere evil.test|bank.example text-names-address") },
    { "a gateway around a true link", UB_LIT("<a href=\"https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.bank.example%2Fx&amp;data=05%7C02&amp;reserved=0\">www.bank.example</a>"),
      UB_LIT("") },
    { "punycode", UB_LIT("<a href=\"https://xn--bcher-kva.example/\">a</a>"), UB_LIT("punycode-host xn--bcher-kva.example|b\xC3\xBC" "cher.example not-ascii") },
    { "scripts mixed", UB_LIT("<a href=\"https://p\xD0\xB0ypal.example/\">a</a>"),
      UB_LIT("mixed-script-host xn--pypal-4ve.example|p\xD0\xB0ypal.example scripts-mixed not-ascii") },
    { "Cyrillic that looks Latin", UB_LIT("<a href=\"https://\xD1\x80\xD0\xB0\xD1\x83\xD1\x80\xD0\xB0.example/\">a</a>"),
      UB_LIT("latin-like-host xn--80aa0cbo.example|\xD1\x80\xD0\xB0\xD1\x83\xD1\x80\xD0\xB0.example not-ascii letters-look-latin") },
    { "Cyrillic that does not", UB_LIT("<a href=\"https://\xD0\xB6\xD1\x83\xD0\xBA.example/\">a</a>"),
      UB_LIT("punycode-host xn--f1ai0a.example|\xD0\xB6\xD1\x83\xD0\xBA.example not-ascii") },
    { "form to another site", UB_LIT("<form action=\"https://evil.example/f\"><input type=\"password\"></form>"),
      UB_LIT("form-elsewhere evil.example|bank.example form-to-other-site form-asks-password") },
    { "form to the sender's site", UB_LIT("<form action=\"https://forms.bank.example/f\"><input name=q></form>"), UB_LIT("") },
    { "script that saves a file", UB_LIT("<script>var b=new Blob([atob('UEsDBBQAAAAIAAAAIQA=UEsDBBQAAAAIAAAAIQA=')]);var a=document.createElement('a');"
                                         "a.href=URL.createObjectURL(b);a.download='invoice.zip';a.click()</script>"),
      UB_LIT("html-smuggling invoice.zip| script-saves-file script-decodes-bytes holds-archive") },
    { "script that does not", UB_LIT("<script>document.title='Blob'</script>"), UB_LIT("") },
    { "a link that holds a program", UB_LIT("<a download=\"setup.exe\" href=\"data:application/octet-stream;base64,TVqQAAMAAAAEAAAA\">a</a>"),
      UB_LIT("html-smuggling setup.exe| data-link-saves-file holds-program") },
};

static void links_are_what_they_show(void **state)
{
    (void)state;
    for (size_t i = 0; i < UB_COUNT(links); i++) ub_assert_str(links[i].name, signals_of_html(links[i].html), links[i].want);
}

static void a_name_that_shows_an_address_is_held_against_the_address(void **state)
{
    static const struct { const char *name; ub_str from, want; } cases[] = {
        { "another site", UB_LIT("From: \"desk@bank.com\" <x@evil.example>\n\n"), UB_LIT("name-shows-address x@evil.example|desk@bank.com name-holds-address") },
        { "with words", UB_LIT("From: \"Bank (desk@bank.com)\" <x@evil.example>\n\n"), UB_LIT("name-shows-address x@evil.example|desk@bank.com name-holds-address") },
        { "the same site", UB_LIT("From: \"desk@bank.com\" <x@mail.bank.com>\n\n"), UB_LIT("") },
        { "no address", UB_LIT("From: \"Anna @ Bank\" <x@evil.example>\n\n"), UB_LIT("") },
        { "no From", UB_LIT("Subject: a@b.example\n\n"), UB_LIT("") },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) ub_assert_str(cases[i].name, signals_alone(cases[i].from), cases[i].want);
}

/* UTS 39, table 1 of 5.1 and the examples of 5.2. */
static void scripts_that_are_written_together_are_no_mixture(void **state)
{
    static const struct { ub_str label; bool mixed; } cases[] = {
        { UB_LIT("circle"), false }, { UB_LIT("\xD1\x81\xD1\x96\xD1\x80\xD1\x81\xD3\x80\xD0\xB5"), false }, { UB_LIT("\xD1\x81irsl\xD0\xB5"), true },
        { UB_LIT("cafe-24"), false }, { UB_LIT("\xE3\x80\x86\xE5\x88\x87"), false }, { UB_LIT("\xE3\x81\xAD\xE3\x82\xACx"), false },
        { UB_LIT("\xEA\xB0\x80" "abc"), false }, { UB_LIT("\xCE\xB1" "bc"), true }, { UB_LIT("\xE5\x8C\x97\xEA\xB0\x80"), false },
        { UB_LIT("\xE3\x81\xAD\xEA\xB0\x80"), true }, { UB_LIT("123"), false }, { UB_LIT(""), false },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++)
        if (ub_scripts_mixed(cases[i].label) != cases[i].mixed) fail_msg("%.*s", UB_F(cases[i].label));
}

static void at_most_100_signals_are_kept_and_the_rest_is_counted(void **state)
{
    static char html[1 << 16];
    (void)state;
    for (unsigned many = UB_SIGNALS_MAX; many <= UB_SIGNALS_MAX + 1; many++) {
        size_t n = (size_t)snprintf(html, sizeof html, "Content-Type: text/html\n\n");
        for (unsigned i = 0; i < many; i++) n += (size_t)snprintf(html + n, sizeof html - n, "<a href=\"http://203.0.113.%u/\">a</a>", i);
        ub_arena_reset(&arena, 1 << 20);
        ub_signals list = signals_of(ub_str_of(html, n), (ub_judge_opts){ 0 });
        assert_int_equal(list.n, UB_SIGNALS_MAX);
        assert_int_equal(list.omitted, many - UB_SIGNALS_MAX);
    }
}

static void each_signal_and_reason_has_its_words(void **state)
{
    (void)state;
    for (unsigned i = 0; i < UB_SIGNAL_N; i++) assert_true(ub_signal_name((ub_signal_id)i)[0] && strlen(ub_signal_about((ub_signal_id)i)) > 20);
    for (unsigned i = 0; i < UB_WHY_N; i++) {
        assert_true(ub_why_name(i)[0] && strlen(ub_why_about(i)) > 10);
        for (unsigned k = 0; k < i; k++) assert_string_not_equal(ub_why_name(i), ub_why_name(k));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_are_what_they_show),
        cmocka_unit_test(a_name_that_shows_an_address_is_held_against_the_address),
        cmocka_unit_test(scripts_that_are_written_together_are_no_mixture),
        cmocka_unit_test(at_most_100_signals_are_kept_and_the_rest_is_counted),
        cmocka_unit_test(each_signal_and_reason_has_its_words),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
