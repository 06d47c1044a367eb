#include "host.h"

const char lh_jobs_key = 'j';

enum { SUCCEEDED = 1, FAILED = 0, FAILED_RAW = -1 };

/// Stack: [-0, +1].
static int push_text(lua_State *L) {
    luaL_tolstring(L, 1, NULL);
    return 1;
}

/// Stack: [-0, +1]. What is reported of the error value at `index` (absolute): it, its text, place and stack.
static void push_failure(lua_State *L, int index) {
    lh_host *host = lh_host_of(L);
    int was_open = host->reserve_open;
    host->reserve_open = 1;
    lua_newtable(L);
    lua_pushvalue(L, index);
    lua_setfield(L, -2, "value");
    lua_pushcfunction(L, push_text);
    lua_pushvalue(L, index);
    if (lua_pcall(L, 1, 1, 0) != LUA_OK) {
        lua_pop(L, 1);
        lua_pushfstring(L, "(error object is a %s value)", luaL_typename(L, index));
    }
    lua_setfield(L, -2, "text");
    lh_push_place(L);
    lua_setfield(L, -2, "place");
    lh_push_stack(L, L, 1);
    lua_setfield(L, -2, "stack");
    host->reserve_open = was_open;
}

/// Message handler of a job: notes place and stack while they are there. Upvalue: the note. The value itself
/// stays as it is, because <close> variables get to see it.
static int on_error(lua_State *L) {
    lua_settop(L, 1);
    push_failure(L, 1);
    lua_replace(L, lua_upvalueindex(1));
    return 1;
}

/// Stack: handler, error. Replaces the error with its note; one that <close> variables put in its place late
/// has no note yet.
static void take_note(lua_State *L) {
    if (lua_getupvalue(L, 1, 1) && lua_istable(L, -1)) {
        lua_getfield(L, -1, "value");
        if (lua_rawequal(L, -1, 2)) {
            lua_settop(L, 3);
            lua_replace(L, 2);
            return;
        }
    }
    lua_settop(L, 2);
    push_failure(L, 2);
    lua_replace(L, 2);
}

/// Stack of a job that ended: how, then its results, or the note of its failure.
static int end_job(lua_State *L, int status, lua_KContext context) {
    int how = FAILED;
    (void)context;
    luaL_checkstack(L, 8, "too many results of a job");
    if (status == LUA_OK || status == LUA_YIELD)
        how = SUCCEEDED;
    else if (status == LUA_ERRMEM || status == LUA_ERRERR)
        how = FAILED_RAW;
    else
        take_note(L);
    lua_pushinteger(L, how);
    lua_replace(L, 1);
    return lua_gettop(L);
}

static int run_job(lua_State *L) {
    lua_pushnil(L);
    lua_pushcclosure(L, on_error, 1);
    lua_insert(L, 1);
    return end_job(L, lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 1, 0, end_job), 0);
}

/// Stack: [-(count + 1), +0]. A new job of the function and arguments on top. It counts only once nothing
/// can fail any more: Swift runs every job that was counted.
static uint64_t new_job(lua_State *L, int count) {
    lh_host *host = lh_host_of(L);
    int function = lua_gettop(L) - count;
    lua_State *co = lua_newthread(L);
    lua_insert(L, function);
    if (!lua_checkstack(co, count + 4)) luaL_error(L, "too many arguments for a job");
    lua_pushcfunction(co, run_job);
    lua_xmove(L, co, count + 1);
    lh_set_busy(L, co, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lh_jobs_key);
    lua_pushvalue(L, function);
    lua_rawseti(L, -2, (lua_Integer)host->newest_job + 1);
    lua_settop(L, function - 1);
    return ++host->newest_job;
}

/// Prelude: spawn(f, ...) -> Job record.
int lh_spawn(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    luaL_checkstack(L, 10, "too many arguments for a job");
    lua_pushliteral(L, "Job");
    lh_push_record(L, lh_host_of(L)->newest_job + 1);
    lua_insert(L, 1);
    new_job(L, lua_gettop(L) - 2);
    return 1;
}

/// Prelude: outcome(job) -> true, results... | false, error; nothing while it runs.
int lh_job_outcome(lua_State *L) {
    luaL_argexpected(L, lh_is_record(L, 1, NULL), 1, "job");
    lua_settop(L, 1);
    if (lua_getiuservalue(L, 1, 2) != LUA_TTABLE) return 0;
    lua_getfield(L, -1, "n");
    int count = (int)lua_tointeger(L, -1);
    lua_pop(L, 1);
    luaL_checkstack(L, count + 1, "too many results of a job");
    for (int i = 1; i <= count; i++) lua_rawgeti(L, 2, i);
    return count;
}

/// Prelude: current_job() -> the number of the calling job.
int lh_current_job(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)lh_host_of(L)->job);
    return 1;
}

typedef struct {
    lua_State *co;
    uint64_t id;
    int results;
} ended_job;

