/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cleaned links.  Expected values were written by hand; those marked Brave are the pairs of brave-core's unit tests of its query
 * filter and its debouncing that need no browser and no list of their own, those of ClearURLs the examples of its documentation.  DuckDuckGo's
 * reference tests are read from the corpora.
 */
#include "judge_test.h"

#include "json.h"
#include "links.h"

static ub_str clean(const ub_link_opts *opts, ub_str href)
{
    ub_link_change change, again;
    assert_int_equal(ub_link_clean(&arena, opts, href, &change), UB_OK);
    if (!change.url.n) return href;
    assert_int_equal(ub_link_clean(&arena, opts, change.url, &again), UB_OK);
    if (again.url.n) fail_msg("%.*s becomes %.*s, then %.*s", UB_F(href), UB_F(change.url), UB_F(again.url));
    return change.url;
}

static void parameters_stand_in_order(void **state)
{
    static const struct { ub_str name, site; } rows[] = {
#define UB_PARAM(name, site, owner) { UB_LIT(name), UB_LIT(site) },
#include "params.def"
#undef UB_PARAM
    };
    (void)state;
    for (size_t i = 1; i < UB_COUNT(rows); i++) {
        int c = ub_str_cmp(rows[i - 1].name, rows[i].name);
        if (c > 0 || (c == 0 && ub_str_cmp(rows[i - 1].site, rows[i].site) >= 0)) fail_msg("%.*s stands too late", UB_F(rows[i].name));
    }
}

static void parameters_have_an_owner(void **state)
{
    (void)state;
    assert_string_equal(ub_link_param_owner(UB_S("a.example"), UB_S("mc_eid")), "Mailchimp");
    assert_string_equal(ub_link_param_owner(UB_S("a.example"), UB_S("utm_anything")), "Google Analytics");
    assert_null(ub_link_param_owner(UB_S("a.example"), UB_S("utm_")));
    assert_null(ub_link_param_owner(UB_S("a.example"), UB_S("utm")));
    assert_null(ub_link_param_owner(UB_S("a.example"), UB_S("si")));
    assert_string_equal(ub_link_param_owner(UB_S("youtu.be"), UB_S("si")), "YouTube");
    assert_null(ub_link_param_owner(UB_S("a.example"), UB_S("")));
    assert_string_equal(ub_link_param_owner(UB_S("amazon.co.uk"), UB_S("pf_rd_p")), "Amazon");
    assert_null(ub_link_param_owner(UB_S("amazons.co.uk"), UB_S("pf_rd_p")));
}

