# `make bench` prints ratios; nothing of it belongs to `make check`.
EXTRA_DIST += tests/bench/run.sh tests/bench/wide.sh tests/bench/openssl-matrix.sh
EXTRA_PROGRAMS += tests/bench/raw tests/bench/ratio tests/bench/lab tests/bench/fleet tests/bench/past
CLEANFILES += $(EXTRA_PROGRAMS)

tests_bench_raw_SOURCES = tests/bench/raw.c
tests_bench_raw_LDADD = $(CRYPTO_LIBS)
tests_bench_ratio_SOURCES = tests/bench/ratio.c
tests_bench_lab_SOURCES = tests/bench/lab.c
tests_bench_lab_LDADD = -lutil

tests_bench_past_SOURCES = tests/bench/past.c tests/rehearsal/past.h tests/tap.h
tests_bench_past_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_bench_past_LDADD = $(REHEARSAL_FLOOR) $(PKI_LIBS)

tests_bench_fleet_SOURCES = tests/bench/fleet.c
tests_bench_fleet_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

.PHONY: bench
bench: pinlab tests/bench/raw tests/bench/ratio tests/bench/lab tests/bench/fleet tests/bench/past
	PINLAB=$(abs_builddir)/pinlab PINLAB_BENCH_TOOLS=$(abs_builddir)/tests/bench \
		$(SHELL) $(top_srcdir)/tests/bench/run.sh
