/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fields on demand: the RFCs' own examples, written down by hand, and what real mail makes of the same syntax.
 * RFC 5322 appendix A, RFC 2047 section 8, RFC 2231, RFC 2045 5.1, RFC 2183.
 */
#include "support.h"

#include "mime.h"

static ub_arena arena;

static ub_arena *fresh(void)
{
    if (!arena.start) assert_int_equal(ub_arena_open(&arena, (size_t)1 << 28, NULL), UB_OK);
    ub_arena_reset(&arena, 1 << 20);
    return &arena;
}

/* ---------------------------------------------------------------- text */

static const struct { const char *name; ub_str in, want; } texts[] = {
    { "nothing to do", UB_LIT(" Hello"), UB_LIT("Hello") },
    { "a fold", UB_LIT(" This\r\n is a test\r\n"), UB_LIT("This is a test") },
    { "a fold with a tab", UB_LIT("a\n\tb"), UB_LIT("a\tb") },
    /* RFC 2047 section 8 */
    { "(=?ISO-8859-1?Q?a?=)", UB_LIT("(=?ISO-8859-1?Q?a?=)"), UB_LIT("(a)") },
    { "a word, then text", UB_LIT("(=?ISO-8859-1?Q?a?= b)"), UB_LIT("(a b)") },
    { "two words", UB_LIT("(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)"), UB_LIT("(ab)") },
    { "two words, two spaces", UB_LIT("(=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=)"), UB_LIT("(ab)") },
    { "two words, a fold", UB_LIT("(=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?=)"), UB_LIT("(ab)") },
    { "a space within", UB_LIT("(=?ISO-8859-1?Q?a_b?=)"), UB_LIT("(a b)") },
    { "a space between", UB_LIT("(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)"), UB_LIT("(a b)") },
    { "Keld", UB_LIT("=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?="), UB_LIT("Keld J\303\270rn Simonsen") },
    { "Andre", UB_LIT("=?ISO-8859-1?Q?Andr=E9?= Pirard"), UB_LIT("Andr\303\251 Pirard") },
    { "Olle", UB_LIT("=?ISO-8859-1?Q?Olle_J=E4rnefors?="), UB_LIT("Olle J\303\244rnefors") },
    { "Patrik", UB_LIT("=?ISO-8859-1?Q?Patrik_F=E4ltstr=F6m?="), UB_LIT("Patrik F\303\244ltstr\303\266m") },
    { "base64", UB_LIT("=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\r\n =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?="),
      UB_LIT("If you can read this you understand the example.") },
    { "Hebrew", UB_LIT("(=?iso-8859-8?b?7eXs+SDv4SDp7Oj08A==?=)"), UB_LIT("(\327\235\327\225\327\234\327\251 \327\237\327\221 \327\231\327\234\327\230\327\244\327\240)") },
    /* RFC 2231 section 5 */
    { "a language", UB_LIT("=?US-ASCII*EN?Q?Keith_Moore?="), UB_LIT("Keith Moore") },
    /* real mail */
    { "a character in two words", UB_LIT("=?utf-8?Q?=C3?= =?utf-8?Q?=A9?="), UB_LIT("\303\251") },
    { "the same in base64", UB_LIT("=?UTF-8?B?w6k=?= =?utf-8?B?ww==?=\n =?utf-8?B?qQ==?="), UB_LIT("\303\251\303\251") },
    { "a word within text", UB_LIT("Re=?utf-8?q?=3A?=x"), UB_LIT("Re:x") },
    { "a word within quotes", UB_LIT("\"=?utf-8?q?x?=\" y"), UB_LIT("\"x\" y") },
    { "spaces within a word", UB_LIT("=?utf-8?Q?a b?="), UB_LIT("a b") },
    { "no padding", UB_LIT("=?utf-8?b?YQ?="), UB_LIT("a") },
    { "an escape that is none", UB_LIT("=?utf-8?Q?a=b=?="), UB_LIT("a=b=") },
    { "an empty word", UB_LIT("a =?utf-8?Q?\?= b"), UB_LIT("a  b") },
    { "no end", UB_LIT("=?utf-8?Q?a"), UB_LIT("=?utf-8?Q?a") },
    { "another encoding", UB_LIT("=?utf-8?X?a?="), UB_LIT("=?utf-8?X?a?=") },
    { "an unknown set", UB_LIT("=?x-nobody?Q?=E9?="), UB_LIT("\303\251") },
    { "raw UTF-8", UB_LIT("\303\251"), UB_LIT("\303\251") },
    { "raw Latin", UB_LIT("\351t\351"), UB_LIT("\303\251t\303\251") },
    { "ISO-2022-JP in two words", UB_LIT("=?iso-2022-jp?B?GyRCRnwbKEI=?= =?iso-2022-jp?B?GyRCS1wbKEI=?="), UB_LIT("\346\227\245\346\234\254") },
    { "empty", UB_LIT(""), UB_LIT("") },
};

