/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of trackers.  What must come out is what the documents that rules_adblock.c and rules_json.c name say, by hand. */
#include "rules.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static ub_rules rules;

static int begin(void **state)
{
    (void)state;
    return ub_rules_init(&rules, NULL) == UB_OK ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    ub_rules_deinit(&rules);
    return 0;
}

static ub_status read_text(ub_str text, ub_ruleset *set, ub_list_fault *fault)
{
    ub_list_file file = { UB_S("list.txt"), text };
    return ub_ruleset_read(&rules.a, &file, UB_S(""), 0, set, fault);
}

static const ub_ruleset *take(ub_str text)
{
    ub_ruleset set;
    ub_list_fault fault;
    if (read_text(text, &set, &fault) != UB_OK) fail_msg("%zu:%zu: %s", fault.row, fault.column, fault.err.what);
    assert_int_equal(ub_rules_add(&rules, &set, NULL), UB_OK);
    return &rules.set[rules.n - 1];
}

/* A list of one rule, on line 2. */
static void take_rule(const char *rule)
{
    ub_buf b = ub_buf_in(&rules.a);
    ub_buf_add(&b, UB_S("! Title: x\n"));
    ub_buf_add(&b, ub_str_of(rule, strlen(rule)));
    ub_buf_add(&b, UB_S("\n||nobody.invalid^\n"));
    assert_int_equal(take(ub_buf_str(&b))->head->unknown, 0);
}

/* The registrable domain, where that is the last two labels. */
static ub_str site_of(ub_str host)
{
    size_t dots = 0, i = host.n;
    while (i && (host.p[i - 1] != '.' || ++dots < 2)) i--;
    return ub_str_from(host, i);
}

static ub_rules_request request(const char *url, const char *from, ub_rules_type type)
{
    ub_str u = ub_str_of(url, strlen(url)), rest = ub_str_from(u, ub_str_find(u, UB_S("://")) + 3);
    ub_str host = ub_str_to(rest, ub_str_chr(rest, '/')), f = ub_str_of(from, strlen(from));
    host = ub_str_to(host, ub_str_chr(host, ':'));
    return (ub_rules_request){ u, host, site_of(host), f, site_of(f), type };
}

/* The line that names it, 0: none. */
static uint32_t line_for(const char *url, const char *from, ub_rules_type type)
{
    ub_rules_request q = request(url, from, type);
    ub_rules_hit hit;
    return ub_rules_find(&rules, &q, &hit) ? hit.line : 0;
}

