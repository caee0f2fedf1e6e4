/* SPDX-License-Identifier: Apache-2.0 */
/* The shape of a token. */
#include "shape.h"

enum { MAX_BYTES = 4096 };

/* Bits of one character, in hundredths: log2 of 10, 16, 26, 36, 52 and 62. */
enum { BITS_DIGIT = 332, BITS_HEX = 400, BITS_LETTER = 470, BITS_LETTER_DIGIT = 517, BITS_CASES = 570, BITS_ALL = 595 };
enum { BITS_WORD = 400, BITS_YEAR = 300 };      /* one of some twenty words, one of eight years */

static const char *const names[] = {
    [UB_SHAPE_EMPTY] = "empty", [UB_SHAPE_WORDS] = "words", [UB_SHAPE_NUMBER] = "number", [UB_SHAPE_TIME] = "time",
    [UB_SHAPE_UUID] = "uuid", [UB_SHAPE_HEX] = "hex", [UB_SHAPE_JWT] = "jwt", [UB_SHAPE_ADDRESS] = "address",
    [UB_SHAPE_URL] = "url", [UB_SHAPE_OPAQUE] = "opaque",
};

const char *ub_shape_name(ub_shape shape) { return names[shape]; }

/* What each byte is, so that a piece is counted in one pass: four counters of sixteen bits in one number, and the vowels. */
#define ONE_DIGIT UINT64_C(1)
#define ONE_UPPER (UINT64_C(1) << 16)
#define ONE_LOWER (UINT64_C(1) << 32)
#define ONE_HEX   (UINT64_C(1) << 48)
enum { IS_DIGIT = 1, IS_UPPER = 2, IS_LOWER = 4, IS_HEX = 8, IS_VOWEL = 16 };
#define D  (IS_DIGIT | IS_HEX)
#define U  IS_UPPER
#define L  IS_LOWER
#define UX (IS_UPPER | IS_HEX)
#define LX (IS_LOWER | IS_HEX)
#define V  IS_VOWEL
static const uint8_t byte_is[256] = {
    ['0'] = D, ['1'] = D, ['2'] = D, ['3'] = D, ['4'] = D, ['5'] = D, ['6'] = D, ['7'] = D, ['8'] = D, ['9'] = D,
    ['A'] = UX | V, ['B'] = UX, ['C'] = UX, ['D'] = UX, ['E'] = UX | V, ['F'] = UX, ['G'] = U, ['H'] = U, ['I'] = U | V, ['J'] = U,
    ['K'] = U, ['L'] = U, ['M'] = U, ['N'] = U, ['O'] = U | V, ['P'] = U, ['Q'] = U, ['R'] = U, ['S'] = U, ['T'] = U, ['U'] = U | V,
    ['V'] = U, ['W'] = U, ['X'] = U, ['Y'] = U | V, ['Z'] = U,
    ['a'] = LX | V, ['b'] = LX, ['c'] = LX, ['d'] = LX, ['e'] = LX | V, ['f'] = LX, ['g'] = L, ['h'] = L, ['i'] = L | V, ['j'] = L,
    ['k'] = L, ['l'] = L, ['m'] = L, ['n'] = L, ['o'] = L | V, ['p'] = L, ['q'] = L, ['r'] = L, ['s'] = L, ['t'] = L, ['u'] = L | V,
    ['v'] = L, ['w'] = L, ['x'] = L, ['y'] = L | V, ['z'] = L,
};
#undef D
#undef U
#undef L
#undef UX
#undef LX
#undef V

static inline unsigned what(char c) { return byte_is[(unsigned char)c]; }
static inline bool is_upper(char c) { return what(c) & IS_UPPER; }
static inline bool is_lower(char c) { return what(c) & IS_LOWER; }

/* Could people say it?  Short runs are abbreviations; longer ones need vowels, and not too many consonants in a row. */
static bool sounds(ub_str w)
{
    size_t vowels = 0, run = 0;
    if (w.n <= 4) return true;
    for (size_t i = 0; i < w.n; i++) {
        if (what(w.p[i]) & IS_VOWEL) vowels++, run = 0;
        else if (++run > 4) return false;
    }
    return vowels * 7 >= w.n && vowels * 4 <= w.n * 3;
}

/* Letters of one piece as words: "newsletter", "Newsletter", "NEWS", "unsubscribeLink", "rssIsAboutSimplicity", "XMLFile".  Words
 * of four letters and more have to be most of it: "aBcDeF" is letters in turns.  0: they are none. */
