/* Measures the lowest cost of running a program: posix_spawn and three pipes, nothing else.
 *
 *   spawn_floor PAYLOAD PROGRAM [ARG]...
 *
 * For each byte on stdin it runs the program once, with the payload's bytes on stdin, and prints the
 * time from the first pipe to the collected child, in nanoseconds. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void must(int ok, const char *what) {
    if (!ok) {
        perror(what);
        exit(1);
    }
}

static void drain(int from) {
    char bytes[16384];
    while (read(from, bytes, sizeof bytes) > 0) {
    }
    close(from);
}

static void once(char **argv, const char *payload, size_t length) {
    int in[2], out[2], err[2], status;
    posix_spawn_file_actions_t actions;
    pid_t child;
    must(!pipe2(in, O_CLOEXEC) && !pipe2(out, O_CLOEXEC) && !pipe2(err, O_CLOEXEC), "pipe2");
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    posix_spawn_file_actions_adddup2(&actions, err[1], 2);
    must(posix_spawn(&child, argv[0], &actions, NULL, argv, environ) == 0, "posix_spawn");
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    close(err[1]);
    must(write(in[1], payload, length) == (ssize_t)length, "write");
    close(in[1]);
    drain(out[0]);
    drain(err[0]);
    must(waitpid(child, &status, 0) == child && status == 0, "waitpid");
}

int main(int argc, char **argv) {
    char go;
    must(argc > 2, "usage");
    while (read(0, &go, 1) == 1) {
        struct timespec from, to;
        clock_gettime(CLOCK_MONOTONIC, &from);
        once(argv + 2, argv[1], strlen(argv[1]));
        clock_gettime(CLOCK_MONOTONIC, &to);
        printf("%lld\n", (to.tv_sec - from.tv_sec) * 1000000000LL + to.tv_nsec - from.tv_nsec);
        fflush(stdout);
    }
    return 0;
}