static void patterns_match_as_adblock_says(void **state)
{
    static const struct { const char *rule, *url; bool want; } cases[] = {
        { "||ads.example^", "https://ads.example/", true }, { "||ads.example^", "https://x.ads.example/a", true }, { "||ads.example^", "https://xads.example/", false },
        { "||ads.example^", "https://ads.example.com/", false }, { "||ads.example^", "https://a.example/?u=ads.example", false }, { "||ads.example^", "https://ads.example:8080/", true },
        { "||ads.example", "https://ads.example.com/", true }, { "||ads.example/pix", "https://t.ads.example/pixel", true }, { "||ads.example/pix", "https://t.ads.example/a/pix", false },
        { "||Ads.Example/Pix", "https://ads.example/PIX", true }, { "||ads.example/Pix$match-case", "https://ads.example/pix", false },
        { "||ads.example/Pix$match-case", "https://ads.example/Pix", true },
        { "||ads.*/pix^", "https://ads.example/pix?1", true }, { "||ads.*/pix^", "https://ads.example/pixel", false }, { "||example/x", "https://ads.example/x", true },
        { "ads.example", "https://x.ads.example/a", true }, { "ads.example", "https://a.example/?u=ads.example", false },
        { "_ads.example", "https://a.example/x_ads.example", true },
        { "/pixel.gif?", "https://a.example/pixel.gif?u=1", true }, { "/pixel.gif?", "https://a.example/pixel.gif", false }, { "-track-", "https://a.example/x-track-y", true },
        { "/a/*/b^$image", "https://a.example/a/x/y/b?1", true }, { "/a/*/b^$image", "https://a.example/a/x/y/b", true }, { "/a/*/b^$image", "https://a.example/a/x/y/bc", false },
        { "/a/*/b^$image", "https://a.example/a/b", false }, { "*/pixel/*$image", "https://a.example/pixel/x", true },
        { "|https://a.example/x", "https://a.example/xy", true }, { "|https://a.example/x", "https://b.example/?https://a.example/x", false },
        { ".gif|", "https://a.example/x.gif", true }, { ".gif|", "https://a.example/x.gif?1", false }, { "/x*.gif|", "https://a.example/x.gif/y.gif", true },
        { "|https://a.example/|", "https://a.example/", true }, { "|https://a.example/|", "https://a.example/x", false },
        { "&utm^", "https://a.example/?a&utm=1", true }, { "&utm^", "https://a.example/?a&utm_x", false }, { "&utm^", "https://a.example/?a&utm%20", false }, { "&utm^", "https://a.example/?a&utm", true },
        { "^track^^$image", "https://a.example/track/?x", true }, { "^track^^$image", "https://a.example/track", true }, { "^track^^$image", "https://a.example/track/x", false },
        { "/x|y$image", "https://a.example/x|y", true }, { "/^https?:\\/\\/t[0-9]+\\.example\\//", "https://t12.example/", true }, { "/^https?:\\/\\/t[0-9]+\\.example\\//", "https://tx.example/", false },
        { "/Pix[0-9]/", "https://a.example/pix1", true }, { "/Pix[0-9]/$match-case", "https://a.example/pix1", false }, { "/pix$/$image", "https://a.example/pix", true },
        { "0.0.0.0 t.example", "https://t.example/x", true }, { "127.0.0.1  t.example # why", "https://a.t.example/x", true }, { "0.0.0.0 a.example t.example", "https://t.example/x", true },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        begin(NULL);
        take_rule(cases[i].rule);
        if ((line_for(cases[i].url, "sender.example", UB_RULES_IMAGE) == 2) != cases[i].want) fail_msg("%s on %s", cases[i].rule, cases[i].url);
        end(NULL);
    }
}

