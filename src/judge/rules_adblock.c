/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Adblock network rules, a line each, and hosts files.
 *
 * https://help.adblockplus.org/hc/en-us/articles/360062733293, https://github.com/gorhill/uBlock/wiki/Static-filter-syntax,
 * https://adguard.com/kb/general/ad-filtering/create-own-filters/, read 2026-11.
 * Where these differ: a name of a host alone on a line means the host and all below it, as for uBlock Origin.
 */
#include "date.h"
#include "rules_form.h"

#include <stdlib.h>

struct line {
    rules_build *b;
    size_t row;
    ub_str text;               /* the line */
    const uint64_t *taken_back;    /* hashes of the rules that $badfilter is for, sorted */
    size_t n_taken_back;
    ub_err *err;
};

static int by_number(const void *x, const void *y)
{
    const uint64_t *a = x, *b = y;
    return *a < *b ? -1 : *a > *b;
}

struct options {
    uint16_t types, not_types;
    uint8_t party;
    bool important, match_case, badfilter, param, never, cosmetic, bare;      /* bare: no options and no exception */
    ub_str param_name;
    size_t conds_at;
};

static ub_status note(struct line *l, const char *what, ub_str detail)
{
    size_t column = detail.p >= l->text.p && detail.p <= l->text.p + l->text.n ? (size_t)(detail.p - l->text.p) + 1 : 1;
    l->b->head.unknown++;
    return rules_note(l->b, what, detail, l->row, column, l->err);
}

/* ------------------------------------------------------------------------------------------------ options */

enum option_kind {
    O_TYPE, O_PARTY, O_DOMAIN, O_TO, O_DENYALLOW, O_IMPORTANT, O_CASE, O_BADFILTER, O_PARAM, O_METHOD, O_REDIRECT, O_NOTHING,
    O_COSMETIC, O_MODIFIES, O_UNKNOWN,
};
#define T(t) (1u << UB_RULES_##t)
#define ALL_TYPES ((1u << UB_RULES_TYPES) - 1)
#define NOT_TYPE 0x8000u      /* a type of request that mail never makes and we do not number */

