/* SPDX-License-Identifier: Apache-2.0 */
/* Claims to a protected name, and what hosts say whom the user trusts.  What is expected was written by hand. */
#include "judge_test.h"

#include "claim.h"

static const char roster_text[] =
    "[Morgenblatt]\nname = Das Morgenblatt\ndomain = morgenblatt.com\nmailer = mailsvc.test\n"
    "[Northern Times]\nname = \xD0\xA1\xD0\xB5\xD0\xB2\xD0\xB5\xD1\x80\xD0\xBD\xD1\x8B\xD0\xB5 \xD0\xB2\xD1\x80\xD0\xB5\xD0\xBC\xD0\xB5\xD0\xBD\xD0\xB0\ndomain = northerntimes.org\n"
    "[Anna Maria Berg]\ndomain = annaberg.com\n[\xE5\x8C\x97\xE6\x96\xB9\xE6\x97\xA5\xE5\xA0\xB1]\ndomain = beifang.com\n[NT]\nname = Northern Telegraph\ndomain = nt.com\n";

static void names_are_found_in_short_texts(void **state)
{
    enum { MORGENBLATT, TIMES, BERG, BEIFANG, NOBODY = 99 };
    static const struct { ub_str text; ub_claim_how how; unsigned who; } cases[] = {
        { UB_LIT("Morgenblatt"), UB_CLAIM_LOOSE, MORGENBLATT },
        { UB_LIT("Morgenblatt News Team"), UB_CLAIM_LOOSE, MORGENBLATT },
        { UB_LIT("The Morgenblatt"), UB_CLAIM_LOOSE, MORGENBLATT },
        { UB_LIT("M0rgenb1att"), UB_CLAIM_LOOSE, MORGENBLATT },
        { UB_LIT("M o r g e n b l a t t"), UB_CLAIM_LOOSE, MORGENBLATT },
        { UB_LIT("\xD0\x9Corgenblatt"), UB_CLAIM_LOOSE, MORGENBLATT },
        { UB_LIT("Peter Morgenblatt"), UB_CLAIM_LOOSE, NOBODY },
        { UB_LIT("Morgenblatter"), UB_CLAIM_LOOSE, NOBODY },
        { UB_LIT("Jane Roe, Northern Times"), UB_CLAIM_LOOSE, TIMES },
        { UB_LIT("Northern  TIMES"), UB_CLAIM_LOOSE, TIMES },
        { UB_LIT("Times Northern"), UB_CLAIM_LOOSE, TIMES },
        { UB_LIT("Northern New Times"), UB_CLAIM_LOOSE, NOBODY },
        { UB_LIT("\xD0\xA1\xD0\x95\xD0\x92\xD0\x95\xD0\xA0\xD0\x9D\xD0\xAB\xD0\x95 \xD0\x92\xD0\xA0\xD0\x95\xD0\x9C\xD0\x95\xD0\x9D\xD0\x90"), UB_CLAIM_LOOSE, TIMES },
        { UB_LIT("Berg, Anna Maria"), UB_CLAIM_LOOSE, BERG },
        { UB_LIT("Anna Maria Bergman"), UB_CLAIM_LOOSE, NOBODY },
        { UB_LIT("Anna Berg"), UB_CLAIM_LOOSE, NOBODY },
        { UB_LIT("\xE5\x8C\x97\xE6\x96\xB9\xE6\x97\xA5\xE5\xA0\xB1\xE7\xB7\xA8\xE8\xBC\xAF\xE9\x83\xA8"), UB_CLAIM_LOOSE, BEIFANG },
        { UB_LIT("Northern Times"), UB_CLAIM_WHOLE, TIMES },
        { UB_LIT("Northern Times Alerts"), UB_CLAIM_WHOLE, TIMES },
        { UB_LIT("What Northern Times wrote"), UB_CLAIM_WHOLE, NOBODY },
        { UB_LIT("Morgenblatt"), UB_CLAIM_WHOLE, NOBODY },
        { UB_LIT(""), UB_CLAIM_LOOSE, NOBODY }, { UB_LIT(" .,- "), UB_CLAIM_LOOSE, NOBODY }, { UB_LIT("\xFF\xFE"), UB_CLAIM_LOOSE, NOBODY },
    };
    ub_roster r;
    (void)state;
    ub_arena_reset(&arena, 1 << 20);
    assert_int_equal(ub_roster_read(&arena, &urls, UB_S(roster_text), &r, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        uint32_t who = NOBODY;
        if (!ub_claim_name(&r, cases[i].text, cases[i].how, &who)) who = NOBODY;
        if (who != cases[i].who) fail_msg("%.*s: %u, not %u", UB_F(cases[i].text), who, cases[i].who);
    }
}

static void names_are_found_in_long_texts(void **state)
{
    static const struct { ub_str text; bool want; } cases[] = {
        { UB_LIT("You read the\n northern  times."), true }, { UB_LIT("Northern. Times"), true }, { UB_LIT("Northernmost times"), false },
        { UB_LIT("northern"), false }, { UB_LIT(""), false }, { UB_LIT("x North3rn T1mes x"), true },
    };
    ub_roster r;
    (void)state;
    ub_arena_reset(&arena, 1 << 20);
    assert_int_equal(ub_roster_read(&arena, &urls, UB_S(roster_text), &r, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        if (ub_claim_mentions(&r, cases[i].text, 1, 1) != cases[i].want) fail_msg("%.*s", UB_F(cases[i].text));
        assert_false(ub_claim_mentions(&r, cases[i].text, 1, 30));
    }
}

/* ------------------------------------------------------------------------------------------------ whole messages */

static ub_str poses(ub_str raw, const char *trust)
{
    static ub_roster r;
    ub_trusted trusted = { .n = 0 };
    ub_arena_reset(&arena, 1 << 20);
    assert_true(ub_trusted_add(&trusted, ub_str_of(trust, strlen(trust))));
    assert_int_equal(ub_roster_read(&arena, &urls, UB_S(roster_text), &r, NULL), UB_OK);
    return signals_text(signals_of(raw, (ub_judge_opts){ .roster = &r, .trusted = &trusted }), true);
}

static void a_claim_needs_a_fact(void **state)
{
    static const struct { const char *name; ub_str raw, want; } cases[] = {
        { "name, another site", UB_LIT("From: Morgenblatt <a@evil.test>\n\n"), UB_LIT("impersonation Morgenblatt claim-in-name from-elsewhere") },
        { "name, its own site", UB_LIT("From: Morgenblatt <a@news.morgenblatt.com>\n\n"), UB_LIT("") },
        { "name, its mailer", UB_LIT("From: Morgenblatt <a@mailsvc.test>\n\n"), UB_LIT("") },
        { "name, its list", UB_LIT("From: Morgenblatt via list <a@lists.test>\nList-Id: The paper <news.morgenblatt.com>\n\n"), UB_LIT("") },
        { "name, another's list", UB_LIT("From: Morgenblatt <a@evil.test>\nList-Id: <x.evil.test>\n\n"), UB_LIT("impersonation Morgenblatt claim-in-name from-elsewhere") },
        { "encoded name", UB_LIT("From: =?utf-8?q?M=D0=BErgenblatt?= <a@evil.test>\n\n"), UB_LIT("impersonation Morgenblatt claim-in-name from-elsewhere") },
        { "domain in the name", UB_LIT("From: \"desk of morgenblatt.com\" <a@evil.test>\n\n"), UB_LIT("impersonation Morgenblatt claim-by-domain from-elsewhere") },
        { "before the @", UB_LIT("From: morgenblatt.news@evil.test\n\n"), UB_LIT("impersonation Morgenblatt claim-in-address from-elsewhere") },
        { "the second of two", UB_LIT("From: a@b.test, Morgenblatt <a@evil.test>\n\n"), UB_LIT("impersonation Morgenblatt claim-in-name from-elsewhere") },
        { "a second From", UB_LIT("From: Morgenblatt <a@morgenblatt.com>\nFrom: Morgenblatt <a@evil.test>\n\n"), UB_LIT("impersonation Morgenblatt claim-in-name from-elsewhere") },
        { "Reply-To", UB_LIT("From: a@evil.test\nReply-To: Morgenblatt <a@other.test>\n\n"), UB_LIT("impersonation Morgenblatt claim-in-name from-elsewhere") },
        { "subject", UB_LIT("From: a@evil.test\nSubject: Northern Times: who leads\n\n"), UB_LIT("impersonation Northern Times claim-in-subject from-elsewhere") },
        { "subject in brackets", UB_LIT("From: a@evil.test\nSubject: [Northern Times] who leads\n\n"), UB_LIT("impersonation Northern Times claim-in-subject from-elsewhere") },
        { "end of the subject", UB_LIT("From: a@evil.test\nSubject: Who leads | Northern Times\n\n"), UB_LIT("impersonation Northern Times claim-in-subject from-elsewhere") },
        { "subject that mentions", UB_LIT("From: a@b.test\nSubject: I read the Northern Times today\n\n"), UB_LIT("") },
        { "subject of an answer", UB_LIT("From: a@b.test\nSubject: Re: Northern Times: who leads\n\n"), UB_LIT("") },
        { "subject of a list", UB_LIT("From: a@b.test\nList-Post: <mailto:l@b.test>\nSubject: [Northern Times] who leads\n\n"), UB_LIT("") },
        { "text", UB_LIT("From: a@evil.test\nContent-Type: text/html\n\n<h1>Northern Times</h1><p>News of the day</p><p>&copy; 2021 Northern Times. All rights reserved.</p>"),
          UB_LIT("impersonation Northern Times claim-in-text from-elsewhere") },
        { "text without rights", UB_LIT("From: a@b.test\nContent-Type: text/html\n\n<h1>Northern Times</h1><p>is a paper</p>"), UB_LIT("") },
        { "only rights", UB_LIT("From: a@b.test\nContent-Type: text/html\n\n<p>look at this</p><p>&copy; 2021 Northern Times. All rights reserved.</p>"), UB_LIT("") },
        { "no claim", UB_LIT("From: Carl <carl@b.test>\nSubject: Dinner\n\nat eight"), UB_LIT("") },
        { "no From", UB_LIT("Subject: Northern Times: who leads\n\n"), UB_LIT("") },
        { "a link one letter off", UB_LIT("From: a@b.test\nContent-Type: text/html\n\n<a href=\"https://www.northerntime.org/\">x</a>"),
          UB_LIT("lookalike-domain northerntimes.org one-letter in-link") },
        { "a short one", UB_LIT("From: a@b.test\nContent-Type: text/html\n\n<a href=\"https://www.nto.com/\">x</a>"), UB_LIT("") },
        { "a short one, named", UB_LIT("From: a@b.test\nContent-Type: text/html\n\n<a href=\"https://www.nto.com/\">x</a> of the Northern Telegraph"),
          UB_LIT("lookalike-domain nt.com one-letter in-link named-in-message") },
        { "a short one, named in short", UB_LIT("From: a@b.test\nContent-Type: text/html\n\n<a href=\"https://www.nto.com/\">x</a> of the NT"), UB_LIT("") },
        { "a sender", UB_LIT("From: a@nto.com\n\nNT"), UB_LIT("lookalike-domain nt.com one-letter in-from named-in-message") },
        { "behind a gateway", UB_LIT("From: a@b.test\nContent-Type: text/html\n\n<a href=\"https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.northerntime.org%2Fx&amp;data=05%7C02&amp;reserved=0\">x</a>"),
          UB_LIT("lookalike-domain northerntimes.org one-letter in-link") },
        { "where answers go", UB_LIT("From: a@b.test\nReply-To: c@m0rgenblatt.com\n\n"), UB_LIT("lookalike-domain morgenblatt.com letters-look-alike in-reply-to") },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) ub_assert_str(cases[i].name, poses(cases[i].raw, ""), cases[i].want);
}

#define FROM "From: Morgenblatt <a@morgenblatt.com>\n"
#define FORGED UB_LIT("impersonation Morgenblatt not-authenticated")

/* The forms are those of RFC 8601, appendix B, and RFC 8617. */
static void the_word_of_trusted_hosts_counts_and_no_other(void **state)
{
    static const struct { const char *name; ub_str raw, want; } cases[] = {
        { "nobody looked", UB_LIT(FROM "\n"), UB_LIT("") },
        { "dmarc passed", UB_LIT("Authentication-Results: mx.home.test; dmarc=pass header.from=morgenblatt.com\n" FROM "\n"), UB_LIT("") },
        { "dmarc failed", UB_LIT("Authentication-Results: mx.home.test; dmarc=fail (p=none) header.from=morgenblatt.com\n" FROM "\n"), FORGED },
        { "somebody else says so", UB_LIT("Authentication-Results: mx.evil.test; dmarc=fail header.from=morgenblatt.com\n" FROM "\n"), UB_LIT("") },
        { "somebody else says that it passed", UB_LIT("Authentication-Results: mx.evil.test; dmarc=pass header.from=morgenblatt.com\nAuthentication-Results: mx.home.test; spf=fail smtp.mailfrom=morgenblatt.com\n" FROM "\n"), FORGED },
        { "dkim of a subdomain", UB_LIT("Authentication-Results: mx.home.test 1;\n dkim=pass (1024-bit key; \\( text (nested)) header.i=@news.morgenblatt.com header.s=x\n" FROM "\n"), UB_LIT("") },
        { "dkim of another", UB_LIT("Authentication-Results: mx.home.test; dkim=pass header.d=evil.test\n" FROM "\n"), FORGED },
        { "dkim of their mailer", UB_LIT("Authentication-Results: MX.home.test; dkim=pass reason=\"good; key\" header.d=mailsvc.test\n" FROM "\n"), UB_LIT("") },
        { "spf of their mailer", UB_LIT("Authentication-Results: mx.home.test; spf=pass smtp.mailfrom=b@mailsvc.test\n" FROM "\n"), FORGED },
        { "spf of theirs", UB_LIT("Authentication-Results: mx.home.test; auth=pass (cram-md5) smtp.auth=x; spf=pass smtp.mailfrom=\"b@morgenblatt.com\"\n" FROM "\n"), UB_LIT("") },
        { "one of several", UB_LIT("Authentication-Results: mx.home.test; dkim=fail header.d=morgenblatt.com; dkim/1 = pass header.d = morgenblatt.com\n" FROM "\n"), UB_LIT("") },
        { "nothing looked at", UB_LIT("Authentication-Results: mx.home.test; none\n" FROM "\n"), UB_LIT("") },
        { "arc, chain holds", UB_LIT("Authentication-Results: mx.home.test; arc=pass; dmarc=fail header.from=morgenblatt.com\nARC-Authentication-Results: i=1; relay.test; dkim=pass header.d=morgenblatt.com\n" FROM "\n"), UB_LIT("") },
        { "arc, chain broken", UB_LIT("Authentication-Results: mx.home.test; arc=fail; dmarc=fail header.from=morgenblatt.com\nARC-Authentication-Results: i=1; relay.test; dkim=pass header.d=morgenblatt.com\n" FROM "\n"), FORGED },
        { "arc of another", UB_LIT("Authentication-Results: mx.home.test; arc=pass; dmarc=fail header.from=morgenblatt.com\nARC-Authentication-Results: i=1; evil.test; dkim=pass header.d=morgenblatt.com\n" FROM "\n"), FORGED },
        { "a field of odd bytes", UB_LIT("Authentication-Results: mx.home.test; =;/=. (\0\n" FROM "\n"), UB_LIT("") },
        { "not of the roster", UB_LIT("Authentication-Results: mx.home.test; dmarc=fail header.from=b.test\nFrom: a@b.test\n\n"), UB_LIT("") },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_assert_str(cases[i].name, poses(cases[i].raw, "mx.home.test, relay.test"), cases[i].want);
        ub_assert_str(cases[i].name, poses(cases[i].raw, ""), UB_S(""));
    }
}

static void thirty_two_hosts_can_be_trusted(void **state)
{
    char list[512] = "";
    ub_trusted t = { .n = 0 };
    (void)state;
    for (unsigned i = 0; i < UB_TRUSTED_MAX; i++) snprintf(list + strlen(list), sizeof list - strlen(list), "h%u,", i);
    assert_true(ub_trusted_add(&t, ub_str_of(list, strlen(list))));
    assert_int_equal(t.n, UB_TRUSTED_MAX);
    assert_false(ub_trusted_add(&t, UB_S("one-more")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found_in_short_texts),
        cmocka_unit_test(names_are_found_in_long_texts),
        cmocka_unit_test(a_claim_needs_a_fact),
        cmocka_unit_test(the_word_of_trusted_hosts_counts_and_no_other),
        cmocka_unit_test(thirty_two_hosts_can_be_trusted),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
