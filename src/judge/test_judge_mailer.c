/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Services, their slots, and what is wrapped.  URLs are made up in the grammar of each service.  Targets were put in by the
 * vendors' own rules with coreutils and Python; the cases of URL Defense are of the decoder test of cardi/proofpoint-url-decoder
 * (CC0), those of Cisco, Sophos, Trellix, Trend Micro, Barracuda, EdgePilot and Trustwave have the form of links in public
 * archives of mailing lists.
 */
#include "judge_test.h"

#include "mailer.h"

static ub_grammar_cache grammars;

/* With a cache that all tests share, and without. */
static bool look(ub_str text, ub_url *url, ub_grammar *g)
{
    ub_url_site_info site;
    ub_arena_reset(&arena, 1 << 20);
    if (ub_url_parse(&arena, &urls, text, NULL, url, NULL, NULL) != UB_OK) fail_msg("%.*s is no URL", UB_F(text));
    (void)ub_url_site(&urls, url->host, &site, NULL);
    ub_grammar alone;
    bool known = ub_grammar_match(NULL, url, site.site, &alone);
    memset(g, 0xA5, sizeof *g);
    assert_int_equal(ub_grammar_match(&grammars, url, site.site, g), known);
    assert_int_equal(alone.service, g->service);
    assert_int_equal(alone.any_host, g->any_host);
    assert_int_equal(alone.n_common, g->n_common);
    assert_true(ub_str_eq(alone.recipient, g->recipient) && ub_str_eq(alone.tenant, g->tenant) && ub_str_eq(alone.wrapped, g->wrapped));
    return known;
}

static void each_row_stands_in_order(void **state)
{
    static const ub_str keys[] = {
#define UB_GRAMMAR(key, service, pattern) UB_LIT(key),
#include "grammars.def"
#undef UB_GRAMMAR
    };
    (void)state;
    for (size_t i = 1; i < UB_COUNT(keys); i++)
        if (ub_str_cmp(keys[i - 1], keys[i]) > 0) fail_msg("%.*s stands behind %.*s", UB_F(keys[i]), UB_F(keys[i - 1]));
    for (size_t i = 0; i < UB_COUNT(keys); i++)
        if (keys[i].n > UB_GRAMMAR_KEY_MAX) fail_msg("%.*s is too long", UB_F(keys[i]));
}

static void each_service_has_a_name_of_its_own(void **state)
{
    unsigned mailers = 0;
    (void)state;
    for (unsigned i = 1; i < UB_SERVICES; i++) {
        const ub_service *s = ub_service_of((ub_service_id)i);
        assert_true(s->name.n > 0 && s->title.n > 0);
        mailers += s->kind == UB_SERVICE_IS_MAILER;
        for (unsigned k = 1; k < i; k++) assert_false(ub_str_eq(ub_service_of((ub_service_id)k)->name, s->name));
    }
    assert_true(mailers >= 60);
}

/* Each pattern has a form that the reader of patterns knows. */
static void each_pattern_is_well_formed(void **state)
{
    static const struct { ub_str key, pattern; } rows[] = {
#define UB_GRAMMAR(key, service, pattern) { UB_LIT(key), UB_LIT(pattern) },
#include "grammars.def"
#undef UB_GRAMMAR
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(rows); i++) {
        ub_str p = rows[i].pattern;
        size_t host = ub_str_chr(p, '/'), star = ub_str_chr(p, '*');
        if (host == p.n) fail_msg("%.*s has no path", UB_F(p));
        if (star < host && star + 1 != host) fail_msg("%.*s: a star stands for the labels at the end of those in front of the domain", UB_F(p));
        while (ub_str_chr(p, '{') < p.n) {
            p = ub_str_from(p, ub_str_chr(p, '{') + 1);
            ub_str slot = ub_str_to(p, ub_str_chr(p, '}'));
            if (slot.n == p.n || !strchr("TRCWB-", slot.p[0]) || (slot.n > 1 && slot.p[1] != ':'))
                fail_msg("%.*s: {%.*s} is no slot", UB_F(rows[i].pattern), UB_F(slot));
            if (strchr("WB", slot.p[0])) {
                bool known = false;
#define UB_WRAP(id, name) known |= ub_str_eq(ub_str_from(slot, 2), UB_S(name));
#include "wraps.def"
#undef UB_WRAP
                if (!known) fail_msg("%.*s: nobody opens {%.*s}", UB_F(rows[i].pattern), UB_F(slot));
            } else if (slot.n > 2 && !strchr("dxwuzj", slot.p[2]) && !ub_str_eq(slot, UB_S("C:rest"))) fail_msg("%.*s: {%.*s} is of no kind", UB_F(rows[i].pattern), UB_F(slot));
        }
    }
}

