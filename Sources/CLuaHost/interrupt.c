#include "host.h"

#include <signal.h>

/// A hook that is always armed would cost a script half its speed, so it is armed when a stop is
/// asked for: a signal reaches the thread that runs Lua, as lua.c does it, because lua_sethook may
/// interrupt its own thread anywhere but must not race with it from another one.

static _Thread_local lh_host *volatile running_here;

static void on_hook(lua_State *L, lua_Debug *info);

static void arm(lua_State *L) { lua_sethook(L, on_hook, LUA_MASKCOUNT, 1); }

static void on_hook(lua_State *L, lua_Debug *info) {
    (void)info;
    lh_interrupt_now(L);
}

/// Stack: [-0, +0], or raises if an interruption is due.
void lh_interrupt_now(lua_State *L) {
    lh_host *host = lh_host_of(L);
    int mode = atomic_load(&host->interruption);
    if (mode != LH_INTERRUPT_STICKY) {
        lua_sethook(L, NULL, 0, 0);
        if (mode == LH_RUN_ON) return;
        // A sticky stop may have come since the load, and its signal with it.
        if (!atomic_compare_exchange_strong(&host->interruption, &mode, LH_RUN_ON)) arm(L);
    }
    host->reserve_open = 1;
    lh_push_place(L);
    host->reserve_open = 0;
    lh_clear(&host->arguments);
    lh_pack(L, &host->arguments, lua_gettop(L));
    lua_pop(L, 1);
    lh_ask(L, LH_ASK_INTERRUPTED);
}

static void on_signal(int signal) {
    lh_host *host = running_here;
    (void)signal;
    if (host && atomic_load(&host->interruption) != LH_RUN_ON) arm(host->current);
}

static void install(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigaction(SIGURG, &action, NULL);
}

/// Thread pools block signals on their threads; Lua may run on one of those.
static void unblock(void) {
    static _Thread_local int done;
    sigset_t urgent;
    if (done) return;
    sigemptyset(&urgent);
    sigaddset(&urgent, SIGURG);
    done = pthread_sigmask(SIG_UNBLOCK, &urgent, NULL) == 0;
}

/// An interruption outlives the coroutine that it stopped, and reaches those that it finds asleep:
/// called for each coroutine that is about to run.
void lh_keep_interrupting(lh_host *host, lua_State *L) {
    if (atomic_load(&host->interruption) != LH_RUN_ON) arm(L);
}

int lh_interrupted_for_good(lh_host *host) { return atomic_load(&host->interruption) == LH_INTERRUPT_STICKY; }

void lh_enter(lh_host *host, lua_State *thread) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, install);
    unblock();
    host->current = thread;
    host->job_thread = thread;
    host->blocked = NULL;
    host->resumers = NULL;
    host->paused_in = LH_NOT_PAUSED;
    host->in_script = 1;
    host->reserve_open = 0;
    host->refused = 0;
    running_here = host;
    pthread_mutex_lock(&host->lock);
    host->thread = pthread_self();
    host->cpu_start = lh_thread_cpu();
    host->running = 1;
    pthread_mutex_unlock(&host->lock);
    lh_keep_interrupting(host, thread);
}

void lh_leave(lh_host *host) {
    pthread_mutex_lock(&host->lock);
    host->running = 0;
    host->cpu_used += lh_thread_cpu() - host->cpu_start;
    pthread_mutex_unlock(&host->lock);
    running_here = NULL;
    host->in_script = 0;
    host->current = host->main;
}

int lh_interrupt(lh_host *host, enum lh_interruption mode) {
    pthread_mutex_lock(&host->lock);
    // A script that waits is told by the reply it gets; a stop left over from now would hit its clean-up.
    int wanted = host->running || mode != LH_INTERRUPT_ONCE;
    if (wanted && (int)mode > atomic_load(&host->interruption)) atomic_store(&host->interruption, mode);
    if (mode != LH_RUN_ON && host->running) pthread_kill(host->thread, SIGURG);
    pthread_mutex_unlock(&host->lock);
    return wanted;
}
