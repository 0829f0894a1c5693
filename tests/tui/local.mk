# Test programs of the room; each links only the floors it needs.
check_PROGRAMS += \
	tests/tui/test_grid \
	tests/tui/test_keys \
	tests/tui/test_input \
	tests/tui/test_session \
	tests/tui/test_view \
	tests/tui/test_save \
	tests/tui/test_engine_thread

tests_tui_test_grid_SOURCES = tests/tui/test_grid.c tests/tap.h
tests_tui_test_grid_LDADD = $(TUI_FLOOR) $(ALL_LIBS)
tests_tui_test_keys_SOURCES = tests/tui/test_keys.c tests/tap.h
tests_tui_test_keys_LDADD = $(TUI_FLOOR) $(ALL_LIBS)
tests_tui_test_input_SOURCES = tests/tui/test_input.c tests/tap.h
tests_tui_test_input_LDADD = $(TUI_FLOOR) $(ALL_LIBS)
tests_tui_test_session_SOURCES = tests/tui/test_session.c tests/tap.h
tests_tui_test_session_LDADD = $(TUI_FLOOR) $(ALL_LIBS)
tests_tui_test_view_SOURCES = tests/tui/test_view.c tests/tui/world.h tests/tap.h
tests_tui_test_view_LDADD = $(TUI_FLOOR) $(ALL_LIBS)
tests_tui_test_save_SOURCES = tests/tui/test_save.c tests/tui/world.h tests/tap.h
tests_tui_test_save_LDADD = $(TUI_FLOOR) $(ALL_LIBS)
tests_tui_test_engine_thread_SOURCES = tests/tui/test_engine_thread.c tests/tui/world.h tests/tap.h
tests_tui_test_engine_thread_LDADD = $(TUI_FLOOR) $(ALL_LIBS)
