/* SPDX-License-Identifier: Apache-2.0 */
#include "judge_test.h"

#include "pieces.h"

static ub_str text_of(const char *s) { return ub_str_of(s, strlen(s)); }

static void words_say_what_a_path_is_for(void **state)
{
    static const struct { const char *words; unsigned is; } lists[] = {
        { "beacon impression markread open opened opening openlog opens pixel read seen track tracker tracking trk", PIECE_OPEN },
        { "optout preferences remove unsub unsubscribe", PIECE_LEAVE },
        { "asset assets avatar avatars banner banners cdn content contents creatives css file files font fonts gallery graphics icon icons "
          "image images img imgs lib library logo logos media photo photos pic pics picture pictures public static style styles theme "
          "themes thumb thumbnails thumbs upload uploads", PIECE_CONTENT },
        { "", 0 }, { "op opene openings unsubscriber thumbnail imag xopen openx preferencesx 123", 0 },
    };
    static const struct { const char *piece; unsigned is; } pieces[] = {
        { "track-open.php", PIECE_OPEN }, { "emailOpen", PIECE_OPEN }, { "OPEN", PIECE_OPEN }, { "img2", PIECE_CONTENT }, { "MarkRead", PIECE_OPEN },
        { "unsubscribe_images", PIECE_LEAVE | PIECE_CONTENT }, { "open/", PIECE_OPEN }, { "reopen", 0 }, { "a", 0 }, { "\xC3\xB6" "open", PIECE_OPEN },
        { "abcdefghijklopen", 0 }, { "abcdefghijkl-open", PIECE_OPEN }, { "abcdefghijklOpen", PIECE_OPEN },
        { "0000000000000000000000000000000000000000000000000000000000000000open", 0 },      /* over 64 bytes nobody reads words */
        { "000000000000000000000000000000000000000000000000000000000000open", PIECE_OPEN },
    };
    UB_CLEANUP(ub_piece_cache_deinit) ub_piece_cache cache = { 0 };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(lists); i++)
        for (ub_str rest = text_of(lists[i].words), word; rest.n; ) {
            word = ub_str_cut(&rest, ' ');
            for (int round = 0; round < 3; round++)
                if (piece_words(round ? &cache : NULL, word) != lists[i].is) fail_msg("%.*s", UB_F(word));
        }
    for (size_t i = 0; i < 2 * UB_COUNT(pieces); i++)
        if (piece_words(&cache, text_of(pieces[i / 2].piece)) != pieces[i / 2].is) fail_msg("%s", pieces[i / 2].piece);
}

static const struct piece *shape(ub_piece_cache *cache, ub_str text, bool query)
{
    static struct piece own;
    return piece_shape(cache, text, query, &arena, &own);
}

static void what_stands_in_a_query_is_decoded_as_one_and_percent_signs_always(void **state)
{
    /* "anna b@c.example" is no address, "anna+b@c.example" is. */
    static const struct { const char *text; bool query; ub_shape shape; } cases[] = {
        { "anna+b@c.example", true, UB_SHAPE_OPAQUE }, { "anna+b@c.example", false, UB_SHAPE_ADDRESS }, { "anna+b@c.example", true, UB_SHAPE_OPAQUE },
        { "anna%40c.example", true, UB_SHAPE_ADDRESS }, { "anna%40c.example", false, UB_SHAPE_ADDRESS },
        { "anna%20b@c.example", false, UB_SHAPE_OPAQUE }, { "1234567", false, UB_SHAPE_NUMBER }, { "1234567", true, UB_SHAPE_NUMBER },
    };
    UB_CLEANUP(ub_piece_cache_deinit) ub_piece_cache cache = { 0 };
    (void)state;
    for (int round = 0; round < 3; round++)
        for (size_t i = 0; i < UB_COUNT(cases); i++) {
            const struct piece *p = shape(round ? &cache : NULL, text_of(cases[i].text), cases[i].query);
            bool address = cases[i].shape == UB_SHAPE_ADDRESS;
            if ((p->shape == UB_SHAPE_ADDRESS) != address) fail_msg("%s: %s", cases[i].text, ub_shape_name((ub_shape)p->shape));
            if (address) assert_true(p->why == UB_REASON_TOKEN_MAILBOX);
            if (cases[i].shape == UB_SHAPE_NUMBER) assert_true(p->shape == UB_SHAPE_NUMBER && p->why == UB_REASON_TOKEN_NUMBER);
        }
}

/* Of two pieces that want one place the last has it, so all that is kept has to be asked for again and again: 20,000 pieces of
 * every length on both sides of what is kept, in two orders. */
static void what_is_kept_says_the_same_as_what_is_not(void **state)
{
    enum { N = 20000 };
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-_.+=@% open";
    UB_CLEANUP(ub_piece_cache_deinit) ub_piece_cache cache = { 0 };
    ub_str *all = ub_arena_take(&arena, N * sizeof *all, 8);
    uint32_t seed = 1;
    (void)state;
    for (size_t i = 0; i < N; i++) {
        char *p = ub_arena_take(&arena, 64, 1);
        size_t n = 1 + i % (PIECE_KEPT + 8);
        unsigned kinds = i % 3 ? 26 : sizeof letters - 1;
        for (size_t k = 0; k < n; k++) seed = seed * 1664525 + 1013904223, p[k] = letters[(seed >> 16) % kinds];
        all[i] = ub_str_of(p, n);
    }
    for (size_t i = 0; i < 4 * N; i++) {
        ub_str text = all[i < 2 * N ? i / 2 : (i * 7919) % N];
        struct piece own, alone;
        bool query = i & 1;
        const struct piece *p = piece_shape(&cache, text, query, &arena, &own);
        ub_shape_info want;
        ub_arena scratch = arena;
        ub_str plain;
        assert_true(ub_url_decode(&scratch, text, query, &plain));
        want = ub_shape_of(plain);
        if (p->shape != want.shape || p->bits != want.bits || p->why != why_of_shape(plain, want)) fail_msg("%.*s", UB_F(text));
        assert_true(piece_words(&cache, text) == piece_words(NULL, text));
        assert_true(piece_shape(NULL, text, query, &arena, &alone)->why == why_of_shape(plain, want));
        if (p->bare) assert_true(ub_address_none(text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_say_what_a_path_is_for), cmocka_unit_test(what_stands_in_a_query_is_decoded_as_one_and_percent_signs_always),
        cmocka_unit_test(what_is_kept_says_the_same_as_what_is_not),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