static unsigned words_in(ub_str piece)
{
    unsigned n = 0;
    size_t in_words = 0;
    for (size_t i = 0; i < piece.n; n++) {
        size_t from = i++;
        if (is_upper(piece.p[from]) && i < piece.n && is_upper(piece.p[i])) {
            while (i < piece.n && is_upper(piece.p[i])) i++;
            if (i < piece.n) i--;                        /* the last capital begins a word */
        } else
            while (i < piece.n && is_lower(piece.p[i])) i++;
        if (!sounds(ub_str_of(piece.p + from, i - from))) return 0;
        if (i - from > 3) in_words += i - from;
    }
    return n == 1 || piece.n <= 6 || in_words * 5 >= piece.n * 3 ? n : 0;
}

/* "NewsInBrief": four fifths of it are words of four letters and more, capitals at their beginnings alone. */
static bool in_capitals(ub_str letters)
{
    size_t in_words = 0;
    for (size_t i = 0; i < letters.n;) {
        size_t from = i++;
        while (i < letters.n && is_lower(letters.p[i])) i++;
        if (i - from > 3) in_words += i - from;
    }
    return letters.n > 6 && in_words * 5 >= letters.n * 4;
}

/* "020925", "20020925": day, month and year in any order that people use. */
static bool is_date(ub_str s)
{
    unsigned v[3];
    if (s.n == 8 && ((s.p[0] == '1' && s.p[1] == '9') || (s.p[0] == '2' && s.p[1] == '0'))) s = ub_str_from(s, 2);
    if (s.n != 6) return false;
    for (size_t i = 0; i < 3; i++) v[i] = (unsigned)(s.p[2 * i] - '0') * 10 + (unsigned)(s.p[2 * i + 1] - '0');
    return (v[1] - 1 < 12 && (v[0] - 1 < 31 || v[2] - 1 < 31)) || (v[0] - 1 < 12 && v[1] - 1 < 31);
}

/* "600x200" */
static bool is_size(ub_str p)
{
    ub_str rest = p, width = ub_str_cut(&rest, 'x');
    uint64_t v;
    return ub_str_uint(width, 9999, &v) && ub_str_uint(rest, 9999, &v);
}

/* How many of each there are. */
struct counts { size_t n, digits, upper, lower, hex, turns; };

/* Count the letters and digits that `s` begins with. */
static inline struct counts count(ub_str s)
{
    static const uint64_t ones[16] = {
        [IS_DIGIT | IS_HEX] = ONE_DIGIT + ONE_HEX, [IS_UPPER] = ONE_UPPER, [IS_LOWER] = ONE_LOWER,
        [IS_UPPER | IS_HEX] = ONE_UPPER + ONE_HEX, [IS_LOWER | IS_HEX] = ONE_LOWER + ONE_HEX,
    };
    uint64_t sums = 0;
    size_t i = 0, turns = 0;
    unsigned was = s.n ? what(s.p[0]) : 0, is;
    for (; i < s.n && (is = what(s.p[i])) != 0; i++, was = is) {
        sums += ones[is & 15];
        turns += (is ^ was) & IS_DIGIT;
    }
    return (struct counts){ i, sums & 0xFFFF, sums >> 16 & 0xFFFF, sums >> 32 & 0xFFFF, sums >> 48, turns };
}

/* A piece is what stands between signs: hundredths of bits, and whether it is a thing people write. */
static unsigned piece_bits(ub_str p, const struct counts *c, bool *plain)
{
    size_t digits = c->digits, upper = c->upper, lower = c->lower, hex = c->hex, turns = c->turns;
    *plain = true;
    if (digits == p.n) return p.n == 4 && (p.p[0] == '1' || p.p[0] == '2') ? BITS_YEAR : (unsigned)p.n * BITS_DIGIT;
    if (digits == 0) {
        unsigned n = words_in(p);
        if (n) return n * BITS_WORD;
        *plain = false;
        return (unsigned)p.n * (upper && lower ? BITS_CASES : BITS_LETTER);
    }
    if (is_size(p)) return 2 * BITS_WORD;
    /* Letters and digits that meet once or twice: "v2", "img3", "mp4", "christmasbook2002", "Listen4Ever", "hanson091102". */
    if (turns <= 2 && p.n <= 24) {
        size_t i = 0, k = p.n, run;
        ub_str middle;
        while (i < p.n && !ub_is_digit((unsigned char)p.p[i])) i++;
        while (k > i && !ub_is_digit((unsigned char)p.p[k - 1])) k--;
        middle = ub_str_of(p.p + i, k - i);
        run = middle.n == digits ? digits : 0;      /* 0: two numbers with letters between */
        if ((run && run <= 4) || (p.n <= 12 && digits <= 5) || (run && is_date(middle))) {
            ub_str head = ub_str_to(p, i), tail = ub_str_from(p, k);
            bool words = (!head.n || (sounds(head) && words_in(head))) && (!tail.n || (sounds(tail) && words_in(tail)));
            bool in_one = (!head.n && in_capitals(tail)) || (!tail.n && in_capitals(head));
            if (words && (run || p.n - digits <= 8) && (!(upper && lower && upper > 2) || in_one))
                return BITS_WORD + (unsigned)digits * BITS_DIGIT / 2;
        }
    }
    *plain = false;
    if (hex == p.n && (!upper || !lower)) return (unsigned)p.n * BITS_HEX;
    return (unsigned)p.n * (upper && lower ? BITS_ALL : BITS_LETTER_DIGIT);
}

