/* SPDX-License-Identifier: Apache-2.0 */
/* RTF, as far as mail programs use it to carry HTML. */
#include "inside.h"

#include <stdio.h>

/* ------------------------------------------------------------------------------------------------ compression */

/* What the window holds before the first byte.  [MS-OXRTFCP] 2.1.3.1.1 */
static const char preset[] = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbol"
                             "ArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
#define PRESET (sizeof preset - 1)
#define WINDOW 4096u
static_assert(PRESET == 207, "the specification says 207");

static void lzfu(ub_buf *b, ub_str in)
{
    char window[WINDOW] = { 0 };
    uint32_t to = PRESET;
    size_t at = 0;
    memcpy(window, preset, PRESET);
    while (at < in.n) {
        unsigned flags = ub_str_at(in, at++);
        for (unsigned bit = 0; bit < 8 && at < in.n; bit++) {
            if (!(flags >> bit & 1)) {
                window[to++ % WINDOW] = in.p[at];
                ub_buf_char(b, in.p[at++]);
                continue;
            }
            if (in.n - at < 2) return;
            uint32_t from = ub_str_at(in, at) << 4 | ub_str_at(in, at + 1) >> 4, n = (ub_str_at(in, at + 1) & 15) + 2;
            at += 2;
            if (from == to % WINDOW) return;      /* the end mark */
            for (; n > 0; n--) {
                char c = window[from++ % WINDOW];
                window[to++ % WINDOW] = c;
                ub_buf_char(b, c);
            }
        }
    }
}

