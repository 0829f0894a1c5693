# Test programs of the room; each links only the floors it needs:
#   check_PROGRAMS += tests/rehearsal/test_NAME
#   tests_rehearsal_test_NAME_SOURCES = tests/rehearsal/test_NAME.c tests/tap.h
#   tests_rehearsal_test_NAME_LDADD = $(REHEARSAL_FLOOR) $(PKI_LIBS)

check_PROGRAMS += tests/rehearsal/test_chains

tests_rehearsal_test_chains_SOURCES = tests/rehearsal/test_chains.c tests/rehearsal/family.h \
	tests/tap.h
tests_rehearsal_test_chains_LDADD = $(REHEARSAL_FLOOR) $(PKI_LIBS)

check_PROGRAMS += tests/rehearsal/test_shadow
tests_rehearsal_test_shadow_SOURCES = tests/rehearsal/test_shadow.c tests/rehearsal/shade.h \
	tests/rehearsal/family.h tests/tap.h
tests_rehearsal_test_shadow_LDADD = $(REHEARSAL_FLOOR) $(PKI_LIBS)

check_PROGRAMS += tests/rehearsal/test_backtest
tests_rehearsal_test_backtest_SOURCES = tests/rehearsal/test_backtest.c tests/rehearsal/past.h \
	tests/tap.h
tests_rehearsal_test_backtest_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_rehearsal_test_backtest_LDADD = $(REHEARSAL_FLOOR) $(PKI_LIBS)
check_PROGRAMS += tests/rehearsal/test_future
tests_rehearsal_test_future_SOURCES = tests/rehearsal/test_future.c tests/rehearsal/shade.h \
	tests/rehearsal/family.h tests/tap.h
tests_rehearsal_test_future_LDADD = $(REHEARSAL_FLOOR) $(PKI_LIBS)

check_PROGRAMS += tests/rehearsal/test_backtest_real
tests_rehearsal_test_backtest_real_SOURCES = tests/rehearsal/test_backtest_real.c \
	tests/rehearsal/past.h tests/tap.h
tests_rehearsal_test_backtest_real_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_rehearsal_test_backtest_real_LDADD = $(REHEARSAL_FLOOR) $(PKI_LIBS)
check_PROGRAMS += tests/rehearsal/test_lint

tests_rehearsal_test_lint_SOURCES = tests/rehearsal/test_lint.c tests/rehearsal/desk.h \
	tests/rehearsal/family.h tests/tap.h
tests_rehearsal_test_lint_LDADD = $(REHEARSAL_FLOOR) $(PKI_LIBS)

check_PROGRAMS += tests/rehearsal/test_runbook
tests_rehearsal_test_runbook_SOURCES = tests/rehearsal/test_runbook.c tests/rehearsal/shade.h \
	tests/rehearsal/family.h tests/tap.h
tests_rehearsal_test_runbook_LDADD = $(REHEARSAL_FLOOR) $(DATA_LIBS) $(PKI_LIBS)
check_PROGRAMS += tests/rehearsal/test_history
tests_rehearsal_test_history_SOURCES = tests/rehearsal/test_history.c tests/rehearsal/past.h \
	tests/tap.h
tests_rehearsal_test_history_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_rehearsal_test_history_LDADD = $(REHEARSAL_FLOOR) $(PKI_LIBS)
check_PROGRAMS += tests/rehearsal/test_gate

tests_rehearsal_test_gate_SOURCES = tests/rehearsal/test_gate.c tests/rehearsal/desk.h \
	tests/rehearsal/family.h tests/tap.h
tests_rehearsal_test_gate_LDADD = $(REHEARSAL_FLOOR) $(PKI_LIBS)

check_PROGRAMS += tests/rehearsal/test_real_future
tests_rehearsal_test_real_future_SOURCES = tests/rehearsal/test_real_future.c tests/tap.h
tests_rehearsal_test_real_future_LDADD = $(REHEARSAL_FLOOR) $(DATA_LIBS) $(PKI_LIBS)
