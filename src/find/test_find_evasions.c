/* SPDX-License-Identifier: Apache-2.0 */
/* The finder against the survey's parser evasions (table Q), and against what must not be reported. */
#include "find_test.h"

#define WINMAIL "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"

/* As in test_find_rows.c. */
static const struct row { const char *evasion; char how; const char *text, *vector, *url; } evasions[] = {
    /* Q1. URL and attribute level */
    { "ev-entity-dec", 'H', "<img src=\"&#104;ttp://beacon.test/ID\">", "img-src", "http://beacon.test/ID" },
    { "ev-entity-dec, no semicolon", 'H', "<img src=\"&#104ttp://beacon.test/ID\">", "img-src", "http://beacon.test/ID" },
    { "ev-entity-hex-pad", 'H', "<img src=\"&#x0000068ttp://beacon.test/ID\">", "img-src", "http://beacon.test/ID" },
    { "ev-entity-named", 'H', "<img src=\"http&colon;&sol;&sol;beacon.test/ID\">", "img-src", "http://beacon.test/ID" },
    { "ev-entity-named, Tab and NewLine", 'H', "<img src=\"ht&Tab;tp:&NewLine;//beacon&period;test/ID\">", "img-src", "http://beacon.test/ID" },
    { "ev-tab-newline", 'H', "<img src=\"ht&#10;tp://bea&#9;con.test/ID\">", "img-src", "http://beacon.test/ID" },
    { "ev-tab-newline, raw", 'H', "<img src=\"ht\ntp://bea\tcon.test/ID\">", "img-src", "http://beacon.test/ID" },
    { "ev-lead-ctrl", 'H', "<img src=\" &#1;http://beacon.test/ID\">", "img-src", "http://beacon.test/ID" },
    { "ev-lead-ctrl, NBSP", 'H', "<img src=\"\302\240http://beacon.test/ID\">", "img-src", "http://beacon.test/ID" },
    { "ev-proto-relative", 'H', "<img src=\"//beacon.test/ID\">", "img-src", "https://beacon.test/ID" },
    { "ev-backslash", 'H', "<img src=\"http:\\\\beacon.test\\ID\">", "img-src", "http://beacon.test/ID" },
    { "ev-backslash, mixed", 'H', "<img src=\"/\\beacon.test/ID\">", "img-src", "https://beacon.test/ID" },
    { "ev-slashes, one", 'H', "<img src=\"http:/beacon.test/ID\">", "img-src", "http://beacon.test/ID" },
    { "ev-slashes, none", 'H', "<img src=\"http:beacon.test\">", "img-src", "http://beacon.test/" },
    { "ev-slashes, four", 'H', "<img src=\"http:////beacon.test/ID\">", "img-src", "http://beacon.test/ID" },
    { "ev-case", 'H', "<ImG SrC=\"HtTp://beacon.test/ID\">", "img-src", "http://beacon.test/ID" },
    { "ev-userinfo", 'H', "<img src=\"http://good.example@beacon.test/ID\">", "img-src", "|beacon.test" },
    { "ev-fragment-proxy", 'H', "<img src=\"https://proxy.example/p#http://beacon.test/ID\">", "img-src", "https://proxy.example/p#http://beacon.test/ID" },
    { "ev-open-redirect", 'H', "<a href=\"https://good.example/r?u=http%3A%2F%2Fbeacon.test%2FID\">x</a>", "a-href-redirect",
      "https://good.example/r?u=http%3A%2F%2Fbeacon.test%2FID" },
    { "ev-nested-encoding", 'H', "<img src=\"http://p.example/?u=aHR0cDovL2JlYWNvbi50ZXN0L0lE\">", "img-src",
      "http://p.example/?u=aHR0cDovL2JlYWNvbi50ZXN0L0lE" },
    { "ev-unicode-host", 'H', "<img src=\"http://bea&shy;con.test/ID\">", "img-src", "http://beacon.test/ID" },
    { "ev-unicode-host, full width", 'H', "<img src=\"http://\357\275\202eacon\343\200\202test/ID\">", "img-src", "http://beacon.test/ID" },
    { "ev-trailing-dot", 'H', "<img src=\"http://beacon.test./ID\">", "img-src", "http://beacon.test./ID" },
    { "ev-ip-forms", 'H', "<img src=\"http://0xCB.0x00.0x71.9/ID\">", "img-src", "http://203.0.113.9/ID" },
    { "ev-port-path-token", 'H', "<img src=\"http://beacon.test:40123/\">", "img-src", "http://beacon.test:40123/" },
    { "ev-big-image-token", 'H', "<img src=\"http://beacon.test/hero-ID.jpg\" width=600>", "img-src", "http://beacon.test/hero-ID.jpg" },
    { "ev-2x2", 'H', "<img width=2 height=2 src=\"http://beacon.test/ID\">", "img-src", "http://beacon.test/ID" },
    { "ev-size-lie", 'H', "<img width=600 height=400 src=\"http://beacon.test/ID\">", "img-src", "http://beacon.test/ID" },
    { "ev-no-size", 'H', "<div style=\"max-height:1px;overflow:hidden\"><img src=\"http://beacon.test/ID\"></div>", "img-src", "http://beacon.test/ID" },
    { "ev-repeat", 'H', "<img src=\"http://beacon.test/ID\"><img src=\"http://beacon.test/ID\"><img src=\"http://beacon.test/ID\">", "img-src",
      "http://beacon.test/ID" },
    { "ev-spacer-name", 'H', "<img src=\"http://beacon.test/spacer.gif?ID\">", "img-src", "http://beacon.test/spacer.gif?ID" },
    { "ev-attr-dup", 'H', "<img src=cid:a src=\"http://beacon.test/ID\">", "img-src", "http://beacon.test/ID" },
    { "ev-attr-dup, reverse", 'H', "<img src=\"http://beacon.test/ID\" src=cid:a>", "img-src", "http://beacon.test/ID" },
    { "ev-attr-noquote", 'H', "<img/src=http://beacon.test/ID/>", "img-src", "http://beacon.test/ID/" },
    { "ev-attr-noquote, backtick", 'H', "<img src=`http://beacon.test/ID`>", NULL, NULL },
    { "ev-namespaced-attr", 'H', "<svg><image x:href=\"http://beacon.test/ID\" xmlns:x=\"http://www.w3.org/1999/xlink\"/></svg>", "svg-image",
      "http://beacon.test/ID" },

    /* Q2. Tags, comments, states of the parser */
    { "ev-image-alias", 'H', "<image src=http://beacon.test/ID>", "image-alias-src", "http://beacon.test/ID" },
    { "ev-unclosed-tag", 'H', "<img src=\"http://beacon.test/ID\"", "img-src", "http://beacon.test/ID" },
    { "ev-unclosed-attr", 'H', "<img src=\"http://beacon.test/ID?", "img-src", "http://beacon.test/ID?" },
    { "ev-nested-comment", 'H', "<!--><img src=http://beacon.test/ID>-->", "img-src", "http://beacon.test/ID" },
    { "ev-nested-comment, bang", 'H', "<!-- a --!><img src=http://beacon.test/ID> -->", "img-src", "http://beacon.test/ID" },
    { "ev-nested-comment, inner", 'H', "<!-- <!-- --><img src=http://beacon.test/ID>", "img-src", "http://beacon.test/ID" },
    { "ev-cond-comment", 'H', "<!--[if mso]><img src=http://beacon.test/ID><![endif]-->", "img-src", "http://beacon.test/ID" },
    { "ev-cdata-pi", 'H', "<![CDATA[><img src=http://beacon.test/ID>]]>", "img-src", "http://beacon.test/ID" },
    { "ev-cdata-pi, in a style element of SVG", 'H', "<svg><style><![CDATA[p{color:red}</style><img src=http://beacon.test/ID>", "img-src", "http://beacon.test/ID" },
    { "ignored style", 'H', "<frameset></frameset><style>@import url(http://beacon.test/ID);</style>", "css-import-url", "http://beacon.test/ID" },
    { "ignored style, its end in a comment", 'H', "<frameset></frameset><style><!--</style><img src=http://beacon.test/ID>", "img-src",
      "http://beacon.test/ID" },
    { "ignored style, its end in an attribute", 'H', "<frameset></frameset><style><a title='</style><img src=http://beacon.test/ID>'>", "img-src",
      "http://beacon.test/ID" },
    { "ev-cdata-pi, instruction", 'H', "<?x ><img src=http://beacon.test/ID>?>", "img-src", "http://beacon.test/ID" },
    { "ev-rawtext", 'H', "<xmp></xmp><img src=http://beacon.test/ID>", "img-src", "http://beacon.test/ID" },
    { "ev-rawtext, title", 'H', "<title></title><img src=http://beacon.test/ID>", "img-src", "http://beacon.test/ID" },
    { "ev-foreign-content", 'H', "<svg></p><style><a title=\"</style><img src=http://beacon.test/ID>\">", "img-src", "http://beacon.test/ID" },
    { "ev-select-table", 'H', "<table><img src=http://beacon.test/ID>", "img-src", "http://beacon.test/ID" },
    { "ev-select-table, select", 'H', "<select><img src=http://beacon.test/ID></select>", "img-src", "http://beacon.test/ID" },
    { "ev-template", 'H', "<template><img src=http://beacon.test/ID></template>", "template-shadow", "http://beacon.test/ID" },
    { "ev-noscript-flag", 'H', "<noscript><p title=\"</noscript><img src=http://beacon.test/ID>\">", "img-src", "http://beacon.test/ID" },
    { "ev-base-late", 'H', "<img src=a><base href=\"http://beacon.test/ID/\">", "img-src", "http://beacon.test/ID/a" },
    { "ev-base-late, second", 'H', "<base href=\"http://beacon.test/ID/\"><base href=\"http://good.example/\"><img src=a>", "img-src", "http://beacon.test/ID/a" },
    { "ev-head-injection", 'H', "</body></html><link rel=stylesheet href=http://beacon.test/ID>", "link-stylesheet", "http://beacon.test/ID" },
    { "ev-text-mode-html", 'M', "Content-Type: text/plain\n\n<html><body><img src=http://beacon.test/ID></body></html>\n", "img-src", "http://beacon.test/ID" },

    /* Q3. CSS */
    { "ev-css-escape", 'D', "background:\\75 \\72 \\6C (http://beacon.test/ID)", "css-background", "http://beacon.test/ID" },
    { "ev-css-escape, import", 'S', "@\\69mport \"http://beacon.test/ID\";", "css-import-string", "http://beacon.test/ID" },
    { "ev-css-escape, scheme", 'D', "background:url(\\68ttp://beacon.test/ID)", "css-background", "http://beacon.test/ID" },
    { "ev-css-escape, property", 'D', "b\\61 ckground:url(http://beacon.test/ID)", "css-background", "http://beacon.test/ID" },
    { "ev-css-escape-mixed", 'H', "<p style=\"background:\\75&#114\\6C(http://beacon.test/ID)\">", "css-background", "http://beacon.test/ID" },
    { "ev-css-comment-split", 'D', "background:/**/url(/**/http://beacon.test/ID)", NULL, NULL },
    { "ev-css-comment-split, around", 'D', "background:/**/url(http://beacon.test/ID)/**/", "css-background", "http://beacon.test/ID" },
    { "ev-css-unclosed-url", 'H', "<svg><rect fill=\"url(http://beacon.test/ID\"/></svg>", "svg-fill", "http://beacon.test/ID" },
    { "ev-css-unclosed-url, sheet", 'H', "<style>p{background:url(http://beacon.test/ID", "css-background", "http://beacon.test/ID" },
    { "ev-css-decoy-allow", 'D', "x:url(data:image);background:url(http://beacon.test/ID)", "css-background", "http://beacon.test/ID" },
    { "ev-css-data-then-break", 'H', "<body background=\"data:image/png,x);background:url(//beacon.test/ID\">", NULL, NULL },
    { "ev-css-quote-amp", 'H', "<p style=\"content:'&quot;;';background:url(http://beacon.test/ID)\">", "css-background", "http://beacon.test/ID" },
    { "ev-css-string-url", 'D', "background:-webkit-image-set(\"http://beacon.test/ID\" 1x)", "css-image-set", "http://beacon.test/ID" },
    { "ev-css-var-indirect", 'D', "--a:url(http://beacon.test/ID);background:var(--a)", "css-var", "http://beacon.test/ID" },
    { "ev-css-important-dup", 'D', "background:url(cid:a)!important;background:url(http://beacon.test/ID)", "css-background", "http://beacon.test/ID" },
    { "ev-css-charset", 'S', "@charset \"utf-7\";p{background:url(http://beacon.test/ID)}", "css-background", "http://beacon.test/ID" },
    { "ev-css-cdo-cdc", 'S', "<!-- @import \"http://beacon.test/ID\"; -->", "css-import-string", "http://beacon.test/ID" },
    { "ev-css-selector-never", 'S', "u+.body p{background:url(http://beacon.test/ID)}", "css-background", "http://beacon.test/ID" },

    /* Q4. Charset and transfer encoding */
    { "ev-utf7", 'M', "Content-Type: text/html; charset=utf-7\n\n+ADw-img src=+ACI-http://beacon.test/ID+ACIAPg-", "img-src", "http://beacon.test/ID" },
    { "ev-iso2022", 'M', "Content-Type: text/html; charset=iso-2022-jp\n\n\033$B<!--\033(B<img src=http://beacon.test/ID>", "img-src",
      "http://beacon.test/ID" },
    { "ev-hz-gbk", 'M', "Content-Type: text/html; charset=hz-gb-2312\n\n~{~}<img src=http://beacon.test/ID>", "img-src", "http://beacon.test/ID" },
    { "ev-charset-conflict", 'M', "Content-Type: text/html; charset=utf-8\n\n<meta charset=utf-7>+ADw-img src=+ACI-http://beacon.test/ID+ACIAPg-", "img-src",
      "http://beacon.test/ID" },
    { "ev-charset-conflict, the other", 'M', "Content-Type: text/html; charset=utf-7\n\n<meta charset=utf-8><img src=http://beacon.test/ID>", "img-src",
      "http://beacon.test/ID" },
    { "ev-ebcdic-rare", 'M', "Content-Type: text/html; charset=cp037\nContent-Transfer-Encoding: base64\n\nTImUh0Cik4N+iKOjl3phYYKFgYOWlUujhaOiLYLF\n",
      NULL, NULL },
    { "ev-overlong", 'H', "<p>\300\274<img src=http://beacon.test/ID>", "img-src", "http://beacon.test/ID" },
    { "ev-b64-junk", 'M', "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPGltZyBzcmM9Imh0dHA6Ly9iZWFjb24udGVzdC8=SUQiPg==\n", "img-src", NULL },
    { "ev-b64-lines", 'M', "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nP\nG\nlt\nZyBzcmM9Imh0dHA6Ly9iZWFjb24udGVzdC9JRCI+\n", "img-src",
      "http://beacon.test/ID" },
    { "ev-qp-bad", 'M', "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n=3cimg =\nsrc=3d=22http://beacon.test/ID=22=3e", "img-src",
      "http://beacon.test/ID" },
    { "ev-uuencode-yenc", 'M', "Content-Type: text/plain\n\nbegin 644 a.html\n"
      "A/&EM9R!S<F,](FAT=' Z+R]B96%C;VXN=&5S=\"])1\"(^\n`\nend\n", "img-src", NULL },
    { "ev-cte-conflict", 'M', "Content-Type: text/html\nContent-Transfer-Encoding: base64\nContent-Transfer-Encoding: 7bit\n\n<img src=http://beacon.test/ID>\n",
      "img-src", "http://beacon.test/ID" },
    { "ev-cte-multipart", 'M', "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n--b\nContent-Type: text/html\n\n"
      "<img src=http://beacon.test/ID>\n--b--\n", "img-src", "http://beacon.test/ID" },

    /* Q5. MIME structure */
    { "ev-dup-content-type", 'M', "Content-Type: text/plain\nContent-Type: text/html\n\n<img src=http://beacon.test/ID>\n", "img-src", "http://beacon.test/ID" },
    { "ev-dup-content-type, reverse", 'M', "Content-Type: text/html\nContent-Type: text/plain\n\n<img src=http://beacon.test/ID>\n", "img-src",
      "http://beacon.test/ID" },
    { "ev-dup-boundary-param", 'M', "Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--b\nContent-Type: text/html\n\n<img src=http://beacon.test/ID>\n--b--\n",
      "img-src", "http://beacon.test/ID" },
    { "ev-boundary-odd", 'M', "Content-Type: multipart/mixed; boundary*0=\"a\"; boundary*1=\"b\"\n\n--ab\nContent-Type: text/html\n\n"
      "<img src=http://beacon.test/ID>\n--ab--\n", "img-src", "http://beacon.test/ID" },
    { "ev-boundary-missing", 'M', "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b--\n<html><img src=http://beacon.test/ID></html>\n", "img-src",
      "http://beacon.test/ID" },
    { "ev-header-obs-fold", 'M', "Content-Type : text/html\n\n<img src=http://beacon.test/ID>\n", "img-src", "http://beacon.test/ID" },
    { "ev-lf-only", 'M', "Content-Type: text/html\r\rX<img src=http://beacon.test/ID>\r", "img-src", "http://beacon.test/ID" },
    { "ev-ct-comment", 'M', "Content-Type: text/(x)html\n\n<img src=http://beacon.test/ID>\n", "img-src", "http://beacon.test/ID" },
    { "ev-ct-missing", 'M', "Content-Type: html\n\n<img src=http://beacon.test/ID>\n", "img-src", "http://beacon.test/ID" },
    { "ev-mime-version", 'M', "MIME-Version: 9\nContent-Type: text/html\n\n<img src=http://beacon.test/ID>\n", "img-src", "http://beacon.test/ID" },
    { "ev-filename-rfc2231", 'M', "Content-Type: application/octet-stream; name*0*=utf-8''a.h; name*1=tml\n\n<img src=http://beacon.test/ID>\n", "img-src",
      "http://beacon.test/ID" },
    { "ev-filename-dup", 'M', "Content-Type: application/octet-stream; name=a.txt\nContent-Disposition: attachment; filename=a.html\n\n"
      "<img src=http://beacon.test/ID>\n", "img-src", "http://beacon.test/ID" },
    { "ev-type-vs-magic", 'M', "Content-Type: image/png\n\n<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"http://beacon.test/ID\"/></svg>\n", "svg-image",
      "http://beacon.test/ID" },
    { "ev-message-in-message", 'M', "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
      "Q29udGVudC1UeXBlOiB0ZXh0L2h0bWwKCjxpbWcgc3JjPWh0dHA6Ly9iZWFjb24udGVzdC9JRD4K\n", "img-src", "http://beacon.test/ID" },
    { "ev-tnef-wrapped", 'M', WINMAIL "eJ8+IgEAAQOQBgAwAAAAAQAAAAIBExABAAAAHwAAADxpbWcgc3JjPWh0dHA6Ly9iZWFjb24udGVzdC9JRD4ADQs=\n", "img-src",
      "http://beacon.test/ID" },
    { "ev-tnef-wrapped, in a uuencoded block of a text", 'M', "Content-Type: text/plain\n\nHello.\n"
      "begin 644 winmail.dat\nM>)\\^(@$``0.0!@`P`````0````(!$Q`!````'P```#QI;6<@<W)C/6AT='`Z\n4+R]B96%C;VXN=&5S=\"])1#X`#0L`\n`\nend\n", "img-src",
      "http://beacon.test/ID" },
    { "ev-tnef-wrapped, in RTF", 'M', WINMAIL "eJ8+IgEAAQOQBgBkAAAAAQAAAAIBCRABAAAAUQAAAE0AAABBAAAATUVMQQAAAAB7XHJ0ZjFcZnJvbWh0bWwxe1wqXGh0\n"
      "bWx0YWc2NCA8aW1nIHNyYz0iaHR0cDovL2JlYWNvbi50ZXN0L0lEIj59fQAAAEIZ\n", "img-src", "http://beacon.test/ID" },
    { "ev-multipart-related-root", 'M', "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: image/gif\n\nx\n--b\nContent-Type: text/html\n\n"
      "<img src=http://beacon.test/ID>\n--b--\n", "img-src", "http://beacon.test/ID" },
    { "ev-alternative-order", 'M', "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\n<img src=http://beacon.test/ID>\n--b\n\nx\n--b--\n",
      "img-src", "http://beacon.test/ID" },
};

