/* SPDX-License-Identifier: Apache-2.0 */
/* Classes of references: the house's table of vectors, section G, and what those who filter have missed. */
#include "url_test.h"
#include "inside.h"

static ub_url_readings classified(struct fixture *f, ub_str raw, ub_str base_text)
{
    ub_url base;
    ub_url_readings got;
    if (base_text.n) assert_int_equal(ub_url_parse(&f->a, &f->ctx, base_text, NULL, &base, NULL, NULL), UB_OK);
    assert_int_equal(ub_url_classify(&f->a, &f->ctx, raw, base_text.n ? &base : NULL, &got, NULL, NULL), UB_OK);
    assert_true(got.n >= 1 && got.n <= UB_URL_READINGS_MAX);
    return got;
}

static const ub_url_reading *reading(const ub_url_readings *all, ub_url_class cls, ub_str host)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->r[i].cls == cls && ub_str_eq(all->r[i].host, host)) return &all->r[i];
    return NULL;
}

#define B UB_LIT("beacon.test")
#define NO UB_LIT("")

static void each_vector_has_its_reading(void **state)
{
    static const struct { ub_str in, base; ub_url_class cls; ub_str host; const char *how; ub_url_contact contact; } cases[] = {
        /* UNC paths and their disguises */
        { UB_LIT("\\\\beacon.test\\s\\ID.png"), NO, UB_URL_CREDENTIAL, B, "unc-img", UB_URL_ON_OPEN },
        { UB_LIT("//beacon.test/s/ID.png"), NO, UB_URL_CREDENTIAL, B, "unc-fwdslash", UB_URL_ON_OPEN },
        { UB_LIT("//beacon.test/s/ID.png"), NO, UB_URL_WEB, B, "protocol-relative", UB_URL_ON_OPEN },
        { UB_LIT("//beacon.test/s/ID.png"), UB_LIT("https://a.example/"), UB_URL_CREDENTIAL, B, "unc-fwdslash", UB_URL_ON_OPEN },
        { UB_LIT("//beacon.test/s/ID.png"), UB_LIT("file:///C:/x"), UB_URL_CREDENTIAL, B, "file-host", UB_URL_ON_OPEN },
        { UB_LIT("/\\beacon.test/ID"), UB_LIT("http://a.example/"), UB_URL_WEB, B, "", UB_URL_ON_OPEN },
        { UB_LIT("/\\beacon.test/ID"), NO, UB_URL_CREDENTIAL, B, "unc-img", UB_URL_ON_OPEN },
        { UB_LIT("\\/beacon.test/ID"), NO, UB_URL_CREDENTIAL, B, "unc-img", UB_URL_ON_OPEN },
        { UB_LIT("\t\\\n\\beacon.test\\s"), NO, UB_URL_CREDENTIAL, B, "unc-img", UB_URL_ON_OPEN },
        { UB_LIT("%5C%5cbeacon.test\\s"), NO, UB_URL_CREDENTIAL, B, "unc-img", UB_URL_ON_OPEN },
        { UB_LIT("\\\\beacon.test@80\\ID\\f"), NO, UB_URL_CREDENTIAL, B, "webdav-unc", UB_URL_ON_OPEN },
        { UB_LIT("\\\\beacon.test@SSL@443\\DavWWWRoot\\f"), NO, UB_URL_CREDENTIAL, B, "webdav-unc", UB_URL_ON_OPEN },
        { UB_LIT("\\\\beacon.test\\DavWWWRoot\\f"), NO, UB_URL_CREDENTIAL, B, "webdav-unc", UB_URL_ON_OPEN },
        { UB_LIT("\\\\?\\UNC\\beacon.test\\s\\ID"), NO, UB_URL_CREDENTIAL, B, "longpath-unc", UB_URL_ON_OPEN },
        { UB_LIT("\\\\.\\unc\\beacon.test\\s\\ID"), NO, UB_URL_CREDENTIAL, B, "longpath-unc", UB_URL_ON_OPEN },
        { UB_LIT("\\??\\UNC\\beacon.test\\s\\ID"), NO, UB_URL_CREDENTIAL, B, "longpath-unc", UB_URL_ON_OPEN },
        { UB_LIT("\\\\?\\GLOBALROOT\\Device\\Mup\\;LanmanRedirector\\beacon.test\\s"), NO, UB_URL_CREDENTIAL, B, "longpath-unc",
          UB_URL_ON_OPEN },
        { UB_LIT("//?/UNC/beacon.test/s"), NO, UB_URL_CREDENTIAL, B, "longpath-unc", UB_URL_ON_OPEN },
        { UB_LIT("\\\\?\\C:\\x"), NO, UB_URL_LOCAL, NO, "longpath-unc", UB_URL_NEVER },
        { UB_LIT("\\\\beacon.test\\s\\ID.rtf!a"), NO, UB_URL_CREDENTIAL, B, "moniker-link", UB_URL_ON_OPEN },
        /* file: */
        { UB_LIT("file://beacon.test/s/ID.png"), NO, UB_URL_CREDENTIAL, B, "file-host", UB_URL_ON_OPEN },
        { UB_LIT("FILE:\\\\beacon.test\\s\\ID"), NO, UB_URL_CREDENTIAL, B, "file-host", UB_URL_ON_OPEN },
        { UB_LIT("file:////beacon.test/s/ID"), NO, UB_URL_CREDENTIAL, B, "file-slashes", UB_URL_ON_OPEN },
        { UB_LIT("file:/\\beacon.test\\s\\ID"), NO, UB_URL_CREDENTIAL, B, "file-host", UB_URL_ON_OPEN },
        { UB_LIT("file:\\\\\\\\beacon.test\\s\\ID"), NO, UB_URL_CREDENTIAL, B, "file-slashes", UB_URL_ON_OPEN },
        { UB_LIT("file://///beacon.test/s/ID"), NO, UB_URL_CREDENTIAL, B, "file-slashes", UB_URL_ON_OPEN },
        { UB_LIT("file:///\\\\beacon.test\\s\\ID.rtf!a"), NO, UB_URL_CREDENTIAL, B, "moniker-link", UB_URL_ON_OPEN },
        { UB_LIT("file:///%5C%5Cbeacon.test%5Cs"), NO, UB_URL_CREDENTIAL, B, "file-slashes", UB_URL_ON_OPEN },
        { UB_LIT("file://localhost//beacon.test/s"), NO, UB_URL_CREDENTIAL, B, "file-slashes", UB_URL_ON_OPEN },
        { UB_LIT("file://beacon.test@80/ID"), NO, UB_URL_CREDENTIAL, B, "webdav-unc", UB_URL_ON_OPEN },
        { UB_LIT("file:////?/UNC/beacon.test/s"), NO, UB_URL_CREDENTIAL, B, "longpath-unc", UB_URL_ON_OPEN },
        { UB_LIT("file:///C:/x/y"), NO, UB_URL_LOCAL, NO, "scheme", UB_URL_NEVER },
        { UB_LIT("file://C:/x/y"), NO, UB_URL_LOCAL, NO, "scheme", UB_URL_NEVER },
        { UB_LIT("file:///etc/motd"), NO, UB_URL_LOCAL, NO, "scheme", UB_URL_NEVER },
        { UB_LIT("file://localhost/x"), NO, UB_URL_LOCAL, NO, "scheme", UB_URL_NEVER },
        { UB_LIT("C:\\x\\y.png"), NO, UB_URL_LOCAL, NO, "drive", UB_URL_NEVER },
        { UB_LIT("c:/x/y.png"), NO, UB_URL_LOCAL, NO, "drive", UB_URL_NEVER },
        /* other schemes that contact */
        { UB_LIT("smb://beacon.test/ID"), NO, UB_URL_CREDENTIAL, B, "smb-afp-nfs", UB_URL_ON_OPEN },
        { UB_LIT("smb:\\\\beacon.test\\ID"), NO, UB_URL_CREDENTIAL, B, "smb-afp-nfs", UB_URL_ON_OPEN },
        { UB_LIT("cifs://u:p@beacon.test:445/ID"), NO, UB_URL_CREDENTIAL, B, "smb-afp-nfs", UB_URL_ON_OPEN },
        { UB_LIT("afp://beacon.test/ID"), NO, UB_URL_CREDENTIAL, B, "smb-afp-nfs", UB_URL_ON_CLICK },
        { UB_LIT("ldap://beacon.test/ID"), NO, UB_URL_TRANSPORT, B, "ldap-uri", UB_URL_ON_CLICK },
        { UB_LIT("ftp://beacon.test/ID"), NO, UB_URL_TRANSPORT, B, "ftp-uri", UB_URL_ON_OPEN },
        { UB_LIT("tftp://beacon.test/ID"), NO, UB_URL_TRANSPORT, B, "ftp-uri", UB_URL_ON_CLICK },
        { UB_LIT("mms://beacon.test/ID"), NO, UB_URL_TRANSPORT, B, "rtsp-mms", UB_URL_ON_OPEN },
        { UB_LIT("nntp://beacon.test/ID"), NO, UB_URL_TRANSPORT, B, "news-imap-uri", UB_URL_ON_OPEN },
        { UB_LIT("imap://beacon.test/INBOX"), NO, UB_URL_TRANSPORT, B, "news-imap-uri", UB_URL_ON_OPEN },
        { UB_LIT("ws://beacon.test/ID"), NO, UB_URL_WEB, B, "", UB_URL_ON_OPEN },
        { UB_LIT("webcal://beacon.test/ID.ics"), NO, UB_URL_WEB, B, "scheme", UB_URL_ON_CLICK },
        { UB_LIT("feed:https://beacon.test/ID"), NO, UB_URL_WEB, B, "scheme", UB_URL_ON_CLICK },
        /* references within references */
        { UB_LIT("mailbox:///\\\\beacon.test\\s\\ID?number=1"), NO, UB_URL_CREDENTIAL, B, "mailbox-link", UB_URL_ON_OPEN },
        { UB_LIT("mailbox:////beacon.test/s/ID?number=1"), NO, UB_URL_CREDENTIAL, B, "mailbox-link", UB_URL_ON_OPEN },
        { UB_LIT("search-ms:query=a&crumb=location:\\\\beacon.test\\s"), NO, UB_URL_CREDENTIAL, B, "search-ms", UB_URL_ON_CLICK },
        { UB_LIT("search-ms:query=a&crumb=location:%5c%5Cbeacon.test%5cs"), NO, UB_URL_CREDENTIAL, B, "search-ms", UB_URL_ON_CLICK },
        { UB_LIT("ms-word:ofe|u|http://beacon.test/ID.docx"), NO, UB_URL_WEB, B, "office-uri", UB_URL_ON_CLICK },
        { UB_LIT("ms-excel:ofv|u|file://beacon.test/s/x.xlsx"), NO, UB_URL_CREDENTIAL, B, "office-uri", UB_URL_ON_CLICK },
        { UB_LIT("ms-appinstaller:?source=http://beacon.test/ID"), NO, UB_URL_WEB, B, "ms-msdt-etc", UB_URL_ON_CLICK },
        { UB_LIT("ms-never-heard-of:http://beacon.test/"), NO, UB_URL_WEB, B, "ms-msdt-etc", UB_URL_ON_CLICK },
        { UB_LIT("mhtml:http://beacon.test/ID!x"), NO, UB_URL_WEB, B, "mhtml-jar-res", UB_URL_ON_OPEN },
        { UB_LIT("jar:https://beacon.test/ID.jar!/x"), NO, UB_URL_WEB, B, "mhtml-jar-res", UB_URL_ON_OPEN },
        { UB_LIT("mk:@MSITStore:http://beacon.test/ID.chm::/x.htm"), NO, UB_URL_WEB, B, "mhtml-jar-res", UB_URL_ON_OPEN },
        { UB_LIT("ms-its:\\\\beacon.test\\s\\x.chm::/x.htm"), NO, UB_URL_CREDENTIAL, B, "mhtml-jar-res", UB_URL_ON_OPEN },
        { UB_LIT("res://\\\\beacon.test\\s\\x.dll/1"), NO, UB_URL_CREDENTIAL, B, "mhtml-jar-res", UB_URL_ON_OPEN },
        { UB_LIT("view-source:http://beacon.test/"), NO, UB_URL_WEB, B, "nested", UB_URL_ON_OPEN },
        { UB_LIT("URL:http://beacon.test/"), NO, UB_URL_WEB, B, "nested", UB_URL_ON_OPEN },
        { UB_LIT("itms-services://?action=download-manifest&url=https%3A%2F%2Fbeacon.test%2FID&x=y"), NO, UB_URL_WEB, B,
          "apple-schemes", UB_URL_ON_CLICK },
        { UB_LIT("microsoft-edge:https://beacon.test/"), NO, UB_URL_WEB, B, "ms-msdt-etc", UB_URL_ON_CLICK },
        { UB_LIT("mailto:a@b.example?attach=\\\\beacon.test\\s\\x"), NO, UB_URL_CREDENTIAL, B, "nested", UB_URL_ON_CLICK },
        { UB_LIT("never-heard-of:http://beacon.test/"), NO, UB_URL_WEB, B, "scheme", UB_URL_ON_OPEN },
        /* what others than browsers may read */
        { UB_LIT("https:beacon.test/ID"), UB_LIT("https://a.example/"), UB_URL_WEB, B, "other-base", UB_URL_ON_OPEN },
        { UB_LIT("https:beacon.test/ID"), UB_LIT("https://a.example/"), UB_URL_WEB, UB_LIT("a.example"), "", UB_URL_ON_OPEN },
        { UB_LIT("www.beacon.test/ID"), NO, UB_URL_WEB, UB_LIT("www.beacon.test"), "www", UB_URL_ON_OPEN },
        { UB_LIT("\xC2\xA0 http://beacon.test/"), NO, UB_URL_WEB, B, "trimmed", UB_URL_ON_OPEN },
        { UB_LIT("\xEF\xBB\xBF//beacon.test/"), NO, UB_URL_WEB, B, "trimmed", UB_URL_ON_OPEN },
        { UB_LIT("http%3A%2F%2fbeacon.test/ID"), NO, UB_URL_WEB, B, "escaped", UB_URL_ON_OPEN },
        { UB_LIT("http://good.example\\@beacon.test:8080/"), NO, UB_URL_WEB, B, "userinfo", UB_URL_ON_OPEN },
        { UB_LIT("http://good.example\\@beacon.test/"), NO, UB_URL_WEB, UB_LIT("good.example"), "", UB_URL_ON_OPEN },
        { UB_LIT("http://good.example@beacon.test/"), NO, UB_URL_WEB, B, "", UB_URL_ON_OPEN },
        { UB_LIT("ftp.beacon.test/ID"), NO, UB_URL_TRANSPORT, UB_LIT("ftp.beacon.test"), "www", UB_URL_ON_OPEN },
        { UB_LIT("http://beacon.test:99999/"), NO, UB_URL_WEB, B, "refused", UB_URL_ON_OPEN },
        { UB_LIT("http://\xF0\xB2\xA4\xB1.test/"), NO, UB_URL_WEB, UB_LIT("\xF0\xB2\xA4\xB1.test"), "refused", UB_URL_ON_OPEN },
        /* what contacts nobody */
        { UB_LIT("cid:a@b.example"), NO, UB_URL_EMBEDDED, NO, "cid-fallthrough", UB_URL_NEVER },
        { UB_LIT("data:text/html,x"), NO, UB_URL_EMBEDDED, NO, "data-nested", UB_URL_NEVER },
        { UB_LIT("mailto:a@b.example?body=http://beacon.test/"), NO, UB_URL_MAIL, NO, "scheme", UB_URL_ON_CLICK },
        { UB_LIT("tel:+15550100"), NO, UB_URL_PHONE, NO, "scheme", UB_URL_ON_CLICK },
        { UB_LIT(" java\nscript:x()"), NO, UB_URL_SCRIPT, NO, "scheme", UB_URL_ON_OPEN },
        { UB_LIT("javascript://beacon.test/%0ax()"), NO, UB_URL_SCRIPT, NO, "scheme", UB_URL_ON_OPEN },
        { UB_LIT("cid://beacon.test/"), NO, UB_URL_EMBEDDED, NO, "cid-fallthrough", UB_URL_NEVER },
        { UB_LIT("intent://beacon.test/ID#Intent;scheme=http;end"), NO, UB_URL_HANDLER, B, "android-intent", UB_URL_ON_CLICK },
        { UB_LIT("stssync://sts/?ver=1.1&base-url=http%3A%2F%2Fbeacon.test"), NO, UB_URL_WEB, B, "office-uri", UB_URL_ON_CLICK },
        { UB_LIT("about:blank"), NO, UB_URL_INERT, NO, "scheme", UB_URL_NEVER },
        { UB_LIT("#top"), NO, UB_URL_INERT, NO, "", UB_URL_NEVER },
        { UB_LIT(""), NO, UB_URL_INERT, NO, "", UB_URL_NEVER },
        { UB_LIT("img/a.png"), NO, UB_URL_RELATIVE, NO, "", UB_URL_NEVER },
        { UB_LIT("#top"), UB_LIT("http://beacon.test/"), UB_URL_WEB, B, "", UB_URL_ON_OPEN },
        { UB_LIT("img/a.png"), UB_LIT("http://beacon.test/"), UB_URL_WEB, B, "", UB_URL_ON_OPEN },
        { UB_LIT("never-heard-of:x"), NO, UB_URL_UNKNOWN, NO, "scheme", UB_URL_ON_OPEN },
    };
    size_t failed = 0;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_url_readings got = classified(*state, cases[i].in, cases[i].base);
        const ub_url_reading *r = reading(&got, cases[i].cls, cases[i].host);
        if (r && strcmp(r->how, cases[i].how) == 0 && r->contact == cases[i].contact) continue;
        failed++;
        print_error("\"%.*s\": want %s %.*s %s\n", UB_F(cases[i].in), ub_url_class_name(cases[i].cls), UB_F(cases[i].host),
                    cases[i].how);
        for (size_t k = 0; k < got.n; k++)
            print_error("    got %s %.*s %s %d (%s)\n", ub_url_class_name(got.r[k].cls), UB_F(got.r[k].host), got.r[k].how,
                        got.r[k].contact, got.r[k].reader);
    }
    assert_int_equal(failed, 0);
}

