#include "host.h"

/// The script's own coroutines. They are Lua's, with one difference: when a host call pauses inside
/// one, the pause travels through coroutine.resume and wrap up to the scheduler, instead of looking
/// to the script like a yield of its own.

enum { RAISED = -1, PAUSED = -2 };

/// lua_resetthread forgets how deep the C stack is, so coroutines that close each other could overflow it.
enum { LH_MAXIMUM_CLOSING = 8 };

static const char busy_key = 'b';

#if LUA_VERSION_RELEASE_NUM >= 50406
#define close_thread(co, from) lua_closethread(co, from)
#else
#define close_thread(co, from) ((void)(from), lua_resetthread(co))
#endif

/// Stack: [-0, +0]. A busy coroutine waits in a host call, or is a job: only the scheduler wakes it, and
/// scripts must neither resume nor close it.
void lh_set_busy(lua_State *L, lua_State *co, int busy) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &busy_key);
    lua_pushthread(co);
    lua_xmove(co, L, 1);
    if (busy)
        lua_pushboolean(L, 1);
    else
        lua_pushnil(L);
    lua_rawset(L, -3);
    lua_pop(L, 1);
}

/// Stack: [-0, +0].
static int is_busy(lua_State *L, lua_State *co) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &busy_key);
    lua_pushthread(co);
    lua_xmove(co, L, 1);
    int busy = lua_rawget(L, -2) != LUA_TNIL;
    lua_pop(L, 2);
    return busy;
}

/// Stack: [-count on co, +n on L], returns n; or RAISED with the error on L, or PAUSED.
static int run(lua_State *L, lua_State *co, int count) {
    lh_host *host = lh_host_of(L);
    const lua_State *blocked = host->blocked;
    lua_State *current = host->current;
    const lh_resumer resumer = {L, host->resumers};
    int results = 0;
    if (!blocked && !lua_isyieldable(L)) host->blocked = L;
    host->current = co;
    lh_keep_interrupting(host, co);
    host->resumers = &resumer;
    int status = lua_resume(co, L, count, &results);
    host->resumers = resumer.next;
    host->current = current;
    host->blocked = blocked;
    lh_keep_interrupting(host, L);
    if (status == LUA_YIELD && host->paused_in != LH_NOT_PAUSED) return PAUSED;
    if (status != LUA_OK && status != LUA_YIELD) {
        lua_xmove(co, L, 1);
        return RAISED;
    }
    if (!lua_checkstack(L, results + 1)) {
        lua_pop(co, results);
        lua_pushliteral(L, "too many results to resume");
        return RAISED;
    }
    lua_xmove(co, L, results);
    return results;
}

/// Stack: [-count, +n] as run.
static int start(lua_State *L, lua_State *co, int count) {
    if (!lua_checkstack(co, count)) {
        lua_pushliteral(L, "too many arguments to resume");
        return RAISED;
    }
    if (is_busy(L, co)) {
        lua_pushliteral(L, "cannot resume non-suspended coroutine");
        return RAISED;
    }
    lua_xmove(L, co, count);
    return run(L, co, count);
}

/// Runs the <close> variables of a coroutine. Returns its status; unless LUA_OK the error is on top of `co`.
/// Not during a stop for good: Lua leaves hooks off in a coroutine that one has killed, so that nothing could
/// stop its handlers.
static int close_coroutine(lua_State *L, lua_State *co) {
    lh_host *host = lh_host_of(L);
    lua_State *current = host->current;
    if (host->closing >= LH_MAXIMUM_CLOSING) luaL_error(L, "C stack overflow: coroutines close each other too deep");
    if (lh_interrupted_for_good(host)) return lh_ask(L, LH_ASK_INTERRUPTED);
    host->closing++;
    host->current = co;
    lh_keep_interrupting(host, co);
    int status = close_thread(co, L);
    host->current = current;
    host->closing--;
    lh_keep_interrupting(host, L);
    return status;
}

static lua_State *coroutine_argument(lua_State *L) {
    lua_State *co = lua_tothread(L, 1);
    luaL_argexpected(L, co, 1, "coroutine");
    return co;
}

static int resume_again(lua_State *L, int status, lua_KContext context);

static int resume_results(lua_State *L, lua_State *co, int count) {
    if (count == PAUSED) {
        lh_set_busy(L, co, 1);
        return lua_yieldk(L, 0, 0, resume_again);
    }
    lua_pushboolean(L, count != RAISED);
    if (count == RAISED) count = 1;
    lua_insert(L, -(count + 1));
    return count + 1;
}