/* Sorted.  O_MODIFIES: what it does to a page or an answer, and not that it is a tracker's. */
static const struct option { ub_str name; uint8_t kind; uint16_t value; } options[] = {
    { UB_LIT("1p"), O_PARTY, PARTY_FIRST },
    { UB_LIT("3p"), O_PARTY, PARTY_THIRD },
    { UB_LIT("all"), O_TYPE, ALL_TYPES },
    { UB_LIT("badfilter"), O_BADFILTER, 0 },
    { UB_LIT("beacon"), O_TYPE, T(PING) },
    { UB_LIT("cname"), O_UNKNOWN, 0 },
    { UB_LIT("csp"), O_MODIFIES, 0 },
    { UB_LIT("css"), O_TYPE, T(STYLESHEET) },
    { UB_LIT("denyallow"), O_DENYALLOW, 0 },
    { UB_LIT("doc"), O_TYPE, T(DOCUMENT) },
    { UB_LIT("document"), O_TYPE, T(DOCUMENT) },
    { UB_LIT("domain"), O_DOMAIN, 0 },
    { UB_LIT("ehide"), O_COSMETIC, 0 },
    { UB_LIT("elemhide"), O_COSMETIC, 0 },
    { UB_LIT("empty"), O_REDIRECT, 0 },
    { UB_LIT("first-party"), O_PARTY, PARTY_FIRST },
    { UB_LIT("font"), O_TYPE, T(FONT) },
    { UB_LIT("frame"), O_TYPE, T(SUBDOCUMENT) },
    { UB_LIT("from"), O_DOMAIN, 0 },
    { UB_LIT("generichide"), O_COSMETIC, 0 },
    { UB_LIT("ghide"), O_COSMETIC, 0 },
    { UB_LIT("image"), O_TYPE, T(IMAGE) },
    { UB_LIT("important"), O_IMPORTANT, 0 },
    { UB_LIT("inline-font"), O_TYPE, NOT_TYPE },
    { UB_LIT("inline-script"), O_TYPE, NOT_TYPE },
    { UB_LIT("match-case"), O_CASE, 0 },
    { UB_LIT("media"), O_TYPE, T(MEDIA) },
    { UB_LIT("method"), O_METHOD, 0 },
    { UB_LIT("mp4"), O_REDIRECT, T(MEDIA) },
    { UB_LIT("object"), O_TYPE, T(OBJECT) },
    { UB_LIT("object-subrequest"), O_TYPE, T(OBJECT) },
    { UB_LIT("other"), O_TYPE, T(OTHER) },
    { UB_LIT("permissions"), O_MODIFIES, 0 },
    { UB_LIT("ping"), O_TYPE, T(PING) },
    { UB_LIT("popunder"), O_TYPE, NOT_TYPE },
    { UB_LIT("popup"), O_TYPE, T(POPUP) },
    { UB_LIT("queryprune"), O_PARAM, 0 },
    { UB_LIT("redirect"), O_REDIRECT, 0 },
    { UB_LIT("redirect-rule"), O_MODIFIES, 0 },
    { UB_LIT("removeparam"), O_PARAM, 0 },
    { UB_LIT("replace"), O_MODIFIES, 0 },
    { UB_LIT("rewrite"), O_REDIRECT, 0 },
    { UB_LIT("script"), O_TYPE, T(SCRIPT) },
    { UB_LIT("shide"), O_COSMETIC, 0 },
    { UB_LIT("specifichide"), O_COSMETIC, 0 },
    { UB_LIT("strict1p"), O_PARTY, PARTY_SAME_HOST },
    { UB_LIT("strict3p"), O_PARTY, PARTY_OTHER_HOST },
    { UB_LIT("stylesheet"), O_TYPE, T(STYLESHEET) },
    { UB_LIT("subdocument"), O_TYPE, T(SUBDOCUMENT) },
    { UB_LIT("third-party"), O_PARTY, PARTY_THIRD },
    { UB_LIT("to"), O_TO, 0 },
    { UB_LIT("uritransform"), O_MODIFIES, 0 },
    { UB_LIT("urlskip"), O_MODIFIES, 0 },
    { UB_LIT("webrtc"), O_TYPE, NOT_TYPE },
    { UB_LIT("websocket"), O_TYPE, T(WEBSOCKET) },
    { UB_LIT("xhr"), O_TYPE, T(XHR) },
    { UB_LIT("xmlhttprequest"), O_TYPE, T(XHR) },
};

static const struct option *option_of(ub_str name)
{
    size_t low = 0, high = UB_COUNT(options);
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = ub_str_cmp(options[mid].name, name);
        if (c == 0) return &options[mid];
        if (c < 0) low = mid + 1;
        else high = mid;
    }
    return NULL;
}

static bool is_name_byte(unsigned char c) { return ub_is_alnum(c) || c == '-' || c == '_'; }
static bool is_host_list_byte(unsigned char c) { return is_name_byte(c) || c == '.' || c == ',' || c == '~' || c == '*' || c == '|' || c >= 0x80; }

/* The name in front of an option, with its "~". */
static size_t name_n(ub_str s)
{
    size_t n = s.n && s.p[0] == '~';
    while (n < s.n && is_name_byte((unsigned char)s.p[n])) n++;
    return n;
}

static bool only_underscores(ub_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '_') return false;
    return s.n > 0;
}

/* Does a list of options stand behind the "$" at `i`?  A word that is none of them counts when it stands as one would. */
static bool begins_options(ub_str text, size_t i)
{
    ub_str rest = ub_str_from(text, i + 1);
    size_t n = name_n(rest);
    return n > (rest.n && rest.p[0] == '~') && (n == rest.n || rest.p[n] == ',' || rest.p[n] == '=');
}