static void text_is_unfolded_and_decoded(void **state)
{
    (void)state;
    for (size_t i = 0; i < UB_COUNT(texts); i++) {
        ub_str got;
        assert_int_equal(ub_mime_text(fresh(), NULL, texts[i].in, &got, NULL), UB_OK);
        ub_assert_str(texts[i].name, got, texts[i].want);
    }
}

/* ---------------------------------------------------------------- addresses */

/* name|local|domain, group in front with ':', flags in letters: n no domain, g empty group, c comment is name, b bare, x broken */
static const struct { const char *name; ub_str in, want; } addresses[] = {
    /* RFC 5322 A.1.1, A.1.2, A.1.3 */
    { "plain", UB_LIT("John Doe <jdoe@machine.example>"), UB_LIT("John Doe|jdoe|machine.example|\n") },
    { "quoted name", UB_LIT("\"Joe Q. Public\" <john.q.public@example.com>"), UB_LIT("Joe Q. Public|john.q.public|example.com|\n") },
    { "three", UB_LIT("Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>"),
      UB_LIT("Mary Smith|mary|x.test|\n|jdoe|example.org|b\nWho?|one|y.test|\n") },
    { "no name, a quoted pair", UB_LIT("<boss@nil.test>, \"Giant; \\\"Big\\\" Box\" <sysservices@example.net>"),
      UB_LIT("|boss|nil.test|\nGiant; \"Big\" Box|sysservices|example.net|\n") },
    { "a group", UB_LIT("A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;"),
      UB_LIT("A Group:Ed Jones|c|a.test|\nA Group:|joe|where.test|b\nA Group:John|jdoe|one.test|\n") },
    { "an empty group", UB_LIT("Undisclosed recipients:;"), UB_LIT("Undisclosed recipients:|||ng\n") },
    /* A.5 */
    { "comments", UB_LIT("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>"), UB_LIT("Pete|pete|silly.test|\n") },
    { "comments in a group", UB_LIT("A Group(Some people)\r\n     :Chris Jones <c@(Chris's host.)public.example>,\r\n"
                                    "         joe@example.org,\r\n  John <jdoe@one.test> (my dear friend); (the end of the group)"),
      UB_LIT("A Group:Chris Jones|c|public.example|\nA Group:|joe|example.org|b\nA Group:John|jdoe|one.test|\n") },
    { "an empty group with comments", UB_LIT("(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;"),
      UB_LIT("Hidden recipients:|||ng\n") },
    /* A.6.1, A.6.3 */
    { "obsolete phrase and route", UB_LIT("Joe Q. Public <john.q.public@example.com>"), UB_LIT("Joe Q. Public|john.q.public|example.com|\n") },
    { "a route", UB_LIT("Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example"),
      UB_LIT("Mary Smith|mary|example.net|\n|jdoe|test.example|b\n") },
    { "obsolete white space", UB_LIT("John Doe <jdoe@machine(comment).  example>"), UB_LIT("John Doe|jdoe|machine.example|\n") },
    /* RFC 822 habit, RFC 2047, RFC 6532 */
    { "a name in a comment", UB_LIT("jdoe@example.org (John Doe)"), UB_LIT("John Doe|jdoe|example.org|cb\n") },
    { "an encoded name", UB_LIT("=?ISO-8859-1?Q?Andr=E9?= Pirard <PIRARD@vm1.ulg.ac.be>"), UB_LIT("Andr\303\251 Pirard|PIRARD|vm1.ulg.ac.be|\n") },
    { "an encoded name in quotes", UB_LIT("\"=?utf-8?Q?A=2C_B?=\" <a@b.test>"), UB_LIT("A, B|a|b.test|\n") },
    { "an encoded comment", UB_LIT("nobody@example.org (=?utf-8?q?=C3=A9?=)"), UB_LIT("\303\251|nobody|example.org|cb\n") },
    { "UTF-8 addresses", UB_LIT("\303\251 <\303\251@\303\251.test>"), UB_LIT("\303\251|\303\251|\303\251.test|\n") },
    { "a quoted local part", UB_LIT("\"a b\"@c.test, <\"d@e\"@f.test>"), UB_LIT("|a b|c.test|b\n|d@e|f.test|\n") },
    { "a literal", UB_LIT("x@[IPv6:2001:db8::1]"), UB_LIT("|x|[IPv6:2001:db8::1]|b\n") },
    /* real mail */
    { "a comma in a name", UB_LIT("Doe, John <jdoe@x.test>"), UB_LIT("Doe, John|jdoe|x.test|x\n") },
    { "local users", UB_LIT("root, staff"), UB_LIT("|root||nb\n|staff||nb\n") },
    { "no closing bracket", UB_LIT("A <a@b.test, c@d.test"), UB_LIT("A|a|b.test|x\n|c|d.test|b\n") },
    { "semicolons between", UB_LIT("a@b.test; c@d.test"), UB_LIT("|a|b.test|b\n|c|d.test|b\n") },
    { "words before a bare address", UB_LIT("John Doe jdoe@x.test"), UB_LIT("John Doe|jdoe|x.test|bx\n") },
    { "an address as a name", UB_LIT("\"a@good.test\" <b@bad.test>"), UB_LIT("a@good.test|b|bad.test|\n") },
    { "two at signs", UB_LIT("<a@b@c.test>"), UB_LIT("|a@b|c.test|\n") },
    { "double brackets", UB_LIT("<<a@b.test>>"), UB_LIT("|a|b.test|\n") },
    { "a quote that is not closed", UB_LIT("\"John <a@b.test>"), UB_LIT("\"John|a|b.test|\n") },
    { "a comment that is not closed", UB_LIT("a@b.test (John"), UB_LIT("|a|b.test|bx\n") },
    { "only a name", UB_LIT("John Doe"), UB_LIT("John Doe|||nbx\n") },
    { "empty brackets", UB_LIT("Facebook <>"), UB_LIT("Facebook|||n\n") },
    { "nothing", UB_LIT("  "), UB_LIT("") },
};

