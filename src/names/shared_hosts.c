/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hosts that many share: mail providers, social networks, hosters of pages, stores and shorteners of links.
 *
 * A listed page at such a host says nothing of the host's other users.  From the sites on the lists of July 2021 and the
 * providers' own documents; read 2026-11-24.  What the Public Suffix List has as a suffix (wixsite.com, blogspot.com) needs no
 * row, and has one all the same, since installed lists are old.
 */
#include "keys.h"

static const ub_str shared[] = {                           /* sorted by bytes; lower case */
    UB_LIT("163.com"), UB_LIT("aboutme.com"), UB_LIT("academia.edu"), UB_LIT("alibaba.com"), UB_LIT("aliexpress.com"),
    UB_LIT("amazon.com"), UB_LIT("amazonaws.com"), UB_LIT("aol.com"), UB_LIT("aparat.com"), UB_LIT("apple.com"),
    UB_LIT("archive.org"), UB_LIT("azurewebsites.net"), UB_LIT("baidu.com"), UB_LIT("bandcamp.com"), UB_LIT("behance.net"),
    UB_LIT("bing.com"), UB_LIT("bit.ly"), UB_LIT("bitchute.com"), UB_LIT("blogfa.com"), UB_LIT("blogger.com"),
    UB_LIT("blogspot.com"), UB_LIT("business.site"), UB_LIT("cloudfront.net"), UB_LIT("dailymotion.com"), UB_LIT("deviantart.com"),
    UB_LIT("discord.com"), UB_LIT("discord.gg"), UB_LIT("dropbox.com"), UB_LIT("ebay.com"), UB_LIT("etsy.com"),
    UB_LIT("facebook.com"), UB_LIT("fb.com"), UB_LIT("flickr.com"), UB_LIT("foxmail.com"), UB_LIT("free.fr"),
    UB_LIT("geocities.com"), UB_LIT("github.com"), UB_LIT("github.io"), UB_LIT("gitlab.com"), UB_LIT("gmail.com"),
    UB_LIT("gmx.com"), UB_LIT("gmx.de"), UB_LIT("gmx.net"), UB_LIT("godaddysites.com"), UB_LIT("google.com"),
    UB_LIT("google.ru"), UB_LIT("googlemail.com"), UB_LIT("herokuapp.com"), UB_LIT("hotmail.com"), UB_LIT("icloud.com"),
    UB_LIT("imdb.com"), UB_LIT("instagram.com"), UB_LIT("issuu.com"), UB_LIT("jimdo.com"), UB_LIT("jimdofree.com"),
    UB_LIT("linkedin.com"), UB_LIT("linktr.ee"), UB_LIT("list.ru"), UB_LIT("live.com"), UB_LIT("livejournal.com"),
    UB_LIT("mail.ru"), UB_LIT("medium.com"), UB_LIT("microsoft.com"), UB_LIT("msn.com"), UB_LIT("myspace.com"),
    UB_LIT("naver.com"), UB_LIT("netlify.app"), UB_LIT("ning.com"), UB_LIT("notion.site"), UB_LIT("odysee.com"),
    UB_LIT("ok.ru"), UB_LIT("outlook.com"), UB_LIT("pages.dev"), UB_LIT("patreon.com"), UB_LIT("paypal.com"),
    UB_LIT("pinterest.com"), UB_LIT("proton.me"), UB_LIT("protonmail.ch"), UB_LIT("protonmail.com"), UB_LIT("qq.com"),
    UB_LIT("quora.com"), UB_LIT("rambler.ru"), UB_LIT("reddit.com"), UB_LIT("researchgate.net"), UB_LIT("rumble.com"),
    UB_LIT("scribd.com"), UB_LIT("shopify.com"), UB_LIT("sina.com"), UB_LIT("sina.com.cn"), UB_LIT("sites.google.com"),
    UB_LIT("skype.com"), UB_LIT("slack.com"), UB_LIT("slideshare.net"), UB_LIT("snapchat.com"), UB_LIT("sohu.com"),
    UB_LIT("soundcloud.com"), UB_LIT("spotify.com"), UB_LIT("squarespace.com"), UB_LIT("steamcommunity.com"), UB_LIT("substack.com"),
    UB_LIT("t.co"), UB_LIT("t.me"), UB_LIT("telegram.me"), UB_LIT("telegram.org"), UB_LIT("tiktok.com"),
    UB_LIT("tilda.ws"), UB_LIT("tinyurl.com"), UB_LIT("tripod.com"), UB_LIT("tumblr.com"), UB_LIT("tutanota.com"),
    UB_LIT("twitch.tv"), UB_LIT("twitter.com"), UB_LIT("ucoz.com"), UB_LIT("ucoz.ru"), UB_LIT("vercel.app"),
    UB_LIT("viber.com"), UB_LIT("vimeo.com"), UB_LIT("vk.com"), UB_LIT("vkontakte.ru"), UB_LIT("wa.me"),
    UB_LIT("web.app"), UB_LIT("web.de"), UB_LIT("webnode.com"), UB_LIT("weebly.com"), UB_LIT("weebly.site"),
    UB_LIT("weibo.com"), UB_LIT("whatsapp.com"), UB_LIT("wikipedia.org"), UB_LIT("wix.com"), UB_LIT("wixsite.com"),
    UB_LIT("wordpress.com"), UB_LIT("wordpress.org"), UB_LIT("x.com"), UB_LIT("yahoo.co.uk"), UB_LIT("yahoo.com"),
    UB_LIT("yandex.com"), UB_LIT("yandex.ru"), UB_LIT("yelp.com"), UB_LIT("ymail.com"), UB_LIT("youtu.be"),
    UB_LIT("youtube.com"), UB_LIT("zoho.com"), UB_LIT("zoom.us"),
};

static bool is_row(ub_str host) { return ub_str_row(shared, UB_COUNT(shared), sizeof *shared, host) < UB_COUNT(shared); }

bool ub_key_shared(ub_str host)
{
    while (host.n) {
        if (is_row(host)) return true;
        ub_str_cut(&host, '.');
    }
    return false;
}

bool ub_key_shared_sorted(void)
{
    for (size_t i = 1; i < UB_COUNT(shared); i++)
        if (ub_str_cmp(shared[i - 1], shared[i]) >= 0) return false;
    return true;
}