/// Runs protected on the main thread. Stack: lightuserdata of ended_job. Stores the outcome in the
/// job's record if the script still holds it, and packs a failure for Swift.
static int store_outcome(lua_State *L) {
    lh_host *host = lh_host_of(L);
    ended_job *ended = lua_touserdata(L, 1);
    lua_State *co = ended->co;
    int count = ended->results;
    luaL_checkstack(L, count + 8, "too many results of a job");
    lua_xmove(co, L, count);
    lh_set_busy(L, co, 0);
    lua_Integer how = lua_tointeger(L, 2);
    if (how == FAILED) {
        static const char *const parts[] = {"value", "text", "place", "stack"};
        lh_clear(&host->arguments);
        for (int i = 0; i < 4; i++) {
            lua_getfield(L, 3, parts[i]);
            lh_pack(L, &host->arguments, lua_gettop(L));
            lua_pop(L, 1);
        }
        lua_getfield(L, 3, "value");
        lua_replace(L, 3);
    } else if (how == FAILED_RAW) {
        lh_clear(&host->arguments);
        lh_pack(L, &host->arguments, 3);
        lh_pack(L, &host->arguments, 3);
    }
    lua_createtable(L, count, 1);
    lua_insert(L, 2);
    lua_pushboolean(L, how == SUCCEEDED);
    lua_replace(L, 3);
    for (int i = count; i >= 1; i--) lua_rawseti(L, 2, i);
    lua_pushinteger(L, count);
    lua_setfield(L, 2, "n");
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lh_classes_key);
    if (lua_getfield(L, -1, "Job") == LUA_TTABLE) {
        lua_rawgetp(L, -1, &lh_live_key);
        if (lua_rawgeti(L, -1, (lua_Integer)ended->id) == LUA_TUSERDATA) {
            lua_pushvalue(L, 2);
            lua_setiuservalue(L, -2, 2);
        }
    }
    lua_pushboolean(L, how == SUCCEEDED);
    return 1;
}

/// Stack of main: [-0, +0]. The thread of a job, or NULL.
static lua_State *thread_of(lua_State *L, uint64_t id) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lh_jobs_key);
    lua_rawgeti(L, -1, (lua_Integer)id);
    lua_State *co = lua_tothread(L, -1);
    lua_pop(L, 2);
    return co;
}

void lh_discard(lh_host *host, uint64_t job) {
    lua_State *L = host->main;
    if (!thread_of(L, job)) return;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lh_jobs_key);
    lua_pushnil(L);
    lua_rawseti(L, -2, (lua_Integer)job);
    lua_pop(L, 1);
}

/// Stack of main: [-0, +0].
static lh_step finish(lh_host *host, uint64_t job, lua_State *co, int results) {
    lua_State *L = host->main;
    ended_job ended = {.co = co, .id = job, .results = results};
    lh_step step = {.event = LH_FAILED, .function = 0, .bytes = NULL, .count = 0};
    lua_pushcfunction(L, store_outcome);
    lua_pushlightuserdata(L, &ended);
    if (lua_pcall(L, 1, 1, 0) != LUA_OK) {
        size_t length = 0;
        const char *text = lua_tolstring(L, -1, &length);
        lh_clear(&host->arguments);
        lh_append_string(&host->arguments, text ? text : "", text ? length : 0);
        lh_append_string(&host->arguments, text ? text : "", text ? length : 0);
    } else if (lua_toboolean(L, -1)) {
        step.event = LH_FINISHED;
    }
    lua_pop(L, 1);
    lh_discard(host, job);
    step.bytes = host->arguments.bytes;
    step.count = host->arguments.count;
    return step;
}

lh_step lh_resume(lh_host *host, uint64_t job, const uint8_t *reply, size_t count) {
    static const uint8_t nothing[] = {LH_STRING, 0, 0, 0, 0};
    lh_step step = {.event = LH_FAILED, .function = 0, .bytes = nothing, .count = sizeof nothing};
    lua_State *co = thread_of(host->main, job);
    int results = 0;
    if (!co) return step;
    lh_clear(&host->reply);
    if (lh_append(&host->reply, reply, count)) return step;
    int started = lua_status(co) == LUA_YIELD;
    host->job = job;
    lh_enter(host, co);
    int status = lua_resume(co, NULL, started ? 0 : lua_gettop(co) - 1, &results);
    lh_leave(host);
    if (status == LUA_YIELD) {
        step.event = LH_PAUSED;
        step.function = host->paused_in;
        step.bytes = host->arguments.bytes;
        step.count = host->arguments.count;
        return step;
    }
    if (status != LUA_OK) {
        lua_pushinteger(co, FAILED_RAW);
        lua_insert(co, -2);
        results = 2;
    }
    return finish(host, job, co, results);
}

uint64_t lh_newest_job(const lh_host *host) { return host->newest_job; }

typedef struct {
    const char *source;
    size_t count;
    const char *chunk_name;
    const char *const *arguments;
    size_t argument_count;
    uint64_t id;
} script;

/// Runs protected. Stack: lightuserdata of script.
static int load_script(lua_State *L) {
    script *s = lua_touserdata(L, 1);
    if (luaL_loadbufferx(L, s->source, s->count, s->chunk_name, "t") != LUA_OK) return lua_error(L);
    luaL_checkstack(L, (int)s->argument_count + 4, "too many script arguments");
    for (size_t i = 0; i < s->argument_count; i++) lua_pushstring(L, s->arguments[i]);
    s->id = new_job(L, (int)s->argument_count);
    return 0;
}

uint64_t lh_load(
    lh_host *host, const char *source, size_t count, const char *chunk_name, const char *const *arguments,
    size_t argument_count) {
    script s = {source, count, chunk_name, arguments, argument_count, 0};
    lua_State *L = host->main;
    lua_pushcfunction(L, load_script);
    lua_pushlightuserdata(L, &s);
    if (lua_pcall(L, 1, 0, 0) == LUA_OK) return s.id;
    size_t length = 0;
    const char *text = lua_tolstring(L, -1, &length);
    lh_clear(&host->message);
    lh_append(&host->message, text ? text : "", text ? length : 0);
    lua_pop(L, 1);
    return 0;
}