static void links_become(void **state)
{
    static const struct { const char *name; ub_str in, out; } cases[] = {
        { "parameters go, the rest stays", UB_LIT("https://a.example/p?utm_source=x&id=7&mc_eid=be5e943cfb#top"), UB_LIT("https://a.example/p?id=7#top") },
        { "with the last one the question mark", UB_LIT("https://a.example/p?utm_source=x"), UB_LIT("https://a.example/p") },
        { "the others keep their order and form", UB_LIT("https://a.example/p?b=%7B%7D&utm_id=1&a=&c&fbclid=2&b=3"), UB_LIT("https://a.example/p?b=%7B%7D&a=&c&b=3") },
        { "a wrapper", UB_LIT("https://www.google.com/url?q=https%3A%2F%2Fa.example%2Fp&sa=D&usg=AOvVaw"), UB_LIT("https://a.example/p") },
        { "a wrapper, and what is in it", UB_LIT("https://www.google.com/url?q=https%3A%2F%2Fa.example%2Fp%3Futm_source%3Dx%26id%3D7"), UB_LIT("https://a.example/p?id=7") },
        { "a wrapper in a wrapper",
          UB_LIT("https://l.facebook.com/l.php?u=https%3A%2F%2Fclick.pstmrk.it%2F3s%2Fa.example%252Fp%2Fahc%2FL1iwAQ%2FAQ%2Fd45f1fcb-a91d-43da-a506-886f5007ed02%2F1%2FoN1zx6oRmi&h=AT3"),
          UB_LIT("https://a.example/p") },
        { "its own signature goes with the wrapper",
          UB_LIT("https://shop.lt.acemlnc.com/Prod/link-tracker?redirectUrl=aHR0cHMlM0ElMkYlMkZ3d3cuZXhhbXBsZS5jb20lMkZh&sig=x&email=y"), UB_LIT("https://www.example.com/a") },
        { "spaces around it", UB_LIT(" https://a.example/p?gclid=1\n"), UB_LIT("https://a.example/p") },
        /* left alone */
        { "nothing to do", UB_LIT("https://a.example/p?id=7"), UB_LIT("https://a.example/p?id=7") },
        { "not even normalized", UB_LIT("HTTPS://A.example/p/../q"), UB_LIT("HTTPS://A.example/p/../q") },
        { "a gateway's wrapper", UB_LIT("https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2F&data=x&utm_source=y"),
          UB_LIT("https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2F&data=x&utm_source=y") },
        { "a gateway's wrapper in a wrapper", UB_LIT("https://www.google.com/url?q=https%3A%2F%2Furldefense.com%2Fv2%2Furl%3Fu%3Dhttps-3A__a.example%26d%3D"),
          UB_LIT("https://urldefense.com/v2/url?u=https-3A__a.example&d=") },
        { "a gateway of anybody's", UB_LIT("https://gate.example.org/fmlurlsvc/?fewReq=:B:JVE3&url=https%3a%2f%2fwww.example.com%2fh"),
          UB_LIT("https://gate.example.org/fmlurlsvc/?fewReq=:B:JVE3&url=https%3a%2f%2fwww.example.com%2fh") },
        { "a mailer's address whose target is not there", UB_LIT("https://shop.us2.list-manage.com/track/click?u=f61cd5fab09d8a8362ea924a7&id=4924e6cb3b&e=be5e943cfb&utm_source=x"),
          UB_LIT("https://shop.us2.list-manage.com/track/click?u=f61cd5fab09d8a8362ea924a7&id=4924e6cb3b&e=be5e943cfb&utm_source=x") },
        { "unsubscribing, by path", UB_LIT("https://a.example/unsubscribe?utm_source=x&u=1"), UB_LIT("https://a.example/unsubscribe?utm_source=x&u=1") },
        { "unsubscribing, by parameter", UB_LIT("https://a.example/?utm_source=x&opt_out=1"), UB_LIT("https://a.example/?utm_source=x&opt_out=1") },
        { "unsubscribing, in a wrapper", UB_LIT("https://www.google.com/url?q=https%3A%2F%2Fa.example%2FUnsubscribeMe"), UB_LIT("https://www.google.com/url?q=https%3A%2F%2Fa.example%2FUnsubscribeMe") },
        { "signing in", UB_LIT("https://login.a.example/?utm_source=x"), UB_LIT("https://login.a.example/?utm_source=x") },
        { "a password", UB_LIT("https://a.example/reset?utm_source=x"), UB_LIT("https://a.example/reset?utm_source=x") },
        { "user information", UB_LIT("https://anna:secret@a.example/?utm_source=x"), UB_LIT("https://anna:secret@a.example/?utm_source=x") },
        { "a signature", UB_LIT("https://a.example/p?utm_source=x&sig=abc"), UB_LIT("https://a.example/p?utm_source=x&sig=abc") },
        { "what looks like one", UB_LIT("https://a.example/p?utm_source=x&h=8f14e45fceea167a5a36dedd4bea2543"), UB_LIT("https://a.example/p?utm_source=x&h=8f14e45fceea167a5a36dedd4bea2543") },
        { "a signed address in a store", UB_LIT("https://s3.amazonaws.com/b/f?X-Amz-Date=1&utm_source=x"), UB_LIT("https://s3.amazonaws.com/b/f?X-Amz-Date=1&utm_source=x") },
        { "another scheme", UB_LIT("mailto:a@a.example?utm_source=x"), UB_LIT("mailto:a@a.example?utm_source=x") },
        { "relative", UB_LIT("/p?utm_source=x"), UB_LIT("/p?utm_source=x") },
        { "letters outside ASCII, whose charset the page says", UB_LIT("https://a.example/?q=\xE9&utm_source=x"), UB_LIT("https://a.example/?q=\xE9&utm_source=x") },
        { "no host", UB_LIT("https://"), UB_LIT("https://") },
        { "nothing", UB_LIT(""), UB_LIT("") },
        { "ClearURLs parameters", UB_LIT("https://example.com?utm_source=newsletter1&utm_medium=email&utm_campaign=sale"), UB_LIT("https://example.com/") },
        { "ClearURLs Amazon",
          UB_LIT("https://www.amazon.com/dp/exampleProduct/?ref=sxin_0_pb&__mk_de_DE=%C3%85M%C3%85%C5%BD%C3%95%C3%91&keywords=tea&pd_rd_i=exampleProduct&pd_rd_r=8d39e4cd-1e4f-43db-b6e7-72e969a84aa5&pd_rd_w=1pcKM&pd_rd_wg=hYrNl&pf_rd_p=50bbfd25-5ef7-41a2-68d6-74d854b30e30&pf_rd_r=0GMWD0YYKA7XFGX55ADP&qid=1517757263&rnid=2914120011"),
          UB_LIT("https://www.amazon.com/dp/exampleProduct/") },
        /* Brave: query filter */
        { "Brave gclid", UB_LIT("https://test.com/?gclid=123"), UB_LIT("https://test.com/") },
        { "Brave fbclid", UB_LIT("https://test.com/?fbclid=123"), UB_LIT("https://test.com/") },
        { "Brave mkt_tok", UB_LIT("https://test.com/?mkt_tok=123"), UB_LIT("https://test.com/") },
        { "Brave nothing", UB_LIT("https://test.com/"), UB_LIT("https://test.com/") },
        { "Brave ck_subscriber_id", UB_LIT("https://test.com/?ck_subscriber_id=123"), UB_LIT("https://test.com/") },
        { "Brave h_sid", UB_LIT("https://test.com/?h_sid=123"), UB_LIT("https://test.com/") },
        { "Brave h_slt", UB_LIT("https://test.com/?h_slt=123"), UB_LIT("https://test.com/") },
        { "Brave igsh", UB_LIT("https://www.instagram.com/?igsh=abc"), UB_LIT("https://www.instagram.com/") },
        { "Brave igshid", UB_LIT("http://www.instagram.com/?igshid=123"), UB_LIT("http://www.instagram.com/") },
        { "Brave igshid elsewhere", UB_LIT("https://example.com/?igshid=123"), UB_LIT("https://example.com/?igshid=123") },
        { "Brave ref_src of twitter", UB_LIT("https://twitter.com/?ref_src=123"), UB_LIT("https://twitter.com/") },
        { "Brave ref_src of x", UB_LIT("https://x.com/?ref_src=123"), UB_LIT("https://x.com/") },
        { "Brave ref_src elsewhere", UB_LIT("https://z.com/?ref_src=123"), UB_LIT("https://z.com/?ref_src=123") },
        { "Brave other of twitter", UB_LIT("https://twitter.com/?t=123"), UB_LIT("https://twitter.com/?t=123") },
        { "Brave unsubscribe", UB_LIT("https://unsubscribe.com/?ck_subscriber_id=123"), UB_LIT("https://unsubscribe.com/?ck_subscriber_id=123") },
        { "Brave email", UB_LIT("https://test.com/email/?h_sid=123"), UB_LIT("https://test.com/email/?h_sid=123") },
        { "Brave email 2", UB_LIT("https://test.com/email/?h_slt=123"), UB_LIT("https://test.com/email/?h_slt=123") },
        { "Brave Unsubscribe", UB_LIT("https://Unsubscribe.com/?mkt_tok=123"), UB_LIT("https://Unsubscribe.com/?mkt_tok=123") },
        { "Brave emailWebview", UB_LIT("https://test.com/emailWebview?mkt_tok=123"), UB_LIT("https://test.com/emailWebview?mkt_tok=123") },
        { "Brave exempt host",
          UB_LIT("https://urldefense.com/v3/__https://www.portainer.io/hs/preferences-center/en/direct?utm_campaign=XNF&utm_source=hs_automation&_hsenc=p2&_hsmi=26__;!!MlclJBHn!0eDf-z$"),
          UB_LIT("https://urldefense.com/v3/__https://www.portainer.io/hs/preferences-center/en/direct?utm_campaign=XNF&utm_source=hs_automation&_hsenc=p2&_hsmi=26__;!!MlclJBHn!0eDf-z$") },
        /* Brave: debouncing */
        { "Brave AMP",
          UB_LIT("https://www-theverge-com.cdn.ampproject.org/c/s/www.theverge.com/platform/amp/2018/9/20/17881766/bing-google-amp-support-mobile-news"),
          UB_LIT("https://www.theverge.com/platform/amp/2018/9/20/17881766/bing-google-amp-support-mobile-news") },
        { "Brave one label", UB_LIT("https://theguardian.cdn.ampproject.org/c/s/foo"), UB_LIT("https://theguardian.cdn.ampproject.org/c/s/foo") },
        { "Brave Partnerize", UB_LIT("https://prf.hn/click/camref:1011l7xH5/pubref:cn-182c2c19daa548769cf89ef10d5a5af3-dtp/destination:https%3A%2F%2Fwww.test.com%2Ftest1%2Ftest2"),
          UB_LIT("https://www.test.com/test1/test2") },
        { "Brave CJ", UB_LIT("https://www.anrdoezrs.net/links/123/type/dlg/sid/---/https://www.carhartt.com/product/123/nintendo-one"),
          UB_LIT("https://www.carhartt.com/product/123/nintendo-one") },
        { "Brave CJ 2", UB_LIT("https://www.anrdoezrs.net/links/123/type/dlg/sid/cn-___COM_CLICK_ID___-dtp/https://www.verizon.com/deals"), UB_LIT("https://www.verizon.com/deals") },
        { "Brave CJ 3", UB_LIT("https://www.anrdoezrs.net/links/123/type/dlg/sid/https://www.carhartt.com/product/123/nintendo-one"),
          UB_LIT("https://www.anrdoezrs.net/links/123/type/dlg/sid/https://www.carhartt.com/product/123/nintendo-one") },
    };
    const ub_link_opts opts = { .urls = &urls };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_arena_reset(&arena, 1 << 20);
        ub_assert_str(cases[i].name, clean(&opts, cases[i].in), cases[i].out);
    }
}

