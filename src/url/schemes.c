/* SPDX-License-Identifier: Apache-2.0 */
/* Special schemes and default ports.  WHATWG URL 4.2, read 2026-11. */
#include "inside.h"

static const struct { ub_str name; ub_url_scheme id; } special[] = {
    { UB_LIT("file"), UB_URL_FILE }, { UB_LIT("ftp"), UB_URL_FTP }, { UB_LIT("http"), UB_URL_HTTP },
    { UB_LIT("https"), UB_URL_HTTPS }, { UB_LIT("ws"), UB_URL_WS }, { UB_LIT("wss"), UB_URL_WSS },
};
const uint16_t ub_url_ports[] = {
    [UB_URL_OTHER] = 0, [UB_URL_FILE] = 0, [UB_URL_FTP] = 21, [UB_URL_HTTP] = 80, [UB_URL_HTTPS] = 443,
    [UB_URL_WS] = 80, [UB_URL_WSS] = 443,
};

ub_url_scheme ub_url_scheme_of(ub_str name)
{
    for (size_t i = 0; i < UB_COUNT(special); i++)
        if (ub_str_eq(name, special[i].name)) return special[i].id;
    return UB_URL_OTHER;
}

size_t ub_url_scheme_len(ub_str s)
{
    size_t i = 0;
    if (!s.n || !ub_is_alpha((unsigned char)s.p[0])) return 0;
    while (i < s.n && (ub_is_alnum((unsigned char)s.p[i]) || s.p[i] == '+' || s.p[i] == '-' || s.p[i] == '.')) i++;
    return i < s.n && s.p[i] == ':' ? i : 0;
}