static void options_say_for_which_requests(void **state)
{
    static const struct { const char *rule, *url, *from; ub_rules_type type; bool want; } cases[] = {
        { "||t.example^$image", "https://t.example/", "", UB_RULES_IMAGE, true }, { "||t.example^$image", "https://t.example/", "", UB_RULES_STYLESHEET, false },
        { "||t.example^$~image", "https://t.example/", "", UB_RULES_IMAGE, false }, { "||t.example^$~image", "https://t.example/", "", UB_RULES_FONT, true },
        { "||t.example^$image,css", "https://t.example/", "", UB_RULES_STYLESHEET, true }, { "||t.example^$script,frame", "https://t.example/", "", UB_RULES_SUBDOCUMENT, true },
        { "||t.example^", "https://t.example/", "", UB_RULES_DOCUMENT, true }, { "/t.example/x", "https://a.example/t.example/x", "", UB_RULES_DOCUMENT, false },
        { "/t.example/x", "https://a.example/t.example/x", "", UB_RULES_IMAGE, true }, { "||t.example^$doc", "https://t.example/", "", UB_RULES_DOCUMENT, true },
        { "||t.example^$doc", "https://t.example/", "", UB_RULES_IMAGE, false }, { "||t.example^$all", "https://t.example/", "", UB_RULES_DOCUMENT, true },
        { "||t.example^$popup", "https://t.example/", "", UB_RULES_IMAGE, false },
        { "||t.example^$third-party", "https://x.t.example/", "news.t.example", UB_RULES_IMAGE, false }, { "||t.example^$third-party", "https://x.t.example/", "a.example", UB_RULES_IMAGE, true },
        { "||t.example^$3p", "https://t.example/", "", UB_RULES_IMAGE, true }, { "||t.example^$1p", "https://t.example/", "a.example", UB_RULES_IMAGE, false },
        { "||t.example^$~third-party", "https://x.t.example/", "t.example", UB_RULES_IMAGE, true },
        { "||t.example^$strict3p", "https://x.t.example/", "t.example", UB_RULES_IMAGE, true }, { "||t.example^$strict1p", "https://t.example/", "t.example", UB_RULES_IMAGE, true },
        { "/pix$domain=a.example", "https://t.example/pix", "news.a.example", UB_RULES_IMAGE, true }, { "/pix$domain=a.example", "https://t.example/pix", "b.example", UB_RULES_IMAGE, false },
        { "/pix$domain=a.example", "https://t.example/pix", "xa.example", UB_RULES_IMAGE, false }, { "/pix$domain=~a.example", "https://t.example/pix", "a.example", UB_RULES_IMAGE, false },
        { "/pix$domain=~a.example", "https://t.example/pix", "b.example", UB_RULES_IMAGE, true }, { "/pix$domain=a.example|~x.a.example", "https://t.example/pix", "x.a.example", UB_RULES_IMAGE, false },
        { "/pix$domain=a.example|~x.a.example", "https://t.example/pix", "y.a.example", UB_RULES_IMAGE, true }, { "/pix$from=a.*", "https://t.example/pix", "a.example", UB_RULES_IMAGE, true },
        { "/pix$from=a.*", "https://t.example/pix", "b.example", UB_RULES_IMAGE, false }, { "/pix$to=t.example", "https://t.example/pix", "", UB_RULES_IMAGE, true },
        { "/pix$to=t.example", "https://u.example/pix", "", UB_RULES_IMAGE, false }, { "/pix$denyallow=t.example,image", "https://t.example/pix", "", UB_RULES_IMAGE, false },
        { "/pix$denyallow=t.example,image", "https://u.example/pix", "", UB_RULES_IMAGE, true }, { "/pix$method=post", "https://u.example/pix", "", UB_RULES_IMAGE, false },
        { "/pix$method=get|post", "https://u.example/pix", "", UB_RULES_IMAGE, true }, { "/pix$method=~get", "https://u.example/pix", "", UB_RULES_IMAGE, false },
        { "||t.example^$redirect=1x1.gif,image", "https://t.example/", "", UB_RULES_IMAGE, true }, { "*$image,domain=a.example", "https://t.example/pix", "a.example", UB_RULES_IMAGE, true },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        begin(NULL);
        take_rule(cases[i].rule);
        if ((line_for(cases[i].url, cases[i].from, cases[i].type) == 2) != cases[i].want) fail_msg("%s on %s from %s", cases[i].rule, cases[i].url, cases[i].from);
        end(NULL);
    }
}

static void exceptions_hold_unless_a_rule_is_important(void **state)
{
    (void)state;
    take(UB_S("! Title: One\n||t.example^\n||u.example^$important\n||v.example/pix\n||w.example^\n||w.example^$badfilter\n/pix-w$image,important\n||x.example^\n"));
    take(UB_S("! Title: Two\n@@||t.example/good^\n@@||u.example/good^\n@@||v.example^$image\n@@||x.example^$domain=a.example\n"));
    assert_int_equal(line_for("https://t.example/bad", "", UB_RULES_IMAGE), 2);
    assert_int_equal(line_for("https://t.example/good", "", UB_RULES_IMAGE), 0);
    assert_int_equal(line_for("https://u.example/good", "", UB_RULES_IMAGE), 3);
    assert_int_equal(line_for("https://v.example/pix", "", UB_RULES_IMAGE), 0);
    assert_int_equal(line_for("https://v.example/pix", "", UB_RULES_STYLESHEET), 4);
    assert_int_equal(line_for("https://w.example/", "", UB_RULES_IMAGE), 0);      /* taken back */
    assert_int_equal(line_for("https://w.example/pix-w", "", UB_RULES_IMAGE), 7);
    assert_int_equal(line_for("https://v.example/pix-w", "", UB_RULES_IMAGE), 7);
    assert_int_equal(line_for("https://x.example/", "b.example", UB_RULES_IMAGE), 8);
    assert_int_equal(line_for("https://x.example/", "a.example", UB_RULES_IMAGE), 0);
}

