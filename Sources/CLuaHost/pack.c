#include "host.h"

typedef struct {
    lua_State *L;
    lh_buffer *buffer;
    int depth;
    const void *path[LH_MAXIMUM_DEPTH]; ///< the tables that enclose the one being packed
} packer;

/// Stack: [-0, +0]. Raises when the buffer cannot grow.
static void put(packer *p, const void *bytes, size_t count) {
    if (lh_append(p->buffer, bytes, count)) luaL_error(p->L, "not enough memory");
}

static void put_byte(packer *p, uint8_t byte) { put(p, &byte, 1); }

static void put_string(packer *p, const char *bytes, size_t count) {
    uint32_t length = (uint32_t)count;
    put_byte(p, LH_STRING);
    put(p, &length, sizeof length);
    put(p, bytes, count);
}

static int too_large(const packer *p) {
    return p->buffer->count > LH_MAXIMUM_BYTES || p->buffer->values > LH_MAXIMUM_VALUES;
}

static int pack_value(packer *p, int index);

/// Stack: [-0, +0]. What the metatable would change about reading the table.
static uint8_t table_flags(lua_State *L, int index) {
    uint8_t flags = 0;
    if (!lua_getmetatable(L, index)) return 0;
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &lh_array_key) != LUA_TNIL && lua_rawequal(L, -1, -2))
        flags |= LH_TABLE_IS_ARRAY;
    lua_pop(L, 1);
    lua_pushliteral(L, "__index");
    if (lua_rawget(L, -2) != LUA_TNIL) flags |= LH_TABLE_HAS_INDEX;
    lua_pop(L, 1);
    lua_pushliteral(L, "__pairs");
    if (lua_rawget(L, -2) != LUA_TNIL) flags |= LH_TABLE_HAS_PAIRS;
    lua_pop(L, 2);
    return flags;
}

/// Stack: [-0, +0]. Returns 0 when the argument has become too large.
static int pack_table(packer *p, int index) {
    lua_State *L = p->L;
    const void *identity = lua_topointer(L, index);
    for (int i = 0; i < p->depth; i++) {
        if (p->path[i] == identity) {
            put_byte(p, LH_CIRCULAR);
            return 1;
        }
    }
    if (p->depth == LH_MAXIMUM_DEPTH) {
        put_byte(p, LH_TOO_DEEP);
        return 1;
    }
    luaL_checkstack(L, 6, "a table nested deeply");
    p->path[p->depth++] = identity;
    put_byte(p, LH_TABLE);
    put_byte(p, table_flags(L, index));
    lua_Integer sequence = (lua_Integer)lua_rawlen(L, index);
    for (lua_Integer i = 1; i <= sequence; i++) {
        lua_rawgeti(L, index, i);
        int fits = pack_value(p, lua_gettop(L));
        lua_pop(L, 1);
        if (!fits) return 0;
    }
    put_byte(p, LH_END);
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_Integer key = lua_isinteger(L, -2) ? lua_tointeger(L, -2) : 0;
        if (key < 1 || key > sequence) {
            if (!pack_value(p, lua_gettop(L) - 1) || !pack_value(p, lua_gettop(L))) return 0;
        }
        lua_pop(L, 1);
    }
    put_byte(p, LH_END);
    p->depth--;
    return !too_large(p);
}

/// Stack: [-0, +0].
static int pack_record(packer *p, int index, uint64_t id) {
    lua_State *L = p->L;
    size_t length = 0;
    int fits = 1;
    luaL_checkstack(L, 4, "a record nested deeply");
    put_byte(p, LH_RECORD);
    put(p, &id, sizeof id);
    lua_getmetatable(L, index);
    lua_pushliteral(L, "__name");
    lua_rawget(L, -2);
    const char *name = lua_tolstring(L, -1, &length);
    put_string(p, name ? name : "", name ? length : 0);
    lua_pushliteral(L, "packs");
    lua_rawget(L, -3);
    int packs = lua_toboolean(L, -1);
    lua_pop(L, 3);
    if (packs && lua_getiuservalue(L, index, 1) == LUA_TTABLE) {
        fits = pack_table(p, lua_gettop(L));
        lua_pop(L, 1);
    } else {
        if (packs) lua_pop(L, 1);
        put_byte(p, LH_NIL);
    }
    return fits;
}

/// Stack: [-0, +0]. `index` is absolute. Reads tables raw: no metamethod runs.
static int pack_value(packer *p, int index) {
    lua_State *L = p->L;
    uint64_t id = 0;
    p->buffer->values++;
    // Small values count too: a table may claim a border far beyond what it holds.
    if (too_large(p)) return 0;
    switch (lua_type(L, index)) {
    case LUA_TNIL:
        put_byte(p, LH_NIL);
        return 1;
    case LUA_TBOOLEAN:
        put_byte(p, lua_toboolean(L, index) ? LH_TRUE : LH_FALSE);
        return 1;
    case LUA_TNUMBER:
        if (lua_isinteger(L, index)) {
            lua_Integer integer = lua_tointeger(L, index);
            put_byte(p, LH_INTEGER);
            put(p, &integer, sizeof integer);
        } else {
            lua_Number number = lua_tonumber(L, index);
            put_byte(p, LH_FLOAT);
            put(p, &number, sizeof number);
        }
        return 1;
    case LUA_TSTRING: {
        size_t length = 0;
        const char *bytes = lua_tolstring(L, index, &length);
        if (length > LH_MAXIMUM_BYTES) return 0;
        put_string(p, bytes, length);
        return !too_large(p);
    }
    case LUA_TTABLE:
        return pack_table(p, index);
    case LUA_TUSERDATA:
        if (lh_is_record(L, index, &id)) return pack_record(p, index, id);
        break;
    default:
        break;
    }
    const char *type = luaL_typename(L, index);
    put_byte(p, LH_OPAQUE);
    put_string(p, type, strlen(type));
    return 1;
}

/// Stack: [-0, +0]. Appends the value at `index` (absolute); an argument that is too large becomes
/// LH_TOO_LARGE alone. Raises only for want of memory.
void lh_pack(lua_State *L, lh_buffer *buffer, int index) {
    packer p = {.L = L, .buffer = buffer, .depth = 0, .path = {0}};
    size_t start = buffer->count, values = buffer->values;
    int top = lua_gettop(L);
    if (pack_value(&p, index)) return;
    lua_settop(L, top);
    buffer->count = start;
    buffer->values = values;
    put_byte(&p, LH_TOO_LARGE);
}