/* Where the options begin, behind a "$"; text.n + 1: there are none. */
static size_t options_at(ub_str text)
{
    bool slash = text.n > 1 && text.p[0] == '/';      /* perhaps an expression, in which "$" is something else */
    for (size_t i = 2; slash && i < text.n; i++)
        if ((i += ub_str_chr(ub_str_from(text, i), '$')) < text.n && text.p[i - 1] == '/' && begins_options(text, i)) return i + 1;
    if (slash && text.p[text.n - 1] == '/') return text.n + 1;
    for (size_t i = 0; i < text.n; i++)
        if ((i += ub_str_chr(ub_str_from(text, i), '$')) < text.n && begins_options(text, i)) return i + 1;
    return text.n + 1;
}

/* Cut the next option off.  A value that is /../ may hold commas. */
static ub_str cut_option(ub_str *rest)
{
    size_t n = name_n(*rest), end;
    ub_str one;
    if (n + 1 < rest->n && rest->p[n] == '=' && rest->p[n + 1] == '/') {
        for (end = n + 2; end < rest->n; end++) {
            ub_str behind = ub_str_from(*rest, end + 1);
            if (rest->p[end] != '/' || rest->p[end - 1] == '\\') continue;
            if (behind.n && behind.p[0] == 'i') behind = ub_str_from(behind, 1);
            if (!behind.n || behind.p[0] == ',') {
                end = rest->n - behind.n;
                one = ub_str_to(*rest, end);
                *rest = ub_str_from(*rest, end + 1);
                return one;
            }
        }
    }
    return ub_str_cut(rest, ',');
}

/* ------------------------------------------------------------------------------------------------ domains */

static ub_status add_cond(struct line *l, ub_str domain, unsigned flags)
{
    rules_build *b = l->b;
    char low[256];
    rules_cond *c;
    uint32_t at;
    if (domain.n > 2 && ub_str_ends(domain, UB_S(".*"))) flags |= COND_ENTITY, domain.n -= 2;
    if (domain.n == 0 || domain.n > 253 || ub_str_chr(domain, '*') < domain.n) return note(l, "not a domain", domain);
    if (domain.p[0] == '/') return note(l, "a regular expression for domains", domain);
    for (size_t i = 0; i < domain.n; i++) low[i] = (char)ub_lower((unsigned char)domain.p[i]);
    if (!rules_text(b, ub_str_of(low, domain.n), &at) || !(c = UB_PUSH(b->a, &b->conds))) return ub_fail(l->err, UB_LIMIT, "the arena is full", 0);
    *c = (rules_cond){ at, (uint16_t)domain.n, (uint16_t)flags };
    return UB_OK;
}

/* "a.example|~b.a.example".  *unknown: one of them is not understood, so the rule is not. */
static ub_status add_domains(struct line *l, ub_str list, unsigned flags, bool *unknown)
{
    uint32_t before = l->b->head.unknown;
    ub_status s = UB_OK;
    while (s == UB_OK && list.n) {
        ub_str one = ub_str_trim(ub_str_cut(&list, '|'));
        bool not = one.n && one.p[0] == '~';
        s = add_cond(l, ub_str_from(one, not), flags ^ (not ? COND_NOT : 0u));
    }
    if (l->b->head.unknown > before) {
        l->b->head.unknown = before + 1;
        *unknown = true;
    }
    return s;
}

/* ------------------------------------------------------------------------------------------------ one rules_rule */

static bool method_fits(ub_str list)
{
    bool any = false, fits = false;
    while (list.n) {
        ub_str one = ub_str_cut(&list, '|');
        bool not = one.n && one.p[0] == '~', get = ub_str_eq_nocase(ub_str_from(one, not), UB_S("get"));
        if (not && get) return false;
        if (!not) any = true;
        if (!not && get) fits = true;
    }
    return fits || !any;
}