static void slots_are_read_by_the_services_grammar(void **state)
{
    static const struct { ub_str url; const char *service, *tenant, *recipient; } cases[] = {
        { UB_LIT("https://u25184427.ct.sendgrid.net/ls/click?upn=MnmHBiCw-2FIPe9_vVXs"), "sendgrid", "25184427", "MnmHBiCw-2FIPe9_vVXs" },
        { UB_LIT("https://u25184427.ct.sendgrid.net/wf/open?upn=u001.Ab-2B"), "sendgrid", "25184427", "u001.Ab-2B" },
        { UB_LIT("https://links.shop.example/ls/click?upn=u001.Xy"), "sendgrid", "", "u001.Xy" },
        { UB_LIT("https://u1.ct.sendgrid.net/picture.png"), "sendgrid", "1", "" },
        { UB_LIT("https://bq11v59f.r.us-east-1.awstrack.me/L0/https:%2F%2Fa.example%2F/1/0100019131-de54-000000/OOys=386"),
          "amazon-ses", "bq11v59f", "0100019131-de54-000000" },
        { UB_LIT("https://bq11v59f.r.us-east-1.awstrack.me/I0/0100019131-de54-000000/OOys=386"), "amazon-ses", "bq11v59f", "0100019131-de54-000000" },
        { UB_LIT("https://click.own.example/CL0/https:%2F%2Fa.example%2F/1/0100019131-de54-000000/OOys=386"), "amazon-ses", "", "0100019131-de54" },
        { UB_LIT("https://shop.us2.list-manage.com/track/click?u=f61cd5fab09d8a8362ea924a7&id=4924e6cb3b&e=be5e943cfb"),
          "mailchimp", "f61cd5fab09d8a8362ea924a7", "be5e943cfb" },
        { UB_LIT("https://shop.us2.list-manage.com/profile?e=be5e943cfb&u=f61cd5fab09d8a8362ea924a7&id=942833b800&c=2f3fffa5a1"),
          "mailchimp", "f61cd5fab09d8a8362ea924a7", "be5e943cfb" },
        { UB_LIT("https://mcusercontent.com/69204f289fac23ee517f6138b/images/5f9e8ed9.png"), "mailchimp", "69204f289fac23ee517f6138b", "" },
        { UB_LIT("https://mandrillapp.com/track/open.php?u=30255250&id=8f14e45fceea167a5a36dedd4bea2543"), "mandrill", "30255250", "8f14e45fceea167a5a36dedd4bea2543" },
        { UB_LIT("https://email.mg.own.example/o/eJwczDEOgzAM"), "mailgun", "", "eJwczDEOgzAM" },
        { UB_LIT("https://go.sparkpostmail.com/q/TQ8q7I3qHhO3O-_Thhu2lA~~/AARGbAA~/RgRj1e_4PVcDc3Bj"), "sparkpost", "AARGbAA", "RgRj1e_4PVcDc3Bj" },
        { UB_LIT("https://click.pstmrk.it/3s/a.example%2Fb/ahc/L1iwAQ/AQ/d45f1fcb-a91d-43da-a506-886f5007ed02/1/oN1zx6oRmi"),
          "postmark", "", "d45f1fcb-a91d-43da-a506-886f5007ed02" },
        { UB_LIT("http://0wio6.mjt.lu/oo/AW4AAJAYEbYAAAAAA/48001087/e.gif"), "mailjet", "0wio6", "AW4AAJAYEbYAAAAAA" },
        { UB_LIT("https://begdbjh.r.bh.d.sendibt3.com/tr/op/-upx-wnkTDt4u"), "brevo", "begdbjh", "-upx-wnkTDt4u" },
        { UB_LIT("https://ctrk.klclick3.com/o/01HJ907CRWWYGJ9Q3XXR57K86X"), "klaviyo", "", "01HJ907CRWWYGJ9Q3XXR57K86X" },
        { UB_LIT("https://trk.klclick1.com/ls/click?upn=3lyyf9Cg"), "klaviyo", "", "3lyyf9Cg" },
        { UB_LIT("https://cj2ww04.na1.hubspotlinks.com/Ctc/LX+113/cJ2Ww04/VWS3744vX2TlN1"), "hubspot", "cJ2Ww04", "VWS3744vX2TlN1" },
        { UB_LIT("https://news.own.example/e3t/Ctc/UB+113/d2q-Vf04/VW4DpP93YKQsW8"), "hubspot", "d2q-Vf04", "VW4DpP93YKQsW8" },
        { UB_LIT("https://tradestar.activehosted.com/proc.php?nl=276&c=5351&m=6451&s=6d7b1963728338ead9026764a7fcbd73&act=unsub"),
          "activecampaign", "tradestar", "6d7b1963728338ead9026764a7fcbd73" },
        { UB_LIT("https://substack.com/redirect/eb48f0b4-84a4-411f-aef0-ad34ffe3e1ca?r=2d1yw"), "substack", "", "2d1yw" },
        { UB_LIT("https://blog.example/r/ab12cd34?m=eb48f0b4-84a4-411f-aef0-ad34ffe3e1ca"), "ghost", "", "eb48f0b4-84a4-411f-aef0-ad34ffe3e1ca" },
        { UB_LIT("https://click.e.shop.example/?qs=0e8ecbae07b9f214"), "salesforce-marketing-cloud", "", "0e8ecbae07b9f214" },
        { UB_LIT("https://app.news.own.example/e/er?s=1909208&lid=11&elqTrackId=F2C190B13D17973A4C640148958666AC&elq=8be5a110fb794571b6a1a35a18dd0b8a&elqaid=1"),
          "eloqua", "1909208", "8be5a110fb794571b6a1a35a18dd0b8a" },
        { UB_LIT("https://links.own.example/u/click?_t=62c6a4ea5484430dbb7571e36c7bde50&_m=05e39c34e9844470a4886400a10772c8&_e=3jXjHxV"),
          "iterable", "", "3jXjHxV" },
        { UB_LIT("https://lists.own.example/link/6ba7b810-9dad-11d1-80b4-00c04fd430c8/7ba7b810-9dad-11d1-80b4-00c04fd430c8/8ba7b810-9dad-11d1-80b4-00c04fd430c8"),
          "listmonk", "", "8ba7b810-9dad-11d1-80b4-00c04fd430c8" },
        { UB_LIT("https://own.example/index.php/campaigns/hy032annjh72e/track-opening/pr212m47f01b4"), "mailwizz", "", "pr212m47f01b4" },
        { UB_LIT("https://own.example/mail/open.php?M=61011738&L=11&N=10241"), "", "", "" },
        { UB_LIT("https://own.example/open.php?M=61011738&L=11&N=10241&F=H"), "interspire", "", "61011738" },
        { UB_LIT("https://own.example/civicrm/mailing/url?u=17&qid=35"), "civicrm", "", "35" },
        { UB_LIT("https://healthy.infusionsoft.com/app/emailOpened/4852414/61286"), "keap", "healthy", "4852414" },
        { UB_LIT("http://emailmarketing.locaweb.com.br/accounts/130541/messages/206/openings/2411977?envelope_id=193"), "locaweb", "130541", "2411977" },
        { UB_LIT("https://links.mkt51.net/ctt?m=16391&r=MTIzNDU2Nzg5S0&b=0&j=MTAwMDAwMDAwMAS2&k=Link-1&kt=12"), "acoustic", "", "MTIzNDU2Nzg5S0" },
        { UB_LIT("https://f69e.engage.squarespace-mail.com/v2/a.gif?m=66474fd5de203b4019842820&w=5fdc061762f7a9256b97932a&c=b_6647&s=x"),
          "squarespace", "5fdc061762f7a9256b97932a", "66474fd5de203b4019842820" },
        { UB_LIT("https://clt1542146.bmetrack.com/c/l?u=F2E8BAE&e=15F5C1D&c=178802&t=1&l=A4885B28&email=tvV8YSnaW7C&seq=1"), "benchmark", "1542146", "tvV8YSnaW7C" },
        { UB_LIT("https://yamm-track.appspot.com/Show?ukey=1"), "yet", "", "" },
        { UB_LIT("https://other.appspot.com/Show?ukey=1"), "", "", "" },
        { UB_LIT("https://www.example.com/"), "", "", "" },
        { UB_LIT("https://imgproxy-prod.services.web.outlook.com/proxy/?u=x"), "", "", "" },
        { UB_LIT("https://list-manage.com.evil.example/track/open.php?u=1&id=2"), "", "", "" },
        /* One letter too few, one too many: not the grammar, so nothing is claimed of the slots. */
        { UB_LIT("https://www.example.com/track/click?u=f61cd5fab09d8a8362ea924a&id=4924e6cb3b&e=be5e943cfb"), "", "", "" },
        { UB_LIT("https://www.example.com/track/click?u=f61cd5fab09d8a8362ea924a77&id=4924e6cb3b&e=be5e943cfb"), "", "", "" },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_url url;
        ub_grammar g;
        char name[200];
        bool known = look(cases[i].url, &url, &g);
        const char *want = !strcmp(cases[i].service, "yet") ? "yamm" : cases[i].service;
        snprintf(name, sizeof name, "%.*s", UB_F(ub_str_to(cases[i].url, 150)));
        assert_int_equal(known, *want != 0);
        ub_assert_str(name, ub_service_of((ub_service_id)g.service)->name, ub_str_of(want, strlen(want)));
        ub_assert_str(name, g.tenant, ub_str_of(cases[i].tenant, strlen(cases[i].tenant)));
        ub_assert_str(name, g.recipient, ub_str_of(cases[i].recipient, strlen(cases[i].recipient)));
    }
}