/* What one reader takes for a share and another for a web server has both. */
static void differing_readings_are_both_given(void **state)
{
    ub_url_readings got = classified(*state, UB_S("\\\\beacon.test\\s\\ID.png"), UB_S("https://a.example/"));
    assert_int_equal(got.n, 2);
    assert_int_equal(got.r[0].cls, UB_URL_WEB);
    assert_int_equal(got.r[1].cls, UB_URL_CREDENTIAL);
    ub_assert_str("target", got.r[1].target, UB_S("s\\ID.png"));
    got = classified(*state, UB_S("file:////beacon.test/s"), UB_S(""));
    assert_int_equal(got.r[0].cls, UB_URL_LOCAL);
    assert_int_equal(got.r[1].cls, UB_URL_CREDENTIAL);
    got = classified(*state, UB_S("\\\\beacon.test@SSL@8443\\DavWWWRoot\\f"), UB_S(""));
    assert_int_equal(got.r[1].port, 8443);
    got = classified(*state, UB_S("https://beacon.test/"), UB_S("https://a.example/"));
    assert_int_equal(got.n, 1);
}

/* The reader's own things have hosts, too, and nobody else's. */
static void local_schemes_have_one_reading(void **state)
{
    static const ub_str cases[] = {
        UB_LIT("chrome://settings/"), UB_LIT("res://mshtml.dll/blank.htm"), UB_LIT("mailbox://nobody@Local%20Folders/Inbox"),
        UB_LIT("moz-extension://0f1e/x.png"), UB_LIT("file:///etc/motd"), UB_LIT("file:///C:/x"), UB_LIT("file:x/y"),
    };
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_url_readings got = classified(*state, cases[i], UB_S(""));
        if (got.n != 1 || got.r[0].cls != UB_URL_LOCAL) fail_msg("%.*s", UB_F(cases[i]));
    }
}

