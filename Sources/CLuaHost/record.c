#include "host.h"

const char lh_classes_key = 'c', lh_live_key = 'l', lh_array_key = 'a';

typedef struct {
    uint64_t id;
} record;

/// A record is a sealed userdata: user value 1 holds its fields, 2 what the host keeps with it.
/// Scripts cannot reach either with rawset, and its class is known by its metatable alone.
int lh_is_record(lua_State *L, int index, uint64_t *id) {
    const record *self = lua_touserdata(L, index);
    int is = 0;
    if (!self || !lua_getmetatable(L, index)) return 0;
    is = lua_rawgetp(L, -1, &lh_classes_key) != LUA_TNIL;
    lua_pop(L, 2);
    if (is && id) *id = self->id;
    return is;
}

/// Stack: [-1, +1]. Pops the class name; pushes the living record of that class and id, or a new one.
void lh_push_record(lua_State *L, uint64_t id) {
    int name = lua_gettop(L);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lh_classes_key);
    lua_pushvalue(L, name);
    if (lua_rawget(L, -2) != LUA_TTABLE) luaL_error(L, "class '%s' is not defined", lua_tostring(L, name));
    if (id != 0) {
        lua_rawgetp(L, -1, &lh_live_key);
        if (lua_rawgeti(L, -1, (lua_Integer)id) == LUA_TUSERDATA) {
            lua_replace(L, name);
            lua_settop(L, name);
            return;
        }
        lua_pop(L, 2);
    }
    record *self = lua_newuserdatauv(L, sizeof *self, 2);
    self->id = id;
    lua_newtable(L);
    lua_setiuservalue(L, -2, 1);
    lua_pushvalue(L, -2);
    lua_setmetatable(L, -2);
    if (id != 0) {
        lua_rawgetp(L, -2, &lh_live_key);
        lua_pushvalue(L, -2);
        lua_rawseti(L, -2, (lua_Integer)id);
        lua_pop(L, 1);
    }
    lua_replace(L, name);
    lua_settop(L, name);
}

/// Lua: record[key]. A field, else a method, else nil for a known field, else the class decides.
static int record_index(lua_State *L) {
    lua_settop(L, 2);
    lua_getiuservalue(L, 1, 1);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, -2) != LUA_TNIL) return 1;
    lua_getmetatable(L, 1);
    lua_pushliteral(L, "methods");
    lua_rawget(L, -2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, -2) != LUA_TNIL) return 1;
    lua_settop(L, 2);
    lua_getmetatable(L, 1);
    lua_pushliteral(L, "missing");
    if (lua_rawget(L, -2) == LUA_TNIL) return 1;
    lua_insert(L, 1);
    lua_settop(L, 3);
    lua_call(L, 2, 1);
    return 1;
}

/// Lua: #record, for list-like records.
static int record_length(lua_State *L) {
    lua_getiuservalue(L, 1, 1);
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, -1));
    return 1;
}

static int record_next(lua_State *L) {
    lua_settop(L, 2);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_replace(L, 1);
    if (lua_next(L, 1)) return 2;
    lua_pushnil(L);
    return 1;
}

/// Lua: pairs(record). The fields table itself never reaches the script: it is an upvalue.
static int record_pairs(lua_State *L) {
    lua_settop(L, 1);
    lua_getmetatable(L, 1);
    lua_pushliteral(L, "complete");
    if (lua_rawget(L, -2) == LUA_TFUNCTION) {
        lua_pushvalue(L, 1);
        lua_call(L, 1, 0);
    }
    lua_getiuservalue(L, 1, 1);
    lua_pushcclosure(L, record_next, 1);
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
}

/// Prelude: define_class(name, metatable). `metatable` gives Lua's own events and `methods`,
/// `missing` (function(record, key)), `packs` (the fields travel with the record to Swift).
int lh_define_class(lua_State *L) {
    luaL_checktype(L, 1, LUA_TSTRING);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    lua_pushvalue(L, 1);
    lua_setfield(L, 2, "__name");
    lua_pushboolean(L, 0);
    lua_setfield(L, 2, "__metatable");
    lua_pushcfunction(L, record_index);
    lua_setfield(L, 2, "__index");
    lua_pushcfunction(L, record_pairs);
    lua_setfield(L, 2, "__pairs");
    lua_pushcfunction(L, record_length);
    lua_setfield(L, 2, "__len");
    lua_newtable(L);
    lua_newtable(L);
    lua_pushliteral(L, "v");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
    lua_rawsetp(L, 2, &lh_live_key);
    lua_pushboolean(L, 1);
    lua_rawsetp(L, 2, &lh_classes_key);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lh_classes_key);
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_rawset(L, -3);
    return 0;
}

/// Prelude: record(class, fields [, id]) -> record.
int lh_record_new(lua_State *L) {
    luaL_checktype(L, 2, LUA_TTABLE);
    uint64_t id = (uint64_t)luaL_optinteger(L, 3, 0);
    lua_settop(L, 2);
    lua_pushvalue(L, 1);
    lh_push_record(L, id);
    lua_pushvalue(L, 2);
    lua_setiuservalue(L, -2, 1);
    return 1;
}

/// Prelude: fields(record) -> its class name, the table that holds its fields, its id; nil for other values.
int lh_record_fields(lua_State *L) {
    uint64_t id = 0;
    if (!lh_is_record(L, 1, &id)) return 0;
    luaL_getmetafield(L, 1, "__name");
    lua_getiuservalue(L, 1, 1);
    lua_pushinteger(L, (lua_Integer)id);
    return 3;
}

/// Stack: [-0, +0].
void lh_open_records(lua_State *L) {
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &lh_classes_key);
    lua_newtable(L);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_rawsetp(L, LUA_REGISTRYINDEX, &lh_array_key);
}
