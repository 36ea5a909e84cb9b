// Libraries for --ep-library that load and then fail. MODE 0: has no entry point. MODE 1: refuses. MODE 2: finds no device.
// The types are the beginnings of those in onnxruntime_c_api.h and onnxruntime_ep_c_api.h.
#include <stddef.h>
#include <stdint.h>

typedef struct Status Status;
typedef struct { Status *(*create_status)(int code, const char *message); } Api;
typedef struct { const Api *(*get_api)(uint32_t version); const char *(*get_version)(void); } ApiBase;

int fake_library(void);
int fake_library(void) { return MODE; }

#if MODE
Status *CreateEpFactories(const char *name, const ApiBase *base, const void *logger, void **factories, size_t most, size_t *count);
Status *CreateEpFactories(const char *name, const ApiBase *base, const void *logger, void **factories, size_t most, size_t *count) {
  (void)name, (void)logger, (void)factories, (void)most;
  *count = 0;
  return MODE == 1 ? base->get_api(17)->create_status(1, "libcudnn.so.9: cannot open shared object file: No such file or directory") : NULL;
}

Status *ReleaseEpFactory(void *factory);
Status *ReleaseEpFactory(void *factory) {
  (void)factory;
  return NULL;
}
#endif
