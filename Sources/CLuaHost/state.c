#include "host.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/// Lua 5.4.5 and later have no valid stack to look at while they move it.
enum { LH_STACK_MOVES = LUA_VERSION_RELEASE_NUM >= 50405 };

static int is_beyond(const lh_host *host, size_t held, size_t wanted) {
    if (wanted <= held || !host->in_script || host->paused_in != LH_NOT_PAUSED || host->memory_limit == 0) return 0;
    size_t reserve = host->reserve_open ? LH_MEMORY_RESERVE : 0;
    return host->memory_in_use - held + wanted > host->memory_limit + reserve;
}

/// Counts what Lua holds. A running script is refused above the limit; the host's own work is not,
/// because a failure there could lose what the script has already done, or a pause on its way up.
static void *allocate(void *context, void *block, size_t old_size, size_t new_size) {
    lh_host *host = context;
    size_t held = block ? old_size : 0;
    if (new_size == 0) {
        free(block);
        host->memory_in_use -= held;
        return NULL;
    }
    if (is_beyond(host, held, new_size)) {
        lh_note_refusal(host, new_size - held, block == NULL || !LH_STACK_MOVES);
        // Lua raises after the second time, past whoever opened the reserve.
        if (host->refused) host->reserve_open = 0;
        host->refused = !host->refused;
        return NULL;
    }
    if (new_size > held) host->refused = 0;
    void *grown = realloc(block, new_size);
    if (!grown) return NULL;
    host->memory_in_use = host->memory_in_use - held + new_size;
    if (host->memory_in_use > host->memory_peak) host->memory_peak = host->memory_in_use;
    return grown;
}

/// Prelude: name_functions(prefix, library): the names under which a pause refused by them is reported.
static int name_functions(lua_State *L) {
    const char *prefix = luaL_checkstring(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lh_names_key);
    lua_pushnil(L);
    while (lua_next(L, 2)) {
        if (lua_type(L, -2) == LUA_TSTRING && lua_iscfunction(L, -1)) {
            lua_pushvalue(L, -1);
            lua_pushfstring(L, "%s%s", prefix, lua_tostring(L, -3));
            lua_rawset(L, 3);
        }
        lua_pop(L, 1);
    }
    return 0;
}

/// Lua: print(...). Upvalue: the prelude's write(stream, text).
static int print(lua_State *L) {
    int count = lua_gettop(L);
    luaL_Buffer buffer;
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushinteger(L, 1);
    luaL_buffinit(L, &buffer);
    for (int i = 1; i <= count; i++) {
        if (i > 1) luaL_addchar(&buffer, '\t');
        luaL_tolstring(L, i, NULL);
        luaL_addvalue(&buffer);
    }
    luaL_addchar(&buffer, '\n');
    luaL_pushresult(&buffer);
    lua_call(L, 2, 0);
    return 0;
}

/// Prelude: printer(write) -> print. In C, so that its errors name the script's line.
static int printer(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_settop(L, 1);
    lua_pushcclosure(L, print, 1);
    return 1;
}

/// Prelude: place() -> "nightly.lua:14", the script's innermost line, or nil.
static int place(lua_State *L) {
    lh_push_place(L);
    return 1;
}

/// Prelude: array(table) -> table, marked so that it stays a JSON array when it is empty.
static int mark_array(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lh_array_key);
    lua_setmetatable(L, 1);
    return 1;
}

static int close_file(lua_State *L) {
    luaL_Stream *stream = luaL_checkudata(L, 1, LUA_FILEHANDLE);
    return luaL_fileresult(L, fclose(stream->f) == 0, NULL);
}

/// Prelude: new_file() -> a closed file of Lua's io library. Made before the descriptor is, so that no want
/// of memory can lose one.
static int new_file(lua_State *L) {
    luaL_Stream *stream = lua_newuserdatauv(L, sizeof *stream, 0);
    stream->f = NULL;
    stream->closef = NULL;
    luaL_setmetatable(L, LUA_FILEHANDLE);
    return 1;
}

/// Prelude: adopt_file(file, descriptor, mode) -> file, which closes the descriptor.
static int adopt_file(lua_State *L) {
    luaL_Stream *stream = luaL_checkudata(L, 1, LUA_FILEHANDLE);
    int descriptor = (int)luaL_checkinteger(L, 2);
    stream->f = fdopen(descriptor, luaL_checkstring(L, 3));
    if (!stream->f) {
        int reason = errno;
        close(descriptor);
        errno = reason;
        return luaL_fileresult(L, 0, NULL);
    }
    stream->closef = close_file;
    lua_settop(L, 1);
    return 1;
}

