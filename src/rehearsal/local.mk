noinst_LIBRARIES += libplrehearsal.a
libplrehearsal_a_SOURCES = \
	src/rehearsal/backtest.c \
	src/rehearsal/backtest.h \
	src/rehearsal/backtest_capture.c \
	src/rehearsal/backtest_fate.c \
	src/rehearsal/backtest_judge.c \
	src/rehearsal/backtest_parts.h \
	src/rehearsal/backtest_subjects.c \
	src/rehearsal/chains.c \
	src/rehearsal/chains.h \
	src/rehearsal/future.c \
	src/rehearsal/future.h \
	src/rehearsal/inputs.c \
	src/rehearsal/inputs.h \
	src/rehearsal/rehearse.c \
	src/rehearsal/rehearse.h \
	src/rehearsal/retell.c \
	src/rehearsal/retell.h \
	src/rehearsal/runway.c \
	src/rehearsal/runway.h \
	src/rehearsal/shadow.c \
	src/rehearsal/shadow.h \
	src/rehearsal/shadow_hierarchy.c \
	src/rehearsal/shadow_hosts.c \
	src/rehearsal/shadow_known.c \
	src/rehearsal/shadow_parts.h \
	src/rehearsal/shadow_pins.c \
	src/rehearsal/history.c \
	src/rehearsal/history.h \
	src/rehearsal/history_csv.c \
	src/rehearsal/history_json.c \
	src/rehearsal/history_parts.h \
	src/rehearsal/history_record.c \
	src/rehearsal/history_served.c \
	src/rehearsal/history_ways.c \
	$(NULL)
