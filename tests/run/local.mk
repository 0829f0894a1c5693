check_PROGRAMS += tests/run/test_jobs tests/run/test_select tests/run/test_tags

tests_run_test_jobs_SOURCES = tests/run/test_jobs.c tests/tap.h
tests_run_test_jobs_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_run_test_jobs_LDADD = $(RUN_FLOOR) $(PKI_LIBS)
tests_run_test_select_SOURCES = tests/run/test_select.c tests/tap.h
tests_run_test_select_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_run_test_select_LDADD = $(RUN_FLOOR) $(PKI_LIBS)
tests_run_test_tags_SOURCES = tests/run/test_tags.c tests/tap.h
tests_run_test_tags_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_run_test_tags_LDADD = $(RUN_FLOOR) $(PKI_LIBS)