ub_status ub_rtf_expand(ub_arena *a, ub_str text, ub_str *rtf, ub_err *err)
{
    ub_buf b = ub_buf_in(a);
    ub_str body;
    if (text.n < 16) return ub_fail(err, UB_SYNTAX, "no header of compressed RTF", 0);
    body = ub_str_from(text, 16);
    if (u32(text, 8) == 0x414C454Du) return *rtf = body, UB_OK;       /* "MELA" */
    if (u32(text, 8) != 0x75465A4Cu) return ub_fail(err, UB_SYNTAX, "no header of compressed RTF", 8);      /* "LZFu" */
    lzfu(&b, body);
    if (b.failed) return ub_fail(err, UB_LIMIT, "the arena is full", 0);
    *rtf = ub_buf_str(&b);
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ HTML inside */

#define GROUPS 256u      /* within one another; more than any mail program writes */

enum group { GROUP_TEXT, GROUP_TAG, GROUP_SKIP };      /* text of the document; markup; neither */

struct rtf {
    ub_str text;
    size_t at;
    ub_buf html;
    uint8_t groups[GROUPS];
    size_t depth;
    bool rtf_only;           /* between \htmlrtf and \htmlrtf0 */
    bool from_html;
    unsigned uc, skip;       /* characters that stand in for one written by number; still to be left out */
};

static uint8_t *group(struct rtf *r) { return &r->groups[r->depth]; }

static void put(struct rtf *r, ub_str s)
{
    if (*group(r) == GROUP_TAG || (*group(r) == GROUP_TEXT && !r->rtf_only)) ub_buf_add(&r->html, s);
}

static void put_char(struct rtf *r, char c)
{
    if (r->skip) r->skip--;
    else put(r, ub_str_of(&c, 1));
}

/* Words that open a group which is no text. */
static bool skips(ub_str word)
{
    static const ub_str words[] = { UB_LIT("fonttbl"), UB_LIT("colortbl"), UB_LIT("stylesheet"), UB_LIT("info"), UB_LIT("pict"), UB_LIT("object") };
    for (size_t i = 0; i < UB_COUNT(words); i++)
        if (ub_str_eq(word, words[i])) return true;
    return false;
}

static void put_number(struct rtf *r, long value)
{
    char text[16];
    if (value < 0) value += 65536;
    if (value < 0 || value > 65535) return;
    int n = snprintf(text, sizeof text, "&#%ld;", value);
    put(r, ub_str_of(text, (size_t)n));
    r->skip = r->uc;
}

static void word(struct rtf *r, ub_str name, bool has, long value)
{
    static const struct { ub_str word, text; } marks[] = {
        { UB_LIT("par"), UB_LIT("\r\n") },       { UB_LIT("line"), UB_LIT("\r\n") },      { UB_LIT("tab"), UB_LIT("\t") },
        { UB_LIT("lquote"), UB_LIT("&lsquo;") }, { UB_LIT("rquote"), UB_LIT("&rsquo;") }, { UB_LIT("ldblquote"), UB_LIT("&ldquo;") },
        { UB_LIT("rdblquote"), UB_LIT("&rdquo;") }, { UB_LIT("bullet"), UB_LIT("&bull;") }, { UB_LIT("endash"), UB_LIT("&ndash;") },
        { UB_LIT("emdash"), UB_LIT("&mdash;") },
    };
    if (ub_str_eq(name, UB_S("fromhtml"))) r->from_html |= !has || value != 0;
    else if (ub_str_eq(name, UB_S("htmlrtf"))) r->rtf_only = !has || value != 0;
    else if (ub_str_eq(name, UB_S("u")) && has) put_number(r, value);
    else if (ub_str_eq(name, UB_S("uc")) && has && value >= 0 && value < 64) r->uc = (unsigned)value;
    else if (skips(name)) *group(r) = GROUP_SKIP;
    else
        for (size_t i = 0; i < UB_COUNT(marks); i++)
            if (ub_str_eq(name, marks[i].word)) put(r, marks[i].text);
}

static bool next_is(const struct rtf *r, const char *what) { return ub_str_starts(ub_str_from(r->text, r->at), ub_str_of(what, strlen(what))); }

/* Behind a backslash. */
static void control(struct rtf *r)
{
    ub_str t = r->text;
    size_t from = r->at, end;
    bool minus, has = false;
    long value = 0;
    if (from >= t.n) return;
    if (!ub_is_alpha((unsigned char)t.p[from])) {
        char c = t.p[r->at++];
        if (c == '\'') {
            int high = r->at + 1 < t.n ? ub_hex((unsigned char)t.p[r->at]) : -1;
            int low = high < 0 ? -1 : ub_hex((unsigned char)t.p[r->at + 1]);
            if (low < 0) return;
            r->at += 2;
            put_char(r, (char)(high << 4 | low));
        } else if (c == '{' || c == '}' || c == '\\') put_char(r, c);
        else if (c == '~') put(r, UB_S("&nbsp;"));
        else if (c == '_') put(r, UB_S("&shy;"));
        else if (c == '*') *group(r) = next_is(r, "\\htmltag") ? GROUP_TAG : GROUP_SKIP;
        else if (c == '\n' || c == '\r') put(r, UB_S("\r\n"));
        return;
    }
    while (r->at < t.n && ub_is_alpha((unsigned char)t.p[r->at])) r->at++;
    end = r->at;
    minus = r->at < t.n && t.p[r->at] == '-';
    if (minus) r->at++;
    for (; r->at < t.n && ub_is_digit((unsigned char)t.p[r->at]); r->at++, has = true)
        if (value < 100000000) value = value * 10 + (t.p[r->at] - '0');
    if (r->at < t.n && t.p[r->at] == ' ') r->at++;
    word(r, ub_str_of(t.p + from, end - from), has, minus ? -value : value);
}

/* False when groups are too deep. */
static bool read_all(struct rtf *r)
{
    while (r->at < r->text.n) {
        char c = r->text.p[r->at++];
        if (c == '{') {
            uint8_t around = *group(r);
            if (++r->depth == GROUPS) return false;
            *group(r) = around == GROUP_TAG ? GROUP_SKIP : around;
            r->skip = 0;
        } else if (c == '}') {
            if (r->depth) r->depth--;
            r->skip = 0;
        } else if (c == '\\') control(r);
        else if (c != '\r' && c != '\n') put_char(r, c);
    }
    return true;
}

ub_status ub_rtf_html(ub_arena *a, ub_str rtf, ub_str *html, ub_err *err)
{
    struct rtf r = { .text = rtf, .html = ub_buf_in(a), .uc = 1 };
    if (!ub_str_starts(rtf, UB_S("{\\rtf"))) return UB_ABSENT;
    if (!read_all(&r)) return ub_fail(err, UB_SYNTAX, "RTF groups too deep", r.at);
    if (r.html.failed) return ub_fail(err, UB_LIMIT, "the arena is full", 0);
    if (!r.from_html) return UB_ABSENT;
    *html = ub_buf_str(&r.html);
    return UB_OK;
}
