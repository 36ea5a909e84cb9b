// Instead of NVIDIA's driver: its calls that moving pixels and logits needs, on the memory of the process.
// As careful as the real one: nothing works on a thread without the context, and a copy happens when the stream is waited for, not before.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int Result;
enum { SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NO_DEVICE = 100, INVALID_DEVICE = 101, INVALID_CONTEXT = 201 };
enum { LARGEST = 1 << 20 };

static _Thread_local void *current;
static struct { void *to; const void *from; size_t bytes; } queue[16];
static int queued, retained, live, started, context, stream;

int fake_live(void) { return live; }
int fake_retained(void) { return retained; }

Result cuInit(unsigned flags) {
  started = 1;
  return flags ? INVALID_VALUE : SUCCESS;
}

Result cuDeviceGet(int *device, int ordinal) {
  if (!started || ordinal > 0) return started ? INVALID_DEVICE : NO_DEVICE;
  *device = ordinal;
  return SUCCESS;
}

Result cuDevicePrimaryCtxRetain(void **result, int device) {
  (void)device;
  retained++;
  *result = &context;
  return SUCCESS;
}

Result cuDevicePrimaryCtxRelease_v2(int device) {
  (void)device;
  retained--;
  return SUCCESS;
}

Result cuCtxSetCurrent(void *wanted) {
  current = wanted;
  return SUCCESS;
}

Result cuStreamCreate(void **result, unsigned flags) {
  if (!current) return INVALID_CONTEXT;
  live++;
  *result = &stream;
  return flags == 1 ? SUCCESS : INVALID_VALUE;
}

Result cuStreamDestroy_v2(void *which) {
  if (!current) return INVALID_CONTEXT;
  live--;
  return which == &stream ? SUCCESS : INVALID_VALUE;
}

Result cuStreamSynchronize(void *which) {
  if (!current) return INVALID_CONTEXT;
  if (which != &stream) return INVALID_VALUE;
  for (int i = 0; i < queued; i++) memcpy(queue[i].to, queue[i].from, queue[i].bytes);
  queued = 0;
  return SUCCESS;
}

static Result allocate(void **result, size_t bytes) {
  if (!current) return INVALID_CONTEXT;
  if (bytes > LARGEST || !(*result = malloc(bytes))) return OUT_OF_MEMORY;
  memset(*result, 0xA5, bytes);
  live++;
  return SUCCESS;
}

static Result release(void *address) {
  if (!current) return INVALID_CONTEXT;
  free(address);
  live--;
  return SUCCESS;
}

Result cuMemAlloc_v2(void **result, size_t bytes) { return allocate(result, bytes); }
Result cuMemFree_v2(void *address) { return release(address); }
Result cuMemHostAlloc(void **result, size_t bytes, unsigned flags) { return flags ? INVALID_VALUE : allocate(result, bytes); }
Result cuMemFreeHost(void *address) { return release(address); }

static Result enqueue(void *to, const void *from, size_t bytes, void *which) {
  if (!current) return INVALID_CONTEXT;
  if (which != &stream || queued == 16) return INVALID_VALUE;
  queue[queued].to = to;
  queue[queued].from = from;
  queue[queued++].bytes = bytes;
  return SUCCESS;
}

Result cuMemcpyHtoDAsync_v2(void *device, const void *host, size_t bytes, void *which) { return enqueue(device, host, bytes, which); }
Result cuMemcpyDtoHAsync_v2(void *host, void *device, size_t bytes, void *which) { return enqueue(host, device, bytes, which); }

Result cuGetErrorString(Result error, const char **text) {
  *text = error == OUT_OF_MEMORY ? "out of memory"
    : error == NO_DEVICE ? "no CUDA-capable device is detected"
    : error == INVALID_DEVICE ? "invalid device ordinal"
    : error == INVALID_CONTEXT ? "invalid device context"
    : "invalid argument";
  return SUCCESS;
}
