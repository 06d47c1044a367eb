#include "host.h"

#include <stdlib.h>

enum { LH_KEPT_BYTES = 1 << 20 };

/// Returns 0, or -1 without memory; the buffer is then as before.
int lh_append(lh_buffer *buffer, const void *bytes, size_t count) {
    if (buffer->capacity - buffer->count < count) {
        size_t capacity = buffer->capacity ? buffer->capacity : 256;
        while (capacity - buffer->count < count) capacity *= 2;
        uint8_t *grown = realloc(buffer->bytes, capacity);
        if (!grown) return -1;
        buffer->bytes = grown;
        buffer->capacity = capacity;
    }
    if (count) memcpy(buffer->bytes + buffer->count, bytes, count);
    buffer->count += count;
    return 0;
}

int lh_append_byte(lh_buffer *buffer, uint8_t byte) { return lh_append(buffer, &byte, 1); }

int lh_append_string(lh_buffer *buffer, const char *bytes, size_t count) {
    uint32_t length = (uint32_t)count;
    if (lh_append_byte(buffer, LH_STRING) || lh_append(buffer, &length, sizeof length)) return -1;
    return lh_append(buffer, bytes, count);
}

/// One huge argument must not hold its memory for the rest of a night's run.
void lh_clear(lh_buffer *buffer) {
    buffer->count = 0;
    buffer->values = 0;
    if (buffer->capacity > LH_KEPT_BYTES) {
        free(buffer->bytes);
        buffer->bytes = NULL;
        buffer->capacity = 0;
    }
}
