/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hosts that look like protected ones, solved in reverse: what of the roster would a reader take this host for?
 *
 * A short name has neighbours that mean no harm, so the shorter it is, the more has to agree.
 */
#include "roster.h"
#include "roster_table.h"

/* Letters of a label from which on a kind of likeness counts. */
static const struct least {
    unsigned suffix, letters, loose;             /* the same name; the same to the eye; .. at a glance */
    unsigned edit, edit_suffix, edit_slip;       /* one letter; under the same ending; a slip, under the same ending */
    unsigned listed, hyphen, any;                /* with words of the list; with any, between hyphens; with any */
    unsigned front;                              /* in front of another site */
} leasts[] = {
    [UB_WARY_LINK]   = { 4, 3, 5, 6, 5, 4, 4, 6, 8, 6 },
    [UB_WARY_SENDER] = { 3, 3, 5, 6, 5, 4, 3, 6, 8, 5 },
    [UB_WARY_NAMED]  = { 2, 2, 4, 4, 2, 2, 2, 2, 5, 3 },
};

/* Words that are put around a name to make another of it. */
static const ub_str words[] = {
    UB_LIT("account"), UB_LIT("accounts"), UB_LIT("admin"), UB_LIT("alert"), UB_LIT("alerts"), UB_LIT("app"), UB_LIT("article"), UB_LIT("articles"), UB_LIT("asia"),
    UB_LIT("auth"), UB_LIT("bank"), UB_LIT("billing"), UB_LIT("blog"), UB_LIT("breaking"), UB_LIT("center"), UB_LIT("centre"), UB_LIT("china"), UB_LIT("cloud"),
    UB_LIT("com"), UB_LIT("conference"), UB_LIT("confirm"), UB_LIT("contact"), UB_LIT("daily"), UB_LIT("desk"), UB_LIT("digest"), UB_LIT("docs"), UB_LIT("drive"),
    UB_LIT("editor"), UB_LIT("editorial"), UB_LIT("email"), UB_LIT("eu"), UB_LIT("europe"), UB_LIT("event"), UB_LIT("events"), UB_LIT("file"), UB_LIT("files"),
    UB_LIT("get"), UB_LIT("global"), UB_LIT("go"), UB_LIT("group"), UB_LIT("help"), UB_LIT("helpdesk"), UB_LIT("home"), UB_LIT("id"), UB_LIT("info"),
    UB_LIT("international"), UB_LIT("intl"), UB_LIT("journal"), UB_LIT("legal"), UB_LIT("live"), UB_LIT("login"), UB_LIT("mail"), UB_LIT("mails"), UB_LIT("media"),
    UB_LIT("member"), UB_LIT("members"), UB_LIT("mobile"), UB_LIT("my"), UB_LIT("net"), UB_LIT("network"), UB_LIT("new"), UB_LIT("news"), UB_LIT("newsletter"),
    UB_LIT("newsletters"), UB_LIT("newspaper"), UB_LIT("office"), UB_LIT("official"), UB_LIT("online"), UB_LIT("org"), UB_LIT("owa"), UB_LIT("paper"), UB_LIT("pay"),
    UB_LIT("plus"), UB_LIT("portal"), UB_LIT("post"), UB_LIT("premium"), UB_LIT("press"), UB_LIT("radio"), UB_LIT("report"), UB_LIT("reporter"), UB_LIT("reports"),
    UB_LIT("secure"), UB_LIT("security"), UB_LIT("server"), UB_LIT("service"), UB_LIT("services"), UB_LIT("share"), UB_LIT("signin"), UB_LIT("site"), UB_LIT("sso"),
    UB_LIT("staff"), UB_LIT("story"), UB_LIT("sub"), UB_LIT("subscribe"), UB_LIT("subscription"), UB_LIT("support"), UB_LIT("survey"), UB_LIT("team"), UB_LIT("the"),
    UB_LIT("times"), UB_LIT("today"), UB_LIT("tv"), UB_LIT("uk"), UB_LIT("update"), UB_LIT("updates"), UB_LIT("us"), UB_LIT("usa"), UB_LIT("user"), UB_LIT("verify"),
    UB_LIT("video"), UB_LIT("vpn"), UB_LIT("web"), UB_LIT("webmail"), UB_LIT("world"), UB_LIT("www"),
};

