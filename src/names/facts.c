/* SPDX-License-Identifier: Apache-2.0 */
/* What every publisher says in his own words, brought into ours: facts of entries. */
#include "country.h"
#include "reading.h"

#include "codec.h"

ub_status ub_read_refuse(ub_reading *r, ub_status status, const char *what, size_t row, size_t column)
{
    r->fault->row = row;
    r->fault->column = column;
    return ub_fail(&r->fault->err, status, what, 0);
}

void ub_read_note(ub_reading *r, const char *what, ub_str detail)
{
    ub_list_note_add(r->b, r->file, what, detail, r->row, r->column);
}

ub_str ub_read_text(ub_arena *a, ub_str field)
{
    const uint16_t *high;
    ub_buf b;
    if (ub_utf8_valid_to(field) == field.n) return field;
    high = ub_charset_find(UB_S("windows-1252"), NULL)->high;
    b = ub_buf_in(a);
    for (size_t i = 0; i < field.n; i++) {
        unsigned c = ub_str_at(field, i);
        ub_buf_utf8(&b, c < 0x80 ? c : high[c - 0x80]);
    }
    return b.failed ? field : ub_buf_str(&b);
}

ub_str ub_read_join(ub_arena *a, const ub_str *parts, size_t n, ub_str with)
{
    ub_buf b = ub_buf_in(a);
    for (size_t i = 0; i < n; i++) {
        ub_str part = ub_str_trim(parts[i]);
        if (part.n == 0) continue;
        if (b.n) ub_buf_add(&b, with);
        ub_buf_add(&b, part);
    }
    return ub_buf_str(&b);
}

void ub_read_fact(ub_reading *r, ub_fact_kind kind, ub_str type, ub_str value)
{
    value = ub_str_trim(value);
    if (value.n) ub_list_add_fact(r->b, kind, type, value);
}

void ub_read_other(ub_reading *r, ub_str type, ub_str value) { ub_read_fact(r, UB_FACT_OTHER, type, value); }

void ub_read_birth(ub_reading *r, ub_str value, ub_day_order order)
{
    ub_days days = { 0 };
    ub_list_fact *f;
    value = ub_str_trim(value);
    if (value.n == 0) return;
    if (!ub_days_parse(value, order, &days)) ub_read_note(r, "a date of birth in another form", value);
    f = ub_list_add_fact(r->b, UB_FACT_BIRTH, UB_S(""), value);
    if (f) f->from = days.from, f->to = days.to, f->circa = days.circa;
}

void ub_read_country(ub_reading *r, const char *type, ub_str country, ub_str iso)
{
    ub_list_fact *f;
    ub_text place;
    country = ub_str_trim(country);
    if (country.n == 0 || ub_str_eq_nocase(country, UB_S("unknown")) || ub_str_eq_nocase(country, UB_S("undetermined"))) return;
    if (iso.n != 2 || !ub_is_alpha((unsigned char)iso.p[0])) iso = ub_country_code(country);
    place = ub_list_add_text(r->b, iso);
    f = ub_list_add_fact(r->b, UB_FACT_COUNTRY, ub_str_of(type, strlen(type)), country);
    if (f) f->place = place;
}

void ub_read_id(ub_reading *r, ub_str type, ub_str value, ub_str place)
{
    ub_list_fact *f;
    ub_text at;
    value = ub_str_trim(value);
    if (value.n == 0) return;
    at = ub_list_add_text(r->b, place);
    f = ub_list_add_fact(r->b, UB_FACT_ID, ub_str_trim(type), value);
    if (f) f->place = at;
}

/* The next piece between blanks and the marks that publishers put between addresses. */
static bool next_piece(ub_str *rest, ub_str *piece)
{
    static const char between[] = " \t\r\n,;|()[]<>\"";
    size_t i = 0, n;
    while (i < rest->n && memchr(between, rest->p[i], sizeof between - 1)) i++;
    for (n = i; n < rest->n && !memchr(between, rest->p[n], sizeof between - 1); n++) continue;
    *piece = ub_str_of(rest->p + i, n - i);
    *rest = ub_str_from(*rest, n);
    while (piece->n && (piece->p[piece->n - 1] == '.' || piece->p[piece->n - 1] == ':')) piece->n--;
    return piece->n > 0 || rest->n > 0;
}

static bool looks_like_email(ub_str s)
{
    size_t at = ub_str_chr(s, '@');
    return at > 0 && at + 1 < s.n && ub_str_chr(ub_str_from(s, at + 1), '.') < s.n - at - 1;
}