/* UB_ABSENT: not understood, and noted. */
static ub_status read_option(struct line *l, ub_str text, struct options *o)
{
    size_t n = name_n(text);
    bool not = text.n && text.p[0] == '~', unknown = false, has_value = n < text.n;
    ub_str name = ub_str_from(ub_str_to(text, n), not), value = ub_str_from(text, n + 1);
    const struct option *x = option_of(name);
    ub_status s = UB_OK;
    if (only_underscores(name)) return UB_OK;
    if (!x || x->kind == O_UNKNOWN) return s = note(l, "unknown option", name), s == UB_OK ? UB_ABSENT : s;
    switch ((enum option_kind)x->kind) {
    case O_TYPE:
        if (not) o->not_types |= x->value;
        else o->types |= x->value;
        break;
    case O_PARTY:
        o->party = !not ? (uint8_t)x->value : x->value == PARTY_THIRD ? PARTY_FIRST : x->value == PARTY_FIRST ? PARTY_THIRD
                 : x->value == PARTY_SAME_HOST ? PARTY_OTHER_HOST : PARTY_SAME_HOST;
        break;
    case O_DOMAIN: case O_TO: case O_DENYALLOW:
        if (!has_value || !value.n) return s = note(l, "an option without a value", name), s == UB_OK ? UB_ABSENT : s;
        s = add_domains(l, value, x->kind == O_DOMAIN ? 0 : x->kind == O_TO ? COND_TO : COND_TO | COND_NOT, &unknown);
        break;
    case O_IMPORTANT: o->important = true; break;
    case O_CASE:      o->match_case = !not; break;
    case O_BADFILTER: o->badfilter = true; break;
    case O_PARAM:     o->param = true; o->param_name = value; break;
    case O_METHOD:    o->never |= !method_fits(value); break;
    case O_REDIRECT:  o->types |= x->value; break;
    case O_COSMETIC:  o->cosmetic = true; break;
    case O_MODIFIES:
        s = note(l, "an option that changes pages", name);
        return s == UB_OK ? UB_ABSENT : s;
    default: break;
    }
    return s == UB_OK && unknown ? UB_ABSENT : s;
}

/* A name of a host and nothing else? */
static bool is_host(ub_str s)
{
    bool dot = false;
    if (s.n < 3 || s.n > 253 || !ub_is_alnum((unsigned char)s.p[0]) || s.p[s.n - 1] == '.') return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '.') dot = true;
        else if (!ub_is_alnum((unsigned char)s.p[i]) && s.p[i] != '-' && s.p[i] != '_') return false;
        if (i && s.p[i] == '.' && s.p[i - 1] == '.') return false;
    }
    return dot;
}

/* Marks at the ends off the pattern, and the rest into the text. */
static ub_status read_pattern(struct line *l, ub_str p, const struct options *o, rules_rule *r)
{
    rules_build *b = l->b;
    char low[UB_RULES_LINE_MAX];
    if (o->bare && is_host(p)) r->flags |= RULE_HOST | RULE_HOST_ONLY;
    else if (ub_str_starts(p, UB_S("||"))) r->flags |= RULE_HOST, p = ub_str_from(p, 2);
    else if (p.n && p.p[0] == '|') r->flags |= RULE_LEFT, p = ub_str_from(p, 1);
    if (p.n && p.p[p.n - 1] == '|') r->flags |= RULE_RIGHT, p.n--;
    if (p.n && p.p[0] == '*') r->flags &= (uint8_t)~(RULE_HOST | RULE_LEFT);
    while (p.n && p.p[0] == '*') p = ub_str_from(p, 1);
    if (p.n && p.p[p.n - 1] == '*') r->flags &= (uint8_t)~RULE_RIGHT;
    while (p.n && p.p[p.n - 1] == '*') p.n--;
    if (r->flags & RULE_HOST && !(r->flags & RULE_RIGHT) && p.n > 1 && p.p[p.n - 1] == '^' && is_host(ub_str_to(p, p.n - 1)))
        r->flags |= RULE_HOST_ONLY, p.n--;
    if (o->match_case && !(r->flags & RULE_HOST_ONLY)) r->flags |= RULE_CASE;
    for (size_t i = 0; i < p.n; i++) low[i] = r->flags & RULE_CASE ? p.p[i] : (char)ub_lower((unsigned char)p.p[i]);
    r->n = (uint16_t)p.n;
    return rules_text(b, ub_str_of(low, p.n), &r->at) ? UB_OK : ub_fail(l->err, UB_LIMIT, "the arena is full", 0);
}

