report_tests = \
	tests/report/test_coverage \
	tests/report/test_files \
	tests/report/test_formats \
	tests/report/test_lines \
	tests/report/test_matrix_text \
	tests/report/test_schema \
	tests/report/test_tally \
	$(NULL)
check_PROGRAMS += $(report_tests)
dist_check_SCRIPTS += tests/report/wellformed.sh

tests_report_test_coverage_SOURCES = tests/report/test_coverage.c tests/tap.h
tests_report_test_coverage_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_report_test_coverage_LDADD = $(REPORT_FLOOR) $(PKI_LIBS)
tests_report_test_files_SOURCES = tests/report/test_files.c tests/report/sample.h tests/tap.h
tests_report_test_files_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_report_test_files_LDADD = $(REPORT_FLOOR) $(PKI_LIBS)
tests_report_test_formats_SOURCES = tests/report/test_formats.c tests/report/sample.h tests/tap.h
tests_report_test_formats_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_report_test_formats_LDADD = $(REPORT_FLOOR) $(PKI_LIBS)
tests_report_test_lines_SOURCES = tests/report/test_lines.c tests/report/sample.h tests/tap.h
tests_report_test_lines_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_report_test_lines_LDADD = $(REPORT_FLOOR) $(PKI_LIBS)
tests_report_test_matrix_text_SOURCES = tests/report/test_matrix_text.c tests/report/sample.h tests/tap.h
tests_report_test_matrix_text_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_report_test_matrix_text_LDADD = $(REPORT_FLOOR) $(PKI_LIBS)
tests_report_test_schema_SOURCES = tests/report/test_schema.c tests/tap.h
tests_report_test_schema_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_report_test_schema_LDADD = $(REPORT_FLOOR) $(PKI_LIBS)
tests_report_test_tally_SOURCES = tests/report/test_tally.c tests/report/sample.h tests/tap.h
tests_report_test_tally_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_report_test_tally_LDADD = $(REPORT_FLOOR) $(PKI_LIBS)

EXTRA_DIST += \
	tests/report/golden/csv \
	tests/report/golden/csv-hostile \
	tests/report/golden/json \
	tests/report/golden/json-hostile \
	tests/report/golden/junit \
	tests/report/golden/junit-hostile \
	tests/report/golden/tap \
	tests/report/golden/tap-hostile \
	tests/report/golden/text \
	tests/report/golden/text-ascii \
	tests/report/golden/text-color \
	tests/report/golden/text-errors-shown \
	tests/report/golden/text-hostile \
	$(NULL)

check_PROGRAMS += tests/report/test_html
tests_report_test_html_SOURCES = tests/report/test_html.c tests/tap.h
tests_report_test_html_LDADD = $(REPORT_FLOOR) $(ALL_LIBS)
