/// The Lua boundary: every lua_* call that can raise happens behind this header, in C, under a
/// protected call. Nothing here decides what a script may do; it moves values, pauses and resumes
/// coroutines, and asks Swift (through `lh_now_fn`) for every answer and every message.
#ifndef CLUA_HOST_H
#define CLUA_HOST_H

#include <stddef.h>
#include <stdint.h>

typedef struct lh_host lh_host;

/// What a value in a packed buffer is. Integers and lengths are little-endian.
enum lh_tag {
    LH_NIL = 0,
    LH_FALSE = 1,
    LH_TRUE = 2,
    LH_INTEGER = 3,    ///< int64
    LH_FLOAT = 4,      ///< IEEE double
    LH_STRING = 5,     ///< uint32 length, bytes
    LH_TABLE = 6,      ///< uint8 flags, values 1…n, LH_END, key and value pairs, LH_END
    LH_RECORD = 7,     ///< uint64 id, class name as LH_STRING, fields as LH_TABLE or LH_NIL
    LH_OPAQUE = 8,     ///< type name as LH_STRING: a value that does not leave Lua
    LH_TOO_DEEP = 9,   ///< a table below LH_MAXIMUM_DEPTH
    LH_CIRCULAR = 10,  ///< a table inside itself
    LH_TOO_LARGE = 11, ///< stands for a whole argument that brings a call above LH_MAXIMUM_BYTES or _VALUES
    LH_RAISE = 12,     ///< first in a reply: raise the error whose fields follow as LH_TABLE
    LH_END = 13
};

enum { LH_TABLE_HAS_INDEX = 1, LH_TABLE_HAS_PAIRS = 2, LH_TABLE_IS_ARRAY = 4 };
/// Per call, all arguments together.
enum { LH_MAXIMUM_DEPTH = 32, LH_MAXIMUM_BYTES = 64 * 1024 * 1024, LH_MAXIMUM_VALUES = 4 * 1024 * 1024 };

/// Questions that C itself puts to Swift through `lh_now_fn`; registered functions count from 0.
/// LH_ASK_INTERRUPTED brings the script's place, or nil.
enum { LH_ASK_CANNOT_PAUSE = -1, LH_ASK_INTERRUPTED = -2 };

/// Answers a call at once. Runs while no Lua frame of the boundary can raise: it may only read the
/// packed arguments and call `lh_reply`.
typedef void (*lh_now_fn)(void *context, lh_host *host, int32_t function, const uint8_t *arguments, size_t count);

enum lh_event { LH_FINISHED, LH_FAILED, LH_PAUSED };

typedef struct {
    enum lh_event event;
    int32_t function;        ///< LH_PAUSED: the registered function that was called
    const uint8_t *bytes;    ///< LH_PAUSED: its arguments; LH_FAILED: value, text, place, stack lines
    size_t count;            ///< valid until the next call on this host
} lh_step;

enum lh_interruption { LH_RUN_ON = 0, LH_INTERRUPT_ONCE = 1, LH_INTERRUPT_STICKY = 2 };

/// A new state with Lua's standard libraries, or NULL when there is no memory for it.
lh_host *lh_new(lh_now_fn now, void *context);
void lh_free(lh_host *host);

/// Makes `name` available to preludes as `host.functions[name]`. Returns 0, or -1 without memory.
int lh_register(lh_host *host, const char *name, int32_t function, int pauses);

/// Compiles and runs trusted Lua of the host's own, with the primitives as its only argument.
/// Returns 0, or -1 with the message in `lh_message`.
int lh_prelude(lh_host *host, const char *source, size_t count, const char *chunk_name);

/// Compiles a script (text only) into a new job with string arguments, not yet running.
/// Returns its id, or 0 with the compiler's message in `lh_message`.
uint64_t lh_load(
    lh_host *host, const char *source, size_t count, const char *chunk_name, const char *const *arguments,
    size_t argument_count);

/// Runs a job until it pauses or ends. `reply` answers the call it paused in; NULL at the start.
lh_step lh_resume(lh_host *host, uint64_t job, const uint8_t *reply, size_t count);

/// Drops a job that will not be resumed again.
void lh_discard(lh_host *host, uint64_t job);

/// The newest job's id: ids count up from 1, so those above the last one seen are new.
uint64_t lh_newest_job(const lh_host *host);

/// Sets the answer of the running `lh_now_fn`. The bytes are copied.
void lh_reply(lh_host *host, const uint8_t *bytes, size_t count);

/// Why the last lh_prelude or lh_load failed.
const char *lh_message(const lh_host *host, size_t *count);

/// Asks the running script to stop at its next instruction. Safe from any thread. LH_INTERRUPT_STICKY
/// stays: a later LH_INTERRUPT_ONCE does not weaken it. Returns 0 for a LH_INTERRUPT_ONCE that comes
/// while no Lua runs and is dropped, else 1.
int lh_interrupt(lh_host *host, enum lh_interruption mode);

/// Bytes that Lua holds now, and at most so far.
size_t lh_memory_in_use(const lh_host *host);
size_t lh_memory_peak(const lh_host *host);
/// The bound on a running script's memory in bytes; 0 is none. Host code is never refused.
void lh_set_memory_limit(lh_host *host, size_t bytes);

/// The last allocation that the bound refused.
typedef struct {
    size_t bytes;         ///< asked for beyond `in_use`; 0 if none was refused so far
    size_t in_use;
    const uint8_t *place; ///< place or nil, then the lines of the stack, packed; valid until Lua runs again
    size_t count;
} lh_refusal;
lh_refusal lh_last_refusal(const lh_host *host);

/// Nanoseconds of CPU time that Lua has used, what it calls in the host without a pause included. Safe from any
/// thread.
int64_t lh_cpu_time(lh_host *host);

#endif
