/* SPDX-License-Identifier: Apache-2.0 */
/* ordinary: read the table of ordinary names, and draw from it. */
#include "ordinary.h"

#include "forms.h"

/* How many of all names drawn are of a culture; the others share the rest alike. */
static const struct { const char *name; float share; } shares[] = {
    { "han", 0.20f }, { "arabic", 0.09f }, { "arabic-script", 0.04f }, { "persian", 0.05f }, { "persian-script", 0.03f },
    { "russian-man", 0.08f }, { "russian-woman", 0.06f }, { "ukrainian", 0.06f }, { "english", 0.10f },
};

static ub_status read_group(ub_arena *a, const char *names, ub_ordinary_part_of *part, ub_err *err)
{
    struct { ub_ordinary_name *p; size_t n, cap; } list = { 0 };
    float given = 0, sum = 0;
    unsigned rest = 0;
    for (const char *p = names; *p;) {
        size_t n = strcspn(p, " "), slash = strcspn(p, " /");
        ub_ordinary_name *o = UB_PUSH(a, &list);
        if (!o) return ub_fail(err, UB_LIMIT, "ordinary names do not fit", 0);
        o->text = ub_str_of(p, slash);
        for (size_t i = slash + 1; i < n; i++) o->up_to = o->up_to * 10 + (float)(p[i] - '0');
        if (slash == n) o->up_to = -1 / (float)(++rest + 3);      /* filled in below */
        else given += o->up_to;
        p += n + (p[n] == ' ');
    }
    float zipf = 0, left = given < 900 ? 1000 - given : 100;
    for (size_t i = 0; i < list.n; i++)
        if (list.p[i].up_to < 0) zipf -= list.p[i].up_to;
    float total = given + (rest ? left : 0);
    for (size_t i = 0; i < list.n; i++) {
        sum += list.p[i].up_to < 0 ? -list.p[i].up_to / zipf * left / total : list.p[i].up_to / total;
        list.p[i].up_to = sum;
    }
    part->p = list.p;
    part->n = (uint32_t)list.n;
    return UB_OK;
}

ub_status ub_ordinary_open(ub_arena *a, ub_ordinary *o, ub_err *err)
{
    float known = 0;
    uint32_t others = 0;
    o->n = 0;
    if (!(o->cultures = UB_NEW(a, ub_ordinary_culture, ub_n_ordinary_groups))) return ub_fail(err, UB_LIMIT, "ordinary names do not fit", 0);
    for (size_t i = 0; i < ub_n_ordinary_groups; i++) {
        const ub_ordinary_group *g = &ub_ordinary_groups[i];
        ub_ordinary_culture *c = o->n ? &o->cultures[o->n - 1] : NULL;
        if (!c || strcmp(c->name, g->culture) != 0) (c = &o->cultures[o->n++])->name = g->culture;
        ub_status s = read_group(a, g->names, &c->part[g->part], err);
        if (s != UB_OK) return s;
    }
    for (uint32_t i = 0; i < o->n; i++) {
        o->cultures[i].share = 0;
        for (size_t k = 0; k < UB_COUNT(shares); k++)
            if (strcmp(shares[k].name, o->cultures[i].name) == 0) o->cultures[i].share = shares[k].share;
        known += o->cultures[i].share;
        others += o->cultures[i].share == 0;
    }
    for (uint32_t i = 0; i < o->n; i++)
        if (o->cultures[i].share == 0) o->cultures[i].share = (1 - known) / (float)others;
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ drawing */

static uint32_t draw(uint64_t *state)                              /* splitmix64 */
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)((z ^ z >> 31) >> 32);
}
static float draw_unit(uint64_t *state) { return (float)(draw(state) >> 8) / 16777216.0f; }

static ub_str pick(const ub_ordinary_part_of *part, uint64_t *state)
{
    float at = draw_unit(state);
    uint32_t lo = 0, hi = part->n;
    if (hi == 0) return UB_S("");
    while (lo + 1 < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (part->p[mid - 1].up_to <= at) lo = mid;
        else hi = mid;
    }
    return part->p[lo].text;
}

typedef struct text { char *p; size_t n; } text;

static void add(text *t, ub_str s, bool space)
{
    if (s.n == 0 || t->n + s.n + 1 > UB_ORDINARY_NAME_MAX) return;
    if (space && t->n) t->p[t->n++] = ' ';
    memcpy(t->p + t->n, s.p, s.n);
    t->n += s.n;
}