/// Runs protected. Leaves the primitives for preludes in the registry.
static int open_host(lua_State *L) {
    static const luaL_Reg primitives[] = {
        {"define_class", lh_define_class}, {"record", lh_record_new}, {"fields", lh_record_fields},
        {"raise", lh_raise},               {"spawn", lh_spawn},       {"outcome", lh_job_outcome},
        {"name_functions", name_functions}, {"array", mark_array},    {"adopt_file", adopt_file},
        {"new_file", new_file},            {"current_job", lh_current_job},
        {"guard_handler", lh_guard_handler}, {"printer", printer},       {"place", place},
        {NULL, NULL},
    };
    luaL_openlibs(L);
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &lh_jobs_key);
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &lh_names_key);
    lh_open_records(L);
    lh_open_coroutines(L);
    lh_open_library(L);
    luaL_newlib(L, primitives);
    lua_newtable(L);
    lua_setfield(L, -2, "functions");
    lua_rawsetp(L, LUA_REGISTRYINDEX, &lh_functions_key);
    return 0;
}

lh_host *lh_new(lh_now_fn now, void *context) {
    lh_host *host = calloc(1, sizeof *host);
    if (!host) return NULL;
    host->now = now;
    host->context = context;
    host->paused_in = LH_NOT_PAUSED;
    pthread_mutex_init(&host->lock, NULL);
    host->main = lua_newstate(allocate, host);
    if (!host->main) {
        lh_free(host);
        return NULL;
    }
    host->current = host->main;
    *(lh_host **)lua_getextraspace(host->main) = host;
    lua_pushcfunction(host->main, open_host);
    if (lua_pcall(host->main, 0, 0, 0) != LUA_OK || !lua_checkstack(host->main, 64)) {
        lh_free(host);
        return NULL;
    }
    return host;
}

void lh_free(lh_host *host) {
    if (!host) return;
    if (host->main) lua_close(host->main);
    free(host->arguments.bytes);
    free(host->reply.bytes);
    free(host->message.bytes);
    free(host->refused_at.bytes);
    pthread_mutex_destroy(&host->lock);
    free(host);
}

typedef struct {
    const char *name;
    int32_t function;
    int pauses;
} registration;

/// Runs protected. Stack: lightuserdata of registration.
static int register_function(lua_State *L) {
    const registration *r = lua_touserdata(L, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lh_functions_key);
    lua_getfield(L, -1, "functions");
    lh_push_function(L, r->name, r->function, r->pauses);
    return 0;
}

int lh_register(lh_host *host, const char *name, int32_t function, int pauses) {
    registration r = {name, function, pauses};
    lua_pushcfunction(host->main, register_function);
    lua_pushlightuserdata(host->main, &r);
    if (lua_pcall(host->main, 1, 0, 0) == LUA_OK) return 0;
    lua_pop(host->main, 1);
    return -1;
}

typedef struct {
    const char *source;
    size_t count;
    const char *chunk_name;
} prelude;

/// Runs protected. Stack: lightuserdata of prelude.
static int run_prelude(lua_State *L) {
    const prelude *p = lua_touserdata(L, 1);
    if (luaL_loadbufferx(L, p->source, p->count, p->chunk_name, "t") != LUA_OK) return lua_error(L);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lh_functions_key);
    lua_call(L, 1, 0);
    return 0;
}

int lh_prelude(lh_host *host, const char *source, size_t count, const char *chunk_name) {
    prelude p = {source, count, chunk_name};
    lua_State *L = host->main;
    lua_pushcfunction(L, run_prelude);
    lua_pushlightuserdata(L, &p);
    if (lua_pcall(L, 1, 0, 0) == LUA_OK) return 0;
    size_t length = 0;
    const char *text = lua_tolstring(L, -1, &length);
    lh_clear(&host->message);
    lh_append(&host->message, text ? text : "", text ? length : 0);
    lua_pop(L, 1);
    return -1;
}

void lh_reply(lh_host *host, const uint8_t *bytes, size_t count) {
    lh_clear(&host->reply);
    lh_append(&host->reply, bytes, count);
}

const char *lh_message(const lh_host *host, size_t *count) {
    *count = host->message.count;
    return (const char *)host->message.bytes;
}

size_t lh_memory_in_use(const lh_host *host) { return host->memory_in_use; }
size_t lh_memory_peak(const lh_host *host) { return host->memory_peak; }
void lh_set_memory_limit(lh_host *host, size_t bytes) { host->memory_limit = bytes; }

lh_refusal lh_last_refusal(const lh_host *host) {
    return (lh_refusal){
        host->refused_bytes, host->refused_in_use, host->refused_at.bytes, host->refused_at.count,
    };
}
