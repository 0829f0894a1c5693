/*
 * Times two commands in turn, A B A B ..., as whole processes, and prints the
 * median wall time and peak memory of each and the median ratio A/B pair by
 * pair. Usage: ratio RUNS 'COMMAND A' 'COMMAND B' (each run by sh -c exec).
 */
#include <config.h>

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct sample {
	double ms;
	long peak_kb;
};

static struct sample run_once(const char *command)
{
	struct timespec begin, end;
	struct sample sample;
	struct rusage usage;
	int status;
	pid_t child;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	child = fork();
	if (child == 0) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) ||
	    WEXITSTATUS(status) > 1) {
		fprintf(stderr, "ratio: '%s' could not be run\n", command);
		exit(4);
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	sample.ms = (double)(end.tv_sec - begin.tv_sec) * 1e3 + (double)(end.tv_nsec - begin.tv_nsec) / 1e6;
	sample.peak_kb = usage.ru_maxrss;
	return sample;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, int n)
{
	qsort(values, (size_t)n, sizeof(*values), compare);
	return values[n / 2];
}

int main(int argc, char **argv)
{
	int runs = argc == 4 ? atoi(argv[1]) : 0;
	double *a = calloc((size_t)(runs > 0 ? runs : 1), sizeof(*a));
	double *b = calloc((size_t)(runs > 0 ? runs : 1), sizeof(*b));
	double *ratio = calloc((size_t)(runs > 0 ? runs : 1), sizeof(*ratio));
	long peak_a = 0, peak_b = 0;

	if (runs < 1 || !a || !b || !ratio)
		return fprintf(stderr, "usage: ratio RUNS 'COMMAND A' 'COMMAND B'\n"), 2;
	run_once(argv[2]);
	run_once(argv[3]);
	for (int i = 0; i < runs; i++) {
		struct sample of_a = run_once(argv[2]), of_b = run_once(argv[3]);

		a[i] = of_a.ms;
		b[i] = of_b.ms;
		ratio[i] = of_a.ms / of_b.ms;
		peak_a = of_a.peak_kb > peak_a ? of_a.peak_kb : peak_a;
		peak_b = of_b.peak_kb > peak_b ? of_b.peak_kb : peak_b;
	}
	printf("A %.2f ms (%ld kB)  B %.2f ms (%ld kB)  A/B %.3f  B/A %.1f  (median of %d)\n", median(a, runs),
	       peak_a, median(b, runs), peak_b, median(ratio, runs), 1 / median(ratio, runs), runs);
	free(ratio);
	free(b);
	free(a);
	return 0;
}
