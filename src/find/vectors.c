/* SPDX-License-Identifier: Apache-2.0 */
/* The table of vectors, from vectors.def, and the names of its enumerations. */
#include "vectors.h"

/* The letters of the survey as bits. */
enum {
    NONE = 0,
    D = UB_LEAK_ADDRESS | UB_LEAK_TIME,
    O = UB_LEAK_ADDRESS | UB_LEAK_TIME,
    F = UB_LEAK_CLIENT,
    I = UB_LEAK_IDENTITY,
    X = UB_LEAK_CONTENT,
    H = UB_LEAK_ADDRESS | UB_LEAK_TIME | UB_LEAK_CLIENT,
    N = UB_LEAK_ADDRESS | UB_LEAK_TIME | UB_LEAK_IDENTITY | UB_LEAK_CREDENTIAL,
    M = UB_LEAK_ADDRESS | UB_LEAK_TIME | UB_LEAK_CLIENT | UB_LEAK_IDENTITY,
};

const ub_vector ub_vectors[UB_VEC_COUNT] = {
    [UB_VEC_NONE] = { UB_LIT(""), '-', UB_LIT(""), 0, 0, UB_KIND_LINK, UB_ACTION_KEPT, UB_SEEN_GUARD, UB_LIT("") },
#define V(name, id, table, where, trigger, leaks, kind, action, seen, about) \
    [UB_VEC_##name] = { UB_LIT(id), table, UB_LIT(where), UB_TRIGGER_##trigger, leaks, UB_KIND_##kind, UB_ACTION_##action, \
                        UB_SEEN_##seen, UB_LIT(about) },
#include "vectors.def"
#undef V
};

ub_vector_id ub_vector_find(ub_str id)
{
    size_t low = 1, high = UB_VEC_COUNT;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = ub_str_cmp(ub_vectors[mid].id, id);
        if (order == 0) return (ub_vector_id)mid;
        if (order < 0) low = mid + 1; else high = mid;
    }
    return UB_VEC_NONE;
}

const char *ub_trigger_name(ub_trigger t)
{
    static const char *const names[UB_TRIGGER_COUNT] = {
        "none", "arrival", "preview", "open", "scroll", "hover", "print", "verify", "reply", "click", "menu", "opendoc",
    };
    return names[t];
}

const char *ub_leak_name(unsigned bit_number)
{
    static const char *const names[UB_LEAK_N] = { "address", "time", "client", "identity", "credential", "content" };
    return names[bit_number];
}

const char *ub_kind_name(ub_kind k)
{
    static const char *const names[UB_KIND_COUNT] = {
        "beacon", "remote", "tracking-link", "link", "lookup", "receipt", "credential", "form", "script", "external-document",
    };
    return names[k];
}

const char *ub_action_name(ub_action a)
{
    static const char *const names[UB_ACTION_COUNT] = { "removed", "rewritten", "kept", "withheld" };
    return names[a];
}

const char *ub_vector_seen_name(ub_vector_seen s)
{
    static const char *const names[UB_SEEN_COUNT] = { "read", "judge", "later", "outside", "guard" };
    return names[s];
}