static void what_is_not_understood_is_counted_with_its_place(void **state)
{
    static const ub_str text = UB_LIT("[Adblock Plus 2.0]\n! Title: Some list\n! Last modified: 25 Oct 2025 00:10 UTC\n||a.example^\nexample.com##.ad\n#@#.x\n"
        "[$path=/x]example.com##.ad\n||b.example^$nonsense\n||c.example^$image,nonsense=1\n/(?!x)y/\n||d.example^$csp=script-src 'none'\n\n||e.example^\n||f.example^$domain=\n");
    const ub_ruleset *set;
    (void)state;
    set = take(text);
    ub_assert_str("title", ub_ruleset_title(set), UB_S("Some list"));
    ub_assert_str("name", ub_ruleset_name(set), UB_S("some-list"));
    assert_int_equal(set->head->date, 20251025);
    assert_int_equal(set->head->block, 2);
    assert_int_equal(set->head->cosmetic, 3);
    assert_int_equal(set->head->unknown, 5);
    assert_int_equal(set->n_notes, 4);
    ub_assert_str("what", ub_ruleset_str(set, set->notes[0].what_at, set->notes[0].what_n), UB_S("unknown option"));
    ub_assert_str("which", ub_ruleset_str(set, set->notes[0].detail_at, set->notes[0].detail_n), UB_S("nonsense"));
    assert_int_equal(set->notes[0].row, 8);
    assert_int_equal(set->notes[0].column, 14);
    assert_int_equal(set->notes[0].count, 2);
    assert_int_equal(set->notes[1].row, 10);
}

static void conditions_leave_out_what_is_for_browsers(void **state)
{
    (void)state;
    take(UB_S("! Title: x\n!#if env_firefox\n||a.example^\n!#else\n||b.example^\n!#endif\n!#if !cap_html_filtering && ext_ublock\n||c.example^\n!#if (false || env_mobile)\n||d.example^\n!#endif\n!#endif\n||e.example^\n"));
    assert_int_equal(line_for("https://a.example/", "", UB_RULES_IMAGE), 0);
    assert_int_equal(line_for("https://b.example/", "", UB_RULES_IMAGE), 5);
    assert_int_equal(line_for("https://c.example/", "", UB_RULES_IMAGE), 8);
    assert_int_equal(line_for("https://d.example/", "", UB_RULES_IMAGE), 0);
    assert_int_equal(line_for("https://e.example/", "", UB_RULES_IMAGE), 13);
}

/* ------------------------------------------------------------------------------------------------ parameters */

static uint32_t param_line(const char *url, const char *name, const char *value)
{
    ub_rules_request q = request(url, "", UB_RULES_DOCUMENT);
    ub_url_pair pair = { ub_str_of(name, strlen(name)), ub_str_of(value, strlen(value)), true };
    ub_rules_hit hit;
    return ub_rules_param(&rules, &q, &pair, &hit) ? hit.line : 0;
}

