/*
 * A camera at /dev/video0 (or another number) for tests, as a library for LD_PRELOAD: answers what a driver of Video4Linux answers, for the
 * program that it is loaded into. Two formats (YUYV, MJPG), streaming I/O with mapped buffers, a clock of its own.
 *
 * The picture carries the number of its frame: 4x4 cells in the largest centred square, black or white, one a bit, the
 * lowest first; a brighter bar wanders over them. A camera that is ordered to give one format only shows four colours
 * instead: red, green / blue, white. A camera that is ordered to show a picture shows it, with noise, out of the file
 * that is named like the block with .pictures at its end: grey pictures of 320x240 bytes. The block that the file named by FAKE_V4L2 holds is shared with the
 * test: what it orders, and what the camera tells.
 *
 * A descriptor is a memory file, so that mmap, dup and the number's uniqueness are the kernel's affair; the pages are the
 * buffers. Everything else passes through.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

#define MOST_BUFFERS 8
#define MOST_BYTES (2 << 20)        /* a whole number of pages */
#define MOST_DESCRIPTORS 1024

/* Shared with FakeCamera.cs, which has the same order. */
struct control {
  volatile int32_t plugged;       /* orders: the node exists */
  volatile int32_t generation;    /* counts unplugs: a descriptor of an earlier one is dead */
  volatile int32_t stalled;       /* no picture comes */
  volatile int32_t torn;          /* so many of the next pictures are torn ... */
  volatile int32_t tear;          /* ... 0: cut in the middle; 1: noise; 2: nothing; 3: flagged as bad by the driver */
  volatile int32_t lag_ms;        /* between a picture's timestamp and its delivery */
  volatile int32_t wrong_clock;   /* timestamps of the wall clock */
  volatile int32_t has_controls;  /* exposure and focus */
  volatile int32_t busy;          /* another program streams */
  volatile int32_t frame;         /* tells: number of the newest picture */
  volatile int32_t delivered;     /* pictures dequeued */
  volatile int32_t opened;        /* descriptors opened since the start */
  volatile int32_t open;          /* descriptors open now */
  volatile int32_t fourcc, width, height, fps;
  volatile int32_t exposure_auto, exposure, focus_auto, focus;
  volatile int32_t only_fourcc, only_width, only_height; /* orders: the only format; 0: the table below */
  volatile int32_t padding;       /* bytes after each line of the only format */
  volatile int32_t used_percent;  /* of each second buffer of the only format; 0: all */
  volatile int32_t skipped;       /* numbers that the driver leaves out before each picture */
  volatile int32_t clock;         /* 0: as above; 1: zero; 2: five seconds old; 3: in the future; 4: back and forth; 5: copied */
  volatile int32_t node;          /* the number of /dev/video */
  volatile int32_t name;          /* 0: Counting Camera; 1: with control characters; 2: another one */
  volatile int32_t capabilities;  /* of the node; 0: a camera */
  volatile int32_t start_error;   /* errno of STREAMON */
  volatile int32_t open_error;    /* errno of open */
  volatile int32_t no_mapping;    /* no buffers to map */
  volatile int32_t period_ms;     /* between pictures, whatever is promised */
  volatile int32_t first_ms;      /* before the first picture */
  volatile int32_t sizes;         /* 0: a list; 1: from ... to, in steps; 2: none told */
  volatile int32_t focus_step;
  volatile int32_t rate_numerator, rate_denominator; /* tells: what S_PARM asked */
  volatile int32_t any_rate;      /* takes rates that it does not list */
  volatile int32_t picture;       /* number of the picture to show, from 1 on; 0: the frame's number; needs the only format YUYV 640x480 */
};

struct size { uint32_t width, height, fps[2]; };
struct format { uint32_t fourcc; const char *name; struct size sizes[3]; };

static const struct format formats[] = {
  { V4L2_PIX_FMT_YUYV, "YUYV 4:2:2", { { 640, 480, { 30, 15 } }, { 320, 240, { 30, 0 } }, { 1280, 720, { 10, 0 } } } },
  { V4L2_PIX_FMT_MJPEG, "Motion-JPEG", { { 640, 480, { 30, 0 } }, { 1280, 720, { 60, 30 } } } },
};

struct camera {
  int generation, streaming, buffers, queued, done;
  int queue[MOST_BUFFERS], finished[MOST_BUFFERS];
  struct v4l2_buffer filled[MOST_BUFFERS];
  uint8_t *memory;
  int64_t next;                   /* microseconds of CLOCK_MONOTONIC: the next picture */
};