static uint16_t types_of(const struct options *o, const rules_rule *r)
{
    uint16_t types = o->types;
    if (o->types & NOT_TYPE && !(o->types & ~NOT_TYPE)) return 0;
    if (!o->types) {
        types = ALL_TYPES & ~(T(DOCUMENT) | T(POPUP));
        if (!o->not_types && (r->flags & RULE_HOST || o->param)) types |= T(DOCUMENT);
        if (o->param) types |= T(DOCUMENT);
    }
    return types & (uint16_t)~o->not_types & ALL_TYPES;
}

/* $removeparam */
static ub_status add_param(struct line *l, const struct options *o, const rules_rule *r, bool allow)
{
    ub_str p = o->param_name;
    rules_name n = { .line = (uint32_t)l->row, .flags = NAME_CASE | (allow ? NAME_ALLOW : 0) };
    uint32_t regex;
    ub_status s;
    if (p.n && p.p[0] == '~') return note(l, "removeparam for all but one", p);
    if (p.n > 1 && p.p[0] == '/') {
        bool nocase = p.p[p.n - 1] == 'i' && p.p[p.n - 2] == '/';
        p = ub_str_from(ub_str_to(p, p.n - 1 - nocase), 1);
        s = rules_regex(l->b, p, nocase, false, l->row, 1, &regex, l->err);
        if (s == UB_ABSENT) return l->b->head.unknown++, UB_OK;
        if (s != UB_OK) return s;
        n.regex = regex + 1;
        n.flags |= NAME_PAIR;
        p.n = 0;
    } else if (!p.n) n.flags |= NAME_ALL;
    if ((s = rules_add_rule(l->b, r, TABLES, &n.rule, l->err)) != UB_OK) return s;
    return rules_add_name(l->b, p, n, l->err);
}

static ub_status add_rule(struct line *l, ub_str pattern, const struct options *o, bool allow)
{
    rules_build *b = l->b;
    rules_rule r = { .line = (uint32_t)l->row, .party = o->party, .conds_at = (uint32_t)o->conds_at, .n_conds = (uint16_t)(b->conds.n - o->conds_at) };
    ub_status s;
    if (b->conds.n - o->conds_at > UINT16_MAX) return note(l, "too many domains", pattern);
    if (pattern.n > 1 && pattern.p[0] == '/' && pattern.p[pattern.n - 1] == '/') {
        uint32_t regex;
        if (pattern.n == 2) return note(l, "an empty expression", pattern);
        s = rules_regex(b, ub_str_from(ub_str_to(pattern, pattern.n - 1), 1), !o->match_case, false, l->row, 1, &regex, l->err);
        if (s == UB_ABSENT) return b->head.unknown++, UB_OK;
        if (s != UB_OK) return s;
        r.regex = regex + 1;
    } else {
        for (size_t i = 0; i < pattern.n; i++)
            if (ub_is_space((unsigned char)pattern.p[i])) return note(l, "a space in a rule", ub_str_from(pattern, i));
        if ((s = read_pattern(l, pattern, o, &r)) != UB_OK) return s;
        if (!r.n && !o->types && !o->party && !r.n_conds && !o->param) return note(l, "a rule for everything", pattern);
    }
    if (o->important) r.flags |= RULE_IMPORTANT;
    r.types = types_of(o, &r);
    if (o->param) return add_param(l, o, &r, allow);
    return rules_add_rule(b, &r, allow ? TABLE_ALLOW : TABLE_BLOCK, NULL, l->err);
}

/* A rule without its option badfilter, so that it is written as the one that it takes back. */
static uint64_t hash_without_badfilter(ub_str text)
{
    char plain[UB_RULES_LINE_MAX];
    size_t at = options_at(text), n = at - 1;
    bool first = true;
    if (at > text.n) return ub_str_hash(text, 0);
    memcpy(plain, text.p, n);
    for (ub_str rest = ub_str_from(text, at); rest.n;) {
        ub_str one = cut_option(&rest);
        if (ub_str_eq(one, UB_S("badfilter"))) continue;
        plain[n++] = first ? '$' : ',';
        memcpy(plain + n, one.p, one.n);
        n += one.n;
        first = false;
    }
    return ub_str_hash(ub_str_of(plain, n), 0);
}