static void adblock_names_parameters(void **state)
{
    (void)state;
    const ub_ruleset *set = take(UB_S("! Title: AdGuard URL Tracking filter\n$removeparam=fbclid\n||shop.example^$removeparam=ref\n$removeparam=/^mc_[ce]id=/\n"
        "||all.example^$removeparam\n@@||shop.example/keep$removeparam=ref\n@@||good.example^$removeparam\n*$removeparam=Case\n$removeparam=~x\n"));
    assert_int_equal(set->head->params, 5);
    assert_int_equal(set->head->unknown, 1);
    assert_int_equal(param_line("https://a.example/?fbclid=1", "fbclid", "1"), 2);
    assert_int_equal(param_line("https://a.example/?fbclid2=1", "fbclid2", "1"), 0);
    assert_int_equal(param_line("https://a.example/?ref=1", "ref", "1"), 0);
    assert_int_equal(param_line("https://www.shop.example/?ref=1", "ref", "1"), 3);
    assert_int_equal(param_line("https://www.shop.example/keep?ref=1", "ref", "1"), 0);
    assert_int_equal(param_line("https://a.example/?mc_eid=1", "mc_eid", "1"), 4);
    assert_int_equal(param_line("https://a.example/?mc_xid=1", "mc_xid", "1"), 0);
    assert_int_equal(param_line("https://all.example/?anything=1", "anything", "1"), 5);
    assert_int_equal(param_line("https://good.example/?fbclid=1", "fbclid", "1"), 0);
    assert_int_equal(param_line("https://a.example/?Case=1", "Case", "1"), 8);
    assert_int_equal(param_line("https://a.example/?case=1", "case", "1"), 0);
}

static const ub_str clearurls = UB_LIT("{\"providers\":{\n\"shop\":{\"urlPattern\":\"^https?:\\\\/\\\\/(?:[a-z0-9-]+\\\\.)*?shop\\\\.example\",\n\"completeProvider\":false,\n"
    "\"rules\":[\"p[fd]_rd_[a-z]*\",\n\"qid\"],\n\"referralMarketing\":[\"tag\"],\n\"exceptions\":[\"^https?:\\\\/\\\\/shop\\\\.example\\\\/cart\"],\n\"rawRules\":[\"\\\\/ref=[^/?]*\"],\n"
    "\"redirections\":[\"^https?:\\\\/\\\\/shop\\\\.example\\\\/out\\\\?.*?u=([^&]*)\"],\n\"forceRedirection\":true},\n"
    "\"ads\":{\"urlPattern\":\"^https?:\\\\/\\\\/ads\\\\.example\",\n\"completeProvider\":true,\"rules\":[],\"exceptions\":[],\"redirections\":[]},\n"
    "\"look\":{\"urlPattern\":\"^(?=x)\",\"rules\":[\"gone\"]},\n"
    "\"globalRules\":{\"urlPattern\":\".*\",\"rules\":[\"(?:%3F)?utm(?:_[a-z_]*)?\"]}}}\n");

static void clearurls_names_parameters_and_wrappers(void **state)
{
    ub_rules_request q;
    ub_str target;
    ub_rules_hit hit;
    (void)state;
    const ub_ruleset *set = take(clearurls);
    ub_assert_str("name", ub_ruleset_name(set), UB_S("clearurls"));
    assert_int_equal(set->head->params, 4);
    assert_int_equal(set->head->unknown, 2);
    assert_int_equal(param_line("https://www.shop.example/?pd_rd_w=1", "pd_rd_w", "1"), 4);
    assert_int_equal(param_line("https://www.shop.example/?QID=1", "QID", "1"), 5);
    assert_int_equal(param_line("https://www.shop.example/?qid2=1", "qid2", "1"), 0);
    assert_int_equal(param_line("https://www.shop.example/?tag=1", "tag", "1"), 6);
    assert_int_equal(param_line("https://shop.example/cart?tag=1", "tag", "1"), 0);
    assert_int_equal(param_line("https://a.example/?tag=1", "tag", "1"), 0);
    assert_int_equal(param_line("https://a.example/?utm_source=1", "utm_source", "1"), 14);
    assert_int_equal(param_line("https://a.example/?gone=1", "gone", "1"), 0);
    assert_int_equal(line_for("https://ads.example/x", "", UB_RULES_IMAGE), 11);
    assert_int_equal(line_for("https://shop.example/x", "", UB_RULES_IMAGE), 0);
    q = request("https://shop.example/out?x=1&u=https%3A%2F%2FA.example%2F&y", "", UB_RULES_DOCUMENT);
    assert_true(ub_rules_redirect(&rules, &q, &target, &hit));
    ub_assert_str("target", target, UB_S("https%3A%2F%2FA.example%2F"));
    assert_int_equal(hit.line, 9);
    q = request("https://b.example/out?x=1&u=https%3A%2F%2Fa.example%2F&y", "", UB_RULES_DOCUMENT);
    assert_false(ub_rules_redirect(&rules, &q, &target, &hit));
}