static void what_is_the_same_for_all_is_no_token(void **state)
{
    ub_url url;
    ub_grammar g;
    (void)state;
    assert_true(look(UB_S("https://shop.us2.list-manage.com/track/click?u=f61cd5fab09d8a8362ea924a7&id=4924e6cb3b&e=be5e943cfb"), &url, &g));
    assert_true(ub_grammar_common(&g, ub_str_of(url.query.p + 2, 25)));
    assert_true(ub_grammar_common(&g, ub_str_of(url.query.p + 31, 10)));
    assert_false(ub_grammar_common(&g, g.recipient));
    assert_true(look(UB_S("https://www.google.com/url?q=https%3A%2F%2Fa.example%2F&usg=AOvVaw0ZM4-CTwczCNxfGeyqRdM0"), &url, &g));
    assert_true(ub_grammar_common(&g, ub_str_from(url.query, url.query.n - 28)));
    /* In a store of pictures nothing names the reader, neither folder, name nor query. */
    assert_true(look(UB_S("https://d15k2d11r6t6rl.cloudfront.net/public/users/Integrators/d12425a2-57e5-445b/1309378/989693.jpg?v=1"), &url, &g));
    assert_true(ub_grammar_common(&g, url.query) && ub_grammar_common(&g, ub_str_from(url.path, url.path.n - 10)));
    assert_false(ub_grammar_common(&g, ub_str_of(url.path.p + 1, 6)));
    /* Cloudinary fetches from its customer what it is asked for the first time, so that the customer hears of it. */
    assert_false(look(UB_S("https://res.cloudinary.com/demo/image/fetch/https://t.example/ID"), &url, &g));
    assert_false(look(UB_S("https://res.cloudinary.com/demo/image/upload/remote/ID.png"), &url, &g));
    /* On a host of anybody's, a slot is taken for common only beside one that names the reader. */
    assert_true(look(UB_S("https://image.own.example/lib/fe3311717164047d741d78/m/1/x.png"), &url, &g));
    assert_false(ub_grammar_common(&g, ub_str_of(url.path.p + 5, 22)));
}