static bool is_uuid(ub_str s)
{
    if (s.n == 38 && s.p[0] == '{' && s.p[37] == '}') s = ub_str_of(s.p + 1, 36);
    if (s.n != 36) return false;
    for (size_t i = 0; i < 36; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? s.p[i] != '-' : ub_hex((unsigned char)s.p[i]) < 0) return false;
    }
    return true;
}

static bool is_base64url(ub_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!ub_is_alnum((unsigned char)s.p[i]) && s.p[i] != '-' && s.p[i] != '_') return false;
    return s.n > 0;
}

/* RFC 7519: the header is base64url of '{"', which is "eyJ". */
static bool is_jwt(ub_str s)
{
    ub_str rest = s, header, payload;
    if (s.n < 3 || s.p[0] != 'e' || s.p[1] != 'y' || s.p[2] != 'J') return false;
    header = ub_str_cut(&rest, '.'), payload = ub_str_cut(&rest, '.');
    return is_base64url(header) && is_base64url(payload) && is_base64url(rest);
}

/* "logo@2x.png" is a picture for fine screens. */
static bool is_file_ending(ub_str label)
{
    static const ub_str endings[] = { UB_LIT("css"), UB_LIT("gif"), UB_LIT("htm"), UB_LIT("html"), UB_LIT("jpeg"), UB_LIT("jpg"), UB_LIT("js"),
                                      UB_LIT("pdf"), UB_LIT("png"), UB_LIT("svg"), UB_LIT("webp") };
    for (size_t i = 0; i < UB_COUNT(endings); i++)
        if (ub_str_eq_nocase(label, endings[i])) return true;
    return false;
}

/* local@host.tld: the host of letters, digits, dots and hyphens, its last label of letters. */
static bool is_address(ub_str s)
{
    size_t at = ub_str_chr(s, '@'), label = 0;
    ub_str host = ub_str_from(s, at + 1);
    bool dot = false, letters = true;
    if (at == 0 || host.n < 3) return false;
    for (size_t i = 0; i < host.n; i++) {
        unsigned char c = (unsigned char)host.p[i];
        if (c == '.') {
            if (label == 0) return false;
            dot = true, label = 0, letters = true;
        } else if (ub_is_alnum(c) || c == '-') label++, letters &= ub_is_alpha(c);
        else return false;
    }
    for (size_t i = 0; i < at; i++)
        if (s.p[i] == ' ' || s.p[i] == '/') return false;
    return dot && label >= 2 && letters && !is_file_ending(ub_str_from(host, host.n - label));
}

/* 2001-09-09 to 2033 in seconds, milliseconds or microseconds; 19 or 20 hundred as year, month, day. */
static bool is_time(ub_str s)
{
    uint64_t v;
    if (!ub_str_uint(s, UINT64_MAX, &v)) return false;
    if (s.n == 8) return v / 10000 >= 1990 && v / 10000 < 2070 && v / 100 % 100 - 1 < 12 && v % 100 - 1 < 31;
    if (s.n == 13) v /= 1000;
    else if (s.n == 16) v /= 1000000;
    else if (s.n != 10) return false;
    return v >= 1000000000 && v < 2000000000;
}

/* "ns99992677", "Q172668": a number behind a few letters that say of what. */
static bool is_marked_number(ub_str s, size_t digits)
{
    size_t letters = s.n - digits;
    if (letters < 1 || letters > 4 || digits < 4) return false;
    for (size_t i = 0; i < letters; i++)
        if (!ub_is_alpha((unsigned char)s.p[i])) return false;
    return true;
}

