dist_check_SCRIPTS += \
	tests/cli/apps.sh \
	tests/cli/backtest.sh \
	tests/cli/check.sh \
	tests/cli/containers.sh \
	tests/cli/files.sh \
	tests/cli/fleet.sh \
	tests/cli/help.sh \
	tests/cli/incidents.sh \
	tests/cli/pin_files.sh \
	tests/cli/key.sh \
	tests/cli/places.sh \
	tests/cli/plan.sh \
	tests/cli/real_certs.sh \
	tests/cli/rehearse.sh \
	tests/cli/robust.sh \
	tests/cli/run.sh \
	tests/cli/serve.sh \
	tests/cli/test_docs.sh \
	$(NULL)
EXTRA_DIST += tests/cli/lib.sh

# What the documents show of the lab.
check_PROGRAMS += tests/cli/test_docs_lab
tests_cli_test_docs_lab_SOURCES = tests/cli/test_docs_lab.c tests/tap.h
tests_cli_test_docs_lab_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_cli_test_docs_lab_LDADD = $(TUI_FLOOR) $(ALL_LIBS)
