#include "host.h"

typedef struct {
    lua_State *L;
    const uint8_t *next;
    const uint8_t *end;
    int depth;
} unpacker;

enum { LH_MAXIMUM_REPLY_DEPTH = 200 };

static void take(unpacker *u, void *into, size_t count) {
    if ((size_t)(u->end - u->next) < count) luaL_error(u->L, "a reply of the host ends too early");
    memcpy(into, u->next, count);
    u->next += count;
}

static uint8_t take_byte(unpacker *u) {
    uint8_t byte = LH_NIL;
    take(u, &byte, 1);
    return byte;
}

/// Stack: [-0, +1].
static void push_string(unpacker *u) {
    uint32_t length = 0;
    take(u, &length, sizeof length);
    if ((size_t)(u->end - u->next) < length) luaL_error(u->L, "a reply of the host ends too early");
    lua_pushlstring(u->L, (const char *)u->next, length);
    u->next += length;
}

static void push_value(unpacker *u, uint8_t tag);

/// Stack: [-0, +0]. Neither nil (which stands for what cannot enter Lua) nor NaN can be a key.
static int is_key(lua_State *L, int index) {
    return !lua_isnil(L, index) && (lua_type(L, index) != LUA_TNUMBER || lua_rawequal(L, index, index));
}

/// Stack: [-0, +1]. Reads what follows LH_TABLE into a new table, or into the one on top ([-0, +0]).
static void fill_table(unpacker *u, int into_top) {
    lua_State *L = u->L;
    uint8_t flags = take_byte(u);
    uint8_t tag = LH_END;
    if (++u->depth > LH_MAXIMUM_REPLY_DEPTH) luaL_error(L, "a reply of the host is nested too deeply");
    luaL_checkstack(L, 6, "a reply nested deeply");
    if (!into_top) lua_newtable(L);
    for (lua_Integer i = 1; (tag = take_byte(u)) != LH_END; i++) {
        push_value(u, tag);
        lua_rawseti(L, -2, i);
    }
    while ((tag = take_byte(u)) != LH_END) {
        push_value(u, tag);
        push_value(u, take_byte(u));
        if (is_key(L, -2))
            lua_rawset(L, -3);
        else
            lua_pop(L, 2);
    }
    u->depth--;
    if (flags & LH_TABLE_IS_ARRAY) {
        lua_rawgetp(L, LUA_REGISTRYINDEX, &lh_array_key);
        lua_setmetatable(L, -2);
    }
}

/// Stack: [-0, +1]. A record with an id that is alive is the same Lua value with new fields.
static void push_record(unpacker *u) {
    lua_State *L = u->L;
    uint64_t id = 0;
    take(u, &id, sizeof id);
    if (take_byte(u) != LH_STRING) luaL_error(L, "a record of the host without a class");
    luaL_checkstack(L, 8, "a reply nested deeply");
    push_string(u);
    lh_push_record(L, id);
    if (take_byte(u) == LH_TABLE) {
        lua_getiuservalue(L, -1, 1);
        fill_table(u, 1);
        lua_pop(L, 1);
    }
}

/// Stack: [-0, +1].
static void push_value(unpacker *u, uint8_t tag) {
    lua_State *L = u->L;
    switch (tag) {
    case LH_NIL:
        lua_pushnil(L);
        return;
    case LH_FALSE:
    case LH_TRUE:
        lua_pushboolean(L, tag == LH_TRUE);
        return;
    case LH_INTEGER: {
        lua_Integer integer = 0;
        take(u, &integer, sizeof integer);
        lua_pushinteger(L, integer);
        return;
    }
    case LH_FLOAT: {
        lua_Number number = 0;
        take(u, &number, sizeof number);
        lua_pushnumber(L, number);
        return;
    }
    case LH_STRING:
        push_string(u);
        return;
    case LH_TABLE:
        fill_table(u, 0);
        return;
    case LH_RECORD:
        push_record(u);
        return;
    default:
        luaL_error(L, "a reply of the host holds a value of unknown kind %d", (int)tag);
    }
}

/// Stack: [-0, +n], returns n; or raises the error that the reply holds.
int lh_unpack(lua_State *L, const lh_buffer *buffer) {
    unpacker u = {.L = L, .next = buffer->bytes, .end = buffer->bytes + buffer->count, .depth = 0};
    int count = 0;
    lh_host_of(L)->reserve_open = 1;
    while (u.next < u.end) {
        uint8_t tag = take_byte(&u);
        if (tag == LH_RAISE) {
            push_value(&u, take_byte(&u));
            return lh_raise(L);
        }
        luaL_checkstack(L, 8, "too many values in a reply");
        push_value(&u, tag);
        count++;
    }
    lh_host_of(L)->reserve_open = 0;
    return count;
}
