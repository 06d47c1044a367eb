#include "host.h"

#include <stdio.h>

enum { LH_STACK_LINES = 24 };

/// Functions of the host's own Lua (chunk names "=[…]") are left out of places and stacks.
int lh_hidden(const lua_Debug *info) { return info->source[0] == '=' && info->source[1] == '['; }

static const char *source_name(const lua_Debug *info) {
    return info->source[0] == '@' || info->source[0] == '=' ? info->source + 1 : info->short_src;
}

/// Stack: [-0, +1] on L if it returns 1. The innermost line of the script in `of`.
static int push_place_in(lua_State *L, lua_State *of) {
    lua_Debug info;
    for (int level = 0; lua_getstack(of, level, &info); level++) {
        lua_getinfo(of, "Sl", &info);
        if (info.currentline <= 0 || lh_hidden(&info)) continue;
        lua_pushfstring(L, "%s:%d", source_name(&info), info.currentline);
        return 1;
    }
    return 0;
}

/// Stack: [-0, +1]. "nightly.lua:14" for the innermost line of the script, or nil. A coroutine of host
/// functions alone stands where it was resumed.
void lh_push_place(lua_State *L) {
    if (push_place_in(L, L)) return;
    for (const lh_resumer *resumer = lh_host_of(L)->resumers; resumer; resumer = resumer->next) {
        if (push_place_in(L, resumer->thread)) return;
    }
    lua_pushnil(L);
}

enum { LH_NOTED_LEVELS = 200, LH_NOTED_BYTES = 512 };

static int note(lh_buffer *buffer, const char *line) { return lh_append_string(buffer, line, strlen(line)); }

/// Stack: [-0, +0]. Appends the script's innermost line in `of`; returns 1 if there is one.
static int note_place_in(lh_buffer *buffer, lua_State *of) {
    char line[LH_NOTED_BYTES];
    lua_Debug info;
    for (int level = 0; level < LH_NOTED_LEVELS && lua_getstack(of, level, &info); level++) {
        lua_getinfo(of, "Sl", &info);
        if (info.currentline <= 0 || lh_hidden(&info)) continue;
        snprintf(line, sizeof line, "%s:%d", source_name(&info), info.currentline);
        return note(buffer, line) == 0;
    }
    return 0;
}

/// Stack: [-0, +0]. Appends the lines of `of`'s stack that belong to the script as a table.
static void note_stack(lh_buffer *buffer, lua_State *of) {
    char line[LH_NOTED_BYTES];
    lua_Debug info;
    int count = 0;
    lh_append_byte(buffer, LH_TABLE);
    lh_append_byte(buffer, 0);
    for (int level = 0; level < LH_NOTED_LEVELS && count < LH_STACK_LINES && lua_getstack(of, level, &info); level++) {
        lua_getinfo(of, "Slnt", &info);
        if (info.currentline <= 0 || lh_hidden(&info)) continue;
        const char *source = source_name(&info);
        if (*info.what == 'm')
            snprintf(line, sizeof line, "%s:%d in main chunk", source, info.currentline);
        else if (info.name)
            snprintf(line, sizeof line, "%s:%d in function '%s'", source, info.currentline, info.name);
        else
            snprintf(
                line, sizeof line, "%s:%d in function <%s:%d>", source, info.currentline, source, info.linedefined);
        note(buffer, line);
        count++;
    }
    lh_append_byte(buffer, LH_END);
    lh_append_byte(buffer, LH_END);
}

/// Stack: [-0, +0]. Called by the allocator, for an error that has no message handler: nothing here may
/// allocate from Lua.
void lh_note_refusal(lh_host *host, size_t bytes, int with_place) {
    lh_buffer *at = &host->refused_at;
    int is_known = 0;
    host->refused_bytes = bytes;
    host->refused_in_use = host->memory_in_use;
    lh_clear(at);
    if (with_place) is_known = note_place_in(at, host->current);
    for (const lh_resumer *resumer = host->resumers; with_place && !is_known && resumer; resumer = resumer->next)
        is_known = note_place_in(at, resumer->thread);
    if (!is_known) lh_append_byte(at, LH_NIL);
    if (with_place) note_stack(at, host->current);
}

/// Stack: [-0, +1] on L. The lines of `of`'s stack that belong to the script, innermost first.
void lh_push_stack(lua_State *L, lua_State *of, int level) {
    lua_Debug info;
    lua_Integer count = 0;
    lua_newtable(L);
    for (; count < LH_STACK_LINES && lua_getstack(of, level, &info); level++) {
        lua_getinfo(of, "Slnt", &info);
        if (info.currentline <= 0 || lh_hidden(&info)) continue;
        if (*info.what == 'm')
            lua_pushfstring(L, "%s:%d in main chunk", source_name(&info), info.currentline);
        else if (info.name)
            lua_pushfstring(L, "%s:%d in function '%s'", source_name(&info), info.currentline, info.name);
        else
            lua_pushfstring(
                L, "%s:%d in function <%s:%d>", source_name(&info), info.currentline, source_name(&info),
                info.linedefined);
        lua_rawseti(L, -2, ++count);
    }
}