static void firefox_names_parameters(void **state)
{
    (void)state;
    take(UB_S("{\n \"global\":{\n \"queryParams\":[\"utm_source\",\n \"Vero_Id\"],\n \"topLevelSites\":[\"*\"]\n },\n \"shop\":{\"queryParams\":[\"ref_\"],\"topLevelSites\":[\"www.shop.example\"]}}"));
    take(UB_S("{\"data\":[{\"id\":\"1\",\"stripList\":[\"fbclid\"],\"allowList\":[\"good.example\"]}]}"));
    assert_int_equal(param_line("https://a.example/?utm_source=1", "utm_source", "1"), 3);
    assert_int_equal(param_line("https://a.example/?vero_id=1", "vero_id", "1"), 4);
    assert_int_equal(param_line("https://a.example/?ref_=1", "ref_", "1"), 0);
    assert_int_equal(param_line("https://www.shop.example/?ref_=1", "ref_", "1"), 7);
    assert_int_equal(param_line("https://a.example/?fbclid=1", "fbclid", "1"), 1);
    assert_int_equal(param_line("https://good.example/?fbclid=1", "fbclid", "1"), 0);
}

/* ------------------------------------------------------------------------------------------------ files */

static void files_are_told_apart_by_their_content(void **state)
{
    static const struct { ub_str text; ub_rules_format want; } cases[] = {
        { UB_LIT("[Adblock Plus 2.0]\n"), UB_RULES_ADBLOCK }, { UB_LIT("[Adblock Plus 2.0]\n! Title: x\n"), UB_RULES_ADBLOCK }, { UB_LIT("||a.example^\n@@||b.example^\n"), UB_RULES_ADBLOCK },
        { UB_LIT("# hosts\n127.0.0.1 localhost\n0.0.0.0 a.example\n"), UB_RULES_ADBLOCK }, { UB_LIT("a.example\nb.example\n"), UB_RULES_ADBLOCK },
        { UB_LIT("\xEF\xBB\xBF! Title: x\n||a.example^\n"), UB_RULES_ADBLOCK }, { UB_LIT("{\"providers\":{\"a\":{\"urlPattern\":\"x\"}}}"), UB_RULES_CLEARURLS },
        { UB_LIT("{\"global\":{\"queryParams\":[]}}"), UB_RULES_FIREFOX }, { UB_LIT("[{\"stripList\":[]}]"), UB_RULES_FIREFOX },
        { UB_LIT(""), UB_RULES_NONE }, { UB_LIT("<!DOCTYPE html><title>404</title>\n"), UB_RULES_NONE }, { UB_LIT("From: a\nTo: b\n\nHello there.\n"), UB_RULES_NONE },
        { UB_LIT("{\"a\":1}"), UB_RULES_NONE }, { UB_LIT("36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\"\n"), UB_RULES_NONE },
    };
    static char one_line[1 << 17];
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++)
        if (ub_rules_detect(cases[i].text) != cases[i].want) fail_msg("%.*s", UB_F(cases[i].text));
    /* As ClearURLs publishes it: 200 KB without a line end. */
    memset(one_line, ' ', sizeof one_line);
    memcpy(one_line, cases[6].text.p, cases[6].text.n);
    assert_int_equal(ub_rules_detect(ub_str_of(one_line, sizeof one_line)), UB_RULES_CLEARURLS);
}