static void each_evasion_is_seen_through(void **state)
{
    struct bench *b = *state;
    size_t missing = 0;
    for (size_t i = 0; i < UB_COUNT(evasions); i++) {
        bench_find(b, evasions[i].how, evasions[i].text);
        /* Where no reader of today fetches, at least the token does not pass. */
        if (evasions[i].vector ? bench_has(b, evasions[i].vector, evasions[i].url) != NULL : bench_edits(b) > 0 || bench_contacts(b) > 0) continue;
        print_message("# %s: %s\n", evasions[i].evasion, evasions[i].text);
        bench_print(b);
        missing++;
    }
    assert_int_equal(missing, 0);
}

/* Nothing in these makes contact, and nothing in them is edited. */
static const struct { const char *why; char how; const char *text; } inert[] = {
    { "namespaces", 'H', "<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:og=\"http://ogp.me/ns#\"><p>x" },
    { "doctype of XHTML", 'H', "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\"><p>x" },
    { "@namespace", 'S', "@namespace url(http://www.w3.org/1999/xhtml);p{color:red}" },
    { "a picture of the message", 'H', "<img src=\"cid:a@b\" width=10 height=10 alt=x>" },
    { "a picture in the address", 'H', "<img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==\">" },
    { "an inert drawing in the address", 'H', "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><rect width='9' height='9' fill='red'/></svg>\">" },
    { "a font in the address", 'S', "@font-face{font-family:f;src:url(data:font/woff2;base64,d09GMgABAAAAAA) format(\"woff2\"),local('Inter Regular')}" },
    { "an inline drawing", 'H', "<svg viewBox=\"0 0 9 9\"><defs><linearGradient id=g><stop offset=0 stop-color=red /></linearGradient></defs><path d=\"M0 0L9 9\" fill=\"url(#g)\"/></svg>" },
    { "attributes of old mail", 'H', "<table width=\"100%\" cellpadding=0 cellspacing=0 border=0 bgcolor=#ffffff align=center><tr><td valign=top nowrap>x</table>" },
    { "Word's style", 'S', "p.MsoNormal{mso-style-name:\"Normal Table\";mso-style-parent:\"\";mso-padding-alt:0cm 5.4pt 0cm 5.4pt;mso-fareast-font-family:\"Times New Roman\";"
      "mso-number-format:\"\\@\"}" },
    { "Word's elements", 'H', "<p class=MsoNormal><o:p>&nbsp;</o:p></p><st1:place w:st=\"on\">Kent</st1:place>" },
    { "Outlook's comments", 'H', "<!--[if mso]><table width=\"600\"><tr><td style=\"padding:0 10px\"><![endif]--><p>x<!--[if mso]></td></tr></table><![endif]-->" },
    { "Office's settings", 'H', "<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml><![endif]-->" },
    { "VML behaviour", 'S', "v\\:* {behavior:url(#default#VML);} o\\:* {behavior:url(#default#VML);}" },
    { "functions that compute", 'D', "width:calc(100% - 10px);color:rgba(0,0,0,.5);transform:translate(10px,5px);background:linear-gradient(90deg,#fff,#000)" },
    { "filters of MSHTML that draw", 'D', "filter:alpha(opacity=50);filter:progid:DXImageTransform.Microsoft.gradient(startColorstr='#80000000', endColorstr='#80000000', GradientType=0)" },
    { "variables", 'D', "--brand:#123456;color:var(--brand, #000)" },
    { "text of pseudo-elements", 'D', "content:\"http is not a link \\201C\";content:attr(title);quotes:\"<\" \">\"" },
    { "media and key frames", 'S', "@media only screen and (max-width:600px){.a{width:100% !important}}@keyframes k{from{opacity:0}to{opacity:1}}@-ms-viewport{width:device-width}" },
    { "attribute selectors", 'S', "u + .body a, a[x-apple-data-detectors], [data-ogsc] p, a[href^=\"tel\"]{color:inherit!important}" },
    { "old comments", 'S', "<!-- p{color:red} -->" },
    { "meta elements of mail", 'H', "<meta http-equiv=Content-Type content=\"text/html; charset=utf-8\"><meta name=viewport content=\"width=device-width, initial-scale=1.0\">"
      "<meta name=\"format-detection\" content=\"telephone=no, date=no\"><meta http-equiv=\"X-UA-Compatible\" content=\"IE=edge\">" },
    { "micro data", 'H', "<div itemscope itemtype=\"http://schema.org/EmailMessage\"><p itemprop=name>x</div>" },
    { "text that looks like markup", 'H', "<p title=\"a < b\">1 &lt; 2 http://beacon.test/ID in text</p><!-- a plain comment // with slashes -->" },
    { "prefetch off", 'H', "<meta http-equiv=x-dns-prefetch-control content=off><p>x" },
    { "a face in the header", 'M', "Face: iVBORw0KGgo=\nX-Face: abc\nFeedback-ID: 1:2:3\nX-Mailgun-Track-Opens: yes\nContent-Type: text/plain\n\nhi\n" },
    { "unknown attributes that say nothing", 'H', "<td data-width=\"600\" mc:edit=\"body_content\" data-color=\"#ff0000\" alerts=1 data-mce-style=\"font-size: 14px; color: red;\">x" },
};

