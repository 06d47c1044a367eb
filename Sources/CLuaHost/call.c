#include "host.h"

const char lh_functions_key = 'f', lh_names_key = 'n';

/// Stack: [-1, never]. Raises a host error from the table of its fields on top, adding where it happened.
int lh_raise(lua_State *L) {
    if (lua_gettop(L) == 0 || !lua_istable(L, -1)) return luaL_error(L, "an error of the host without fields");
    luaL_checkstack(L, 8, "an error of the host");
    lh_host_of(L)->reserve_open = 1;
    lua_pushliteral(L, "Error");
    lh_push_record(L, 0);
    lua_insert(L, -2);
    lua_pushliteral(L, "where");
    if (lua_rawget(L, -2) == LUA_TNIL) {
        lua_pushliteral(L, "where");
        lh_push_place(L);
        lua_rawset(L, -4);
    }
    lua_pop(L, 1);
    lua_setiuservalue(L, -2, 1);
    lh_host_of(L)->reserve_open = 0;
    return lua_error(L);
}

/// Stack: [-0, +n], returns n. Swift answers while no Lua frame can raise; its reply is pushed after.
int lh_ask(lua_State *L, int32_t question) {
    lh_host *host = lh_host_of(L);
    lh_clear(&host->reply);
    host->now(host->context, host, question, host->arguments.bytes, host->arguments.count);
    return lh_unpack(L, &host->reply);
}

/// Stack: [-0, +1]. The C function that keeps `blocked` from pausing, by the name scripts know it under, or
/// nil. xpcall keeps its message handler from it, not its function, so whatever stands inside it comes first.
static void push_blocker(lua_State *L, lua_State *blocked) {
    const char *otherwise = lh_host_of(L)->closing ? "coroutine.close" : NULL;
    lua_Debug info;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lh_names_key);
    for (int level = blocked == L ? 1 : 0; lua_getstack(blocked, level, &info); level++) {
        lua_getinfo(blocked, "Sf", &info);
        if (blocked != L) lua_xmove(blocked, L, 1);
        if (*info.what != 'C') {
            lua_pop(L, 1);
            continue;
        }
        if (lua_rawget(L, -2) == LUA_TSTRING) {
            if (strcmp(lua_tostring(L, -1), "xpcall") != 0) {
                lua_remove(L, -2);
                return;
            }
            otherwise = "xpcall";
        }
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    lua_pushstring(L, otherwise);
}

static int refuse_to_pause(lua_State *L, int32_t function) {
    lh_host *host = lh_host_of(L);
    push_blocker(L, lua_isyieldable(L) ? (lua_State *)host->blocked : L);
    lh_clear(&host->arguments);
    lua_pushinteger(L, function);
    lh_pack(L, &host->arguments, lua_gettop(L));
    lh_pack(L, &host->arguments, lua_gettop(L) - 1);
    return lh_ask(L, LH_ASK_CANNOT_PAUSE);
}

/// Message handler. Upvalue: the script's. A stop raises inside a hook, where Lua has hooks off: a handler that
/// ran there could loop beyond the reach of any bound, so the error passes by it.
static int handle(lua_State *L) {
    lua_Debug info;
    lua_settop(L, 1);
    if (lua_getstack(L, 0, &info) && lua_getinfo(L, "n", &info) && strcmp(info.namewhat, "hook") == 0) return 1;
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, 1, 1);
    return 1;
}

/// Prelude: guard_handler(function) -> the message handler for xpcall that stands for it.
int lh_guard_handler(lua_State *L) {
    lua_settop(L, 1);
    lua_pushcclosure(L, handle, 1);
    return 1;
}

/// Runs when the scheduler resumes the job: the reply waits in the host's buffer.
static int after_pause(lua_State *L, int status, lua_KContext context) {
    (void)status;
    (void)context;
    return lh_unpack(L, &lh_host_of(L)->reply);
}

/// A registered function. Upvalues: its number, whether it pauses.
static int call_function(lua_State *L) {
    lh_host *host = lh_host_of(L);
    int32_t function = (int32_t)lua_tointeger(L, lua_upvalueindex(1));
    int pauses = lua_toboolean(L, lua_upvalueindex(2));
    int count = lua_gettop(L);
    if (pauses && (!lua_isyieldable(L) || host->blocked)) return refuse_to_pause(L, function);
    lh_clear(&host->arguments);
    for (int i = 1; i <= count; i++) lh_pack(L, &host->arguments, i);
    if (!pauses) return lh_ask(L, function);
    host->paused_in = function;
    return lua_yieldk(L, 0, 0, after_pause);
}

/// Stack: [-0, +0]. Adds the function to the table on top.
void lh_push_function(lua_State *L, const char *name, int32_t function, int pauses) {
    lua_pushinteger(L, function);
    lua_pushboolean(L, pauses);
    lua_pushcclosure(L, call_function, 2);
    lua_setfield(L, -2, name);
}
