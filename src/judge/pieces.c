/* SPDX-License-Identifier: Apache-2.0 */
/* What pieces of addresses say by themselves, and what is kept of that. */
#include "pieces.h"

#include <stdlib.h>

enum { PLACES = 4096 };
enum { BITS_LONG = 120 };      /* a digest, a key, a sealed record */
enum { KNOWS_SHAPE = 1, KNOWS_WORDS = 2 };

static_assert(sizeof(struct piece) == 64, "a piece that is kept is a line of the processor's cache");

/* ------------------------------------------------------------------------------------------------ what is kept */

void ub_piece_cache_deinit(ub_piece_cache *c)
{
    if (!c) return;
    free(c->places);
    *c = (ub_piece_cache){ 0 };
}

/* Where it is kept, with what is known of it; NULL: nowhere. */
static struct piece *kept(ub_piece_cache *c, ub_str text)
{
    struct piece *p;
    if (!c || text.n > PIECE_KEPT) return NULL;
    if (!c->places && !(c->places = calloc(PLACES, sizeof *c->places))) return NULL;
    p = &c->places[ub_str_hash(text, 0) % PLACES];
    if (p->n == text.n && !memcmp(p->text, text.p, text.n)) return p;
    p->known = 0;
    p->n = (uint8_t)text.n;
    memcpy(p->text, text.p, text.n);
    return p;
}

/* ------------------------------------------------------------------------------------------------ shapes */

/* Three runs of three digits or more, letters and digits alone between the first and the last. */
static bool has_numbers(ub_str s)
{
    size_t runs = 0, run = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (ub_is_digit(c)) runs += ++run == 3;
        else {
            run = 0;
            if (!ub_is_alpha(c)) runs = 0;
        }
        if (runs == 3) return true;
    }
    return false;
}

/* Three times or more a 0 alone between letters, and more often than by chance. */
static bool has_zeros(ub_str s)
{
    size_t zeros = 0;
    for (size_t i = 1; i < s.n; i++)
        zeros += s.p[i] == '0' && ub_is_alpha((unsigned char)s.p[i - 1]) && (i + 1 == s.n || ub_is_alpha((unsigned char)s.p[i + 1]));
    return zeros >= 3 && zeros * 16 >= s.n;
}

/* "20020101.AA02027@host.example": half of what stands before the @ are digits. */
static bool names_message(ub_str address)
{
    size_t at = ub_str_chr(address, '@'), digits = 0;
    for (size_t i = 0; i < at; i++) digits += ub_is_digit((unsigned char)address.p[i]);
    return digits * 2 >= at && digits >= 3;
}

uint64_t why_of_shape(ub_str value, ub_shape_info shape)
{
    uint64_t why = 0;
    switch (shape.shape) {
    case UB_SHAPE_EMPTY: case UB_SHAPE_WORDS: case UB_SHAPE_TIME: case UB_SHAPE_URL:
        return 0;
    case UB_SHAPE_NUMBER:
        return shape.bits >= PIECE_BITS_COULD ? UB_REASON_TOKEN_NUMBER : value.n >= 3 ? UB_REASON_TOKEN_FEW : 0;
    case UB_SHAPE_ADDRESS: return names_message(value) ? UB_REASON_TOKEN_ENTROPY : UB_REASON_TOKEN_MAILBOX;
    case UB_SHAPE_UUID:    return UB_REASON_TOKEN_UUID;
    case UB_SHAPE_JWT:     return UB_REASON_TOKEN_JWT;
    default:
        if (shape.bits < PIECE_BITS_COULD) return 0;
        if (ub_shape_holds_address(value)) return UB_REASON_TOKEN_MAILBOX;
        why = shape.bits >= PIECE_BITS_LIKELY ? UB_REASON_TOKEN_ENTROPY : UB_REASON_TOKEN_SHORT;
        if (shape.bits >= BITS_LONG) why |= UB_REASON_TOKEN_LONG;
        if (shape.shape == UB_SHAPE_OPAQUE && shape.digits >= 9 && has_numbers(value)) why |= UB_REASON_TOKEN_NUMBERS;
        else if (shape.shape == UB_SHAPE_OPAQUE && shape.digits >= 3 && has_zeros(value)) why |= UB_REASON_TOKEN_ZEROS;
        return why;
    }
}

static void find_shape(struct piece *p, ub_str text, bool query, const ub_arena *a)
{
    ub_arena scratch = *a;
    ub_str plain;
    ub_shape_info shape;
    if (!ub_url_decode(&scratch, text, query, &plain)) plain = text;
    shape = ub_shape_of(plain);
    p->shape = (uint8_t)shape.shape;
    p->bits = shape.bits;
    p->why = why_of_shape(plain, shape);
}

const struct piece *piece_shape(ub_piece_cache *cache, ub_str text, bool query, const ub_arena *a, struct piece *own)
{
    struct piece *p = kept(cache, text);
    if (p && p->known & KNOWS_SHAPE && !(query && p->plus)) return p;
    if (!p || ub_str_chr(text, '%') < text.n) {
        own->bare = false;
        return find_shape(own, text, query, a), own;
    }
    p->bare = ub_address_none(text);
    p->plus = ub_str_chr(text, '+') < text.n;
    if (query && p->plus) return own->bare = p->bare, find_shape(own, text, query, a), own;
    p->known |= KNOWS_SHAPE;
    return find_shape(p, text, query, a), p;
}

/* ------------------------------------------------------------------------------------------------ words */