bool ub_roster_words_sorted(void)
{
    for (size_t i = 1; i < UB_COUNT(words); i++)
        if (ub_str_cmp(words[i - 1], words[i]) >= 0) return false;
    return true;
}

/* Rows of an English keyboard; a key's neighbours are beside it, and above and below. */
static const char *const rows[] = { "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm" };

static bool key_at(uint32_t c, int *row, int *column)
{
    for (*row = 0; *row < 4; ++*row)
        for (*column = 0; rows[*row][*column]; ++*column)
            if ((uint32_t)rows[*row][*column] == c) return true;
    return false;
}

static bool are_neighbours(uint32_t a, uint32_t b)
{
    int ra, ca, rb, cb;
    if (!key_at(a, &ra, &ca) || !key_at(b, &rb, &cb)) return false;
    return ra - rb <= 1 && rb - ra <= 1 && ca - cb <= 1 && cb - ca <= 1;
}

/* A slip of the hand: a neighbouring key, a letter twice or once, two swapped. */
static bool is_slip(const ub_word *w, const ub_word *true_one)
{
    unsigned i = 0;
    while (i < w->n && i < true_one->n && w->c[i] == true_one->c[i]) i++;
    if (w->n == true_one->n) return i + 1 < w->n && w->c[i] == true_one->c[i + 1] && w->c[i + 1] == true_one->c[i] ? true : are_neighbours(w->c[i], true_one->c[i]);
    const ub_word *longer = w->n > true_one->n ? w : true_one;
    return i > 0 && longer->c[i] == longer->c[i - 1];
}

/* ------------------------------------------------------------------------------------------------ one host */

/* A host, taken apart. */
struct host {
    const ub_roster *r;
    ub_str label, suffix, front;     /* front: what stands before the site */
    ub_word word[UB_LOOK_HOWS];
    struct hashes hash[UB_LOOK_HOWS];
    const struct least *least;
};

/* A home whose label has this word. */
static const ub_home *home_of(const ub_roster *r, uint64_t hash, unsigned from, unsigned to, const ub_word *w, ub_look_how how, uint32_t *index)
{
    size_t at = 0;
    while (roster_next(r, roster_mix(hash, key_kind(KEY_WORD, how)), &at, index)) {
        const ub_word *x = &r->homes.p[*index].word[how];
        if (x->n == to - from && !memcmp(x->c, w->c + from, x->n * sizeof *x->c)) return &r->homes.p[*index];
    }
    return NULL;
}

static ub_alike whole(const struct host *h, uint32_t *index)
{
    for (unsigned how = 0; how < UB_LOOK_HOWS; how++) {
        const ub_word *w = &h->word[how];
        const ub_home *home = w->cut ? NULL : home_of(h->r, h->hash[how].upto[w->n], 0, w->n, w, (ub_look_how)how, index);
        unsigned n = home ? home->word[UB_LOOK_PLAIN].n : 0;
        if (!home) continue;
        if (ub_str_eq(h->label, home->label)) {
            if (n >= h->least->suffix) return UB_ALIKE_SUFFIX;
        } else if (n >= (how == UB_LOOK_LOOSE ? h->least->loose : h->least->letters)) return UB_ALIKE_LETTERS;
    }
    return UB_ALIKE_NONE;
}

static bool edit_counts(const struct host *h, const ub_home *home, ub_look_how how)
{
    unsigned n = home->word[UB_LOOK_PLAIN].n;
    bool same_suffix = ub_str_eq(h->suffix, home->suffix);
    if (ub_word_edit(&h->word[how], &home->word[how]) != 1) return false;
    if (n >= h->least->edit) return true;
    if (n >= h->least->edit_suffix) return same_suffix;
    return n >= h->least->edit_slip && same_suffix && is_slip(&h->word[how], &home->word[how]);
}