static void addresses_are_read(void **state)
{
    int failed = 0;
    (void)state;
    for (size_t i = 0; i < UB_COUNT(addresses); i++) {
        ub_arena *a = fresh();
        ub_buf b = ub_buf_in(a);
        ub_addrs l;
        ub_str got;
        assert_int_equal(ub_mime_addresses(a, NULL, addresses[i].in, NULL, &l, NULL), UB_OK);
        for (size_t k = 0; k < l.n; k++) {
            const ub_addr *p = &l.p[k];
            if (p->group.n) ub_buf_add(&b, p->group), ub_buf_char(&b, ':');
            ub_buf_add(&b, p->name), ub_buf_char(&b, '|');
            ub_buf_add(&b, p->local), ub_buf_char(&b, '|'), ub_buf_add(&b, p->domain), ub_buf_char(&b, '|');
            if (p->flags & UB_ADDR_NO_DOMAIN) ub_buf_char(&b, 'n');
            if (p->flags & UB_ADDR_GROUP) ub_buf_char(&b, 'g');
            if (p->flags & UB_ADDR_COMMENT_NAME) ub_buf_char(&b, 'c');
            if (p->flags & UB_ADDR_BARE) ub_buf_char(&b, 'b');
            if (p->flags & UB_ADDR_BROKEN) ub_buf_char(&b, 'x');
            ub_buf_char(&b, '\n');
        }
        got = b.n ? ub_buf_str(&b) : UB_S("");
        if (ub_str_eq(got, addresses[i].want)) continue;
        print_error("%s: got\n%.*swant\n%.*s", addresses[i].name, UB_F(got), UB_F(addresses[i].want));
        failed++;
    }
    assert_int_equal(failed, 0);
}

