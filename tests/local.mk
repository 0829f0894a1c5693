TESTS = $(check_PROGRAMS) $(dist_check_SCRIPTS)
TEST_EXTENSIONS = .sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_COMPILER = $(SHELL)
AM_TESTS_ENVIRONMENT = \
	TZ=UTC; LC_ALL=C.UTF-8; export TZ LC_ALL; \
	GNUTLS_SYSTEM_PRIORITY_FILE=/nonexistent; export GNUTLS_SYSTEM_PRIORITY_FILE; \
	PINLAB=$(abs_top_builddir)/pinlab; PINLAB_SRCDIR=$(abs_top_srcdir); export PINLAB PINLAB_SRCDIR;
EXTRA_DIST += build-aux/tap-driver.sh
EXTRA_PROGRAMS =