static void what_was_done_is_told(void **state)
{
    const ub_link_opts opts = { .urls = &urls };
    ub_link_change c;
    (void)state;
    assert_int_equal(ub_link_clean(&arena, &opts, UB_S("https://vk.com/away.php?to=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Fa.example%252F%253Futm_source%253Dx%2526gclid%253D1"), &c), UB_OK);
    ub_assert_str("url", c.url, UB_S("https://a.example/"));
    assert_int_equal(c.n_opened, 2);
    ub_assert_str("outer", c.opened[0], UB_S("vk"));
    ub_assert_str("inner", c.opened[1], UB_S("google"));
    assert_int_equal(c.n_dropped, 2);
    ub_assert_str("first", c.dropped[0], UB_S("utm_source"));
    ub_assert_str("second", c.dropped[1], UB_S("gclid"));
}

/* `layers` times Steam's wrapper around a link; the inner one keeps its form because nothing but % needs to be encoded again. */
static ub_str nest(ub_arena *a, int layers)
{
    ub_str url = UB_S("https://a.example/");
    for (int i = 0; i < layers; i++) {
        ub_buf b = ub_buf_in(a);
        ub_buf_add(&b, UB_S("https://href.li/?"));
        ub_buf_add(&b, url);
        url = ub_buf_str(&b);
    }
    return url;
}