static void broken_files_are_refused_with_line_and_column(void **state)
{
    static const struct { ub_str text; size_t row, column; } cases[] = {
        { UB_LIT("! Title: x\n||a.example^\n||b\0c\n"), 3, 4 },
        { UB_LIT("{\"providers\":{\n \"a\":{\"urlPattern\":\"x\",\n  \"rules\":[\"a\" \"b\"]}}}"), 3, 16 },
        { UB_LIT("{\"providers\":{\n \"a\":{\"urlPattern\":\"x\",\n  \"rules\":[\"a\","), 3, 16 },
        { UB_LIT("{\"providers\":[\n \"urlPattern\"]}"), 1, 14 },
        { UB_LIT("[Adblock Plus 2.0]\n! Title: x\n! nothing\n"), 1, 1 }, { UB_LIT("{\"providers\":{},\n\"x\":\"urlPattern\"}"), 1, 1 },
        { UB_LIT("{\"x\":{\"queryParams\":[\n1]}}"), 2, 1 },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_ruleset set;
        ub_list_fault fault;
        ub_status s = read_text(cases[i].text, &set, &fault);
        if (s != UB_SYNTAX || fault.row != cases[i].row || fault.column != cases[i].column)
            fail_msg("%.*s: %s at %zu:%zu", UB_F(cases[i].text), ub_status_name(s), fault.row, fault.column);
    }
}

static void a_compiled_list_answers_as_the_one_that_was_read(void **state)
{
    char path[] = "/tmp/unbeacon-rules-XXXXXX";
    UB_CLEANUP(ub_rules_deinit) ub_rules mapped = { 0 };
    ub_err err = { 0 };
    FILE *f;
    int fd = mkstemp(path);
    (void)state;
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(ub_ruleset_write(path, take(clearurls), NULL), UB_OK);
    assert_int_equal(ub_rules_init(&mapped, NULL), UB_OK);
    assert_int_equal(ub_rules_add_file(&mapped, path, &err), UB_OK);
    ub_rules_request q = request("https://www.shop.example/?pd_rd_w=1", "", UB_RULES_DOCUMENT);
    ub_url_pair pair = { UB_S("pd_rd_w"), UB_S("1"), true };
    ub_rules_hit hit;
    assert_true(ub_rules_param(&mapped, &q, &pair, &hit));
    assert_int_equal(hit.line, 4);
    ub_assert_str("title", ub_ruleset_title(hit.set), UB_S("ClearURLs"));
    /* Any byte of it that is changed is noticed. */
    f = fopen(path, "r+b");
    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    for (long at = 0; at < size; at += 37) {
        int c;
        fseek(f, at, SEEK_SET);
        c = fgetc(f);
        fseek(f, at, SEEK_SET);
        fputc(c ^ 1, f);
        fflush(f);
        UB_CLEANUP(ub_rules_deinit) ub_rules spoilt = { 0 };
        assert_int_equal(ub_rules_init(&spoilt, NULL), UB_OK);
        assert_int_equal(ub_rules_add_file(&spoilt, path, &err), UB_SYNTAX);
        fseek(f, at, SEEK_SET);
        fputc(c, f);
        fflush(f);
    }
    fclose(f);
    unlink(path);
}

