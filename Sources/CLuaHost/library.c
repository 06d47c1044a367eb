#include "host.h"

/// Functions of Lua's library whose loops a hook cannot interrupt, and that a few bytes of script can make
/// endless. They do what the manual says, and look whether a stop is due at every turn.

enum { READS = 1, WRITES = 2, MEASURES = 4 };

/// Stack: [-0, +0]. What is no table must have the metamethods that the function needs.
static void check_table(lua_State *L, int index, int needs) {
    static const char *const events[] = {"__index", "__newindex", "__len"};
    if (lua_istable(L, index)) return;
    int suits = lua_getmetatable(L, index);
    for (int i = 0; suits && i < 3; i++) {
        if (!(needs & 1 << i)) continue;
        lua_pushstring(L, events[i]);
        suits = lua_rawget(L, -2) != LUA_TNIL;
        lua_pop(L, 1);
    }
    if (!suits) luaL_checktype(L, index, LUA_TTABLE);
    lua_pop(L, 1);
}

/// Stack: [-0, +0].
static lua_Integer length(lua_State *L, int needs) {
    check_table(L, 1, needs | MEASURES);
    return luaL_len(L, 1);
}

/// Stack: [-0, +0]. into[to] = from[at], at every turn of a loop.
static void copy(lua_State *L, int from, lua_Integer at, int into, lua_Integer to) {
    lh_poll(L);
    lua_geti(L, from, at);
    lua_seti(L, into, to);
}

/// Lua: table.insert(list, [position,] value).
static int table_insert(lua_State *L) {
    // Wraps around as Lua does for a length that lies.
    lua_Integer end = (lua_Integer)((lua_Unsigned)length(L, READS | WRITES) + 1u);
    lua_Integer position = end;
    int count = lua_gettop(L);
    if (count != 2 && count != 3) return luaL_error(L, "wrong number of arguments to 'insert'");
    if (count == 3) {
        position = luaL_checkinteger(L, 2);
        luaL_argcheck(L, (lua_Unsigned)position - 1u < (lua_Unsigned)end, 2, "position out of bounds");
        for (lua_Integer i = end; i > position; i--) copy(L, 1, i - 1, 1, i);
    }
    lua_seti(L, 1, position);
    return 0;
}

/// Lua: table.remove(list [, position]).
static int table_remove(lua_State *L) {
    lua_Integer size = length(L, READS | WRITES);
    lua_Integer position = luaL_optinteger(L, 2, size);
    if (position != size)
        luaL_argcheck(L, (lua_Unsigned)position - 1u <= (lua_Unsigned)size, 2, "position out of bounds");
    lua_geti(L, 1, position);
    for (; position < size; position++) copy(L, 1, position + 1, 1, position);
    lua_pushnil(L);
    lua_seti(L, 1, position);
    return 1;
}

/// Lua: table.move(from, first, last, at [, into]).
static int table_move(lua_State *L) {
    lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3), at = luaL_checkinteger(L, 4);
    int into = lua_isnoneornil(L, 5) ? 1 : 5;
    check_table(L, 1, READS);
    check_table(L, into, WRITES);
    if (last >= first) {
        luaL_argcheck(L, first > 0 || last < LUA_MAXINTEGER + first, 3, "too many elements to move");
        lua_Integer count = last - first + 1;
        luaL_argcheck(L, at <= LUA_MAXINTEGER - count + 1, 4, "destination wrap around");
        if (at > last || at <= first || (into != 1 && !lua_compare(L, 1, into, LUA_OPEQ)))
            for (lua_Integer i = 0; i < count; i++) copy(L, 1, first + i, into, at + i);
        else
            for (lua_Integer i = count - 1; i >= 0; i--) copy(L, 1, first + i, into, at + i);
    }
    lua_pushvalue(L, into);
    return 1;
}

/// Stack: [-0, +0] but for the buffer's own.
static void add_element(lua_State *L, luaL_Buffer *buffer, lua_Integer index) {
    lua_geti(L, 1, index);
    if (!lua_isstring(L, -1))
        luaL_error(L, "invalid value (at index %I) in table for 'concat'", (LUAI_UACINT)index);
    luaL_addvalue(buffer);
}

/// Lua: table.concat(list [, separator [, first [, last]]]).
static int table_concat(lua_State *L) {
    lua_Integer last = length(L, READS);
    size_t separator_length = 0;
    const char *separator = luaL_optlstring(L, 2, "", &separator_length);
    lua_Integer index = luaL_optinteger(L, 3, 1);
    last = luaL_optinteger(L, 4, last);
    luaL_Buffer buffer;
    luaL_buffinit(L, &buffer);
    for (; index < last; index++) {
        lh_poll(L);
        add_element(L, &buffer, index);
        luaL_addlstring(&buffer, separator, separator_length);
    }
    if (index == last) add_element(L, &buffer, index);
    luaL_pushresult(&buffer);
    return 1;
}

/// Lua: string.rep(text, count [, separator]).
static int string_rep(lua_State *L) {
    size_t size = 0, separator_size = 0;
    const char *text = luaL_checklstring(L, 1, &size);
    lua_Integer count = luaL_checkinteger(L, 2);
    const char *separator = luaL_optlstring(L, 3, "", &separator_size);
    if (count <= 0 || size + separator_size == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    size_t most = sizeof(size_t) < sizeof(lua_Integer) ? SIZE_MAX : (size_t)LUA_MAXINTEGER;
    if (size + separator_size < size || size + separator_size > most / (size_t)count)
        return luaL_error(L, "resulting string too large");
    luaL_Buffer buffer;
    size_t total = (size_t)count * size + (size_t)(count - 1) * separator_size;
    char *next = luaL_buffinitsize(L, &buffer, total);
    while (count-- > 1) {
        memcpy(next, text, size);
        next += size;
        if (separator_size) memcpy(next, separator, separator_size);
        next += separator_size;
    }
    memcpy(next, text, size);
    luaL_pushresultsize(&buffer, total);
    return 1;
}

/// Stack: [-0, +0]. Replaces them in the libraries that scripts see.
void lh_open_library(lua_State *L) {
    static const luaL_Reg tables[] = {
        {"insert", table_insert}, {"remove", table_remove}, {"move", table_move}, {"concat", table_concat}, {NULL, NULL},
    };
    lua_getglobal(L, LUA_TABLIBNAME);
    luaL_setfuncs(L, tables, 0);
    lua_getglobal(L, LUA_STRLIBNAME);
    lua_pushcfunction(L, string_rep);
    lua_setfield(L, -2, "rep");
    lua_pop(L, 2);
}