static struct control *control;
static struct camera *cameras[MOST_DESCRIPTORS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name, type) \
  static __typeof__(type) real; \
  if (!real) real = (__typeof__(type))dlsym(RTLD_NEXT, name)

static int64_t microseconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

__attribute__((constructor)) static void start(void) {
  const char *path = getenv("FAKE_V4L2");
  int file = path ? open(path, O_RDWR) : -1;
  if (file < 0) return;
  void *memory = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory != MAP_FAILED) control = memory;
  close(file);
}

/* ---- Pictures ---- */

static int brightness(int number, uint32_t x, uint32_t y) {
  uint32_t side = control->width < control->height ? control->width : control->height;
  uint32_t left = (control->width - side) / 2, top = (control->height - side) / 2;
  int bar = (x / 16 + number) % 20 == 0 ? 20 : 0;
  if (x < left || x >= left + side || y < top || y >= top + side) return 110 + bar;
  int bit = (y - top) * 4 / side * 4 + (x - left) * 4 / side;
  return (number >> bit & 1 ? 215 : 25) + bar;
}

static uint32_t draw_yuyv(uint8_t *out, int number) {
  uint32_t width = control->width, height = control->height;
  for (uint32_t y = 0; y < height; y++) {
    uint8_t *row = out + (size_t)y * width * 2;
    if (y % 8) {                  /* nothing in the picture is finer than eight rows */
      memcpy(row, row - (size_t)width * 2, (size_t)width * 2);
      continue;
    }
    for (uint32_t x = 0; x < width; x++) {
      row[2 * x] = (uint8_t)brightness(number, x, y);
      row[2 * x + 1] = 128;
    }
  }
  return width * height * 2;
}

/* ---- The only format: four colours ---- */

static int bytes_per_pixel(void) {
  switch (control->only_fourcc) {
    case V4L2_PIX_FMT_YUYV: case V4L2_PIX_FMT_UYVY: case V4L2_PIX_FMT_YVYU: case V4L2_PIX_FMT_Y16: case V4L2_PIX_FMT_Y10: case V4L2_PIX_FMT_RGB565: return 2;
    case V4L2_PIX_FMT_RGB24: case V4L2_PIX_FMT_BGR24: return 3;
    case V4L2_PIX_FMT_XBGR32: return 4;
    default: return 1;
  }
}

static uint32_t line_bytes(void) {
  return control->width * (control->only_fourcc ? bytes_per_pixel() : 2) + control->padding;
}

static int is_planar(void) {
  return control->only_fourcc == (int32_t)V4L2_PIX_FMT_NV12 || control->only_fourcc == (int32_t)V4L2_PIX_FMT_NV21 || control->only_fourcc == (int32_t)V4L2_PIX_FMT_YUV420 || control->only_fourcc == (int32_t)V4L2_PIX_FMT_YVU420;
}

static uint32_t only_bytes(void) {
  uint32_t rows = control->height;
  return line_bytes() * (is_planar() ? rows + (rows + 1) / 2 : rows);
}