static ub_status read_rule(struct line *l, ub_str text)
{
    struct options o = { .conds_at = l->b->conds.n };
    bool allow = ub_str_starts(text, UB_S("@@"));
    ub_status s = UB_OK;
    size_t at;
    if (l->n_taken_back && bsearch(&(uint64_t){ ub_str_hash(text, 0) }, l->taken_back, l->n_taken_back, sizeof(uint64_t), by_number)) return UB_OK;
    if (allow) text = ub_str_from(text, 2);
    at = options_at(text);
    o.bare = !allow && at > text.n;
    for (ub_str rest = ub_str_from(text, at); s == UB_OK && rest.n;) s = read_option(l, ub_str_trim(cut_option(&rest)), &o);
    if (s == UB_OK && o.cosmetic) return l->b->head.cosmetic++, UB_OK;
    if (s == UB_OK && !o.never && !o.badfilter) s = add_rule(l, ub_str_to(text, at - 1), &o, allow);
    return s == UB_ABSENT ? UB_OK : s;
}

/* ------------------------------------------------------------------------------------------------ lines */

/* "##", "#@#", "#?#", "#$#", "#%#", "$$", ..: what a page looks like.  Behind nothing or names of domains. */
static bool is_cosmetic(ub_str s)
{
    size_t i = ub_str_chr(s, '#'), k = i + 1;
    if (ub_str_find(s, UB_S("$$")) < s.n && ub_str_chr(s, '/') > ub_str_find(s, UB_S("$$"))) return true;
    if (i == s.n) return false;
    while (k < s.n && k - i < 5 && memchr("@$?%^", s.p[k], 5)) k++;
    if (k == s.n || s.p[k] != '#') return false;
    for (size_t j = 0; j < i; j++)      /* names of domains, and expressions for them */
        if (s.p[0] != '/' && !is_host_list_byte((unsigned char)s.p[j])) return false;
    return true;
}

/* The address in front of a line of a hosts file, with the space behind it; 0: none. */
static size_t hosts_n(ub_str s)
{
    static const ub_str addresses[] = { UB_LIT("0.0.0.0"), UB_LIT("127.0.0.1"), UB_LIT("::1"), UB_LIT("::"), UB_LIT("0") };
    for (size_t i = 0; i < UB_COUNT(addresses); i++) {
        size_t n = addresses[i].n;
        if (!ub_str_starts(s, addresses[i]) || n == s.n || (s.p[n] != ' ' && s.p[n] != '\t')) continue;
        while (n < s.n && (s.p[n] == ' ' || s.p[n] == '\t')) n++;
        return n;
    }
    return 0;
}

static ub_status read_hosts(struct line *l, ub_str rest)
{
    static const ub_str own[] = { UB_LIT("localhost"), UB_LIT("localhost.localdomain"), UB_LIT("local"), UB_LIT("broadcasthost"),
                                  UB_LIT("ip6-localhost"), UB_LIT("ip6-loopback"), UB_LIT("0.0.0.0") };
    ub_status s = UB_OK;
    rest = ub_str_to(rest, ub_str_chr(rest, '#'));
    while (s == UB_OK && (rest = ub_str_trim(rest)).n) {
        size_t n = 0;
        bool is_own = false;
        ub_str host;
        while (n < rest.n && !ub_is_space((unsigned char)rest.p[n])) n++;
        host = ub_str_to(rest, n);
        rest = ub_str_from(rest, n);
        for (size_t i = 0; i < UB_COUNT(own); i++) is_own |= ub_str_eq_nocase(host, own[i]);
        if (is_own) continue;
        if (!is_host(host)) s = note(l, "not a host", host);
        else s = add_rule(l, host, &(struct options){ .bare = true, .conds_at = l->b->conds.n }, false);
    }
    return s;
}

