noinst_LIBRARIES += libplreport.a
libplreport_a_SOURCES = \
	src/report/collect.c \
	src/report/coverage.c \
	src/report/coverage.h \
	src/report/document.c \
	src/report/export.c \
	src/report/export.h \
	src/report/export_commands.c \
	src/report/export_json.c \
	src/report/export_logs.c \
	src/report/export_parts.h \
	src/report/export_step.c \
	src/report/format_json.c \
	src/report/format_junit.c \
	src/report/format_tap.c \
	src/report/format_text.c \
	src/report/formats.h \
	src/report/report.c \
	src/report/report.h \
	src/report/result.c \
	src/report/result.h \
	src/report/result_json.c \
	src/report/result_json.h \
	src/report/result_lines.c \
	src/report/result_read.c \
	src/report/schema.c \
	src/report/style.c \
	src/report/style.h \
	src/report/text.h \
	src/report/text_failure.c \
	src/report/text_key.c \
	src/report/text_matrix.c \
	src/report/text_parts.h \
	src/report/text_tradeoff.c \
	src/report/variants.c \
	src/report/variants.h \
	$(NULL)