/* ---------------------------------------------------------------- dates; want from date(1), by hand */

static const struct { ub_str in; bool ok; int64_t want; int zone; } dates[] = {
    { UB_LIT("Fri, 21 Nov 1997 09:55:06 -0600"), true, 880127706, -360 },
    { UB_LIT("Tue, 1 Jul 2003 10:52:37 +0200"), true, 1057049557, 120 },
    { UB_LIT("Thu, 13 Feb 1969 23:32:54 -0330"), true, -27723426, -210 },
    { UB_LIT("Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n               -0330 (Newfoundland Time)"), true, -27723480, -210 },
    { UB_LIT("21 Nov 97 09:55:06 GMT"), true, 880106106, 0 },
    { UB_LIT("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600"), true, 880127706, -360 },
    { UB_LIT("21 Nov 1997 09:55 EST"), true, 880124100, -300 },
    { UB_LIT("21 Nov 1997 09:55:06 PDT"), true, 880131306, -420 },
    { UB_LIT("21 Nov 1997 09:55:06 A"), true, 880106106, 0 },
    { UB_LIT("21 Nov 1997 09:55:06 -0000"), true, 880106106, 0 },
    { UB_LIT("1 Jan 70 00:00:00 UT"), true, 0, 0 },
    { UB_LIT("1 Jan 101 00:00:00 +0000"), true, 978307200, 0 },
    { UB_LIT("1 Jan 0101 00:00:00 +0000"), true, 978307200, 0 },
    { UB_LIT("1 Jan 49 00:00:00 +0000"), true, 2493072000, 0 },
    { UB_LIT("29 Feb 2000 23:59:60 +0000"), true, 951868800, 0 },
    { UB_LIT("Fri Nov 21 09:55:06 1997"), true, 880106106, 0 },
    { UB_LIT("1997-11-21T09:55:06Z"), true, 880106106, 0 },
    { UB_LIT("1997-11-21T09:55:06.123+01:00"), true, 880102506, 60 },
    { UB_LIT("21-Nov-1997 09:55:06 +0000"), true, 880106106, 0 },
    { UB_LIT("11/21/1997"), true, 880070400, 0 },
    { UB_LIT("21.11.1997 09:55"), false, 0, 0 },
    { UB_LIT("21 November 1997 9:55:06 PM +0000"), true, 880149306, 0 },
    { UB_LIT("21 Nov 1997 12:00:00 AM"), true, 880070400, 0 },
    { UB_LIT("21 Nov 1997"), true, 880070400, 0 },
    { UB_LIT("Fri, 21 Nov 1997 09:55:06 GMT+0100"), true, 880102506, 60 },
    { UB_LIT("09:55:06"), false, 0, 0 },
    { UB_LIT("32 Nov 1997 09:55:06"), false, 0, 0 },
    { UB_LIT("21 Nov 1997 09:99:06"), false, 0, 0 },
    { UB_LIT("yesterday"), false, 0, 0 },
    { UB_LIT(""), false, 0, 0 },
};

static void dates_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < UB_COUNT(dates); i++) {
        int64_t got = 0;
        int zone = 0;
        bool ok = ub_mime_date(dates[i].in, &got, &zone);
        if (ok != dates[i].ok || (ok && (got != dates[i].want || zone != dates[i].zone)))
            fail_msg("%.*s: %d %lld %d, want %d %lld %d", UB_F(dates[i].in), ok, (long long)got, zone, dates[i].ok,
                     (long long)dates[i].want, dates[i].zone);
    }
}

/* ---------------------------------------------------------------- ids */