/* "! Title: EasyPrivacy".  Comments that say what the list is. */
static ub_status read_comment(struct line *l, ub_str s)
{
    ub_str rest = ub_str_trim(ub_str_from(s, 1)), key = ub_str_cut(&rest, ':');
    ub_days days;
    rest = ub_str_trim(rest);
    if (!l->b->title.n && ub_str_eq_nocase(key, UB_S("Title")))
        return ub_str_copy(l->b->a, ub_str_to(rest, 200), &l->b->title) ? UB_OK : ub_fail(l->err, UB_LIMIT, "the arena is full", 0);
    if (!l->b->head.date && (ub_str_eq_nocase(key, UB_S("Last modified")) || ub_str_eq_nocase(key, UB_S("Updated"))
                             || ub_str_eq_nocase(key, UB_S("TimeUpdated")) || ub_str_eq_nocase(key, UB_S("Version")))) {
        size_t n = 0, spaces = 0;      /* "25 Oct 2025 00:10 UTC", "2025-10-25T00:10:18Z", "202510250010" */
        while (n < rest.n && n < 12 && rest.p[n] != 'T' && (spaces += rest.p[n] == ' ') < 3) n++;
        if (n >= 12 && !spaces) n = 8;
        if (ub_days_parse(ub_str_to(rest, n), UB_DAY_FIRST, &days) && days.from == days.to && days.from % 100) l->b->head.date = days.from;
    }
    return UB_OK;
}

/* "!#if env_firefox && !cap_html".  What stands there is true of a mail program that is none of these: only ext_ublock is. */
static bool holds_or(ub_str *s, int depth);
static bool holds_one(ub_str *s, int depth)
{
    size_t n = 0;
    bool is;
    *s = ub_str_trim(*s);
    if (s->n && s->p[0] == '!') return *s = ub_str_from(*s, 1), depth < 32 && !holds_one(s, depth + 1);
    if (s->n && s->p[0] == '(') {
        *s = ub_str_from(*s, 1);
        is = depth < 32 && holds_or(s, depth + 1);
        *s = ub_str_trim(*s);
        if (s->n && s->p[0] == ')') *s = ub_str_from(*s, 1);
        return is;
    }
    while (n < s->n && is_name_byte((unsigned char)s->p[n])) n++;
    is = ub_str_eq(ub_str_to(*s, n), UB_S("ext_ublock")) || ub_str_eq(ub_str_to(*s, n), UB_S("true"));
    *s = n ? ub_str_from(*s, n) : ub_str_to(*s, 0);
    return is;
}
static bool holds_or(ub_str *s, int depth)
{
    bool any = false, all = true;
    for (;;) {
        all &= holds_one(s, depth);
        *s = ub_str_trim(*s);
        bool and = ub_str_starts(*s, UB_S("&&")), or = ub_str_starts(*s, UB_S("||"));
        if (!and) any |= all, all = true;
        if (!and && !or) return any;
        *s = ub_str_from(*s, 2);
    }
}

#define IFS_MAX 16

/* Lines that begin with "!#".  *off: how deep in !#if, from where on nothing counts; 0: it counts. */
static ub_status read_directive(struct line *l, ub_str s, unsigned *depth, unsigned *off)
{
    ub_str rest = ub_str_from(s, 2), word = ub_str_cut(&rest, ' ');
    if (ub_str_eq(word, UB_S("if"))) {
        if (*depth == IFS_MAX) return ub_fail(l->err, UB_LIMIT, "conditions nested too deep", 0);
        ++*depth;
        if (!*off && !holds_or(&rest, 0)) *off = *depth;
    } else if (ub_str_eq(word, UB_S("else")) && *depth) {
        if (*off == *depth) *off = 0;
        else if (!*off) *off = *depth;
    } else if (ub_str_eq(word, UB_S("endif")) && *depth) {
        if (*off == *depth) *off = 0;
        --*depth;
    } else if (ub_str_eq(word, UB_S("include"))) {
        if (!*off) return note(l, "a file that is to be included", ub_str_trim(rest));
    }
    return UB_OK;
}