static bool edited_as(const struct host *h, ub_look_how how, uint64_t hash, uint32_t *index)
{
    size_t at = 0;
    while (roster_next(h->r, roster_mix(hash, key_kind(KEY_GAP, how)), &at, index))
        if (edit_counts(h, &h->r->homes.p[*index], how)) return true;
    return false;
}

static bool edited(const struct host *h, uint32_t *index)
{
    static const ub_look_how hows[] = { UB_LOOK_PLAIN, UB_LOOK_PAIRS };
    for (size_t k = 0; k < UB_COUNT(hows); k++) {
        const ub_word *w = &h->word[hows[k]];
        const struct hashes *hash = &h->hash[hows[k]];
        if (w->cut || !w->n) continue;
        if (edited_as(h, hows[k], hash->upto[w->n], index)) return true;
        for (unsigned i = 0; i < w->n; i++)
            if (edited_as(h, hows[k], hash_without(hash, h->r->power, w->n, i), index)) return true;
    }
    return false;
}

/* Is [from, to) of a word one of the words put around names, or digits? */
bool roster_is_around(const ub_word *w, unsigned from, unsigned to)
{
    char text[16];
    size_t low = 0, high = UB_COUNT(words);
    bool digits = true;
    if (to - from > 15) return false;
    for (unsigned i = from; i < to; i++) {
        if (w->c[i] >= 0x80) return false;
        text[i - from] = (char)w->c[i];
        digits = digits && ub_is_digit((unsigned char)w->c[i]);
    }
    if (digits) return true;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = ub_str_cmp(ub_str_of(text, to - from), words[mid]);
        if (order == 0) return true;
        if (order < 0) high = mid;
        else low = mid + 1;
    }
    return false;
}

/* One such word, or two. */
static bool are_around(const ub_word *w, unsigned from, unsigned to)
{
    if (from == to || roster_is_around(w, from, to)) return true;
    for (unsigned i = from + 1; i < to; i++)
        if (roster_is_around(w, from, i) && roster_is_around(w, i, to)) return true;
    return false;
}

/* The longest name at the beginning or the end of a label, hyphens not counted. */
static bool amid_words(const struct host *h, bool hyphens, uint32_t *index)
{
    static const ub_look_how hows[] = { UB_LOOK_PLAIN, UB_LOOK_PAIRS };
    for (size_t k = 0; k < UB_COUNT(hows); k++) {
        const ub_word *w = &h->word[hows[k]];
        for (unsigned i = w->n ? w->n - 1 : 0; i > 1 && !w->cut; i--)
            for (unsigned end = 0; end < 2; end++) {
                unsigned from = end ? w->n - i : 0, to = end ? w->n : i;
                const ub_home *home = home_of(h->r, hash_piece(&h->hash[hows[k]], h->r->power, from, to), from, to, w, hows[k], index);
                unsigned n = home ? home->word[UB_LOOK_PLAIN].n : 0;
                if (!home) continue;
                if (n >= h->least->any) return true;
                if ((n >= h->least->listed || (hyphens && n > 2)) && are_around(&h->word[UB_LOOK_PLAIN], end ? 0 : to, end ? h->word[UB_LOOK_PLAIN].n - i : h->word[UB_LOOK_PLAIN].n))
                    return true;
            }
    }
    return false;
}

/* ------------------------------------------------------------------------------------------------ pieces of it */