static void wrapped_targets_are_opened(void **state)
{
    static const struct { ub_str url, target; } cases[] = {
        { UB_LIT("https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.example.com%2Fa%3Fb%3Dc%26d%3De&data=05%7C02%7Canna&sdata=x&reserved=0"),
          UB_LIT("https://www.example.com/a?b=c&d=e") },
        /* cardi/proofpoint-url-decoder, in the form that a browser's parser gives the same URL */
        { UB_LIT("https://urldefense.com/v2/url?u=https-3A__www.example.com&d=&c=&r=&m=&s=&e="), UB_LIT("https://www.example.com/") },
        { UB_LIT("https://urldefense.com/v2/url?u=https-3A__www.example.com_-23-23-23-23-23foobar&d=&c=&r=&m=&s=&e="), UB_LIT("https://www.example.com/#####foobar") },
        { UB_LIT("https://urldefense.com/v2/url?u=https-3A__www.example.com_-40-40-21-40foobar&d=&c=&r=&m=&s=&e="), UB_LIT("https://www.example.com/@@!@foobar") },
        { UB_LIT("https://urldefense.com/v3/__http://www.example.com__;!!foo!bar$"), UB_LIT("http://www.example.com/") },
        { UB_LIT("https://urldefense.com/v3/__https://example.com/*newsletter__;Iw!!foo!bar$"), UB_LIT("https://example.com/#newsletter") },
        { UB_LIT("https://urldefense.com/v3/__http://example.com/?=a1!b2@c3*d4$5e*6*5E7&8*9(10*7C*5C**B7D*7B__;IyUlKiUlW10lJQ!!foo!bar$"),
          UB_LIT("http://example.com/?=a1!b2@c3#d4$5e%6%5E7&8*9(10%7C%5C[]%7D%7B") },
        { UB_LIT("https://urldefense.com/v3/__http://www.example.com/**_**Atest__;IyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIw!!foo!bar$"),
          UB_LIT("http://www.example.com/###################################################################test") },
        { UB_LIT("https://urldefense.com/v3/__http://www.example.com/**Aa*a*.html__;w60jIw!!foo!bar$"), UB_LIT("http://www.example.com/%C3%ADa#a#.html") },
        { UB_LIT("https://urldefense.com/v3/__http://www.example.com/**E.html__;5L2g5aW9!!foo!bar$"), UB_LIT("http://www.example.com/%E4%BD%A0%E5%A5%BD.html") },
        { UB_LIT("https://urldefense.com/v3/__http://www.example.com/"), UB_LIT("") },
        { UB_LIT("https://urldefense.proofpoint.com/v1/url?u=http://www.example.com/a&k=x"), UB_LIT("http://www.example.com/a") },
        { UB_LIT("https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fwww.example.com%2fb&c=E,1,CM-DuVk1&typo=1"), UB_LIT("https://www.example.com/b") },
        { UB_LIT("https://secure-web.cisco.com/1EH1B-CLV31IF8vcULmn/https%3A%2F%2Fwww.example.com%2Fc"), UB_LIT("https://www.example.com/c") },
        { UB_LIT("https://protect2.fireeye.com/v1/url?k=5bd95ebd-044267fb&q=1&e=900556dc&u=https%3A%2F%2Fwww.example.com%2Fd%23L129"), UB_LIT("https://www.example.com/d#L129") },
        { UB_LIT("https://us-west-2.protection.sophos.com/?d=example.com&u=aHR0cHM6Ly93d3cuZXhhbXBsZS5jb20vZQ==&i=NjQ0&t=eWI5&h=9ba4"), UB_LIT("https://www.example.com/e") },
        { UB_LIT("https://ddec1-0-en-ctp.trendmicro.com:443/wis/clicktime/v1/query?url=https%3a%2f%2fwww.example.com%2ff%2dg&umid=6708&auth=53c7"), UB_LIT("https://www.example.com/f-g") },
        { UB_LIT("https://clicktime.symantec.com/39e8TeBHakB1PfMJjJ1h1zf7Vc?u=http%3A%2F%2Fwww.example.com%2F"), UB_LIT("http://www.example.com/") },
        { UB_LIT("https://gate.example.org/fmlurlsvc/?fewReq=:B:JVE3&url=https%3a%2f%2fwww.example.com%2fh"), UB_LIT("https://www.example.com/h") },
        { UB_LIT("https://link.edgepilot.com/s/93882c79/_t5E-tquPki07i1B0dG1kw?u=https://www.example.com/i"), UB_LIT("https://www.example.com/i") },
        { UB_LIT("https://scanmail.trustwave.com/?c=20988&d=i-GP5uRI&u=https%3a%2f%2fwww%2eexample%2ecom%2fj"), UB_LIT("https://www.example.com/j") },
        { UB_LIT("https://url.avanan.click/v2/___https:/www.example.com/k___.YXAzOnNh"), UB_LIT("https://www.example.com/k") },
        { UB_LIT("https://url.avanan.click/v2/r01/___https://www.example.com/l___.YXAzOnNh"), UB_LIT("https://www.example.com/l") },
        { UB_LIT("https://protect-us.mimecast.com/s/AbCdEfGh?domain=example.com"), UB_LIT("") },
        { UB_LIT("https://www.google.com/url?q=https%3A%2F%2Fwww.example.com%2Fm&sa=D&usg=AOv"), UB_LIT("https://www.example.com/m") },
        { UB_LIT("https://www.google.com/url?q=https%253A%252F%252Fwww.example.com%252Fm"), UB_LIT("https://www.example.com/m") },
        { UB_LIT("https://www.google.com/amp/s/www.example.com/n?o=p"), UB_LIT("https://www.example.com/n?o=p") },
        { UB_LIT("https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.example.com%2Fq&h=AT3t5J"), UB_LIT("https://www.example.com/q") },
        { UB_LIT("https://www.linkedin.com/redir/redirect?url=https%3A%2F%2Fwww%2Eexample%2Ecom&urlhash=XyZ"), UB_LIT("https://www.example.com/") },
        { UB_LIT("https://www.youtube.com/redirect?event=video&q=https%3A%2F%2Fwww.example.com%2Fr"), UB_LIT("https://www.example.com/r") },
        { UB_LIT("https://www.youtube.com/attribution_link?a=x&u=%2Fwatch%3Fv%3Dabc"), UB_LIT("https://www.youtube.com/watch?v=abc") },
        { UB_LIT("https://steamcommunity.com/linkfilter/?u=https%3A%2F%2Fwww.example.com%2Fs"), UB_LIT("https://www.example.com/s") },
        { UB_LIT("https://vk.com/away.php?utf=1&to=https%3A%2F%2Fwww.example.com%2Ft"), UB_LIT("https://www.example.com/t") },
        { UB_LIT("https://r.search.yahoo.com/_ylt=A0/RV=2/RE=1/RO=10/RU=https%3a%2f%2fwww.example.com%2fu/RK=2/RS=x-"), UB_LIT("https://www.example.com/u") },
        { UB_LIT("http://rd.yahoo.com/M=1/D=2/*http://www.example.com/v?w=x"), UB_LIT("http://www.example.com/v?w=x") },
        { UB_LIT("https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly93d3cuZXhhbXBsZS5jb20veQ&ntb=1"), UB_LIT("https://www.example.com/y") },
        { UB_LIT("https://disq.us/url?url=https%3A%2F%2Fwww.example.com%2Fz%3AAbCdEfGhIjKlMnOpQrStUvWxYz0&cuid=1"), UB_LIT("https://www.example.com/z") },
        { UB_LIT("https://href.li/?https://www.example.com/?a=b&c=d"), UB_LIT("https://www.example.com/?a=b&c=d") },
        { UB_LIT("https://bq11v59f.r.us-east-1.awstrack.me/L0/https:%2F%2Fa.example%2F%3Fop=home%26tab=x/1/0100-de54-000000/OOys=386"), UB_LIT("https://a.example/?op=home&tab=x") },
        { UB_LIT("https://click.pstmrk.it/3s/a.example%2Fb%3Fc%3Dd/ahc/L1iwAQ/AQ/d45f1fcb-a91d-43da-a506-886f5007ed02/1/oN1zx6oRmi"), UB_LIT("https://a.example/b?c=d") },
        { UB_LIT("http://0wio6.mjt.lu/lnk/AW4AAJAYEbY/0/mvhMeP-3TVvmH72Vn860uQ/aHR0cHM6Ly93d3cuZXhhbXBsZS5jb20?b=1"), UB_LIT("https://www.example.com/") },
        { UB_LIT("https://shop.lt.acemlnc.com/Prod/link-tracker?redirectUrl=aHR0cHMlM0ElMkYlMkZ3d3cuZXhhbXBsZS5jb20lMkZh&sig=x&email=y"), UB_LIT("https://www.example.com/a") },
        { UB_LIT("https://click.convertkit-mail2.com/68ugeo9/7qh7h8h/aHR0cHM6Ly93d3cuZXhhbXBsZS5jb20vYg=="), UB_LIT("https://www.example.com/b") },
        { UB_LIT("https://link.own.example/click/36912441.8909883/aHR0cHM6Ly93d3cuZXhhbXBsZS5jb20vYw/66f17d102e158d1a730408b6B1282eb69"), UB_LIT("https://www.example.com/c") },
        /* {"e":"https://www.example.com/d\/e","p":1,"iss":"pub-0"} */
        { UB_LIT("https://substack.com/redirect/2/eyJlIjoiaHR0cHM6Ly93d3cuZXhhbXBsZS5jb20vZFwvZSIsInAiOjEsImlzcyI6InB1Yi0wIn0.c2ln"), UB_LIT("https://www.example.com/d/e") },
        /* {"e":97740,"email_id":"x","href":"https://www.example.com/f","t":1} */
        { UB_LIT("https://e.customeriomail.com/e/c/eyJlIjo5Nzc0MCwiZW1haWxfaWQiOiJ4IiwiaHJlZiI6Imh0dHBzOi8vd3d3LmV4YW1wbGUuY29tL2YiLCJ0IjoxfQ/82fdf7121c"),
          UB_LIT("https://www.example.com/f") },
        /* {"s":"8fSK","v":1,"p":"{\"u\":30255250,\"v\":1,\"url\":\"https:\\\/\\\/www.example.com\\\/g\",\"id\":\"ab\"}"} */
        { UB_LIT("https://mandrillapp.com/track/click/30255250/www.example.com?p=eyJzIjoiOGZTSyIsInYiOjEsInAiOiJ7XCJ1XCI6MzAyNTUyNTAsXCJ2XCI6MSxcInVybFwiOlwiaHR0cHM6XFxcL1xcXC93d3cuZXhhbXBsZS5jb21cXFwvZ1wiLFwiaWRcIjpcImFiXCJ9In0"),
          UB_LIT("https://www.example.com/g") },
        /* F: 4 bytes, 63: none, D: 0x19 bytes "https://www.example.com/h", W: "spc" */
        { UB_LIT("https://go.sparkpostmail.com/f/a/86k74m2Gf9vwxsg_doFj7Q~~/AAEbnQA~/RgRg4J-GP0QZaHR0cHM6Ly93d3cuZXhhbXBsZS5jb20vaFcDc3Bj"),
          UB_LIT("https://www.example.com/h") },
        { UB_LIT("https://nts.embluemail.com/p/cl?data=ZDpW%2Bo2h!-!6a9fl!-!https%3A%2F%2Fwww.example.com%2Fi"), UB_LIT("https://www.example.com/i") },
        { UB_LIT("https://links.govdelivery.com/track?type=click&enid=ZWFzPTE&&&101&&&https://www.example.com/j?k=l"), UB_LIT("https://www.example.com/j?k=l") },
        /* nothing that is a URL, no host, another scheme, a control character, more than stands there */
        { UB_LIT("https://www.google.com/url?q=cats"), UB_LIT("") },
        { UB_LIT("https://www.google.com/url?q=https%3A%2F%2F"), UB_LIT("") },
        { UB_LIT("https://www.google.com/url?q=javascript%3Aalert(1)"), UB_LIT("") },
        { UB_LIT("https://www.google.com/url?q=https%3A%2F%2Fa.example%2F%0Ab"), UB_LIT("") },
        { UB_LIT("https://www.bing.com/ck/a?u=a1aHR0cHM6Ly9hLmV4YW1wbGUv_____________________________________________________w"), UB_LIT("") },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_url url, target;
        ub_grammar g;
        char name[200];
        ub_status s = look(cases[i].url, &url, &g) ? ub_wrap_open(&arena, &urls, &url, &g, &target) : UB_ABSENT;
        snprintf(name, sizeof name, "%.*s", UB_F(ub_str_to(cases[i].url, 150)));
        if (s != (cases[i].target.n ? UB_OK : UB_ABSENT)) fail_msg("%s: %s", name, ub_status_name(s));
        if (s == UB_OK) ub_assert_str(name, target.href, cases[i].target);
    }
}