static void long_lines_and_urls_have_limits(void **state)
{
    (void)state;
    for (size_t over = 0; over < 2; over++) {
        ub_buf b;
        begin(NULL);
        b = ub_buf_in(&rules.a);
        ub_buf_add(&b, UB_S("! Title: x\n||b.example^\n||a.example/"));
        for (size_t i = 0; i < UB_RULES_LINE_MAX - 12 + over; i++) ub_buf_char(&b, 'x');
        const ub_ruleset *set = take(ub_buf_str(&b));
        assert_int_equal(set->head->block, 2 - over);
        assert_int_equal(set->head->unknown, over);
        end(NULL);
    }
    for (size_t over = 0; over < 2; over++) {      /* what stands behind the limit is not seen */
        char url[UB_RULES_URL_MAX + 2] = "https://a.example/";
        begin(NULL);
        take(UB_S("||b.example^\n/pixel-end\n||c.example^"));
        memset(url + 18, 'x', UB_RULES_URL_MAX - 18 - 10 + over);
        strcpy(url + UB_RULES_URL_MAX - 10 + over, "/pixel-end");
        assert_int_equal(line_for(url, "", UB_RULES_IMAGE), over ? 0 : 2);
        end(NULL);
    }
}

static void lists_notes_and_conditions_have_limits(void **state)
{
    ub_ruleset set;
    ub_list_fault fault;
    ub_buf b;
    (void)state;
    begin(NULL);
    assert_int_equal(read_text(UB_S("||a.example^\n"), &set, &fault), UB_OK);
    for (size_t i = 0; i < UB_RULES_MAX; i++) assert_int_equal(ub_rules_add(&rules, &set, NULL), UB_OK);
    assert_int_equal(ub_rules_add(&rules, &set, NULL), UB_LIMIT);
    end(NULL);
    for (unsigned over = 0; over < 2; over++) {      /* the last note counts all that have no place of their own */
        uint32_t count = 0;
        begin(NULL);
        b = ub_buf_in(&rules.a);
        ub_buf_add(&b, UB_S("! Title: x\n||a.example^\n"));
        for (unsigned i = 0; i < 199 + 20 * over; i++) {
            char line[64];
            ub_buf_add(&b, ub_str_of(line, (size_t)snprintf(line, sizeof line, "||a.example^$odd%u\n", i)));
        }
        const ub_ruleset *read = take(ub_buf_str(&b));
        for (size_t i = 0; i < read->n_notes; i++) count += read->notes[i].count;
        assert_int_equal(read->n_notes, 199 + over);
        assert_int_equal(count, 199 + 20 * over);
        assert_int_equal(read->head->unknown, 199 + 20 * over);
        end(NULL);
    }
    for (unsigned over = 0; over < 2; over++) {
        begin(NULL);
        b = ub_buf_in(&rules.a);
        ub_buf_add(&b, UB_S("! Title: x\n||a.example^\n"));
        for (unsigned i = 0; i < 16 + over; i++) ub_buf_add(&b, UB_S("!#if ext_ublock\n"));
        assert_int_equal(read_text(ub_buf_str(&b), &set, &fault), over ? UB_LIMIT : UB_OK);
        if (over) assert_int_equal(fault.row, 19);
        end(NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_match_as_adblock_says), cmocka_unit_test(options_say_for_which_requests),
        cmocka_unit_test_setup_teardown(exceptions_hold_unless_a_rule_is_important, begin, end),
        cmocka_unit_test_setup_teardown(what_is_not_understood_is_counted_with_its_place, begin, end),
        cmocka_unit_test_setup_teardown(conditions_leave_out_what_is_for_browsers, begin, end),
        cmocka_unit_test_setup_teardown(adblock_names_parameters, begin, end),
        cmocka_unit_test_setup_teardown(clearurls_names_parameters_and_wrappers, begin, end),
        cmocka_unit_test_setup_teardown(firefox_names_parameters, begin, end),
        cmocka_unit_test(files_are_told_apart_by_their_content),
        cmocka_unit_test_setup_teardown(broken_files_are_refused_with_line_and_column, begin, end),
        cmocka_unit_test_setup_teardown(a_compiled_list_answers_as_the_one_that_was_read, begin, end),
        cmocka_unit_test(long_lines_and_urls_have_limits), cmocka_unit_test(lists_notes_and_conditions_have_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
