/// What the C files of the boundary share. "Stack: [-a, +b]" at a function: values it pops and pushes.
#ifndef LH_HOST_H
#define LH_HOST_H

#include "clua_host.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

typedef struct {
    uint8_t *bytes;
    size_t count;
    size_t capacity;
    size_t values; ///< packed so far
} lh_buffer;

/// A coroutine that resumed another one, and the one that resumed it.
typedef struct lh_resumer {
    lua_State *thread;
    const struct lh_resumer *next;
} lh_resumer;

struct lh_host {
    lua_State *main;       ///< never runs script code; jobs are threads of it
    lh_now_fn now;
    void *context;
    lh_buffer arguments;   ///< from Lua
    lh_buffer reply;       ///< to Lua
    lh_buffer message;
    int32_t paused_in;     ///< the function whose call is travelling up to lh_resume, or LH_NOT_PAUSED
    lua_State *job_thread; ///< the running job's own thread: the script's coroutines are others
    lua_State *volatile current;
    const lua_State *blocked; ///< the outermost coroutine under this one that cannot pause, or NULL
    int closing;           ///< how many coroutines are being closed inside each other
    const lh_resumer *resumers; ///< of the running coroutine
    uint64_t job;          ///< the running one
    uint64_t newest_job;

    size_t memory_in_use;
    size_t memory_peak;
    size_t memory_limit;
    int in_script;         ///< the limit holds only then
    int reserve_open;      ///< the limit is LH_MEMORY_RESERVE higher
    int refused;           ///< so was the newest allocation: Lua collects and tries again before it raises
    size_t refused_bytes;  ///< what the last refused allocation asked for, beyond what was in use then
    size_t refused_in_use;
    lh_buffer refused_at;  ///< place and stack of the script then, packed

    int64_t cpu_used;      ///< nanoseconds of all stretches of Lua that have ended
    int64_t cpu_start;     ///< of the running stretch, on its thread's CPU clock

    pthread_mutex_t lock;  ///< guards running and thread
    int running;
    pthread_t thread;
    atomic_int interruption;
};

enum { LH_NOT_PAUSED = -100 };

/// What the host itself pushes for a script, or notes of its failure, gets through at the limit.
enum { LH_MEMORY_RESERVE = 512 * 1024 };

/// Registry keys.
extern const char lh_jobs_key, lh_classes_key, lh_live_key, lh_array_key, lh_names_key, lh_functions_key;

static inline lh_host *lh_host_of(lua_State *L) { return *(lh_host **)lua_getextraspace(L); }

// buffer.c
int lh_append(lh_buffer *buffer, const void *bytes, size_t count);
int lh_append_byte(lh_buffer *buffer, uint8_t byte);
int lh_append_string(lh_buffer *buffer, const char *bytes, size_t count);
void lh_clear(lh_buffer *buffer);

// pack.c
void lh_pack(lua_State *L, lh_buffer *buffer, int index);

// unpack.c
int lh_unpack(lua_State *L, const lh_buffer *buffer);

// record.c
void lh_push_record(lua_State *L, uint64_t id);
int lh_is_record(lua_State *L, int index, uint64_t *id);
void lh_open_records(lua_State *L);
int lh_define_class(lua_State *L);
int lh_record_new(lua_State *L);
int lh_record_fields(lua_State *L);

// call.c
void lh_push_function(lua_State *L, const char *name, int32_t function, int pauses);
int lh_ask(lua_State *L, int32_t question);
int lh_raise(lua_State *L);
int lh_guard_handler(lua_State *L);

// place.c
void lh_push_place(lua_State *L);
void lh_push_stack(lua_State *L, lua_State *of, int level);
int lh_hidden(const lua_Debug *info);
void lh_note_refusal(lh_host *host, size_t bytes, int with_place);

// coroutine.c
void lh_set_busy(lua_State *L, lua_State *co, int busy);
void lh_open_coroutines(lua_State *L);

// job.c
int lh_spawn(lua_State *L);
int lh_job_outcome(lua_State *L);
int lh_current_job(lua_State *L);

// interrupt.c
void lh_enter(lh_host *host, lua_State *thread);
void lh_leave(lh_host *host);
void lh_keep_interrupting(lh_host *host, lua_State *L);
int lh_interrupted_for_good(lh_host *host);
void lh_interrupt_now(lua_State *L);

/// Stack: [-0, +0], or raises. For loops in C, which no hook reaches.
static inline void lh_poll(lua_State *L) {
    if (atomic_load_explicit(&lh_host_of(L)->interruption, memory_order_relaxed) != LH_RUN_ON) lh_interrupt_now(L);
}

// cpu.c
int64_t lh_thread_cpu(void);

// library.c
void lh_open_library(lua_State *L);

#endif