static ub_mailer mailer_of(const char *header)
{
    ub_mime m;
    ub_mailer got;
    char text[400];
    snprintf(text, sizeof text, "%sFrom: a@a.example\n\nbody\n", header);
    ub_arena_reset(&arena, 1 << 20);
    assert_int_equal(ub_mime_parse(&arena, ub_str_of(text, strlen(text)), NULL, &m, NULL, NULL), UB_OK);
    ub_mailer_find(&m, &got);
    return got;
}

/* A row that is not reached would be found by no message: fields are passed over by their first letters. */
static void fields_stand_in_order_and_each_is_reached(void **state)
{
    static const struct { ub_str name, pattern; unsigned service; } rows[] = {
#define UB_MAILER_FIELD(name, service, pattern) { UB_LIT(name), UB_LIT(pattern), UB_SERVICE_##service },
#include "headers.def"
#undef UB_MAILER_FIELD
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(rows); i++) {
        char header[100];
        if (i && ub_str_cmp(rows[i - 1].name, rows[i].name) > 0) fail_msg("%.*s stands too late", UB_F(rows[i].name));
        if (rows[i].pattern.n) continue;
        snprintf(header, sizeof header, "%.*s: anything\n", UB_F(rows[i].name));
        if (mailer_of(header).service != rows[i].service) fail_msg("%.*s is not reached", UB_F(rows[i].name));
    }
}

