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