static ub_status read_line(struct line *l, unsigned *depth, unsigned *off)
{
    ub_str s = l->text;
    size_t n;
    if (!s.n) return UB_OK;
    if (ub_str_starts(s, UB_S("!#"))) return read_directive(l, s, depth, off);
    if (s.p[0] == '!') return read_comment(l, s);
    if (*off) return rules_note(l->b, "a rule for other programs (!#if)", ub_str_to(s, 0), l->row, 1, l->err);
    if (s.p[0] == '[' && s.p[s.n - 1] == ']') return UB_OK;
    if (s.p[0] == '#' && (s.n == 1 || s.p[1] == ' ' || s.p[1] == '\t' || s.p[1] == '#') && (s.n < 3 || s.p[1] != '#' || s.p[2] == '#' || s.p[2] == ' '))
        return read_comment(l, s);
    if (is_cosmetic(s) || ub_str_starts(s, UB_S("[$"))) return l->b->head.cosmetic++, UB_OK;      /* "[$path=/x]a.example##.ad" */
    if ((n = hosts_n(s)) != 0) return read_hosts(l, ub_str_from(s, n));
    if (s.n > UB_RULES_LINE_MAX) return note(l, "a line that is too long", ub_str_to(s, 40));
    return read_rule(l, s);
}

/* The rules that others take back, as hashes. */
static ub_status find_taken_back(struct line *l, ub_str data)
{
    struct { uint64_t *p; size_t n, cap; } all = { 0 };
    while (data.n) {
        ub_str text = ub_str_trim(ub_str_cut(&data, '\n'));
        uint64_t *slot;
        if (text.n > UB_RULES_LINE_MAX || ub_str_find(text, UB_S("badfilter")) == text.n) continue;
        if (!(slot = UB_PUSH(l->b->a, &all))) return ub_fail(l->err, UB_LIMIT, "the arena is full", 0);
        *slot = hash_without_badfilter(text);
    }
    if (all.n) qsort(all.p, all.n, sizeof *all.p, by_number);
    l->taken_back = all.p;
    l->n_taken_back = all.n;
    return UB_OK;
}

ub_status rules_read_adblock(rules_build *b, ub_str data, ub_list_fault *fault)
{
    struct line l = { .b = b, .err = &fault->err };
    unsigned depth = 0, off = 0;
    ub_status s;
    data = ub_str_without_bom(data);
    if ((s = find_taken_back(&l, data)) != UB_OK) return s;
    for (l.row = 1; data.n; l.row++) {
        ub_str whole = ub_str_cut(&data, '\n');
        size_t nul = ub_str_chr(whole, 0);
        l.text = ub_str_trim(whole);
        s = nul < whole.n ? ub_fail(&fault->err, UB_SYNTAX, "a NUL byte: not a text", 0) : read_line(&l, &depth, &off);
        if (s == UB_OK) continue;
        fault->row = l.row;
        fault->column = nul < whole.n ? nul + 1 : 1;
        return s;
    }
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ is it one? */

bool rules_looks_adblock(ub_str head)
{
    size_t lines = 0, rules = 0;
    bool says = false;
    head = ub_str_without_bom(head);
    if (ub_str_chr(head, 0) < head.n) head = ub_str_to(head, ub_str_chr(head, 0));
    while (head.n) {
        ub_str s = ub_str_trim(ub_str_cut(&head, '\n'));
        if (!s.n) continue;
        if (ub_str_starts_nocase(s, UB_S("[Adblock")) || ub_str_starts_nocase(s, UB_S("! Title:")) || ub_str_starts_nocase(s, UB_S("# Title:"))) says = true;
        if (s.p[0] == '!' || (s.p[0] == '[' && s.p[s.n - 1] == ']') || (s.p[0] == '#' && !is_cosmetic(s))) continue;
        lines++;
        rules += ub_str_starts(s, UB_S("||")) || ub_str_starts(s, UB_S("@@")) || is_cosmetic(s) || hosts_n(s) || is_host(s)
              || options_at(s) <= s.n;
    }
    if (says) return true;
    return lines && rules * 2 > lines;
}