static void the_url_is_there_only_when_it_was_read(void **state)
{
    ub_url_readings got = classified(*state, UB_S("http://beacon.test:99999/"), UB_S(""));
    assert_false(got.parsed);
    assert_int_equal(got.url.href.n, 0);
    got = classified(*state, UB_S("cid:a b"), UB_S(""));
    assert_true(got.parsed);
    got = classified(*state, UB_S("//beacon.test/x"), UB_S(""));
    assert_false(got.parsed);
    ub_assert_str("href", got.url.href, UB_S("https://beacon.test/x"));
}

static void the_table_of_schemes_is_sorted(void **state)
{
    (void)state;
    for (size_t i = 0; i < ub_url_n_classes(); i++) {
        const struct scheme_class *row = ub_url_class_at(i);
        assert_ptr_equal(ub_url_scheme_class(row->name), row);
        assert_int_equal(ub_url_scheme_len((ub_str){ row->name.p, row->name.n }), 0);      /* no colon in it */
        if (i && ub_str_cmp(ub_url_class_at(i - 1)->name, row->name) >= 0) fail_msg("%.*s", UB_F(row->name));
    }
    for (int c = 0; c < UB_URL_CLASSES; c++) assert_non_null(ub_url_class_name((ub_url_class)c));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_vector_has_its_reading), cmocka_unit_test(differing_readings_are_both_given),
        cmocka_unit_test(the_table_of_schemes_is_sorted), cmocka_unit_test(local_schemes_have_one_reading),
        cmocka_unit_test(the_url_is_there_only_when_it_was_read),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
