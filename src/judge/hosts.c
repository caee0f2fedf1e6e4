/* SPDX-License-Identifier: Apache-2.0 */
/* Names of hosts as people write them. */
#include "hosts.h"

ub_status ub_dns_name(ub_arena *a, ub_url_ctx *urls, ub_str host, ub_str *out)
{
    ub_buf b = ub_buf_in(a);
    ub_url url;
    bool plain = host.n > 0;
    *out = ub_str_to(host, 0);
    for (size_t i = 0; i < host.n && plain; i++) {
        unsigned char c = (unsigned char)host.p[i];
        plain = ub_is_alnum(c) || c == '.' || c == '-' || c == '_';
        ub_buf_char(&b, (char)ub_lower(c));
    }
    if (plain) return *out = ub_buf_str(&b), b.failed ? UB_LIMIT : UB_OK;
    b = ub_buf_in(a);
    ub_buf_add(&b, UB_S("http://"));
    ub_buf_add(&b, host);
    if (b.failed) return UB_LIMIT;
    ub_status s = ub_url_parse(a, urls, ub_buf_str(&b), NULL, &url, NULL, NULL);
    if (s == UB_OK) *out = url.host;
    return s == UB_SYNTAX ? UB_OK : s;
}

ub_str ub_dns_site(ub_url_ctx *urls, ub_str host)
{
    ub_url_site_info info;
    if (!host.n) return host;
    (void)ub_url_site(urls, host, &info, NULL);      /* without a list the host itself */
    return info.site;
}