static void draw_pixel(uint8_t *out, uint32_t line, uint32_t x, uint32_t y, const uint8_t *rgb) {
  int r = rgb[0], g = rgb[1], b = rgb[2], width = control->width, height = control->height;
  uint8_t luma = (uint8_t)(16 + (66 * r + 129 * g + 25 * b) / 256), u = (uint8_t)(128 + (-38 * r - 74 * g + 112 * b) / 256), v = (uint8_t)(128 + (112 * r - 94 * g - 18 * b) / 256);
  uint8_t *at = out + (size_t)y * line + (size_t)x * bytes_per_pixel();
  uint8_t *colour = out + (size_t)line * height + (size_t)(y / 2) * line + (x & ~1u), *plane = out + (size_t)line * height + (size_t)(y / 2) * (line / 2) + x / 2;
  size_t next = (size_t)(line / 2) * ((height + 1) / 2);
  int odd = x & 1, last = (int)x == width - 1 && !odd;
  switch (control->only_fourcc) {
    case V4L2_PIX_FMT_YUYV: at[0] = luma; at[1] = odd ? v : u; break;
    case V4L2_PIX_FMT_YVYU: at[0] = luma; at[1] = odd ? u : v; break;
    case V4L2_PIX_FMT_UYVY: at[1] = luma; at[0] = odd ? v : u; break;
    case V4L2_PIX_FMT_NV12: at[0] = luma; colour[0] = u; if (!last) colour[1] = v; break;
    case V4L2_PIX_FMT_NV21: at[0] = luma; colour[0] = v; if (!last) colour[1] = u; break;
    case V4L2_PIX_FMT_YUV420: at[0] = luma; plane[0] = u; plane[next] = v; break;
    case V4L2_PIX_FMT_YVU420: at[0] = luma; plane[0] = v; plane[next] = u; break;
    case V4L2_PIX_FMT_GREY: at[0] = luma; break;
    case V4L2_PIX_FMT_Y16: at[0] = 0x55; at[1] = luma; break;
    case V4L2_PIX_FMT_Y10: at[0] = (uint8_t)(luma << 2); at[1] = luma >> 6; break;
    case V4L2_PIX_FMT_RGB24: at[0] = r; at[1] = g; at[2] = b; break;
    case V4L2_PIX_FMT_BGR24: case V4L2_PIX_FMT_XBGR32: at[0] = b; at[1] = g; at[2] = r; break;
    case V4L2_PIX_FMT_RGB565: at[0] = (uint8_t)((g >> 2 & 7) << 5 | b >> 3); at[1] = (uint8_t)(r >> 3 << 3 | g >> 5); break;
    case V4L2_PIX_FMT_SRGGB8: at[0] = rgb[y & 1 ? 1 + odd : odd]; break;
    default: break;
  }
}

static uint32_t draw_only(uint8_t *out) {
  static const uint8_t colours[4][3] = { { 200, 40, 40 }, { 40, 180, 40 }, { 40, 40, 200 }, { 200, 200, 200 } };
  memset(out, 0x77, only_bytes()); /* the padding is no picture */
  for (uint32_t y = 0; y < (uint32_t)control->height; y++)
    for (uint32_t x = 0; x < (uint32_t)control->width; x++)
      draw_pixel(out, line_bytes(), x, y, colours[(y >= (uint32_t)control->height / 2) * 2 + (x >= (uint32_t)control->width / 2)]);
  return only_bytes();
}

/* ---- Pictures of a file, twice as large ---- */

#define PICTURE_WIDTH 320
#define PICTURE_HEIGHT 240