static const struct { ub_str in, want; } ids[] = {
    { UB_LIT(" <1234@local.machine.example>"), UB_LIT("1234@local.machine.example|") },
    { UB_LIT("<1234@local.machine.example> <3456@example.net>"), UB_LIT("1234@local.machine.example|3456@example.net|") },
    { UB_LIT("<1234   @   local(blah)  .machine .example>"), UB_LIT("1234@local.machine.example|") },
    { UB_LIT("Your message of <a@b> (yesterday)"), UB_LIT("a@b|") },
    { UB_LIT("a@b"), UB_LIT("a@b|") },
    { UB_LIT("102.103"), UB_LIT("102.103|") },
    { UB_LIT("<a@b <c@d>"), UB_LIT("a@b|c@d|") },
    { UB_LIT("<>"), UB_LIT("") },
    { UB_LIT("x(none)@y, <z@w>"), UB_LIT("x(none)@y|z@w|") },
};

static void ids_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < UB_COUNT(ids); i++) {
        ub_arena *a = fresh();
        ub_buf b = ub_buf_in(a);
        ub_str rest = ids[i].in, id;
        while (ub_mime_id_next(a, &rest, &id)) ub_buf_add(&b, id), ub_buf_char(&b, '|');
        ub_assert_str(ids[i].in.p, b.n ? ub_buf_str(&b) : UB_S(""), ids[i].want);
    }
}

/* ---------------------------------------------------------------- parameters: name=value form flags */

static const struct { const char *name; ub_str in, want; } params[] = {
    { "RFC 2045 5.1", UB_LIT("text/plain; charset=us-ascii (Plain text)"), UB_LIT("charset=us-ascii plain;charset=us-ascii (Plain text) literal;") },
    { "quoted", UB_LIT("text/plain; charset=\"us-ascii\""), UB_LIT("charset=us-ascii plain;") },
    { "RFC 2231 3", UB_LIT("message/external-body; access-type=URL;\r\n URL*0=\"ftp://\";\r\n URL*1=\"cs.utk.edu/pub/moose/bulk-mailer/bulk-mailer.tar\""),
      UB_LIT("access-type=URL plain;URL*0=ftp:// piece;URL=ftp://cs.utk.edu/pub/moose/bulk-mailer/bulk-mailer.tar continued;"
             "URL*1=cs.utk.edu/pub/moose/bulk-mailer/bulk-mailer.tar piece;") },
    { "RFC 2231 4", UB_LIT("application/x-stuff; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A"),
      UB_LIT("title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A piece;title=This is ***fun*** extended;") },
    { "RFC 2231 4.1", UB_LIT("application/x-stuff\n; title*0*=us-ascii'en'This%20is%20even%20more%20\n; title*1*=%2A%2A%2Afun%2A%2A%2A%20\n; title*2=\"isn't it!\""),
      UB_LIT("title*0*=us-ascii'en'This%20is%20even%20more%20 piece;title=This is even more ***fun*** isn't it! continued;"
             "title*1*=%2A%2A%2Afun%2A%2A%2A%20 piece;title*2=isn't it! piece;") },
    { "sections out of order", UB_LIT("a/b; x*2=c; x*0=a; x*1=b"), UB_LIT("x*2=c piece;x*0=a piece;x=abc continued;x*1=b piece;") },
    { "a gap", UB_LIT("a/b; x*0=a; x*2=c"), UB_LIT("x*0=a piece;x=a continued;x*2=c piece;") },
    { "a section twice", UB_LIT("a/b; x*0=a; x*0=b; x*1=c"), UB_LIT("x*0=a piece;x=ac continued;x*0=b piece;x*1=c piece;") },
    { "both ways", UB_LIT("a/b; filename=a.txt; filename*=utf-8''a.html"), UB_LIT("filename=a.txt plain;filename*=utf-8''a.html piece;filename=a.html extended;") },
    { "a charset", UB_LIT("a/b; filename*=iso-8859-1''%E9"), UB_LIT("filename*=iso-8859-1''%E9 piece;filename=\303\251 extended;") },
    { "no charset", UB_LIT("a/b; filename*=%41"), UB_LIT("filename*=%41 piece;filename=A extended;") },
    { "twice", UB_LIT("a/b; x=1; x=2"), UB_LIT("x=1 plain;x=2 plain;") },
    { "an encoded word", UB_LIT("a/b; name=\"=?utf-8?Q?a=2Eb?=\""), UB_LIT("name==?utf-8?Q?a=2Eb?= plain;name=a.b words;") },
    { "a quoted pair", UB_LIT("a/b; name=\"C:\\dir\\x\""), UB_LIT("name=C:dirx plain;name=C:\\dir\\x literal;") },
    { "spaces without quotes", UB_LIT("a/b; name=my file.txt; x=y"), UB_LIT("name=my plain;name=my file.txt literal;x=y plain;") },
    { "no semicolon between", UB_LIT("a/b; charset=x name=y"), UB_LIT("charset=x plain;name=y plain;") },
    { "a quote that is not closed", UB_LIT("a/b; name=\"x; charset=y"), UB_LIT("name=x; charset=y plain;name=\"x literal;charset=y plain;") },
    { "white space around", UB_LIT("a/b ; x\n = \n y ;"), UB_LIT("x=y plain;") },
    { "no value", UB_LIT("a/b; x; y=; z"), UB_LIT("y= plain;") },
    { "semicolons", UB_LIT("a/b;;; ;x=y;;"), UB_LIT("x=y plain;") },
    { "disposition", UB_LIT("attachment; filename=genome.jpeg;\n modification-date=\"Wed, 12 Feb 1997 16:29:51 -0500\""),
      UB_LIT("filename=genome.jpeg plain;modification-date=Wed, 12 Feb 1997 16:29:51 -0500 plain;") },
};