/* One piece between dots and hyphens: is it a name, and does the rest of its home follow? */
static bool piece_counts(const struct host *h, ub_str piece, ub_str behind, unsigned least, uint32_t *index)
{
    ub_word w = ub_word_of(piece, UB_LOOK_PAIRS);
    struct hashes hash = hashes_of(&w);
    const ub_home *home = w.cut || w.n < 2 ? NULL : home_of(h->r, hash.upto[w.n], 0, w.n, &w, UB_LOOK_PAIRS, index);
    ub_str suffix;
    if (!home) return false;
    suffix = home->suffix;
    if (behind.n > suffix.n && (behind.p[0] == '.' || behind.p[0] == '-')) {
        bool same = true;
        for (size_t i = 0; i < suffix.n && same; i++) same = suffix.p[i] == '.' ? behind.p[i + 1] == '.' || behind.p[i + 1] == '-' : behind.p[i + 1] == suffix.p[i];
        if (same && (behind.n == suffix.n + 1 || behind.p[suffix.n + 1] == '.' || behind.p[suffix.n + 1] == '-')) return true;
    }
    return home->word[UB_LOOK_PLAIN].n >= least;
}

/* Names among the pieces of `text` between `mark`s and hyphens; one alone between two `mark`s counts from `least` letters on. */
static bool among_pieces(const struct host *h, ub_str text, char mark, unsigned least, uint32_t *index)
{
    size_t from = 0, label = 0;
    for (size_t i = 0; i <= text.n; i++) {
        if (i < text.n && text.p[i] != '.' && text.p[i] != '-') continue;
        if (mark == '.' && (i == text.n || text.p[i] == '.')) {      /* a label with hyphens of its own */
            if (label < from && piece_counts(h, ub_str_of(text.p + label, i - label), ub_str_from(text, i), least, index)) return true;
            label = i + 1;
        }
        bool alone = (from == 0 || text.p[from - 1] == mark) && (i == text.n || text.p[i] == mark) && i - from < text.n;
        if (i > from && piece_counts(h, ub_str_of(text.p + from, i - from), ub_str_from(text, i), alone ? least : UB_WORD_MAX + 1, index)) return true;
        from = i + 1;
    }
    return false;
}

ub_alike ub_roster_host(ub_arena *a, const ub_roster *r, ub_url_ctx *urls, ub_str host, ub_wary wary, uint32_t *index)
{
    ub_arena scratch = *a;
    ub_url_site_info info;
    ub_url url = { .host_kind = UB_URL_HOST_DOMAIN };
    struct host h = { .r = r, .least = &leasts[wary] };
    ub_str text;
    size_t at = 0;
    ub_alike alike;
    if (!r->homes.n || !host.n || host.n > 253) return UB_ALIKE_NONE;
    (void)ub_url_site(urls, host, &info, NULL);
    if (info.kind != UB_URL_SITE_REGISTRABLE) return UB_ALIKE_NONE;
    while (roster_next(r, roster_mix(ub_str_hash(info.site, 0), KEY_SITE), &at, index))
        if (ub_str_eq(r->homes.p[*index].site, info.site)) return UB_ALIKE_TRUE;
    h.label = ub_str_to(info.site, info.site.n - info.suffix.n - 1);
    h.suffix = info.suffix;
    h.front = ub_str_range(host.p, info.site.p);
    url.host = h.label;
    if (ub_url_host_unicode(&scratch, urls, &url, &text, NULL) != UB_OK) text = h.label;
    for (unsigned how = 0; how < UB_LOOK_HOWS; how++) {
        h.word[how] = ub_word_of(text, (ub_look_how)how);
        h.hash[how] = hashes_of(&h.word[how]);
    }
    if ((alike = whole(&h, index)) != UB_ALIKE_NONE) return alike;
    if (edited(&h, index)) return UB_ALIKE_EDIT;
    if (amid_words(&h, ub_str_chr(text, '-') < text.n, index)) return UB_ALIKE_WORDS;
    if (among_pieces(&h, text, '-', h.least->hyphen, index)) return UB_ALIKE_WORDS;
    if (h.front.n) {
        url.host = h.front;
        if (ub_url_host_unicode(&scratch, urls, &url, &text, NULL) != UB_OK) text = h.front;
        if (among_pieces(&h, text, '.', h.least->front, index)) return UB_ALIKE_SUBDOMAIN;
    }
    return UB_ALIKE_NONE;
}
