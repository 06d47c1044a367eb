#include "host.h"

#include <time.h>

#ifdef __APPLE__
#include <mach/mach.h>
#endif

static int64_t nanoseconds(clockid_t clock) {
    struct timespec time = {0, 0};
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/// CPU time of the calling thread.
int64_t lh_thread_cpu(void) { return nanoseconds(CLOCK_THREAD_CPUTIME_ID); }

/// CPU time of a thread that is alive, or -1.
static int64_t cpu_of(pthread_t thread) {
#ifdef __APPLE__
    thread_basic_info_data_t info;
    mach_msg_type_number_t count = THREAD_BASIC_INFO_COUNT;
    if (thread_info(pthread_mach_thread_np(thread), THREAD_BASIC_INFO, (thread_info_t)&info, &count) != KERN_SUCCESS)
        return -1;
    int64_t seconds = (int64_t)info.user_time.seconds + info.system_time.seconds;
    return seconds * 1000000000 + ((int64_t)info.user_time.microseconds + info.system_time.microseconds) * 1000;
#else
    clockid_t clock;
    return pthread_getcpuclockid(thread, &clock) == 0 ? nanoseconds(clock) : -1;
#endif
}

int64_t lh_cpu_time(lh_host *host) {
    pthread_mutex_lock(&host->lock);
    int64_t used = host->cpu_used;
    if (host->running) {
        int64_t now = cpu_of(host->thread);
        if (now > host->cpu_start) used += now - host->cpu_start;
    }
    pthread_mutex_unlock(&host->lock);
    return used;
}