static void eight_layers_are_opened_and_nine_are_left(void **state)
{
    const ub_link_opts opts = { .urls = &urls };
    (void)state;
    ub_assert_str("eight", clean(&opts, nest(&arena, UB_WRAP_LAYERS)), UB_S("https://a.example/"));
    ub_str nine = nest(&arena, UB_WRAP_LAYERS + 1);
    ub_assert_str("nine", clean(&opts, nine), nine);
}

/* ------------------------------------------------------------------------------------------------ DuckDuckGo's reference tests */

typedef struct names { ub_str p[64]; size_t n; } names;

static bool is_listed(const void *ctx, const ub_url *url, ub_str site, const ub_url_pair *pair)
{
    const names *list = ctx;
    (void)url;
    (void)site;
    for (size_t i = 0; i < list->n; i++)
        if (ub_str_eq(list->p[i], pair->key)) return true;
    return false;
}

/* Down to the value under a path of keys: "a/b/c".  False: it is not there. */
static bool enter(ub_json_reader *r, const char *path)
{
    for (ub_str rest = ub_str_of(path, strlen(path)), key, want; rest.n;) {
        want = ub_str_cut(&rest, '/');
        if (ub_json_enter(r, '{') != UB_OK) return false;
        for (;;) {
            if (ub_json_key(r, &key) != UB_OK) return false;
            if (ub_str_eq(key, want)) break;
            if (ub_json_pass(r) != UB_OK) return false;
        }
    }
    return ub_json_enter(r, '[') == UB_OK;
}

