// NCCL's calls for one process over the host's memory: the sum over two equal processes is the double.
#include <stddef.h>
#include <string.h>

typedef struct { char internal[128]; } ncclUniqueId;
static ncclUniqueId given;

int ncclGetUniqueId(ncclUniqueId *id) {
  for (int i = 0; i < 128; i++) given.internal[i] = (char)(i + 1);
  *id = given;
  return 0;
}

// Code 5: the name arrived damaged.
int ncclCommInitRank(void **comm, int ranks, ncclUniqueId id, int rank) {
  if (memcmp(&id, &given, sizeof id) != 0 || ranks != 1 || rank != 0) return 5;
  *comm = &given;
  return 0;
}

int ncclAllReduce(const void *send, void *receive, size_t count, int type, int operation, void *comm, void *stream) {
  if (comm != &given || operation != 0 || stream != NULL || send != receive) return 4;
  if (type == 7) {
    for (size_t i = 0; i < count; i++) ((float *)receive)[i] *= 2;
  } else if (type == 9) {
    for (size_t i = 0; i < count; i++) ((unsigned short *)receive)[i] += 1 << 7; // one more in the exponent
  } else {
    return 4;
  }
  return 0;
}

int ncclCommDestroy(void *comm) { return comm != &given; }

const char *ncclGetErrorString(int code) { return code == 5 ? "invalid usage" : "invalid argument"; }