static int resume_again(lua_State *L, int status, lua_KContext context) {
    lua_State *co = lua_tothread(L, 1);
    (void)status;
    (void)context;
    lh_set_busy(L, co, 0);
    return resume_results(L, co, run(L, co, 0));
}

/// Lua: coroutine.resume(co, ...).
static int co_resume(lua_State *L) {
    lua_State *co = coroutine_argument(L);
    return resume_results(L, co, start(L, co, lua_gettop(L) - 1));
}

static int wrap_again(lua_State *L, int status, lua_KContext context);

static int wrap_results(lua_State *L, lua_State *co, int count) {
    if (count == PAUSED) {
        lh_set_busy(L, co, 1);
        return lua_yieldk(L, 0, 0, wrap_again);
    }
    if (count != RAISED) return count;
    int status = lua_status(co);
    if (status != LUA_OK && status != LUA_YIELD) {
        status = close_coroutine(L, co);
        if (status != LUA_OK) {
            lua_pop(L, 1);
            lua_xmove(co, L, 1);
        }
    }
    if (status != LUA_ERRMEM && lua_type(L, -1) == LUA_TSTRING) {
        luaL_where(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

static int wrap_again(lua_State *L, int status, lua_KContext context) {
    lua_State *co = lua_tothread(L, lua_upvalueindex(1));
    (void)status;
    (void)context;
    lh_set_busy(L, co, 0);
    return wrap_results(L, co, run(L, co, 0));
}

static int wrap_call(lua_State *L) {
    lua_State *co = lua_tothread(L, lua_upvalueindex(1));
    return wrap_results(L, co, start(L, co, lua_gettop(L)));
}

/// Lua: coroutine.create(f).
static int co_create(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_State *co = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    return 1;
}

/// Lua: coroutine.wrap(f).
static int co_wrap(lua_State *L) {
    co_create(L);
    lua_pushcclosure(L, wrap_call, 1);
    return 1;
}

/// Lua: coroutine.yield(...). A job's own thread is no coroutine to the script, as in lua.c.
static int co_yield(lua_State *L) {
    if (L == lh_host_of(L)->job_thread) return luaL_error(L, "attempt to yield from outside a coroutine");
    return lua_yield(L, lua_gettop(L));
}

static const char *status_of(lua_State *L, lua_State *co) {
    lua_Debug info;
    if (L == co) return "running";
    if (is_busy(L, co)) return "normal";
    switch (lua_status(co)) {
    case LUA_YIELD:
        return "suspended";
    case LUA_OK:
        if (lua_getstack(co, 0, &info)) return "normal";
        return lua_gettop(co) == 0 ? "dead" : "suspended";
    default:
        return "dead";
    }
}

/// Lua: coroutine.status(co).
static int co_status(lua_State *L) {
    lua_pushstring(L, status_of(L, coroutine_argument(L)));
    return 1;
}

/// Lua: coroutine.close(co).
static int co_close(lua_State *L) {
    lua_State *co = coroutine_argument(L);
    const char *status = status_of(L, co);
    if (*status != 's' && *status != 'd') return luaL_error(L, "cannot close a %s coroutine", status);
    int ended = close_coroutine(L, co);
    lua_pushboolean(L, ended == LUA_OK);
    if (ended == LUA_OK) return 1;
    lua_xmove(co, L, 1);
    return 2;
}

/// Lua: coroutine.running().
static int co_running(lua_State *L) {
    lua_pushthread(L);
    lua_pushboolean(L, L == lh_host_of(L)->job_thread);
    return 2;
}

/// Lua: coroutine.isyieldable([co]).
static int co_isyieldable(lua_State *L) {
    lua_State *co = lua_isnoneornil(L, 1) ? L : coroutine_argument(L);
    lua_pushboolean(L, co != lh_host_of(L)->job_thread && lua_isyieldable(co));
    return 1;
}

/// Stack: [-0, +0]. Replaces the global coroutine library.
void lh_open_coroutines(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"create", co_create}, {"resume", co_resume}, {"running", co_running}, {"status", co_status},
        {"wrap", co_wrap},     {"yield", co_yield},   {"close", co_close},     {"isyieldable", co_isyieldable},
        {NULL, NULL},
    };
    luaL_newlib(L, functions);
    // Lua's messages take the names of functions from here.
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, "coroutine");
    lua_pop(L, 1);
    lua_setglobal(L, "coroutine");
    lua_newtable(L);
    lua_newtable(L);
    lua_pushliteral(L, "k");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &busy_key);
}