static void headers_name_the_mailer(void **state)
{
    static const struct { const char *header, *service, *tenant, *field; } cases[] = {
        { "Feedback-ID: 1.us-west-2.HX6/J9OVlHTadQhEu1+wdF9DBj6n6Pa9sW5Y/0pSOi8=:AmazonSES\n", "amazon-ses", "HX6/J9OVlHTadQhEu1+wdF9DBj6n6Pa9sW5Y/0pSOi8=", "Feedback-ID" },
        { "Feedback-ID: ::1.us-east-1.MVmH78=:AmazonSES\n", "amazon-ses", "MVmH78=", "Feedback-ID" },
        { "Feedback-ID: s154459-_:s154459:a30866:postmark\n", "postmark", "30866", "Feedback-ID" },
        { "Feedback-ID: 77.32.148.4:1463197_-1:1463197:Sendinblue\n", "brevo", "1463197", "Feedback-ID" },
        { "Feedback-ID: 2246229:2246229.6755:s18.avl4.acemsrvd.com:activecampaign\n", "activecampaign", "2246229", "Feedback-ID" },
        { "feedback-id: a:b:c:nobody\n", "", "", "" },
        { "X-Mandrill-User: md_30054689\nX-Other: 1\n", "mandrill", "30054689", "X-Mandrill-User" },
        { "X-MC-User: f61cd5fab09d8a8362ea924a7\n", "mailchimp", "f61cd5fab09d8a8362ea924a7", "X-MC-User" },
        /* The field that comes first says who, a later one of the same service which customer. */
        { "X-Mailer: MailChimp Mailer - **CID1**\nX-Campaign: mailchimp49f9b64427a60f2ee6aa39eec.e620f85fd2\n", "mailchimp", "49f9b64427a60f2ee6aa39eec", "X-Mailer" },
        { "X-SG-EID: =?us-ascii?Q?u001=2EUzx?=\nX-MC-User: f61c\n", "sendgrid", "", "X-SG-EID" },
        { "X-PVIQ: mkto-112TZM766-000001-000003-285663\n", "marketo", "112TZM766", "X-PVIQ" },
        { "X-PVIQ: <000622-000245-303982-19387277-000000>\n", "", "", "" },
        { "X-Mailer: Mutt 1.2\n", "", "", "" },
        { "X-Mailer: WhatCounts\n", "whatcounts", "", "X-Mailer" },
        { "x-kmail-account: Xbux6s\n", "klaviyo", "Xbux6s", "x-kmail-account" },
        { "X-Zendesk-From-Account-Id: 880af59\n", "zendesk", "880af59", "X-Zendesk-From-Account-Id" },
        { "X-Feedback-ID: 20505725:15758398:17633:iterable\n", "iterable", "", "X-Feedback-ID" },
        { "X-CampaignID: mailchimp49f9b64427a60f2ee6aa39eec.e620f85fd2\n", "mailchimp", "49f9b64427a60f2ee6aa39eec", "X-CampaignID" },
        { "X-Mailin-Client: 1463197\n", "brevo", "1463197", "X-Mailin-Client" },
        { "X-Mailer-RecptId: 61011738\n", "interspire", "", "X-Mailer-RecptId" },
        { "Subject: X-SG-EID\n", "", "", "" },
        { "", "", "", "" },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_mailer got = mailer_of(cases[i].header);
        ub_assert_str(cases[i].header, ub_service_of((ub_service_id)got.service)->name, ub_str_of(cases[i].service, strlen(cases[i].service)));
        ub_assert_str(cases[i].header, got.tenant, ub_str_of(cases[i].tenant, strlen(cases[i].tenant)));
        ub_assert_str(cases[i].header, got.field, ub_str_of(cases[i].field, strlen(cases[i].field)));
    }
}