static void what_makes_no_contact_is_neither_reported_nor_edited(void **state)
{
    struct bench *b = *state;
    size_t wrong = 0;
    for (size_t i = 0; i < UB_COUNT(inert); i++) {
        bench_find(b, inert[i].how, inert[i].text);
        if (bench_contacts(b) == 0 && bench_edits(b) == 0) continue;
        print_message("# %s: %s\n", inert[i].why, inert[i].text);
        bench_print(b);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* What hides a picture, each alone. */
static const struct { const char *text; uint32_t bits; } looks[] = {
    { "<img src=http://beacon.test/ID width=1 height=1>", UB_LOOK_TINY },
    { "<img src=http://beacon.test/ID style=\"width:0;height:0\">", UB_LOOK_TINY },
    { "<img src=http://beacon.test/ID style=\"display:none\">", UB_LOOK_DISPLAY_NONE },
    { "<img src=http://beacon.test/ID hidden>", UB_LOOK_DISPLAY_NONE },
    { "<div style=\"display:none\"><p><img src=http://beacon.test/ID></div>", UB_LOOK_DISPLAY_NONE | UB_LOOK_BY_PARENT },
    { "<div style=\"max-height:1px;overflow:hidden\"><img src=http://beacon.test/ID></div>", UB_LOOK_CLIPPED | UB_LOOK_BY_PARENT },
    { "<style>.p{display:none}</style><img class=\"a p\" src=http://beacon.test/ID>", UB_LOOK_DISPLAY_NONE | UB_LOOK_BY_RULE },
    { "<style>#p{visibility:hidden}</style><img id=p src=http://beacon.test/ID>", UB_LOOK_INVISIBLE | UB_LOOK_BY_RULE },
    { "<style>img{opacity:0}</style><img src=http://beacon.test/ID>", UB_LOOK_INVISIBLE | UB_LOOK_BY_RULE },
    { "<img src=http://beacon.test/ID style=\"position:absolute;left:-9999px\">", UB_LOOK_OFFSCREEN },
    { "<div style=\"text-indent:-9999px\"><img src=http://beacon.test/ID></div>", UB_LOOK_OFFSCREEN | UB_LOOK_BY_PARENT },
    { "<td style=\"font-size:0\"><img src=http://beacon.test/ID></td>", 0 },      /* letters alone go by it: CSS Fonts 4, 2.5 */
    { "<img src=http://beacon.test/ID style=\"font-size:0\">", 0 },
    { "<style>.f{font-size:0}</style><img class=f src=http://beacon.test/ID>", 0 },
    { "<td style=\"font-size:0;display:none\"><img src=http://beacon.test/ID></td>", UB_LOOK_DISPLAY_NONE | UB_LOOK_BY_PARENT },
    { "<img src=http://beacon.test/ID width=600 height=200>", 0 },
    { "<div style=\"display:none\">x</div><img src=http://beacon.test/ID width=600>", 0 },
    { "<table><tr><td style=\"display:none\">x<td><img src=http://beacon.test/ID width=600></table>", 0 },
};

static void what_hides_a_picture_is_noticed(void **state)
{
    struct bench *b = *state;
    for (size_t i = 0; i < UB_COUNT(looks); i++) {
        bench_find(b, 'H', looks[i].text);
        const ub_finding *x = bench_has(b, "img-src", "http://beacon.test/ID");
        assert_non_null(x);
        if (x->look.bits != looks[i].bits) fail_msg("%s: %x, not %x", looks[i].text, (unsigned)x->look.bits, (unsigned)looks[i].bits);
    }
    bench_find(b, 'H', "<div style=\"text-indent:-9999px;background:url(http://beacon.test/ID)\">Sale</div>");
    assert_int_equal(bench_has(b, "css-background", "http://beacon.test/ID")->look.bits, 0);
    bench_find(b, 'H', "<td style=\"font-size:0\"><a href=http://beacon.test/ID>x</a></td>");
    assert_int_equal(bench_has(b, "a-href", "http://beacon.test/ID")->look.bits, UB_LOOK_FONT_ZERO | UB_LOOK_BY_PARENT);
    bench_find(b, 'H', "<td style=\"font-size:0\"><a href=http://beacon.test/ID style=\"font-size:14px\">x</a></td>");
    assert_int_equal(bench_has(b, "a-href", "http://beacon.test/ID")->look.bits, 0);
    bench_find(b, 'H', "<img src=http://beacon.test/ID width=600 style=\"height:2px\">");
    const ub_finding *x = bench_has(b, "img-src", NULL);
    assert_int_equal(x->look.width, 600);
    assert_int_equal(x->look.height, 2);
}

static void a_finding_says_where_it_stands(void **state)
{
    struct bench *b = *state;
    bench_find(b, 'M', "From: a@b.test\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<p>x</p>\n<p>=C3=A4<img src=3D\"http://beacon.test/ID\"></p>\n");
    const ub_finding *x = bench_has(b, "img-src", NULL);
    assert_non_null(x);
    /* "<p>x</p>\n<p>" is 12 bytes, the letter 2, "<img src=\"" 10. */
    assert_int_equal(x->byte, 24);
    assert_int_equal(x->length, 21);
    assert_int_equal(x->line, 2);
    ub_assert_str("raw", x->raw, UB_S("http://beacon.test/ID"));
    ub_assert_str("site", x->site, UB_S("beacon.test"));
    ub_assert_str("element", x->element, UB_S("img"));
    ub_assert_str("attribute", x->attribute, UB_S("src"));
    ub_assert_str("span", ub_find_str(&b->found, &b->found.spans.p[x->span]), UB_S("src=\"http://beacon.test/ID\""));
    /* Before conversion: UTF-16 takes two bytes a letter. */
    static const char wide[] = "Content-Type: text/html; charset=utf-16le\n\n<\0i\0m\0g\0 \0s\0r\0c\0=\0h\0t\0t\0p\0:\0/\0/\0b\0.\0t\0e\0s\0t\0/\0>\0";
    bench_message(b, ub_str_of(wide, sizeof wide - 1));
    x = bench_has(b, "img-src", "http://b.test/");
    assert_non_null(x);
    assert_int_equal(x->byte, 18);
    assert_int_equal(x->length, 28);
}

static void what_both_readings_of_noscript_see_is_reported_once(void **state)
{
    struct bench *b = *state;
    size_t inside = 0, behind = 0;
    bench_find(b, 'H', "<noscript><p title=\"</noscript><img src=http://beacon.test/in>\"></noscript><img src=http://beacon.test/behind>");
    for (size_t i = 0; i < b->found.findings.n; i++) {
        inside += ub_str_eq(b->found.findings.p[i].url, UB_S("http://beacon.test/in"));
        behind += ub_str_eq(b->found.findings.p[i].url, UB_S("http://beacon.test/behind"));
    }
    assert_int_equal(inside, 1);
    assert_int_equal(behind, 1);
}

static void names_without_a_scheme_are_links_in_plain_text(void **state)
{
    struct bench *b = *state;
    bench_find(b, 'M', "Content-Type: text/plain\n\nsee www.ID.beacon.test/x, (http://www.two.test/y) and a@www.three.test.\n");
    assert_non_null(bench_has(b, "a-text-autolink", "http://www.id.beacon.test/x"));
    assert_non_null(bench_has(b, "a-text-autolink", "http://www.two.test/y"));
    assert_non_null(bench_has(b, "a-subdomain-dns", "|www.id.beacon.test"));
    assert_null(bench_has(b, "a-text-autolink", "|www.three.test"));
    assert_int_equal(b->found.spans.n, 2);
    assert_true(b->found.spans.p[0].at.at < b->found.spans.p[1].at.at);
}

static void a_link_knows_its_text(void **state)
{
    struct bench *b = *state;
    bench_find(b, 'H', "<a href=\"http://beacon.test/ID\">Read <b>this</b></a> and <a href=\"http://beacon.test/2\" style=\"font-size:0\"></a>");
    const ub_finding *x = bench_has(b, "a-href", "http://beacon.test/ID");
    assert_non_null(x);
    ub_assert_str("text", ub_str_of(b->found.docs.p[x->doc].bytes.p + x->text.at, x->text.n), UB_S("Read <b>this</b>"));
    assert_int_equal(x->vector, UB_VEC_A_HREF);
    assert_int_equal(x->kind, UB_KIND_LINK);
    assert_non_null(bench_has(b, "a-hidden-link", "http://beacon.test/2"));
    /* One lookup for a host, however many links. */
    size_t lookups = 0;
    for (size_t i = 0; i < b->found.findings.n; i++) lookups += b->found.findings.p[i].vector == UB_VEC_A_SUBDOMAIN_DNS;
    assert_int_equal(lookups, 1);
}

/* ------------------------------------------------------------------------------------------------ limits */

/* `n` documents within one another: <iframe srcdoc="..">, and the picture in the innermost. */
static void nest(char *into, size_t size, unsigned n)
{
    static char inner[1 << 18], outer[1 << 18];
    snprintf(inner, sizeof inner, "<img src=http://beacon.test/ID>");
    for (unsigned i = 0; i < n; i++) {
        size_t at = (size_t)snprintf(outer, sizeof outer, "<iframe srcdoc=\"");
        for (const char *p = inner; *p && at + 8 < sizeof outer; p++) {
            if (*p == '"') at += (size_t)snprintf(outer + at, 8, "&quot;");
            else if (*p == '&') at += (size_t)snprintf(outer + at, 8, "&amp;");
            else outer[at++] = *p;
        }
        snprintf(outer + at, sizeof outer - at, "\">");
        memcpy(inner, outer, sizeof inner);
    }
    snprintf(into, size, "%s", inner);
}

static void documents_are_entered_eight_deep_and_no_deeper(void **state)
{
    struct bench *b = *state;
    static char text[1 << 18];
    nest(text, sizeof text, 8);
    bench_find(b, 'H', text);
    assert_non_null(bench_has(b, "img-src", "http://beacon.test/ID"));
    assert_int_equal(b->found.unseen.n, 0);
    nest(text, sizeof text, 9);
    bench_find(b, 'H', text);
    assert_null(bench_has(b, "img-src", NULL));
    /* What was not read is said, and does not pass. */
    assert_int_equal(b->found.unseen.n, 1);
    assert_int_equal(b->found.unseen.p[0].why, UB_UNSEEN_LIMIT);
    assert_true(bench_edits(b) > 0);
}

static void beacons_are_reported_before_links_when_there_are_too_many(void **state)
{
    struct bench *b = *state;
    static char text[1 << 18];
    size_t at = 0;
    for (unsigned i = 0; i < 1500; i++) at += (size_t)snprintf(text + at, sizeof text - at, "<a href=http://b.test/%u>x</a>", i);
    for (unsigned i = 0; i < 1000; i++) at += (size_t)snprintf(text + at, sizeof text - at, "<img src=http://b.test/p%u>", i);
    bench_find(b, 'H', text);
    assert_int_equal(b->found.findings.n, UB_FINDINGS_MAX);
    assert_int_equal(bench_contacts(b), 1000);
    assert_int_equal(b->found.findings_omitted, 1501);     /* and the lookup */
    /* Spans are never left out. */
    assert_int_equal(b->found.spans.n, 2500);
    at += (size_t)snprintf(text + at, sizeof text - at, "<img src=http://b.test/one-more>");
    bench_find(b, 'H', text);
    assert_int_equal(b->found.spans.n, 2501);
    assert_int_equal(b->found.findings_omitted, 1502);
    for (size_t i = 0; i < b->found.spans.n; i++)
        if (b->found.spans.p[i].finding != UB_NONE) assert_true(b->found.spans.p[i].finding < b->found.findings.n);
}

static void a_part_beyond_a_limit_is_unseen_and_has_a_span(void **state)
{
    struct bench *b = *state;
    static char text[3 << 20];
    size_t at = (size_t)snprintf(text, sizeof text, "Content-Type: text/html\n\n");
    memset(text + at, 'x', sizeof text - at - 1);
    b->opts.reading_factor = 1;
    /* As many bytes as the message has may be walked: the body fits. */
    bench_message(b, ub_str_of(text, sizeof text - 1));
    assert_int_equal(b->found.unseen.n, 0);
    /* A second reading of all of it does not. */
    memcpy(text, "Content-Type: text/html\nContent-Type: text/html;charset=utf-7\n\n", 63);
    bench_message(b, ub_str_of(text, sizeof text - 1));
    b->opts.reading_factor = 0;
    assert_true(b->found.unseen.n > 0);
    assert_int_equal(b->found.unseen.p[0].why, UB_UNSEEN_LIMIT);
    assert_string_equal(b->found.unseen.p[0].limit, "reading-limit");
    bool part = false;
    for (size_t i = 0; i < b->found.spans.n; i++) part |= b->found.spans.p[i].unit == UB_UNIT_PART;
    assert_true(part);
}

static void nested_documents_are_entered_up_to_their_bytes(void **state)
{
    struct bench *b = *state;
    /* 31 bytes of document. */
    const char *text = "<iframe srcdoc=\"<img src=http://beacon.test/ID>\"></iframe>";
    b->opts.nested_bytes = 31;
    bench_find(b, 'H', text);
    assert_non_null(bench_has(b, "iframe-srcdoc", "http://beacon.test/ID"));
    assert_int_equal(b->found.unseen.n, 0);
    b->opts.nested_bytes = 30;
    bench_find(b, 'H', text);
    b->opts.nested_bytes = 0;
    assert_null(bench_has(b, "iframe-srcdoc", NULL));
    assert_int_equal(b->found.unseen.n, 1);
    assert_true(bench_edits(b) > 0);
}

static void a_message_with_more_spans_than_allowed_is_unseen(void **state)
{
    struct bench *b = *state;
    const char *text = "<img src=http://beacon.test/1><img src=http://beacon.test/2><img src=http://beacon.test/3>";
    b->opts.spans = 3;
    bench_find(b, 'H', text);
    assert_int_equal(b->found.unseen.n, 0);
    b->opts.spans = 2;
    bench_find(b, 'H', text);
    b->opts.spans = 0;
    assert_int_equal(b->found.spans.n, 2);
    assert_int_equal(b->found.unseen.n, 1);
    assert_int_equal(b->found.unseen.p[0].why, UB_UNSEEN_LIMIT);
}

static void another_reading_of_a_part_repeats_nothing(void **state)
{
    struct bench *b = *state;
    bench_find(b, 'M', "Content-Type: multipart/mixed; boundary=b\nContent-Type: multipart/mixed; boundary=b; x=y\n\n--b\nContent-Type: text/html\n"
                       "Content-Transfer-Encoding: quoted-printable\n\n<img src=3D\"http://beacon.test/ID\"> \nx\n--b--\n");
    size_t n = 0;
    for (size_t i = 0; i < b->found.findings.n; i++) n += b->found.findings.p[i].form == UB_VEC_IMG_SRC;
    assert_int_equal(n, 1);
}

/* The text that counts is what all readers but one show: a list's footer behind the padding is no base64.  More base64
 * behind the padding is text. */
static void base64_ends_at_padding_unless_more_base64_follows(void **state)
{
    static const struct { const char *body, *counts; const char *other; } cases[] = {
        { "SGVsbG8=\n",                               "Hello",      NULL },
        { "SGVsbG8=\nIHdvcmxkPGI+\n",                 "Hello world<b>", "Hello" },
        { "SGVsbG8=\n\n____\nSlat mailing list\n",     "Hello",      "base64-on" },
        { "SGVs bG8=\n--\nhttp://lists.example/a\n",  "Hello",      "base64-on" },
    };
    struct bench *b = *state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        char raw[400];
        size_t n_counts = 0, n_other = 0;
        snprintf(raw, sizeof raw, "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n%s", cases[i].body);
        bench_find(b, 'M', raw);
        for (size_t k = 0; k < b->found.docs.n; k++) {
            const ub_doc *d = &b->found.docs.p[k];
            if (d->kind != UB_DOC_HTML) continue;
            if (d->canonical) {
                n_counts++;
                ub_assert_str(cases[i].body, d->bytes, ub_str_of(cases[i].counts, strlen(cases[i].counts)));
            } else if (cases[i].other) {
                n_other += !strcmp(d->reading, cases[i].other) || ub_str_eq(d->bytes, ub_str_of(cases[i].other, strlen(cases[i].other)));
            }
        }
        assert_int_equal(n_counts, 1);
        assert_true(!cases[i].other || n_other > 0);
    }
}

/* A container is not written anew, so one that is not inert goes as a whole; one that is passes. */
static void a_winmail_dat_goes_as_a_whole_or_not_at_all(void **state)
{
    struct bench *b = *state;
    bench_find(b, 'M', WINMAIL "eJ8+IgEAAQOQBgAwAAAAAQAAAAIBExABAAAAHwAAADxpbWcgc3JjPWh0dHA6Ly9iZWFjb24udGVzdC9JRD4ADQs=\n");
    const ub_finding *x = bench_has(b, "mime-tnef", "http://beacon.test/ID");
    assert_non_null(x);
    assert_int_equal(x->byte, 31);      /* of the property: stream 6, attribute 9, number of properties, type and id, number of values, length */
    size_t parts = 0;
    for (size_t i = 0; i < b->found.spans.n; i++) parts += b->found.spans.p[i].unit == UB_UNIT_PART;
    assert_int_equal(parts, 1);
    assert_int_equal(b->found.unseen.n, 0);
    /* <p>hi */
    bench_find(b, 'M', WINMAIL "eJ8+IgEAAQOQBgAYAAAAAQAAAAIBExABAAAABQAAADxwPmhpAAAA6AE=\n");
    assert_int_equal(b->found.findings.n, 0);
    assert_int_equal(bench_edits(b), 0);
    assert_int_equal(b->found.unseen.n, 0);
    /* Cut short: another reader may make more of it. */
    bench_find(b, 'M', WINMAIL "eJ8+IgEAAQOQBgAYAAAAAQAAAAIBExABAAAABQAA\n");
    assert_int_equal(bench_edits(b), 1);
    assert_int_equal(b->found.unseen.n, 1);
    assert_string_equal(b->found.unseen.p[0].limit, "tnef");
    /* Called so, and none. */
    bench_find(b, 'M', WINMAIL "aGVsbG8=\n");
    assert_int_equal(bench_edits(b), 0);
    assert_int_equal(b->found.unseen.n, 1);
    assert_int_equal(b->found.unseen.p[0].why, UB_UNSEEN_NO_READER);
}

static void what_no_reader_reads_is_said(void **state)
{
    struct bench *b = *state;
    bench_find(b, 'M', "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\nContent-Type: application/pdf\n\n%PDF-1.4\n--b\nContent-Type: image/png\n\n\x89PNG\n--b--\n");
    assert_int_equal(b->found.unseen.n, 1);
    assert_int_equal(b->found.unseen.p[0].why, UB_UNSEEN_NO_READER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_evasion_is_seen_through),
        cmocka_unit_test(what_makes_no_contact_is_neither_reported_nor_edited),
        cmocka_unit_test(what_hides_a_picture_is_noticed),
        cmocka_unit_test(a_finding_says_where_it_stands),
        cmocka_unit_test(what_both_readings_of_noscript_see_is_reported_once),
        cmocka_unit_test(names_without_a_scheme_are_links_in_plain_text),
        cmocka_unit_test(a_link_knows_its_text),
        cmocka_unit_test(documents_are_entered_eight_deep_and_no_deeper),
        cmocka_unit_test(beacons_are_reported_before_links_when_there_are_too_many),
        cmocka_unit_test(a_part_beyond_a_limit_is_unseen_and_has_a_span),
        cmocka_unit_test(nested_documents_are_entered_up_to_their_bytes),
        cmocka_unit_test(a_message_with_more_spans_than_allowed_is_unseen),
        cmocka_unit_test(another_reading_of_a_part_repeats_nothing),
        cmocka_unit_test(base64_ends_at_padding_unless_more_base64_follows),
        cmocka_unit_test(a_winmail_dat_goes_as_a_whole_or_not_at_all),
        cmocka_unit_test(what_no_reader_reads_is_said),
    };
    return cmocka_run_group_tests_name("find evasions", tests, bench_open, bench_close);
}