ub_shape_info ub_shape_of(ub_str s)
{
    unsigned bits = 0;
    bool plain = true, number, longer = s.n > MAX_BYTES;
    size_t hex = 0, digits = 0, long_number = 0;
    s = ub_str_to(s, MAX_BYTES);
    if (s.n == 0) return (ub_shape_info){ .shape = UB_SHAPE_EMPTY, .bits = 0 };
    if (is_uuid(s)) return (ub_shape_info){ .shape = UB_SHAPE_UUID, .bits = 122 };
    if (is_jwt(s)) return (ub_shape_info){ .shape = UB_SHAPE_JWT, .bits = (uint16_t)(s.n * 6 > 9999 ? 9999 : s.n * 6) };
    if (is_address(s)) return (ub_shape_info){ .shape = UB_SHAPE_ADDRESS, .bits = 64 };
    if (is_time(s)) return (ub_shape_info){ .shape = UB_SHAPE_TIME, .bits = 20 };
    if ((s.p[0] | 0x20) == 'h' && (ub_str_starts_nocase(s, UB_S("http://")) || ub_str_starts_nocase(s, UB_S("https://"))))
        return (ub_shape_info){ .shape = UB_SHAPE_URL, .bits = 0 };
    for (size_t i = 0; i < s.n; i++) {
        struct counts c = count(ub_str_from(s, i));
        bool piece_plain;
        if (c.n) bits += piece_bits(ub_str_of(s.p + i, c.n), &c, &piece_plain), plain &= piece_plain;
        if (c.digits == c.n && c.n > long_number && c.n > 4 && !is_date(ub_str_of(s.p + i, c.n)) && !is_time(ub_str_of(s.p + i, c.n))) long_number = c.n;
        i += c.n;
        digits += c.digits;
        hex += c.hex;
    }
    number = digits == s.n;
    bits = bits / 100 > 9999 ? 9999 : bits / 100;
    if (number) return (ub_shape_info){ .shape = UB_SHAPE_NUMBER, .bits = (uint16_t)(bits) };
    if ((!plain || digits >= 6) && digits <= 12 && is_marked_number(s, digits)) return (ub_shape_info){ .shape = UB_SHAPE_NUMBER, .bits = (uint16_t)(digits * BITS_DIGIT / 100) };
    if (plain && long_number) return (ub_shape_info){ .shape = UB_SHAPE_NUMBER, .bits = (uint16_t)(long_number * BITS_DIGIT / 100) };
    if (plain) return (ub_shape_info){ .shape = UB_SHAPE_WORDS, .bits = (uint16_t)(bits > 40 ? 40 : bits) };
    if (hex == s.n && s.n >= 16) return (ub_shape_info){ .shape = UB_SHAPE_HEX, .bits = (uint16_t)(bits) };
    return (ub_shape_info){ UB_SHAPE_OPAQUE, (uint16_t)bits, longer ? UINT16_MAX : (uint16_t)digits };
}

/* ------------------------------------------------------------------------------------------------ addresses in code */

/* What is not readable all through holds no address: the first byte that is not ends it. */
static bool is_read(char c) { return (unsigned char)c >= 0x20 && (unsigned char)c <= 0x7E; }

static size_t from_hex(ub_str s, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i + 1 < s.n; i += 2) {
        int high = ub_hex((unsigned char)s.p[i]), low = ub_hex((unsigned char)s.p[i + 1]);
        if (high < 0 || low < 0 || !is_read(out[n++] = (char)(high << 4 | low))) return 0;
    }
    return n;
}

/* Both alphabets of RFC 4648; padding and what stands behind it is left out. */
static size_t from_base64(ub_str s, char *out)
{
    size_t n = 0;
    uint32_t bits = 0;
    for (size_t i = 0; i < s.n && s.p[i] != '='; i++) {
        unsigned char c = (unsigned char)s.p[i];
        unsigned v = c >= 'A' && c <= 'Z' ? c - 'A' + 0u : c >= 'a' && c <= 'z' ? c - 'a' + 26u : ub_is_digit(c) ? c - '0' + 52u
                   : c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : 64;
        if (v == 64) return 0;
        bits = bits << 6 | v;
        if (i % 4 && !is_read(out[n++] = (char)(bits >> (6 - i % 4 * 2)))) return 0;
    }
    return n;
}

/* Somewhere a word, @, and two labels or more. */
static bool address_in(ub_str s)
{
    size_t at = ub_str_chr(s, '@'), from = at, to = at + 1;
    if (at == s.n) return false;
    while (from && (ub_is_alnum((unsigned char)s.p[from - 1]) || memchr("._+-", s.p[from - 1], 4))) from--;
    while (to < s.n && (ub_is_alnum((unsigned char)s.p[to]) || s.p[to] == '.' || s.p[to] == '-')) to++;
    return is_address(ub_str_of(s.p + from, to - from));
}

bool ub_shape_holds_address(ub_str s)
{
    char plain[512];
    s = ub_str_to(s, sizeof plain);
    if (ub_str_ends_nocase(s, UB_S(".gif")) || ub_str_ends_nocase(s, UB_S(".png")) || ub_str_ends_nocase(s, UB_S(".jpg"))) s = ub_str_to(s, s.n - 4);
    return address_in(ub_str_of(plain, from_hex(s, plain))) || address_in(ub_str_of(plain, from_base64(s, plain)));
}