static const uint8_t *pictures(void) {
  static const uint8_t *all;
  if (all) return all;
  char path[4096];
  snprintf(path, sizeof path, "%s.pictures", getenv("FAKE_V4L2"));
  int file = open(path, O_RDONLY);
  if (file < 0) return NULL;
  void *memory = mmap(NULL, (size_t)lseek(file, 0, SEEK_END), PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (memory != MAP_FAILED) all = memory;
  return all;
}

static uint32_t draw_picture(uint8_t *out, int number) {
  const uint8_t *picture = pictures();
  if (!picture) return 0;
  picture += (size_t)(control->picture - 1) * PICTURE_WIDTH * PICTURE_HEIGHT;
  uint32_t noise = (uint32_t)number * 2654435761u;
  for (uint32_t y = 0; y < 2 * PICTURE_HEIGHT; y++) {
    const uint8_t *row = picture + (size_t)(y / 2) * PICTURE_WIDTH;
    for (uint32_t x = 0; x < 2 * PICTURE_WIDTH; x++) {
      noise = noise * 1664525 + 1013904223;
      int luma = 16 + row[x / 2] * 219 / 255 + (int)(noise >> 29) - 4;
      *out++ = (uint8_t)(luma < 16 ? 16 : luma > 235 ? 235 : luma);
      *out++ = 128;
    }
  }
  return 4 * PICTURE_WIDTH * PICTURE_HEIGHT * 2;
}

/* A baseline JPEG of one grey component whose 8x8 blocks are flat: only their first coefficient is coded. */
struct bits { uint8_t *out; uint32_t held; int count; };

static void put(struct bits *bits, uint32_t value, int length) {
  for (int i = length - 1; i >= 0; i--) {
    bits->held = bits->held << 1 | (value >> i & 1);
    if (++bits->count < 8) continue;
    *bits->out++ = (uint8_t)bits->held;
    if ((bits->held & 0xFF) == 0xFF) *bits->out++ = 0;
    bits->held = 0;
    bits->count = 0;
  }
}

static uint32_t draw_jpeg(uint8_t *out, int number) {
  uint8_t *at = out;
  uint32_t width = control->width, height = control->height;
  static const uint8_t quantisation[] = { 0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0 };
  memcpy(at, quantisation, sizeof quantisation);
  at += sizeof quantisation;
  memset(at, 8, 64);              /* a step of the first coefficient is then one step of brightness */
  at += 64;
  const uint8_t frame[] = { 0xFF, 0xC0, 0, 11, 8, height >> 8, height & 0xFF, width >> 8, width & 0xFF, 1, 1, 0x11, 0 };
  memcpy(at, frame, sizeof frame);
  at += sizeof frame;
  static const uint8_t tables[] = {
    0xFF, 0xC4, 0, 28, 0x00, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, /* differences: nine codes of four bits */
    0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,                          /* end of block: one bit */
    0xFF, 0xDA, 0, 8, 1, 1, 0x00, 0, 63, 0,
  };
  memcpy(at, tables, sizeof tables);
  struct bits bits = { at + sizeof tables, 0, 0 };
  int before = 0;
  for (uint32_t y = 0; y < height; y += 8) {
    for (uint32_t x = 0; x < width; x += 8) {
      int level = brightness(number, x, y) - 128, difference = level - before, length = 0;
      before = level;
      for (int rest = abs(difference); rest; rest >>= 1) length++;
      put(&bits, length, 4);
      put(&bits, difference < 0 ? difference - 1 : difference, length);
      put(&bits, 0, 1);
    }
  }
  put(&bits, 0x7F, 7);            /* fills the last byte */
  *bits.out++ = 0xFF;
  *bits.out++ = 0xD9;
  return bits.out - out;
}

static void tear(struct v4l2_buffer *buffer, uint8_t *picture) {
  if (control->torn <= 0) return;
  control->torn--;
  switch (control->tear) {
    case 0: buffer->bytesused /= 2; break;
    case 1: for (uint32_t i = 0; i < buffer->bytesused; i++) picture[i] = (uint8_t)(i * 2654435761u >> 24); break;
    case 2: buffer->bytesused = 0; break;
    default: buffer->flags |= V4L2_BUF_FLAG_ERROR; buffer->bytesused /= 2; break;
  }
}

/* ---- The camera's clock: fills queued buffers with the pictures that are due ---- */

static void advance(struct camera *camera) {
  int64_t now = microseconds(CLOCK_MONOTONIC), period = control->period_ms ? control->period_ms * 1000LL : 1000000 / control->fps, lag = control->lag_ms * 1000LL;
  if (!camera->streaming) return;
  if (control->stalled || now - camera->next > 1000000 + period) {
    camera->next = now + period;  /* not even buffers that were queued for long are filled with what was */
    return;
  }
  for (; camera->next + lag <= now; camera->next += period) {
    control->frame += 1 + control->skipped;
    if (camera->queued == 0) continue; /* nowhere to put it */
    int index = camera->queue[0];
    memmove(camera->queue, camera->queue + 1, --camera->queued * sizeof(int));
    camera->finished[camera->done++] = index;
    uint8_t *picture = camera->memory + (size_t)index * MOST_BYTES;
    struct v4l2_buffer *buffer = &camera->filled[index];
    buffer->flags = V4L2_BUF_FLAG_MAPPED | V4L2_BUF_FLAG_DONE | (control->wrong_clock ? V4L2_BUF_FLAG_TIMESTAMP_UNKNOWN : V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC);
    buffer->bytesused = control->picture ? draw_picture(picture, control->frame) : control->only_fourcc ? draw_only(picture) : control->fourcc == (int32_t)V4L2_PIX_FMT_MJPEG ? draw_jpeg(picture, control->frame) : draw_yuyv(picture, control->frame);
    buffer->sequence = control->frame;
    int64_t taken = control->wrong_clock ? microseconds(CLOCK_REALTIME) : camera->next;
    switch (control->clock) {
      case 1: taken = 0; break;
      case 2: taken -= 5000000; break;
      case 3: taken += 500000; break;
      case 4: taken -= control->frame % 20 >= 10 ? 400000 : 0; break;
      case 5: buffer->flags = V4L2_BUF_FLAG_MAPPED | V4L2_BUF_FLAG_DONE | V4L2_BUF_FLAG_TIMESTAMP_COPY; taken -= 100000; break;
      default: break;
    }
    if (control->used_percent && control->frame % 2) buffer->bytesused = buffer->bytesused / 100 * control->used_percent;
    buffer->timestamp.tv_sec = taken / 1000000;
    buffer->timestamp.tv_usec = taken % 1000000;
    tear(buffer, picture);
  }
}

static int gone(const struct camera *camera) {
  return !control->plugged || camera->generation != control->generation;
}

/* Events for poll, or 0. */
static short ready(struct camera *camera) {
  if (gone(camera) || !camera->streaming) return POLLERR | POLLHUP;
  advance(camera);
  return camera->done > 0 ? POLLIN | POLLRDNORM : 0;
}

/* ---- What the driver answers ---- */

static int fail(int error) {
  errno = error;
  return -1;
}

static const struct format *only(void) {
  static struct format format;
  format = (struct format){ control->only_fourcc, "Only", { { control->only_width, control->only_height, { 30, 0 } } } };
  return &format;
}

static const struct format *at(uint32_t index) {
  if (control->only_fourcc) return index ? NULL : only();
  return index < sizeof formats / sizeof *formats ? &formats[index] : NULL;
}

static const struct format *find(uint32_t fourcc) {
  if (control->only_fourcc) return control->only_fourcc == (int32_t)fourcc ? only() : NULL;
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
    if (formats[i].fourcc == fourcc) return &formats[i];
  return NULL;
}

static const struct size *nearest(const struct format *format, uint32_t width, uint32_t height) {
  const struct size *best = format->sizes;
  for (int i = 1; i < 3 && format->sizes[i].width; i++) {
    const struct size *size = &format->sizes[i];
    if (llabs((int64_t)size->width * size->height - (int64_t)width * height) < llabs((int64_t)best->width * best->height - (int64_t)width * height)) best = size;
  }
  return best;
}

static void describe(struct v4l2_pix_format *pix) {
  pix->width = control->width;
  pix->height = control->height;
  pix->pixelformat = control->fourcc;
  pix->field = V4L2_FIELD_NONE;
  pix->bytesperline = control->fourcc == (int32_t)V4L2_PIX_FMT_MJPEG ? 0 : line_bytes();
  pix->sizeimage = control->only_fourcc ? only_bytes() : pix->width * pix->height * 2;
  pix->colorspace = V4L2_COLORSPACE_SRGB;
}

static int set_format(struct camera *camera, struct v4l2_pix_format *pix) {
  if (control->busy || camera->buffers) return fail(EBUSY);
  const struct format *format = find(pix->pixelformat);
  if (!format) format = at(0);
  const struct size *size = nearest(format, pix->width, pix->height);
  control->fourcc = format->fourcc;
  control->width = control->sizes ? pix->width / 8 * 8 : size->width;
  control->height = control->sizes ? pix->height / 4 * 4 : size->height;
  control->fps = size->fps[0];
  describe(pix);
  return 0;
}

static void tell_rate(struct v4l2_captureparm *parameters) {
  parameters->capability = V4L2_CAP_TIMEPERFRAME;
  parameters->timeperframe.numerator = 1;
  parameters->timeperframe.denominator = control->fps;
}

static int set_rate(struct v4l2_captureparm *parameters) {
  const struct size *size = nearest(find(control->fourcc), control->width, control->height);
  struct v4l2_fract wanted = parameters->timeperframe;
  control->rate_numerator = wanted.numerator;
  control->rate_denominator = wanted.denominator;
  uint32_t fps = wanted.numerator ? wanted.denominator / wanted.numerator : 0;
  if (!control->any_rate || !fps) fps = size->fps[1] && fps && fps <= size->fps[1] ? size->fps[1] : size->fps[0];
  control->fps = (int32_t)fps;
  tell_rate(parameters);
  return 0;
}

static volatile int32_t *value_of(uint32_t id, struct v4l2_queryctrl *about) {
  static const struct { uint32_t id; const char *name; int least, most, standard; } known[] = {
    { V4L2_CID_EXPOSURE_AUTO, "Auto Exposure", 0, 3, 3 },
    { V4L2_CID_EXPOSURE_ABSOLUTE, "Exposure Time, Absolute", 3, 2047, 250 },
    { V4L2_CID_FOCUS_AUTO, "Focus, Automatic Continuous", 0, 1, 1 },
    { V4L2_CID_FOCUS_ABSOLUTE, "Focus, Absolute", 0, 250, 0 },
  };
  volatile int32_t *const values[] = { &control->exposure_auto, &control->exposure, &control->focus_auto, &control->focus };
  for (int i = 0; control->has_controls && i < 4; i++) {
    if (known[i].id != id) continue;
    if (about) {
      strcpy((char *)about->name, known[i].name);
      about->type = V4L2_CTRL_TYPE_INTEGER;
      about->minimum = known[i].least;
      about->maximum = known[i].most;
      about->default_value = known[i].standard;
      about->step = id == V4L2_CID_FOCUS_ABSOLUTE && control->focus_step ? control->focus_step : 1;
    }
    return values[i];
  }
  return NULL;
}

static int request(struct camera *camera, struct v4l2_requestbuffers *wanted) {
  if (control->busy) return fail(EBUSY);
  if (control->no_mapping || wanted->memory != V4L2_MEMORY_MMAP) return fail(EINVAL);
  camera->streaming = camera->queued = camera->done = 0;
  if (wanted->count > MOST_BUFFERS) wanted->count = MOST_BUFFERS;
  camera->buffers = wanted->count;
  return 0;
}

static int dequeue(struct camera *camera, struct v4l2_buffer *buffer) {
  if (!camera->streaming) return fail(EINVAL);
  advance(camera);
  if (camera->done == 0) return fail(EAGAIN); /* who opens without O_NONBLOCK is not served here */
  int index = camera->finished[0];
  memmove(camera->finished, camera->finished + 1, --camera->done * sizeof(int));
  *buffer = camera->filled[index];
  buffer->flags &= ~V4L2_BUF_FLAG_DONE;
  control->delivered++;
  return 0;
}

static int answer(struct camera *camera, unsigned long request_code, void *argument);

/* The multi-planar form with one plane, of what the single-planar one answers. */
static int answer_planes(struct camera *camera, unsigned long request_code, void *argument) {
  switch (request_code) {
    case VIDIOC_ENUM_FMT: {
      struct v4l2_fmtdesc *d = argument, single = *d;
      if (d->type != V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE) return fail(EINVAL);
      single.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
      int result = answer(camera, request_code, &single);
      d->pixelformat = single.pixelformat;
      return result;
    }
    case VIDIOC_G_FMT: case VIDIOC_S_FMT: {
      struct v4l2_format *format = argument, single = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
      struct v4l2_pix_format_mplane *planes = &format->fmt.pix_mp;
      if (format->type != V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE) return fail(EINVAL);
      single.fmt.pix.width = planes->width;
      single.fmt.pix.height = planes->height;
      single.fmt.pix.pixelformat = planes->pixelformat;
      int result = answer(camera, request_code, &single);
      memset(planes, 0, sizeof *planes);
      planes->width = single.fmt.pix.width;
      planes->height = single.fmt.pix.height;
      planes->pixelformat = single.fmt.pix.pixelformat;
      planes->num_planes = 1;
      planes->plane_fmt[0].bytesperline = single.fmt.pix.bytesperline;
      planes->plane_fmt[0].sizeimage = single.fmt.pix.sizeimage;
      return result;
    }
    case VIDIOC_QUERYBUF: case VIDIOC_QBUF: case VIDIOC_DQBUF: {
      struct v4l2_buffer *buffer = argument, single = *buffer;
      struct v4l2_plane *plane = buffer->m.planes;
      if (buffer->type != V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE || !plane || !buffer->length) return fail(EINVAL);
      int result = answer(camera, request_code, &single);
      *buffer = single;
      buffer->type = V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE;
      buffer->m.planes = plane;
      buffer->length = 1;
      plane->length = MOST_BYTES;
      plane->m.mem_offset = single.index * MOST_BYTES;
      plane->bytesused = single.bytesused;
      return result;
    }
    default: return answer(camera, request_code, argument);
  }
}

static int answer(struct camera *camera, unsigned long request_code, void *argument) {
  if (gone(camera)) return fail(ENODEV);
  switch (request_code) {
    case VIDIOC_QUERYCAP: {
      struct v4l2_capability *c = argument;
      memset(c, 0, sizeof *c);
      strcpy((char *)c->driver, "fake");
      static const char *const names[] = { "Counting Camera", "Evil\x1b[31m\nCamera", "Other Camera" };
      strcpy((char *)c->card, names[control->name]);
      strcpy((char *)c->bus_info, "test");
      c->device_caps = control->capabilities ? (uint32_t)control->capabilities : V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
      c->capabilities = c->device_caps | V4L2_CAP_DEVICE_CAPS;
      return 0;
    }
    case VIDIOC_ENUM_FMT: {
      struct v4l2_fmtdesc *d = argument;
      const struct format *format = at(d->index);
      if (d->type != V4L2_BUF_TYPE_VIDEO_CAPTURE || !format) return fail(EINVAL);
      d->pixelformat = format->fourcc;
      strcpy((char *)d->description, format->name);
      return 0;
    }
    case VIDIOC_ENUM_FRAMESIZES: {
      struct v4l2_frmsizeenum *s = argument;
      const struct format *format = find(s->pixel_format);
      if (control->sizes == 2) return fail(ENOTTY);
      if (control->sizes == 1) {
        if (s->index) return fail(EINVAL);
        s->type = V4L2_FRMSIZE_TYPE_STEPWISE;
        s->stepwise = (struct v4l2_frmsize_stepwise){ 160, 2592, 8, 120, 1944, 4 };
        return 0;
      }
      if (!format || s->index >= 3 || !format->sizes[s->index].width) return fail(EINVAL);
      s->type = V4L2_FRMSIZE_TYPE_DISCRETE;
      s->discrete.width = format->sizes[s->index].width;
      s->discrete.height = format->sizes[s->index].height;
      return 0;
    }
    case VIDIOC_ENUM_FRAMEINTERVALS: {
      struct v4l2_frmivalenum *i = argument;
      const struct format *format = find(i->pixel_format);
      if (control->sizes == 2) return fail(ENOTTY);
      const struct size *size = format ? nearest(format, i->width, i->height) : NULL;
      if (!size || size->width != i->width || i->index >= 2 || !size->fps[i->index]) return fail(EINVAL);
      i->type = V4L2_FRMIVAL_TYPE_DISCRETE;
      i->discrete.numerator = 1;
      i->discrete.denominator = size->fps[i->index];
      return 0;
    }
    case VIDIOC_G_FMT: describe(&((struct v4l2_format *)argument)->fmt.pix); return 0;
    case VIDIOC_S_FMT: return set_format(camera, &((struct v4l2_format *)argument)->fmt.pix);
    case VIDIOC_G_PARM: tell_rate(&((struct v4l2_streamparm *)argument)->parm.capture); return 0;
    case VIDIOC_S_PARM: return set_rate(&((struct v4l2_streamparm *)argument)->parm.capture);
    case VIDIOC_G_INPUT: *(int *)argument = 0; return 0;
    case VIDIOC_QUERYCTRL: return value_of(((struct v4l2_queryctrl *)argument)->id, argument) ? 0 : fail(EINVAL);
    case VIDIOC_G_CTRL: {
      struct v4l2_control *c = argument;
      volatile int32_t *value = value_of(c->id, NULL);
      if (!value) return fail(EINVAL);
      c->value = *value;
      return 0;
    }
    case VIDIOC_S_CTRL: {
      struct v4l2_control *c = argument;
      struct v4l2_queryctrl about;
      volatile int32_t *value = value_of(c->id, &about);
      if (!value) return fail(EINVAL);
      if (c->value < about.minimum || c->value > about.maximum) return fail(ERANGE);
      if (about.step > 1) c->value = c->value / about.step * about.step;
      *value = c->value;
      return 0;
    }
    case VIDIOC_REQBUFS: return request(camera, argument);
    case VIDIOC_QUERYBUF: {
      struct v4l2_buffer *b = argument;
      if ((int)b->index >= camera->buffers) return fail(EINVAL);
      b->length = MOST_BYTES;
      b->m.offset = b->index * MOST_BYTES;
      camera->filled[b->index] = *b;
      return 0;
    }
    case VIDIOC_QBUF: {
      struct v4l2_buffer *b = argument;
      if ((int)b->index >= camera->buffers || camera->queued == MOST_BUFFERS) return fail(EINVAL);
      camera->queue[camera->queued++] = b->index;
      return 0;
    }
    case VIDIOC_DQBUF: return dequeue(camera, argument);
    case VIDIOC_STREAMON:
      if (control->start_error) return fail(control->start_error);
      camera->streaming = 1;
      camera->next = microseconds(CLOCK_MONOTONIC) + 1000000 / control->fps + control->first_ms * 1000LL;
      return 0;
    case VIDIOC_STREAMOFF:
      camera->streaming = camera->queued = camera->done = 0;
      return 0;
    default: return fail(ENOTTY);
  }
}

/* ---- The calls of libc that a program makes ---- */

static struct camera *camera_of(int descriptor) {
  return descriptor >= 0 && descriptor < MOST_DESCRIPTORS ? cameras[descriptor] : NULL;
}

static int open_camera(void) {
  if (!control->plugged) return fail(ENOENT);
  if (control->open_error) return fail(control->open_error);
  int descriptor = memfd_create("fake-video0", MFD_CLOEXEC);
  if (descriptor < 0 || descriptor >= MOST_DESCRIPTORS) return fail(EMFILE);
  struct camera *camera = calloc(1, sizeof *camera);
  if (ftruncate(descriptor, (off_t)MOST_BUFFERS * MOST_BYTES)) return fail(ENOMEM);
  camera->memory = mmap(NULL, (size_t)MOST_BUFFERS * MOST_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  camera->generation = control->generation;
  pthread_mutex_lock(&lock);
  cameras[descriptor] = camera;
  control->opened++;
  control->open++;
  pthread_mutex_unlock(&lock);
  return descriptor;
}

static int is_camera(const char *path) {
  char device[32];
  if (!control || !path) return 0;
  snprintf(device, sizeof device, "/dev/video%d", control->node);
  return strcmp(path, device) == 0;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    REAL(#name, int (*)(const char *, int, ...)); \
    va_list more; \
    va_start(more, flags); \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; \
    va_end(more); \
    return is_camera(path) ? open_camera() : real(path, flags, mode); \
  }

OPEN(open)
OPEN(open64)

int openat(int folder, const char *path, int flags, ...) {
  REAL("openat", int (*)(int, const char *, int, ...));
  va_list more;
  va_start(more, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
  va_end(more);
  return is_camera(path) ? open_camera() : real(folder, path, flags, mode);
}

int close(int descriptor) {
  REAL("close", int (*)(int));
  struct camera *camera = camera_of(descriptor);
  if (camera) {
    pthread_mutex_lock(&lock);
    cameras[descriptor] = NULL;
    control->open--;
    pthread_mutex_unlock(&lock);
    munmap(camera->memory, (size_t)MOST_BUFFERS * MOST_BYTES);
    free(camera);
  }
  return real(descriptor);
}

int ioctl(int descriptor, unsigned long request_code, ...) {
  REAL("ioctl", int (*)(int, unsigned long, void *));
  va_list more;
  va_start(more, request_code);
  void *argument = va_arg(more, void *);
  va_end(more);
  struct camera *camera = camera_of(descriptor);
  if (!camera) return real(descriptor, request_code, argument);
  pthread_mutex_lock(&lock);
  int result = control->capabilities & V4L2_CAP_VIDEO_CAPTURE_MPLANE ? answer_planes(camera, request_code, argument) : answer(camera, request_code, argument);
  int error = errno;
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

/* Looks every millisecond whether the only descriptor waited for is ready; a program waits for a camera alone. */
static short wait_for(struct camera *camera, int64_t patience) {
  int64_t end = microseconds(CLOCK_MONOTONIC) + patience;
  while (1) {
    pthread_mutex_lock(&lock);
    short events = ready(camera);
    pthread_mutex_unlock(&lock);
    if (events || (patience >= 0 && microseconds(CLOCK_MONOTONIC) >= end)) return events;
    usleep(1000);
  }
}

int poll(struct pollfd *descriptors, nfds_t count, int timeout_ms) {
  REAL("poll", int (*)(struct pollfd *, nfds_t, int));
  struct camera *camera = count == 1 ? camera_of(descriptors[0].fd) : NULL;
  if (!camera) return real(descriptors, count, timeout_ms);
  descriptors[0].revents = wait_for(camera, timeout_ms < 0 ? -1 : timeout_ms * 1000LL);
  return descriptors[0].revents != 0;
}

int select(int count, fd_set *reading, fd_set *writing, fd_set *failing, struct timeval *timeout) {
  REAL("select", int (*)(int, fd_set *, fd_set *, fd_set *, struct timeval *));
  struct camera *camera = reading && count > 0 && FD_ISSET(count - 1, reading) ? camera_of(count - 1) : NULL;
  if (!camera) return real(count, reading, writing, failing, timeout);
  if (wait_for(camera, timeout ? timeout->tv_sec * 1000000LL + timeout->tv_usec : -1)) return 1;
  FD_ZERO(reading);
  return 0;
}