/* In Latin letters as form.c reads them, with a capital; `system` changes some sounds as other romanisations write them. */
static void add_roman(text *t, ub_str name, int system, bool split)
{
    static const struct { const char *from, *to; } changes[4][8] = {
        { { NULL, NULL } },
        { { "kh", "h" }, { "shch", "sch" }, { "yu", "ju" }, { "ya", "ja" }, { "zh", "z" }, { "ch", "c" }, { "ts", "c" }, { "y", "j" } },
        { { "yu", "iu" }, { "ya", "ia" }, { "shch", "chtch" }, { "zh", "j" }, { "u", "ou" }, { "ch", "tch" }, { "sh", "ch" } },
        { { "yu", "iu" }, { "ya", "ia" }, { "y", "i" }, { NULL, NULL } },
    };
    ub_forms forms;
    ub_forms_make(name, UB_FORMS_QUERY, &forms);
    const ub_form *f = &forms.form[0];
    for (unsigned k = 0; k < f->n; k++) {
        ub_str s = ub_token_text(f, &f->token[k]);
        char out[3 * UB_NAME_TOKEN_MAX];
        size_t n = 0;
        uint16_t syllables[8];
        unsigned parts = split ? ub_pinyin_split(s, syllables, 8) : 0;
        if (parts > 1) {
            for (unsigned i = 0; i < parts; i++) {
                const char *y = ub_pinyin_sounds[syllables[i]];
                out[0] = (char)(y[0] - 32);
                memcpy(out + 1, y + 1, strlen(y) - 1);
                add(t, ub_str_of(out, strlen(y)), true);
            }
            continue;
        }
        for (size_t i = 0; i < s.n;) {
            size_t c = 0, took = 1;
            for (; c < 8 && changes[system][c].from; c++)
                if (ub_str_starts(ub_str_from(s, i), ub_str_of(changes[system][c].from, strlen(changes[system][c].from)))) break;
            if (c < 8 && changes[system][c].from) {
                took = strlen(changes[system][c].from);
                memcpy(out + n, changes[system][c].to, strlen(changes[system][c].to));
                n += strlen(changes[system][c].to);
            } else out[n++] = s.p[i];
            i += took;
        }
        if (n && out[0] >= 'a' && out[0] <= 'z') out[0] = (char)(out[0] - 32);
        add(t, ub_str_of(out, n), true);
    }
}

static void draw_han(const ub_ordinary_culture *c, uint64_t *state, text *t)
{
    ub_str family = pick(&c->part[UB_ORDINARY_FAMILY], state), given = pick(&c->part[UB_ORDINARY_GIVEN], state);
    float way = draw_unit(state);
    char both[UB_ORDINARY_NAME_MAX];
    memcpy(both, family.p, family.n);
    memcpy(both + family.n, given.p, given.n);
    ub_forms forms;
    ub_forms_make(ub_str_of(both, family.n + given.n), UB_FORMS_QUERY, &forms);
    if (way < 0.35f || forms.form[0].n != 2) {
        add(t, family, false);
        add(t, given, false);
        return;
    }
    ub_str f = ub_token_text(&forms.form[0], &forms.form[0].token[0]), g = ub_token_text(&forms.form[0], &forms.form[0].token[1]);
    bool split = way > 0.8f;
    if (way < 0.6f || (way > 0.8f && way < 0.9f)) {
        add_roman(t, f, 0, false);
        add_roman(t, g, 0, split);
    } else {
        add_roman(t, g, 0, split);
        add_roman(t, f, 0, false);
    }
}

static void draw_arabic(const ub_ordinary_culture *c, uint64_t *state, text *t)
{
    float way = draw_unit(state);
    add(t, pick(&c->part[UB_ORDINARY_GIVEN], state), true);
    if (way < 0.12f) add(t, UB_S("bin"), true);
    if (way < 0.45f) add(t, pick(&c->part[UB_ORDINARY_GIVEN], state), true);
    if (way > 0.40f && way < 0.45f) add(t, pick(&c->part[UB_ORDINARY_GIVEN], state), true);
    add(t, pick(&c->part[UB_ORDINARY_FAMILY], state), true);
}

static void draw_cyrillic(const ub_ordinary_culture *c, uint64_t *state, text *t)
{
    ub_str part[3] = { pick(&c->part[UB_ORDINARY_GIVEN], state), pick(&c->part[UB_ORDINARY_MIDDLE], state), pick(&c->part[UB_ORDINARY_FAMILY], state) };
    float way = draw_unit(state), order = draw_unit(state);
    int system = (int)(draw(state) % 4);
    if (order < 0.5f) part[1] = UB_S("");
    for (int k = 0; k < 3; k++) {
        ub_str s = part[order > 0.8f ? (k + 2) % 3 : k];
        if (way < 0.3f) add(t, s, true);
        else if (s.n) add_roman(t, s, system, false);
    }
}

size_t ub_ordinary_draw(const ub_ordinary *o, uint64_t *state, char bytes[UB_ORDINARY_NAME_MAX], const char **culture)
{
    text t = { bytes, 0 };
    float at = draw_unit(state);
    uint32_t i = 0;
    while (i + 1 < o->n && (at -= o->cultures[i].share) >= 0) i++;
    const ub_ordinary_culture *c = &o->cultures[i];
    *culture = c->name;
    if (strcmp(c->name, "han") == 0) draw_han(c, state, &t);
    else if (strncmp(c->name, "arabic", 6) == 0 || strncmp(c->name, "persian", 7) == 0) draw_arabic(c, state, &t);
    else if (c->part[UB_ORDINARY_MIDDLE].n) draw_cyrillic(c, state, &t);
    else {
        bool spanish = strcmp(c->name, "spanish") == 0 || strcmp(c->name, "portuguese") == 0, korean = strcmp(c->name, "korean") == 0;
        float way = draw_unit(state);
        if (korean) add(&t, pick(&c->part[UB_ORDINARY_FAMILY], state), false);
        add(&t, pick(&c->part[UB_ORDINARY_GIVEN], state), !korean);
        if (korean) return t.n;
        if (way < 0.2f) add(&t, pick(&c->part[UB_ORDINARY_GIVEN], state), true);
        else if (way < 0.3f) add(&t, ub_str_of(&"ABCDEFGHJKLMNPRST"[draw(state) % 17], 1), true);
        add(&t, pick(&c->part[UB_ORDINARY_FAMILY], state), true);
        if (spanish && way > 0.5f) add(&t, pick(&c->part[UB_ORDINARY_FAMILY], state), true);
    }
    return t.n;
}