static void parameters_give_every_candidate(void **state)
{
    int failed = 0;
    (void)state;
    for (size_t i = 0; i < UB_COUNT(params); i++) {
        ub_arena *a = fresh();
        ub_buf b = ub_buf_in(a);
        ub_params list;
        ub_str got;
        assert_int_equal(ub_mime_params(a, NULL, params[i].in, NULL, &list, NULL), UB_OK);
        for (size_t k = 0; k < list.n; k++) {
            const char *form = ub_param_form_name(list.p[k].form);
            ub_buf_add(&b, list.p[k].name), ub_buf_char(&b, '='), ub_buf_add(&b, list.p[k].value), ub_buf_char(&b, ' ');
            ub_buf_add(&b, ub_str_of(form, strlen(form))), ub_buf_char(&b, ';');
        }
        got = b.n ? ub_buf_str(&b) : UB_S("");
        if (ub_str_eq(got, params[i].want)) continue;
        print_error("%s: got\n  %.*s\nwant\n  %.*s\n", params[i].name, UB_F(got), UB_F(params[i].want));
        failed++;
    }
    assert_int_equal(failed, 0);
}

static void names_and_types_are_found(void **state)
{
    (void)state;
    for (int i = 1; i < UB_HDR_N; i++) {
        ub_str upper = ub_hdr_names[i];
        char low[64];
        for (size_t k = 0; k < upper.n; k++) low[k] = (char)ub_lower((unsigned char)upper.p[k]);
        assert_int_equal(ub_hdr_find(upper), i);
        assert_int_equal(ub_hdr_find(ub_str_of(low, upper.n)), i);
        low[upper.n / 2] = '!';
        assert_int_equal(ub_hdr_find(ub_str_of(low, upper.n)), UB_HDR_OTHER);
    }
    for (int i = 1; i < UB_MEDIA_N; i++) {
        ub_str rest = ub_media_names[i], type = ub_str_cut(&rest, '/');
        assert_int_equal(ub_media_find(type, rest), i);
        if (i > 1) assert_true(ub_str_cmp(ub_media_names[i - 1], ub_media_names[i]) < 0);
    }
    assert_int_equal(ub_media_find(UB_S("TEXT"), UB_S("Html")), UB_MEDIA_TEXT_HTML);
    assert_int_equal(ub_media_find(UB_S("text"), UB_S("x")), UB_MEDIA_OTHER);
    assert_int_equal(ub_hdr_find(UB_S("")), UB_HDR_OTHER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_unfolded_and_decoded), cmocka_unit_test(addresses_are_read), cmocka_unit_test(dates_are_read),
        cmocka_unit_test(ids_are_read), cmocka_unit_test(parameters_give_every_candidate), cmocka_unit_test(names_and_types_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