static bool looks_like_site(ub_str s)
{
    size_t dot = ub_str_chr(s, '.');
    return dot > 0 && dot + 1 < s.n && ub_str_chr(s, '@') == s.n;
}

/* One field may hold several, "www." strings among emails, and numbers of list points: "(1) a@b.example (2) c@d.example".
 * `other` is what the field is kept as where it is in another form. */
static void addresses(ub_reading *r, ub_str value, ub_str other, const char *in_another_form)
{
    ub_str piece, all = ub_str_trim(value);
    bool any = false, rest = false;
    if (all.n == 0) return;
    while (next_piece(&value, &piece)) {
        bool email = looks_like_email(piece);
        if (!email && !looks_like_site(piece)) { rest |= piece.n > 3; continue; }
        ub_list_add_fact(r->b, email ? UB_FACT_EMAIL : UB_FACT_WEBSITE, UB_S(""), piece);
        any = true;
    }
    if (!any) ub_read_note(r, in_another_form, all);
    if (!any || rest) ub_read_other(r, other, all);
}

void ub_read_emails(ub_reading *r, ub_str value) { addresses(r, value, UB_S("Email Address"), "an email address in another form"); }
void ub_read_websites(ub_reading *r, ub_str value) { addresses(r, value, UB_S("Website"), "a website in another form"); }

/* What publishers call facts that have a kind of their own. */
static const struct { ub_str word; ub_fact_kind kind; } words[] = {
    { UB_LIT("Email Address"), UB_FACT_EMAIL }, { UB_LIT("Website"), UB_FACT_WEBSITE },
    { UB_LIT("Gender"), UB_FACT_GENDER }, { UB_LIT("Phone Number"), UB_FACT_PHONE }, { UB_LIT("Telephone"), UB_FACT_PHONE },
    { UB_LIT("Telephone No."), UB_FACT_PHONE }, { UB_LIT("Fax"), UB_FACT_PHONE }, { UB_LIT("Title"), UB_FACT_TITLE },
    { UB_LIT("Birthdate"), UB_FACT_BIRTH }, { UB_LIT("DOB"), UB_FACT_BIRTH },
};

void ub_read_feature(ub_reading *r, ub_str type, ub_str value, ub_str place)
{
    static const ub_str wallet = UB_LIT("Digital Currency Address - ");
    type = ub_str_trim(type);
    value = ub_str_trim(value);
    if (value.n == 0) return;
    if (ub_str_starts_nocase(type, wallet)) {
        ub_read_fact(r, UB_FACT_WALLET, ub_str_from(type, wallet.n), value);
        return;
    }
    for (size_t i = 0; i < UB_COUNT(words); i++) {
        if (!ub_str_eq_nocase(type, words[i].word)) continue;
        if (words[i].kind == UB_FACT_EMAIL) ub_read_emails(r, value);
        else if (words[i].kind == UB_FACT_WEBSITE) ub_read_websites(r, value);
        else if (words[i].kind == UB_FACT_BIRTH) ub_read_birth(r, value, UB_DAY_FIRST);
        else ub_read_fact(r, words[i].kind, words[i].kind == UB_FACT_PHONE ? type : UB_S(""), value);
        return;
    }
    if (ub_str_starts_nocase(type, UB_S("Nationality Country")) || ub_str_eq_nocase(type, UB_S("Nationality")))
        ub_read_country(r, "nationality", value, UB_S(""));
    else if (ub_str_starts_nocase(type, UB_S("Citizenship"))) ub_read_country(r, "citizen", value, UB_S(""));
    else if (ub_str_ends_nocase(type, UB_S("Vessel Flag"))) ub_read_country(r, "flag", value, UB_S(""));
    else if (ub_id_type(type)) ub_read_id(r, type, value, place);
    else ub_read_other(r, type, value);
}

/* "(1) Russia (2) Ukraine", "Russia|Ukraine", "Russia; Ukraine" */
void ub_read_countries(ub_reading *r, const char *type, ub_str value)
{
    while (value.n) {
        size_t i = 0, n;
        ub_str one;
        for (n = 0; n < value.n && !memchr("|;(", value.p[n], 3); n++) continue;
        one = ub_str_to(value, n);
        value = ub_str_from(value, n);
        ub_read_country(r, type, one, UB_S(""));
        if (value.n && value.p[0] == '(') {                /* a number in brackets goes, other words in brackets stay behind */
            while (i < value.n && value.p[i] != ')') i++;
            value = ub_str_from(value, i + 1);
        } else value = ub_str_from(value, 1);
    }
}
