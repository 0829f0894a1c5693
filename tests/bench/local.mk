# `make bench` prints ratios; nothing of it belongs to `make check`.
EXTRA_DIST += tests/bench/run.sh tests/bench/wide.sh tests/bench/openssl-matrix.sh
EXTRA_PROGRAMS += tests/bench/raw tests/bench/ratio tests/bench/lab
CLEANFILES += $(EXTRA_PROGRAMS)

tests_bench_raw_SOURCES = tests/bench/raw.c
tests_bench_raw_LDADD = $(CRYPTO_LIBS)
tests_bench_ratio_SOURCES = tests/bench/ratio.c
tests_bench_lab_SOURCES = tests/bench/lab.c
tests_bench_lab_LDADD = -lutil

.PHONY: bench
bench: pinlab tests/bench/raw tests/bench/ratio tests/bench/lab
	PINLAB=$(abs_builddir)/pinlab PINLAB_BENCH_TOOLS=$(abs_builddir)/tests/bench \
		$(SHELL) $(top_srcdir)/tests/bench/run.sh