/* Words between signs, or where capitals begin, in small letters, by their length. */
enum { WORD_LEAST = 3, WORD_MOST = 11 };
struct word { char text[WORD_MOST + 1]; uint8_t is; };
static const struct word of_3[] = {
    { "aff", PIECE_PARTNER }, { "cdn", PIECE_CONTENT }, { "css", PIECE_CONTENT }, { "img", PIECE_CONTENT }, { "lib", PIECE_CONTENT },
    { "pic", PIECE_CONTENT }, { "trk", PIECE_OPEN },
};
static const struct word of_4[] = {
    { "blob", PIECE_CONTENT }, { "file", PIECE_CONTENT }, { "font", PIECE_CONTENT }, { "icon", PIECE_CONTENT }, { "imgs", PIECE_CONTENT },
    { "logo", PIECE_CONTENT }, { "open", PIECE_OPEN }, { "pics", PIECE_CONTENT }, { "read", PIECE_OPEN }, { "seen", PIECE_OPEN },
};
static const struct word of_5[] = {
    { "affil", PIECE_PARTNER }, { "asset", PIECE_CONTENT }, { "files", PIECE_CONTENT }, { "fonts", PIECE_CONTENT }, { "icons", PIECE_CONTENT },
    { "image", PIECE_CONTENT }, { "logos", PIECE_CONTENT }, { "media", PIECE_CONTENT }, { "opens", PIECE_OPEN },
    { "photo", PIECE_CONTENT }, { "pixel", PIECE_OPEN }, { "refer", PIECE_PARTNER }, { "style", PIECE_CONTENT }, { "theme", PIECE_CONTENT },
    { "thumb", PIECE_CONTENT }, { "track", PIECE_OPEN }, { "unsub", PIECE_LEAVE },
};
static const struct word of_6[] = {
    { "assets", PIECE_CONTENT }, { "avatar", PIECE_CONTENT }, { "banner", PIECE_CONTENT }, { "beacon", PIECE_OPEN },
    { "bucket", PIECE_CONTENT }, { "images", PIECE_CONTENT }, { "opened", PIECE_OPEN }, { "optout", PIECE_LEAVE }, { "photos", PIECE_CONTENT },
    { "public", PIECE_CONTENT }, { "remove", PIECE_LEAVE }, { "static", PIECE_CONTENT }, { "styles", PIECE_CONTENT },
    { "themes", PIECE_CONTENT }, { "thumbs", PIECE_CONTENT }, { "upload", PIECE_CONTENT },
};
static const struct word of_7[] = {
    { "avatars", PIECE_CONTENT }, { "banners", PIECE_CONTENT }, { "content", PIECE_CONTENT }, { "gallery", PIECE_CONTENT },
    { "library", PIECE_CONTENT }, { "opening", PIECE_OPEN }, { "openlog", PIECE_OPEN }, { "partner", PIECE_PARTNER },
    { "picture", PIECE_CONTENT }, { "storage", PIECE_CONTENT },
    { "tracker", PIECE_OPEN }, { "uploads", PIECE_CONTENT },
};
static const struct word of_8[] = {
    { "contents", PIECE_CONTENT }, { "graphics", PIECE_CONTENT }, { "markread", PIECE_OPEN }, { "partners", PIECE_PARTNER },
    { "pictures", PIECE_CONTENT }, { "referral", PIECE_PARTNER }, { "tracking", PIECE_OPEN },
};
static const struct word of_9[] = {
    { "affiliate", PIECE_PARTNER }, { "creatives", PIECE_CONTENT },
};
static const struct word of_10[] = {
    { "affiliates", PIECE_PARTNER }, { "impression", PIECE_OPEN }, { "thumbnails", PIECE_CONTENT },
};
static const struct word of_11[] = {
    { "preferences", PIECE_LEAVE }, { "unsubscribe", PIECE_LEAVE },
};

#define OF(n) [n - WORD_LEAST] = { of_##n, UB_COUNT(of_##n) }
static const struct { const struct word *p; size_t n; } of_length[WORD_MOST - WORD_LEAST + 1] = { OF(3), OF(4), OF(5), OF(6), OF(7), OF(8), OF(9), OF(10), OF(11) };
#undef OF

/* `word` is filled up with zeros. */
static unsigned meaning_of(const char word[WORD_MOST + 1], size_t n)
{
    if (n < WORD_LEAST || n > WORD_MOST) return 0;
    for (size_t i = 0; i < of_length[n - WORD_LEAST].n; i++)
        if (!memcmp(of_length[n - WORD_LEAST].p[i].text, word, WORD_MOST + 1)) return of_length[n - WORD_LEAST].p[i].is;
    return 0;
}

static unsigned find_words(ub_str text)
{
    char word[WORD_MOST + 1] = "";
    size_t n = 0;
    unsigned all = 0;
    bool was_small = false;
    if (text.n > 64) return 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (!ub_is_alpha(c) || (c < 'a' && was_small)) {
            all |= meaning_of(word, n);
            memset(word, 0, sizeof word);
            n = 0;
        }
        was_small = c >= 'a';
        if (!ub_is_alpha(c)) continue;
        if (n < WORD_MOST) word[n] = (char)ub_lower(c);
        n++;
    }
    return all | meaning_of(word, n);
}

unsigned piece_words(ub_piece_cache *cache, ub_str text)
{
    struct piece *p = kept(cache, text);
    if (!p) return find_words(text);
    if (!(p->known & KNOWS_WORDS)) p->words = (uint8_t)find_words(text), p->known |= KNOWS_WORDS;
    return p->words;
}