static void duckduckgo_reference_tests_hold(void **state)
{
    names list = { .n = 0 };
    const ub_link_opts opts = { .urls = &urls, .drops = is_listed, .ctx = &list };
    const char *path = ub_test_corpus("lists/ddg-privacy-reference-tests/url-parameters/config_reference.json");
    ub_arena_reset(&arena, 1 << 20);
    ub_json_reader r = ub_json_reader_of(&arena, ub_test_read(&arena, path), NULL);
    ub_str key;
    unsigned done = 0, of_a_browser = 0;
    (void)state;
    assert_true(enter(&r, "features/trackingParameters/settings/parameters"));
    while (ub_json_item(&r) == UB_OK && list.n < UB_COUNT(list.p)) assert_int_equal(ub_json_string(&r, &list.p[list.n++]), UB_OK);
    assert_int_equal(list.n, 26);
    path = ub_test_corpus("lists/ddg-privacy-reference-tests/url-parameters/tests.json");
    r = ub_json_reader_of(&arena, ub_test_read(&arena, path), NULL);
    assert_true(enter(&r, "trackingParameters/tests"));
    while (ub_json_item(&r) == UB_OK) {
        ub_str name = { 0 }, in = { 0 }, out = { 0 }, from = { 0 };
        assert_int_equal(ub_json_enter(&r, '{'), UB_OK);
        while (ub_json_key(&r, &key) == UB_OK) {
            ub_str *to = ub_str_eq(key, UB_S("name")) ? &name : ub_str_eq(key, UB_S("testURL")) ? &in
                       : ub_str_eq(key, UB_S("expectURL")) ? &out : ub_str_eq(key, UB_S("initiatorURL")) ? &from : NULL;
            assert_int_equal(to ? ub_json_string(&r, to) : ub_json_pass(&r), UB_OK);
        }
        /* Exceptions for sites that break are a browser's. */
        if (ub_str_find(in, UB_S("allowlisted.com")) < in.n || ub_str_find(from, UB_S("allowlisted.com")) < from.n) {
            of_a_browser++;
            continue;
        }
        ub_test_str("DuckDuckGo", clean(&opts, in), out, __FILE__, __LINE__);
        done++;
    }
    assert_int_equal(done, 16);
    assert_int_equal(of_a_browser, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_stand_in_order),
        cmocka_unit_test(parameters_have_an_owner),
        cmocka_unit_test(links_become),
        cmocka_unit_test(what_was_done_is_told),
        cmocka_unit_test(eight_layers_are_opened_and_nine_are_left),
        cmocka_unit_test(duckduckgo_reference_tests_hold),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
