/* Makes one system call on a file in a folder fail.

   FAULTS_UNDER  the folder; only files in it count
   FAULTS_AT     which call fails, counted from 1 among those that can fail this way; 0 or unset: none
   FAULTS_KIND   EIO, ENOSPC or SHORT, which reads or writes one byte
   FAULTS_OUT    the file for the number of calls and the name of the failed one, written at exit */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 4096

static atomic_long calls;
static atomic_char ours[FILES];
static atomic_char failed[64];
static long at;
static char kind;
static const char *under;

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
    const char *number = getenv("FAULTS_AT"), *name = getenv("FAULTS_KIND");
    at = number ? atol(number) : 0;
    kind = name ? name[0] == 'S' ? 'S' : name[1] : 'I';
    under = getenv("FAULTS_UNDER");
}

__attribute__((destructor)) static void end(void) {
    const char *out = getenv("FAULTS_OUT");
    char text[128];
    if (!out) return;
    int length = snprintf(text, sizeof text, "%ld %s\n", (long)calls, (char *)failed);
    int file = syscall(SYS_openat, AT_FDCWD, out, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (file >= 0) {
        if (syscall(SYS_write, file, text, length) < 0) return;
        syscall(SYS_close, file);
    }
}

static int is_below(const char *path) {
    if (!under || !path) return 0;
    return path[0] != '/' || strncmp(path, under, strlen(under)) == 0;
}

static int is_ours(int file) { return file >= 0 && file < FILES && ours[file]; }

/* Counts a call that can fail in the requested way; returns whether it must fail. */
static int fails(const char *name, int can_be_short, int takes_room) {
    if ((kind == 'S' && !can_be_short) || (kind == 'N' && !takes_room)) return 0;
    if (++calls != at) return 0;
    memcpy((char *)failed, name, strlen(name) + 1);
    if (kind != 'S') errno = kind == 'N' ? ENOSPC : EIO;
    return 1;
}

static int opened(int file, int is_one) {
    if (file >= 0 && file < FILES) ours[file] = is_one;
    return file;
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(name); \
        va_list more; \
        va_start(more, flags); \
        mode_t mode = va_arg(more, mode_t); \
        va_end(more); \
        int is_one = is_below(path); \
        if (is_one && fails(#name, 0, flags & O_CREAT)) return -1; \
        return opened(real(path, flags, mode), is_one); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
    int name(int folder, const char *path, int flags, ...) { \
        REAL(name); \
        va_list more; \
        va_start(more, flags); \
        mode_t mode = va_arg(more, mode_t); \
        va_end(more); \
        int is_one = folder == AT_FDCWD ? is_below(path) : is_ours(folder); \
        if (is_one && fails(#name, 0, flags & O_CREAT)) return -1; \
        return opened(real(folder, path, flags, mode), is_one); \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int file) {
    REAL(close);
    opened(file, 0);
    return real(file);
}

#define TRANSFER(name, takes_room, declared, given, shorter) \
    ssize_t name declared { \
        REAL(name); \
        if (is_ours(file) && fails(#name, bytes > 1, takes_room)) { \
            if (kind != 'S') return -1; \
            return real shorter; \
        } \
        return real given; \
    }
TRANSFER(read, 0, (int file, void *to, size_t bytes), (file, to, bytes), (file, to, 1))
TRANSFER(pread, 0, (int file, void *to, size_t bytes, off_t from), (file, to, bytes, from), (file, to, 1, from))
TRANSFER(pread64, 0, (int file, void *to, size_t bytes, off64_t from), (file, to, bytes, from), (file, to, 1, from))
TRANSFER(write, 1, (int file, const void *from, size_t bytes), (file, from, bytes), (file, from, 1))
TRANSFER(pwrite, 1, (int file, const void *from, size_t bytes, off_t to), (file, from, bytes, to), (file, from, 1, to))
TRANSFER(pwrite64, 1, (int file, const void *from, size_t bytes, off64_t to), (file, from, bytes, to), (file, from, 1, to))

ssize_t writev(int file, const struct iovec *from, int count) {
    REAL(writev);
    if (is_ours(file) && fails("writev", count > 1, 1)) {
        if (kind != 'S') return -1;
        count = 1;
    }
    return real(file, from, count);
}

#define ON_FILE(name, takes_room, declared, given) \
    int name declared { \
        REAL(name); \
        return is_ours(file) && fails(#name, 0, takes_room) ? -1 : real given; \
    }
ON_FILE(fsync, 1, (int file), (file))
ON_FILE(fdatasync, 1, (int file), (file))
ON_FILE(ftruncate, 1, (int file, off_t bytes), (file, bytes))
ON_FILE(ftruncate64, 1, (int file, off64_t bytes), (file, bytes))

#define ON_PATH(name, takes_room, declared, given) \
    int name declared { \
        REAL(name); \
        return is_below(path) && fails(#name, 0, takes_room) ? -1 : real given; \
    }
ON_PATH(rename, 1, (const char *path, const char *to), (path, to))
ON_PATH(unlink, 0, (const char *path), (path))
ON_PATH(rmdir, 0, (const char *path), (path))
ON_PATH(mkdir, 1, (const char *path, mode_t mode), (path, mode))

int unlinkat(int folder, const char *path, int flags) {
    REAL(unlinkat);
    int is_one = folder == AT_FDCWD ? is_below(path) : is_ours(folder);
    return is_one && fails("unlinkat", 0, 0) ? -1 : real(folder, path, flags);
}