/* More domains and segments than a cache has places, so that they push one another out, and those of a mailer among them. */
static void thousands_of_domains_hide_no_mailers(void **state)
{
    ub_url url;
    ub_grammar g;
    (void)state;
    for (int i = 0; i < 6000; i++) {
        char text[128];
        int n = snprintf(text, sizeof text, "https://www.site%d.example/folder%d/page", i, i * 7);
        assert_false(look(ub_str_of(text, (size_t)n), &url, &g));
        if (i % 3) continue;
        assert_true(look(UB_S("https://hello.us3.list-manage.com/track/click?u=0123456789abcdef012345678&id=0123456789&e=fedcba9876"), &url, &g));
        assert_int_equal(g.service, UB_SERVICE_MAILCHIMP);
        assert_true(look(UB_S("https://mail.riverpost.example/CI0/0100018f2c3d4e5f-000000/x"), &url, &g));
        assert_true(g.service == UB_SERVICE_SES && g.any_host);
    }
}

static void a_url_beyond_the_limit_stays_closed(void **state)
{
    static char text[UB_WRAP_BYTES + 2];
    static const char head[] = "https://www.google.com/url?q=https%3A%2F%2Fwww.example.com%2F";
    ub_url url, target;
    ub_grammar g;
    (void)state;
    memset(text, 'a', sizeof text);
    memcpy(text, head, sizeof head - 1);
    assert_true(look(ub_str_of(text, UB_WRAP_BYTES), &url, &g));
    assert_int_equal(ub_wrap_open(&arena, &urls, &url, &g, &target), UB_OK);
    assert_true(look(ub_str_of(text, UB_WRAP_BYTES + 1), &url, &g));
    assert_int_equal(ub_wrap_open(&arena, &urls, &url, &g, &target), UB_ABSENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_stands_in_order),
        cmocka_unit_test(each_service_has_a_name_of_its_own),
        cmocka_unit_test(each_pattern_is_well_formed),
        cmocka_unit_test(slots_are_read_by_the_services_grammar),
        cmocka_unit_test(what_is_the_same_for_all_is_no_token),
        cmocka_unit_test(wrapped_targets_are_opened),
        cmocka_unit_test(thousands_of_domains_hide_no_mailers),
        cmocka_unit_test(a_url_beyond_the_limit_stays_closed),
        cmocka_unit_test(fields_stand_in_order_and_each_is_reached),
        cmocka_unit_test(headers_name_the_mailer),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
